//! Noun: ideal shapes, their distances, and robust fits of them to points.
