//! The shared cases as perfect graphs.
