//! Stage: drawing files to the as-drawn graph and its graphics; the only crate that names XML.
