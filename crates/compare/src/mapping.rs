//! Which drawn node is which scanned node: at most one of each.

/// Which drawn node is which scanned node, both ways.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Mapping {
    pub of_drawn: Vec<Option<usize>>,
    pub of_scanned: Vec<Option<usize>>,
}

impl Mapping {
    pub(crate) fn empty(n_drawn: usize, n_scanned: usize) -> Self {
        Self { of_drawn: vec![None; n_drawn], of_scanned: vec![None; n_scanned] }
    }
    pub(crate) fn set(&mut self, d: usize, s: usize) {
        self.free_drawn(d);
        if let Some(old) = self.of_scanned[s] {
            self.free_drawn(old);
        }
        self.of_drawn[d] = Some(s);
        self.of_scanned[s] = Some(d);
    }
    pub(crate) fn free_drawn(&mut self, d: usize) {
        if let Some(s) = self.of_drawn[d].take() {
            self.of_scanned[s] = None;
        }
    }
    pub(crate) fn has(&self, d: usize, s: usize) -> bool {
        self.of_drawn[d] == Some(s)
    }
}
