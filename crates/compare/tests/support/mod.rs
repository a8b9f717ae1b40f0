//! Test bench: generated plants, noise, and measures of a comparison against what is known.
#![allow(dead_code, clippy::unwrap_used)]

pub mod fuzzed;
pub mod noise;
pub mod plant;
pub mod realise;
pub mod score;
pub mod truth;
