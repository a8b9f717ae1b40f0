//! A scanner set-up.

use serde::{Deserialize, Serialize};

/// One scanner set-up (tripod position) of the input.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Station {
    /// Name from the file, else the file's stem and the scan's number.
    pub name: String,
    /// File the station came from.
    pub file: String,
    /// Site position of the scanner, m; none if neither the file nor the user gave it.
    pub position: Option<[f64; 3]>,
}
