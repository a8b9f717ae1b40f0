//! Point Cloud Library PCD: ascii, binary and binary_compressed.

mod body;
mod header;

use super::columns::{Layout, Role};
use super::reading::Reading;
use super::source::Ledger;
use super::unit::Unit;
use crate::error::{Place, ReadError};
use header::{Encoding, Header};

pub(crate) fn open(mut ledger: Ledger) -> Result<Reading, ReadError> {
    let header = Header::read(&ledger.blame)?;
    if header.record_len().is_none() {
        return Err(ledger.blame.damaged(Place::Header, "the fields of a point have no length or an absurd one"));
    }
    let layout = layout(&header, &ledger)?;
    describe(&header, &layout, &mut ledger);
    let station = ledger.add_station(ledger.stem(), scanner_position(&header));
    let rows = body::Rows::new(&header, layout, station);
    let opened: Reading = match header.encoding {
        Encoding::Ascii => {
            let decoder = body::Ascii::open(&header, rows, &ledger)?;
            Reading::new(ledger, decoder)
        }
        Encoding::Binary => {
            let decoder = body::Binary::open(&header, rows, &ledger)?;
            Reading::new(ledger, decoder)
        }
        Encoding::Compressed => {
            let decoder = body::Compressed::open(&header, rows, &ledger)?;
            Reading::new(ledger, decoder)
        }
    };
    Ok(opened)
}

fn layout(header: &Header, ledger: &Ledger) -> Result<Layout, ReadError> {
    let mut layout = Layout::new(header.columns.iter().map(|column| Role::from_name(&column.name)).collect());
    if !layout.has_position() {
        return Err(ledger.blame.damaged_with(
            Place::Header,
            "the fields x, y and z are missing",
            "export the file again with positions",
        ));
    }
    let used = layout.roles.iter().zip(&header.columns).filter(|(role, _)| **role != Role::Skip);
    if let Some((_, column)) = used.clone().find(|(_, column)| column.count != 1) {
        return Err(ledger
            .blame
            .damaged(Place::Header, format!("field {} has {} values a point instead of one", column.name, column.count)));
    }
    let red = layout.roles.iter().position(|role| *role == Role::Red).and_then(|idx| header.columns.get(idx));
    layout.color_factor = red.map_or(1.0, |column| column.scalar.color_factor());
    Ok(layout)
}

fn describe(header: &Header, layout: &Layout, ledger: &mut Ledger) {
    layout.describe(ledger);
    ledger.guess_intensity = true;
    ledger.info.detail = format!("PCD, {:?}", header.encoding).to_lowercase().replace("pcd", "PCD");
    ledger.info.declared_points = Some(header.n_points);
    ledger.info.has_row_col = header.height > 1;
    if let Some(unit) = header.comments.iter().find_map(|comment| Unit::from_comment(comment)) {
        ledger.file_unit(unit);
    }
    let turned = header.viewpoint.is_some_and(|v| v[4..] != [0.0; 3]);
    if turned {
        let message = "its viewpoint is turned; points are in the site frame by common use, so the turn was not applied to them";
        ledger.warn("viewpoint_rotation_ignored", 1, message);
    }
}

/// The viewpoint's place; none where it is the default, which every writer fills in that knows none.
fn scanner_position(header: &Header) -> Option<[f64; 3]> {
    let [x, y, z, qw, qx, qy, qz] = header.viewpoint?;
    let is_default = [x, y, z, qx, qy, qz] == [0.0; 6] && qw.abs() == 1.0;
    (!is_default).then_some([x, y, z])
}
