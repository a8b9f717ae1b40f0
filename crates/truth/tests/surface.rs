//! Surfaces against brute force: hits lie on them, samples have distance zero, nothing nearer is missed.

use nalgebra::Unit;
use proptest::prelude::*;
use rosette_truth::surface::{Block, Disc, Ellipsoid, Frustum, P3, Prism, Rectangle, Scaled, Surface, Torus, V3, across};

fn direction() -> impl Strategy<Value = V3> {
    [-1.0..1.0f64, -1.0..1.0, -1.0..1.0]
        .prop_map(V3::from)
        .prop_filter("not zero", |v| v.norm() > 0.1)
        .prop_map(|v| v.normalize())
}

fn surface() -> impl Strategy<Value = Surface> {
    (0..9usize, direction(), 0.05..0.6f64, 0.05..0.6f64, 0.1..2.0f64, 0.3..3.5f64).prop_map(
        |(kind, axis, r, s, length, angle)| {
            let angle = if angle > 3.1 { std::f64::consts::TAU } else { angle };
            let (center, side) = (P3::new(0.3, -0.2, 0.1), across(&axis));
            match kind {
                0 => Surface::Frustum(Frustum::cylinder(center, center + axis * length, r)),
                1 => Surface::Frustum(Frustum::cone(center, center + axis * length, r, s)),
                2 => Surface::Torus(Torus { center, axis, start: side, angle, bend_radius: r + s, radius: 0.6 * r }),
                3 => Surface::Disc(Disc { center, normal: axis, radius: r + s, hole: s }),
                4 => Surface::Rectangle(Rectangle { center, half_u: side * r, half_v: axis.cross(&side) * s }),
                5 => Surface::Block(Block { center, axes: [axis, side, axis.cross(&side)], half: V3::new(r, s, length) }),
                6 => Surface::Prism(Prism { base: center, axis, side, length, apothem: r, sides: 3 + (10.0 * s) as u32 }),
                7 => Surface::Scaled(Scaled {
                    inner: Box::new(Surface::Frustum(Frustum::cone(P3::origin(), P3::new(0.0, 0.0, length), r, s))),
                    at: center,
                    axes: [axis, side, axis.cross(&side)],
                    scale: V3::new(1.0, 0.8, 1.1),
                }),
                _ => Surface::Ellipsoid(Ellipsoid { center, axis, radius: r, height: s, half: length > 1.0 }),
            }
        },
    )
}

proptest! {
    #[test]
    fn samples_lie_on_the_surface_and_in_its_bounds(surface in surface(), u in 0.0..1.0f64, v in 0.0..1.0f64) {
        let at = surface.sample(u, v);
        let (lo, hi) = surface.bounds();
        prop_assert!(surface.distance(&at) < 1e-6, "{}", surface.distance(&at));
        prop_assert!((0..3).all(|k| at[k] > lo[k] - 1e-6 && at[k] < hi[k] + 1e-6));
    }

    #[test]
    fn rays_hit_where_the_surface_is(surface in surface(), aim_u in 0.02..0.98f64, aim_v in 0.02..0.98f64, from in direction()) {
        let aim = surface.sample(aim_u, aim_v);
        let origin = aim + from * 5.0;
        let ray = (aim - origin).normalize();
        // Rays along the surface or at its very edge may pass it by; all others must hit at the aim or before.
        let squarely = surface.normal(&aim).dot(&ray).abs() > 0.1;
        match surface.hit(&origin, &ray, 100.0) {
            Some(range) => {
                prop_assert!(surface.distance(&(origin + ray * range)) < 3e-5);
                prop_assert!(range < 5.0 + 1e-3 || !squarely);
            }
            None => prop_assert!(!squarely, "missed"),
        }
    }

    #[test]
    fn distance_is_never_more_than_to_any_sample(surface in surface(), at in [-2.0..2.0f64, -2.0..2.0, -2.0..2.0], seed in 0..1000u32) {
        let at = P3::from(at);
        let distance = surface.distance(&at);
        let nearest = (0..400u32).map(|i| {
            let n = f64::from(i + seed);
            (surface.sample((n * 0.618_034).fract(), (n * 0.754_878).fract()) - at).norm()
        }).fold(f64::INFINITY, f64::min);
        prop_assert!(distance < nearest + 1e-5);
        // ... and not much less: 400 samples lie within 0.35 m of any place of these surfaces.
        // A stretched surface only gives a lower bound, by its least stretch.
        let share = if matches!(surface, Surface::Scaled(_)) { 0.8 / 1.1 } else { 1.0 };
        prop_assert!(distance > share * nearest - 0.45, "{distance} {nearest}");
    }

    #[test]
    fn moving_keeps_distances(surface in surface(), axis in direction(), angle in -3.0..3.0f64, at in [-2.0..2.0f64, -2.0..2.0, -2.0..2.0]) {
        let turn = nalgebra::UnitQuaternion::from_axis_angle(&Unit::new_normalize(axis), angle);
        let motion = nalgebra::Isometry3::from_parts(nalgebra::Translation3::new(1.0, -2.0, 3.0), turn);
        let at = P3::from(at);
        prop_assert!((surface.distance(&at) - surface.moved(&motion).distance(&(motion * at))).abs() < 1e-9);
    }
}
