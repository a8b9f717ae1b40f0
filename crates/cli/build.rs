//! Gives each stage a fingerprint of the code that makes its results, so that kept results of other code are not reused.

use std::path::{Path, PathBuf};

/// Crates whose source decides what a stage yields: itself and the nouns below it.
const STAGES: [(&str, &[&str]); 7] = [
    ("INGEST", &["ingest", "cloud", "shapes"]),
    ("PID", &["pid", "plant", "cloud", "shapes"]),
    ("COMPONENTS", &["segment", "reconstruct", "net", "plant", "cloud", "shapes"]),
    ("CONNECT", &["reconstruct", "plant", "cloud", "shapes"]),
    ("COMPARE", &["compare", "plant", "cloud", "shapes"]),
    ("REPORT", &["report", "plant", "cloud", "shapes"]),
    ("REDLINES", &["cli/src/corrections", "pid", "plant"]),
];

fn main() {
    let crates = Path::new("..");
    let lock = std::fs::read(crates.join("../Cargo.lock")).unwrap_or_default();
    for (stage, names) in STAGES {
        let mut hash = fnv(OFFSET, &lock);
        for name in names {
            for file in sources(&folder(crates, name)) {
                hash = fnv(hash, &std::fs::read(&file).unwrap_or_default());
            }
        }
        if names.contains(&"net") {
            for file in sources(&crates.join("../models")) {
                hash = fnv(hash, &std::fs::read(&file).unwrap_or_default());
            }
        }
        println!("cargo:rustc-env=ROSETTE_CODE_{stage}={hash:016x}");
    }
    for name in ["shapes", "cloud", "plant", "ingest", "segment", "reconstruct", "net", "pid", "compare", "report"] {
        println!("cargo:rerun-if-changed=../{name}/src");
    }
    println!("cargo:rerun-if-changed=../../models");
    println!("cargo:rerun-if-changed=src/corrections");
    println!("cargo:rerun-if-changed=../../Cargo.lock");
}

/// Sources of a crate, or of a part of one.
fn folder(crates: &Path, name: &str) -> PathBuf {
    if name.contains('/') { crates.join(name) } else { crates.join(name).join("src") }
}

/// All files below `dir`, in a fixed order.
fn sources(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = std::fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { found.extend(sources(&path)) } else { found.push(path) }
    }
    found
}

/// Offset basis of 64-bit FNV-1a.
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, 64 bit: enough to tell two versions of the source apart, and no dependency of the build script.
fn fnv(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
