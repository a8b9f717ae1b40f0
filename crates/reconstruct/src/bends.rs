//! Bends: the radius that explains the points between two pipe ends whose axes meet.

use crate::pieces::{Piece, Rest};
use nalgebra::{Point3, Unit, Vector3};

/// A bend between two straight pipes.
#[derive(Debug, Clone)]
pub struct Bend {
    pub center: Point3<f64>,
    pub axis: Vector3<f64>,
    pub bend_radius: f64,
    pub radius: f64,
    /// Tangent points on the axes of the two pipes.
    pub start: Point3<f64>,
    pub end: Point3<f64>,
    /// Turn of the axis, radians.
    pub angle: f64,
    /// Cloud indices of the points on its surface.
    pub points: Vec<u32>,
    pub rms: f64,
}

/// A straight pipe, an arc of radius r about the corner, and a straight pipe again: one surface with one free parameter.
struct Knee {
    corner: Point3<f64>,
    /// Unit vectors from the corner back along the two pipes.
    back: [Vector3<f64>; 2],
    radius: f64,
    half: f64,
}

impl Bend {
    /// The same bend with its tangent points as far from the corner as the seen ends, for where nothing shows the radius.
    pub fn from_ends(a: &Piece, b: &Piece, outward: [Vector3<f64>; 2], corner: Point3<f64>, seen: f64) -> Bend {
        let angle = (-outward[0].dot(&outward[1])).clamp(-1.0, 1.0).acos();
        let knee = Knee { corner, back: outward.map(|o| -o), radius: a.radius().max(b.radius()), half: angle / 2.0 };
        finish(&knee, seen.max(0.01) / knee.half.tan(), &[], 0.0, angle)
    }
}

impl Knee {
    fn tangent(&self, bend_radius: f64) -> f64 {
        bend_radius * self.half.tan()
    }

    fn center(&self, bend_radius: f64) -> Point3<f64> {
        self.corner + (self.back[0] + self.back[1]).normalize() * (bend_radius / self.half.cos())
    }

    /// Distance of a point from the surface, and whether it lies on the bend itself.
    fn distance(&self, p: &Point3<f64>, bend_radius: f64) -> (f64, bool) {
        let q = p - self.corner;
        let tangent = self.tangent(bend_radius);
        let along = [q.dot(&self.back[0]), q.dot(&self.back[1])];
        let straight = |k: usize| ((q - self.back[k] * along[k]).norm() - self.radius, false);
        match (along[0] > tangent, along[1] > tangent) {
            (true, false) => straight(0),
            (false, true) => straight(1),
            (true, true) => {
                if straight(0).0.abs() < straight(1).0.abs() {
                    straight(0)
                } else {
                    straight(1)
                }
            }
            (false, false) => {
                let axis = self.back[0].cross(&self.back[1]).normalize();
                let w = p - self.center(bend_radius);
                let h = w.dot(&axis);
                let ring = (w - axis * h).norm() - bend_radius;
                ((ring * ring + h * h).sqrt() - self.radius, true)
            }
        }
    }
}

/// Fits the bend radius about `corner`; `seen` are the distances of the two seen ends from the corner, m.
///
/// The radius minimises the truncated squared distance of all points near the corner from pipe, arc and pipe together, so a
/// pipe whose end was seen some centimetres into the bend does no harm. Degenerate where no point lies near the corner: then
/// the tangents are put at the seen ends.
pub fn fit(
    all: &Rest,
    a: &Piece,
    b: &Piece,
    outward: [Vector3<f64>; 2],
    corner: Point3<f64>,
    seen: [f64; 2],
    sigma: f64,
) -> Bend {
    let [p, q] = [a, b].map(|piece| piece.points.max(1) as f64);
    let radius = (a.radius() * p + b.radius() * q) / (p + q);
    let angle = (-outward[0].dot(&outward[1])).clamp(-1.0, 1.0).acos();
    let knee = Knee { corner, back: outward.map(|o| -o), radius, half: angle / 2.0 };
    let reach = seen[0].max(seen[1]).max(radius);
    let tolerance = 3.0 * sigma + 0.002 + 0.02 * radius;
    let near: Vec<(u32, Point3<f64>)> =
        all.within(corner, reach + 2.5 * radius).into_iter().map(|i| (all.index[i as usize], all.point(i))).collect();
    let cost = |r: f64| near.iter().map(|(_, p)| knee.distance(p, r).0.powi(2).min(tolerance * tolerance)).sum::<f64>();
    // The pipe is seen some centimetres into the bend, so the tangent may lie further back than the seen end.
    let largest = (reach + 0.6 * radius + 0.04) / knee.half.tan();
    let smallest = (0.4 * radius).min(largest);
    let steps = 48;
    let at = |k: usize| smallest + (largest - smallest) * k as f64 / steps as f64;
    let best = (0..=steps).min_by(|&x, &y| cost(at(x)).total_cmp(&cost(at(y)))).unwrap_or(steps);
    let bend_radius = if near.is_empty() {
        seen[0].max(seen[1]).max(0.01) / knee.half.tan()
    } else {
        refine(cost, at(best), (largest - smallest) / steps as f64)
    };
    finish(&knee, bend_radius, &near, tolerance, angle)
}

/// Golden-section search within one step of the grid's best.
fn refine(cost: impl Fn(f64) -> f64, middle: f64, step: f64) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let (mut low, mut high) = ((middle - step).max(1e-3), middle + step);
    for _ in 0..14 {
        let (x, y) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
        if cost(x) < cost(y) { high = y } else { low = x }
    }
    (low + high) / 2.0
}

fn finish(knee: &Knee, bend_radius: f64, near: &[(u32, Point3<f64>)], tolerance: f64, angle: f64) -> Bend {
    let on = near.iter().filter_map(|&(i, p)| {
        let (d, bent) = knee.distance(&p, bend_radius);
        (bent && d.abs() < tolerance).then_some((i, d))
    });
    let (mut points, mut square) = (Vec::new(), 0.0);
    for (i, d) in on {
        points.push(i);
        square += d * d;
    }
    let rms = (square / points.len().max(1) as f64).sqrt();
    let tangent = knee.tangent(bend_radius);
    Bend {
        center: knee.center(bend_radius),
        axis: Unit::new_normalize(knee.back[0].cross(&knee.back[1])).into_inner(),
        bend_radius,
        radius: knee.radius,
        start: knee.corner + knee.back[0] * tangent,
        end: knee.corner + knee.back[1] * tangent,
        angle,
        points,
        rms,
    }
}

/// Whether the free points about a bend lie elsewhere than on it: in its bore, or close about it. A bend that was not seen is not denied.
/// True bends have next to none there; a bend drawn through a valve or a machine has as many there as on it.
pub fn is_denied(rest: &Rest, bend: &Bend) -> bool {
    const FEWEST: usize = 40;
    const NOISE: f64 = 0.012;
    let tolerance = NOISE + 0.02 * bend.radius;
    let middle = nalgebra::center(&bend.start, &bend.end);
    let reach = (bend.end - bend.start).norm() / 2.0 + 1.6 * bend.radius;
    let (s, e) = (bend.start - bend.center, bend.end - bend.center);
    let within = |w: &Vector3<f64>| {
        s.cross(w).dot(&bend.axis) * s.cross(&e).dot(&bend.axis) > 0.0 && {
            let side = w.cross(&e).dot(&bend.axis);
            side * s.cross(&e).dot(&bend.axis) > 0.0
        }
    };
    let (mut on, mut off) = (0, 0);
    for i in rest.within(middle, reach) {
        let w = rest.point(i) - bend.center;
        let h = w.dot(&bend.axis);
        let ring = (w - bend.axis * h).norm() - bend.bend_radius;
        let d = ring.hypot(h) - bend.radius;
        if within(&w) && d < 0.5 * bend.radius {
            *(if d.abs() < tolerance { &mut on } else { &mut off }) += 1;
        }
    }
    off >= FEWEST && 2 * off > on
}

impl Bend {
    /// Centre of the bounding box of the bend's surface.
    pub fn box_centre(&self) -> Point3<f64> {
        let (s, e) = ((self.start - self.center).normalize(), (self.end - self.center).normalize());
        let (mut low, mut high) = ([f64::MAX; 3], [f64::MIN; 3]);
        for k in 0..=16 {
            let f = k as f64 / 16.0;
            let sin = self.angle.sin().max(1e-9);
            // Slerp from start to end about the centre.
            let out = (s * ((1.0 - f) * self.angle).sin() + e * (f * self.angle).sin()) / sin;
            let out = out.try_normalize(1e-9).unwrap_or(s);
            let tangent = self.axis.cross(&out);
            let p = self.center + out * self.bend_radius;
            for c in 0..3 {
                let wide = self.radius * (1.0 - tangent[c] * tangent[c]).max(0.0).sqrt();
                low[c] = low[c].min(p[c] - wide);
                high[c] = high[c].max(p[c] + wide);
            }
        }
        Point3::from([0, 1, 2].map(|c| (low[c] + high[c]) / 2.0))
    }
}
