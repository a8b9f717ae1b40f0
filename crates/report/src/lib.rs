//! Stage: differences, model and cloud to files that people and programs open.
