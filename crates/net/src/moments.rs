//! Sums over points and normals from which the local shape follows; they add up, so every scale costs a few additions a cell.
//!
//! With p positions, n unit normals turned to the scanner, means in bars:
//! - eigenvalues of the scatter of p: line, plane or volume;
//! - eigenvalues of the mean of n nᵀ: (1, 0, 0) on a plane, two equal and a zero on a cylinder, whose axis is the zero's eigenvector,
//!   three alike on a sphere;
//! - C = mean(p·n) - p̄·n̄, V = 1 - |n̄|²: on a cylinder or sphere of radius R seen from outside p = c + R n + (along the axis), hence C = R V;
//!   from inside C = -R V. C / V is the radius, C against the spread of p is the mean curvature.

use nalgebra::Matrix3;

/// Sums over some samples. Positions are relative to a common base near them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Moments {
    n: f64,
    p: [f64; 3],
    pp: [f64; 6],
    /// Samples that have a normal.
    m: f64,
    /// Their positions, normals and products.
    q: [f64; 3],
    v: [f64; 3],
    vv: [f64; 6],
    pv: f64,
}

/// Values that [`Moments::shape`] gives.
pub const SHAPE: usize = 11;

impl Moments {
    /// Adds a sample at `p` with the normal `v`, zero if unknown.
    pub fn add(&mut self, p: [f64; 3], v: [f64; 3]) {
        self.n += 1.0;
        add(&mut self.p, p);
        add6(&mut self.pp, outer(p));
        if v != [0.0; 3] {
            self.m += 1.0;
            add(&mut self.q, p);
            add(&mut self.v, v);
            add6(&mut self.vv, outer(v));
            self.pv += dot(p, v);
        }
    }

    /// Adds other sums, whose base lies `shift` from this one's.
    pub fn merge(&mut self, other: &Moments, shift: [f64; 3]) {
        self.n += other.n;
        self.m += other.m;
        // Σ(p+s)(p+s)ᵀ = Σppᵀ + s Σpᵀ + Σp sᵀ + n ssᵀ
        let (s, p) = (shift, other.p);
        let cross = [
            2.0 * s[0] * p[0],
            s[0] * p[1] + s[1] * p[0],
            s[0] * p[2] + s[2] * p[0],
            2.0 * s[1] * p[1],
            s[1] * p[2] + s[2] * p[1],
            2.0 * s[2] * p[2],
        ];
        add6(&mut self.pp, other.pp);
        add6(&mut self.pp, cross);
        add6(&mut self.pp, outer(s).map(|v| v * other.n));
        add(&mut self.p, other.p);
        add(&mut self.p, s.map(|v| v * other.n));
        add(&mut self.q, other.q);
        add(&mut self.q, s.map(|v| v * other.m));
        add(&mut self.v, other.v);
        add6(&mut self.vv, other.vv);
        self.pv += other.pv + dot(s, other.v);
    }

    /// Number of samples.
    pub fn count(&self) -> f64 {
        self.n
    }

    /// Mean position from the base.
    pub fn centre(&self) -> [f64; 3] {
        self.p.map(|v| v / self.n.max(1.0))
    }

    /// Mean normal, shorter than 1 where normals disagree; zero if there are none.
    pub fn normal(&self) -> [f64; 3] {
        self.v.map(|v| v / self.m.max(1.0))
    }

    /// The local shape, `box_edge` m being the size of what was looked at. All values are within ±2 or so and do not change when the
    /// scene is turned about the vertical.
    pub fn shape(&self, box_edge: f64) -> [f32; SHAPE] {
        self.shape_and_axis(box_edge).0
    }

    /// The local shape, and the direction in which the normals vary least: the axis of a cylinder. Zero if there are no normals.
    pub fn shape_and_axis(&self, box_edge: f64) -> ([f32; SHAPE], [f64; 3]) {
        let c = self.centre();
        let n = self.n.max(1.0);
        let scatter = std::array::from_fn(|k| self.pp[k] / n - outer(c)[k]);
        let (values, vectors) = eigen(&scatter);
        let [least, middle, most] = values.map(|v| v.max(0.0).sqrt());
        let size = most.max(1e-9);
        let (mu, axes) = eigen(&self.vv.map(|v| v / self.m.max(1.0)));
        let mean = self.normal();
        let spread: f64 = values.iter().map(|v| v.max(0.0)).sum();
        let (curved, variety) = self.curvature(mean);
        let [out_z, along_z] = [vectors[0][2].abs(), vectors[2][2].abs()];
        let radius = (curved / (variety + 0.02) / box_edge).clamp(-2.0, 2.0);
        let bent = (curved * box_edge / (spread + 1e-2 * box_edge * box_edge)).clamp(-2.0, 2.0);
        let round = curved.abs() / (variety * spread).sqrt().max(1e-3 * box_edge);
        let axis = if self.m > 0.0 { axes[0] } else { [0.0; 3] };
        let shape = [
            (most - middle) / size,
            (middle - least) / size,
            least / size,
            2.0 * spread.sqrt() / box_edge,
            out_z,
            along_z,
            2.0 * mu[1],
            3.0 * mu[0],
            axis[2].abs(),
            radius,
            (bent + round.min(1.5)) * 0.5 * curved.signum(),
        ]
        .map(|v| v as f32);
        (shape, axis)
    }

    /// C and V of the module's equations.
    fn curvature(&self, mean: [f64; 3]) -> (f64, f64) {
        let m = self.m.max(1.0);
        let at = self.q.map(|v| v / m);
        (self.pv / m - dot(at, mean), (1.0 - dot(mean, mean)).max(0.0) * f64::from(u8::from(self.m > 0.0)))
    }
}

/// Eigenvalues, ascending, and their unit eigenvectors, of a symmetric matrix: xx, xy, xz, yy, yz, zz.
fn eigen(m: &[f64; 6]) -> ([f64; 3], [[f64; 3]; 3]) {
    let [xx, xy, xz, yy, yz, zz] = *m;
    let (values, vectors) = rosette_shapes::eigen3(&Matrix3::new(xx, xy, xz, xy, yy, yz, xz, yz, zz));
    (values, vectors.map(Into::into))
}

fn outer(a: [f64; 3]) -> [f64; 6] {
    [a[0] * a[0], a[0] * a[1], a[0] * a[2], a[1] * a[1], a[1] * a[2], a[2] * a[2]]
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn add(sum: &mut [f64; 3], v: [f64; 3]) {
    (0..3).for_each(|k| sum[k] += v[k]);
}

fn add6(sum: &mut [f64; 6], v: [f64; 6]) {
    (0..6).for_each(|k| sum[k] += v[k]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Points and normals on a cylinder about an axis along x, seen over `arc` of its circumference.
    fn cylinder(radius: f64, arc: f64, inside: bool) -> Moments {
        let mut sums = Moments::default();
        for i in 0..40 {
            for j in 0..10 {
                let (t, x) = (arc * (f64::from(i) / 40.0 - 0.5), f64::from(j) * 0.01);
                let n = [0.0, t.cos(), t.sin()];
                sums.add([x, radius * n[1], radius * n[2]], if inside { n.map(|v| -v) } else { n });
            }
        }
        sums
    }

    #[test]
    fn radius_of_a_cylinder() {
        for (radius, arc, inside) in [(0.05, 3.0, false), (0.05, 1.5, false), (0.1, 2.0, true)] {
            let sums = cylinder(radius, arc, inside);
            let (c, v) = sums.curvature(sums.normal());
            let want = if inside { -radius } else { radius };
            assert!((c / v - want).abs() < 1e-9, "{} for {want}", c / v);
        }
    }

    #[test]
    fn axis_of_a_cylinder_has_no_normals() {
        let shape = cylinder(0.05, 3.0, false).shape(0.2);
        assert!(shape[7] < 1e-6 && shape[6] > 0.3 && shape[8] < 1e-6, "{shape:?}");
    }

    proptest! {
        #[test]
        fn merging_is_adding(points in prop::collection::vec((prop::array::uniform3(-1.0..1.0f64), prop::array::uniform3(-1.0..1.0f64)), 3..20), shift in prop::array::uniform3(-5.0..5.0f64), cut in 0usize..20) {
            let cut = cut.min(points.len());
            let (mut all, mut low, mut high) = (Moments::default(), Moments::default(), Moments::default());
            for (i, (p, v)) in points.iter().enumerate() {
                all.add(*p, *v);
                if i < cut { low.add(*p, *v) } else { high.add(std::array::from_fn(|k| p[k] - shift[k]), *v) }
            }
            low.merge(&high, shift);
            for (a, b) in all.shape(1.0).iter().zip(low.shape(1.0)) {
                prop_assert!((a - b).abs() < 1e-3, "{:?} {:?}", all.shape(1.0), low.shape(1.0));
            }
        }

        #[test]
        fn shapes_do_not_change_when_turned_about_the_vertical(angle in 0.0..6.3f64, points in prop::collection::vec((prop::array::uniform3(-1.0..1.0f64), prop::array::uniform3(-1.0..1.0f64)), 5..20)) {
            let (s, c) = angle.sin_cos();
            let turn = |p: [f64; 3]| [c * p[0] - s * p[1], s * p[0] + c * p[1], p[2]];
            let unit = |v: [f64; 3]| v.map(|x| x / dot(v, v).sqrt().max(1e-9));
            let (mut a, mut b) = (Moments::default(), Moments::default());
            for (p, v) in &points {
                a.add(*p, unit(*v));
                b.add(turn(*p), turn(unit(*v)));
            }
            for (a, b) in a.shape(1.0).iter().zip(b.shape(1.0)) {
                prop_assert!((a - b).abs() < 1e-4);
            }
        }
    }
}
