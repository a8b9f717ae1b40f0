//! The model, read back.

use super::case::Case;
use super::plant::CORNER;
use crate::write_model;
use rosette_plant::{Class, Geometry};

#[test]
fn every_object_is_a_node_where_it_stands() {
    let case = Case::full();
    let dir = tempfile::tempdir().unwrap();
    write_model(dir.path(), &case.inputs()).unwrap();
    let bytes = std::fs::read(dir.path().join("model.glb")).unwrap();
    let gltf = gltf::Gltf::from_slice(&bytes).unwrap();
    let origin: serde_json::Value = serde_json::from_str(gltf.document.as_json().extras.as_ref().unwrap().get()).unwrap();
    let origin: Vec<f64> = origin["site_origin"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
    let blob = gltf.blob.as_deref().unwrap();
    let root = gltf.default_scene().unwrap().nodes().next().unwrap();
    let nodes: Vec<_> = root.children().collect();
    assert_eq!(nodes.len(), case.scanned.elements.len());
    for (node, element) in nodes.iter().zip(&case.scanned.elements) {
        assert_eq!(node.name(), Some(element.id.as_str()));
        let primitive = node.mesh().unwrap().primitives().next().unwrap();
        let translucent = primitive.material().alpha_mode() == gltf::material::AlphaMode::Blend;
        assert_eq!(translucent, element.evidence.inferred);
        if let (Class::Pipe, Geometry::Cylinder { start, end, radius }) = (element.class, &element.evidence.geometry) {
            let reader = primitive.reader(|_| Some(blob));
            for p in reader.read_positions().unwrap() {
                let site = [0, 1, 2].map(|a| f64::from(p[a]) + origin[a]);
                let off = distance_to_axis(site, *start, *end);
                assert!((off - radius).abs() < 2e-4 || off < 2e-4, "{}: {off}", element.id);
            }
            assert!(
                reader
                    .read_indices()
                    .unwrap()
                    .into_u32()
                    .all(|i| (i as usize) < primitive.get(&gltf::Semantic::Positions).unwrap().count())
            );
        }
    }
    assert!((origin[0] - CORNER[0]).abs() < 20.0);
}

fn distance_to_axis(p: [f64; 3], a: [f64; 3], b: [f64; 3]) -> f64 {
    let (p, a, b) = (nalgebra::Vector3::from(p), nalgebra::Vector3::from(a), nalgebra::Vector3::from(b));
    let u = (b - a).normalize();
    ((p - a) - u * (p - a).dot(&u)).norm()
}

/// Outward normals and winding agree, so that the model is solid from outside.
#[test]
fn triangles_turn_outwards() {
    for element in &Case::full().scanned.elements {
        let mesh = crate::model::element_mesh(element, CORNER);
        let vertex = |i: u32| nalgebra::Vector3::from(mesh.positions[i as usize]);
        let normal = |i: u32| nalgebra::Vector3::from(mesh.normals[i as usize]);
        for t in mesh.indices.chunks_exact(3) {
            let face = (vertex(t[1]) - vertex(t[0])).cross(&(vertex(t[2]) - vertex(t[0])));
            let mean = normal(t[0]) + normal(t[1]) + normal(t[2]);
            assert!(face.norm() < 1e-7 || face.dot(&mean) > 0.0, "{}", element.id);
        }
    }
}

#[test]
fn an_empty_plant_gives_a_valid_model() {
    let dir = tempfile::tempdir().unwrap();
    write_model(dir.path(), &Case::empty().inputs()).unwrap();
    let bytes = std::fs::read(dir.path().join("model.glb")).unwrap();
    assert_eq!(gltf::Gltf::from_slice(&bytes).unwrap().nodes().count(), 1);
}
