//! The inventory: one row an object, with what the drawing calls it and how well it was measured.

use super::totals::{Totals, size_table, total_table};
use super::{Cell, Column, Table, column, csv_file, xlsx_file};
use crate::error::Result;
use crate::identity::Identities;
use crate::inputs::Inputs;
use rosette_plant::{Class, Element, Geometry, Scanned, Subtype};
use std::path::Path;

/// One object as a planner reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Object id.
    pub id: String,
    /// What it is.
    pub class: Class,
    /// Subtype of a valve.
    pub subtype: Option<Subtype>,
    /// Kind of one's own within the class.
    pub kind: Option<String>,
    /// Tag, the object's own or the matched element's.
    pub tag: Option<String>,
    /// Line tag.
    pub line: Option<String>,
    /// Nominal diameter.
    pub dn: Option<u32>,
    /// Other nominal sizes that fit nearly as well.
    pub dn_alternatives: Vec<u32>,
    /// Measured outside diameter, mm.
    pub od_mm: Option<f64>,
    /// Length along the axis, m.
    pub length_m: Option<f64>,
    /// Centre of the body, site, m.
    pub position: [f64; 3],
    /// Confidence of the class, 0 to 1.
    pub confidence: f64,
    /// Merged points that support it.
    pub points: usize,
    /// Root mean square distance of those points from the shape, mm.
    pub residual_mm: Option<f64>,
    /// Share of the surface that was seen, 0 to 1.
    pub coverage: f64,
    /// USIBD level of accuracy reached.
    pub level: &'static str,
    /// Bridged, not seen.
    pub inferred: bool,
    /// Id of the matched drawn element.
    pub pid_id: Option<String>,
}

/// One row an object of the process, in the order of the graph.
pub fn rows(inputs: &Inputs) -> Vec<Row> {
    let identities = Identities::new(inputs);
    inputs.scanned.elements.iter().map(|e| row(e, &identities)).collect()
}

fn row<'a>(element: &'a Element<Scanned>, identities: &Identities<'a>) -> Row {
    let scan = &element.evidence;
    let identity = identities.of(element);
    Row {
        id: element.id.clone(),
        class: element.class,
        subtype: element.subtype,
        kind: scan.kind.as_ref().map(|kind| kind.name.clone()),
        tag: identity.tag.map(str::to_owned),
        line: identity.line.map(str::to_owned),
        dn: element.dn,
        dn_alternatives: scan.dn_alternatives.clone(),
        od_mm: scan.od.map(|od| od * 1e3),
        length_m: length_m(&scan.geometry),
        position: scan.position,
        confidence: scan.confidence,
        points: scan.points,
        residual_mm: scan.residual_mm,
        coverage: scan.coverage,
        level: if scan.inferred { "" } else { scan.residual_mm.map_or("", level_of_accuracy) },
        inferred: scan.inferred,
        pid_id: identity.pid_id.map(str::to_owned),
    }
}

/// Length of a shape along its axis, m; none for boxes and spheres, which have no axis of their own.
fn length_m(geometry: &Geometry) -> Option<f64> {
    match geometry {
        Geometry::Cylinder { start, end, .. } | Geometry::Cone { start, end, .. } => Some(distance(*start, *end)),
        Geometry::Torus { center, bend_radius, start, end, .. } => {
            let (a, b) = (minus(*start, *center), minus(*end, *center));
            let cos = dot(a, b) / (dot(a, a).sqrt() * dot(b, b).sqrt());
            cos.is_finite().then(|| cos.clamp(-1.0, 1.0).acos() * bend_radius)
        }
        Geometry::Box { .. } | Geometry::Sphere { .. } => None,
    }
}

fn minus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    dot(minus(a, b), minus(a, b)).sqrt()
}

/// Level of accuracy reached: the band that holds 95 % of the deviations of a normal error with this root mean square.
///
/// USIBD Level of Accuracy Specification Guide, v3.0: LOA10 beyond 50 mm, LOA20 15 to 50, LOA30 5 to 15, LOA40 1 to 5, LOA50 below 1.
/// The shape's own residual only: the registration of the stations is told by their misfit.
pub fn level_of_accuracy(residual_mm: f64) -> &'static str {
    const SIGMAS_OF_95_PERCENT: f64 = 1.96;
    match residual_mm * SIGMAS_OF_95_PERCENT {
        d if d <= 1.0 => "LOA50",
        d if d <= 5.0 => "LOA40",
        d if d <= 15.0 => "LOA30",
        d if d <= 50.0 => "LOA20",
        _ => "LOA10",
    }
}

const COLUMNS: [Column; 21] = [
    column("Id", 16.0, 0),
    column("Class", 15.0, 0),
    column("Subtype", 11.0, 0),
    column("Own kind", 14.0, 0),
    column("Tag", 14.0, 0),
    column("Line", 22.0, 0),
    column("DN", 7.0, 0),
    column("Other DN that fit", 10.0, 0),
    column("Outside diameter, mm", 10.0, 2),
    column("Length, m", 9.0, 3),
    column("X, m", 13.0, 4),
    column("Y, m", 13.0, 4),
    column("Z, m", 10.0, 4),
    column("Confidence", 11.0, 2),
    column("Points", 9.0, 0),
    column("Residual, mm", 9.0, 2),
    column("Coverage", 9.0, 2),
    column("Accuracy (USIBD)", 10.0, 0),
    column("Seen or inferred", 10.0, 0),
    column("P&ID element", 24.0, 0),
    column("Verification", 22.0, 0),
];

fn cells(row: &Row) -> Vec<Cell> {
    let others: Vec<String> = row.dn_alternatives.iter().map(u32::to_string).collect();
    let [x, y, z] = row.position;
    vec![
        Cell::text(&row.id),
        Cell::text(row.class.name()),
        Cell::maybe(row.subtype, |s| Cell::text(s.name())),
        Cell::maybe(row.kind.as_deref(), Cell::text),
        Cell::maybe(row.tag.as_deref(), Cell::text),
        Cell::maybe(row.line.as_deref(), Cell::text),
        Cell::maybe(row.dn, |dn| Cell::Count(dn.into())),
        Cell::maybe((!others.is_empty()).then(|| others.join(", ")), Cell::text),
        Cell::maybe(row.od_mm, Cell::Number),
        Cell::maybe(row.length_m, Cell::Number),
        Cell::Number(x),
        Cell::Number(y),
        Cell::Number(z),
        Cell::Number(row.confidence),
        Cell::Count(row.points as u64),
        Cell::maybe(row.residual_mm, Cell::Number),
        Cell::Number(row.coverage),
        Cell::text(row.level),
        Cell::text(if row.inferred { "inferred" } else { "seen" }),
        Cell::maybe(row.pid_id.as_deref(), Cell::text),
        Cell::text(verification(row)),
    ]
}

/// How far drawing and scan confirm each other for this object.
pub(crate) fn verification(row: &Row) -> &'static str {
    match (row.pid_id.is_some(), row.inferred) {
        (true, false) => "drawing and scan",
        (true, true) => "drawing; scan inferred",
        (false, false) => "scan only",
        (false, true) => "inferred only",
    }
}

/// Writes `inventory.csv` and `inventory.xlsx` (with the sheets of totals) into the run folder.
pub fn write_inventory(dir: &Path, inputs: &Inputs) -> Result<()> {
    let rows = rows(inputs);
    let totals = Totals::new(&rows);
    let table = Table { name: "Inventory", columns: COLUMNS.into(), rows: rows.iter().map(cells).collect() };
    csv_file::write(&dir.join("inventory.csv"), &table)?;
    xlsx_file::write(&dir.join("inventory.xlsx"), "Inventory", &[&table, &size_table(&totals), &total_table(&totals)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_of_accuracy() {
        for (residual, expect) in
            [(0.4, "LOA50"), (1.2, "LOA40"), (2.5, "LOA40"), (3.0, "LOA30"), (8.0, "LOA20"), (40.0, "LOA10")]
        {
            assert_eq!(level_of_accuracy(residual), expect, "{residual} mm");
        }
    }

    #[test]
    fn lengths() {
        let quarter = Geometry::Torus {
            center: [0.0; 3],
            axis: [0.0, 0.0, 1.0],
            bend_radius: 0.2,
            radius: 0.05,
            start: [0.2, 0.0, 0.0],
            end: [0.0, 0.2, 0.0],
        };
        assert!((length_m(&quarter).unwrap() - 0.1 * std::f64::consts::PI).abs() < 1e-12);
        assert_eq!(length_m(&Geometry::Sphere { center: [0.0; 3], radius: 1.0 }), None);
    }
}
