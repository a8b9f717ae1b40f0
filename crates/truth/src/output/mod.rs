//! Files a generated case consists of.

mod differences;
mod drawing;
mod labels;
mod proteus;
mod scan_file;
mod symbols;
mod truth_file;
mod xml;

pub use differences::{Difference, alter};
pub use drawing::{Drawing, draw};
pub use labels::write_labels;
pub use proteus::write_proteus;
pub use scan_file::{ScanFormat, write_scan};
pub use truth_file::{Visibility, truth_json, visibility};
