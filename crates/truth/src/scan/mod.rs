//! The scan a plant would give: rays from tripods, and what a scanner makes of them.

mod cast;
mod device;
mod station;
mod tripod;

pub use cast::{Hit, Scene};
pub use device::{Device, unstructured};
pub use station::{Pose, Return, ScanSettings, StationScan, glance, scan};
pub use tripod::choose;
