//! Columns asked for by name: extra dimensions of LAS and LAZ, properties of PLY.

use las::point::Format;
use las::{Builder, Vector, Vlr, Writer};
use rosette_ingest::read::{Batch, OpenOptions, open};
use std::io::Cursor;
use std::path::Path;

/// Type of an extra dimension (LAS 1.4 R15, table 24) and its bytes for a value.
type Dimension = (u8, &'static str, fn(u32) -> Vec<u8>);

const U8: Dimension = (1, "class", |v| vec![v as u8]);
const I16: Dimension = (4, "class", |v| (v as i16 - 3).to_le_bytes().to_vec());
const F64: Dimension = (10, "Class", |v| f64::from(v).to_le_bytes().to_vec());
const U32: Dimension = (5, "instance", |v| (v * 100_000).to_le_bytes().to_vec());
const OTHER: Dimension = (3, "amplitude", |v| (v as u16).to_le_bytes().to_vec());
const PAIR: Dimension = (11, "pair", |v| vec![v as u8, 7]);

fn las(format: u8, compressed: bool, dimensions: &[Dimension]) -> Vec<u8> {
    let mut builder = Builder::from((1, 4));
    builder.point_format = Format::new(format).unwrap();
    builder.point_format.is_compressed = compressed;
    builder.point_format.extra_bytes = dimensions.iter().map(|d| d.2(0).len() as u16).sum();
    builder.transforms = Vector::default();
    let describe = |(kind, name, _): &Dimension| {
        let mut record = vec![0u8; 192];
        record[2] = *kind;
        record[4..4 + name.len()].copy_from_slice(name.as_bytes());
        record
    };
    let data = dimensions.iter().flat_map(describe).collect();
    builder.vlrs.push(Vlr { user_id: "LASF_Spec".into(), record_id: 4, description: String::new(), data });
    let mut writer = Writer::new(Cursor::new(Vec::new()), builder.into_header().unwrap()).unwrap();
    let format = *writer.header().point_format();
    for i in 0..300u32 {
        let extra_bytes = dimensions.iter().flat_map(|d| d.2(i % 7)).collect();
        let gps_time = format.has_gps_time.then_some(1.0);
        let color = format.has_color.then(las::Color::default);
        writer.write_point(las::Point { x: f64::from(i), extra_bytes, gps_time, color, ..Default::default() }).unwrap();
    }
    writer.into_inner().unwrap().into_inner()
}

fn read(path: &Path, columns: &[&str]) -> (Vec<Vec<f64>>, Vec<bool>) {
    let columns = columns.iter().map(|c| c.to_string()).collect();
    let mut source = open(path, &OpenOptions { columns, ..OpenOptions::default() }).unwrap();
    let (mut batch, mut all) = (Batch::default(), Vec::new());
    while source.next_batch(&mut batch, 100).unwrap() {
        all.resize(batch.named.len(), Vec::new());
        all.iter_mut().zip(&batch.named).for_each(|(to, from): (&mut Vec<f64>, _)| to.extend(from));
    }
    (all, source.info().has_named.clone())
}

#[test]
fn extra_dimensions_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let values = |factor: f64, shift: f64| (0..300).map(|i| f64::from(i % 7) * factor + shift).collect::<Vec<_>>();
    for (name, format, compressed) in [("a.las", 0, false), ("b.laz", 3, true), ("c.las", 7, false), ("d.laz", 6, true)] {
        let path = dir.path().join(name);
        for (dimensions, class) in [
            (&[U8, U32][..], values(1.0, 0.0)),
            (&[OTHER, I16, U32], values(1.0, -3.0)),
            (&[PAIR, F64, OTHER, U32], values(1.0, 0.0)),
        ] {
            std::fs::write(&path, las(format, compressed, dimensions)).unwrap();
            let (columns, has) = read(&path, &["class", "instance", "nothing"]);
            assert_eq!(has, [true, true, false], "{name}");
            assert!(columns[0] == class && columns[1] == values(100_000.0, 0.0) && columns[2].is_empty(), "{name}");
        }
    }
}

#[test]
fn descriptions_that_do_not_fit_are_ignored() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.las");
    let whole = las(0, false, &[U8]);
    // the description says f64 where the record holds one byte
    let at = whole.windows(5).position(|w| w == b"class").unwrap() - 2;
    for kind in [10, 30, 31, 255, 0] {
        let mut bytes = whole.clone();
        bytes[at] = kind;
        std::fs::write(&path, &bytes).unwrap();
        let (columns, has) = read(&path, &["class"]);
        assert!(!has[0] && columns[0].is_empty(), "type {kind}");
    }
}

#[test]
fn properties_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.ply");
    let head = "ply\nformat ascii 1.0\nelement vertex 2\nproperty double x\nproperty double y\nproperty double z\n";
    let body = "property int Class\nproperty uint scalar_instance\nend_header\n1 2 3 -1 70000\n4 5 6 300 2\n";
    std::fs::write(&path, format!("{head}{body}")).unwrap();
    let (columns, has) = read(&path, &["class", "instance"]);
    assert_eq!((columns, has), (vec![vec![-1.0, 300.0], vec![70_000.0, 2.0]], vec![true, true]));
}
