//! Stanford PLY: ascii and both binary encodings, properties in any order, lists skipped.

mod body;
mod header;

use super::columns::{Layout, Role};
use super::reading::Reading;
use super::source::Ledger;
use super::unit::Unit;
use crate::error::{Place, ReadError};
use header::{Element, Encoding, Header};

pub(crate) fn open(mut ledger: Ledger) -> Result<Reading, ReadError> {
    let header = Header::read(&ledger.blame)?;
    let Some(at) = header.elements.iter().position(|element| element.name == "vertex") else {
        return Err(ledger.blame.damaged_with(Place::Header, "no vertex element", "export the file again as a point cloud"));
    };
    let (before, vertex) = (header.elements.get(..at).unwrap_or_default(), &header.elements[at]);
    let layout = layout(vertex, &ledger)?;
    describe(&header, vertex, &layout, &mut ledger);
    let station = ledger.add_plain_station();
    match header.encoding {
        Encoding::Ascii => {
            let rows = body::Ascii::open(&header, before, vertex, layout, station, &ledger)?;
            Ok(Reading::new(ledger, rows))
        }
        Encoding::Little | Encoding::Big => {
            let records = body::Binary::open(&header, before, vertex, layout, station, &ledger)?;
            Ok(Reading::new(ledger, records))
        }
    }
}

fn layout(vertex: &Element, ledger: &Ledger) -> Result<Layout, ReadError> {
    let asked = |name: &str| ledger.asked(name).or_else(|| ledger.asked(name.strip_prefix("scalar_")?)).and_then(Role::asked);
    let role = |property: &header::Property| match property.list {
        Some(_) => Role::Skip,
        None => asked(&property.name).unwrap_or_else(|| Role::from_name(&property.name)),
    };
    let mut layout = Layout::new(vertex.properties.iter().map(role).collect());
    if !layout.has_position() {
        return Err(ledger.blame.damaged_with(
            Place::Header,
            "the vertices have no x, y and z",
            "export the file again with positions",
        ));
    }
    let red = layout.roles.iter().position(|role| *role == Role::Red).and_then(|idx| vertex.properties.get(idx));
    layout.color_factor = red.map_or(1.0, |property| property.scalar.color_factor());
    Ok(layout)
}

fn describe(header: &Header, vertex: &Element, layout: &Layout, ledger: &mut Ledger) {
    layout.describe(ledger);
    ledger.guess_intensity = true;
    ledger.info.detail = format!("PLY, {:?}", header.encoding).to_lowercase().replace("ply", "PLY");
    ledger.info.declared_points = Some(vertex.count);
    if let Some(unit) = header.comments.iter().find_map(|comment| Unit::from_comment(comment)) {
        ledger.file_unit(unit);
    }
    let others = header.elements.iter().filter(|element| element.name != "vertex" && element.count > 0);
    let names: Vec<&str> = others.map(|element| element.name.as_str()).collect();
    if !names.is_empty() {
        ledger.warn(
            "elements_ignored",
            names.len() as u64,
            format!("elements other than vertices were ignored: {}", names.join(", ")),
        );
    }
}
