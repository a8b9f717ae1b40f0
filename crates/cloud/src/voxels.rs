//! Voxel merge: the raw returns of one cell to one weighted point a voxel.
//!
//! All sums are of integers, so the result depends neither on the order of the returns nor on the threads.
//! Complexity: two linear passes to group by block, then a sort of the few hundred returns of each block.

use crate::lattice::{BLOCK_VOXELS, LOCAL_BITS, Lattice, STEPS};
use crate::morton;
use crate::returns::Return;
use rayon::prelude::*;

/// Returns under which a comparison sort beats counting over all blocks of a cell.
const COUNTING_FROM: usize = 1 << 16;
/// Returns a parallel task merges at least; keeps the tasks' overhead under a percent.
const TASK_RETURNS: usize = 1 << 16;

/// Where a block's points begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Block {
    /// Morton code of the block in its cell.
    pub code: u32,
    /// Index of its first point.
    pub start: u32,
}

/// The merged points of one cell, ascending by block and voxel.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Voxels {
    /// Blocks that hold points, ascending.
    pub blocks: Vec<Block>,
    /// Morton code of the voxel in its block.
    pub local: Vec<u16>,
    /// Mean position from the cell's lower corner, m.
    pub positions: Vec<[f32; 3]>,
    /// Returns merged.
    pub weights: Vec<u32>,
    /// Mean intensity in 65535 steps.
    pub intensity: Vec<u16>,
    /// Mean colour.
    pub color: Vec<[u8; 3]>,
    /// Station with most returns, the lowest of equals; `u16::MAX` if unknown.
    pub station: Vec<u16>,
    /// Share of returns the reader marked as suspect, in 255 steps.
    pub suspect: Vec<u8>,
}

impl Voxels {
    /// Number of points.
    pub fn len(&self) -> usize {
        self.local.len()
    }

    /// Whether there are no points.
    pub fn is_empty(&self) -> bool {
        self.local.is_empty()
    }

    /// Point range of the `idx`-th block.
    pub fn range(&self, idx: usize) -> std::ops::Range<usize> {
        let end = self.blocks.get(idx + 1).map_or(self.len(), |next| next.start as usize);
        self.blocks[idx].start as usize..end
    }

    /// Memory held, bytes.
    pub fn bytes(&self) -> usize {
        self.blocks.len() * 8 + self.len() * 26
    }

    fn with_capacity(n: usize) -> Self {
        Self {
            blocks: Vec::new(),
            local: Vec::with_capacity(n),
            positions: Vec::with_capacity(n),
            weights: Vec::with_capacity(n),
            intensity: Vec::with_capacity(n),
            color: Vec::with_capacity(n),
            station: Vec::with_capacity(n),
            suspect: Vec::with_capacity(n),
        }
    }

    /// Appends the points of later blocks.
    fn append(&mut self, other: &Voxels) {
        let shift = self.len() as u32;
        self.blocks.extend(other.blocks.iter().map(|b| Block { start: b.start + shift, ..*b }));
        self.local.extend_from_slice(&other.local);
        self.positions.extend_from_slice(&other.positions);
        self.weights.extend_from_slice(&other.weights);
        self.intensity.extend_from_slice(&other.intensity);
        self.color.extend_from_slice(&other.color);
        self.station.extend_from_slice(&other.station);
        self.suspect.extend_from_slice(&other.suspect);
    }
}

/// Merges the returns of one cell.
///
/// `look` is shown every block's returns, sorted by voxel and station, and gives one value for it: statistics of the raw returns are
/// taken while they are at hand. The values come back in block order.
pub fn merge<T: Send>(lattice: &Lattice, returns: &[&[Return]], look: impl Fn(&[Return]) -> T + Sync) -> (Voxels, Vec<T>) {
    let mut sorted = group_by_block(lattice, returns);
    let tasks = split_at_blocks(&mut sorted);
    let parts: Vec<(Voxels, Vec<T>)> = tasks.into_par_iter().map(|task| merge_blocks(lattice, task, &look)).collect();
    let total = parts.iter().map(|(part, _)| part.len()).sum();
    let mut voxels = Voxels::with_capacity(total);
    let mut looks = Vec::new();
    for (part, seen) in parts {
        voxels.append(&part);
        looks.extend(seen);
    }
    (voxels, looks)
}

/// All returns in one piece, ascending by block, in any order within it.
fn group_by_block(lattice: &Lattice, returns: &[&[Return]]) -> Vec<Return> {
    let total: usize = returns.iter().map(|part| part.len()).sum();
    if total < COUNTING_FROM {
        let mut all = returns.concat();
        all.sort_unstable_by_key(Return::block);
        return all;
    }
    let mut ends = vec![0u32; (1usize << lattice.block_bits()) + 1];
    for r in returns.iter().flat_map(|part| part.iter()) {
        ends[r.block() as usize + 1] += 1;
    }
    for i in 1..ends.len() {
        ends[i] += ends[i - 1];
    }
    let mut out = vec![bytemuck::Zeroable::zeroed(); total];
    for r in returns.iter().flat_map(|part| part.iter()) {
        let slot = &mut ends[r.block() as usize];
        out[*slot as usize] = *r;
        *slot += 1;
    }
    out
}

/// Cuts the grouped returns into tasks of whole blocks.
fn split_at_blocks(mut rest: &mut [Return]) -> Vec<&mut [Return]> {
    let mut tasks = Vec::new();
    while rest.len() > TASK_RETURNS {
        let block = rest[TASK_RETURNS].block();
        let end = TASK_RETURNS + rest[TASK_RETURNS..].partition_point(|r| r.block() == block);
        let (task, after) = rest.split_at_mut(end);
        tasks.push(task);
        rest = after;
    }
    if !rest.is_empty() {
        tasks.push(rest);
    }
    tasks
}

fn merge_blocks<T>(lattice: &Lattice, returns: &mut [Return], look: &impl Fn(&[Return]) -> T) -> (Voxels, Vec<T>) {
    let mut out = Voxels::with_capacity(returns.len());
    let mut looks = Vec::new();
    for block in returns.chunk_by_mut(|a, b| a.block() == b.block()) {
        block.sort_unstable_by_key(Return::key);
        out.blocks.push(Block { code: block[0].block(), start: out.len() as u32 });
        merge_block(lattice, block, &mut out);
        looks.push(look(block));
    }
    (out, looks)
}

fn merge_block(lattice: &Lattice, block: &[Return], out: &mut Voxels) {
    let corner = morton::decode(block[0].block().into()).map(|b| b * BLOCK_VOXELS);
    for voxel in block.chunk_by(|a, b| a.local() == b.local()) {
        let local = voxel[0].local();
        let within = morton::decode(local.into());
        let at: [u32; 3] = std::array::from_fn(|axis| corner[axis] + within[axis]);
        out.local.push(local);
        push_means(lattice, at, voxel, out);
    }
}

/// Means over the returns of one voxel.
fn push_means(lattice: &Lattice, at: [u32; 3], voxel: &[Return], out: &mut Voxels) {
    let (mut step, mut bright, mut color, mut suspect) = ([0u64; 3], 0u64, [0u64; 3], 0u64);
    for r in voxel {
        let (s, c) = (r.step(), r.color());
        for axis in 0..3 {
            step[axis] += u64::from(s[axis]);
            color[axis] += u64::from(c[axis]);
        }
        bright += u64::from(r.intensity());
        suspect += u64::from(r.suspect());
    }
    let n = voxel.len() as u64;
    out.positions.push(std::array::from_fn(|axis| mean_position(lattice, at[axis], step[axis], n)));
    out.weights.push(u32::try_from(n).unwrap_or(u32::MAX));
    out.intensity.push(((bright + n / 2) / n) as u16);
    out.color.push(color.map(|sum| ((sum + n / 2) / n) as u8));
    out.station.push(majority(voxel));
    out.suspect.push((suspect * 255 / n) as u8);
}

/// A step covers a stretch; its middle stands for it, hence the half.
fn mean_position(lattice: &Lattice, voxel: u32, steps: u64, n: u64) -> f32 {
    let within = (steps as f64 / n as f64 + 0.5) / f64::from(STEPS);
    ((f64::from(voxel) + within) * lattice.voxel()) as f32
}

/// Station with most returns. They are sorted by station, so the first of equals is the lowest.
fn majority(voxel: &[Return]) -> u16 {
    if voxel.len() == 1 {
        return voxel[0].station();
    }
    let mut best = (0, u16::MAX);
    for run in voxel.chunk_by(|a, b| a.station() == b.station()) {
        if run.len() > best.0 {
            best = (run.len(), run[0].station());
        }
    }
    best.1
}

/// The plain serial merge that [`merge`] is tested against: a map from voxel to its returns.
pub fn merge_plain(lattice: &Lattice, returns: &[Return]) -> Voxels {
    let mut by_voxel = std::collections::BTreeMap::<u64, Vec<Return>>::new();
    for r in returns {
        by_voxel.entry(r.code()).or_default().push(*r);
    }
    let mut out = Voxels::default();
    for (code, mut voxel) in by_voxel {
        voxel.sort_by_key(Return::station);
        let block = (code >> LOCAL_BITS) as u32;
        if out.blocks.last().is_none_or(|last| last.code != block) {
            out.blocks.push(Block { code: block, start: out.len() as u32 });
        }
        out.local.push(voxel[0].local());
        push_means(lattice, morton::decode(code), &voxel, &mut out);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pack(lattice: &Lattice, points: &[([f64; 3], u16, [u8; 3])]) -> Vec<Return> {
        let packed = points.iter().filter_map(|(at, station, color)| {
            let place = lattice.place(*at)?;
            Some(Return::new(&place, *station, 0.3, *color, *station == 2))
        });
        packed.collect()
    }

    proptest! {
        #[test]
        fn equals_the_plain_merge(points in prop::collection::vec(([0.0..0.4f64, 0.0..0.05f64, 0.0..0.02f64], 0u16..4, any::<[u8; 3]>()), 0..400), cut in 0usize..400) {
            let lattice = Lattice::new(0.005, 8.0).unwrap();
            let returns = pack(&lattice, &points);
            let (a, b) = returns.split_at(cut.min(returns.len()));
            let (fast, counts) = merge(&lattice, &[b, a], |block| block.len());
            prop_assert_eq!(&fast, &merge_plain(&lattice, &returns));
            prop_assert_eq!(counts.iter().sum::<usize>(), returns.len());
            prop_assert_eq!(fast.weights.iter().sum::<u32>() as usize, returns.len());
        }
    }

    #[test]
    fn many_returns_take_the_counting_path() {
        let lattice = Lattice::new(0.005, 8.0).unwrap();
        let points: Vec<_> = (0..COUNTING_FROM + 7)
            .map(|i| ([(i % 911) as f64 * 0.0031, (i % 401) as f64 * 0.0173, 7.99], (i % 5) as u16, [i as u8, 3, 200]))
            .collect();
        let returns = pack(&lattice, &points);
        let (fast, _) = merge(&lattice, &[&returns], |_| ());
        assert_eq!(fast, merge_plain(&lattice, &returns));
    }

    #[test]
    fn the_mean_is_the_mean() {
        let lattice = Lattice::new(0.005, 8.0).unwrap();
        let returns = pack(&lattice, &[([1.0011, 2.0022, 3.0], 1, [10; 3]), ([1.0033, 2.0042, 3.001], 0, [20; 3])]);
        let (voxels, _) = merge(&lattice, &[&returns], |_| ());
        assert_eq!((voxels.len(), voxels.station[0], voxels.color[0]), (1, 0, [15; 3]));
        for (got, want) in voxels.positions[0].iter().zip([1.0022, 2.0032, 3.0005]) {
            assert!((got - want).abs() < 5e-6, "{got} {want}");
        }
    }
}
