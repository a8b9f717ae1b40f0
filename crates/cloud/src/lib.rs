//! Noun: scans, clouds, neighbours, normals and seen space.
//!
//! Frames: *site* is the input's own frame (metres, f64, national grid or local); *local* is site minus
//! [`Cloud::origin`], held in f32. At 1 km from the origin an f32 resolves 0.06 mm.

mod cloud;
pub mod eigen;
pub mod field;
pub mod lattice;
pub mod morton;
mod neighbours;
pub mod normals;
mod note;
pub mod returns;
mod seen;
mod station;
pub mod stray;
pub mod voxels;
mod watch;

pub use cloud::Cloud;
pub use neighbours::Neighbours;
pub use note::Note;
pub use seen::{Seen, SeenError, SeenState};
pub use station::Station;
pub use watch::{Quiet, Watch};
