//! Samples for the body net: what stands around the axis of a part, and which of it is the part's own.

use crate::body::bounds;
use crate::prepare::{LabelledCloud, NO_PART, PartTruth};
use rand::{Rng, RngExt};
use rosette_cloud::Neighbours;
use rosette_plant::{BodyScores, BodyView, Class, RunAxis, Subtype};
use std::collections::BTreeMap;

/// Fewest points of a part that is learnt from.
const FEWEST: usize = 40;
/// Most points kept of a sample.
const MOST: usize = 6000;
/// Reach about an axis in which points are kept, m and outside diameters: as far as actuators stand out.
const REACH: [f32; 2] = [0.3, 2.6];
/// Share of bodies on runs that are shown without their run.
const WITHOUT_RUN: f64 = 0.08;
/// Least and greatest stretch of a body along and away from its run: lengths of one class and size differ so from maker to maker, less than those
/// of a gate and a globe valve do (ASME B16.10).
const STRETCH: [f32; 2] = [0.86, 1.16];
/// Number that stands for the part itself among the owners of points.
const OWN: u16 = 0;
/// Number that stands for pipes.
const PIPE: u16 = 1;

/// A body with its surroundings.
#[derive(Debug, Clone, PartialEq)]
pub struct BodySample {
    /// Code of the class, or of the kind of one's own.
    pub class: u8,
    /// Index of the subtype among [`Subtype::ALL`]; 255 if there is none.
    pub subtype: u8,
    /// Positions from the middle of the body, m.
    pub points: Vec<[f32; 3]>,
    /// Their normals.
    pub normals: Vec<[f32; 3]>,
    /// Whose each point is: 0 the body's own, 1 a pipe's, others by number.
    pub owner: Vec<u16>,
    /// Direction and outside diameter of the run.
    pub run: Option<([f32; 3], f32)>,
    /// Half of the body's length along the run, or its largest side, m.
    pub half: f32,
    /// What recognition's measures said of it; empty where it did not cut it out.
    pub own: BodyScores,
    /// Family of the component, for hold-outs; empty if unknown.
    pub family: String,
}

/// Samples of all parts of a cloud that show enough points.
pub fn samples(labelled: &LabelledCloud, dice: &mut impl Rng) -> Vec<BodySample> {
    let tree = Neighbours::new(&labelled.cloud.positions);
    let mut own: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (i, part) in labelled.part.iter().enumerate().filter(|(_, part)| **part != NO_PART) {
        own.entry(*part).or_default().push(i as u32);
    }
    let mut out = Vec::new();
    for (part, points) in own.iter().filter(|(_, points)| points.len() >= FEWEST) {
        let Some(truth) = labelled.parts.get(*part as usize) else { continue };
        if matches!(truth.class, Class::Unclassified | Class::Floor | Class::Wall | Class::Ceiling) {
            continue;
        }
        out.extend(sample(labelled, &tree, *part, points, truth, dice));
    }
    out
}

fn sample(
    labelled: &LabelledCloud,
    tree: &Neighbours,
    part: u32,
    points: &[u32],
    truth: &PartTruth,
    dice: &mut impl Rng,
) -> Option<BodySample> {
    match (truth.axis, truth.od, truth.position) {
        (Some(axis), Some(od), Some(at)) if is_on_run(truth.class) => {
            on_run(labelled, tree, part, points, truth, (axis, od, at), dice)
        }
        _ => alone(labelled, part, points, truth, dice),
    }
}

/// Whether parts of a class sit on the axis of a run where they have one; of what is no piping, those that sit in a line do.
fn is_on_run(class: Class) -> bool {
    class.is_inline() || matches!(class, Class::Flange | Class::Other)
}

fn on_run(
    labelled: &LabelledCloud,
    tree: &Neighbours,
    part: u32,
    points: &[u32],
    truth: &PartTruth,
    (axis, od, at): ([f64; 3], f64, [f64; 3]),
    dice: &mut impl Rng,
) -> Option<BodySample> {
    let axis = axis.map(|v| v as f32);
    let at: [f32; 3] = labelled.cloud.to_local(at).coords.map(|v| v as f32).into();
    let reach = REACH[0] + REACH[1] * od as f32;
    let along = |p: [f32; 3]| (0..3).map(|k| (p[k] - at[k]) * axis[k]).sum::<f32>();
    let span = points
        .iter()
        .map(|&i| along(labelled.cloud.positions[i as usize]))
        .fold([f32::INFINITY, f32::NEG_INFINITY], |[lo, hi], t| [lo.min(t), hi.max(t)]);
    let (middle, half) = (0.5 * (span[0] + span[1]), 0.5 * (span[1] - span[0]));
    let centre: [f32; 3] = std::array::from_fn(|k| at[k] + middle * axis[k]);
    let far = (reach * reach + (half + 0.1).powi(2)).sqrt();
    let mut near = tree.within(centre, far);
    near.retain(|&i| {
        let p = labelled.cloud.positions[i as usize];
        labelled.part[i as usize] == part || (along(p) - middle).abs() < half + 0.1
    });
    Some(gathered(labelled, part, near, truth, centre, Some((axis, od as f32)), half, dice))
}

fn alone(labelled: &LabelledCloud, part: u32, points: &[u32], truth: &PartTruth, dice: &mut impl Rng) -> Option<BodySample> {
    let (lo, hi) = bounds(points.iter().map(|&i| labelled.cloud.positions[i as usize]));
    let centre = std::array::from_fn(|k| 0.5 * (lo[k] + hi[k]));
    let half = 0.5 * (0..3).map(|k| hi[k] - lo[k]).fold(0.0, f32::max);
    Some(gathered(labelled, part, points.to_vec(), truth, centre, None, half, dice))
}

#[allow(clippy::too_many_arguments)]
fn gathered(
    labelled: &LabelledCloud,
    part: u32,
    mut near: Vec<u32>,
    truth: &PartTruth,
    centre: [f32; 3],
    run: Option<([f32; 3], f32)>,
    half: f32,
    dice: &mut impl Rng,
) -> BodySample {
    let keep = MOST as f64 / near.len().max(1) as f64;
    if keep < 1.0 {
        near.retain(|_| dice.random_bool(keep));
    }
    let mut numbers: BTreeMap<u32, u16> = BTreeMap::new();
    let mut number = |p: u32| {
        if p == part {
            return OWN;
        }
        if labelled.parts.get(p as usize).is_some_and(|p| p.class == Class::Pipe) {
            return PIPE;
        }
        let next = numbers.len() as u16 + 2;
        *numbers.entry(p).or_insert(next)
    };
    let owner = near.iter().map(|&i| number(labelled.part[i as usize])).collect();
    let from = |i: &u32| std::array::from_fn(|k| labelled.cloud.positions[*i as usize][k] - centre[k]);
    BodySample {
        class: truth.code(),
        subtype: code(truth.class, truth.subtype),
        points: near.iter().map(from).collect(),
        normals: near.iter().map(|&i| labelled.cloud.normals[i as usize]).collect(),
        owner,
        run,
        half,
        own: BodyScores::default(),
        family: truth.family.clone(),
    }
}

/// A sample of a body as it was cut out, neighbours and all: every point counts as its own.
pub fn whole(view: BodyView, truth: &PartTruth) -> BodySample {
    let (lo, hi) = bounds(view.points.iter().copied());
    let middle = view.run.map_or_else(|| std::array::from_fn(|k| 0.5 * (lo[k] + hi[k])), |run| run.middle);
    let most = view.points.len().div_ceil(MOST).max(1);
    BodySample {
        class: truth.code(),
        subtype: code(truth.class, truth.subtype),
        points: view.points.iter().step_by(most).map(|p| std::array::from_fn(|k| p[k] - middle[k])).collect(),
        normals: view.normals.iter().step_by(most).copied().collect(),
        owner: vec![OWN; view.points.len().div_ceil(most)],
        run: view.run.map(|run| (run.direction, run.od)),
        half: 0.5 * (0..3).map(|k| hi[k] - lo[k]).fold(0.0, f32::max),
        own: view.own,
        family: truth.family.clone(),
    }
}

/// Index of a valve's subtype; 255 of anything else.
fn code(class: Class, subtype: Option<Subtype>) -> u8 {
    let at = subtype.and_then(|s| Subtype::ALL.iter().position(|other| *other == s));
    at.filter(|_| class == Class::Valve).map_or(255, |s| s as u8)
}

impl BodySample {
    /// The body with nothing but its own points.
    pub fn plain(&self) -> BodyView {
        self.view(|owner| owner == OWN, |_| true)
    }

    /// The body as another maker would build it and an imperfect segmentation would give it: longer or shorter, standing out further or less,
    /// turned and mirrored, scaled a little, its frame off by some millimetres and degrees, with pieces of pipe and of neighbours, without a
    /// side or an end, thinned, noisy, sometimes without its run.
    pub fn changed(&self, dice: &mut impl Rng) -> BodyView {
        let pipe = dice.random_bool(0.6);
        let others: Vec<bool> = (0..64).map(|_| dice.random_bool(0.15)).collect();
        let keep = dice.random_range(0.25..1.0f64);
        let cut: [f32; 3] = std::array::from_fn(|_| dice.random_range(-1.0..1.0));
        let depth = if dice.random_bool(0.3) { dice.random_range(0.3..1.3f32) * self.half } else { f32::INFINITY };
        let salt: u64 = dice.random();
        let kept = |i: usize| {
            let lot = ((i as u64 ^ salt).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as f64 / (1u64 << 24) as f64;
            lot < keep && (0..3).map(|k| self.points[i][k] * cut[k]).sum::<f32>() < depth
        };
        let wanted = |owner: u16| owner == OWN || (owner == PIPE && pipe) || (owner > PIPE && others[usize::from(owner) % 64]);
        let mut view = self.view(wanted, kept);
        if view.points.len() < 12 {
            view = self.plain();
        }
        stretch(&mut view, dice);
        disturb(&mut view, self.half, dice);
        // Angle valves and what stands at a line's end are shown without a run.
        if dice.random_bool(WITHOUT_RUN) {
            view.run = None;
        }
        view
    }

    fn view(&self, wanted: impl Fn(u16) -> bool, kept: impl Fn(usize) -> bool) -> BodyView {
        let chosen: Vec<usize> = (0..self.points.len()).filter(|&i| wanted(self.owner[i]) && kept(i)).collect();
        BodyView {
            points: chosen.iter().map(|&i| self.points[i]).collect(),
            normals: chosen.iter().map(|&i| self.normals[i]).collect(),
            run: self.run.map(|(direction, od)| RunAxis { middle: [0.0; 3], direction, od }),
            own: self.own.clone(),
        }
    }
}

/// Proportions of another make: longer or shorter along the run, and standing out further or less from the pipe, whose skin stays; without a
/// run, higher or lower. Normals are those of the surface stretched along; that what stands out leans a little is left out.
fn stretch(view: &mut BodyView, dice: &mut impl Rng) {
    let [along, out] = [(); 2].map(|()| dice.random_range(STRETCH[0]..STRETCH[1]));
    let (axis, skin) = view.run.map_or(([0.0, 0.0, 1.0], f32::INFINITY), |run| (run.direction, 0.5 * run.od));
    let dot = |v: &[f32; 3]| (0..3).map(|k| v[k] * axis[k]).sum::<f32>();
    for p in &mut view.points {
        let t = dot(p);
        let away: [f32; 3] = std::array::from_fn(|k| p[k] - t * axis[k]);
        let r = away.iter().map(|v| v * v).sum::<f32>().sqrt();
        let further = if r > skin { (skin + out * (r - skin)) / r } else { 1.0 };
        *p = std::array::from_fn(|k| along * t * axis[k] + further * away[k]);
    }
    for n in &mut view.normals {
        let t = dot(n);
        *n = std::array::from_fn(|k| n[k] + (1.0 / along - 1.0) * t * axis[k]);
        let size = n.iter().map(|v| v * v).sum::<f32>().sqrt();
        n.iter_mut().for_each(|v| *v /= size.max(f32::MIN_POSITIVE));
    }
}

fn disturb(view: &mut BodyView, half: f32, dice: &mut impl Rng) {
    let (s, c) = dice.random_range(0.0..std::f32::consts::TAU).sin_cos();
    let flip = if dice.random_bool(0.5) { -1.0 } else { 1.0 };
    let turned = |v: [f32; 3]| [flip * (c * v[0] - s * v[1]), s * v[0] + c * v[1], v[2]];
    let scale = dice.random_range(0.8..1.25f32);
    let noise = dice.random_range(0.0..0.003f32);
    for p in &mut view.points {
        *p = turned(*p).map(|v| v * scale + noise * dice.random_range(-1.0..1.0f32));
    }
    view.normals.iter_mut().for_each(|n| *n = turned(*n));
    if dice.random_bool(0.1) {
        view.normals.clear();
    }
    if let Some(run) = &mut view.run {
        run.od *= scale * dice.random_range(0.96..1.04f32);
        let shift = 0.15 * half + 0.01;
        let lean: [f32; 3] = std::array::from_fn(|_| dice.random_range(-0.03..0.03f32));
        run.direction = turned(run.direction);
        (0..3).for_each(|k| run.direction[k] += lean[k]);
        let along = dice.random_range(-shift..shift);
        (0..3).for_each(|k| run.middle[k] += along * run.direction[k] + dice.random_range(-0.003..0.003f32));
        if dice.random_bool(0.5) {
            run.direction = run.direction.map(|v| -v);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn a_stretched_body_keeps_the_skin_of_its_pipe() {
        for seed in 0..20 {
            let axis = [0.6, 0.0, 0.8];
            // On the skin, and 0.1 m off it.
            let points = vec![[0.6, 0.05, 0.8], [0.6, 0.15, 0.8]];
            let run = Some(RunAxis { middle: [0.0; 3], direction: axis, od: 0.1 });
            let normals = vec![[0.0, 1.0, 0.0], [0.6, 0.0, 0.8]];
            let mut view = BodyView { points, normals: normals.clone(), run, own: BodyScores::default() };
            stretch(&mut view, &mut rand_pcg::Pcg64Mcg::seed_from_u64(seed));
            let along = |p: &[f32; 3]| (0..3).map(|k| p[k] * axis[k]).sum::<f32>();
            let [skin, off] = [0, 1].map(|i| view.points[i]);
            let stretched = along(&skin);
            assert!((skin[1] - 0.05).abs() < 1e-6 && (along(&off) - stretched).abs() < 1e-5, "{skin:?} {off:?}");
            let out = (off[1] - 0.05) / 0.1;
            assert!([stretched, out].iter().all(|s| (STRETCH[0] - 1e-4..STRETCH[1] + 1e-4).contains(s)), "{stretched} {out}");
            assert!(view.normals.iter().zip(&normals).all(|(n, m)| (0..3).all(|k| (n[k] - m[k]).abs() < 1e-5)));
        }
    }
}
