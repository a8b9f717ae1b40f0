//! Bodies that were cut in two by what looks like pipe amid them.

use crate::links::{Branch, Link, Way};
use crate::pieces::{End, Piece};

/// How much wider than the pipes beyond it the barrel of a body is at least: a size of pipe is 1.2 times the one below.
const BARREL: f64 = 1.15;

/// Short pieces between two bodies on one axis are given up and the bodies become one stretch: what looks like pipe there is
/// either the barrel of a valve or a spool, and the profile of the whole stretch tells which.
pub fn chained(pieces: &mut [Piece], mut found: Vec<Link>, branches: &[Branch], longest: f64) -> Vec<Link> {
    loop {
        let outer = |l: &Link, piece: usize| if l.a.piece == piece { l.b } else { l.a };
        // A short stretch wider than what leads to it is a barrel, not a pipe between two reducers.
        let barrel = |l: &Link, end: End| {
            l.way == Way::Reduce && pieces[end.piece].radius() > 1.05 * pieces[outer(l, end.piece).piece].radius()
        };
        let body_at = |end: End| found.iter().position(|l| l.joins(end) && (l.way == Way::Body || barrel(l, end)));
        // The stem of a transmitter is no branch: it was given up as a tapping.
        let is_run = |i: usize| branches.iter().any(|b| b.run == i && pieces[b.end.piece].alive);
        let is_short = |i: usize| pieces[i].length() < (8.0 * pieces[i].radius()).max(0.3);
        // Flanges of two sizes do not mate: a stretch between two pairs that is wider than the pipes beyond both is the barrel of a meter.
        let is_barrel = |i: usize, x: &Link, y: &Link| {
            let widens = |l: &Link| pieces[i].radius() > BARREL * pieces[outer(l, i).piece].radius();
            widens(x) && widens(y) && x.gap + y.gap + pieces[i].length() < longest
        };
        let chain = (0..pieces.len())
            .filter(|&i| pieces[i].alive && !is_run(i))
            .filter_map(|piece| Some((piece, body_at(End { piece, forward: false })?, body_at(End { piece, forward: true })?)))
            .find(|&(i, x, y)| x != y && (is_short(i) || is_barrel(i, &found[x], &found[y])));
        let Some((piece, x, y)) = chain else { return found };
        let (lx, ly) = (found[x], found[y]);
        let joined = Link {
            way: Way::Body,
            a: outer(&lx, piece),
            b: outer(&ly, piece),
            gap: lx.gap + ly.gap + pieces[piece].length(),
            ..lx
        };
        pieces[piece].alive = false;
        found.retain(|l| l.a.piece != piece && l.b.piece != piece);
        found.push(joined);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{Point3, Vector3};
    use rosette_shapes::Cylinder;

    /// A pipe, a body, a stretch of some radius and length, a body, a pipe of DN40: whether the two bodies are one.
    fn check(radius: f64, length: f64, expect: bool) {
        let tube = |radius: f64, span: [f64; 2]| {
            let cylinder = Cylinder { point: Point3::origin(), axis: Vector3::x_axis(), radius };
            Piece::inferred(cylinder, span, 0.001)
        };
        let mut pieces = [tube(0.024, [-2.0, -0.1]), tube(radius, [0.0, length]), tube(0.024, [length + 0.1, 2.0])];
        let end = |piece: usize, forward: bool| End { piece, forward };
        let link = |a: End, b: End| Link { a, b, way: Way::Body, gap: 0.1, cost: 0.0 };
        let found = vec![link(end(0, true), end(1, false)), link(end(1, true), end(2, false))];
        let joined = chained(&mut pieces, found, &[], 1.1);
        assert_eq!((joined.len() == 1, !pieces[1].alive), (expect, expect), "{radius} {length}");
    }

    #[test]
    fn what_lies_between_two_flanges_is_pipe_or_barrel() {
        check(0.024, 0.2, true);
        check(0.024, 0.5, false);
        check(0.041, 0.5, true);
        check(0.041, 1.0, false);
    }
}
