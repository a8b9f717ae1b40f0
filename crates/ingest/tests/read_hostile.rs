//! Hostile and damaged files: an error or a usable rest with a note; never a panic, a hang, or memory a header asked for.
#![allow(clippy::unwrap_used)]

mod read_support;

use read_support::write_e57::{Scan, Storage};
use read_support::*;
use rosette_ingest::read::{Format, OpenOptions, ReadError, extract_pictures};
use std::time::{Duration, Instant};

/// No small file may take longer.
const TIME_MAX: Duration = Duration::from_secs(5);
/// Growth of the process's memory over a test with small files, kB: real, and with address space reserved for threads.
const REAL_MAX_KB: u64 = 150_000;
const VIRTUAL_MAX_KB: u64 = 2_500_000;

/// (VmHWM, VmPeak) of this process in kB; zeros where the system does not tell.
fn memory() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let value = |key: &str| {
        status
            .lines()
            .find(|line| line.starts_with(key))
            .and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
            .unwrap_or(0)
    };
    (value("VmHWM:"), value("VmPeak:"))
}

/// Runs work on small files and holds it to its bounds.
fn bounded(work: impl FnOnce()) {
    let before = memory();
    work();
    let after = memory();
    assert!(after.0 - before.0 < REAL_MAX_KB, "memory grew by {} kB", after.0 - before.0);
    assert!(after.1 - before.1 < VIRTUAL_MAX_KB, "address space grew by {} kB", after.1 - before.1);
}

/// Reads a file that may be anything; what it gives must be consistent.
fn survive(name: &str, bytes: &[u8]) -> Result<Read, ReadError> {
    let file = write(name, bytes);
    let start = Instant::now();
    let outcome = read(&file.path);
    if name.ends_with("e57") {
        let _ = extract_pictures(&file.path, &file.path.with_extension("pictures"));
    }
    assert!(start.elapsed() < TIME_MAX, "{name} took {:?}", start.elapsed());
    match &outcome {
        Ok(read) => assert!(read.all.positions.iter().flatten().all(|c| c.is_finite() && c.abs() < 1e8)),
        Err(error) => assert!(error.to_string().contains(name), "{error}"),
    }
    outcome
}

/// One sound file of every format and encoding.
fn sound(n: usize) -> Vec<(&'static str, Vec<u8>)> {
    let points = points(n, CORNER);
    let scan = |storage| Scan { storage, pose: None, points: points.clone(), invalid_every: 7 };
    let matrix = [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]];
    vec![
        ("a.las", write_las::las(&points, 2, 3, false)),
        ("b.las", write_las::las(&points, 4, 8, false)),
        ("a.laz", write_las::las(&points, 2, 3, true)),
        ("b.laz", write_las::las(&points, 4, 7, true)),
        ("c.laz", write_las::copc(&points)),
        ("a.e57", write_e57::e57(&[scan(Storage::Scaled), scan(Storage::Double)], &[vec![1, 2, 3]])),
        ("a.ply", write_text::ply(&points, "ascii", true)),
        ("b.ply", write_text::ply(&points, "binary_little_endian", true)),
        ("c.ply", write_text::ply(&points, "binary_big_endian", false)),
        ("a.pcd", write_text::pcd(&points, "ascii")),
        ("b.pcd", write_text::pcd(&points, "binary")),
        ("c.pcd", write_text::pcd(&points, "binary_compressed")),
        ("a.pts", write_text::pts(&points)),
        ("a.ptx", write_text::ptx(&[(&points, matrix), (&points, matrix)], |_, p| p)),
        ("a.xyz", write_text::xyz(&points, " ", None)),
        ("a.csv", write_text::xyz(&points, ",", Some("x,y,z,i,r,g,b"))),
    ]
}

#[test]
fn truncated_anywhere() {
    bounded(|| {
        for (name, bytes) in sound(200) {
            let n_whole = survive(name, &bytes).unwrap().all.len();
            let step = (bytes.len() / 60).max(1);
            for len in (0..bytes.len()).step_by(step) {
                // A table without a count cannot tell that rows are missing.
                if let (Ok(read), false) = (survive(name, &bytes[..len]), ["a.xyz", "a.csv"].contains(&name)) {
                    let said = read.dropped.undecodable > 0 || read.all.len() == n_whole;
                    assert!(said, "{name} cut at {len}: {} of {n_whole} points, and nothing said", read.all.len());
                }
            }
        }
    });
}

#[test]
fn truncated_files_give_their_rest_with_a_note() {
    for (name, bytes) in sound(2000) {
        // The description of an E57 is at its end; COPC and layered LAZ of one chunk end with it.
        if ["a.e57", "b.laz", "c.laz", "c.pcd", "a.xyz", "a.csv"].contains(&name) {
            continue;
        }
        let read = survive(name, &bytes[..bytes.len() * 3 / 4]).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(read.all.len() > 500, "{name}: {} points", read.all.len());
        assert!(read.dropped.undecodable > 0, "{name}: {:?}", read.dropped);
        assert!(read.has_note("undecodable_points"), "{name}: {:?}", read.info.warnings);
    }
}

#[test]
fn truncated_laz_of_many_chunks_gives_the_chunks_that_are_there() {
    let points = points(150_000, CORNER);
    for format in [3, 7] {
        let bytes = write_las::las(&points, if format == 3 { 2 } else { 4 }, format, true);
        let read = survive("a.laz", &bytes[..bytes.len() * 3 / 4]).unwrap();
        assert!((100_000..120_000).contains(&read.all.len()), "format {format}: {} points", read.all.len());
        assert_eq!(read.all.len() as u64 + read.dropped.undecodable, 150_000);
        let off = (read.all.positions[99_999][0] - points[99_999].position[0]).abs();
        assert!(off < 0.001, "format {format}: {off}");
    }
}

#[test]
fn a_damaged_chunk_loses_only_itself() {
    let points = points(150_000, CORNER);
    let mut bytes = write_las::las(&points, 4, 7, true);
    let (from, to) = (bytes.len() / 3, bytes.len() * 5 / 12);
    bytes[from..to].fill(0xff);
    match survive("a.laz", &bytes) {
        Ok(read) => assert!(read.all.len() as u64 + read.dropped.total() == 150_000, "{:?}", read.dropped),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_damaged_page_of_an_e57_loses_only_its_scan() {
    let scan = |n| Scan { storage: Storage::Double, pose: None, points: points(n, CORNER), invalid_every: 0 };
    let mut bytes = write_e57::e57(&[scan(3000), scan(3000)], &[]);
    let at = bytes.len() / 3;
    bytes[at] ^= 0x55;
    let read = survive("a.e57", &bytes).unwrap();
    assert!((3000..6000).contains(&read.all.len()));
    assert_eq!(read.all.len() as u64 + read.dropped.undecodable, 6000);
    assert!(read.has_note("damaged_scan"));
    assert_eq!(read.info.stations.len(), 2);
}

#[test]
fn flipped_bytes_anywhere() {
    bounded(|| {
        for (name, bytes) in sound(60) {
            let header = bytes.len().min(500);
            let rest = (bytes.len() - header) / 60;
            let places = (0..header).chain((header..bytes.len()).step_by(rest.max(1)));
            for at in places {
                let mut damaged = bytes.clone();
                damaged[at] ^= [0xff, 0x80, 0x01][at % 3];
                let _ = survive(name, &damaged);
            }
        }
    });
}

#[test]
fn absurd_numbers_in_las_headers() {
    bounded(|| {
        // (offset, width): header size, point offset, VLR count, format, record length, counts, first EVLR, EVLR count.
        let fields = [(94, 2), (96, 4), (100, 4), (104, 1), (105, 2), (107, 4), (235, 8), (243, 4), (247, 8)];
        for (name, bytes) in sound(60).into_iter().filter(|(name, _)| name.ends_with("las") || name.ends_with("laz")) {
            for (at, width) in fields {
                for value in [0u64, 1, 0x7f, 0xffff, 0x7fff_ffff, u64::MAX, u64::MAX / 2] {
                    let mut damaged = bytes.clone();
                    damaged[at..at + width].copy_from_slice(&value.to_le_bytes()[..width]);
                    let _ = survive(name, &damaged);
                }
            }
            // Every word of the laszip record and of the chunk table.
            let start = u32::from_le_bytes(bytes[96..100].try_into().unwrap()) as usize;
            for at in (start - 60..start + 16).chain(bytes.len() - 40..bytes.len() - 8) {
                for value in [0u64, u64::MAX, 0x7fff_ffff] {
                    let mut damaged = bytes.clone();
                    damaged[at..at + 8].copy_from_slice(&value.to_le_bytes());
                    let _ = survive(name, &damaged);
                }
            }
        }
    });
}

#[test]
fn absurd_counts_in_words() {
    bounded(|| {
        let max = u64::MAX.to_string();
        let replace = |bytes: &[u8], from: &str, to: &str| {
            let at = bytes.windows(from.len()).position(|w| w == from.as_bytes()).unwrap_or_else(|| panic!("no {from}"));
            [&bytes[..at], to.as_bytes(), &bytes[at + from.len()..]].concat()
        };
        for (name, bytes) in sound(60) {
            let cases: Vec<(&str, String)> = match &name[2..] {
                "ply" => vec![
                    ("element vertex 60", format!("element vertex {max}")),
                    ("element camera 2", format!("element camera {max}")),
                    ("element camera 2\n", format!("element empty {max}\nelement camera 2\n")),
                    ("property double z", "property list double double z".into()),
                    ("property float f", "property list double double f".into()),
                ],
                "pcd" => vec![
                    ("POINTS 60", format!("POINTS {max}")),
                    ("WIDTH 60", format!("WIDTH {max}")),
                    ("COUNT 3", format!("COUNT {max}")),
                    ("COUNT 3", "COUNT 4000000000".into()),
                    ("HEIGHT 1", "HEIGHT 0".into()),
                ],
                "pts" => vec![("60\r", format!("{max}\r"))],
                "ptx" => {
                    vec![("2\n60\n", format!("{max}\n{max}\n")), ("2\n60\n", "0\n0\n".into()), ("2\n60\n", format!("{max}\n0\n"))]
                }
                _ => continue,
            };
            for (from, to) in cases {
                let _ = survive(name, &replace(&bytes, from, &to));
            }
        }
    });
}

#[test]
fn absurd_e57_descriptions() {
    bounded(|| {
        let scan = Scan { storage: Storage::Scaled, pose: None, points: points(60, CORNER), invalid_every: 0 };
        let bytes = write_e57::e57(&[scan], &[vec![1; 40]]);
        let cases = [
            ("recordCount=\"60\"", "recordCount=\"18446744073709551615\""),
            ("recordCount=\"60\"", "recordCount=\"0\""),
            ("minimum=\"-1099511627776\"", "minimum=\"1099511627776\""),
            ("length=\"40\"", "length=\"18446744073709551615\""),
            ("length=\"40\"", "length=\"4294967296\""),
            ("fileOffset=\"48\"", "fileOffset=\"18446744073709551615\""),
            ("fileOffset=\"48\"", "fileOffset=\"1023\""),
            ("<w type=\"Float\">1", "<w type=\"Float\">NaN"),
        ];
        for (from, to) in cases {
            let _ = survive("a.e57", &edit_xml(&bytes, from, to));
        }
        for at in (16..48).step_by(8) {
            for value in [0, 1, 1024, u64::MAX, u64::MAX / 2, 50 << 20] {
                let mut damaged = bytes.clone();
                damaged[at..at + 8].copy_from_slice(&value.to_le_bytes());
                let _ = survive("a.e57", &damaged);
            }
        }
    });
}

/// Replaces text in the description and pages the file anew, with right checksums. Assumes the description is last.
fn edit_xml(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let word = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as usize;
    let (xml_at, xml_len) = (word(24) / 1024 * 1020 + word(24) % 1024, word(32));
    let mut payload: Vec<u8> = bytes.chunks_exact(1024).flat_map(|page| page[..1020].to_vec()).collect();
    let xml = String::from_utf8(payload[xml_at..xml_at + xml_len].to_vec()).unwrap();
    let edited = xml.replacen(from, to, 1);
    payload.truncate(xml_at);
    payload.extend(edited.bytes());
    payload[32..40].copy_from_slice(&(edited.len() as u64).to_le_bytes());
    payload.resize(payload.len().div_ceil(1020) * 1020, 0);
    let pages = payload.len() / 1020;
    payload[16..24].copy_from_slice(&(pages as u64 * 1024).to_le_bytes());
    payload.chunks_exact(1020).flat_map(|page| [page, &crc32c(page).to_be_bytes()].concat()).collect()
}

fn crc32c(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0x82F6_3B78 * (crc & 1))))
}

#[test]
fn edited_descriptions_are_read() {
    let scan = Scan { storage: Storage::Double, pose: None, points: points(60, CORNER), invalid_every: 0 };
    let bytes = write_e57::e57(&[scan], &[]);
    assert_eq!(survive("a.e57", &edit_xml(&bytes, "Station 0", "Another")).unwrap().info.stations[0].name, "Another");
    let read = survive("a.e57", &edit_xml(&bytes, "recordCount=\"60\"", "recordCount=\"1000000000000\"")).unwrap();
    assert_eq!((read.all.len(), read.dropped.undecodable), (60, 999_999_999_940));
}

#[test]
fn nan_and_far_points_are_dropped_and_counted() {
    let text = "x y z\n1 2 3\nnan 2 3\n1 inf 3\n1e9 2 3\n4 5 6\n1 2\nword 2 3\n";
    let read = survive("a.xyz", text.as_bytes()).unwrap();
    assert_eq!(read.all.positions, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    assert_eq!((read.dropped.nan, read.dropped.out_of_bounds, read.dropped.undecodable), (2, 1, 2));
    for kind in ["nan_points_dropped", "far_points_dropped", "undecodable_points", "bad_rows"] {
        assert!(read.has_note(kind), "{kind}");
    }
    let mut bytes = write_text::pcd(&points(3, CORNER), "binary");
    let body = bytes.windows(12).position(|w| w == b"DATA binary\n").unwrap() + 12;
    bytes[body + 12..body + 20].copy_from_slice(&f64::NAN.to_le_bytes());
    let read = survive("a.pcd", &bytes).unwrap();
    assert_eq!((read.all.len(), read.all.color.len(), read.dropped.nan), (2, 2, 1));
}

#[test]
fn a_wrong_extension_is_said_and_read() {
    let files = sound(20);
    let bytes = |name: &str| files.iter().find(|(n, _)| *n == name).unwrap().1.clone();
    for (real, wrong) in [("a.laz", "a.e57"), ("a.e57", "a.laz"), ("a.ply", "a.xyz"), ("b.pcd", "b.ply"), ("a.ptx", "a.pts")] {
        let read = survive(wrong, &bytes(real)).unwrap_or_else(|e| panic!("{real} as {wrong}: {e}"));
        assert!(read.has_note("wrong_extension"), "{real} as {wrong}");
        assert!(read.all.len() >= 17);
    }
    // A missing extension is no mismatch.
    assert!(!survive("scan", &bytes("a.e57")).unwrap().has_note("wrong_extension"));
    let forced = write("a.dat", b"1 2 3\n4 5 6\n");
    let read = read_with(&forced.path, &OpenOptions { format: Some(Format::Xyz), ..OpenOptions::default() }, 10).unwrap();
    assert_eq!(read.all.len(), 2);
}

#[test]
fn what_is_no_scan_is_refused_with_a_remedy() {
    let long = "1 2 3 ".repeat(30_000);
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    let cases: [(&str, &[u8], &str); 9] = [
        ("a.e57", b"", "empty"),
        ("a.laz", b"hello world\n", "named as LAS/LAZ"),
        ("a.xyz", b"hello world\nthis is prose\n", "without columns"),
        ("a.png", &png, "not a scan format"),
        ("a.xyz", b"652310,21 6861204,77 38,10\n652311,21 6861205,77 38,11\n", "decimal commas"),
        ("a.csv", b"x;y;z\n652310,21;6861204,77;38,10\n", "decimal commas"),
        ("a.xyz", long.as_bytes(), "longer than"),
        ("a.ply", b"ply\nformat ascii 1.0\nelement face 1\nproperty int a\nend_header\n1\n", "no vertex"),
        ("a.pcd", b"VERSION 0.7\nFIELDS a b\nSIZE 4 4\nTYPE F F\nCOUNT 1 1\nWIDTH 1\nDATA ascii\n1 2\n", "x, y and z"),
    ];
    for (name, bytes, part) in cases {
        let error = survive(name, bytes).err().unwrap_or_else(|| panic!("{name} was read")).to_string();
        assert!(error.contains(part), "{name}: {error}");
    }
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(read(folder.path()), Err(ReadError::NotAFile { .. })));
    assert!(matches!(read(&folder.path().join("none.e57")), Err(ReadError::Io { .. })));
}

#[test]
fn files_without_points_say_so() {
    for (name, bytes) in sound(0) {
        if let Ok(read) = survive(name, &bytes) {
            assert!(read.all.is_empty() && read.has_note("no_points"), "{name}: {:?}", read.info.warnings);
        }
    }
}
