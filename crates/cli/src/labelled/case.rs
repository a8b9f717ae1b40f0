//! A case: a folder with a scan, `labels.npz` (the part of every point) and `truth.json` (what the parts are), as `simulate` writes it.

use super::npz;
use super::{BATCH, Known, Take};
use crate::failure::{Failure, Result};
use crate::progress::Screen;
use rosette_cloud::Watch;
use rosette_ingest::read::{Batch, OpenOptions, open};
use rosette_plant::{Class, Subtype};
use serde::Deserialize;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Truth {
    parts: Vec<Part>,
}

#[derive(Deserialize)]
struct Part {
    cls: Class,
    /// Subtype of a valve; of other things, what they please.
    #[serde(rename = "type", default)]
    kind: serde_json::Value,
}

/// Whether a folder is a case.
pub fn is_case(dir: &Path) -> bool {
    dir.join("truth.json").is_file()
}

/// The scan of a case.
pub fn scan_of(dir: &Path) -> Result<PathBuf> {
    let scans = ["scan.laz", "scan.e57", "scan.las", "scan.ply"].map(|name| dir.join(name));
    let missing = || Failure::NoInput(format!("{}: holds neither scan.laz nor scan.e57", dir.display()));
    scans.into_iter().find(|path| path.is_file()).ok_or_else(missing)
}

/// Reads a case; the object number of a point is the index of its part plus 1.
pub fn read(dir: &Path, screen: &Screen, take: &mut Take) -> Result<Known> {
    let lost = |name: &str, err: String| Failure::NoInput(format!("{}: {err}", dir.join(name).display()));
    let text = std::fs::read(dir.join("truth.json")).map_err(|err| lost("truth.json", err.to_string()))?;
    let truth: Truth =
        serde_json::from_slice(&text).map_err(|err| lost("truth.json", format!("is no truth of a case: {err}")))?;
    let parts = npz::column(&dir.join("labels.npz"), "part").map_err(|err| lost("labels.npz", err))?;
    let path = scan_of(dir)?;
    let trouble = |err: rosette_ingest::read::ReadError| Failure::NoInput(err.to_string());
    let mut source = open(&path, &OpenOptions::default()).map_err(trouble)?;
    let (mut batch, mut at) = (Batch::default(), 0);
    screen.begin(&format!("reading {}", path.display()), parts.len() as u64, "points");
    while source.next_batch(&mut batch, BATCH).map_err(trouble)? {
        let own = parts
            .get(at..at + batch.len())
            .ok_or_else(|| lost("labels.npz", "has fewer labels than the scan has points".into()))?;
        let part = |label: &i64| usize::try_from(*label).ok().filter(|idx| *idx < truth.parts.len());
        let class: Vec<u8> = own.iter().map(|label| part(label).map_or(0, |idx| truth.parts[idx].cls as u8)).collect();
        let instance: Vec<u32> = own.iter().map(|label| part(label).map_or(0, |idx| idx as u32 + 1)).collect();
        take(&batch, &class, &instance)?;
        at += batch.len();
        screen.advance(batch.len() as u64);
        if screen.stopped() {
            return Err(Failure::Stopped);
        }
    }
    screen.end();
    if at != parts.len() {
        return Err(lost("labels.npz", format!("has {} labels, the scan {at} points: they do not belong together", parts.len())));
    }
    let subtypes = truth.parts.iter().zip(1..).filter_map(|(part, number)| Some((number, subtype(part)?))).collect();
    Ok(Known { has_instances: true, subtypes, stations: source.info().stations.clone() })
}

fn subtype(part: &Part) -> Option<Subtype> {
    let name = part.kind.as_str().filter(|_| part.cls == Class::Valve)?;
    Subtype::ALL.into_iter().find(|subtype| subtype.name() == name)
}
