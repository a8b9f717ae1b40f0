//! Small scenes as the stage gets them: parts of a plant, seen from a few places, merged and with normals.

#![allow(dead_code)] // each test uses its own part of it

use rosette_cloud::field::Field;
use rosette_cloud::lattice::Lattice;
use rosette_cloud::returns::Return;
use rosette_cloud::{Cloud, normals, voxels};
use rosette_plant::Class;
use rosette_shapes::sampled::Random;
use rosette_truth::component::Style;
use rosette_truth::model::{Catalogue, Part, Shape};
use rosette_truth::scan;
use rosette_truth::surface::{P3, V3};

/// Voxels and sizes that the product uses.
pub const VOXEL: f64 = 0.005;
pub const STYLE: Style = Style { catalogue: Catalogue::Asme, weld_neck: true, threaded: false };
/// The scene's zero lies here in its cell of the lattice, m: the middle.
const MIDDLE: f64 = 10.24;

/// Parts about the origin and where they are seen from.
#[derive(Debug, Clone)]
pub struct Scene {
    pub parts: Vec<Part>,
    pub eyes: Vec<P3>,
    /// Mean distance between returns, m.
    pub spacing: f64,
    /// Deviation of the range, m.
    pub sigma: f64,
    pub seed: u64,
}

impl Scene {
    /// Seen from one place with 8 mm spacing and 1.5 mm noise.
    pub fn new(parts: Vec<Part>, eye: [f64; 3]) -> Self {
        Self { parts, eyes: vec![P3::from(eye)], spacing: 0.008, sigma: 0.0015, seed: 1 }
    }

    pub fn also_from(mut self, eye: [f64; 3]) -> Self {
        self.eyes.push(P3::from(eye));
        self
    }

    pub fn spaced(mut self, spacing: f64) -> Self {
        self.spacing = spacing;
        self
    }

    /// Returns with their station: what an eye sees of evenly spread places, moved along its ray by noise.
    pub fn returns(&self) -> Vec<([f64; 3], u16)> {
        let tree = scan::Scene::new(&[&self.parts[..], &self.blinds()].concat());
        let mut random = Random::new(self.seed);
        let mut stack = Vec::new();
        let mut out = Vec::new();
        for (part, surface) in self.parts.iter().flat_map(|p| p.surfaces.iter().map(move |s| (p, s))) {
            let spacing = if part.class == Class::Floor { self.spacing.max(0.015) } else { self.spacing };
            let n = (surface.area() / (spacing * spacing)).round() as usize;
            let (u, v) = (random.within(0.0..1.0), random.within(0.0..1.0));
            for k in 0..n {
                // The R2 sequence (Roberts 2018) spreads more evenly than chance does.
                let at = surface
                    .sample((u + k as f64 * 0.754_877_666_246_692_8).fract(), (v + k as f64 * 0.569_840_290_998_053_2).fract());
                let normal = surface.normal(&at);
                let seen = (0..self.eyes.len()).filter(|&e| {
                    let way = at - self.eyes[e];
                    let range = way.norm();
                    let facing = normal.dot(&way).abs() / range > 0.12;
                    facing && tree.cast(&self.eyes[e], &(way / range), range - 0.001, &mut stack).is_none()
                });
                let nearest = seen.min_by(|&a, &b| (at - self.eyes[a]).norm().total_cmp(&(at - self.eyes[b]).norm()));
                if let Some(eye) = nearest {
                    let ray = (at - self.eyes[eye]).normalize();
                    out.push(((at + ray * random.normal(self.sigma)).into(), eye as u16));
                }
            }
        }
        out
    }

    /// What closes the pipes' ends without being seen: nobody looks into a pipe.
    fn blinds(&self) -> Vec<Part> {
        let ends = self.parts.iter().filter_map(|p| p.run.as_ref()).flat_map(|r| {
            let axis = (r.b - r.a).normalize();
            [r.a, r.b].map(|end| (end, axis, r.radius))
        });
        ends.map(|(end, axis, radius)| thing(|s| s.disc(end.into(), axis.into(), radius))).collect()
    }

    /// The merged cloud with normals; `site` is the scene's zero on the site.
    pub fn cloud_at(&self, site: [f64; 3]) -> Cloud {
        let lattice = Lattice::new(VOXEL, 2.0 * MIDDLE).unwrap();
        let place = |(at, station): ([f64; 3], u16)| {
            let place = lattice.place_near(at.map(|v| v + MIDDLE), [0; 3])?;
            (place.cell == [0; 3]).then(|| Return::new(&place, station, 0.5, [0; 3], false))
        };
        let returns: Vec<Return> = self.returns().into_iter().filter_map(place).collect();
        let (merged, _) = voxels::merge(&lattice, &[&returns], |_| ());
        let field = Field::new(&lattice, &merged, &[], &[]);
        let eye = |station: u16| self.eyes.get(station as usize).map(|e| [e.x, e.y, e.z].map(|v| (v + MIDDLE) as f32));
        let normals = normals::normals(&field, &merged, VOXEL as f32, eye);
        Cloud {
            origin: V3::from(site.map(|v| v - MIDDLE)),
            normals,
            weights: merged.weights.clone(),
            station: merged.station.clone(),
            positions: merged.positions.clone(),
            ..Cloud::default()
        }
    }

    pub fn cloud(&self) -> Cloud {
        self.cloud_at([0.0; 3])
    }
}

/// What is not part of the process: a shape of class other.
pub fn thing(build: impl FnOnce(&mut Shape)) -> Part {
    let mut shape = Shape::default();
    build(&mut shape);
    Part::new(Class::Other, shape.0)
}

/// A floor of the given half width under everything, at height `z`.
pub fn floor(z: f64, half: f64) -> Part {
    let mut part = thing(|s| s.sheet([-half, -half, z], [2.0 * half, 0.0, 0.0], [0.0, 2.0 * half, 0.0]));
    part.class = Class::Floor;
    part
}

/// A wall along x at `y`, from `z` upwards.
pub fn wall(y: f64, z: f64, half: f64, tall: f64) -> Part {
    thing(|s| s.sheet([-half, y, z], [2.0 * half, 0.0, 0.0], [0.0, 0.0, tall]))
}

/// A cloud of given points without normals.
pub fn bare(points: Vec<[f32; 3]>) -> Cloud {
    let n = points.len();
    Cloud { positions: points, normals: vec![[0.0; 3]; n], weights: vec![1; n], station: vec![0; n], ..Cloud::default() }
}
