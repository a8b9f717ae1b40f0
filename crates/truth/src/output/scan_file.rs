//! Writes scans as E57 (one scan a station with its pose) or LAZ (one cloud, station number as point source).

use crate::error::SimulateError;
use crate::scan::StationScan;
use crate::surface::{P3, V3};
use e57::{E57Writer, Quaternion, Record, RecordDataType, RecordName, RecordValue, Transform, Translation};
use las::point::Format;
use las::{Builder, Point, Transform as LasTransform, Vector, Writer};
use serde::{Deserialize, Serialize};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

/// Format of the scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum ScanFormat {
    E57,
    Laz,
}

/// Writes `scan.e57` or `scan.laz` into `dir`, with colours or without; `offset` is added to all positions. Returns the path.
pub fn write_scan(
    scans: &[StationScan],
    format: ScanFormat,
    colour: bool,
    offset: V3,
    dir: &Path,
) -> Result<PathBuf, SimulateError> {
    let (path, written) = match format {
        ScanFormat::E57 => (dir.join("scan.e57"), write_e57(scans, colour, offset, &dir.join("scan.e57"))),
        ScanFormat::Laz => (dir.join("scan.laz"), write_laz(scans, colour, offset, &dir.join("scan.laz"))),
    };
    written.map_err(|message| SimulateError::Write { path: path.clone(), message })?;
    Ok(path)
}

/// Coordinates are kept in steps of a tenth of a millimetre up to this many metres from the scanner.
const E57_SCALE: f64 = 1e-4;
const E57_REACH: f64 = 200.0;
const INTENSITY_STEPS: f32 = 4095.0;

fn write_e57(scans: &[StationScan], colour: bool, offset: V3, path: &Path) -> Result<(), String> {
    let fail = |e: e57::Error| e.to_string();
    let mut writer = E57Writer::from_file(path, "{rosette-truth}").map_err(fail)?;
    for (index, scan) in scans.iter().enumerate() {
        let mut cloud =
            writer.add_pointcloud(&format!("{{rosette-truth-{:03}}}", index + 1), prototype(scan, colour)).map_err(fail)?;
        cloud.set_name(Some(format!("Station {:03}", index + 1)));
        let (at, turn) = (scan.pose.translation.vector + offset, scan.pose.rotation);
        cloud.set_transform(Some(Transform {
            rotation: Quaternion { w: turn.w, x: turn.i, y: turn.j, z: turn.k },
            translation: Translation { x: at.x, y: at.y, z: at.z },
        }));
        for point in &scan.returns {
            let coordinate = |k: usize| RecordValue::ScaledInteger((f64::from(point.at[k]) / E57_SCALE).round() as i64);
            let intensity = RecordValue::Integer((point.intensity * INTENSITY_STEPS).round() as i64);
            let (row, column) = (RecordValue::Integer(i64::from(point.row)), RecordValue::Integer(i64::from(point.column)));
            let mut record = vec![coordinate(0), coordinate(1), coordinate(2), intensity, row, column];
            if colour {
                record.extend(point.colour.map(|c| RecordValue::Integer(i64::from(c))));
            }
            cloud.add_point(record).map_err(fail)?;
        }
        cloud.finalize().map_err(fail)?;
    }
    writer.finalize().map_err(fail)
}

fn prototype(scan: &StationScan, colour: bool) -> Vec<Record> {
    let reach = (E57_REACH / E57_SCALE) as i64;
    let scaled = RecordDataType::ScaledInteger { min: -reach, max: reach, scale: E57_SCALE, offset: 0.0 };
    let count = |most: Option<u32>| RecordDataType::Integer { min: 0, max: i64::from(most.unwrap_or(0).max(1)) };
    let mut records = vec![
        Record { name: RecordName::CartesianX, data_type: scaled.clone() },
        Record { name: RecordName::CartesianY, data_type: scaled.clone() },
        Record { name: RecordName::CartesianZ, data_type: scaled },
        Record { name: RecordName::Intensity, data_type: RecordDataType::Integer { min: 0, max: INTENSITY_STEPS as i64 } },
        Record { name: RecordName::RowIndex, data_type: count(scan.returns.iter().map(|r| r.row).max()) },
        Record { name: RecordName::ColumnIndex, data_type: count(scan.returns.iter().map(|r| r.column).max()) },
    ];
    if colour {
        let names = [RecordName::ColorRed, RecordName::ColorGreen, RecordName::ColorBlue];
        records.extend(names.map(|name| Record { name, data_type: RecordDataType::Integer { min: 0, max: 255 } }));
    }
    records
}

/// Resolution of LAZ coordinates, m.
const LAZ_SCALE: f64 = 5e-4;

fn write_laz(scans: &[StationScan], colour: bool, offset: V3, path: &Path) -> Result<(), String> {
    let fail = |e: las::Error| e.to_string();
    let mut builder = Builder::from((1, 4));
    builder.point_format = Format::new(if colour { 7 } else { 6 }).map_err(fail)?;
    builder.point_format.is_compressed = true;
    builder.date = None;
    builder.generating_software = "rosette simulate".into();
    builder.system_identifier = "ray casting".into();
    let axis = |k: usize| LasTransform { scale: LAZ_SCALE, offset: offset[k].floor() };
    builder.transforms = Vector { x: axis(0), y: axis(1), z: axis(2) };
    let file = std::fs::File::create(path).map_err(|e| e.to_string())?;
    let mut writer = Writer::new(BufWriter::new(file), builder.into_header().map_err(fail)?).map_err(fail)?;
    for (index, scan) in scans.iter().enumerate() {
        for point in &scan.returns {
            let at = scan.pose * P3::from(point.at.map(f64::from)) + offset;
            let intensity = (point.intensity * f32::from(u16::MAX)).round() as u16;
            let point = Point {
                x: at.x,
                y: at.y,
                z: at.z,
                intensity,
                return_number: 1,
                number_of_returns: 1,
                point_source_id: index as u16 + 1,
                gps_time: Some(0.0),
                color: colour.then(|| {
                    let [red, green, blue] = point.colour.map(|c| u16::from(c) * 257);
                    las::Color { red, green, blue }
                }),
                ..Default::default()
            };
            writer.write_point(point).map_err(fail)?;
        }
    }
    writer.close().map_err(fail)
}
