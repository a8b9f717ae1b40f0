//! The grids against plain maps, and what they give back to the points.
#![allow(clippy::needless_range_loop)] // axes are counted over several arrays at once

use proptest::prelude::*;
use rosette_cloud::Cloud;
use rosette_net::features::{FEATURES, features};
use rosette_net::point::Graph;
use rosette_net::pyramid::{CHILDREN, LEVELS, NEIGHBOURS, Pyramid};
use std::collections::BTreeMap;

const EDGE: f32 = 0.015;

fn positions() -> impl Strategy<Value = Vec<[f32; 3]>> {
    let near = prop::array::uniform3(-0.3..0.3f32);
    let far = prop::array::uniform3(-40.0..40.0f32);
    prop::collection::vec(prop_oneof![4 => near, 1 => far], 1..200)
}

fn coordinates(p: &[f32; 3], edge: f32) -> [i32; 3] {
    p.map(|v| (v / edge).floor() as i32)
}

proptest! {
    #[test]
    fn cells_are_those_of_a_plain_map(positions in positions()) {
        let pyramid = Pyramid::new(&positions, EDGE);
        let mut plain: BTreeMap<[i32; 3], Vec<u32>> = BTreeMap::new();
        positions.iter().enumerate().for_each(|(i, p)| plain.entry(coordinates(p, EDGE)).or_default().push(i as u32));
        prop_assert_eq!(pyramid.len(), plain.len());
        for points in plain.values() {
            let cell = pyramid.cell_of[points[0] as usize];
            prop_assert!(points.iter().all(|&i| pyramid.cell_of[i as usize] == cell));
            let mut own: Vec<u32> = pyramid.levels[0].children(cell as usize).map(|at| pyramid.order[at]).collect();
            own.sort_unstable();
            prop_assert_eq!(&own, points);
            for axis in 0..3 {
                let mean = points.iter().map(|&i| f64::from(positions[i as usize][axis])).sum::<f64>() / points.len() as f64;
                prop_assert!((f64::from(pyramid.levels[0].centre[cell as usize][axis]) - mean).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn every_cell_has_its_parent_and_is_its_child(positions in positions()) {
        let pyramid = Pyramid::new(&positions, EDGE);
        for depth in 1..LEVELS {
            let (finer, coarser) = (&pyramid.levels[depth - 1], &pyramid.levels[depth]);
            prop_assert_eq!(coarser.children(coarser.len() - 1).end, finer.len());
            for cell in 0..coarser.len() {
                for child in coarser.children(cell) {
                    prop_assert_eq!(finer.parent[child] as usize, cell);
                    prop_assert_eq!(finer.at[child].map(|v| v / 3), coarser.at[cell]);
                }
            }
        }
    }

    #[test]
    fn neighbours_are_those_of_brute_force(positions in positions()) {
        let pyramid = Pyramid::new(&positions, EDGE);
        let level = &pyramid.levels[1];
        let found = level.neighbours();
        for cell in 0..level.len() {
            let own = &found[cell * NEIGHBOURS..(cell + 1) * NEIGHBOURS];
            let touches = |other: usize| (0..3).all(|k| (level.at[other][k] - level.at[cell][k]).abs() <= 1);
            let away = |other: usize| (0..3).map(|k| (level.centre[other][k] - level.centre[cell][k]).powi(2)).sum::<f32>();
            let mut all: Vec<usize> = (0..level.len()).filter(|&other| other != cell && touches(other)).collect();
            all.sort_by(|&a, &b| away(a).total_cmp(&away(b)).then(a.cmp(&b)));
            prop_assert_eq!(own[0] as usize, cell);
            for (at, other) in own[1..].iter().enumerate() {
                prop_assert_eq!(*other as usize, all.get(at).copied().unwrap_or(cell));
            }
        }
    }

    #[test]
    fn pooled_children_are_children(positions in positions()) {
        let pyramid = Pyramid::new(&positions, EDGE);
        for level in &pyramid.levels[1..] {
            for (cell, children) in level.pooled_children().chunks(CHILDREN).enumerate() {
                prop_assert!(children.iter().all(|&child| level.children(cell).contains(&(child as usize))));
                let mut distinct = children.to_vec();
                distinct.dedup();
                distinct.sort_unstable();
                distinct.dedup();
                prop_assert_eq!(distinct.len(), level.children(cell).len().min(CHILDREN));
            }
        }
    }

    #[test]
    fn features_are_finite_and_of_the_order_of_one(positions in positions(), flat in any::<bool>()) {
        let positions: Vec<[f32; 3]> = positions.into_iter().map(|p| if flat { [p[0], p[1], 0.0] } else { p }).collect();
        let normals = positions.iter().map(|_| if flat { [0.0, 0.0, 1.0] } else { [0.0; 3] }).collect();
        let cloud = Cloud { positions, normals, ..Cloud::default() };
        let pyramid = Pyramid::new(&cloud.positions, EDGE);
        let values = features(&cloud, &pyramid);
        prop_assert_eq!(values.len(), pyramid.len() * FEATURES);
        prop_assert!(values.iter().all(|v| v.is_finite() && v.abs() < 12.0), "{:?}", values.iter().find(|v| v.abs() >= 12.0 || !v.is_finite()));
    }
}

#[test]
fn nothing_gives_nothing() {
    let cloud = Cloud::default();
    let pyramid = Pyramid::new(&cloud.positions, EDGE);
    assert!(pyramid.is_empty() && Graph::new(&cloud, &pyramid).is_empty());
}

#[test]
fn the_same_on_any_number_of_threads() {
    let positions: Vec<[f32; 3]> =
        (0..20_000).map(|i| [(i % 141) as f32 * 0.007, (i / 141) as f32 * 0.009, (i % 7) as f32 * 0.1]).collect();
    let normals = vec![[0.0, 0.0, 1.0]; positions.len()];
    let cloud = Cloud { positions, normals, ..Cloud::default() };
    let graph = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| Graph::new(&cloud, &Pyramid::new(&cloud.positions, EDGE)))
    };
    assert!(graph(1) == graph(2), "two threads give another graph than one");
}
