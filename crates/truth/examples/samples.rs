//! Scans single components in bulk: `cargo run --release -p rosette-truth --example samples -- --count 500 --out DIR [--family NAME] [--seed N]`
//!
//! Writes `samples.bin`: all points as x, y, z, intensity (f32, component's centre is the origin), then class code and
//! own (u8 each), 18 bytes a point, little-endian; and `samples.json`: family, class, subtype, dn, od, axis, up, first point and
//! number of points of every sample.

use rayon::prelude::*;
use rosette_truth::{Sample, component_sample, families};
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut out, mut count, mut first, mut wanted) = (PathBuf::from("samples"), 100u64, 0u64, None);
    for pair in std::env::args().skip(1).collect::<Vec<_>>().chunks(2) {
        let [key, value] = pair else { return Err(format!("{} needs a value", pair[0]).into()) };
        match key.as_str() {
            "--out" => out = value.into(),
            "--count" => count = value.parse()?,
            "--seed" => first = value.parse()?,
            "--family" => wanted = Some(value.clone()),
            _ => return Err(format!("{key}: not known; see the head of this example").into()),
        }
    }
    std::fs::create_dir_all(&out)?;
    let names: Vec<&str> = families().into_iter().map(|f| f.0).filter(|n| wanted.as_deref().is_none_or(|w| w == *n)).collect();
    let mut bytes = std::io::BufWriter::new(std::fs::File::create(out.join("samples.bin"))?);
    let (mut rows, mut at) = (Vec::new(), 0usize);
    let jobs: Vec<(u64, &str)> = (0..count).map(|i| (first + i, names[i as usize % names.len().max(1)])).collect();
    for chunk in jobs.chunks(256) {
        let made: Vec<Option<Sample>> = chunk.par_iter().map(|(seed, name)| component_sample(*seed, name)).collect();
        for sample in made.into_iter().flatten() {
            for i in 0..sample.positions.len() {
                let [x, y, z] = sample.positions[i];
                for value in [x, y, z, sample.intensity[i]] {
                    bytes.write_all(&value.to_le_bytes())?;
                }
                bytes.write_all(&[sample.classes[i] as u8, u8::from(sample.is_own[i])])?;
            }
            rows.push(json!({
                "family": sample.family, "class": sample.class.name(), "subtype": sample.subtype.map(|s| s.name()), "dn": sample.dn,
                "od": sample.od, "axis": sample.axis, "up": sample.up, "first": at, "points": sample.positions.len(),
            }));
            at += sample.positions.len();
        }
    }
    bytes.flush()?;
    std::fs::write(out.join("samples.json"), serde_json::to_string(&rows)?)?;
    println!("{} samples, {at} points", rows.len());
    Ok(())
}
