//! Settings of the stage, each with unit and reason.

use serde::{Deserialize, Serialize};

/// Settings of [`crate::segment`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SegmentSettings {
    /// Edge of the cells that planes grow over, m: wide enough to average noise, narrow enough to fit between pipes.
    pub plane_cell: f64,
    /// Points a flat cell needs.
    pub plane_min_points: usize,
    /// Largest thickness (standard deviation) of a flat cell, m: several stations' misfit and noise.
    pub plane_flatness: f64,
    /// Least cosine between a cell's normal and its region's.
    pub plane_cos: f64,
    /// Largest offset of a cell's mean from its region's plane, m.
    pub plane_step: f64,
    /// Least tolerance when points are given to a plane, m.
    pub plane_tolerance: f64,
    /// Least area of a plane, m2.
    pub plane_min_area: f64,
    /// Least width of a plane, m; a strip of a tank's wall is narrower.
    pub plane_min_width: f64,
    /// Planes smaller than this may be faces of steel or cabinets, m2: their points still speak against a pipe along their edge.
    pub plane_small_area: f64,
    /// Edge of the cells that narrow strips of steel grow over, m.
    pub strip_cell: f64,
    /// Least width of a strip, m.
    pub strip_min_width: f64,
    /// Least length of a strip, m.
    pub strip_min_length: f64,
    /// Noise assumed where no flat cell shows it, m.
    pub sigma_default: f64,
    /// Least noise believed, m.
    pub sigma_min: f64,
    /// Largest noise believed, m.
    pub sigma_max: f64,
    /// Smallest pipe radius looked for, m: DN15 has 10.6 mm.
    pub radius_min: f64,
    /// Largest radius looked for by the pipe search, m; larger ones are found by the vessel search.
    pub radius_pipe_max: f64,
    /// Largest radius looked for by the vessel search, m.
    pub radius_vessel_max: f64,
    /// Distance between seeds of the pipe search, m, coarse round first.
    pub seed_steps: Vec<f64>,
    /// Spacing to which points are thinned for hypotheses and steering, m; fits use all points.
    pub thin: f64,
    /// Radii of the neighbourhoods that hypotheses are made from, m.
    pub seed_reaches: Vec<f64>,
    /// How far a run is searched on beyond its last seen stretch, m: the longest valve or support that it may pass.
    pub follow_gap: f64,
}

impl Default for SegmentSettings {
    fn default() -> Self {
        Self {
            plane_cell: 0.2,
            plane_min_points: 10,
            plane_flatness: 0.008,
            plane_cos: 0.9976, // 4 degrees
            plane_step: 0.012,
            plane_tolerance: 0.008,
            plane_min_area: 0.6,
            plane_min_width: 0.45,
            plane_small_area: 6.0,
            strip_cell: 0.08,
            strip_min_width: 0.06,
            strip_min_length: 0.3,
            sigma_default: 0.002,
            sigma_min: 0.0007,
            sigma_max: 0.006,
            radius_min: 0.0095,
            radius_pipe_max: 0.35,
            radius_vessel_max: 15.0,
            seed_steps: vec![0.1, 0.05],
            thin: 0.008,
            seed_reaches: vec![0.1, 0.2, 0.4],
            follow_gap: 0.9,
        }
    }
}
