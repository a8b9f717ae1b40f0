//! Upright shells: atmospheric tanks told from pressure vessels by what pressure asks for.

use crate::bodies::percentile;
use crate::equipment::{floor_under, support_under};
use crate::pieces::side_of;
use nalgebra::Vector3;
use rayon::prelude::*;
use rosette_cloud::Cloud;
use rosette_plant::{Class, Segments};
use rosette_shapes::Cylinder;
use std::collections::BTreeSet;

/// Depth of the shallowest dished head over the radius: torispherical by DIN 28011 has 0.39, ellipsoidal 2:1 has 0.5; the dome roofs of
/// API 650 (radius 0.8 to 1.2 diameters) rise by 0.21 to 0.35.
const DISHED: f64 = 0.36;
/// Deepest head over the radius: two half spheres have 1, but anything beyond ellipsoidal heads is far likelier a railing, a nozzle or a pipe above
/// the roof.
const DEEPEST: f64 = 0.62;
/// Diameter at which tanks and vessels are about as common, m: the wall that pressure asks for grows with it.
const EVEN: f64 = 1.45;
/// Clearance from which a shell stands on legs or a frame, and below which flat on the ground, m; and height over diameter below which it is stout.
/// Pressure filters stand on legs of 0.2 to 0.4 m.
const LEGS: f64 = 0.2;
const FLAT: f64 = 0.08;
const STOUT: f64 = 1.7;
/// Height half way out over that of the middle, both above the rim: cones have 0.53, dished heads 0.75 to 0.82.
const CONE: f64 = 0.65;

/// How an upright shell stands, in m.
pub struct Stand {
    pub diameter: f64,
    pub height: f64,
    /// From what carries it, floor or plinth, to the shell's lower end.
    pub clear: f64,
    /// Depth of the head that closes it above; none where none was seen.
    pub top: Option<f64>,
    /// Whether what closes it above is a cone.
    pub cone: bool,
}

impl Stand {
    /// Measures a shell between two places on its axis, heads included.
    pub fn of(cloud: &Cloud, segments: &Segments, c: &Cylinder, [from, to]: [f64; 2], top: Option<f64>) -> Stand {
        let (low, high) =
            if c.axis.z > 0.0 { (c.line().at(from), c.line().at(to)) } else { (c.line().at(to), c.line().at(from)) };
        let side = Vector3::new(0.7 * c.radius, 0.7 * c.radius, 0.0);
        let floor = floor_under(segments, nalgebra::center(&low, &high)).max(support_under(segments, low - side, low + side));
        let floor = if on_plinth(cloud, c, low.z) { low.z } else { floor };
        let cone = top.is_some_and(|depth| is_cone(cloud, c, high.z - depth, depth));
        Stand { diameter: 2.0 * c.radius, height: to - from, clear: (low.z - floor).max(0.0), top, cone }
    }
}

/// Whether a level ring about the foot shows what carries a shell: the rim of a plinth, which may be too narrow to be found as a plane.
fn on_plinth(cloud: &Cloud, c: &Cylinder, foot: f64) -> bool {
    /// Places about the foot, and the fewest of them that must show the ring: a scan sees half of it, and legs stand at four.
    const PLACES: usize = 16;
    const FEWEST: usize = 7;
    /// Distance from the shell and from its lower end, m.
    const OUT: std::ops::Range<f64> = 0.02..0.12;
    const LEVEL: f64 = 0.02;
    let place = |i: usize| {
        let p = cloud.point(i);
        let is_on = (p.z - foot).abs() < LEVEL && OUT.contains(&(c.line().distance(&p) - c.radius));
        let d = p - c.point;
        is_on.then(|| side_of(d.y.atan2(d.x), PLACES))
    };
    let shown: BTreeSet<usize> = (0..cloud.len()).into_par_iter().filter_map(place).collect();
    shown.len() >= FEWEST
}

/// Whether the roof above a rim at height `rim` rises evenly to its middle.
fn is_cone(cloud: &Cloud, c: &Cylinder, rim: f64, depth: f64) -> bool {
    const FEWEST: usize = 12;
    let in_ring = |i: usize| {
        let p = cloud.point(i);
        if p.z < rim - 0.5 * depth || p.z > rim + 1.5 * depth {
            return None;
        }
        let share = c.line().distance(&p) / c.radius;
        let ring = [0.05..0.2, 0.45..0.55, 0.88..0.98].into_iter().position(|r: std::ops::Range<f64>| r.contains(&share));
        ring.map(|k| (k, p.z))
    };
    let near: Vec<(usize, f64)> = (0..cloud.len()).into_par_iter().filter_map(in_ring).collect();
    let rings: [Vec<f64>; 3] = std::array::from_fn(|k| near.iter().filter(|n| n.0 == k).map(|n| n.1).collect());
    let seen = rings.iter().all(|r| r.len() >= FEWEST);
    let [middle, half, edge] = rings.map(|r| percentile(r, 0.5));
    seen && middle - edge > 0.02 && (half - edge) / (middle - edge) < CONE
}

/// Tank or vessel, with what speaks for it.
///
/// Pressure asks for slender shells and dished heads, and a dished bottom for legs or a skirt; flat and conical roofs are those of tanks,
/// but tanks may have dished heads and stand on frames as well. Each cue weighs as a log-odds; the proportions weigh most.
pub fn classify(s: &Stand) -> (Class, f64, Vec<String>) {
    let (mut odds, stout) = (0.0, s.height / s.diameter.max(1e-6));
    let mut reasons = vec![format!("upright, {stout:.1} times as high as wide, {:.2} m above the floor", s.clear)];
    let share = |depth: f64| 2.0 * depth / s.diameter.max(1e-6);
    if let Some(depth) = s.top.filter(|&depth| share(depth) < DEEPEST) {
        let share = share(depth);
        let (weight, kind) = match share > DISHED {
            _ if s.cone => (-2.0, "a cone"),
            true => (0.3, "a dished head"),
            false => (-2.0, "a flat head"),
        };
        odds += weight;
        reasons.push(format!("closed above by {kind}, {depth:.2} m deep"));
    }
    odds += if s.clear > LEGS { 0.8 } else { -0.3 };
    // Skirts carry what is slender; what is stout and flat on the ground holds no pressure.
    odds += if s.clear < FLAT && stout < STOUT { -0.6 } else { 0.0 };
    odds += (2.0 * (stout / 2.5).max(0.1).ln()).clamp(-1.5, 1.5);
    odds -= 4.0 * (s.diameter / EVEN).max(0.1).ln();
    let sure = 1.0 / (1.0 + (-odds.abs()).exp());
    (if odds > 0.0 { Class::Vessel } else { Class::Tank }, sure.clamp(0.55, 0.95), reasons)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_and_stand_tell_tanks_from_vessels() {
        let check = |name: &str, [diameter, height, clear]: [f64; 3], top: Option<f64>, class: Class| {
            let stand = Stand { diameter, height, clear, top, cone: false };
            assert_eq!(classify(&stand).0, class, "{name}");
        };
        check("flat on the ground", [2.8, 3.1, 0.0], Some(0.03), Class::Tank);
        check("slender tank with a flat roof", [1.3, 3.3, 0.0], Some(0.02), Class::Tank);
        check("dome roof", [4.0, 4.5, 0.0], Some(0.6), Class::Tank);
        check("dished, on a skirt", [1.3, 3.2, 0.03], Some(0.33), Class::Vessel);
        check("dished and stout, on legs", [1.2, 1.9, 0.9], Some(0.3), Class::Vessel);
        check("on legs, top not seen", [1.2, 1.9, 0.9], None, Class::Vessel);
        check("stout, top not seen", [2.0, 2.5, 0.0], None, Class::Tank);
        check("a railing on the roof", [1.29, 2.78, 0.12], Some(0.59), Class::Tank);
        check("a dosing tank, top not seen", [0.9, 1.21, 0.0], None, Class::Tank);
        check("a pressure filter on short legs, top not seen", [1.2, 1.78, 0.26], None, Class::Vessel);
        check("a column", [1.0, 6.0, 0.1], None, Class::Vessel);
        check("wide, dished, on a frame", [2.0, 3.0, 0.76], Some(0.44), Class::Tank);
        check("not slender, dished, on the ground", [1.5, 3.0, 0.0], Some(0.33), Class::Tank);
        let cone = Stand { diameter: 1.3, height: 3.3, clear: 0.1, top: Some(0.26), cone: true };
        assert_eq!(classify(&cone).0, Class::Tank);
    }

    #[test]
    fn the_rim_of_a_plinth_shows_what_carries_a_shell() {
        let c = Cylinder { point: nalgebra::Point3::origin(), axis: Vector3::z_axis(), radius: 0.6 };
        // Points about the foot over some degrees, at a height above it.
        let check = |degrees: usize, above: f64, expect: bool| {
            let at = |k: usize| {
                let (sin, cos) = (k as f64).to_radians().sin_cos();
                [0.65 * cos, 0.65 * sin, above].map(|x| x as f32)
            };
            let cloud = Cloud { positions: (0..degrees).map(at).collect(), ..Cloud::default() };
            assert_eq!(on_plinth(&cloud, &c, 0.0), expect, "{degrees} {above}");
        };
        check(200, 0.0, true);
        check(200, -0.2, false);
        check(60, 0.0, false);
    }
}
