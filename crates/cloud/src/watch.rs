//! How long work tells of its progress and learns that it should stop.

/// Told of progress by a stage, asked by it whether to stop. Implemented by the door.
pub trait Watch: Sync {
    /// A piece of work begins: its name, the amount ahead (0 if unknown) and its unit.
    fn begin(&self, work: &str, total: u64, unit: &str);
    /// So much more of it is done.
    fn advance(&self, amount: u64);
    /// The piece of work has ended.
    fn end(&self);
    /// Whether the user asked to stop; stages check it between units of work and return early.
    fn stopped(&self) -> bool;
}

/// A watch that says nothing and never stops.
pub struct Quiet;

impl Watch for Quiet {
    fn begin(&self, _: &str, _: u64, _: &str) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
    fn stopped(&self) -> bool {
        false
    }
}
