//! Scores on the fixture against its truth.
