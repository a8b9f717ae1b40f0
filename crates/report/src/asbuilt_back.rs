//! `asbuilt.json` back to the plant graph it was written from, for comparing two runs.

use crate::asbuilt::{AsBuilt, Connection, Object, OpenPort};
use rosette_plant::{Element, Joint, OpenEnd, OwnKind, PlantGraph, Scanned};
use std::collections::BTreeMap;

impl AsBuilt {
    /// The plant graph of the document. Connections and open ends that name no object of it are left out.
    pub fn graph(&self) -> PlantGraph<Scanned> {
        let index: BTreeMap<&str, usize> = self.objects.iter().enumerate().map(|(n, o)| (o.id.as_str(), n)).collect();
        PlantGraph {
            elements: self.objects.iter().map(element).collect(),
            joints: self.connections.iter().filter_map(|c| joint(c, &index)).collect(),
            open_ends: self.open_ends.iter().filter_map(|o| open_end(o, &index)).collect(),
            notes: Vec::new(),
        }
    }
}

fn element(object: &Object) -> Element<Scanned> {
    Element {
        id: object.id.clone(),
        class: object.class,
        subtype: object.subtype,
        tag: object.tag.clone(),
        line: object.line.clone(),
        dn: object.dn,
        ports: object.ports.clone(),
        evidence: Scanned {
            position: object.position,
            geometry: object.geometry.clone(),
            od: object.od,
            dn_alternatives: object.dn_alternatives.clone(),
            confidence: object.confidence,
            points: object.points,
            residual_mm: object.residual_mm,
            coverage: object.coverage,
            inferred: object.inferred,
            reasons: object.reasons.clone(),
            kind: own_kind(object),
        },
    }
}

fn own_kind(object: &Object) -> Option<OwnKind> {
    let confidence = object.kind_confidence.unwrap_or(object.confidence);
    object.kind.clone().map(|name| OwnKind { name, confidence })
}

fn joint(c: &Connection, index: &BTreeMap<&str, usize>) -> Option<Joint> {
    Some(Joint {
        a: *index.get(c.a.as_str())?,
        a_port: c.a_port,
        b: *index.get(c.b.as_str())?,
        b_port: c.b_port,
        position: c.position,
        confidence: c.confidence,
        inferred: c.inferred,
        gap: c.gap,
        seen: c.seen,
        ..Joint::default()
    })
}

fn open_end(o: &OpenPort, index: &BTreeMap<&str, usize>) -> Option<OpenEnd> {
    Some(OpenEnd { element: *index.get(o.object.as_str())?, port: o.port, seen: o.seen })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::case::Case;

    #[test]
    fn what_was_written_comes_back() {
        let case = Case::full();
        let written = AsBuilt::new(&case.scanned, "x");
        let again = AsBuilt::new(&written.graph(), "x");
        assert_eq!(serde_json::to_value(&written).unwrap(), serde_json::to_value(&again).unwrap());
    }
}
