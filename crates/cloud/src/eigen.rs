//! Eigenvalues and the least eigenvector of a symmetric 3x3 matrix in closed form, for one plane fit a point.
//!
//! Method: the characteristic polynomial of a positive semidefinite matrix is convex and falling left of its least root,
//! so Newton's iteration from zero climbs to it without overshooting; the eigenvector is the longest cross product of two rows of A - λI.
//! Degenerate cases: the zero matrix and matrices whose two least eigenvalues agree (points on a line) have no definite direction; `None`.

/// Upper triangle of a symmetric matrix: xx, xy, xz, yy, yz, zz.
pub type Symmetric = [f64; 6];

/// Newton steps; convergence is quadratic near the root, and a double least root halves the error every step.
const STEPS: usize = 24;
/// Gap of the two least eigenvalues below which their directions are not told apart, as a factor of the trace.
const GAP: f64 = 1e-6;

/// Least eigenvalue and its unit eigenvector of a positive semidefinite matrix.
pub fn least(matrix: &Symmetric) -> Option<(f64, [f64; 3])> {
    let trace = matrix[0] + matrix[3] + matrix[5];
    if !(trace > 0.0 && trace.is_finite()) {
        return None;
    }
    let scaled = matrix.map(|v| v / trace);
    let value = least_root(&scaled);
    let vector = kernel(&scaled, value)?;
    Some((value * trace, vector))
}

/// Least root of the characteristic polynomial of a matrix with trace 1.
fn least_root(m: &Symmetric) -> f64 {
    let [xx, xy, xz, yy, yz, zz] = *m;
    let minors = xx * yy - xy * xy + xx * zz - xz * xz + yy * zz - yz * yz;
    let det = xx * (yy * zz - yz * yz) - xy * (xy * zz - yz * xz) + xz * (xy * yz - yy * xz);
    // f(λ) = λ³ - λ² + minors λ - det, rising up to the least root
    let mut root = 0.0f64;
    for _ in 0..STEPS {
        let slope = (3.0 * root - 2.0) * root + minors;
        if slope <= 0.0 {
            break;
        }
        let step = (((root - 1.0) * root + minors) * root - det) / slope;
        root -= step;
        // the error left is of the order of the square of the last step
        if step.abs() < 1e-7 {
            break;
        }
    }
    root.clamp(0.0, 1.0 / 3.0)
}

fn kernel(m: &Symmetric, value: f64) -> Option<[f64; 3]> {
    let [xx, xy, xz, yy, yz, zz] = *m;
    let rows = [[xx - value, xy, xz], [xy, yy - value, yz], [xz, yz, zz - value]];
    let candidates = [cross(rows[0], rows[1]), cross(rows[0], rows[2]), cross(rows[1], rows[2])];
    let lengths = candidates.map(|c| dot(c, c));
    let best = (1..3).fold(0, |best, i| if lengths[i] > lengths[best] { i } else { best });
    // the product of the two other eigenvalues' gaps is the length of the cross product
    if lengths[best].is_nan() || lengths[best] <= GAP * GAP * 0.01 {
        return None;
    }
    let scale = 1.0 / lengths[best].sqrt();
    Some(candidates[best].map(|v| v * scale))
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::Matrix3;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_nalgebra(points in prop::collection::vec([-1.0..1.0f64, -1.0..1.0f64, -1.0..1.0f64], 4..30), flat in 1e-4..1.0f64, scale in -4..2i32) {
            let size = 10f64.powi(scale);
            let mut sum = [0.0; 6];
            for [x, y, z] in points.iter().map(|p| [p[0] * size, p[1] * size, p[2] * flat * size]) {
                for (s, v) in sum.iter_mut().zip([x * x, x * y, x * z, y * y, y * z, z * z]) {
                    *s += v;
                }
            }
            let [xx, xy, xz, yy, yz, zz] = sum;
            let eigen = Matrix3::new(xx, xy, xz, xy, yy, yz, xz, yz, zz).symmetric_eigen();
            let mut order = [0, 1, 2];
            order.sort_by(|&a, &b| eigen.eigenvalues[a].total_cmp(&eigen.eigenvalues[b]));
            let trace = xx + yy + zz;
            let gap = (eigen.eigenvalues[order[1]] - eigen.eigenvalues[order[0]]) / trace;
            prop_assume!(gap > 1e-3);
            let (value, vector) = least(&sum).unwrap();
            prop_assert!((value - eigen.eigenvalues[order[0]]).abs() < 1e-9 * trace);
            let want = eigen.eigenvectors.column(order[0]);
            let cosine = (want[0] * vector[0] + want[1] * vector[1] + want[2] * vector[2]).abs();
            prop_assert!(cosine > 1.0 - 1e-8, "{cosine}");
        }
    }

    #[test]
    fn degenerate_matrices_have_no_direction() {
        assert_eq!(least(&[0.0; 6]), None);
        assert_eq!(least(&[1.0, 0.0, 0.0, 0.0, 0.0, 0.0]), None);
        assert_eq!(least(&[f64::NAN; 6]), None);
        assert!(least(&[1.0, 0.0, 0.0, 1.0, 0.0, 0.0]).is_some());
    }
}
