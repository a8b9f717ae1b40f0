//! Pictures of a body from its own frame: from the side, from an end, from above, and its skin unrolled about the axis.
//!
//! Depth images of a fixed frame say more to a small net than bare points do: neighbours in a picture are neighbours on the body (SimpleView, Goyal et al., ICML
//! 2021, who find so on real scans above all). Here the frame is the pipe's, so few pictures do, and both sides of the body go into one: the
//! nearest and the farthest surface. Lengths are compressed away from the axis (inverse hyperbolic sine), so that one picture shows the thickness of a
//! flange and the whole of an actuator.

use super::frame::V;

/// Pictures a body.
pub const VIEWS: usize = 4;
/// Rows and columns of a picture.
pub const SIDE: usize = 40;
/// Values a pixel: whether something is there, the farthest and the nearest surface, how far the surface faces along the line of sight and along the rows.
pub const CHANNELS: usize = 5;
/// Values of all pictures of a body, a picture after the other, row by row.
pub const PICTURES: usize = VIEWS * SIDE * SIDE * CHANNELS;

/// Distance from the middle at the edge of a picture, and where compression sets in, in outside diameters.
const EDGE: f32 = 9.0;
const LINEAR: f32 = 0.8;
/// Lengths of bodies without a run are in largest sides: times this they fill a picture.
const ALONE: f32 = 4.0;

/// Rows along an angle: the unrolled skin. The others are seen along the third axis.
const UNROLLED: usize = 3;
/// Axes of the columns, the rows and the line of sight of the other pictures.
const AXES: [[usize; 3]; 3] = [[0, 2, 1], [1, 2, 0], [0, 1, 2]];

#[derive(Clone, Copy)]
struct Pixel {
    far: f32,
    near: f32,
    facing: f32,
    along: f32,
    count: f32,
}

const EMPTY: Pixel = Pixel { far: f32::NEG_INFINITY, near: f32::INFINITY, facing: 0.0, along: 0.0, count: 0.0 };

/// Pictures of surface elements: positions and normals in the body's frame, each a cube of this edge.
pub(super) fn drawn(local: &[(V, V)], edge: f32, on_run: bool) -> Vec<f32> {
    let (scale, lift) = if on_run { (1.0, 0.0) } else { (ALONE, 0.5) };
    let mut pixels = vec![EMPTY; VIEWS * SIDE * SIDE];
    for (p, n) in local {
        let p = [scale * p[0], scale * p[1], scale * (p[2] - lift)];
        for (view, picture) in pixels.chunks_exact_mut(SIDE * SIDE).enumerate() {
            splat(picture, &seen(view, p, *n, scale * edge));
        }
    }
    pixels.into_iter().flat_map(|pixel| pixel.values()).collect()
}

/// A surface element in a picture: its place from -1 to 1 both ways, its depth, how it faces, and its extent.
struct Seen {
    columns: [f32; 2],
    rows: [f32; 2],
    depth: f32,
    facing: f32,
    along: f32,
}

fn seen(view: usize, p: V, n: V, edge: f32) -> Seen {
    let span = |v: f32| [compressed(v - 0.5 * edge), compressed(v + 0.5 * edge)];
    if view == UNROLLED {
        let r = (p[1] * p[1] + p[2] * p[2]).sqrt().max(1e-6);
        let angle = p[1].atan2(p[2]) / std::f32::consts::PI;
        let half = (0.5 * edge / r / std::f32::consts::PI).min(0.25);
        let facing = ((p[1] * n[1] + p[2] * n[2]) / r).abs();
        return Seen { columns: span(p[0]), rows: [angle - half, angle + half], depth: compressed(r), facing, along: n[0].abs() };
    }
    let [a, b, c] = AXES[view];
    Seen { columns: span(p[a]), rows: span(p[b]), depth: compressed(p[c]), facing: n[c].abs(), along: n[a].abs() }
}

fn compressed(v: f32) -> f32 {
    (v / LINEAR).asinh() / (EDGE / LINEAR).asinh()
}

/// Pixels between two places, at least the one in their middle; none outside the picture.
fn pixels([from, to]: [f32; 2]) -> std::ops::Range<usize> {
    let at = |v: f32| 0.5 * (v + 1.0) * SIDE as f32;
    let middle = 0.5 * (at(from) + at(to));
    let [lo, hi] = [at(from).min(middle - 0.5), at(to).max(middle + 0.5)].map(|v| v.round().clamp(0.0, SIDE as f32) as usize);
    lo..hi
}

fn splat(picture: &mut [Pixel], seen: &Seen) {
    for row in pixels(seen.rows) {
        for pixel in &mut picture[row * SIDE..][pixels(seen.columns)] {
            pixel.far = pixel.far.max(seen.depth);
            pixel.near = pixel.near.min(seen.depth);
            pixel.facing += seen.facing;
            pixel.along += seen.along;
            pixel.count += 1.0;
        }
    }
}

impl Pixel {
    fn values(self) -> [f32; CHANNELS] {
        if self.count == 0.0 {
            return [0.0; CHANNELS];
        }
        [1.0, self.far, self.near, self.facing / self.count, self.along / self.count]
    }
}

/// The pictures of the mirror image along the pipe and across it: signs of x and y.
pub(super) fn mirrored(pictures: &[f32], signs: [f32; 2]) -> Vec<f32> {
    let turned = |axis: usize| axis < 2 && signs[axis] < 0.0;
    let mut out = Vec::with_capacity(pictures.len());
    for (view, picture) in pictures.chunks_exact(SIDE * SIDE * CHANNELS).enumerate() {
        let [a, b, c] = if view == UNROLLED { [0, 1, 2] } else { AXES[view] };
        for row in 0..SIDE {
            let row = if turned(b) { SIDE - 1 - row } else { row };
            for column in 0..SIDE {
                let column = if turned(a) { SIDE - 1 - column } else { column };
                let at = (row * SIDE + column) * CHANNELS;
                let pixel = &picture[at..at + CHANNELS];
                let [far, near] = if turned(c) { [-pixel[2], -pixel[1]] } else { [pixel[1], pixel[2]] };
                out.extend([pixel[0], far, near, pixel[3], pixel[4]]);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Some surface elements, none on a border between pixels.
    fn elements(signs: [f32; 2]) -> Vec<(V, V)> {
        let of = |i: usize| {
            let t = i as f32 * 0.7301;
            let p = [1.7 * (1.3 * t).sin(), 0.9 * (2.1 * t).cos(), 2.3 * (0.37 * t).sin()];
            let n = [t.sin(), 0.6 * t.cos(), 0.8 * t.cos()];
            ([signs[0] * p[0], signs[1] * p[1], p[2]], [signs[0] * n[0], signs[1] * n[1], n[2]])
        };
        (0..40).map(of).collect()
    }

    #[test]
    fn mirrored_pictures_are_those_of_the_mirrored_body() {
        for signs in [[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]] {
            let (image, body) = (mirrored(&drawn(&elements([1.0; 2]), 0.1, true), signs), drawn(&elements(signs), 0.1, true));
            let apart = image.iter().zip(&body).filter(|(a, b)| (*a - *b).abs() > 1e-4).count();
            assert!(image.len() == PICTURES && apart * 200 < PICTURES, "{signs:?}: {apart}");
        }
    }

    #[test]
    fn a_pixel_says_what_is_nearest_and_farthest() {
        let skin = [([0.0, -0.5, 0.0], [0.0, -1.0, 0.0]), ([0.0, 0.5, 0.0], [0.0, 1.0, 0.0])];
        let side = &drawn(&skin, 0.02, true)[..SIDE * SIDE * CHANNELS];
        let there: Vec<&[f32]> = side.chunks_exact(CHANNELS).filter(|pixel| pixel[0] > 0.0).collect();
        assert!(!there.is_empty() && there.len() <= 4, "{}", there.len());
        for pixel in there {
            assert_eq!(pixel, [1.0, compressed(0.5), compressed(-0.5), 1.0, 0.0]);
        }
    }

    #[test]
    fn what_lies_outside_is_left_out() {
        let far = [([40.0, 0.0, 0.0], [1.0, 0.0, 0.0]), ([0.0, 0.0, -90.0], [0.0; 3]), ([f32::MAX; 3], [0.0; 3])];
        let pictures = drawn(&far, 0.1, true);
        assert!(pictures.iter().all(|v| v.is_finite()));
        assert!(pictures[..SIDE * SIDE * CHANNELS].iter().all(|v| *v == 0.0));
    }
}
