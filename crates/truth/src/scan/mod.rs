//! The scan a plant would give: rays from tripods, and what a scanner makes of them.

mod cast;
mod station;
mod tripod;

pub use cast::{Hit, Scene};
pub use station::{Pose, Return, ScanSettings, StationScan, glance, scan};
pub use tripod::choose;
