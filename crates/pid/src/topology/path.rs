//! The centre lines of a segment as one path from its start to its end.

use crate::geometry::{Point, distance};

/// Above this many pieces, document order is taken as it is: ordering is quadratic.
const MAX_ORDERED_PIECES: usize = 400;

/// Chain the pieces end to end: the first starts nearest to `from` (or ends the path nearest to `to`), each next one at
/// the end nearest to where the last stopped. Pieces are turned round where that is nearer.
pub(super) fn assemble(pieces: &[&[Point]], from: Option<Point>, to: Option<Point>) -> Vec<Point> {
    if pieces.len() > MAX_ORDERED_PIECES {
        return pieces.iter().flat_map(|p| p.iter().copied()).collect();
    }
    match (from, to) {
        (Some(start), _) => greedy(pieces, start),
        (None, Some(end)) => {
            let mut path = greedy(pieces, end);
            path.reverse();
            path
        }
        (None, None) => without_ends(pieces),
    }
}

/// With neither end known, the first piece of the document starts the path; its direction follows from the second.
fn without_ends(pieces: &[&[Point]]) -> Vec<Point> {
    let (Some(first), second) = (pieces.first(), pieces.get(1)) else { return Vec::new() };
    let (Some(&head), Some(&tail)) = (first.first(), first.last()) else { return Vec::new() };
    let to_second = |p: Point| {
        let ends = second.into_iter().flat_map(|s| [s.first(), s.last()]).flatten();
        ends.map(|&q| distance(p, q)).fold(f64::INFINITY, f64::min)
    };
    greedy(pieces, if to_second(head) < to_second(tail) { tail } else { head })
}

fn greedy(pieces: &[&[Point]], start: Point) -> Vec<Point> {
    let mut left: Vec<&[Point]> = pieces.iter().copied().filter(|p| p.len() >= 2).collect();
    let mut path: Vec<Point> = Vec::new();
    let mut at = start;
    while !left.is_empty() {
        let ends = left.iter().enumerate().filter_map(|(k, p)| Some((k, distance(at, *p.first()?), distance(at, *p.last()?))));
        let nearest = ends.min_by(|a, b| a.1.min(a.2).total_cmp(&b.1.min(b.2)));
        let Some((k, to_head, to_tail)) = nearest else { break };
        let piece = left.remove(k);
        if to_tail < to_head {
            path.extend(piece.iter().rev());
        } else {
            path.extend(piece);
        }
        at = path.last().copied().unwrap_or(at);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pieces: &[&[Point]], from: Option<Point>, to: Option<Point>, expect: &[Point]) {
        assert_eq!(assemble(pieces, from, to), expect);
    }

    #[test]
    fn pieces_in_any_order_and_direction() {
        let a: &[Point] = &[[0.0, 0.0], [4.0, 0.0]];
        let b: &[Point] = &[[6.0, 0.0], [9.0, 0.0]];
        let turned: &[Point] = &[[9.0, 0.0], [6.0, 0.0]];
        let straight = [[0.0, 0.0], [4.0, 0.0], [6.0, 0.0], [9.0, 0.0]];
        let mut back = straight;
        back.reverse();
        check(&[a, b], Some([0.0, 0.0]), None, &straight);
        check(&[b, a], Some([0.0, 0.0]), None, &straight);
        check(&[turned, a], None, Some([9.0, 0.0]), &straight);
        check(&[a, turned], Some([9.0, 0.0]), None, &back);
        check(&[a, b], None, None, &straight);
        check(&[b, a], None, None, &back);
        check(&[], None, None, &[]);
    }
}
