//! Seen space: which places the scanner looked into.
//!
//! A sparse absolute grid (cell = floor(site / size)) in blocks of 16³ cells of two bits. Rays are marched cell by cell after
//! Amanatides and Woo, "A Fast Voxel Traversal Algorithm for Ray Tracing", Eurographics 1987. Counts saturate and marks are joined by
//! maximum, so any order of rays and any split over threads gives the same grid. A cell is empty only if at least two rays crossed it and none ended there.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// What the scan tells of a place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeenState {
    /// A return came from there.
    Occupied,
    /// A ray went through and hit something behind.
    Empty,
    /// No ray reached it: hidden.
    Unseen,
    /// Scanner positions are not known, so nothing can be said.
    #[default]
    Unknown,
}

/// Cells along a block's edge, as a power of two.
const EDGE_BITS: i32 = 4;
/// Bytes of a block: 16³ cells of 2 bits.
const BLOCK_BYTES: usize = 1024;
/// A cell's mark once a return came from it; 0 to 2 count the rays that crossed it.
const OCCUPIED: u8 = 3;
/// Crossings from which a cell counts as empty: one ray may be a stray return's.
const CROSSINGS: u8 = 2;
const MAGIC: &[u8; 8] = b"RSTSEEN1";

type BlockIdx = [i32; 3];
type Blocks = HashMap<BlockIdx, Marks, BuildHasherDefault<BlockHasher>>;
type Marks = Box<[u8; BLOCK_BYTES]>;

/// A coarse grid of seen space over the site.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    size: f64,
    complete: bool,
    blocks: Blocks,
}

/// Why bytes are not a grid of seen space.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a grid of seen space: {0}")]
pub struct SeenError(&'static str);

impl Seen {
    /// An empty grid with cells of `size` m. `complete` says that every station's position is known, so that what no ray crossed is
    /// hidden; else it is unknown.
    pub fn new(size: f64, complete: bool) -> Self {
        Self { size, complete, blocks: Blocks::default() }
    }

    /// An empty grid of the same kind.
    pub fn blank(&self) -> Self {
        Self::new(self.size, self.complete)
    }

    /// Edge of a cell, m; zero for the grid that knows nothing.
    pub fn size(&self) -> f64 {
        self.size
    }

    /// State of a site position.
    pub fn state(&self, site: [f64; 3]) -> SeenState {
        let Some(cell) = self.cell(site) else { return SeenState::Unknown };
        let (block, offset) = split(cell);
        let mark = self.blocks.get(&block).map_or(0, |marks| get(marks, offset));
        match mark {
            OCCUPIED => SeenState::Occupied,
            CROSSINGS => SeenState::Empty,
            _ if self.complete => SeenState::Unseen,
            _ => SeenState::Unknown,
        }
    }

    /// Marks that a return came from a site position.
    pub fn occupy(&mut self, site: [f64; 3]) {
        let Some(cell) = self.cell(site) else { return };
        let (block, offset) = split(cell);
        set(self.blocks.entry(block).or_insert_with(empty), offset, OCCUPIED);
    }

    /// Marks the cells a ray crossed on its way to its return, the last `limit` m of it at most; the return's own cell is left out.
    pub fn cross(&mut self, from: [f64; 3], to: [f64; 3], limit: f64) {
        let length = (0..3).map(|a| (to[a] - from[a]).powi(2)).sum::<f64>().sqrt();
        if !(length > 0.0 && length.is_finite()) {
            return;
        }
        let skip = (1.0 - limit / length).max(0.0);
        let start = std::array::from_fn(|a| from[a] + skip * (to[a] - from[a]));
        let (Some(first), Some(last)) = (self.cell(start), self.cell(to)) else { return };
        let mut walk = Walk::new(start, to, first, last, self.size);
        while let Some(block) = walk.block() {
            let marks = self.blocks.entry(block).or_insert_with(empty);
            walk.through(block, |offset| add(marks, offset));
        }
    }

    /// Joins another grid of the same cell size.
    pub fn join(&mut self, other: Seen) {
        for (block, theirs) in other.blocks {
            match self.blocks.entry(block) {
                std::collections::hash_map::Entry::Vacant(slot) => {
                    slot.insert(theirs);
                }
                std::collections::hash_map::Entry::Occupied(mut slot) => join_marks(slot.get_mut(), &theirs),
            }
        }
    }

    /// Number of cells by state: occupied, empty.
    pub fn counts(&self) -> (u64, u64) {
        let count = |mark| -> u64 {
            let cells = |byte: &u8| (0..4).filter(|i| byte >> (2 * i) & 3 == mark).count() as u64;
            self.blocks.values().map(|marks| marks.iter().map(cells).sum::<u64>()).sum()
        };
        (count(OCCUPIED), count(CROSSINGS))
    }

    /// Memory held, bytes.
    pub fn bytes(&self) -> usize {
        self.blocks.len() * (BLOCK_BYTES + 32)
    }

    /// The grid as bytes: the same for the same grid.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut keys: Vec<&BlockIdx> = self.blocks.keys().collect();
        keys.sort_unstable();
        let mut out = Vec::with_capacity(32 + keys.len() * (BLOCK_BYTES + 12));
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&self.size.to_le_bytes());
        out.push(self.complete.into());
        out.extend_from_slice(&(keys.len() as u64).to_le_bytes());
        for key in keys {
            key.iter().for_each(|v| out.extend_from_slice(&v.to_le_bytes()));
            out.extend_from_slice(&self.blocks[key][..]);
        }
        out
    }

    /// Inverse of [`Self::to_bytes`].
    ///
    /// # Errors
    /// The bytes are of another kind, or too few or too many.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SeenError> {
        const HEAD: usize = 25;
        let (head, body) = bytes.split_at_checked(HEAD).ok_or(SeenError("it ends within its header"))?;
        if !head.starts_with(MAGIC) {
            return Err(SeenError("it does not begin with RSTSEEN1"));
        }
        let size = f64::from_le_bytes(array(&head[8..16]));
        let n = u64::from_le_bytes(array(&head[17..25]));
        let entry = BLOCK_BYTES + 12;
        if !size.is_finite() || size < 0.0 || (body.len() as u64) != n.saturating_mul(entry as u64) {
            return Err(SeenError("its length does not fit its block count"));
        }
        let blocks = body.chunks_exact(entry).map(|chunk| {
            let key = std::array::from_fn(|axis| i32::from_le_bytes(array(&chunk[4 * axis..4 * axis + 4])));
            (key, Box::new(array(&chunk[12..])))
        });
        Ok(Self { size, complete: head[16] == 1, blocks: blocks.collect() })
    }

    /// Cell of a site position; none if the grid knows nothing or the position is out of range.
    fn cell(&self, site: [f64; 3]) -> Option<[i32; 3]> {
        const FURTHEST: f64 = 2e9;
        let scaled = site.map(|v| (v / self.size).floor());
        (self.size > 0.0 && scaled.iter().all(|v| v.abs() < FURTHEST)).then(|| scaled.map(|v| v as i32))
    }
}

/// A walk along a ray from cell to cell, in whole numbers: comparisons of integers need no branches.
struct Walk {
    at: [i32; 3],
    step: [i32; 3],
    /// Share of the ray at which the next face of each axis is met, in [`WHOLE`]s.
    next: [i64; 3],
    delta: [i64; 3],
    left: u64,
}

/// The whole ray. A ray of 10,000 cells is resolved to 1e-8 of a cell.
const WHOLE: f64 = (1u64 << 40) as f64;
/// A face that is never met; adding to it a few times stays in range.
const NEVER: i64 = 1 << 60;

impl Walk {
    fn new(from: [f64; 3], to: [f64; 3], first: [i32; 3], last: [i32; 3], size: f64) -> Self {
        let way: [f64; 3] = std::array::from_fn(|a| to[a] - from[a]);
        let step = way.map(|w| if w > 0.0 { 1 } else { -1 });
        let share = |length: f64, axis: usize| {
            let share = length / way[axis] * WHOLE;
            if share.abs() < NEVER as f64 { share as i64 } else { NEVER }
        };
        let delta = std::array::from_fn(|a| share(size * f64::from(step[a]), a));
        // an axis along which the cell does not change never gives a step
        let next = std::array::from_fn(|a| {
            if first[a] == last[a] {
                NEVER
            } else {
                share((f64::from(first[a]) + if step[a] > 0 { 1.0 } else { 0.0 }) * size - from[a], a)
            }
        });
        // the walk takes exactly one step a cell face between the two cells, so its length is known and rounding cannot make it stray past the end
        let left = (0..3).map(|a| u64::from(last[a].abs_diff(first[a]))).sum();
        Self { at: first, step, next, delta, left }
    }

    /// The block the walk is in; none at its end.
    fn block(&self) -> Option<BlockIdx> {
        (self.left > 0).then(|| self.at.map(|v| v >> EDGE_BITS))
    }

    /// Visits cells until the walk leaves the block or ends.
    fn through(&mut self, block: BlockIdx, mut visit: impl FnMut(usize)) {
        let [mut x, mut y, mut z] = self.at.map(|v| v & 15);
        let [mut next_x, mut next_y, mut next_z] = self.next;
        let ([step_x, step_y, step_z], [delta_x, delta_y, delta_z]) = (self.step, self.delta);
        let mut left = self.left;
        loop {
            visit((z << 8 | y << 4 | x) as usize);
            let is_x = i64::from(next_x <= next_y.min(next_z));
            let is_y = i64::from(next_y <= next_z) & !is_x;
            let is_z = 1 & !(is_x | is_y);
            next_x = next_x.wrapping_add(delta_x & is_x.wrapping_neg());
            next_y = next_y.wrapping_add(delta_y & is_y.wrapping_neg());
            next_z = next_z.wrapping_add(delta_z & is_z.wrapping_neg());
            x = x.wrapping_add(step_x & (is_x as i32).wrapping_neg());
            y = y.wrapping_add(step_y & (is_y as i32).wrapping_neg());
            z = z.wrapping_add(step_z & (is_z as i32).wrapping_neg());
            left -= 1;
            if left == 0 || (x | y | z) & !15 != 0 {
                break;
            }
        }
        self.left = left;
        self.next = [next_x, next_y, next_z];
        self.at = [(block[0] << EDGE_BITS) + x, (block[1] << EDGE_BITS) + y, (block[2] << EDGE_BITS) + z];
    }
}

/// Hashes block indices with one multiplication a number; the map is never walked in its own order.
#[derive(Debug, Clone, Default)]
struct BlockHasher(u64);

impl std::hash::Hasher for BlockHasher {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 29
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.write_u64(u64::from(*b)));
    }

    fn write_i32(&mut self, v: i32) {
        self.write_u64(v as u64);
    }

    fn write_u64(&mut self, v: u64) {
        self.0 = (self.0.rotate_left(23) ^ v).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

fn split(cell: [i32; 3]) -> (BlockIdx, usize) {
    let [x, y, z] = cell.map(|v| v & 15);
    (cell.map(|v| v >> EDGE_BITS), ((z << 8) | (y << 4) | x) as usize)
}

fn empty() -> Marks {
    Box::new([0; BLOCK_BYTES])
}

fn get(marks: &Marks, offset: usize) -> u8 {
    marks[offset >> 2] >> (2 * (offset & 3)) & 3
}

fn set(marks: &mut Marks, offset: usize, mark: u8) {
    let shift = 2 * (offset & 3);
    marks[offset >> 2] = marks[offset >> 2] & !(3 << shift) | mark << shift;
}

fn add(marks: &mut Marks, offset: usize) {
    let mark = get(marks, offset);
    if mark < CROSSINGS {
        set(marks, offset, mark + 1);
    }
}

fn join_marks(ours: &mut Marks, theirs: &Marks) {
    for (a, b) in ours.iter_mut().zip(theirs.iter()).filter(|(_, b)| **b != 0) {
        *a = (0..4).fold(0, |byte, i| byte | joined(*a >> (2 * i) & 3, *b >> (2 * i) & 3) << (2 * i));
    }
}

fn joined(a: u8, b: u8) -> u8 {
    if a == OCCUPIED || b == OCCUPIED { OCCUPIED } else { (a + b).min(CROSSINGS) }
}

/// A slice of known length as an array; zeros should the length differ.
fn array<const N: usize>(slice: &[u8]) -> [u8; N] {
    slice.try_into().unwrap_or([0; N])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// Cells crossed by a ray, by exact clipping against every cell of its bounding box.
    fn slow_cells(from: [f64; 3], to: [f64; 3], size: f64) -> Vec<[i32; 3]> {
        let cell = |p: [f64; 3]| p.map(|v| (v / size).floor() as i32);
        let (a, b) = (cell(from), cell(to));
        let range = |axis: usize| a[axis].min(b[axis])..=a[axis].max(b[axis]);
        let mut found = Vec::new();
        for x in range(0) {
            for y in range(1) {
                for z in range(2) {
                    let c = [x, y, z];
                    let (mut low, mut high) = (0.0f64, 1.0f64);
                    for axis in 0..3 {
                        let way = to[axis] - from[axis];
                        let (near, far) = (f64::from(c[axis]) * size - from[axis], f64::from(c[axis] + 1) * size - from[axis]);
                        if way != 0.0 {
                            low = low.max((near / way).min(far / way));
                            high = high.min((near / way).max(far / way));
                        }
                    }
                    // cells touched only at a corner or by a hair may be told either way
                    if high - low > 1e-9 && c != b {
                        found.push(c);
                    }
                }
            }
        }
        found
    }

    proptest! {
        #[test]
        fn marches_as_the_slow_marcher(rays in prop::collection::vec(([-3.0..3.0f64, -3.0..3.0f64, -1.0..2.0f64], [-3.0..3.0f64, -3.0..3.0f64, -1.0..2.0f64]), 1..12)) {
            let mut seen = Seen::new(0.25, true);
            let mut slow = BTreeMap::<[i32; 3], u32>::new();
            for (from, to) in &rays {
                seen.cross(*from, *to, 100.0);
                for cell in slow_cells(*from, *to, 0.25) {
                    *slow.entry(cell).or_default() += 1;
                }
            }
            for (cell, n) in &slow {
                let (block, offset) = split(*cell);
                let mark = seen.blocks.get(&block).map_or(0, |marks| get(marks, offset));
                prop_assert_eq!(u32::from(mark), (*n).min(2), "{:?}", cell);
            }
            let marked: usize = seen.blocks.values().map(|marks| (0..4096).filter(|&o| get(marks, o) > 0).count()).sum();
            prop_assert_eq!(marked, slow.len());
        }

        #[test]
        fn order_and_split_do_not_matter(rays in prop::collection::vec(([-3.0..3.0f64, -3.0..3.0f64, -1.0..2.0f64], [-3.0..3.0f64, -3.0..3.0f64, -1.0..2.0f64]), 1..12), cut in 0usize..12) {
            let march = |rays: &[([f64; 3], [f64; 3])]| {
                let mut seen = Seen::new(0.1, true);
                for (from, to) in rays.iter().rev() {
                    seen.cross(*from, *to, 2.5);
                    seen.occupy(*to);
                }
                seen
            };
            let (a, b) = rays.split_at(cut.min(rays.len()));
            let mut joined = march(b);
            joined.join(march(a));
            prop_assert_eq!(march(&rays).to_bytes(), joined.to_bytes());
        }
    }

    #[test]
    fn tells_empty_from_hidden() {
        let mut seen = Seen::new(0.1, true);
        let grid = [652_300.0, 6_861_200.0, 35.0];
        let at = |x: f64, y: f64| [grid[0] + x, grid[1] + y, grid[2] + 0.05];
        seen.cross(at(0.05, 0.05), at(2.05, 0.05), 40.0);
        assert_eq!(seen.state(at(1.05, 0.05)), SeenState::Unseen, "one ray is not enough");
        seen.cross(at(0.05, 0.05), at(2.05, 0.05), 40.0);
        seen.occupy(at(2.05, 0.05));
        assert_eq!(seen.state(at(1.05, 0.05)), SeenState::Empty);
        assert_eq!(seen.state(at(2.05, 0.05)), SeenState::Occupied);
        assert_eq!(seen.state(at(2.15, 0.05)), SeenState::Unseen);
        assert_eq!(seen.state([f64::NAN; 3]), SeenState::Unknown);
        assert_eq!(Seen::default().state(at(0.0, 0.0)), SeenState::Unknown);
    }

    #[test]
    fn incomplete_positions_leave_the_rest_unknown() {
        let mut seen = Seen::new(0.1, false);
        seen.occupy([0.0; 3]);
        assert_eq!(seen.state([0.0; 3]), SeenState::Occupied);
        assert_eq!(seen.state([5.0; 3]), SeenState::Unknown);
    }

    #[test]
    fn bytes_and_back() {
        let mut seen = Seen::new(0.1, true);
        seen.cross([0.0; 3], [3.0, -2.0, 1.0], 40.0);
        let bytes = seen.to_bytes();
        assert_eq!(Seen::from_bytes(&bytes).unwrap().to_bytes(), bytes);
        for cut in [0, 7, 24, bytes.len() - 1] {
            assert!(Seen::from_bytes(&bytes[..cut]).is_err());
        }
        let mut huge = bytes.clone();
        huge[17..25].fill(0xff);
        assert!(Seen::from_bytes(&huge).is_err());
    }

    #[test]
    fn long_rays_are_cut_at_the_scanner_side() {
        let mut seen = Seen::new(0.1, true);
        seen.cross([0.05, 0.05, 0.05], [50.05, 0.05, 0.05], 10.0);
        seen.cross([0.05, 0.05, 0.05], [50.05, 0.05, 0.05], 10.0);
        assert_eq!(seen.state([45.05, 0.05, 0.05]), SeenState::Empty);
        assert_eq!(seen.state([30.05, 0.05, 0.05]), SeenState::Unseen);
    }
}
