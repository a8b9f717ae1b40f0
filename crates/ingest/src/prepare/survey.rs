//! What a block's raw returns tell of the stations: views for seen space, density, overlap and misfit.

use rosette_cloud::eigen;
use rosette_cloud::lattice::{BLOCK_VOXELS, CellIdx, Lattice, STEPS};
use rosette_cloud::morton;
use rosette_cloud::returns::Return;
use std::collections::BTreeMap;

use super::report::Misfit;

/// Bits of a voxel's local code below its bin of 8 voxels (4 cm at 5 mm): the unit of views.
const BIN_BITS: u32 = 9;
/// Bits below its patch of 16 voxels (8 cm): the unit of overlap and density.
const PATCH_BITS: u32 = 12;
/// Edge of a patch, voxels.
const PATCH_VOXELS: u32 = 16;
/// Returns a station needs in a block (16 cm) to be compared: the mean of 15 is known to a quarter of the noise.
const PATCH_RETURNS: i64 = 15;
/// Greatest standard deviation across a block's surface that counts as a plane, m: twice a good scanner's noise.
const FLAT: f64 = 0.004;
/// Least standard deviation along it in its narrow direction, m: half of a full face's 46 mm.
const WIDE: f64 = 0.023;
/// Furthest the two stations' centres may lie apart along it, m: a tilt error of half a degree then costs 0.2 mm.
const APART: f64 = 0.025;

/// Returns of one station in one bin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct View {
    pub station: u16,
    /// Mean position from the cell's corner, m.
    pub at: [f32; 3],
    /// Whether it is the station's first in its patch.
    pub lead: bool,
}

/// Distance between two stations' surfaces in one block.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Gap {
    pub a: u16,
    pub b: u16,
    /// Distance of b's surface from a's along the normal, µm.
    pub micrometres: i32,
    /// Either of the two normals.
    pub normal: [f32; 3],
    /// From the cell's corner, m.
    pub at: [f32; 3],
}

/// What is learnt from one block.
#[derive(Debug, Default)]
pub(crate) struct Look {
    pub views: Vec<View>,
    pub gaps: Vec<Gap>,
    /// Station, patches it saw, patches another saw too.
    pub shared: Vec<(u16, u32, u32)>,
    /// Station and number of its returns on a patch.
    pub patches: Vec<(u16, u32)>,
}

/// Sums of one station's returns, in steps from the block's middle. Integers: exact in any order.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    station: u16,
    n: i64,
    sum: [i64; 3],
    square: [i64; 6],
}

impl Sums {
    fn add(&mut self, [x, y, z]: [i64; 3]) {
        self.n += 1;
        self.sum = [self.sum[0] + x, self.sum[1] + y, self.sum[2] + z];
        for (total, v) in self.square.iter_mut().zip([x * x, x * y, x * z, y * y, y * z, z * z]) {
            *total += v;
        }
    }

    fn join(&mut self, other: &Sums) {
        self.n += other.n;
        for axis in 0..3 {
            self.sum[axis] += other.sum[axis];
        }
        for (total, v) in self.square.iter_mut().zip(other.square) {
            *total += v;
        }
    }

    fn mean(&self) -> [f64; 3] {
        self.sum.map(|s| s as f64 / self.n as f64)
    }

    /// Sum of squared deviations from the own mean.
    fn scatter(&self) -> [f64; 6] {
        let [x, y, z] = self.mean();
        let n = self.n as f64;
        let means = [x * x, x * y, x * z, y * y, y * z, z * z];
        std::array::from_fn(|i| self.square[i] as f64 - n * means[i])
    }
}

/// Surveys a block's returns, sorted by voxel and station.
pub(crate) fn look(lattice: &Lattice, block: &[Return]) -> Look {
    let mut look = Look::default();
    let Some(first) = block.first() else { return look };
    let corner = morton::decode(first.block().into()).map(|b| b * BLOCK_VOXELS);
    let metre = lattice.voxel() / f64::from(STEPS);
    let middle: [f64; 3] = corner.map(|v| f64::from(v + BLOCK_VOXELS / 2) * lattice.voxel());
    let (mut bin_sums, mut patch_sums, mut block_sums) = (Vec::new(), Vec::new(), Vec::new());
    for patch in block.chunk_by(|a, b| a.local() >> PATCH_BITS == b.local() >> PATCH_BITS) {
        patch_sums.clear();
        for bin in patch.chunk_by(|a, b| a.local() >> BIN_BITS == b.local() >> BIN_BITS) {
            bin_sums.clear();
            sum_bin(bin, &mut bin_sums);
            note_views(&bin_sums, &patch_sums, middle, metre, &mut look.views);
            bin_sums.iter().for_each(|sums| slot(&mut patch_sums, sums.station).join(sums));
        }
        note_overlap(&patch_sums, &mut look.shared);
        look.patches.extend(patch_sums.iter().map(|sums| (sums.station, u32::try_from(sums.n).unwrap_or(u32::MAX))));
        patch_sums.iter().for_each(|sums| slot(&mut block_sums, sums.station).join(sums));
    }
    block_sums.sort_unstable_by_key(|sums| sums.station);
    note_gaps(&block_sums, middle, metre, &mut look.gaps);
    look
}

fn slot(all: &mut Vec<Sums>, station: u16) -> &mut Sums {
    let idx = all.iter().position(|sums| sums.station == station).unwrap_or_else(|| {
        all.push(Sums { station, ..Sums::default() });
        all.len() - 1
    });
    &mut all[idx]
}

fn sum_bin(bin: &[Return], sums: &mut Vec<Sums>) {
    const MIDDLE: i64 = (BLOCK_VOXELS * STEPS / 2) as i64;
    for voxel in bin.chunk_by(|a, b| a.local() == b.local()) {
        let at = morton::decode(u64::from(voxel[0].local())).map(|v| i64::from(v * STEPS));
        for run in voxel.chunk_by(|a, b| a.station() == b.station()) {
            let total = slot(sums, run[0].station());
            for r in run {
                let step = r.step();
                total.add(std::array::from_fn(|a| at[a] + i64::from(step[a]) - MIDDLE));
            }
        }
    }
}

fn note_views(sums: &[Sums], patch: &[Sums], site: [f64; 3], metre: f64, views: &mut Vec<View>) {
    for total in sums {
        let mean = total.mean();
        let lead = patch.iter().all(|other| other.station != total.station);
        views.push(View { station: total.station, at: std::array::from_fn(|a| (site[a] + mean[a] * metre) as f32), lead });
    }
}

fn note_overlap(patch: &[Sums], shared: &mut Vec<(u16, u32, u32)>) {
    let both = u32::from(patch.len() > 1);
    for total in patch {
        match shared.iter_mut().find(|(station, ..)| *station == total.station) {
            Some((_, patches, common)) => (*patches, *common) = (*patches + 1, *common + both),
            None => shared.push((total.station, 1, both)),
        }
    }
}

fn note_gaps(sums: &[Sums], site: [f64; 3], metre: f64, gaps: &mut Vec<Gap>) {
    let dense: Vec<&Sums> = sums.iter().filter(|s| s.n >= PATCH_RETURNS).collect();
    let Some(normal) = (dense.len() > 1).then(|| common_normal(&dense, metre)).flatten() else { return };
    for (i, a) in dense.iter().enumerate() {
        for b in &dense[i + 1..] {
            let (from, to) = (a.mean(), b.mean());
            let way: [f64; 3] = std::array::from_fn(|k| (to[k] - from[k]) * metre);
            let across = way[0] * normal[0] + way[1] * normal[1] + way[2] * normal[2];
            let along = (way.iter().map(|v| v * v).sum::<f64>() - across * across).max(0.0).sqrt();
            if along <= APART {
                gaps.push(Gap {
                    a: a.station,
                    b: b.station,
                    micrometres: (across * 1e6).round() as i32,
                    normal: normal.map(|v| v as f32),
                    at: std::array::from_fn(|k| (site[k] + from[k] * metre) as f32),
                });
            }
        }
    }
}

/// Normal of the surface from every station's scatter about its own centre, so that an offset between stations does not tilt or thicken it.
fn common_normal(dense: &[&Sums], metre: f64) -> Option<[f64; 3]> {
    let n: f64 = dense.iter().map(|s| s.n as f64).sum();
    let mut pooled = [0.0; 6];
    for sums in dense {
        for (total, v) in pooled.iter_mut().zip(sums.scatter()) {
            *total += v * metre * metre / n;
        }
    }
    let (least, normal) = eigen::least(&pooled)?;
    let rest = pooled[0] + pooled[3] + pooled[5] - least;
    let minors = pooled[0] * pooled[3] - pooled[1] * pooled[1] + pooled[0] * pooled[5] - pooled[2] * pooled[2]
        + pooled[3] * pooled[5]
        - pooled[4] * pooled[4];
    let product = minors - least * rest;
    let middle = (rest - (rest * rest - 4.0 * product).max(0.0).sqrt()) / 2.0;
    (least <= FLAT * FLAT && middle >= WIDE * WIDE).then_some(normal)
}

/// A count of values by equal steps.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Histogram(BTreeMap<i32, u64>);

impl Histogram {
    pub(crate) fn add(&mut self, value: i32) {
        *self.0.entry(value).or_default() += 1;
    }

    pub(crate) fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// The value below which a share of all lies; zero if there are none.
    pub(crate) fn quantile(&self, share: f64) -> i32 {
        let wanted = (self.total() as f64 * share).ceil().max(1.0) as u64;
        let mut seen = 0;
        for (value, n) in &self.0 {
            seen += n;
            if seen >= wanted {
                return *value;
            }
        }
        0
    }
}

/// Step of the misfit histograms, µm.
const GAP_STEP: i32 = 20;
/// Step of relative density: returns per patch are kept to 3 %.
const DENSITY_STEP: f64 = 0.03;

/// Distances between surfaces, absolute and as a station sees them.
#[derive(Debug, Clone, Default)]
struct Gaps {
    absolute: Histogram,
    signed: Histogram,
}

impl Gaps {
    fn add(&mut self, micrometres: i32, signed: Option<i32>) {
        self.absolute.add(micrometres.abs() / GAP_STEP);
        if let Some(signed) = signed {
            self.signed.add(signed.div_euclid(GAP_STEP));
        }
    }

    fn misfit(&self) -> Misfit {
        let millimetres = |steps: i32| (f64::from(steps) + 0.5) * f64::from(GAP_STEP) / 1000.0;
        let patches = self.absolute.total();
        if patches == 0 {
            return Misfit::default();
        }
        Misfit {
            patches,
            median_mm: millimetres(self.absolute.quantile(0.5)),
            p95_mm: millimetres(self.absolute.quantile(0.95)),
            signed_median_mm: (self.signed.total() > 0).then(|| millimetres(self.signed.quantile(0.5))),
        }
    }
}

#[derive(Debug, Clone, Default)]
struct StationTally {
    patches: u64,
    shared: u64,
    patch_returns: Histogram,
    gaps: Gaps,
}

/// Everything learnt of the stations, joined cell by cell.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    stations: BTreeMap<u16, StationTally>,
    pairs: BTreeMap<(u16, u16), Gaps>,
}

impl Tally {
    /// Adds a cell's looks. `scanner` gives a station's position from the cell's corner, m.
    pub(crate) fn add(&mut self, look: &Look, scanner: impl Fn(u16) -> Option<[f32; 3]>) {
        for (station, patches, shared) in &look.shared {
            let tally = self.stations.entry(*station).or_default();
            tally.patches += u64::from(*patches);
            tally.shared += u64::from(*shared);
        }
        for (station, n) in &look.patches {
            let step = (f64::from(*n).ln() / DENSITY_STEP).round() as i32;
            self.stations.entry(*station).or_default().patch_returns.add(step);
        }
        for gap in &look.gaps {
            let by_a = seen_from(gap, scanner(gap.a), 1);
            let by_b = seen_from(gap, scanner(gap.b), -1);
            self.stations.entry(gap.a).or_default().gaps.add(gap.micrometres, by_a);
            self.stations.entry(gap.b).or_default().gaps.add(gap.micrometres, by_b);
            self.pairs.entry((gap.a, gap.b)).or_default().add(gap.micrometres, by_a);
        }
    }

    pub(crate) fn overlap(&self, station: u16) -> f64 {
        self.stations.get(&station).map_or(0.0, |t| t.shared as f64 / (t.patches.max(1)) as f64)
    }

    /// Median returns on a square metre of surface, taking a patch as one face of its cube.
    pub(crate) fn density(&self, station: u16, lattice: &Lattice) -> f64 {
        let Some(tally) = self.stations.get(&station) else { return 0.0 };
        let edge = lattice.voxel() * f64::from(PATCH_VOXELS);
        (f64::from(tally.patch_returns.quantile(0.5)) * DENSITY_STEP).exp() / (edge * edge)
    }

    pub(crate) fn misfit(&self, station: u16) -> Misfit {
        self.stations.get(&station).map(|t| t.gaps.misfit()).unwrap_or_default()
    }

    pub(crate) fn pairs(&self) -> impl Iterator<Item = (u16, u16, Misfit)> {
        self.pairs.iter().map(|((a, b), gaps)| (*a, *b, gaps.misfit()))
    }
}

/// The gap with the sign a station sees: positive if its own surface is nearer to its scanner. `way` is 1 for a, -1 for b.
fn seen_from(gap: &Gap, scanner: Option<[f32; 3]>, way: i32) -> Option<i32> {
    let scanner = scanner?;
    let towards: f32 = (0..3).map(|k| gap.normal[k] * (scanner[k] - gap.at[k])).sum();
    Some(if towards > 0.0 { -way * gap.micrometres } else { way * gap.micrometres })
}

/// Site position of a point given from a cell's corner.
pub(crate) fn to_site(lattice: &Lattice, cell: CellIdx, at: [f32; 3]) -> [f64; 3] {
    let corner = lattice.corner(cell);
    std::array::from_fn(|a| corner[a] + f64::from(at[a]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rosette_cloud::voxels;

    /// Two stations on the floor z = 1.02; the second's surface lies `offset` m higher.
    fn floor(offset: f64) -> (Lattice, Vec<Look>) {
        let lattice = Lattice::new(0.005, 8.0).unwrap();
        let mut returns = Vec::new();
        for i in 0..160 {
            for j in 0..160 {
                let (x, y) = (f64::from(i) * 0.004, f64::from(j) * 0.004);
                let noise = f64::from((i * 7 + j * 13) % 11 - 5) * 2e-4;
                for station in 0..2u16 {
                    let place = lattice.place([x, y, 1.02 + f64::from(station) * offset + noise]).unwrap();
                    returns.push(Return::new(&place, station, 0.5, [0; 3], false));
                }
            }
        }
        let (_, looks) = voxels::merge(&lattice, &[&returns], |block| look(&lattice, block));
        (lattice, looks)
    }

    #[test]
    fn misfit_is_the_offset_between_stations() {
        for offset in [0.0, 0.0013, 0.005] {
            let (lattice, looks) = floor(offset);
            let mut tally = Tally::default();
            looks.iter().for_each(|l| tally.add(l, |_| Some([0.3, 0.3, 3.0])));
            let misfit = tally.misfit(0);
            assert!(misfit.patches >= 9, "{misfit:?}");
            assert!((misfit.median_mm - offset * 1e3).abs() < 0.05, "{misfit:?}");
            assert!(
                (misfit.signed_median_mm.unwrap() + offset * 1e3).abs() < 0.05,
                "the second lies nearer to the scanner: {misfit:?}"
            );
            assert!((tally.misfit(1).signed_median_mm.unwrap() - offset * 1e3).abs() < 0.05);
            assert_eq!(tally.pairs().count(), 1);
            assert!((tally.density(0, &lattice) / 62_500.0 - 1.0).abs() < 0.2, "{}", tally.density(0, &lattice));
        }
    }

    #[test]
    fn overlap_counts_patches_both_saw() {
        let (_, looks) = floor(0.0);
        let mut tally = Tally::default();
        looks.iter().for_each(|l| tally.add(l, |_| None));
        assert_eq!((tally.overlap(0), tally.overlap(1), tally.overlap(7)), (1.0, 1.0, 0.0));
        assert_eq!(tally.misfit(0).signed_median_mm, None);
    }

    #[test]
    fn quantiles_of_a_histogram() {
        let mut histogram = Histogram::default();
        (1..=100).for_each(|v| histogram.add(v));
        assert_eq!((histogram.quantile(0.5), histogram.quantile(0.95), histogram.quantile(0.0)), (50, 95, 1));
        assert_eq!(Histogram::default().quantile(0.5), 0);
    }
}
