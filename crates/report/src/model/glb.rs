//! Packing meshes into one binary glTF 2.0 file.

use super::mesh::Mesh;
use crate::error::{ReportError, Result};
use crate::names::{Rgb, class_color};
use gltf_json::accessor::{ComponentType, GenericComponentType, Type};
use gltf_json::buffer::{Target, View};
use gltf_json::material::{AlphaMode, PbrBaseColorFactor, PbrMetallicRoughness, StrengthFactor};
use gltf_json::mesh::{Mode, Primitive, Semantic};
use gltf_json::scene::UnitQuaternion;
use gltf_json::validation::{Checked::Valid, USize64};
use gltf_json::{Accessor, Asset, Buffer, Index, Material, Node, Root, Scene};
use rosette_plant::Class;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::f32::consts::FRAC_1_SQRT_2;
use std::io::Write;
use std::path::Path;

/// Opacity of what was inferred.
const INFERRED_ALPHA: f32 = 0.35;

/// One object of the model.
pub(super) struct Part<'a> {
    pub name: &'a str,
    pub class: Class,
    pub inferred: bool,
    pub mesh: &'a Mesh,
    pub extras: Value,
}

/// A model that grows object by object.
pub(super) struct Glb {
    root: Root,
    children: Vec<Index<Node>>,
    materials: BTreeMap<(Class, bool), Index<Material>>,
    positions: Vec<u8>,
    normals: Vec<u8>,
    indices: Vec<u8>,
    title: String,
    origin: [f64; 3],
}

/// The three buffer views, in the order of the file.
const POSITIONS: u32 = 0;
const NORMALS: u32 = 1;
const INDICES: u32 = 2;

impl Glb {
    pub(super) fn new(origin: [f64; 3], title: &str) -> Self {
        Self {
            root: Root::default(),
            children: Vec::new(),
            materials: BTreeMap::new(),
            positions: Vec::new(),
            normals: Vec::new(),
            indices: Vec::new(),
            title: title.to_owned(),
            origin,
        }
    }

    pub(super) fn add(&mut self, part: &Part) {
        let primitive = self.primitive(part);
        let mesh = self.root.push(gltf_json::Mesh {
            extensions: None,
            extras: None,
            name: Some(part.name.to_owned()),
            primitives: vec![primitive],
            weights: None,
        });
        let node = Node { mesh: Some(mesh), name: Some(part.name.to_owned()), extras: raw(&part.extras), ..Node::default() };
        let node = self.root.push(node);
        self.children.push(node);
    }

    /// Writes header, JSON chunk and binary chunk (glTF 2.0, section 4.4).
    pub(super) fn write(mut self, path: &Path, out: &mut impl Write) -> Result<()> {
        self.finish_scene();
        let mut json = serde_json::to_vec(&self.root).map_err(ReportError::encode(path))?;
        json.resize(json.len().next_multiple_of(4), b' ');
        let binary = self.positions.len() + self.normals.len() + self.indices.len();
        let total = 12 + 8 + json.len() + 8 + binary;
        let sizes = (u32::try_from(total), u32::try_from(json.len()), u32::try_from(binary));
        let (Ok(total), Ok(n_json), Ok(n_binary)) = sizes else {
            return Err(ReportError::Encode { path: path.to_owned(), reason: "the model needs more than 4 GB".into() });
        };
        let header: Vec<u8> = [*b"glTF", 2u32.to_le_bytes(), total.to_le_bytes(), n_json.to_le_bytes(), *b"JSON"].concat();
        let middle: Vec<u8> = [n_binary.to_le_bytes(), *b"BIN\0"].concat();
        for bytes in [&header, &json, &middle, &self.positions, &self.normals, &self.indices] {
            out.write_all(bytes).map_err(ReportError::write(path))?;
        }
        Ok(())
    }

    fn primitive(&mut self, part: &Part) -> Primitive {
        let n = part.mesh.positions.len();
        let positions = self.accessor(POSITIONS, self.positions.len(), n, Type::Vec3, ComponentType::F32);
        let normals = self.accessor(NORMALS, self.normals.len(), n, Type::Vec3, ComponentType::F32);
        let indices = self.accessor(INDICES, self.indices.len(), part.mesh.indices.len(), Type::Scalar, ComponentType::U32);
        self.bound(positions, &part.mesh.positions);
        self.positions.extend_from_slice(bytemuck::cast_slice(&part.mesh.positions));
        self.normals.extend_from_slice(bytemuck::cast_slice(&part.mesh.normals));
        self.indices.extend_from_slice(bytemuck::cast_slice(&part.mesh.indices));
        Primitive {
            attributes: BTreeMap::from([(Valid(Semantic::Positions), positions), (Valid(Semantic::Normals), normals)]),
            extensions: None,
            extras: None,
            indices: Some(indices),
            material: Some(self.material(part.class, part.inferred)),
            mode: Valid(Mode::Triangles),
            targets: None,
        }
    }

    fn accessor(&mut self, view: u32, offset: usize, count: usize, type_: Type, component: ComponentType) -> Index<Accessor> {
        self.root.push(Accessor {
            buffer_view: Some(Index::new(view)),
            byte_offset: Some(USize64::from(offset)),
            count: USize64::from(count),
            component_type: Valid(GenericComponentType(component)),
            extensions: None,
            extras: None,
            type_: Valid(type_),
            min: None,
            max: None,
            name: None,
            normalized: false,
            sparse: None,
        })
    }

    /// Positions need their bounds (glTF 2.0, section 3.7.2.1).
    fn bound(&mut self, accessor: Index<Accessor>, positions: &[[f32; 3]]) {
        let fold = |start: f32, pick: fn(f32, f32) -> f32| {
            positions.iter().fold([start; 3], |b, p| [pick(b[0], p[0]), pick(b[1], p[1]), pick(b[2], p[2])])
        };
        if let Some(accessor) = self.root.accessors.get_mut(accessor.value()) {
            accessor.min = Some(json!(fold(f32::MAX, f32::min)));
            accessor.max = Some(json!(fold(f32::MIN, f32::max)));
        }
    }

    fn material(&mut self, class: Class, inferred: bool) -> Index<Material> {
        if let Some(known) = self.materials.get(&(class, inferred)) {
            return *known;
        }
        let name = if inferred { format!("{} (inferred)", class.name()) } else { class.name().to_owned() };
        let index = self.root.push(material(name, class_color(class), inferred));
        self.materials.insert((class, inferred), index);
        index
    }

    fn finish_scene(&mut self) {
        let n = self.positions.len() + self.normals.len() + self.indices.len();
        if n > 0 {
            let buffer =
                self.root.push(Buffer { byte_length: USize64::from(n), name: None, uri: None, extensions: None, extras: None });
            let mut offset = 0;
            for (bytes, target) in [
                (self.positions.len(), Target::ArrayBuffer),
                (self.normals.len(), Target::ArrayBuffer),
                (self.indices.len(), Target::ElementArrayBuffer),
            ] {
                self.root.push(view(buffer, offset, bytes, target));
                offset += bytes;
            }
        }
        let extras = raw(&json!({ "site_origin": self.origin, "unit": "m", "site_axes": "site x, site y, z up" }));
        let plant = Node {
            name: Some("plant".into()),
            // A quarter turn about X takes Z-up into glTF's Y-up.
            rotation: Some(UnitQuaternion([-FRAC_1_SQRT_2, 0.0, 0.0, FRAC_1_SQRT_2])),
            children: (!self.children.is_empty()).then(|| self.children.clone()),
            extras: extras.clone(),
            ..Node::default()
        };
        let plant = self.root.push(plant);
        let scene = Scene { extensions: None, extras: extras.clone(), name: Some(self.title.clone()), nodes: vec![plant] };
        self.root.scene = Some(self.root.push(scene));
        self.root.extras = extras;
        self.root.asset = Asset { generator: Some("Rosette".into()), ..Asset::default() };
    }
}

fn view(buffer: Index<Buffer>, offset: usize, bytes: usize, target: Target) -> View {
    View {
        buffer,
        byte_length: USize64::from(bytes),
        byte_offset: Some(USize64::from(offset)),
        byte_stride: None,
        name: None,
        target: Some(Valid(target)),
        extensions: None,
        extras: None,
    }
}

fn material(name: String, color: Rgb, inferred: bool) -> Material {
    // glTF colours are linear; ours are sRGB as on screen.
    let [r, g, b] = color.map(|v| (f32::from(v) / 255.0).powf(2.2));
    let alpha = if inferred { INFERRED_ALPHA } else { 1.0 };
    Material {
        name: Some(name),
        alpha_mode: Valid(if inferred { AlphaMode::Blend } else { AlphaMode::Opaque }),
        double_sided: true,
        pbr_metallic_roughness: PbrMetallicRoughness {
            base_color_factor: PbrBaseColorFactor([r, g, b, alpha]),
            metallic_factor: StrengthFactor(0.1),
            roughness_factor: StrengthFactor(0.7),
            ..PbrMetallicRoughness::default()
        },
        ..Material::default()
    }
}

fn raw(value: &Value) -> Option<Box<serde_json::value::RawValue>> {
    serde_json::value::to_raw_value(value).ok()
}
