//! Stage: the as-built and the as-drawn graph to a matching and its differences.
