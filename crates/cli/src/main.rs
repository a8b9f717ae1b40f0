//! The `rosette` program.
fn main() {}
