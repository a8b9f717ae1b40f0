//! The truth in the form that the scorer reads.

use super::differences::Difference;
use super::drawing::Drawing;
use crate::model::{Dice, Part, Plant};
use crate::scan::StationScan;
use crate::surface::{P3, V3};
use rosette_plant::Class;
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// What the scan shows of a part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Visibility {
    /// Scan points on it.
    pub points: usize,
    /// Share of its surface with a scan point near, 0 to 1.
    pub shown: f64,
}

/// A part with fewer points cannot be asked for: sixty are what a flange at 8 m gives at a step of 0.1°.
const FEWEST_POINTS: usize = 60;
const LEAST_SHOWN: f64 = 0.2;
/// A patch counts as shown if a point lies within about this distance, m.
const NEAR: f64 = 0.035;

impl Visibility {
    /// Whether a part can be asked for.
    pub fn is_seen(&self) -> bool {
        self.points >= FEWEST_POINTS && self.shown >= LEAST_SHOWN
    }
}

/// Counts points and shown patches of every part.
pub fn visibility(plant: &Plant, scans: &[StationScan], seed: u64) -> Vec<Visibility> {
    let mut points = vec![0usize; plant.parts.len()];
    let mut cells: HashSet<(u32, [i32; 3])> = HashSet::new();
    for scan in scans {
        for point in &scan.returns {
            points[point.part as usize] += 1;
            if !matches!(plant.parts[point.part as usize].class, Class::Floor | Class::Wall | Class::Ceiling) {
                cells.insert((point.part, cell(&(scan.true_pose * P3::from(point.at.map(f64::from))))));
            }
        }
    }
    let one = |(index, part): (usize, &Part)| {
        let shown = match part.class {
            Class::Floor | Class::Wall | Class::Ceiling => f64::from(u8::from(points[index] > 0)),
            _ => shown(index as u32, part, &cells, &mut Dice::new(seed, &[20, index as u64])),
        };
        Visibility { points: points[index], shown }
    };
    plant.parts.iter().enumerate().map(one).collect()
}

fn cell(at: &P3) -> [i32; 3] {
    [0, 1, 2].map(|k| (at[k] / NEAR).floor() as i32)
}

fn shown(index: u32, part: &Part, cells: &HashSet<(u32, [i32; 3])>, dice: &mut Dice) -> f64 {
    let total = part.area();
    let (mut hit, mut all) = (0usize, 0usize);
    for surface in &part.surfaces {
        let count = (200.0 * surface.area() / total).ceil() as usize;
        for _ in 0..count.min(200) {
            let [x, y, z] = cell(&surface.sample(dice.unit(), dice.unit()));
            let near = (0..27).any(|i| cells.contains(&(index, [x + i % 3 - 1, y + i / 3 % 3 - 1, z + i / 9 - 1])));
            hit += usize::from(near);
            all += 1;
        }
    }
    hit as f64 / all.max(1) as f64
}

/// Name of a part in the truth.
pub fn part_id(index: usize) -> String {
    format!("o{index:04}")
}

/// The whole of `truth.json`. `offset` is added to differences' positions; parts stay in the plant's frame.
pub fn truth_json(
    case: &str,
    plant: &Plant,
    seen: &[Visibility],
    drawing: &Drawing,
    differences: &[Difference],
    offset: V3,
) -> Value {
    let parts: Vec<Value> = plant.parts.iter().enumerate().map(|(i, p)| part_json(i, p, plant, &seen[i])).collect();
    let unseen: Vec<String> =
        (0..plant.parts.len()).filter(|&i| plant.parts[i].class.is_process() && !seen[i].is_seen()).map(part_id).collect();
    let links: Map<String, Value> =
        drawing.links().into_iter().map(|(id, part)| (id, part.map_or(Value::Null, |p| part_id(p).into()))).collect();
    let connections: Vec<[String; 2]> = plant.connections.iter().map(|c| c.map(part_id)).collect();
    let lines: Vec<Value> = plant
        .lines
        .iter()
        .map(|l| json!({"tag": l.tag, "dn": l.dn, "parts": l.parts.iter().map(|&p| part_id(p)).collect::<Vec<_>>()}))
        .collect();
    let differences: Vec<Value> = differences.iter().enumerate().map(|(i, d)| d.json(i, plant, offset)).collect();
    json!({
        "case": case, "units": "m", "offset": rounded(&P3::from(offset)), "parts": parts, "connections": connections,
        "links": links, "differences": differences, "unseen": unseen, "lines": lines,
    })
}

/// Rounds to hundredths of a millimetre.
pub fn round(x: f64) -> f64 {
    (x * 1e5).round() / 1e5
}

/// A position or direction, rounded.
pub fn rounded(at: &P3) -> [f64; 3] {
    [round(at.x), round(at.y), round(at.z)]
}

fn part_json(index: usize, part: &Part, plant: &Plant, seen: &Visibility) -> Value {
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        out.insert(key.into(), value);
    };
    let direction = |v: &V3| json!(rounded(&P3::from(*v)));
    put("id", part_id(index).into());
    put("cls", part.class.name().into());
    part.family.into_iter().for_each(|f| put("family", f.into()));
    let ports: Vec<Value> =
        part.ports.iter().map(|j| json!({"position": rounded(&j.at), "direction": direction(&j.out), "dn": j.dn})).collect();
    put("ports", ports.into());
    let is_inline = matches!(part.class, Class::Valve | Class::Strainer | Class::Flowmeter);
    if let Some(subtype) = part.subtype {
        put("type", subtype.name().into());
    } else if part.class == Class::Instrument {
        put("type", part.kind.into());
    } else if is_inline {
        put("type", Value::Null);
        put("make", part.kind.into());
    } else if let Some(kind) = part.kind.filter(|k| !k.is_empty()) {
        put("subtype", kind.into());
    }
    if is_inline || part.class.is_equipment() {
        part.length.into_iter().for_each(|l| put("length", round(l).into()));
    }
    part.diameter.into_iter().for_each(|d| put("diameter", round(d).into()));
    part.height.into_iter().for_each(|h| put("height", round(h).into()));
    part.line.into_iter().for_each(|l| put("line", plant.lines[l].tag.clone().into()));
    part.tag.iter().for_each(|t| put("tag", t.clone().into()));
    if part.insulation > 0.0 {
        // The outside names no size there: the size within is kept apart.
        put("insulation", round(part.insulation).into());
        put("dn_within", part.dn.into());
        put("dn", Value::Null);
    } else if !part.class.is_equipment() {
        part.dn.into_iter().for_each(|dn| put("dn", dn.into()));
    }
    if let Some(run) = &part.run {
        put("radius", round(run.radius).into());
        put("a", json!(rounded(&run.a)));
        put("b", json!(rounded(&run.b)));
    } else if let Some(bend) = &part.bend {
        put("corner", json!(rounded(&bend.corner)));
        put("center", json!(rounded(&bend.center)));
        put("bend_radius", round(bend.bend_radius).into());
        put("radius", round(bend.radius).into());
        put("d_in", direction(&bend.d_in));
        put("d_out", direction(&bend.d_out));
    } else {
        part.pos.iter().for_each(|p| put("pos", json!(rounded(p))));
        part.axis.iter().for_each(|a| put("axis", direction(a)));
    }
    if let Some((branch, dn)) = &part.branch {
        put("branch", direction(branch));
        put("branch_dn", (*dn).into());
    }
    put("points", seen.points.into());
    put("area", round(part.area()).into());
    let (lo, hi) = part.bounds();
    put("lo", json!(rounded(&lo)));
    put("hi", json!(rounded(&hi)));
    put("shown", ((seen.shown * 1e3).round() / 1e3).into());
    Value::Object(out)
}
