//! Stage: a cloud to planes, cylinders and residue.
