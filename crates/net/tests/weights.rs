//! Weights files: round trips, and files that are damaged or made to harm.

use rosette_net::device::device;
use rosette_net::fresh::seeded;
use rosette_net::point::{Architecture, PointModel, PointSettings};
use rosette_net::{BodyNet, Kinds, NetError, PointNet};

fn small() -> PointNet {
    let architecture = Architecture { stem: 8, widths: vec![8, 8, 8, 8], blocks: 1 };
    let model = seeded(PointModel::new(&architecture, &device()), 1);
    PointNet::new(PointSettings::new(architecture), model)
}

fn problem(bytes: Vec<u8>) -> String {
    match PointNet::from_bytes("file", bytes) {
        Err(NetError::Weights { problem, .. }) => problem,
        other => panic!("accepted: {other:?}"),
    }
}

/// A file of a header and data.
fn file(header: &str, data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), data].concat()
}

#[test]
fn a_net_comes_back_as_it_was() {
    let net = small();
    let bytes = net.to_bytes().unwrap();
    let back = PointNet::from_bytes("file", bytes.clone()).unwrap();
    assert_eq!(back.settings, net.settings);
    assert!(back.to_bytes().unwrap() == bytes, "the bytes differ");
}

#[test]
fn damaged_files_are_refused() {
    let good = small().to_bytes().unwrap();
    let changed = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        bytes
    };
    assert!(problem(changed(good.len() - 1)).contains("hash"));
    for cut in [0, 7, 8, 100, good.len() - 1] {
        problem(good[..cut].to_vec());
    }
    assert!(problem([good.clone(), vec![0]].concat()).contains("hash"));
}

#[test]
fn headers_that_lie_are_refused() {
    let huge = u64::MAX.to_le_bytes().to_vec();
    assert!(problem(huge).contains("does not fit"));
    assert!(problem(file("no json", &[])).contains("no JSON"));
    assert!(problem(file("{}", &[])).contains("rosette"));
    assert!(problem(file(r#"{"__metadata__":{"rosette":"7"}}"#, &[])).contains("damaged"));
    let empty_hash = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
    let entry = |format: u32, kind: &str, settings: &str| {
        format!(r#"{{\"format\":{format},\"kind\":\"{kind}\",\"blake3\":\"{empty_hash}\",\"settings\":{settings}}}"#)
    };
    let with = |entry: &str, tensors: &str| file(&format!(r#"{{"__metadata__":{{"rosette":"{entry}"}}{tensors}}}"#), &[]);
    assert!(problem(with(&entry(99, "point-net", "{}"), "")).contains("format 99"));
    assert!(problem(with(&entry(1, "body-net", "{}"), "")).contains("not a point-net"));
    assert!(problem(with(&entry(1, "point-net", "{}"), "")).contains("settings"));
    let tensor = |shape: &str, offsets: &str| format!(r#","t":{{"dtype":"F32","shape":{shape},"data_offsets":{offsets}}}"#);
    for (shape, offsets) in
        [("[4]", "[0,16]"), ("[0]", "[0,16]"), ("[4294967295,4294967295,4294967295]", "[0,0]"), ("[1]", "[4,0]")]
    {
        assert!(
            problem(with(&entry(1, "point-net", "{}"), &tensor(shape, offsets))).contains("does not fit"),
            "{shape} {offsets}"
        );
    }
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let refused = |change: fn(&mut PointSettings)| {
        let mut net = small();
        change(&mut net.settings);
        problem(net.to_bytes().unwrap())
    };
    assert!(refused(|s| s.temperature = 0.0).contains("temperature"));
    assert!(refused(|s| s.temperature = f32::INFINITY).len() > 5);
    assert!(refused(|s| s.cell = 1e-9).contains("cells"));
    assert!(refused(|s| s.classes.reverse()).contains("classes"));
    assert!(refused(|s| s.architecture.stem = 1_000_000).contains("no net"));
    assert!(refused(|s| s.architecture.stem = 16).contains("is needed"));
    assert!(refused(|s| s.architecture.blocks = 0).contains("another net"));
}

#[test]
fn nets_are_not_mixed_up() {
    let bytes = small().to_bytes().unwrap();
    assert!(
        matches!(BodyNet::from_bytes("file", bytes), Err(NetError::Weights { problem, .. }) if problem.contains("point-net"))
    );
}

fn kinds(entries: &[(&str, &str)]) -> Kinds {
    Kinds::from_table(&entries.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect()).unwrap()
}

/// The small net with kinds of one's own, and its bytes.
fn small_with_kinds() -> (PointNet, Vec<u8>) {
    let architecture = Architecture { stem: 8, widths: vec![8, 8, 8, 8], blocks: 1 };
    let kinds = kinds(&[("hydrant", "valve"), ("compressor", "pump")]);
    let model = seeded(PointModel::new(&architecture, &device()).with_kinds(kinds.len(), &device()), 1);
    let net = PointNet::new(PointSettings { kinds, ..PointSettings::new(architecture) }, model);
    let bytes = net.to_bytes().unwrap();
    (net, bytes)
}

#[test]
fn a_net_with_kinds_of_ones_own_comes_back_as_it_was() {
    let (net, bytes) = small_with_kinds();
    let back = PointNet::from_bytes("file", bytes.clone()).unwrap();
    assert_eq!(back.settings, net.settings);
    assert!(back.to_bytes().unwrap() == bytes, "the bytes differ");
    let text = String::from_utf8_lossy(&bytes[..4000]).into_owned();
    assert!(text.contains(r#"\"format\":2"#) && text.contains(r#"{\"name\":\"hydrant\",\"parent\":\"valve\"}"#), "{text}");
}

#[test]
fn shipped_weights_are_written_as_they_are_read() {
    for (name, bytes) in [
        ("point-net", PointNet::shipped().unwrap().to_bytes().unwrap()),
        ("body-net", BodyNet::shipped().unwrap().to_bytes().unwrap()),
    ] {
        let at = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../models/{name}.safetensors"));
        assert!(bytes == std::fs::read(at).unwrap(), "{name}: weights without kinds have another form than before");
    }
}

/// The bytes with another text in the metadata.
fn with_metadata(bytes: &[u8], change: impl Fn(&mut serde_json::Value)) -> Vec<u8> {
    let length = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    let (header, data) = bytes[8..].split_at(length);
    let mut header: serde_json::Value = serde_json::from_slice(header).unwrap();
    let mut entry = serde_json::from_str(header["__metadata__"]["rosette"].as_str().unwrap()).unwrap();
    change(&mut entry);
    header["__metadata__"]["rosette"] = entry.to_string().into();
    file(&header.to_string(), data)
}

#[test]
fn kinds_that_make_no_sense_are_refused() {
    let (_, good) = small_with_kinds();
    let kind = |name: &str, parent: &str| serde_json::json!({"name": name, "parent": parent});
    let check = |kinds: Vec<serde_json::Value>, says: &str| {
        let said = problem(with_metadata(&good, |entry| entry["settings"]["kinds"] = kinds.clone().into()));
        assert!(said.contains(says), "{says}: {said}");
    };
    PointNet::from_bytes("file", with_metadata(&good, |_| ())).unwrap();
    check((0..5000).map(|i| kind(&format!("kind {i}"), "valve")).collect(), "5000 kinds of one's own are too many");
    check(vec![kind("hydrant", "windmill"), kind("compressor", "pump")], "windmill");
    check(vec![kind("hydrant", "unclassified"), kind("compressor", "pump")], "no class to be a kind of");
    check(vec![kind("hydrant", "valve"), kind("hydrant", "pump")], "named twice");
    check(vec![kind("pump", "valve"), kind("hydrant", "valve")], "cannot be called \"pump\"");
    check(vec![kind("", "valve"), kind("hydrant", "valve")], "cannot be called");
    check(vec![kind("<img src=x>", "valve"), kind("hydrant", "valve")], "cannot be called");
    check(vec![serde_json::json!({"name": "hydrant", "parent": "valve", "more": 1})], "damaged");
    check(vec![kind("hydrant", "valve")], "is needed");
    check(vec![], "does not go with 0 kinds");
    let said = problem(with_metadata(&good, |entry| entry["format"] = 1.into()));
    assert!(said.contains("format 1, which does not go with 2 kinds"), "{said}");
    let plain = small().to_bytes().unwrap();
    let said = problem(with_metadata(&plain, |entry| {
        entry["format"] = 2.into();
        entry["settings"]["kinds"] = vec![kind("hydrant", "valve")].into();
    }));
    assert!(said.contains("tensor kind") && said.contains("has none"), "{said}");
}
