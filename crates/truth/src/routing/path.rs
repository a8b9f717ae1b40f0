//! Changes a rectangular way into what plants have besides: 45° offsets and falls.

use super::Space;
use crate::model::Dice;
use crate::surface::{P3, V3};

/// Cuts some corners by two 45° elbows where both legs have room and the cut is free.
pub fn chamfer(corners: Vec<P3>, take_out: f64, radius: f64, space: &Space, share: f64, dice: &mut Dice) -> Vec<P3> {
    let mut out = vec![corners[0]];
    for i in 1..corners.len() - 1 {
        let (before, here, after) = (out[out.len() - 1], corners[i], corners[i + 1]);
        let (d_in, d_out) = ((here - before).normalize(), (after - here).normalize());
        let longest = (here - before).norm().min((after - here).norm()) - 2.2 * take_out - 0.1;
        let least = 1.6 * take_out + 0.05;
        let cut = dice.range(least, least + 0.5).min(longest);
        let (p, q) = (here - d_in * cut, here + d_out * cut);
        let square = d_in.dot(&d_out).abs() < 1e-6;
        if square && cut >= least && dice.chance(share) && space.leg_is_free(p, q, radius, 0.05, &[]) {
            out.extend([p, q]);
        } else {
            out.push(here);
        }
    }
    out.push(corners[corners.len() - 1]);
    out
}

/// Lets level stretches between two upright legs fall by `fall` (m per m) along the flow; none where it would clash.
pub fn slope(corners: Vec<P3>, fall: f64, take_out: f64, radius: f64, space: &Space) -> Vec<P3> {
    let is_level = |a: &P3, b: &P3| (a.z - b.z).abs() < 1e-9;
    let is_upright = |a: &P3, b: &P3| (b - a).xy().norm() < 1e-9;
    let mut out = corners.clone();
    let mut i = 1;
    while i + 1 < corners.len() {
        let end = (i..corners.len() - 1).take_while(|&j| is_level(&corners[j], &corners[j + 1])).last().map_or(i, |j| j + 1);
        let between = end > i
            && end + 1 < corners.len()
            && is_upright(&corners[i - 1], &corners[i])
            && is_upright(&corners[end], &corners[end + 1]);
        if between {
            let mut tried = out.clone();
            let mut drop = 0.0;
            for j in i + 1..=end {
                drop += fall * (corners[j] - corners[j - 1]).norm();
                tried[j] = corners[j] - V3::z() * drop;
            }
            let shrinks = (tried[end].z - corners[end + 1].z).abs() < 2.1 * take_out;
            let free = (i..end).all(|j| space.leg_is_free(tried[j], tried[j + 1], radius, 0.02, &[]));
            if free && !shrinks {
                out = tried;
            }
        }
        i = end.max(i + 1);
    }
    out
}
