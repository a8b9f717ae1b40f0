//! Bodies of simple solids, sampled as scanners see them.

use super::*;
use crate::bodies::flange_radius;
use crate::body_shape::measure;
use nalgebra::{Point3, Unit, Vector3};
use rosette_shapes::Cylinder;
use rosette_shapes::sampled::Random;

/// Surface points of simple solids in the body's frame: the pipe along x, the stem along z.
struct Sampler {
    random: Random,
    points: Vec<Point3<f64>>,
    /// Points a square metre.
    density: f64,
}

impl Sampler {
    fn new(spacing: f64) -> Self {
        Self { random: Random::new(11), points: Vec::new(), density: 1.0 / (spacing * spacing) }
    }

    fn add(&mut self, area: f64, at: impl Fn(&mut Random) -> Vector3<f64>) {
        for _ in 0..(area * self.density) as usize {
            let noise = self.random.direction() * self.random.normal(0.002);
            let p = at(&mut self.random) + noise;
            self.points.push(Point3::from(p));
        }
    }

    /// Lateral surface and both lids of a cylinder from `a` to `b`.
    fn rod(&mut self, a: [f64; 3], b: [f64; 3], r: f64) {
        let (a, b) = (Vector3::from(a), Vector3::from(b));
        let length = (b - a).norm();
        let (u, v) = rosette_shapes::basis(&Unit::new_normalize(b - a));
        let round = move |q: &mut Random| {
            let angle = q.within(0.0..std::f64::consts::TAU);
            u * angle.cos() + v * angle.sin()
        };
        self.add(std::f64::consts::TAU * r * length, |q| a + (b - a) * q.within(0.0..1.0) + round(q) * r);
        for end in [a, b] {
            self.add(std::f64::consts::PI * r * r, |q| end + round(q) * r * q.within(0.0..1.0).sqrt());
        }
    }

    fn block(&mut self, center: [f64; 3], size: [f64; 3]) {
        for k in 0..3 {
            let (i, j) = ((k + 1) % 3, (k + 2) % 3);
            self.add(2.0 * size[i] * size[j], |q| {
                let mut p = Vector3::from(center);
                p[k] += size[k] * if q.within(0.0..1.0) < 0.5 { -0.5 } else { 0.5 };
                p[i] += size[i] * q.within(-0.5..0.5);
                p[j] += size[j] * q.within(-0.5..0.5);
                p
            });
        }
    }

    fn wheel(&mut self, z: f64, radius: f64) {
        self.add(std::f64::consts::TAU * radius * 0.05, |q| {
            let (angle, turn) = (q.within(0.0..std::f64::consts::TAU), q.within(0.0..std::f64::consts::TAU));
            let rho = radius - 0.008 + 0.008 * turn.cos();
            Vector3::new(rho * angle.cos(), rho * angle.sin(), z + 0.008 * turn.sin())
        });
    }

    fn flanges(&mut self, half: f64, r: f64) {
        let (rim, thick) = (flange_radius(r), flange_thickness(r));
        for side in [-1.0, 1.0] {
            self.rod([side * (half - thick), 0.0, 0.0], [side * (half + thick), 0.0, 0.0], rim);
        }
    }
}

const R: f64 = 0.04445;

fn flanged(spacing: f64, half: f64, barrel: f64) -> Sampler {
    let mut s = Sampler::new(spacing);
    s.flanges(half, R);
    s.rod([-half, 0.0, 0.0], [half, 0.0, 0.0], barrel);
    s
}

fn gate(spacing: f64) -> Sampler {
    let mut s = flanged(spacing, 0.1, 1.3 * R);
    s.rod([0.0, 0.0, 0.0], [0.0, 0.0, 0.13], 1.2 * R);
    s.rod([0.0, 0.0, 0.13], [0.0, 0.0, 0.33], 0.012);
    s.wheel(0.25, 0.08);
    s
}

fn globe(spacing: f64) -> Sampler {
    let mut s = flanged(spacing, 0.14, 1.1 * R);
    s.rod([-0.05, 0.0, 0.0], [0.05, 0.0, 0.0], 1.65 * R);
    s.rod([0.0, 0.0, 0.0], [0.0, 0.0, 0.12], 1.2 * R);
    s.rod([0.0, 0.0, 0.12], [0.0, 0.0, 0.2], 0.01);
    s.wheel(0.2, 0.075);
    s
}

fn butterfly(spacing: f64) -> Sampler {
    let mut s = flanged(spacing, 0.025, 0.09);
    s.rod([0.0, 0.0, 0.08], [0.0, 0.0, 0.16], 0.018);
    s.block([0.1, 0.0, 0.165], [0.22, 0.025, 0.01]);
    s
}

fn control(spacing: f64) -> Sampler {
    let mut s = flanged(spacing, 0.14, 1.1 * R);
    s.rod([-0.05, 0.0, 0.0], [0.05, 0.0, 0.0], 1.7 * R);
    s.rod([0.0, 0.0, 0.0], [0.0, 0.0, 0.13], 1.2 * R);
    s.rod([0.0, 0.0, 0.13], [0.0, 0.0, 0.32], 0.015);
    s.rod([0.0, 0.0, 0.32], [0.0, 0.0, 0.4], 0.115);
    s
}

fn check_valve(spacing: f64) -> Sampler {
    let mut s = flanged(spacing, 0.14, 1.15 * R);
    s.rod([-0.05, 0.0, 0.0], [0.05, 0.0, 0.0], 1.55 * R);
    s.rod([0.0, 0.0, 0.0], [0.0, 0.0, 0.115], 1.4 * R);
    s
}

fn relief(spacing: f64) -> Sampler {
    let mut s = flanged(spacing, 0.12, 1.2 * R);
    s.rod([0.0, 0.0, 0.0], [0.0, 0.0, 0.16], 1.1 * R);
    s.rod([0.0, 0.0, 0.16], [0.0, 0.0, 0.26], 0.85 * R);
    s.rod([0.0, 0.0, 0.26], [0.0, 0.0, 0.32], 0.5 * R);
    s
}

fn strainer(spacing: f64) -> Sampler {
    let mut s = flanged(spacing, 0.145, 1.15 * R);
    s.rod([-0.03, 0.0, 0.0], [0.1, 0.0, 0.13], 1.1 * R);
    s.rod([0.1, 0.0, 0.13], [0.115, 0.0, 0.145], 1.5 * R);
    s
}

fn meter(spacing: f64) -> Sampler {
    let mut s = flanged(spacing, 0.1, 1.6 * R);
    s.rod([0.0, 0.0, 0.06], [0.0, 0.0, 0.17], 0.02);
    s.rod([0.0, 0.0, 0.17], [0.0, 0.0, 0.29], 0.055);
    s
}

fn joint(spacing: f64) -> Sampler {
    let mut s = Sampler::new(spacing);
    let thick = flange_thickness(R);
    s.rod([-thick, 0.0, 0.0], [thick, 0.0, 0.0], flange_radius(R));
    s
}

/// The body as a scanner sees it: turned into place, and only the sides that face `station`, if one is given.
fn judged(mut sampler: Sampler, stem: [f64; 3], seen_from: Option<[f64; 3]>) -> Verdict {
    if let Some(station) = seen_from {
        // What lies on the far side of the pipe, low on its flanges, is not seen.
        let s = Vector3::from(station);
        sampler.points.retain(|p| p.coords.yz().dot(&s.yz()) > -0.02 || p.z > 0.12);
    }
    let reach = sampler.points.iter().filter(|p| p.y.hypot(p.z) < 0.12).map(|p| p.x.abs()).fold(0.0, f64::max);
    let axis = Unit::new_normalize(Vector3::new(0.8, 0.6, 0.0));
    let stem = Vector3::from(stem);
    let stem = (stem - axis.into_inner() * stem.dot(&axis)).normalize();
    let place = |p: &Point3<f64>| Point3::from(axis.into_inner() * p.x + axis.cross(&stem) * p.y * -1.0 + stem * p.z);
    let placed: Vec<Point3<f64>> = sampler.points.iter().map(place).collect();
    let c = Cylinder { point: Point3::from(Vector3::new(0.003, -0.002, 0.003)), axis, radius: R };
    judge(&measure(&placed, &c, -reach - 0.012, reach + 0.004))
}

#[test]
fn typical_bodies_are_told_apart() {
    type Made = fn(f64) -> Sampler;
    let up = [0.0, 0.0, 1.0];
    type Row = (&'static str, Made, [f64; 3], Class, Option<Subtype>);
    let table: [Row; 10] = [
        ("gate", gate, up, Class::Valve, Some(Subtype::Gate)),
        ("gate, wheel aside", gate, [0.6, -0.8, 0.1], Class::Valve, Some(Subtype::Gate)),
        ("globe", globe, up, Class::Valve, Some(Subtype::Globe)),
        ("butterfly", butterfly, up, Class::Valve, Some(Subtype::Butterfly)),
        ("control", control, up, Class::Valve, Some(Subtype::Control)),
        ("check", check_valve, up, Class::Valve, Some(Subtype::Check)),
        ("relief", relief, up, Class::Valve, Some(Subtype::Relief)),
        ("strainer", strainer, [0.0, 0.0, -1.0], Class::Strainer, None),
        ("meter", meter, up, Class::Flowmeter, None),
        ("joint", joint, up, Class::Flange, None),
    ];
    for (name, made, stem, class, subtype) in table {
        for spacing in [0.006, 0.012, 0.02] {
            for from in [None, Some([0.0, 1.0, 0.3])] {
                let v = judged(made(spacing), stem, from);
                let said = format!("{name} at {spacing} m, from {from:?}: {v:?}");
                assert_eq!(v.class, class, "{said}");
                // An honest "unknown" is allowed on poor views, another subtype never.
                assert!(v.subtype == subtype || v.subtype == Some(Subtype::Unknown), "{said}");
                // A plain safety valve is too like a meter's mast for its subtype to be named every time.
                let named = spacing < 0.01 && from.is_none() && name != "relief";
                assert!(!named || v.subtype == subtype, "{said}");
                assert!((0.0..=0.97).contains(&v.confidence), "{said}");
            }
        }
    }
}

#[test]
fn few_points_make_less_sure() {
    let up = [0.0, 0.0, 1.0];
    assert!(judged(gate(0.05), up, None).confidence < judged(gate(0.01), up, None).confidence);
}

#[test]
fn a_post_below_changes_nothing() {
    let c = Cylinder { point: Point3::origin(), axis: Vector3::x_axis(), radius: R };
    let mut with_post = gate(0.01);
    let own = with_post.points.len();
    with_post.rod([0.0, 0.0, -0.7], [0.0, 0.0, -flange_radius(R) - 0.005], 0.04);
    let posts = crate::body_shape::posts(&with_post.points, &c, true);
    assert!(posts[..own].iter().all(|&p| !p) && posts[own..].iter().filter(|&&p| p).count() > 100);
}

#[test]
fn nothing_and_nonsense_are_borne() {
    let c = Cylinder { point: Point3::origin(), axis: Vector3::x_axis(), radius: R };
    let line: Vec<Point3<f64>> = (0..50).map(|k| Point3::new(0.0, 0.0, 0.01 * f64::from(k))).collect();
    for points in [vec![], vec![Point3::origin(); 40], line] {
        let shape = measure(&points, &c, 0.0, 0.0);
        let v = judge(&shape);
        assert!(v.confidence.is_finite() && !reasons(&shape, &v).is_empty());
    }
}

#[test]
fn the_same_points_give_the_same_verdict_in_any_order() {
    let c = Cylinder { point: Point3::origin(), axis: Vector3::x_axis(), radius: R };
    let points = globe(0.012).points;
    let reversed: Vec<Point3<f64>> = points.iter().rev().copied().collect();
    let (a, b) = (judge(&measure(&points, &c, -0.18, 0.18)), judge(&measure(&reversed, &c, -0.18, 0.18)));
    assert_eq!((a.class, a.subtype, a.make), (b.class, b.subtype, b.make));
    assert_eq!(judge(&measure(&points, &c, -0.18, 0.18)), a);
}

#[test]
fn rims_apart_are_no_flanged_joint() {
    // A flange that is centred on the face of the next reaches into it, as `flanges` makes them.
    let between = |gap: f64| {
        let made = flanged(0.01, gap / 2.0 + flange_thickness(R), 0.085);
        judged(made, [0.0, 0.0, 1.0], None).odds.class(Class::Flange)
    };
    assert_eq!(between(0.06), 0.0);
    assert!(between(0.004) > 0.0);
    assert!(judged(joint(0.01), [0.0, 0.0, 1.0], None).odds.class(Class::Flange) > 0.5);
}
