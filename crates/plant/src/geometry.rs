//! The shape of an element in site coordinates.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Ideal shape of an element. Site coordinates and lengths in metres; `axis`, `axes` are unit vectors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Geometry {
    Cylinder {
        start: [f64; 3],
        end: [f64; 3],
        radius: f64,
    },
    /// A bend: `center` and `axis` of the circle that the pipe's axis follows, from `start` to `end` on that circle.
    Torus {
        center: [f64; 3],
        axis: [f64; 3],
        bend_radius: f64,
        radius: f64,
        start: [f64; 3],
        end: [f64; 3],
    },
    Cone {
        start: [f64; 3],
        end: [f64; 3],
        radius_start: f64,
        radius_end: f64,
    },
    /// `size` are full edge lengths along `axes`.
    Box {
        center: [f64; 3],
        axes: [[f64; 3]; 3],
        size: [f64; 3],
    },
    Sphere {
        center: [f64; 3],
        radius: f64,
    },
}
