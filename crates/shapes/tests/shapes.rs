//! The other shapes: distances against brute force, fits from wrong starts, degenerate input.

mod common;

use common::*;
use nalgebra::{Point2, Point3, UnitVector3, Vector3};
use proptest::prelude::*;
use rosette_shapes::sampled::{self, Random, Sampling};
use rosette_shapes::*;
use std::f64::consts::{FRAC_PI_2, PI, TAU};

const SIGMA: f64 = 0.002;

fn random_torus(random: &mut Random) -> Torus {
    let radius = random.within(0.02..0.3);
    let bend_radius = radius * random.within(2.0..6.0);
    Torus { center: random_point(random, 2.0), axis: random_axis(random), bend_radius, radius }
}

/// A quarter bend, its tube seen over half its circumference from outside and above.
fn bend_points(torus: &Torus, n: usize, seed: u64) -> Vec<Point3<f64>> {
    let eye = torus.center + torus.axis.into_inner() * 6.0 + basis(&torus.axis).0 * 6.0;
    sampled::torus(torus, 0.0..FRAC_PI_2, -0.5..2.3, &Sampling { n, eye, sigma: SIGMA, seed })
}

fn foot_is_nearest(distance: f64, p: &Point3<f64>, foot: &Point3<f64>, at_foot: f64, normal: &Vector3<f64>) {
    assert!(at_foot.abs() < 1e-9, "foot is {at_foot} off the surface");
    assert!(((p - foot).norm() - distance.abs()).abs() < 1e-9, "distance {distance}");
    assert!((normal.norm() - 1.0).abs() < 1e-9);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn feet_are_on_the_surface(seed: u64) {
        let mut random = Random::new(seed);
        let p = random_point(&mut random, 3.0);
        let (point, axis) = (random_point(&mut random, 2.0), random_axis(&mut random));
        let plane = Plane { point, normal: axis };
        foot_is_nearest(plane.distance(&p), &p, &plane.project(&p), plane.distance(&plane.project(&p)), &plane.normal_at(&p));
        let ball = Sphere { center: point, radius: 0.7 };
        foot_is_nearest(ball.distance(&p), &p, &ball.project(&p), ball.distance(&ball.project(&p)), &ball.normal_at(&p));
        let torus = random_torus(&mut random);
        foot_is_nearest(torus.distance(&p), &p, &torus.project(&p), torus.distance(&torus.project(&p)), &torus.normal_at(&p));
        let cone = Cone { point, axis, radius: 0.4, half_angle: random.within(-0.8..0.8) };
        foot_is_nearest(cone.distance(&p), &p, &cone.project(&p), cone.distance(&cone.project(&p)), &cone.normal_at(&p));
        let (u, v) = basis(&axis);
        let block = OBox { center: point, axes: [u, v, axis.into_inner()], half: [0.5, 1.0, 2.0] };
        foot_is_nearest(block.distance(&p), &p, &block.project(&p), block.distance(&block.project(&p)), &block.normal_at(&p));
        prop_assert_eq!(block.contains(&p), block.distance(&p) <= 0.0);
    }

    #[test]
    fn torus_distance_is_that_of_a_thousand_samples(seed: u64) {
        let mut random = Random::new(seed);
        let torus = random_torus(&mut random);
        let p = torus.center + random.direction() * random.within(0.0..2.0 * torus.bend_radius);
        let spine = (0..20_000).map(|i| torus.spine_at(f64::from(i) * TAU / 20_000.0));
        let brute = spine.map(|s| (p - s).norm()).fold(f64::INFINITY, f64::min) - torus.radius;
        prop_assert!((torus.distance(&p) - brute).abs() < 1e-4 * torus.bend_radius);
    }

    #[test]
    fn bends_are_recovered(seed: u64, n in 300_usize..3000, shift in -0.5..0.5_f64) {
        let mut random = Random::new(seed);
        let truth = random_torus(&mut random);
        let points = bend_points(&truth, n, seed);
        let axis = turned(&truth.axis, 0.1, &mut random);
        // The middle of the bend is known to some half a radius, its bend radius to a quarter.
        let middle = truth.spine_at(0.25 * PI) + random.direction() * 0.4 * truth.radius;
        let bend_radius = truth.bend_radius * (1.0 + 0.5 * shift);
        let inward = (truth.center - middle).normalize();
        let start = Torus { center: middle + inward * bend_radius, axis, bend_radius, radius: truth.radius * (1.0 + shift) };
        let fit = fit_torus(&points, &start, &TorusOptions::default());
        prop_assert!(fit.is_some(), "refused {truth:?}");
        let fit = fit.unwrap();
        prop_assert!((fit.shape.radius - truth.radius).abs() < 5.0 * fit.radius_sigma + 2.0 * SIGMA * SIGMA / truth.radius);
        prop_assert!((fit.shape.bend_radius - truth.bend_radius).abs() < 0.05 * truth.bend_radius + 0.01);
    }

    #[test]
    fn bends_that_leave_a_known_pipe_are_recovered(seed: u64, off in -0.5..0.5_f64, shift in -0.5..0.5_f64, held: bool) {
        let mut random = Random::new(seed);
        let truth = random_torus(&mut random);
        let points = bend_points(&truth, 600, seed);
        let at = truth.spine_at(0.0);
        let inward = (truth.center - at).normalize();
        let direction = UnitVector3::new_normalize(inward.cross(&truth.axis));
        // Off by half a tube radius at the far end, both ways.
        let (turn, factor) = (off * truth.radius / truth.bend_radius, 1.0 + shift * truth.radius / truth.bend_radius);
        let start_in = inward * turn.cos() + truth.axis.into_inner() * turn.sin();
        let start = Torus::tangent_to(&at, &direction, &start_in, truth.bend_radius * factor, truth.radius).unwrap();
        let slid = if held { at } else { at - direction.into_inner() * 0.3 * truth.radius };
        let tangent = Some(Tangent { at: slid, direction, fix_start: held });
        let fit = fit_torus(&points, &start, &TorusOptions { tangent, fix_radius: held, ..Default::default() });
        prop_assert!(fit.is_some(), "refused");
        let fit = fit.unwrap();
        prop_assert!((fit.shape.bend_radius - truth.bend_radius).abs() < 0.03 * truth.bend_radius + 0.002, "{:?} {truth:?}", fit.shape);
        prop_assert!(turn_between(&fit.shape.axis, &truth.axis) < 0.03);
        prop_assert!((fit.shape.spine_foot(&at) - at).norm() < 0.003);
    }

    #[test]
    fn reducers_are_recovered(seed: u64, half_deg in 3.0..30.0_f64, n in 300_usize..2000) {
        let mut random = Random::new(seed);
        let (point, axis) = (random_point(&mut random, 2.0), random_axis(&mut random));
        let truth = Cone { point, axis, radius: 0.1, half_angle: half_deg.to_radians() };
        let eye = point + basis(&axis).0 * 8.0;
        let how = Sampling { n, eye, sigma: SIGMA, seed };
        let points = sampled::cone(&truth, -0.1..0.15, -1.2..1.2, &how);
        let start = Cone { axis: turned(&axis, 0.08, &mut random), radius: 0.12, half_angle: truth.half_angle * 0.5, ..truth };
        let fit = fit_cone(&points, &start, &ConeOptions::default()).unwrap();
        let off = fit.shape.radius_at(fit.shape.line().along(&point)) - 0.1;
        prop_assert!(off.abs() < 6.0 * fit.radius_sigma + 0.001, "{off}");
        prop_assert!((fit.shape.half_angle - truth.half_angle).abs() < 1.5 * SIGMA / (n as f64).sqrt() / 0.01);
    }

    #[test]
    fn balls_and_circles_are_found_without_a_start(seed: u64, radius in 0.05..1.0_f64, n in 200_usize..2000) {
        let mut random = Random::new(seed);
        let center = random_point(&mut random, 3.0);
        let cap = |random: &mut Random| loop {
            let d = random.direction();
            if d.z > 0.2 {
                return d;
            }
        };
        let noisy = |random: &mut Random| center + cap(random) * (radius + random.normal(SIGMA));
        let mut points: Vec<_> = (0..n).map(|_| noisy(&mut random)).collect();
        spoil(&mut points, 5, 0.1, &mut random);
        let fit = fit_sphere(&points, &FitOptions::default()).unwrap();
        prop_assert!((fit.shape.radius - radius).abs() < 7.0 * fit.radius_sigma + 1e-4, "{fit:?} not {radius}");
        let dot = |random: &mut Random| {
            let (angle, r) = (random.within(0.3..2.3), radius + random.normal(SIGMA));
            Point2::new(center.x + r * angle.cos(), center.y + r * angle.sin())
        };
        let mut dots: Vec<_> = (0..n).map(|_| dot(&mut random)).collect();
        dots.iter_mut().step_by(5).for_each(|p| p.y -= random.within(0.0..0.3 * radius));
        let fit = fit_circle(&dots, &FitOptions::default()).unwrap();
        prop_assert!((fit.shape.radius - radius).abs() < 8.0 * fit.radius_sigma + 1e-3, "{fit:?} not {radius}");
        prop_assert!((fit.arc - 2.0).abs() < 0.4, "{fit:?}");
    }

    #[test]
    fn planes_are_found_beside_clutter(seed: u64, n in 100_usize..2000) {
        let mut random = Random::new(seed);
        let truth = Plane { point: random_point(&mut random, 3.0), normal: random_axis(&mut random) };
        let (u, v) = basis(&truth.normal);
        let noisy = |r: &mut Random| truth.point + u * r.within(-1.0..1.0) + v * r.within(-0.3..0.3) + *truth.normal * r.normal(SIGMA);
        let mut points: Vec<_> = (0..n).map(|_| noisy(&mut random)).collect();
        points.iter_mut().step_by(4).for_each(|p| *p += *truth.normal * random.within(0.0..0.5));
        let fit = fit_plane(&points, &FitOptions::default()).unwrap();
        prop_assert!(turn_between(&fit.shape.normal, &truth.normal) < 30.0 * SIGMA / (n as f64).sqrt(), "{fit:?}");
        prop_assert!(fit.shape.distance(&truth.point).abs() < 6.0 * SIGMA / (n as f64).sqrt());
        prop_assert!(fit.inliers * 100 >= n * 72);
    }

    #[test]
    fn oriented_pairs_lie_on_their_cylinder(seed: u64) {
        let mut random = Random::new(seed);
        let truth = Cylinder { point: random_point(&mut random, 3.0), axis: random_axis(&mut random), radius: random.within(0.01..1.0) };
        let (a, turn) = (random.within(-PI..PI), random.within(0.2..2.8));
        let how = |seed| Sampling { n: 1, eye: Point3::origin(), sigma: 0.0, seed };
        let p = sampled::cylinder(&truth, -1.0..1.0, a..a + 1e-12, &how(seed))[0];
        let q = sampled::cylinder(&truth, -1.0..1.0, a + turn..a + turn + 1e-12, &how(seed ^ 1))[0];
        let (n, m) = (truth.normal_at(&p), truth.normal_at(&q));
        let got = cylinder_from_oriented_pair(&p, &n, &q, &m).unwrap();
        prop_assert!((got.radius - truth.radius).abs() < 1e-9 && turn_between(&got.axis, &truth.axis) < 1e-9);
        prop_assert!(truth.line().distance(&got.point) < 1e-9);
        prop_assert_eq!(cylinder_from_oriented_pair(&p, &-*n, &q, &-*m), None);
        prop_assert_eq!(cylinder_from_oriented_pair(&p, &n, &q, &n), None);
    }

    #[test]
    fn starts_come_from_normals(seed: u64, arc in 0.8..3.0_f64) {
        let mut random = Random::new(seed);
        let truth = Cylinder { point: random_point(&mut random, 3.0), axis: random_axis(&mut random), radius: 0.1 };
        let how = Sampling { n: 200, eye: Point3::new(9.0, 0.0, 0.0), sigma: 0.0005, seed };
        let points = sampled::cylinder(&truth, -0.3..0.3, 0.0..arc, &how);
        let normals: Vec<_> = points.iter().map(|p| *truth.normal_at(p) + random.direction() * 0.05).collect();
        let start = cylinder_from_normals(&points, &normals).unwrap();
        prop_assert!(turn_between(&start.axis, &truth.axis) < 0.1 && (start.radius - 0.1).abs() < 0.02, "{start:?}");
    }
}

#[test]
fn degenerate_input_is_refused() {
    let options = FitOptions::default();
    let line: Vec<_> = (0..50).map(|i| Point3::new(f64::from(i), 2.0 * f64::from(i), 0.5)).collect();
    let flat: Vec<_> = (0..100).map(|i| Point3::new(f64::from(i % 10) * 0.1, f64::from(i / 10) * 0.1, 0.0)).collect();
    let nan = vec![Point3::new(0.0, f64::NAN, 0.0); 20];
    for points in [&line[..], &nan, &line[..2], &[]] {
        assert_eq!(fit_plane(points, &options), None);
        assert_eq!(fit_sphere(points, &options), None);
        let dots: Vec<_> = points.iter().map(|p| p.xy()).collect();
        assert_eq!(fit_circle(&dots, &options), None);
        let torus = Torus { center: Point3::origin(), axis: Vector3::z_axis(), bend_radius: 0.3, radius: 0.1 };
        assert_eq!(fit_torus(points, &torus, &TorusOptions::default()), None);
        let cone = Cone { point: Point3::origin(), axis: Vector3::z_axis(), radius: 0.1, half_angle: 0.2 };
        assert_eq!(fit_cone(points, &cone, &ConeOptions::default()), None);
    }
    assert_eq!(fit_sphere(&flat, &options), None);
    assert!(fit_plane(&flat, &options).is_some());
    assert_eq!(axis_from_normals(&[]), None);
    assert_eq!(cylinder_from_normals(&flat, &vec![Vector3::z(); 100]), None);
    assert_eq!(OBox::around(&nan, [Vector3::x(), Vector3::y(), Vector3::z()]), None);
}

#[test]
fn circles_through_three_points() {
    let p = |x, y| Point2::new(x, y);
    let circle = circle_from_three(&p(1.0, 0.0), &p(0.0, 1.0), &p(-1.0, 0.0)).unwrap();
    assert!(circle.center.coords.norm() < 1e-12 && (circle.radius - 1.0).abs() < 1e-12);
    assert_eq!(circle_from_three(&p(0.0, 0.0), &p(1.0, 1.0), &p(2.0, 2.0)), None);
    assert_eq!(circle_from_three(&p(0.0, 0.0), &p(0.0, 0.0), &p(2.0, 2.0)), None);
    assert_eq!(circle_from_three(&p(0.0, f64::NAN), &p(0.0, 0.0), &p(2.0, 2.0)), None);
}

#[test]
fn boxes_hold_their_points() {
    let turned = UnitVector3::new_normalize(Vector3::new(0.3, -0.2, 1.0));
    let (u, v) = basis(&turned);
    let truth = OBox { center: Point3::new(1.0, 2.0, 3.0), axes: [u, v, turned.into_inner()], half: [0.9, 0.5, 0.2] };
    let points = truth.corners();
    let got = OBox::around(&points, truth.axes).unwrap();
    assert!((got.center - truth.center).norm() < 1e-12 && (got.half[1] - 0.5).abs() < 1e-12);
    assert!(OBox::principal(&points).unwrap().half[0] > 0.89);
    let upright = OBox::upright(&[Point3::new(1.0, 0.0, 0.0), Point3::new(0.0, 1.0, 1.0), Point3::new(0.5, 0.5, 0.0)]).unwrap();
    assert!(upright.half[0] * upright.half[1] < 1e-9 && (upright.half[2] - 0.5).abs() < 1e-12);
}
