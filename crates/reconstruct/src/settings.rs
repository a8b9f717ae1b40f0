//! Settings of the stage, each with unit and reason.

use serde::{Deserialize, Serialize};

/// Settings of [`crate::components`] and [`crate::connect`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReconstructSettings {
    /// Longest body (valve, meter, strainer with its flanges) between two pipe ends, m: a DN300 ball valve has 0.75 m.
    pub body_max: f64,
    /// Longest stretch of pipe that is bridged without being seen, m.
    pub bridge_max: f64,
    /// Largest bend radius of an elbow, in outside diameters: 5D bends are the largest in common use.
    pub bend_max: f64,
    /// Radius from which a cylinder may be a shell of a vessel, m.
    pub shell_radius: f64,
    /// Outside diameter below which a tube is not taken for process pipe, m: DN15 has 21.3 mm.
    pub pipe_od_min: f64,
    /// Distance at which points hold together in one body, m.
    pub cluster_step: f64,
    /// Catalogue of pipe sizes; chosen from the evidence if none is set.
    pub catalogue: Option<String>,
}

impl Default for ReconstructSettings {
    fn default() -> Self {
        Self {
            body_max: 1.1,
            bridge_max: 1.5,
            bend_max: 6.0,
            shell_radius: 0.15,
            pipe_od_min: 0.0185,
            cluster_step: 0.035,
            catalogue: None,
        }
    }
}
