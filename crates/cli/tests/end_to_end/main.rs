//! The program as users run it: on the fixture, on bad inputs, stopped, killed and started again.

mod bad_inputs;
mod corrections;
mod drawings;
mod evaluate;
mod job_file;
#[cfg(feature = "train")]
mod own_kinds;
mod resume;
mod review;
mod same_bytes;
mod score;
mod simulate;
mod support;
