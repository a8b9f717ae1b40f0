//! `model.glb`: the plant as a coloured model, one node an object, named by its id.
//!
//! Positions are f32 relative to `site_origin` (whole metres, in the scene's extras); the root node turns the site's Z-up axes
//! into glTF's Y-up ones. Inferred objects are translucent.

mod glb;
mod mesh;
mod solid;

use crate::beside::write_with;
use crate::error::Result;
use crate::identity::Identities;
use crate::inputs::Inputs;
use crate::round;
use glb::{Glb, Part};
use rosette_plant::{Element, PlantGraph, Scanned};
use serde_json::{Value, json};
use std::path::Path;

pub(crate) use mesh::across;
pub(crate) use solid::{angle_about, element_mesh};

/// Writes `model.glb` into the run folder.
///
/// # Errors
/// If the file cannot be written, or the model needs more than the 4 GB that GLB can hold.
pub fn write_model(dir: &Path, inputs: &Inputs) -> Result<()> {
    let path = dir.join("model.glb");
    let origin = site_origin(inputs.scanned);
    let identities = Identities::new(inputs);
    let mut glb = Glb::new(origin, &inputs.run.title);
    for element in &inputs.scanned.elements {
        let mesh = element_mesh(element, origin);
        if !mesh.indices.is_empty() {
            let extras = extras(element, &identities);
            glb.add(&Part { name: &element.id, class: element.class, inferred: element.evidence.inferred, mesh: &mesh, extras });
        }
    }
    write_with(&path, |out| glb.write(&path, out))
}

/// Whole metres near the middle of the plant, so that f32 keeps a tenth of a millimetre up to 1 km away.
pub(crate) fn site_origin(graph: &PlantGraph<Scanned>) -> [f64; 3] {
    let positions: Vec<[f64; 3]> =
        graph.elements.iter().map(|e| e.evidence.position).filter(|p| p.iter().all(|v| v.is_finite())).collect();
    let middle = |axis: usize| {
        let (lo, hi) = positions.iter().fold((f64::MAX, f64::MIN), |(lo, hi), p| (lo.min(p[axis]), hi.max(p[axis])));
        if lo <= hi { (lo / 2.0 + hi / 2.0).floor() } else { 0.0 }
    };
    [middle(0), middle(1), middle(2)]
}

fn extras<'a>(element: &'a Element<Scanned>, identities: &Identities<'a>) -> Value {
    let scan = &element.evidence;
    let identity = identities.of(element);
    json!({
        "class": element.class.name(),
        "subtype": element.subtype.map(|s| s.name()),
        "dn": element.dn,
        "od": scan.od.map(round::radius),
        "tag": identity.tag,
        "line": identity.line,
        "pid_id": identity.pid_id,
        "confidence": round::share(scan.confidence),
        "inferred": scan.inferred,
        "residual_mm": scan.residual_mm.map(round::hundredth),
    })
}
