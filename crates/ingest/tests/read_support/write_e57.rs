//! E57 files in memory, by the `e57` crate.

use super::Point;
use e57::{
    E57Writer, ImageFormat, IntensityLimits, Quaternion, Record, RecordDataType, RecordName, RecordValue,
    SphericalImageProperties, Transform, Translation,
};
use nalgebra::{Quaternion as Q, UnitQuaternion, Vector3};
use std::io::Cursor;

/// How the positions of a scan are stored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Storage {
    Single,
    Double,
    /// Integers of 0.1 mm.
    Scaled,
    /// Range and angles.
    Spherical,
}

/// One scan to be written: its points are given in the site frame.
pub struct Scan {
    pub storage: Storage,
    pub pose: Option<([f64; 4], [f64; 3])>,
    pub points: Vec<Point>,
    /// Every so many records is marked invalid, none if 0.
    pub invalid_every: usize,
}

const SCALE: f64 = 1e-4;

fn record(name: RecordName, data_type: RecordDataType) -> Record {
    Record { name, data_type }
}

fn prototype(scan: &Scan) -> Vec<Record> {
    use RecordName::{CartesianX, CartesianY, CartesianZ, SphericalAzimuth, SphericalElevation, SphericalRange};
    let (names, kind) = match scan.storage {
        Storage::Single => ([CartesianX, CartesianY, CartesianZ], RecordDataType::F32),
        Storage::Double => ([CartesianX, CartesianY, CartesianZ], RecordDataType::F64),
        Storage::Scaled => ([CartesianX, CartesianY, CartesianZ], scaled()),
        Storage::Spherical => ([SphericalRange, SphericalAzimuth, SphericalElevation], RecordDataType::F64),
    };
    let mut records: Vec<Record> = names.into_iter().map(|name| record(name, kind.clone())).collect();
    if scan.invalid_every > 0 {
        let state =
            if scan.storage == Storage::Spherical { Record::SPHERICAL_INVALID_STATE } else { Record::CARTESIAN_INVALID_STATE };
        records.push(state);
    }
    records.extend([Record::INTENSITY_U16, Record::COLOR_RED_U8, Record::COLOR_GREEN_U8, Record::COLOR_BLUE_U8]);
    let index = RecordDataType::Integer { min: 0, max: 999 };
    records.extend([record(RecordName::RowIndex, index.clone()), record(RecordName::ColumnIndex, index)]);
    // A constant field takes no bits at all.
    records.push(record(RecordName::ReturnIndex, RecordDataType::Integer { min: 0, max: 0 }));
    records.push(record(RecordName::ReturnCount, RecordDataType::Integer { min: 1, max: 1 }));
    records
}

fn scaled() -> RecordDataType {
    RecordDataType::ScaledInteger { min: -(1 << 40), max: 1 << 40, scale: SCALE, offset: 0.0 }
}

fn values(scan: &Scan, idx: usize) -> Vec<RecordValue> {
    let point = &scan.points[idx];
    let local = match scan.pose {
        Some((q, t)) => {
            UnitQuaternion::from_quaternion(Q::new(q[0], q[1], q[2], q[3])).inverse()
                * (Vector3::from(point.position) - Vector3::from(t))
        }
        None => point.position.into(),
    };
    let position = match scan.storage {
        Storage::Single => [local.x, local.y, local.z].map(|v| RecordValue::Single(v as f32)),
        Storage::Double => [local.x, local.y, local.z].map(RecordValue::Double),
        Storage::Scaled => [local.x, local.y, local.z].map(|v| RecordValue::ScaledInteger((v / SCALE).round() as i64)),
        Storage::Spherical => [local.norm(), local.y.atan2(local.x), (local.z / local.norm()).asin()].map(RecordValue::Double),
    };
    let mut values = position.to_vec();
    if scan.invalid_every > 0 {
        values.push(RecordValue::Integer(if idx.is_multiple_of(scan.invalid_every) { 2 } else { 0 }));
    }
    values.push(RecordValue::Integer(point.intensity.into()));
    values.extend(point.color.map(|c| RecordValue::Integer(c.into())));
    values.extend([idx % 1000, idx / 1000].map(|i| RecordValue::Integer(i as i64)));
    values.extend([RecordValue::Integer(0), RecordValue::Integer(1)]);
    values
}

pub fn e57(scans: &[Scan], pictures: &[Vec<u8>]) -> Vec<u8> {
    let mut cursor = Cursor::new(Vec::new());
    let mut writer = E57Writer::new(&mut cursor, "file").unwrap();
    for (number, scan) in scans.iter().enumerate() {
        let mut cloud = writer.add_pointcloud(&format!("scan-{number}"), prototype(scan)).unwrap();
        cloud.set_name(Some(format!("Station {number}")));
        cloud.set_intensity_limits(Some(IntensityLimits {
            intensity_min: Some(RecordValue::Integer(0)),
            intensity_max: Some(RecordValue::Integer(65535)),
        }));
        cloud.set_transform(scan.pose.map(|(q, t)| Transform {
            rotation: Quaternion { w: q[0], x: q[1], y: q[2], z: q[3] },
            translation: Translation { x: t[0], y: t[1], z: t[2] },
        }));
        (0..scan.points.len()).for_each(|idx| cloud.add_point(values(scan, idx)).unwrap());
        cloud.finalize().unwrap();
    }
    for (number, picture) in pictures.iter().enumerate() {
        let mut image = writer.add_image(&format!("image-{number}")).unwrap();
        image.set_name(&format!("../pano {number}"));
        let properties = SphericalImageProperties { width: 8, height: 4, pixel_width: 0.1, pixel_height: 0.1 };
        image.add_spherical(ImageFormat::Png, &mut Cursor::new(picture), properties, None).unwrap();
        image.finalize().unwrap();
    }
    writer.finalize().unwrap();
    drop(writer);
    cursor.into_inner()
}
