//! What is written in any format and version is read again, at national-grid coordinates.
#![allow(clippy::unwrap_used, clippy::type_complexity, clippy::needless_range_loop)]

mod read_support;

use proptest::prelude::*;
use read_support::write_e57::{Scan, Storage};
use read_support::*;
use rosette_ingest::read::{Format, OpenOptions, Projection, Unit, UnitSource, extract_pictures, open_parts};

const LAS_KEEPS: Keeps = Keeps { position: 0.00051, intensity: Some(1e-6), color: false, station: true, label: false };
/// A pose about a tilted axis.
const POSE: ([f64; 4], [f64; 3]) = ([0.8, 0.2, -0.4, 0.4], [652_300.0, 6_861_200.0, 40.0]);

#[test]
fn every_las_version_and_point_format() {
    let points = points(300, CORNER);
    for minor in 0..=4u8 {
        for format in (0..=10).filter(|format| write_las::exists(minor, *format)) {
            for compressed in [false, true] {
                let name = format!("LAS 1.{minor} format {format} compressed {compressed}");
                let file = write("scan.las", &write_las::las(&points, minor, format, compressed));
                let read = read(&file.path).unwrap_or_else(|e| panic!("{name}: {e}"));
                let color = [2, 3, 5, 7, 8, 10].contains(&format);
                assert_same(&read, &points, Keeps { color, ..LAS_KEEPS }, &name);
                assert_eq!(read.info.stations.len(), 3, "{name}");
                assert_eq!(read.dropped.total(), 0, "{name}");
                assert_eq!(read.info.declared_points, Some(300), "{name}");
            }
        }
    }
}

#[test]
fn las_class_and_colour_depth() {
    let mut points = points(50, CORNER);
    points.iter_mut().for_each(|p| p.label = p.label.min(11));
    for wide in [false, true] {
        let file = write("scan.laz", &write_las::las_with(&points, 2, 2, true, wide, Vec::new()));
        let read = read(&file.path).unwrap();
        assert_same(&read, &points, Keeps { color: true, label: true, ..LAS_KEEPS }, "colour");
        assert_eq!(read.has_note("color_8_bit"), !wide);
    }
}

#[test]
fn laz_of_several_chunks_is_the_same_in_any_batch_and_thread_count() {
    let points = points(120_000, CORNER);
    let file = write("scan.laz", &write_las::las(&points, 4, 7, true));
    let whole = read_with(&file.path, &OpenOptions::default(), 1 << 20).unwrap();
    assert_same(&whole, &points, Keeps { color: true, ..LAS_KEEPS }, "chunks");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let serial = pool.install(|| read_with(&file.path, &OpenOptions::default(), 777).unwrap());
    assert_eq!(whole.all, serial.all);
}

#[test]
fn copc() {
    let points = points(1000, CORNER);
    let file = write("scan.copc.laz", &write_las::copc(&points));
    let read = read(&file.path).unwrap();
    assert_same(&read, &points, Keeps { color: true, ..LAS_KEEPS }, "copc");
    assert!(read.info.detail.contains("COPC"), "{}", read.info.detail);
}

#[test]
fn units_of_las_files() {
    // Keys: 1024 model type, 3072 projected system, 3076 linear unit, 4099 vertical unit.
    let feet = 1200.0 / 3937.0;
    let cases: [(&[[u16; 2]], [f64; 3], UnitSource); 5] = [
        (&[], [1.0; 3], UnitSource::Assumed),
        (&[[1024, 1], [3076, 9001]], [1.0; 3], UnitSource::File),
        (&[[1024, 1], [3076, 9003]], [feet; 3], UnitSource::File),
        (&[[1024, 1], [3076, 9002], [4099, 9001]], [0.3048, 0.3048, 1.0], UnitSource::File),
        (&[[1024, 1], [3072, 2229]], [1.0; 3], UnitSource::Assumed),
    ];
    let points = points(10, CORNER);
    for (keys, factor, source) in cases {
        let vlrs = if keys.is_empty() { Vec::new() } else { vec![write_las::geo_keys(keys)] };
        let file = write("scan.las", &write_las::las_with(&points, 2, 0, false, true, vlrs));
        let read = read(&file.path).unwrap();
        assert_eq!(read.info.unit_source, source, "{keys:?}");
        for axis in 0..3 {
            let (got, expect) = (read.all.positions[3][axis], points[3].position[axis] * factor[axis]);
            assert!((got - expect).abs() < 0.001, "{keys:?}: {got} instead of {expect}");
        }
    }
    let degrees = write("scan.las", &write_las::las_with(&points, 2, 0, false, true, vec![write_las::geo_keys(&[[1024, 2]])]));
    assert!(read(&degrees.path).err().unwrap().to_string().contains("degrees"));
}

#[test]
fn the_users_unit_wins() {
    let points = points(10, CORNER);
    let file = write(
        "scan.las",
        &write_las::las_with(&points, 2, 0, false, true, vec![write_las::geo_keys(&[[1024, 1], [3076, 9001]])]),
    );
    let read = read_with(&file.path, &OpenOptions { unit: Some(Unit::Millimetre), ..OpenOptions::default() }, 5).unwrap();
    assert!((read.all.positions[0][0] - points[0].position[0] * 1e-3).abs() < 1e-5);
    assert!(read.has_note("unit_overridden"));
}

fn scan(storage: Storage, pose: Option<([f64; 4], [f64; 3])>, points: Vec<Point>) -> Scan {
    Scan { storage, pose, points, invalid_every: 0 }
}

#[test]
fn every_e57_storage_and_pose() {
    let keeps = Keeps { position: 1e-6, intensity: Some(1e-5), color: true, station: false, label: false };
    for (storage, tolerance) in
        [(Storage::Single, 2e-6), (Storage::Double, 1e-8), (Storage::Scaled, 1e-4), (Storage::Spherical, 1e-8)]
    {
        for pose in [None, Some(POSE)] {
            let name = format!("{storage:?} {pose:?}");
            // Without a pose, singles and angles are only good near the origin.
            let near = matches!(storage, Storage::Single | Storage::Spherical) && pose.is_none();
            let points = points(5000, if near { [3.0, 4.0, 5.0] } else { CORNER });
            let file = write("scan.e57", &write_e57::e57(&[scan(storage, pose, points.clone())], &[]));
            let read = read(&file.path).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_same(&read, &points, Keeps { position: tolerance, ..keeps }, &name);
            assert_eq!(read.all.row_col[4321], [321, 4], "{name}");
            assert_eq!(
                read.info.stations[0].position,
                pose.map(|(_, t)| t).or((storage == Storage::Spherical).then_some([0.0; 3]))
            );
        }
    }
}

#[test]
fn scans_of_an_e57_together_and_apart() {
    let parts = [points(700, CORNER), points(10, CORNER), points(2500, CORNER)];
    let scans: Vec<Scan> = parts
        .iter()
        .map(|part| Scan { storage: Storage::Double, pose: Some(POSE), points: part.clone(), invalid_every: 10 })
        .collect();
    let file = write("scan.e57", &write_e57::e57(&scans, &[]));
    let whole = read(&file.path).unwrap();
    assert_eq!(whole.dropped.invalid_state, 70 + 1 + 250);
    assert_eq!(whole.all.len(), 630 + 9 + 2250);
    assert_eq!(whole.info.declared_points, Some(3210));
    let names: Vec<&str> = whole.info.stations.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["Station 0", "Station 1", "Station 2"]);
    let apart = open_parts(&file.path, &OpenOptions::default()).unwrap();
    let apart: Vec<Read> = apart.into_iter().map(|mut part| gather(part.as_mut(), 333).unwrap()).collect();
    let joined: Vec<[f64; 3]> = apart.iter().flat_map(|read| read.all.positions.clone()).collect();
    assert_eq!(joined, whole.all.positions);
    assert_eq!(apart[2].info.stations[0].name, "Station 2");
    assert_eq!(apart[2].dropped.invalid_state, 250);
}

#[test]
fn pictures_of_an_e57() {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(8, 4, |x, y| image::Rgb([x as u8 * 30, y as u8 * 60, 7]))
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let png = png.into_inner();
    let bytes = write_e57::e57(&[scan(Storage::Double, None, points(5, CORNER))], &[png.clone(), b"no picture".to_vec()]);
    let file = write("hall.e57", &bytes);
    let out = tempfile::tempdir().unwrap();
    let pictures = extract_pictures(&file.path, &out.path().join("pictures")).unwrap();
    assert_eq!(pictures.len(), 2);
    assert_eq!((pictures[0].projection, pictures[0].width, pictures[0].height), (Projection::Spherical, 8, 4));
    let path = pictures[0].file.as_ref().unwrap();
    assert!(path.starts_with(out.path()), "{path:?}");
    assert_eq!(std::fs::read(path).unwrap(), png);
    assert!(pictures[1].file.is_none() && !pictures[1].warnings.is_empty());
}

#[test]
fn text_tables() {
    let points = points(300, CORNER);
    let keeps = Keeps { position: 1e-4, intensity: Some(1e-6), color: true, station: false, label: false };
    let header = Some("X,Y,Z,Intensity,R,G,B");
    let cases: [(&str, &str, Option<&str>, bool); 6] = [
        ("a.xyz", " ", None, true),
        ("a.txt", "\t", Some("//X Y Z Intensity R G B"), false),
        ("a.csv", ",", header, false),
        ("a.csv", ";", Some("easting;northing;height;reflectance;red;green;blue"), false),
        ("a.asc", ", ", Some("# units: m"), true),
        ("a.xyz", "   ", Some("\u{feff}x y z i r g b"), false),
    ];
    for (name, delimiter, header, guessed) in cases {
        let file = write(name, &write_text::xyz(&points, delimiter, header));
        let read = read(&file.path).unwrap_or_else(|e| panic!("{name} {header:?}: {e}"));
        assert_same(&read, &points, keeps, &format!("{name} {header:?}"));
        assert_eq!(read.has_note("columns_guessed"), guessed, "{header:?}");
        assert_eq!(read.info.format, Format::Xyz);
        assert_eq!(read.dropped.total(), 0, "{header:?}");
    }
}

#[test]
fn columns_by_number_and_name() {
    let cases: [(&str, [f64; 3], Option<[u8; 3]>, bool); 9] = [
        ("1 2 3\n4 5 6\n", [1.0, 2.0, 3.0], None, false),
        ("1 2 3 10 20 30\n4 5 6 1 2 3\n", [1.0, 2.0, 3.0], Some([10, 20, 30]), false),
        ("1 2 3 0.0 0.6 0.8\n4 5 6 0 1 0\n", [1.0, 2.0, 3.0], None, false),
        ("1 2 3 10 20 30 900\n4 5 6 1 2 3 800\n", [1.0, 2.0, 3.0], Some([10, 20, 30]), true),
        ("z,y,x\n1,2,3\n4,5,6\n", [3.0, 2.0, 1.0], None, false),
        ("id,x,y,z,name\n7,1,2,3,pump\n8,4,5,6,tank\n", [1.0, 2.0, 3.0], None, false),
        ("1,2,3,pump\n4,5,6,tank\n", [1.0, 2.0, 3.0], None, false),
        ("x y z r g b\n1 2 3 0.5 0 1\n4 5 6 0 1 0\n", [1.0, 2.0, 3.0], Some([128, 0, 255]), false),
        ("1 2 3 0.5\n4 5 6 0.25\n", [1.0, 2.0, 3.0], None, true),
    ];
    for (text, position, color, intensity) in cases {
        let file = write("a.csv", text.as_bytes());
        let read = read(&file.path).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(read.all.len(), 2, "{text}");
        assert_eq!(read.all.positions[0], position, "{text}");
        assert_eq!(read.all.color.first().copied(), color, "{text}");
        assert_eq!(read.all.intensity.len(), if intensity { 2 } else { 0 }, "{text}");
    }
}

#[test]
fn unit_of_text() {
    let file = write("a.xyz", b"# units: mm\n1000 2000 3000\n4000 5000 6000\n");
    let read = read(&file.path).unwrap();
    assert_eq!(read.all.positions, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    assert_eq!((read.info.unit, read.info.unit_source), (Unit::Millimetre, UnitSource::File));
}

#[test]
fn doubtful_extent_without_a_unit_is_said() {
    for (text, doubtful) in [
        ("0 0 0\n12000 0 0\n", true),
        ("0 0 0\n12 0 0\n", false),
        ("0 0 0\n0.012 0 0\n", true),
        ("# unit m\n0 0 0\n12000 0 0\n", false),
    ] {
        let file = write("a.xyz", text.as_bytes());
        assert_eq!(read(&file.path).unwrap().has_note("unit_doubtful"), doubtful, "{text}");
    }
}

#[test]
fn pts() {
    let points = points(300, CORNER);
    let file = write("a.pts", &write_text::pts(&points));
    let read = read(&file.path).unwrap();
    let keeps = Keeps { position: 1e-4, intensity: Some(1e-3), color: true, station: false, label: false };
    assert_same(&read, &points, keeps, "pts");
    assert_eq!((read.info.format, read.info.declared_points), (Format::Pts, Some(300)));
}

#[test]
fn ptx_with_poses() {
    let points = points(300, CORNER);
    // A quarter turn about z and a shift: site = (-y, x, z) + t, row vectors.
    let shift = [652_300.0, 6_861_200.0, 40.0];
    let turned = [[0.0, 1.0, 0.0, 0.0], [-1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [shift[0], shift[1], shift[2], 1.0]];
    let straight = [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [shift[0], shift[1], shift[2], 1.0]];
    let (first, second) = points.split_at(100);
    let back = |number: usize, p: [f64; 3]| {
        let d = [p[0] - shift[0], p[1] - shift[1], p[2] - shift[2]];
        if number == 0 { [d[1], -d[0], d[2]] } else { d }
    };
    let file = write("a.ptx", &write_text::ptx(&[(first, turned), (second, straight)], back));
    let read = read(&file.path).unwrap();
    let keeps = Keeps { position: 1e-5, intensity: Some(1e-5), color: true, station: false, label: false };
    assert_same(&read, &points, keeps, "ptx");
    assert_eq!(read.dropped.no_return, 300);
    assert_eq!(read.info.declared_points, Some(600));
    assert_eq!(read.info.stations.iter().map(|s| s.position).collect::<Vec<_>>(), [Some(shift); 2]);
    assert_eq!((read.all.station[99], read.all.station[100]), (0, 1));
    assert_eq!((read.all.row_col[5], read.all.row_col[105]), ([5, 0], [5, 0]));
    assert!(!read.has_note("pose_not_rotation") && !read.has_note("two_positions"));
}

#[test]
fn ply_in_every_encoding() {
    let points = points(300, CORNER);
    for encoding in ["ascii", "binary_little_endian", "binary_big_endian"] {
        for with_lists in [false, true] {
            let file = write("a.ply", &write_text::ply(&points, encoding, with_lists));
            let read = read(&file.path).unwrap_or_else(|e| panic!("{encoding}: {e}"));
            let position = if encoding == "ascii" { 1e-4 } else { 0.0 };
            let keeps = Keeps { position, intensity: Some(1e-6), color: true, station: false, label: true };
            assert_same(&read, &points, keeps, &format!("{encoding} {with_lists}"));
            assert_eq!(read.info.unit_source, UnitSource::File);
            assert!(read.has_note("elements_ignored"));
        }
    }
}

#[test]
fn pcd_in_every_encoding() {
    let points = points(70_000, CORNER);
    for encoding in ["ascii", "binary", "binary_compressed"] {
        let file = write("a.pcd", &write_text::pcd(&points, encoding));
        let read = read(&file.path).unwrap_or_else(|e| panic!("{encoding}: {e}"));
        let position = if encoding == "ascii" { 1e-4 } else { 0.0 };
        let keeps = Keeps { position, intensity: Some(1e-6), color: true, station: false, label: true };
        assert_same(&read, &points, keeps, encoding);
        assert_eq!(read.info.stations[0].position, Some([652_300.0, 6_861_200.0, 40.0]));
    }
}

fn any_points() -> impl Strategy<Value = Vec<Point>> {
    let axis = |corner: f64| (-200_000i64..200_000).prop_map(move |mm| corner + mm as f64 * 1e-3);
    let point = (axis(CORNER[0]), axis(CORNER[1]), axis(CORNER[2]), any::<u16>(), any::<[u8; 3]>(), 1u16..4, 0u8..12)
        .prop_map(|(x, y, z, intensity, color, _, label)| Point { position: [x, y, z], intensity, color, station: 1, label });
    prop::collection::vec(point, 1..200)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Every format keeps random points within its own resolution.
    #[test]
    fn random_points_survive(points in any_points()) {
        // Intensity ranges that a file does not state are guessed, and only right if they are used.
        let mut points = points;
        points[0].intensity = 65535;
        let exact = Keeps { position: 1e-9, intensity: Some(1e-5), color: true, station: false, label: false };
        let cases: [(&str, Vec<u8>, f64); 9] = [
            ("a.las", write_las::las(&points, 4, 7, false), 0.00051),
            ("a.laz", write_las::las(&points, 4, 7, true), 0.00051),
            ("b.laz", write_las::las(&points, 2, 3, true), 0.00051),
            ("a.e57", write_e57::e57(&[scan(Storage::Scaled, Some(POSE), points.clone())], &[]), 1.1e-4),
            ("b.e57", write_e57::e57(&[scan(Storage::Double, Some(POSE), points.clone())], &[]), 1e-8),
            ("a.ply", write_text::ply(&points, "binary_big_endian", true), 0.0),
            ("a.pcd", write_text::pcd(&points, "binary_compressed"), 0.0),
            ("b.pcd", write_text::pcd(&points, "ascii"), 1e-4),
            ("a.csv", write_text::xyz(&points, ",", Some("x,y,z,i,r,g,b")), 1e-4),
        ];
        for (name, bytes, position) in cases {
            let file = write(name, &bytes);
            let read = read(&file.path).unwrap();
            let label = name.ends_with("ply") || name.ends_with("pcd");
            let color = read.info.has_color;
            prop_assert!(color);
            if name.ends_with("las") || name.ends_with("laz") {
                // All colours dark is a case of its own: 8 bit or 16 bit cannot be told.
                prop_assume!(points.iter().any(|p| p.color.iter().any(|c| *c > 0)));
            }
            assert_same(&read, &points, Keeps { position, label, ..exact }, name);
        }
    }
}
