//! House rules as tests: arrows between crates, who may name which library, licences, and the form of every source file.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Who may depend on which other crate of the workspace. Stages know nouns, never each other; only the door knows all.
const ARROWS: [(&str, &[&str]); 12] = [
    ("shapes", &[]),
    ("cloud", &["shapes"]),
    ("plant", &["shapes", "cloud"]),
    ("ingest", &["cloud"]),
    ("net", &["shapes", "cloud", "plant"]),
    ("segment", &["shapes", "cloud", "plant"]),
    ("reconstruct", &["shapes", "cloud", "plant"]),
    ("pid", &["plant"]),
    ("compare", &["plant"]),
    ("report", &["cloud", "plant"]),
    ("truth", &["shapes", "cloud", "plant"]),
    ("cli", &["shapes", "cloud", "plant", "ingest", "net", "segment", "reconstruct", "pid", "compare", "report", "truth"]),
];

/// What tests and benches may use besides: the yardstick, which knows no stage, and the nouns.
const ARROWS_OF_TESTS: [&str; 4] = ["shapes", "cloud", "plant", "truth"];

/// Libraries that only some crates may name, so that the rest stays free of the format or the framework.
const HOMES: [(&str, &[&str]); 9] = [
    ("quick-xml", &["pid"]),
    ("burn", &["net"]),
    ("e57", &["ingest", "truth"]),
    ("las", &["ingest", "report", "truth"]),
    ("kiddo", &["cloud"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("toml", &["cli"]),
    ("pathfinding", &["compare"]),
];

/// Longest source file, in lines.
const MAX_LINES: usize = 600;

/// Words that have no place in the source, each with what to do instead. Split so that this file does not hold them.
const FORBIDDEN: [(&str, &str); 6] = [
    (concat!("TO", "DO"), "open an issue"),
    (concat!("FIX", "ME"), "open an issue"),
    (concat!("HA", "CK"), "say why it is so"),
    (concat!("dbg", "!("), "remove it"),
    (concat!("/wo", "rk/"), "no path of somebody's machine"),
    (concat!("/ho", "me/"), "no path of somebody's machine"),
];

/// What only tests may do: everything else returns an error, or a value and a note.
const FORBIDDEN_OUTSIDE_TESTS: [&str; 6] = [
    ".unwrap()",
    concat!(".expect", "(\""),
    concat!("panic", "!("),
    concat!("unreach", "able!("),
    concat!("todo", "!("),
    "unsafe ",
];

/// Places where one of these stands outside tests, each with the reason why it cannot happen.
const ALLOWED: [(&str, &str, &str); 1] =
    [("crates/truth/src/model/catalogue.rs", concat!(".expect", "(\""), "looks up a constant table, which is not empty")];

/// Only the door talks to the terminal.
const PRINTING: [&str; 4] = ["println!(", "eprintln!(", "print!(", "eprint!("];

#[test]
fn stages_know_nouns_and_never_each_other() {
    let mut wrong = Vec::new();
    for krate in crates() {
        let allowed = ARROWS.iter().find(|(name, _)| *name == krate.name).map(|(_, arrows)| *arrows);
        let Some(allowed) = allowed else {
            wrong.push(format!("crate {} is in no row of ARROWS: give it its place in the design first", krate.name));
            continue;
        };
        for to in krate.ours("dependencies").iter().chain(&krate.ours("build-dependencies")) {
            if !allowed.contains(&to.as_str()) {
                wrong.push(format!("{} must not depend on {to}", krate.name));
            }
        }
        for to in krate.ours("dev-dependencies") {
            if !allowed.contains(&to.as_str()) && !ARROWS_OF_TESTS.contains(&to.as_str()) {
                wrong.push(format!("tests of {} must not depend on {to}", krate.name));
            }
        }
    }
    assert_none(wrong);
}

#[test]
fn libraries_stay_in_their_homes() {
    let mut wrong = Vec::new();
    for krate in crates() {
        for dependency in krate.dependencies("dependencies") {
            let is = |library: &str| dependency == library || dependency.starts_with(&format!("{library}-"));
            if let Some((library, homes)) = HOMES.iter().find(|(library, _)| is(library))
                && !homes.contains(&krate.name.as_str())
            {
                wrong.push(format!("{} names {dependency}; only {} may name {library}", krate.name, homes.join(", ")));
            }
        }
    }
    assert_none(wrong);
}

#[test]
fn versions_and_lints_are_shared() {
    let mut wrong = Vec::new();
    for krate in crates() {
        for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for (name, spec) in krate.manifest.get(table).and_then(Value::as_object).into_iter().flatten() {
                if spec.get("workspace") != Some(&Value::Bool(true)) {
                    wrong.push(format!("{}: {name} has a version of its own; list it in the workspace", krate.name));
                }
            }
        }
        if krate.manifest.pointer("/lints/workspace") != Some(&Value::Bool(true)) {
            wrong.push(format!("{}: has no [lints] workspace = true", krate.name));
        }
    }
    assert_none(wrong);
}

#[test]
fn every_source_file_keeps_the_form() {
    let mut wrong = Vec::new();
    for path in sources() {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
        let lines = text.lines().count();
        if !text.starts_with("//! ") {
            wrong.push(format!("{name}: does not open with a sentence of purpose (//! ...)"));
        }
        if lines > MAX_LINES {
            wrong.push(format!("{name}: has {lines} lines; split it"));
        }
        for (word, instead) in FORBIDDEN {
            if text.contains(word) {
                wrong.push(format!("{name}: holds {word:?}: {instead}"));
            }
        }
        wrong.extend(outside_tests(&name, &text));
    }
    assert_none(wrong);
}

/// Breaches of the rules that hold outside tests, benches and examples.
fn outside_tests(name: &str, text: &str) -> Vec<String> {
    let is_test = !name.contains("/src/") || name.ends_with("tests.rs") || name.contains("/tests/");
    if is_test {
        return Vec::new();
    }
    let printing: &[&str] = if name.starts_with("crates/cli/") { &[] } else { &PRINTING };
    let mut wrong = Vec::new();
    for (idx, line) in text.lines().enumerate().take_while(|(_, line)| !line.trim_start().starts_with("#[cfg(test)]")) {
        let code = line.split("//").next().unwrap_or("");
        let allowed = |word: &str| ALLOWED.iter().any(|(file, what, _)| *file == name && *what == word);
        for word in FORBIDDEN_OUTSIDE_TESTS.iter().chain(printing).filter(|word| code.contains(**word) && !allowed(word)) {
            wrong.push(format!("{name}:{}: {word:?} outside tests", idx + 1));
        }
    }
    wrong
}

#[test]
fn third_party_licences_are_permissive() {
    let (allowed, exceptions) = (allowed_licences(), licence_exceptions());
    let mut wrong = Vec::new();
    for (name, licence) in built_packages() {
        let excepted = exceptions.iter().any(|(package, fine)| *package == name && permits(&licence, fine));
        if !excepted && !permits(&licence, &allowed) {
            wrong.push(format!("{name} has licence {licence:?}, which deny.toml does not allow"));
        }
    }
    assert_none(wrong);
}

#[test]
fn licence_expressions_are_read_right() {
    let allowed = BTreeSet::from(["MIT".to_string(), "Apache-2.0".to_string(), "Apache-2.0 WITH LLVM-exception".to_string()]);
    for (licence, fine) in [
        ("MIT", true),
        ("MIT OR GPL-3.0", true),
        ("MIT/Apache-2.0", true),
        ("MIT AND GPL-3.0", false),
        ("(MIT OR GPL-3.0) AND Apache-2.0", true),
        ("Apache-2.0 WITH LLVM-exception OR GPL-3.0", true),
        ("GPL-3.0", false),
        ("", false),
    ] {
        assert_eq!(permits(licence, &allowed), fine, "{licence}");
    }
}

#[test]
fn the_readme_names_the_test_command_that_ci_runs() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.contains("cargo test --release --workspace"), "README.md does not name the test command");
    let ci = std::fs::read_to_string(root().join(".ci/run")).unwrap();
    assert!(ci.contains("README.md"), ".ci/run does not take its commands from README.md");
}

/// An expression is fine if every part of a conjunction has an allowed alternative.
fn permits(licence: &str, allowed: &BTreeSet<String>) -> bool {
    let plain = licence.replace(['(', ')'], "").replace('/', " OR ");
    !plain.is_empty() && plain.split(" AND ").all(|part| part.split(" OR ").any(|one| allowed.contains(one.trim())))
}

fn allowed_licences() -> BTreeSet<String> {
    let deny = read_toml(&root().join("deny.toml"));
    let list = deny["licenses"]["allow"].as_array().unwrap();
    list.iter().filter_map(Value::as_str).map(str::to_string).collect()
}

/// Licences that single packages may have besides.
fn licence_exceptions() -> Vec<(String, BTreeSet<String>)> {
    let deny = read_toml(&root().join("deny.toml"));
    let list = deny["licenses"].get("exceptions").and_then(Value::as_array).cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().map(str::to_string);
    let allowed = |entry: &Value| entry["allow"].as_array().into_iter().flatten().filter_map(text).collect();
    list.iter().filter_map(|entry| Some((text(&entry["crate"])?, allowed(entry)))).collect()
}

/// Name and licence of every package that is built for this machine, tests included; not those of features that are off.
fn built_packages() -> BTreeSet<(String, String)> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let args = ["tree", "--workspace", "--locked", "--edges", "normal,build,dev", "--prefix", "none", "--format", "{p}|{l}"];
    let output = Command::new(cargo).args(args).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "cargo tree: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let package = |line: &str| {
        let (package, licence) = line.split_once('|')?;
        Some((package.split(' ').next()?.to_string(), licence.trim_end_matches(" (*)").to_string()))
    };
    let found: BTreeSet<_> = text.lines().filter_map(package).collect();
    assert!(found.len() > 100, "only {} packages found", found.len());
    found
}

/// A crate of the workspace and its manifest.
struct Crate {
    name: String,
    manifest: Value,
}

impl Crate {
    fn dependencies(&self, table: &str) -> Vec<String> {
        let own = self.manifest.get(table).and_then(Value::as_object);
        own.into_iter().flatten().map(|(name, _)| name.clone()).collect()
    }

    fn ours(&self, table: &str) -> Vec<String> {
        let names = self.dependencies(table);
        names.iter().filter_map(|name| name.strip_prefix("rosette-")).map(str::to_string).collect()
    }
}

fn crates() -> Vec<Crate> {
    let mut dirs: Vec<PathBuf> = std::fs::read_dir(root().join("crates")).unwrap().map(|entry| entry.unwrap().path()).collect();
    dirs.sort();
    let with_manifest = dirs.iter().filter(|dir| dir.join("Cargo.toml").exists());
    with_manifest
        .map(|dir| Crate {
            name: dir.file_name().unwrap().to_string_lossy().into_owned(),
            manifest: read_toml(&dir.join("Cargo.toml")),
        })
        .collect()
}

fn read_toml(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap();
    serde_json::to_value(toml::from_str::<toml::Table>(&text).unwrap()).unwrap()
}

/// Every Rust file of the workspace.
fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(&root().join("crates"), &mut found);
    collect(&root().join("tests"), &mut found);
    collect(&root().join("benches"), &mut found);
    assert!(found.len() > 50, "only {} source files found", found.len());
    found
}

fn collect(dir: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(dir).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn assert_none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
