//! The published schemas are current, and every file keeps to its own.

use super::case::Case;
use crate::*;
use serde_json::Value;
use std::path::Path;

#[test]
fn checked_in_schemas_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema");
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        write_schemas(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    }
    for (name, schema) in schemas() {
        let kept: Value = serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap_or_default()).unwrap_or_default();
        assert!(
            kept == *schema.as_value(),
            "schema/{name} is out of date; run the tests with UPDATE_SCHEMAS=1 and look at the change"
        );
    }
}

#[test]
fn outputs_keep_to_their_schemas() {
    for case in [Case::full(), Case::reviewed(), Case::without_drawing(), Case::empty(), Case::hostile()] {
        let dir = tempfile::tempdir().unwrap();
        write_asbuilt(dir.path(), &case.inputs()).unwrap();
        write_match(dir.path(), &case.inputs()).unwrap();
        write_findings(dir.path(), &case.inputs()).unwrap();
        write_run(dir.path(), &case.inputs()).unwrap();
        write_schemas(dir.path()).unwrap();
        for name in ["asbuilt", "match", "findings", "run"] {
            let read =
                |path: String| -> Value { serde_json::from_slice(&std::fs::read(dir.path().join(path)).unwrap()).unwrap() };
            let validator = jsonschema::validator_for(&read(format!("schema/{name}.schema.json"))).unwrap();
            let file = read(format!("{name}.json"));
            let errors: Vec<String> = validator.iter_errors(&file).map(|e| e.to_string()).collect();
            assert!(errors.is_empty(), "{name}.json: {errors:?}");
            let mut broken = file.clone();
            broken["schema"] = Value::from("rosette.other/1");
            assert!(!validator.is_valid(&broken), "{name}: the schema must tell files apart");
        }
    }
}

#[test]
fn numbers_that_are_not_finite_are_confessed() {
    let mut case = Case::full();
    case.scanned.elements[0].evidence.position[0] = f64::NAN;
    let document = AsBuilt::new(case.inputs().scanned, "ASME B36.10");
    assert_eq!(document.objects[0].position[0], 0.0);
    assert!(document.objects[0].reasons.iter().any(|r| r.contains("not finite")));
}
