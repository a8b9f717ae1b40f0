//! Stage: segments to components, components to the as-built graph.
