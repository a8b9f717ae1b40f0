//! The steps of a run, each one file, in the order of `pipeline::run`.

pub mod areas;
pub mod connected;
pub mod differences;
pub mod drawings;
pub mod files;
pub mod outputs;
pub mod recognised;
pub mod reviewed;
