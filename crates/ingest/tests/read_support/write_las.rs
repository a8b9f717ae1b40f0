//! LAS and LAZ files in memory, by the `las` and `laz` crates.

use super::{CORNER, Point};
use las::point::{Classification, Format};
use las::raw::point::Waveform;
use las::{Builder, Color, Transform, Vector, Version, Vlr, Writer};
use std::io::Cursor;

/// Whether a version of LAS knows a point format.
pub fn exists(minor: u8, format: u8) -> bool {
    let highest = [1, 1, 3, 5, 10];
    format <= highest[usize::from(minor)]
}

fn builder(minor: u8, format: u8, compressed: bool) -> Builder {
    let axis = |offset: f64| Transform { scale: 0.001, offset };
    let mut builder = Builder::from(Version::new(1, minor));
    builder.point_format = Format::new(format).unwrap();
    builder.point_format.is_compressed = compressed;
    builder.transforms = Vector { x: axis(CORNER[0].round()), y: axis(CORNER[1].round()), z: axis(0.0) };
    builder
}

fn point(from: &Point, format: &Format, wide: bool) -> las::Point {
    let [r, g, b] = from.color.map(|c| if wide { u16::from(c) * 257 } else { u16::from(c) });
    las::Point {
        x: from.position[0],
        y: from.position[1],
        z: from.position[2],
        intensity: from.intensity,
        return_number: 1,
        number_of_returns: 1,
        // Class 12 means overlap and is not written.
        classification: Classification::new(if from.label == 12 { 2 } else { from.label }).unwrap(),
        point_source_id: from.station,
        gps_time: format.has_gps_time.then_some(1.5),
        color: format.has_color.then_some(Color { red: r, green: g, blue: b }),
        nir: format.has_nir.then_some(7),
        waveform: format.has_waveform.then(Waveform::default),
        ..Default::default()
    }
}

pub fn las(points: &[Point], minor: u8, format: u8, compressed: bool) -> Vec<u8> {
    las_with(points, minor, format, compressed, true, Vec::new())
}

/// With 8- or 16-bit colours and more records.
pub fn las_with(points: &[Point], minor: u8, format: u8, compressed: bool, wide: bool, vlrs: Vec<Vlr>) -> Vec<u8> {
    let mut builder = builder(minor, format, compressed);
    builder.vlrs = vlrs;
    let mut writer = Writer::new(Cursor::new(Vec::new()), builder.into_header().unwrap()).unwrap();
    let format = *writer.header().point_format();
    points.iter().for_each(|p| writer.write_point(point(p, &format, wide)).unwrap());
    writer.into_inner().unwrap().into_inner()
}

/// A LAZ 1.4 with chunks of different sizes and a COPC record, as COPC writers make them.
pub fn copc(points: &[Point]) -> Vec<u8> {
    use laz::{LasZipCompressor, LazVlrBuilder};
    let plain = las(points, 4, 7, false);
    let u32_at = |at: usize| u32::from_le_bytes(plain[at..at + 4].try_into().unwrap());
    let (header, records) = (&plain[..375], &plain[u32_at(96) as usize..]);
    let vlr = LazVlrBuilder::default().with_point_format(7, 0).unwrap().with_variable_chunk_size().build();
    let mut laszip = Vec::new();
    vlr.write_to(&mut laszip).unwrap();
    let mut bytes = header.to_vec();
    bytes.extend(raw_vlr("copc", 1, &[0; 160]));
    bytes.extend(raw_vlr("laszip encoded", 22204, &laszip));
    let data_offset = bytes.len() as u32;
    bytes[96..100].copy_from_slice(&data_offset.to_le_bytes());
    bytes[100..104].copy_from_slice(&2u32.to_le_bytes());
    bytes[104] |= 0x80;
    let mut cursor = Cursor::new(bytes);
    cursor.set_position(u64::from(data_offset));
    let mut compressor = LasZipCompressor::new(cursor, vlr).unwrap();
    for (idx, record) in records.chunks_exact(36).enumerate() {
        if idx % 137 == 136 {
            compressor.finish_current_chunk().unwrap();
        }
        compressor.compress_one(record).unwrap();
    }
    compressor.done().unwrap();
    compressor.into_inner().into_inner()
}

fn raw_vlr(user_id: &str, record_id: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0; 54];
    bytes[2..2 + user_id.len()].copy_from_slice(user_id.as_bytes());
    bytes[18..20].copy_from_slice(&record_id.to_le_bytes());
    bytes[20..22].copy_from_slice(&(data.len() as u16).to_le_bytes());
    bytes.extend_from_slice(data);
    bytes
}

/// A GeoKeyDirectory with these (key, value) entries.
pub fn geo_keys(entries: &[[u16; 2]]) -> Vlr {
    let mut words = vec![1, 1, 0, entries.len() as u16];
    entries.iter().for_each(|[key, value]| words.extend([*key, 0, 1, *value]));
    let data = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    Vlr { user_id: "LASF_Projection".into(), record_id: 34735, description: String::new(), data }
}
