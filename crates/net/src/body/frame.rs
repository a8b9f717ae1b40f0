//! The frame in which the body net sees a body, and the points it is shown.
//!
//! On a run: x along the pipe, z towards what stands out (the stem), lengths in outside diameters. Which way x points is chosen by the lopsidedness
//! of what stands out. Elsewhere: z up, x along the longer horizontal side, lengths in the largest side. Points are thinned to one a cube and then to a
//! fixed number by a hash of their cube, so that density and order of the input do not matter. With each point comes the shape of the surface about it at
//! two scales ([`crate::moments`]), taken from all cubes and not only from those that are shown.

use super::views;
use crate::moments::{Moments, SHAPE};
use rosette_plant::BodyView;
use std::collections::BTreeMap;

/// Points shown of a body.
pub const POINTS: usize = 384;
/// Values a point: its place, and the shape about it at each scale.
pub const PER_POINT: usize = PLACE + SCALES.len() * AROUND;
/// Values of a point's place alone.
const PLACE: usize = 11;
/// Values of the shape about a point at one scale.
const AROUND: usize = SHAPE + 1;
/// Radii about a point in which the shape is looked at, in edges of cubes: a stem or a rim, and a flange or a bonnet.
const SCALES: [f32; 2] = [2.2, 5.0];
/// Most cubes that shapes are taken from.
const MOST_CUBES: usize = 1500;
/// Values a body.
pub const GLOBALS: usize = 12;
/// Cubes along an outside diameter, and along the largest side of equipment.
const CUBES: [f32; 2] = [9.0, 36.0];
/// Distance from the axis in outside diameters from which a point stands out: half is the pipe's surface.
const STANDS_OUT: f32 = 0.8;

/// A body in its own frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Posed {
    /// `POINTS * PER_POINT` values.
    pub points: Vec<f32>,
    /// `PICTURES` values: what it looks like.
    pub pictures: Vec<f32>,
    /// `GLOBALS` values.
    pub globals: [f32; GLOBALS],
}

impl Posed {
    /// The mirror image along the pipe and across it: signs of x and y. What is told of the surface about a point does not depend on them.
    pub fn mirrored(&self, [x, y]: [f32; 2]) -> Posed {
        let mut image = self.clone();
        for point in image.points.chunks_exact_mut(PER_POINT) {
            // As in `place`: position, distance, normal, position along x in metres.
            [(0, x), (1, y), (4, x), (5, y), (7, x)].into_iter().for_each(|(at, sign)| point[at] *= sign);
        }
        image.pictures = views::mirrored(&self.pictures, [x, y]);
        image
    }
}

pub(super) type V = [f32; 3];

struct Frame {
    origin: V,
    /// Rows: the frame's axes.
    axes: [V; 3],
    scale: f32,
    on_run: bool,
}

/// Brings a body into its frame. None if it has no finite point.
pub fn posed(body: &BodyView) -> Option<Posed> {
    let (thin, edge) = thinned(body)?;
    let frame = frame(body, &thin)?;
    let local: Vec<(V, V)> = thin.iter().map(|(p, n)| (frame.local(*p), rotated(&frame.axes, *n))).collect();
    let shown: Vec<[f32; PER_POINT]> =
        local.iter().take(POINTS).map(|at| values(at, &local, edge / frame.scale, &frame)).collect();
    let points = (0..POINTS).flat_map(|i| shown[i % shown.len()]).collect();
    let pictures = views::drawn(&local, edge / frame.scale, frame.on_run);
    Some(Posed { points, pictures, globals: globals(&local, &frame) })
}

impl Frame {
    fn local(&self, p: V) -> V {
        rotated(&self.axes, sub(p, self.origin)).map(|v| v / self.scale)
    }
}

/// Mean position and normal of each cube, in the order of a hash of the cube, and the edge of the cubes.
fn thinned(body: &BodyView) -> Option<(Vec<(V, V)>, f32)> {
    let finite: Vec<usize> = (0..body.points.len()).filter(|&i| body.points[i].iter().all(|v| v.is_finite())).collect();
    let (lo, hi) = bounds(finite.iter().map(|&i| body.points[i]));
    let size = (0..3).map(|k| hi[k] - lo[k]).fold(0.0, f32::max);
    let edge = body.run.map_or(size / CUBES[1], |run| (run.od / CUBES[0]).clamp(0.006, 0.03)).max(size / 400.0).max(1e-4);
    let mut cubes: BTreeMap<(u64, [i32; 3]), (V, V, f32)> = BTreeMap::new();
    for i in finite {
        let at: [i32; 3] = std::array::from_fn(|k| ((body.points[i][k] - lo[k]) / edge) as i32);
        let (p, n, count) = cubes.entry((hash(at), at)).or_default();
        let normal = body.normals.get(i).copied().unwrap_or_default();
        // relative to the lowest corner: exact far from the origin
        (0..3).for_each(|k| (p[k], n[k]) = (p[k] + body.points[i][k] - lo[k], n[k] + normal[k]));
        *count += 1.0;
    }
    let mean = |(p, n, count): &(V, V, f32)| (std::array::from_fn(|k| lo[k] + p[k] / count), unit(*n).unwrap_or_default());
    (!cubes.is_empty()).then(|| (cubes.values().map(mean).collect(), edge))
}

fn hash(at: [i32; 3]) -> u64 {
    at.iter().fold(0x9e37_79b9_7f4a_7c15, |h: u64, v| (h ^ *v as u64).wrapping_mul(0xff51_afd7_ed55_8ccd).rotate_left(31))
}

fn frame(body: &BodyView, thin: &[(V, V)]) -> Option<Frame> {
    match body.run {
        Some(run) if run.od > 1e-3 => on_run(thin, run.middle, unit(run.direction)?, run.od),
        _ => Some(alone(thin)),
    }
}

fn on_run(thin: &[(V, V)], middle: V, axis: V, od: f32) -> Option<Frame> {
    let mut stem = [0.0; 3];
    let mut lopsided = 0.0;
    for (p, _) in thin {
        let d = sub(*p, middle);
        let t = dot(d, axis);
        let out = std::array::from_fn::<f32, 3, _>(|k| d[k] - t * axis[k]);
        let r = dot(out, out).sqrt() / od;
        if r > STANDS_OUT && r < 8.0 {
            (0..3).for_each(|k| stem[k] += out[k] / od * r);
            lopsided += (t / od).clamp(-4.0, 4.0) * r;
        }
    }
    let up = across([0.0, 0.0, 1.0], axis);
    let stem_unit = if dot(stem, stem).sqrt() > 1.0 { unit(stem) } else { None };
    let z = stem_unit.or(up).or_else(|| across([1.0, 0.0, 0.0], axis))?;
    let x = if lopsided < 0.0 { axis.map(|v| -v) } else { axis };
    Some(Frame { origin: middle, axes: [x, cross(z, x), z], scale: od, on_run: true })
}

fn alone(thin: &[(V, V)]) -> Frame {
    let (lo, hi) = bounds(thin.iter().map(|(p, _)| *p));
    let origin = [0.5 * (lo[0] + hi[0]), 0.5 * (lo[1] + hi[1]), lo[2]];
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for (p, _) in thin {
        let d = sub(*p, origin);
        (xx, xy, yy) = (xx + d[0] * d[0], xy + d[0] * d[1], yy + d[1] * d[1]);
    }
    let angle = 0.5 * (2.0 * xy).atan2(xx - yy);
    let (s, c) = angle.sin_cos();
    let scale = (0..3).map(|k| hi[k] - lo[k]).fold(1e-2, f32::max);
    Frame { origin, axes: [[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]], scale, on_run: false }
}

/// All values of a point among the others, the cubes having this edge.
fn values((p, n): &(V, V), all: &[(V, V)], edge: f32, frame: &Frame) -> [f32; PER_POINT] {
    let mut out = [0.0; PER_POINT];
    out[..PLACE].copy_from_slice(&place(*p, *n, frame));
    let mut sums = [Moments::default(); SCALES.len()];
    for (q, m) in all.iter().take(MOST_CUBES) {
        let d = sub(*q, *p);
        let apart = dot(d, d).sqrt() / edge;
        sums.iter_mut()
            .zip(SCALES)
            .filter(|(_, radius)| apart < *radius)
            .for_each(|(sum, _)| sum.add(d.map(f64::from), m.map(f64::from)));
    }
    for ((sum, radius), to) in sums.iter().zip(SCALES).zip(out[PLACE..].chunks_mut(AROUND)) {
        let (shape, axis) = sum.shape_and_axis(f64::from(2.0 * radius * edge));
        to[..SHAPE].copy_from_slice(&shape);
        to[SHAPE] = axis[0].abs() as f32;
    }
    out
}

fn place(p: V, n: V, frame: &Frame) -> [f32; PLACE] {
    let p = p.map(|v| v.clamp(-6.0, 6.0));
    let r = (p[1] * p[1] + p[2] * p[2]).sqrt();
    let metres = |v: f32| (v * frame.scale * 3.0).clamp(-4.0, 4.0);
    [p[0], p[1], p[2], r, n[0], n[1], n[2], metres(p[0]), metres(r), metres(p[2]), (p[0] * p[0] + r * r).sqrt()]
}

fn globals(local: &[(V, V)], frame: &Frame) -> [f32; GLOBALS] {
    let (lo, hi) = bounds(local.iter().map(|(p, _)| *p));
    let size: V = std::array::from_fn(|k| (hi[k] - lo[k]).min(12.0));
    let up = frame.axes.map(|axis| axis[2]);
    [
        if frame.on_run { 1.0 } else { 0.0 },
        (frame.scale / 0.1).ln(),
        up[0].abs(),
        up[1].abs(),
        up[2],
        (local.len() as f32 / POINTS as f32).ln(),
        size[0] * 0.5,
        size[1] * 0.5,
        size[2] * 0.5,
        (size[0] * frame.scale).max(1e-3).ln(),
        (size[1] * frame.scale).max(1e-3).ln(),
        (size[2] * frame.scale).max(1e-3).ln(),
    ]
}

/// Least and greatest corner of some points.
pub(crate) fn bounds(points: impl Iterator<Item = V>) -> (V, V) {
    points.fold(([f32::INFINITY; 3], [f32::NEG_INFINITY; 3]), |(lo, hi), p| {
        (std::array::from_fn(|k| lo[k].min(p[k])), std::array::from_fn(|k| hi[k].max(p[k])))
    })
}

fn rotated(axes: &[V; 3], v: V) -> V {
    axes.map(|axis| dot(axis, v))
}

fn sub(a: V, b: V) -> V {
    std::array::from_fn(|k| a[k] - b[k])
}

fn dot(a: V, b: V) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: V, b: V) -> V {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn unit(v: V) -> Option<V> {
    let length = dot(v, v).sqrt();
    (length > 1e-6 && length.is_finite()).then(|| v.map(|x| x / length))
}

/// Unit vector across `axis`, as near to `v` as a right angle allows; none if they are nearly parallel.
fn across(v: V, axis: V) -> Option<V> {
    let flat: V = std::array::from_fn(|k| v[k] - dot(v, axis) * axis[k]);
    if dot(flat, flat) < 0.01 { None } else { unit(flat) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rosette_plant::RunAxis;

    /// A pipe along x with a knob that stands out along z, both as points.
    fn knobbed(at: V) -> BodyView {
        let mut points = Vec::new();
        for i in 0..60 {
            for j in 0..40 {
                let t = j as f32 / 40.0 * std::f32::consts::TAU;
                points.push([at[0] + i as f32 * 0.01 - 0.3, at[1] + 0.05 * t.cos(), at[2] + 0.05 * t.sin()]);
                points.push([at[0] + 0.03 + 0.02 * t.cos(), at[1] + 0.02 * t.sin(), at[2] + 0.05 + i as f32 * 0.005]);
            }
        }
        BodyView {
            points,
            normals: Vec::new(),
            run: Some(RunAxis { middle: at, direction: [1.0, 0.0, 0.0], od: 0.1 }),
            ..BodyView::default()
        }
    }

    proptest! {
        #[test]
        fn the_frame_turns_with_the_body(angle in 0.0..6.2f32, shift in prop::array::uniform3(-50.0..50.0f32), flip in any::<bool>()) {
            let here = posed(&knobbed([0.0; 3])).unwrap();
            let (s, c) = angle.sin_cos();
            let mut there = knobbed([0.0; 3]);
            for p in &mut there.points {
                *p = [c * p[0] - s * p[1] + shift[0], s * p[0] + c * p[1] + shift[1], p[2] + shift[2]];
            }
            let sign = if flip { -1.0 } else { 1.0 };
            there.run = Some(RunAxis { middle: shift, direction: [sign * c, sign * s, 0.0], od: 0.1 });
            let there = posed(&there).unwrap();
            // cubes differ, so the points do; what they describe does not
            for (a, b) in here.globals.iter().zip(there.globals) {
                prop_assert!((a - b).abs() < 0.35, "{:?} {:?}", here.globals, there.globals);
            }
            let top = |p: &Posed| p.points.chunks(PER_POINT).map(|v| v[2]).fold(0.0, f32::max);
            // the topmost cubes may not be among those shown
            prop_assert!((top(&here) - top(&there)).abs() < 0.6 && top(&there) > 2.6);
        }

        #[test]
        fn order_does_not_matter(seed in 1u64..1000) {
            let body = knobbed([3.0, 4.0, 5.0]);
            let mut turned = body.clone();
            turned.points.sort_by_key(|p| (p[0].to_bits() as u64 ^ p[1].to_bits() as u64).wrapping_mul(seed | 1));
            let (a, b) = (posed(&body).unwrap(), posed(&turned).unwrap());
            for (a, b) in a.points.iter().zip(&b.points) {
                prop_assert!((a - b).abs() < 1e-3);
            }
        }
    }

    #[test]
    fn a_mirror_image_is_that_of_the_mirrored_body() {
        let body = knobbed([0.0; 3]);
        let here = posed(&body).unwrap().mirrored([1.0, -1.0]);
        assert_eq!(here.mirrored([1.0, -1.0]), posed(&body).unwrap());
        // A point of the image has the other side's position and normal, and the same surroundings.
        let there = posed(&body).unwrap();
        for (a, b) in here.points.chunks_exact(PER_POINT).zip(there.points.chunks_exact(PER_POINT)) {
            assert_eq!((a[0], a[1], a[2]), (b[0], -b[1], b[2]));
            assert_eq!(a[PLACE..], b[PLACE..]);
        }
    }

    #[test]
    fn nonsense_is_refused() {
        assert_eq!(posed(&BodyView::default()), None);
        assert_eq!(posed(&BodyView { points: vec![[f32::NAN; 3]], ..BodyView::default() }), None);
        let one = BodyView { points: vec![[1.0, 2.0, 3.0]], ..BodyView::default() };
        assert!(posed(&one).unwrap().points.iter().all(|v| v.is_finite()));
        let run = Some(RunAxis { middle: [0.0; 3], direction: [0.0; 3], od: 0.1 });
        assert_eq!(posed(&BodyView { run, ..one }), None);
    }
}
