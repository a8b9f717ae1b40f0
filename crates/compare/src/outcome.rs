//! What the outcome of a comparison is read off, and what was left out as notes.

use crate::instruments::Instruments;
use crate::mapping::Mapping;
use crate::network::Network;
use crate::settle::Settled;
use rosette_plant::{Drawn, Element, Note, PlantGraph, Scanned};

/// Everything the outcome is read off.
pub(crate) struct View<'a> {
    pub drawn: &'a PlantGraph<Drawn>,
    pub scanned: &'a PlantGraph<Scanned>,
    pub documented: &'a Network,
    pub as_built: &'a Network,
    pub settled: &'a Settled,
    pub instruments: &'a Instruments,
}

impl View<'_> {
    pub(crate) fn mapping(&self) -> &Mapping {
        &self.settled.mapping
    }
    /// The element of a drawn node.
    pub(crate) fn drawn_element(&self, node: usize) -> Option<&Element<Drawn>> {
        self.documented.nodes[node].element.map(|e| &self.drawn.elements[e])
    }
    /// The element of a scanned node that is an object of its own.
    pub(crate) fn object(&self, node: usize) -> Option<&Element<Scanned>> {
        let n = &self.as_built.nodes[node];
        n.element.filter(|_| !n.stub_in).map(|e| &self.scanned.elements[e])
    }
}

/// What took no part.
pub(crate) fn notes(view: &View<'_>) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut add = |kind: &str, count: usize, message: String| {
        if count > 0 {
            notes.push(Note::new("compare", kind, count as u64, message));
        }
    };
    let hidden = view.drawn.elements.iter().filter(|e| !e.evidence.physical).count();
    add(
        "not_physical",
        hidden,
        format!(
            "{hidden} drawn elements cannot show in a scan (property breaks, sheet connectors, control functions); not compared"
        ),
    );
    let loose = view.as_built.loose.len();
    add("loose_pipework", loose, format!("{loose} scanned pipes and fittings touch no recognised body; not compared"));
    let floating = view.as_built.tappings.iter().filter(|t| t.hosts.is_empty()).count();
    add("floating_instruments", floating, format!("{floating} scanned instruments are joined to nothing; matched only by tag"));
    let stub_ins = view.as_built.nodes.iter().filter(|n| n.stub_in).count();
    add("stub_in_tees", stub_ins, format!("{stub_ins} branches leave a pipe without a tee of their own; treated as tees"));
    notes
}
