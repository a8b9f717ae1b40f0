//! What the comparison needs to know of an element, whichever side it comes from.

use rosette_plant::{Class, Drawn, Element, Geometry, Scanned};

/// Evidence that the comparison can read.
pub(crate) trait Facts: Sized {
    /// What an own size counts against that of a neighbour along the line: sizes are drawn on purpose, but measured with errors.
    const SIZE_TRUST: f64;
    /// Sizes of connections may be those of the segment's first nozzle only.
    const SIZES_INHERITED: bool;
    /// False for what no scan can show.
    fn is_physical(&self) -> bool;
    /// Class confidence; 1 for a drawing.
    fn confidence(&self) -> f64;
    /// Share of the surface that was seen; 1 for a drawing.
    fn coverage(&self) -> f64;
    /// Site position.
    fn position(&self) -> Option<[f64; 3]>;
    /// Length along the axis, m.
    fn length(&self) -> f64;
    /// Other sizes that fit nearly as well.
    fn dn_alternatives(&self) -> &[u32];
    /// Bridged, not seen.
    fn is_inferred(&self) -> bool;
    /// Line tag at a port, where the element itself has none (equipment).
    fn port_line(element: &Element<Self>, port: usize) -> Option<String>;
    /// Ids of elements that an instrument is drawn at, besides its joints.
    fn drawn_at(&self) -> Vec<&str>;
    /// Whether an element of class `other` is a body of its own in a line.
    fn is_unknown_body(element: &Element<Self>) -> bool;
}

impl Facts for Drawn {
    const SIZE_TRUST: f64 = 10.0;
    const SIZES_INHERITED: bool = true;
    fn is_physical(&self) -> bool {
        self.physical
    }
    fn confidence(&self) -> f64 {
        1.0
    }
    fn coverage(&self) -> f64 {
        1.0
    }
    fn position(&self) -> Option<[f64; 3]> {
        None
    }
    fn length(&self) -> f64 {
        0.0
    }
    fn dn_alternatives(&self) -> &[u32] {
        &[]
    }
    fn is_inferred(&self) -> bool {
        false
    }
    fn port_line(element: &Element<Self>, port: usize) -> Option<String> {
        let name = element.ports.get(port)?.name.as_ref()?;
        element.evidence.attributes.get(&format!("line.{name}")).cloned()
    }
    fn drawn_at(&self) -> Vec<&str> {
        ["between_a", "between_b", "near"].iter().filter_map(|key| self.attributes.get(*key)).map(String::as_str).collect()
    }
    fn is_unknown_body(element: &Element<Self>) -> bool {
        element.evidence.physical && matches!(element.class, Class::Other | Class::Unclassified)
    }
}

impl Facts for Scanned {
    const SIZE_TRUST: f64 = 1.0;
    const SIZES_INHERITED: bool = false;
    fn is_physical(&self) -> bool {
        true
    }
    fn confidence(&self) -> f64 {
        self.confidence.clamp(0.0, 1.0)
    }
    fn coverage(&self) -> f64 {
        self.coverage.clamp(0.0, 1.0)
    }
    fn position(&self) -> Option<[f64; 3]> {
        Some(self.position)
    }
    fn length(&self) -> f64 {
        match &self.geometry {
            Geometry::Cylinder { start, end, .. } | Geometry::Cone { start, end, .. } => distance(start, end),
            Geometry::Torus { start, end, .. } => distance(start, end) * 1.11, // quarter bend: arc over chord
            Geometry::Box { .. } | Geometry::Sphere { .. } => 0.0,
        }
    }
    fn dn_alternatives(&self) -> &[u32] {
        &self.dn_alternatives
    }
    fn is_inferred(&self) -> bool {
        self.inferred
    }
    fn port_line(_: &Element<Self>, _: usize) -> Option<String> {
        None
    }
    fn drawn_at(&self) -> Vec<&str> {
        Vec::new()
    }
    fn is_unknown_body(element: &Element<Self>) -> bool {
        matches!(element.class, Class::Other | Class::Unclassified)
    }
}

/// Distance between two points, m.
pub(crate) fn distance(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt()
}
