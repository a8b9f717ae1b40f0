//! Stage: scan files to prepared areas.

mod error;
pub mod read;
