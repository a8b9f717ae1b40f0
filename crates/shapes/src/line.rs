//! Infinite lines with a direction: the axes of pipes.

use nalgebra::{Point3, UnitVector3, Vector3};

/// A line through `point` along `direction`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Any point on it, m.
    pub point: Point3<f64>,
    /// Unit vector along it.
    pub direction: UnitVector3<f64>,
}

/// Where two lines come nearest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Approach {
    /// Position on the first line, metres from its point.
    pub on_a: f64,
    /// Position on the second line, metres from its point.
    pub on_b: f64,
    /// Distance between the two places, m.
    pub gap: f64,
}

impl Line {
    /// Through two points; none where they coincide.
    pub fn through(a: &Point3<f64>, b: &Point3<f64>) -> Option<Self> {
        let direction = UnitVector3::try_new(b - a, 1e-12)?;
        Some(Self { point: *a, direction })
    }

    /// Signed position of `p`'s foot along the line, m from `point`.
    pub fn along(&self, p: &Point3<f64>) -> f64 {
        (p - self.point).dot(&self.direction)
    }

    /// The place `along` metres from `point`.
    pub fn at(&self, along: f64) -> Point3<f64> {
        self.point + self.direction.into_inner() * along
    }

    /// Foot of `p` on the line.
    pub fn project(&self, p: &Point3<f64>) -> Point3<f64> {
        self.at(self.along(p))
    }

    /// Vector from the foot to `p`, perpendicular to the line.
    pub fn offset(&self, p: &Point3<f64>) -> Vector3<f64> {
        p - self.project(p)
    }

    /// Distance of `p` from the line, m, never negative.
    pub fn distance(&self, p: &Point3<f64>) -> f64 {
        self.offset(p).norm()
    }

    /// Least and greatest position of the points along the line; none without finite points.
    pub fn span<'a>(&self, points: impl IntoIterator<Item = &'a Point3<f64>>) -> Option<(f64, f64)> {
        let along = points.into_iter().map(|p| self.along(p)).filter(|t| t.is_finite());
        along.fold(None, |span, t| Some(span.map_or((t, t), |(lo, hi): (f64, f64)| (lo.min(t), hi.max(t)))))
    }

    /// Where this line and `other` come nearest; none where they are parallel to within 1e-6 rad.
    pub fn approach(&self, other: &Line) -> Option<Approach> {
        let between = other.point - self.point;
        let cos = self.direction.dot(&other.direction);
        let sin2 = 1.0 - cos * cos;
        if sin2 < 1e-12 {
            return None;
        }
        let (a, b) = (between.dot(&self.direction), between.dot(&other.direction));
        let (on_a, on_b) = ((a - b * cos) / sin2, (a * cos - b) / sin2);
        let gap = (other.at(on_b) - self.at(on_a)).norm();
        Some(Approach { on_a, on_b, gap })
    }
}

/// Two unit vectors `(u, v)` that make a right-handed frame `(u, v, axis)`; a smooth function of the axis but at -z
/// (Duff et al., Building an Orthonormal Basis, Revisited, JCGT 2017).
pub fn basis(axis: &UnitVector3<f64>) -> (Vector3<f64>, Vector3<f64>) {
    let (x, y, z) = (axis.x, axis.y, axis.z);
    let sign = 1.0_f64.copysign(z);
    let a = -1.0 / (sign + z);
    let b = x * y * a;
    (Vector3::new(1.0 + sign * x * x * a, sign * b, -sign * x), Vector3::new(b, sign + y * y * a, -y))
}

/// Angle between two axes whatever way they point, radians, 0 to pi/2; exact for small angles.
pub fn angle_between_axes(a: &Vector3<f64>, b: &Vector3<f64>) -> f64 {
    a.cross(b).norm().atan2(a.dot(b).abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skew_lines_approach_where_brute_force_says() {
        let a = Line { point: Point3::new(1.0, 0.0, 0.0), direction: Vector3::x_axis() };
        let b = Line { point: Point3::new(3.0, 2.0, 0.5), direction: Vector3::y_axis() };
        let near = a.approach(&b).unwrap();
        assert!((near.on_a - 2.0).abs() < 1e-12 && (near.on_b + 2.0).abs() < 1e-12 && (near.gap - 0.5).abs() < 1e-12);
        assert_eq!(a.approach(&a), None);
    }

    #[test]
    fn bases_are_right_handed() {
        for v in [Vector3::x(), -Vector3::z(), Vector3::z(), Vector3::new(1.0, -2.0, 0.3), Vector3::new(1e-9, 0.0, -1.0)] {
            let axis = UnitVector3::new_normalize(v);
            let (u, w) = basis(&axis);
            assert!((u.cross(&w) - axis.into_inner()).norm() < 1e-9, "{v}");
        }
    }

    #[test]
    fn spans_and_angles() {
        let z = Line { point: Point3::origin(), direction: Vector3::z_axis() };
        assert_eq!(z.span(&[Point3::new(1.0, 0.0, 2.0), Point3::new(0.0, 0.0, -1.0)]), Some((-1.0, 2.0)));
        assert_eq!(z.span(&[]), None);
        assert!((angle_between_axes(&Vector3::x(), &Vector3::new(-1.0, 1e-9, 0.0)) - 1e-9).abs() < 1e-15);
    }
}
