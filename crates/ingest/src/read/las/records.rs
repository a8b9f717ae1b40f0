//! Columns picked from raw LAS records.

use super::super::batch::Batch;
use super::super::source::Ledger;
use super::extra::Extra;
use super::header::Header;

/// Not yet met.
const UNSEEN: u32 = u32::MAX;

/// Turns raw records into columns.
pub(super) struct Columns {
    pub record_len: usize,
    scale: [f64; 3],
    offset: [f64; 3],
    extended: bool,
    color_at: Option<usize>,
    /// Colours are 8 bit in 16-bit fields; none until a colour was seen.
    narrow: Option<bool>,
    /// Station by point source id.
    stations: Vec<u32>,
    extra: Vec<Extra>,
}

impl Columns {
    pub fn new(header: &Header, extra: Vec<Extra>) -> Self {
        Self {
            record_len: header.record_len,
            scale: header.scale,
            offset: header.offset,
            extended: header.is_extended(),
            color_at: header.color_at(),
            narrow: None,
            stations: vec![UNSEEN; 1 << 16],
            extra,
        }
    }

    /// Appends the columns of whole records.
    pub fn append(&mut self, bytes: &[u8], ledger: &mut Ledger, out: &mut Batch) {
        let records = || bytes.chunks_exact(self.record_len);
        let (scale, offset) = (self.scale, self.offset);
        out.positions.extend(records().map(|r| {
            let at = |axis: usize| f64::from(i32_at(r, axis * 4)) * scale[axis] + offset[axis];
            [at(0), at(1), at(2)]
        }));
        out.intensity.extend(records().map(|r| f32::from(u16_at(r, 12)) * (1.0 / 65535.0)));
        if self.extended {
            out.label.extend(records().map(|r| u8_at(r, 16)));
        } else {
            out.label.extend(records().map(|r| u8_at(r, 15) & 0x1f));
        }
        for extra in &self.extra {
            if let Some(column) = out.named.get_mut(extra.place) {
                column.extend(records().map(|r| extra.value(r)));
            }
        }
        self.append_stations(bytes, ledger, out);
        self.append_colors(bytes, ledger, out);
    }

    fn append_stations(&mut self, bytes: &[u8], ledger: &mut Ledger, out: &mut Batch) {
        let id_at = if self.extended { 20 } else { 18 };
        for record in bytes.chunks_exact(self.record_len) {
            let id = u16_at(record, id_at);
            let Some(slot) = self.stations.get_mut(usize::from(id)) else { continue };
            if *slot == UNSEEN {
                *slot = u32::from(add_station(id, ledger));
            }
            out.station.push(*slot as u16);
        }
    }

    fn append_colors(&mut self, bytes: &[u8], ledger: &mut Ledger, out: &mut Batch) {
        let Some(at) = self.color_at else { return };
        let colors = || bytes.chunks_exact(self.record_len).map(|r| [u16_at(r, at), u16_at(r, at + 2), u16_at(r, at + 4)]);
        if self.narrow.is_none() {
            let highest = colors().flatten().max().unwrap_or(0);
            self.narrow = (highest > 0).then_some(highest <= 255);
            if self.narrow == Some(true) {
                ledger.warn(
                    "color_8_bit",
                    1,
                    "colours are 8 bit in 16-bit fields, against the LAS specification; they were read as 8 bit",
                );
            }
        }
        let narrow = self.narrow == Some(true);
        let byte = |c: u16| if narrow { c.min(255) as u8 } else { (c >> 8) as u8 };
        out.color.extend(colors().map(|rgb| rgb.map(byte)));
    }
}

/// Id 0 means "not assigned" (LAS 1.4 R15, Point Source ID).
fn add_station(id: u16, ledger: &mut Ledger) -> u16 {
    let stem = ledger.stem();
    let name = if id == 0 { stem } else { format!("{stem} {id}") };
    let station = ledger.add_station(name, None);
    if station == u16::MAX {
        ledger.warn("too_many_stations", 1, format!("point source id {id} is one too many; its points have no station"));
    }
    station
}

fn u8_at(record: &[u8], at: usize) -> u8 {
    record.get(at).copied().unwrap_or(0)
}

fn u16_at(record: &[u8], at: usize) -> u16 {
    record.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

fn i32_at(record: &[u8], at: usize) -> i32 {
    record.get(at..at + 4).map_or(0, |b| i32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}
