//! What the tests share: the program, the fixture, and folders compared byte by byte.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use tempfile::TempDir;

/// The program under test.
pub fn rosette() -> Command {
    let mut command = Command::new(program());
    command.stdin(Stdio::null());
    command
}

/// A copy of the program, so that a build that is going on beside the tests does not change it under them.
pub fn program() -> &'static Path {
    static COPY: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = COPY.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("rosette");
        std::fs::copy(env!("CARGO_BIN_EXE_rosette"), &path).unwrap();
        (dir, path)
    });
    path
}

/// A file of the fixture plant.
pub fn fixture(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/plant-s").join(name);
    path.canonicalize().unwrap_or_else(|err| panic!("{}: {err}", path.display()))
}

/// The fixture's scan, whatever its format.
pub fn fixture_scan() -> PathBuf {
    let dir = fixture(".");
    let mut scans: Vec<PathBuf> = std::fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    scans.retain(|path| path.file_stem().is_some_and(|stem| stem == "scan"));
    scans.sort();
    scans.into_iter().next().expect("the fixture has a scan")
}

/// `rosette run` on the fixture into `out`.
pub fn run_fixture(out: &Path) -> Command {
    let mut command = rosette();
    command.arg("run").arg(fixture_scan()).arg("--pid").arg(fixture("pid.xml")).arg("--out").arg(out);
    command
}

/// A finished run on the fixture, made once for all tests: to look at, and to compare with.
pub fn whole_run() -> &'static Path {
    static WHOLE: OnceLock<TempDir> = OnceLock::new();
    let dir = WHOLE.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        expect(run_fixture(dir.path()), 0);
        dir
    });
    dir.path()
}

/// A copy of the finished run, to work in.
pub fn copy_of_whole_run() -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    copy_folder(whole_run(), copy.path());
    copy
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let place = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &place);
        } else {
            std::fs::copy(&path, &place).unwrap();
        }
    }
}

/// Runs a command and checks its exit code; gives what it said on standard error.
pub fn expect(mut command: Command, code: i32) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(code), "{command:?}\n{}", said(&output));
    let text = said(&output);
    assert!(!text.contains("panicked") && !text.contains("bug in rosette"), "{text}");
    text
}

/// Both outputs of a command as text.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Hash of every file of a run by its name, without `run.json`, whose timings differ from run to run.
pub fn contents(run: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    gather(run, run, &mut found);
    found.remove("run.json");
    found
}

fn gather(root: &Path, dir: &Path, found: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            found.insert(name, blake3::hash(&std::fs::read(&path).unwrap()).to_hex().to_string());
        }
    }
}

/// Checks that two run folders hold the same files with the same bytes, and `run.json` the same but for its timings.
pub fn assert_same_run(a: &Path, b: &Path) {
    assert_same(a, b, |_| true);
}

/// The same for what a run is made for; what it keeps for resuming may differ.
pub fn assert_same_outputs(a: &Path, b: &Path) {
    assert_same(a, b, |name| !name.starts_with("work/"));
}

fn assert_same(a: &Path, b: &Path, wanted: impl Fn(&str) -> bool) {
    let [mut left, mut right] = [contents(a), contents(b)];
    left.retain(|name, _| wanted(name));
    right.retain(|name, _| wanted(name));
    assert_eq!(left.keys().collect::<Vec<_>>(), right.keys().collect::<Vec<_>>());
    let differing: Vec<&String> = left.keys().filter(|name| left[*name] != right[*name]).collect();
    assert!(differing.is_empty(), "these files differ: {differing:?}");
    assert_eq!(run_without_timings(a), run_without_timings(b));
}

/// `run.json` without what may differ.
pub fn run_without_timings(run: &Path) -> serde_json::Value {
    let mut value = json(&run.join("run.json"));
    value.as_object_mut().unwrap().remove("timings");
    value
}

/// A JSON file.
pub fn json(path: &Path) -> serde_json::Value {
    let bytes = std::fs::read(path).unwrap_or_else(|err| panic!("{}: {err}", path.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|err| panic!("{}: {err}", path.display()))
}

/// `name.json` of a folder keeps to the schema that was written with it.
pub fn fits_its_schema(dir: &Path, name: &str) {
    let schema = json(&dir.join(format!("schema/{name}.schema.json")));
    let document = json(&dir.join(format!("{name}.json")));
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&document).map(|err| err.to_string()).take(5).collect();
    assert!(errors.is_empty(), "{name}.json: {errors:?}");
}

/// A small scan of a vertical pipe that any machine reads in no time, as XYZ text.
pub fn small_scan(path: &Path) {
    let mut text = String::new();
    for step in 0..400 {
        for turn in 0..60 {
            let angle = f64::from(turn) * std::f64::consts::TAU / 60.0;
            let (x, y, z) = (0.05715 * angle.cos(), 0.05715 * angle.sin(), f64::from(step) * 0.005);
            text.push_str(&format!("{x:.5} {y:.5} {z:.5}\n"));
        }
    }
    std::fs::write(path, text).unwrap();
}
