//! Noun: ideal shapes, their distances, and robust fits of them to points.
//!
//! Everything is in metres and radians, in f64, in a local frame: subtract the site's large offset before coming here.
//! Distances are orthogonal and signed: positive on the side the normal points to, which is outside of a closed shape.
//!
//! Every fit minimises orthogonal distances under Tukey's biweight and takes out the bias that range noise leaves on
//! single-sided arcs, so that it is right on a quarter of a pipe and deaf to what stands nearby. A fit is `None` where the
//! points do not determine the shape. Angles seen (`arc`) read up to 5 degrees too long.
//!
//! Not done here: finding which points belong together, and ellipses, free-form surfaces or pipe runs.

mod arc;
mod circle;
mod cone;
mod cylinder;
mod eigen;
mod fit;
mod line;
mod obox;
mod pair;
mod plane;
pub mod sampled;
mod solve;
mod sphere;
mod torus;

pub use arc::{arc_seen, arc_seen_spaced};
pub use circle::{Circle, circle_from_three, circle_taubin, fit_circle, refine_circle};
pub use cone::{Cone, ConeOptions, fit_cone};
pub use cylinder::{Cylinder, CylinderOptions, fit_cylinder};
pub use eigen::{covariance3, eigen3, least_eigenvector};
pub use fit::{Fit, FitOptions, inliers};
pub use line::{Approach, Line, angle_between_axes, basis};
pub use obox::OBox;
pub use pair::{axis_from_normals, cylinder_from_normals, cylinder_from_oriented_pair};
pub use plane::{Plane, fit_plane};
pub use sphere::{Sphere, fit_sphere, refine_sphere};
pub use torus::{Tangent, Torus, TorusOptions, fit_torus};
