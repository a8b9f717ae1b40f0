//! What the point net is given of each finest cell: its own values, and the local shape at five scales.
//!
//! Shapes come from sums over 3³ cells of each level (with cells of 1.5 cm: 4.5, 14, 41, 122 and 365 cm across), over points on the finest level and over cells on
//! the others, so that a wall close to the scanner does not outweigh a pipe far from it. All values are of the order of 1 and, but for the
//! two horizontal components of the normal, do not change when the scene is turned about the vertical.

use crate::moments::{Moments, SHAPE};
use crate::pyramid::{LEVELS, Level, Pyramid};
use rayon::prelude::*;
use rosette_cloud::Cloud;

/// Values of a cell alone.
const OWN: usize = 12;
/// Values a scale: the shape, how full it is, and where in it the cell lies.
const SCALE: usize = SHAPE + 4;
/// Values of a cell.
pub const FEATURES: usize = OWN + LEVELS * SCALE;
/// The horizontal components of the mean normal, which turn with the scene.
pub const NORMAL_AT: usize = 0;
/// The intensity; the value after it is 1 where there is one.
pub const INTENSITY_AT: usize = 4;
/// The height above the lowest surface, in two scalings; the value after them is 1 where it is known.
pub const HEIGHT_AT: usize = 6;
/// Level whose cells make the columns: 14 cm wide.
const COLUMN: usize = 2;
/// Share of the cells that may lie below the lowest surface: strays and pits.
const BELOW_FLOOR: f64 = 0.005;

/// Features of all finest cells: [`FEATURES`] values a cell.
pub fn features(cloud: &Cloud, pyramid: &Pyramid) -> Vec<f32> {
    let Some(finest) = pyramid.levels.first() else { return Vec::new() };
    let own: Vec<(Moments, f32)> = (0..finest.len()).into_par_iter().map(|cell| own_moments(cloud, pyramid, cell)).collect();
    let scales: Vec<Vec<(Moments, [f32; SHAPE])>> = scales(&own, pyramid);
    let floor = floor_height(finest);
    let columns = columns(pyramid);
    let mut out = vec![0.0; finest.len() * FEATURES];
    out.par_chunks_mut(FEATURES).enumerate().for_each(|(cell, row)| {
        own_values(
            &mut row[..OWN],
            &own[cell],
            finest.centre[cell],
            floor,
            reach(&columns[pyramid.ancestor(cell, COLUMN)], finest.centre[cell][2]),
        );
        let normal = own[cell].0.normal();
        let mut ancestor = cell;
        for (depth, level) in pyramid.levels.iter().enumerate() {
            let values = &mut row[OWN + depth * SCALE..OWN + (depth + 1) * SCALE];
            let (moments, shape) = &scales[depth][ancestor];
            values[..SHAPE].copy_from_slice(shape);
            place_values(&mut values[SHAPE..], moments, finest.centre[cell], normal, level, ancestor);
            ancestor = level.parent.get(ancestor).map_or(0, |&parent| parent as usize);
        }
    });
    out
}

/// Sums over a cell's points from its centre, and their mean intensity; -1 if there is none.
fn own_moments(cloud: &Cloud, pyramid: &Pyramid, cell: usize) -> (Moments, f32) {
    let level = &pyramid.levels[0];
    let base = level.centre[cell];
    let mut sums = Moments::default();
    let mut bright = 0.0f64;
    for at in level.children(cell) {
        let point = pyramid.order[at] as usize;
        let p = cloud.positions[point];
        let v = cloud.normals.get(point).copied().unwrap_or_default();
        sums.add(std::array::from_fn(|k| f64::from(p[k]) - f64::from(base[k])), v.map(f64::from));
        bright += cloud.intensity.get(point).map_or(0.0, |i| f64::from(*i));
    }
    let bright = if cloud.intensity.is_empty() { -1.0 } else { bright / level.children(cell).len().max(1) as f64 };
    (sums, bright as f32)
}

/// Sums over the cells around every cell, from its centre, and the shapes they give, level by level.
fn scales(own: &[(Moments, f32)], pyramid: &Pyramid) -> Vec<Vec<(Moments, [f32; SHAPE])>> {
    let mut sums: Vec<Moments> = own.iter().map(|(moments, _)| *moments).collect();
    let mut out = Vec::new();
    for (depth, level) in pyramid.levels.iter().enumerate() {
        if depth > 0 {
            sums = level_sums(&pyramid.levels[depth - 1], level, &sums, depth);
        }
        let box_edge = f64::from(3.0 * level.edge);
        let around = |cell: usize| {
            let mut sum = Moments::default();
            level.around(cell).for_each(|other| sum.merge(&sums[other], offset(level.centre[other], level.centre[cell])));
            (sum, sum.shape(box_edge))
        };
        out.push((0..level.len()).into_par_iter().map(around).collect());
    }
    out
}

/// Sums over the children of every cell, from its centre. Finest cells count as one sample each from here on.
fn level_sums(finer: &Level, level: &Level, sums: &[Moments], depth: usize) -> Vec<Moments> {
    let of = |cell: usize| {
        let mut sum = Moments::default();
        for child in level.children(cell) {
            let shift = offset(finer.centre[child], level.centre[cell]);
            if depth == 1 { sum.add(shift, unit(sums[child].normal())) } else { sum.merge(&sums[child], shift) }
        }
        sum
    };
    (0..level.len()).into_par_iter().map(of).collect()
}

/// From `to` to `from`.
fn offset(from: [f32; 3], to: [f32; 3]) -> [f64; 3] {
    std::array::from_fn(|k| f64::from(from[k]) - f64::from(to[k]))
}

fn unit(v: [f64; 3]) -> [f64; 3] {
    let length = v.iter().map(|x| x * x).sum::<f64>().sqrt();
    if length < 1e-6 { [0.0; 3] } else { v.map(|x| x / length) }
}

fn own_values(row: &mut [f32], own: &(Moments, f32), centre: [f32; 3], floor: f32, reach: [f32; 2]) {
    let (moments, bright) = own;
    let normal = moments.normal().map(|v| v as f32);
    let agreement = normal.iter().map(|v| v * v).sum::<f32>().sqrt();
    let height = centre[2] - floor;
    row.copy_from_slice(&[
        normal[0],
        normal[1],
        normal[2],
        agreement,
        bright.max(0.0),
        if *bright < 0.0 { 0.0 } else { 1.0 },
        (height / 3.0).clamp(-1.0, 3.0),
        (height / 0.3).clamp(-1.0, 1.0),
        1.0,
        0.5 * (moments.count() as f32).ln(),
        (reach[0] / 2.0).min(2.0),
        (reach[1] / 2.0).min(2.0),
    ]);
}

/// How full the scale is, and where in it the cell lies: across its own normal, at all, in height.
fn place_values(row: &mut [f32], moments: &Moments, centre: [f32; 3], normal: [f64; 3], level: &Level, ancestor: usize) {
    let box_edge = f64::from(3.0 * level.edge);
    let mean = moments.centre();
    let from_base = offset(centre, level.centre[ancestor]);
    let from_mean: [f64; 3] = std::array::from_fn(|k| (from_base[k] - mean[k]) / box_edge);
    let across: f64 = (0..3).map(|k| from_mean[k] * normal[k]).sum();
    let away = from_mean.iter().map(|v| v * v).sum::<f64>().sqrt();
    let values = [0.25 * (1.0 + moments.count()).ln(), 4.0 * across, 2.0 * away, 2.0 * from_mean[2]];
    row.iter_mut().zip(values).for_each(|(slot, v)| *slot = v as f32);
}

/// Lowest and highest finest cell in the column that each cell of level [`COLUMN`] stands in, m.
fn columns(pyramid: &Pyramid) -> Vec<[f32; 2]> {
    let level = &pyramid.levels[COLUMN];
    let mut by_column: Vec<([i32; 2], usize)> = level.at.iter().enumerate().map(|(cell, at)| ([at[0], at[1]], cell)).collect();
    by_column.sort_unstable();
    let mut spans = vec![[f32::INFINITY, f32::NEG_INFINITY]; level.len()];
    for cell in 0..pyramid.len() {
        let (z, span) = (pyramid.levels[0].centre[cell][2], &mut spans[pyramid.ancestor(cell, COLUMN)]);
        *span = [span[0].min(z), span[1].max(z)];
    }
    for column in by_column.chunk_by(|a, b| a.0 == b.0) {
        let whole = column
            .iter()
            .fold([f32::INFINITY, f32::NEG_INFINITY], |w, (_, cell)| [w[0].min(spans[*cell][0]), w[1].max(spans[*cell][1])]);
        column.iter().for_each(|(_, cell)| spans[*cell] = whole);
    }
    spans
}

/// How far a column reaches below and above a height, m.
fn reach(column: &[f32; 2], height: f32) -> [f32; 2] {
    [height - column[0], column[1] - height]
}

/// Height of the lowest surface, m: the lowest finest cells but for a few strays. 0 without cells.
pub fn floor_height(finest: &Level) -> f32 {
    let mut heights: Vec<f32> = finest.centre.iter().map(|c| c[2]).collect();
    if heights.is_empty() {
        return 0.0;
    }
    let at = ((heights.len() as f64 * BELOW_FLOOR) as usize).min(heights.len() - 1);
    *heights.select_nth_unstable_by(at, f32::total_cmp).1
}
