//! Small drawn and scanned plants with one finding each, and the change that must come of it.
