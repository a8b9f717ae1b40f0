//! Plane geometry on the sheet: points, polylines, projections.

/// A point on the sheet, drawing units, y up.
pub(crate) type Point = [f64; 2];

/// Coordinates beyond this are refused: no sheet is larger, and squares of it stay exact enough.
const MAX_COORDINATE: f64 = 1e9;

/// A finite point of sane size.
pub(crate) fn point(x: Option<f64>, y: Option<f64>) -> Option<Point> {
    let (x, y) = (x?, y?);
    (x.abs() < MAX_COORDINATE && y.abs() < MAX_COORDINATE).then_some([x, y])
}

pub(crate) fn distance(a: Point, b: Point) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// Where a point projects on a polyline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Foot {
    /// Length along the line to the foot.
    pub at: f64,
    /// Distance of the point from it.
    pub off: f64,
    /// The foot.
    pub point: Point,
}

/// Nearest point of a polyline; the first of equals.
pub(crate) fn project(line: &[Point], p: Point) -> Option<Foot> {
    let mut passed = 0.0;
    let mut best: Option<Foot> = None;
    for pair in line.windows(2) {
        let [a, b] = pair else { continue };
        let length = distance(*a, *b);
        let t = if length > 0.0 {
            (((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / (length * length)).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let foot = [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
        let off = distance(foot, p);
        if best.is_none_or(|b| off < b.off) {
            best = Some(Foot { at: passed + t * length, off, point: foot });
        }
        passed += length;
    }
    best
}

pub(crate) fn length(line: &[Point]) -> f64 {
    line.windows(2).map(|w| distance(w[0], w[1])).sum()
}

/// Unit direction of a polyline at a length along it; none where it has no length.
pub(crate) fn direction_at(line: &[Point], at: f64) -> Option<Point> {
    let mut passed = 0.0;
    let mut found = None;
    for pair in line.windows(2) {
        let [a, b] = pair else { continue };
        let length = distance(*a, *b);
        if length > 0.0 && (found.is_none() || passed < at) {
            found = Some([(b[0] - a[0]) / length, (b[1] - a[1]) / length]);
        }
        passed += length;
    }
    found
}

/// Box around points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    pub min: Point,
    pub max: Point,
}

impl Bounds {
    pub const EMPTY: Self = Self { min: [f64::INFINITY; 2], max: [f64::NEG_INFINITY; 2] };

    pub fn add(&mut self, p: Point) {
        self.min = [self.min[0].min(p[0]), self.min[1].min(p[1])];
        self.max = [self.max[0].max(p[0]), self.max[1].max(p[1])];
    }

    pub fn size(&self) -> [f64; 2] {
        [self.max[0] - self.min[0], self.max[1] - self.min[1]]
    }

    /// Has an area, or at least a length.
    pub fn is_usable(&self) -> bool {
        let [w, h] = self.size();
        w.is_finite() && h.is_finite() && w >= 0.0 && h >= 0.0 && w.max(h) > 0.0
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn directions() {
        let line = [[0.0, 0.0], [0.0, 0.0], [10.0, 0.0], [10.0, 10.0]];
        for (at, expect) in [(0.0, [1.0, 0.0]), (5.0, [1.0, 0.0]), (15.0, [0.0, 1.0]), (20.0, [0.0, 1.0])] {
            assert_eq!(direction_at(&line, at), Some(expect), "{at}");
        }
        assert_eq!(direction_at(&[[1.0, 1.0], [1.0, 1.0]], 0.0), None);
    }

    #[test]
    fn feet() {
        let line = [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]];
        for (p, at, off) in [([3.0, 1.0], 3.0, 1.0), ([12.0, 4.0], 14.0, 2.0), ([-3.0, 0.0], 0.0, 3.0), ([10.0, 12.0], 20.0, 2.0)]
        {
            let foot = project(&line, p).unwrap();
            assert!((foot.at - at).abs() < 1e-12 && (foot.off - off).abs() < 1e-12, "{p:?} {foot:?}");
        }
        assert_eq!(project(&[[1.0, 1.0]], [0.0, 0.0]), None);
        assert!(project(&[[1.0, 1.0], [1.0, 1.0]], [0.0, 1.0]).is_some());
    }
}
