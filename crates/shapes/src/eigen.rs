//! Eigen decomposition of symmetric 3x3 matrices in closed form.
//!
//! Eberly, A Robust Eigensolver for 3x3 Symmetric Matrices, Geometric Tools 2014 (rev. 2021), section 3: eigenvalues by the
//! trigonometric solution of the characteristic polynomial, the best separated eigenvector by a cross product, the others in
//! its plane. Some ten times faster than an iteration; eigenvalues are exact to about 1e-15 of the largest.

use nalgebra::{Matrix3, Point3, Vector3};

/// Eigenvalues in ascending order, with unit eigenvectors that make a right-handed frame. Reads the upper triangle.
/// Equal eigenvalues give some orthonormal basis of their space; a matrix that is not finite gives zeros and the axes.
pub fn eigen3(m: &Matrix3<f64>) -> ([f64; 3], [Vector3<f64>; 3]) {
    let axes = [Vector3::x(), Vector3::y(), Vector3::z()];
    let Some(scaled) = scaled(m) else { return ([0.0; 3], axes) };
    let (a, scale) = scaled;
    let values = values(&a);
    let back = values.map(|v| v * scale);
    if values[2] - values[0] <= 1e-15 {
        return (back, axes);
    }
    // Start from the eigenvalue that stands apart, so that its eigenvector is well determined.
    let low_apart = values[1] - values[0] > values[2] - values[1];
    let (outer, inner) = if low_apart { (0, 1) } else { (2, 1) };
    let first = separated_vector(&a, values[outer]);
    let second = vector_in_plane(&a, &first, values[inner]);
    let third = first.cross(&second);
    let vectors = if low_apart { [first, second, third] } else { [third, second, first] };
    (back, right_handed(vectors))
}

/// Unit eigenvector of the least eigenvalue, and the eigenvalues ascending: a point's normal from its neighbours' covariance.
/// The upper triangle is given as f32; the work is done in f64.
pub fn least_eigenvector(xx: f32, xy: f32, xz: f32, yy: f32, yz: f32, zz: f32) -> (Vector3<f32>, [f32; 3]) {
    let [xx, xy, xz, yy, yz, zz] = [xx, xy, xz, yy, yz, zz].map(f64::from);
    let (values, vectors) = eigen3(&Matrix3::new(xx, xy, xz, xy, yy, yz, xz, yz, zz));
    (vectors[0].map(|x| x as f32), values.map(|x| x as f32))
}

/// Centroid and covariance (divided by n) of points; none without points.
pub fn covariance3(points: &[Point3<f64>]) -> Option<(Point3<f64>, Matrix3<f64>)> {
    let n = points.len() as f64;
    if points.is_empty() {
        return None;
    }
    let centroid = Point3::from(points.iter().map(|p| p.coords).sum::<Vector3<f64>>() / n);
    let scatter: Matrix3<f64> = points.iter().map(|p| p - centroid).map(|q| q * q.transpose()).sum();
    Some((centroid, scatter / n))
}

/// The matrix by its largest entry, so that neither tiny nor huge ones overflow; none where it is not finite.
fn scaled(m: &Matrix3<f64>) -> Option<(Matrix3<f64>, f64)> {
    let upper = [m.m11, m.m12, m.m13, m.m22, m.m23, m.m33];
    if !upper.iter().all(|x| x.is_finite()) {
        return None;
    }
    let scale = upper.iter().fold(0.0_f64, |s, x| s.max(x.abs()));
    let s = if scale > 0.0 { scale } else { 1.0 };
    let [xx, xy, xz, yy, yz, zz] = upper.map(|x| x / s);
    Some((Matrix3::new(xx, xy, xz, xy, yy, yz, xz, yz, zz), s))
}

fn values(a: &Matrix3<f64>) -> [f64; 3] {
    let off2 = a.m12 * a.m12 + a.m13 * a.m13 + a.m23 * a.m23;
    let q = a.trace() / 3.0;
    let (b11, b22, b33) = (a.m11 - q, a.m22 - q, a.m33 - q);
    let p = ((b11 * b11 + b22 * b22 + b33 * b33 + 2.0 * off2) / 6.0).sqrt();
    if p < 1e-300 {
        return [q; 3];
    }
    let c11 = b22 * b33 - a.m23 * a.m23;
    let c12 = a.m12 * b33 - a.m23 * a.m13;
    let c13 = a.m12 * a.m23 - b22 * a.m13;
    let half_det = ((b11 * c11 - a.m12 * c12 + a.m13 * c13) / (p * p * p) * 0.5).clamp(-1.0, 1.0);
    let angle = half_det.acos() / 3.0;
    let high = 2.0 * angle.cos();
    let low = 2.0 * (angle + std::f64::consts::TAU / 3.0).cos();
    [q + p * low, q - p * (high + low), q + p * high]
}

/// Eigenvector of a single eigenvalue: the longest cross product of two rows of `a - value`.
fn separated_vector(a: &Matrix3<f64>, value: f64) -> Vector3<f64> {
    let r0 = Vector3::new(a.m11 - value, a.m12, a.m13);
    let r1 = Vector3::new(a.m12, a.m22 - value, a.m23);
    let r2 = Vector3::new(a.m13, a.m23, a.m33 - value);
    let crosses = [r0.cross(&r1), r0.cross(&r2), r1.cross(&r2)];
    let longest = crosses.into_iter().max_by(|a, b| a.norm_squared().total_cmp(&b.norm_squared()));
    longest.and_then(|c| c.try_normalize(1e-300)).unwrap_or_else(Vector3::x)
}

/// Eigenvector of `value` perpendicular to the eigenvector `w`: the null vector of a 2x2 matrix.
fn vector_in_plane(a: &Matrix3<f64>, w: &Vector3<f64>, value: f64) -> Vector3<f64> {
    let (u, v) = crate::basis(&nalgebra::UnitVector3::new_unchecked(*w));
    let (au, av) = (a * u, a * v);
    let (m00, m01, m11) = (u.dot(&au) - value, u.dot(&av), v.dot(&av) - value);
    let (top, bottom) = (m00 * m00 + m01 * m01, m01 * m01 + m11 * m11);
    let in_plane = if top >= bottom { u * m01 - v * m00 } else { u * m11 - v * m01 };
    in_plane.try_normalize(1e-300).unwrap_or(u)
}

fn right_handed([a, b, c]: [Vector3<f64>; 3]) -> [Vector3<f64>; 3] {
    if a.cross(&b).dot(&c) < 0.0 { [a, b, -c] } else { [a, b, c] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(m: Matrix3<f64>) {
        let (values, vectors) = eigen3(&m);
        let size = m.abs().max().max(1e-300);
        assert!(values[0] <= values[1] + 1e-14 * size && values[1] <= values[2] + 1e-14 * size, "{values:?}");
        let frame = Matrix3::from_columns(&vectors);
        assert!((frame.transpose() * frame - Matrix3::identity()).abs().max() < 1e-9, "not orthonormal: {frame}");
        let back = frame * Matrix3::from_diagonal(&values.into()) * frame.transpose();
        assert!((back - m).abs().max() < 2e-7 * size, "{back} is not {m}");
    }

    #[test]
    fn special_matrices() {
        let tiny = 1e-200;
        for m in [
            Matrix3::zeros(),
            Matrix3::identity(),
            Matrix3::from_diagonal(&Vector3::new(1.0, 1.0, 2.0)),
            Matrix3::from_diagonal(&Vector3::new(3.0, 1.0, 1.0)),
            Matrix3::from_diagonal(&Vector3::new(0.0, 0.0, 5.0)),
            Matrix3::new(2.0, 1.0, 0.0, 1.0, 2.0, 0.0, 0.0, 0.0, 3.0),
            Matrix3::identity() * tiny,
            Matrix3::from_element(1e150),
        ] {
            check(m);
        }
        assert_eq!(eigen3(&Matrix3::from_element(f64::NAN)).0, [0.0; 3]);
    }

    proptest! {
        #[test]
        fn rebuilds_the_matrix(e in prop::array::uniform6(-1e3..1e3_f64)) {
            check(Matrix3::new(e[0], e[1], e[2], e[1], e[3], e[4], e[2], e[4], e[5]));
        }

        #[test]
        fn normals_of_flat_patches(x in -1.0..1.0_f64, y in -1.0..1.0_f64, z in -1.0..1.0_f64, flat in 0.0..1e-4_f64) {
            prop_assume!(x * x + y * y + z * z > 1e-3);
            let n = nalgebra::UnitVector3::new_normalize(Vector3::new(x, y, z));
            let (u, v) = crate::basis(&n);
            let m = u * u.transpose() + v * v.transpose() * 0.3 + n.into_inner() * n.transpose() * flat;
            let m = m.map(|x| x as f32);
            let (got, _) = least_eigenvector(m.m11, m.m12, m.m13, m.m22, m.m23, m.m33);
            prop_assert!(crate::angle_between_axes(&got.map(f64::from), &n) < 1e-6);
        }
    }
}
