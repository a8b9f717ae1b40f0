//! Stage: scan files to prepared areas.
