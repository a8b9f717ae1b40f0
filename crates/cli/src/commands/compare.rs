//! `rosette compare`: what changed between two scans of a site.

use super::schema::write_own;
use crate::args::CompareArgs;
use crate::failure::{DONE, Failure, Result, chain};
use crate::progress::{Screen, say};
use crate::store::write_whole;
use rosette_cloud::{Note, Seen, SeenState};
use rosette_compare::scans::{Change, ChangeKind, Changes, ScanCompareSettings, SeenPlant, changes};
use rosette_ingest::load_seen;
use rosette_plant::{PlantGraph, Scanned};
use rosette_report::{AsBuilt, write_table};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::Path;

/// `changes.json`: what changed between two scans of a site.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "rosette.changes/1")]
pub(super) struct ChangesFile<'a> {
    /// Always `rosette.changes/1`.
    #[schemars(extend("const" = "rosette.changes/1"))]
    schema: &'static str,
    /// Run folder of the earlier scan.
    before: String,
    /// Run folder of the later scan.
    after: String,
    /// Bodies that are the same in both.
    unchanged_bodies: usize,
    /// Length of pipework that is the same in both, m.
    unchanged_pipe_m: f64,
    /// Sorted by kind, then id.
    changes: &'a [Change],
    /// What was left out or could not be judged.
    notes: &'a [Note],
}

/// A run as it is compared.
struct Side {
    graph: PlantGraph<Scanned>,
    seen: Option<Seen>,
}

/// Compares two runs and writes what changed.
pub fn compare(args: &CompareArgs, screen: &Screen) -> Result<u8> {
    let (before, after) = (side(&args.before)?, side(&args.after)?);
    screen.working("comparing two scans");
    let seen_before = |p: [f64; 3]| before.state(p);
    let seen_after = |p: [f64; 3]| after.state(p);
    let mut found = changes(
        &SeenPlant { graph: &before.graph, seen: &seen_before },
        &SeenPlant { graph: &after.graph, seen: &seen_after },
        &settings(args)?,
    );
    for (side, run) in [(&before, &args.before), (&after, &args.after)] {
        if side.seen.is_none() {
            let message = format!(
                "{} keeps no seen space (its work folder is gone): nothing is called added or removed on its word",
                run.display()
            );
            found.notes.push(Note::new("compare", "no_seen_space", 1, message));
        }
    }
    if let Some(dir) = &args.out {
        write(dir, args, &found)?;
    }
    say(summary(args, &found));
    Ok(DONE)
}

fn settings(args: &CompareArgs) -> Result<ScanCompareSettings> {
    let standard = ScanCompareSettings::default();
    let Some(tolerance) = args.tolerance else { return Ok(standard) };
    if !(tolerance > 0.0 && tolerance <= 0.4) {
        return Err(Failure::Usage(format!("--tolerance {tolerance} is no distance between 0 and 0.4 m")));
    }
    Ok(ScanCompareSettings {
        pipe_tolerance_m: tolerance,
        body_tolerance_m: standard.body_tolerance_m.max(tolerance),
        equipment_tolerance_m: standard.equipment_tolerance_m.max(tolerance),
        ..standard
    })
}

fn side(run: &Path) -> Result<Side> {
    let path = run.join("asbuilt.json");
    let trouble =
        |err: String| Failure::NoInput(format!("{} cannot be used: {err}; give the folder of a finished run", path.display()));
    let bytes = std::fs::read(&path).map_err(|err| trouble(err.to_string()))?;
    let as_built: AsBuilt = serde_json::from_slice(&bytes).map_err(|err| trouble(err.to_string()))?;
    let dir = run.join("work").join("ingest");
    let seen = match load_seen(&dir) {
        Ok(seen) => Some(seen),
        Err(err) => {
            tracing::warn!("seen space of {}: {}", run.display(), chain(&err));
            None
        }
    };
    Ok(Side { graph: as_built.graph(), seen })
}

impl Side {
    fn state(&self, place: [f64; 3]) -> SeenState {
        self.seen.as_ref().map_or(SeenState::Unknown, |seen| seen.state(place))
    }
}

fn write(dir: &Path, args: &CompareArgs, found: &Changes) -> Result<()> {
    std::fs::create_dir_all(dir).map_err(|err| Failure::writing(dir, &err))?;
    let file = ChangesFile {
        schema: "rosette.changes/1",
        before: args.before.display().to_string(),
        after: args.after.display().to_string(),
        unchanged_bodies: found.unchanged,
        unchanged_pipe_m: (found.unchanged_m * 1000.0).round() / 1000.0,
        changes: &found.changes,
        notes: &found.notes,
    };
    let text = serde_json::to_string_pretty(&file).map_err(|err| Failure::Internal(format!("changes.json: {err}")))?;
    write_whole(&dir.join("changes.json"), format!("{text}\n").as_bytes())?;
    write_own(dir, "changes.schema.json")?;
    write_whole(&dir.join("changes.md"), format!("{}\n", page(args, found)).as_bytes())?;
    const COLUMNS: [(&str, f64); 10] = [
        ("Id", 12.0),
        ("Change", 15.0),
        ("Class", 15.0),
        ("DN", 7.0),
        ("Message", 70.0),
        ("Objects before", 24.0),
        ("Objects after", 24.0),
        ("Position, m", 30.0),
        ("Other scan saw", 14.0),
        ("Confidence", 11.0),
    ];
    let rows: Vec<Vec<String>> = found.changes.iter().map(row).collect();
    write_table(dir, "changes", "Changes", &COLUMNS, &rows).map_err(|err| Failure::stage_output(dir, &err))
}

fn row(change: &Change) -> Vec<String> {
    vec![
        change.id.clone(),
        change.kind.name().into(),
        change.class.name().into(),
        change.dn.map_or(String::new(), |dn| dn.to_string()),
        change.message.clone(),
        change.before_ids.join(", "),
        change.after_ids.join(", "),
        change.position.map(|v| format!("{v:.3}")).join(" "),
        format!("{:?}", change.seen).to_lowercase(),
        format!("{:.2}", change.confidence),
    ]
}

fn summary(args: &CompareArgs, found: &Changes) -> String {
    let count = |kind: ChangeKind| found.changes.iter().filter(|change| change.kind == kind).count();
    let counts: Vec<String> = ChangeKind::ALL.map(|kind| format!("{} {}", count(kind), kind.name().replace('_', " "))).into();
    let place = args.out.as_ref().map_or(String::new(), |dir| format!("\nwritten to {}", dir.display()));
    let told = found.changes.iter().filter(|change| change.kind != ChangeKind::NotVerifiable).take(20);
    let told: String = told.map(|change| format!("  {} {}\n", change.id, change.message)).collect();
    format!("{told}{}; {} bodies and {:.1} m of pipe unchanged{place}", counts.join(", "), found.unchanged, found.unchanged_m)
}

/// The summary as a page of Markdown.
fn page(args: &CompareArgs, found: &Changes) -> String {
    let mut lines = vec![
        "# Changes between two scans".to_string(),
        format!("\nBefore: {}  \nAfter: {}", args.before.display(), args.after.display()),
        format!("\n{} bodies and {:.1} m of pipe are unchanged.", found.unchanged, found.unchanged_m),
    ];
    for kind in ChangeKind::ALL {
        let of_kind: Vec<&Change> = found.changes.iter().filter(|change| change.kind == kind).collect();
        if !of_kind.is_empty() {
            lines.push(format!("\n## {} ({})\n", capital(kind.name()), of_kind.len()));
            let at = |change: &Change| change.position.map(|v| format!("{v:.2}")).join(" / ");
            lines.extend(of_kind.into_iter().map(|change| format!("- {} At {} ({}).", change.message, at(change), change.id)));
        }
    }
    if !found.notes.is_empty() {
        lines.push("\n## Notes\n".into());
        lines.extend(found.notes.iter().map(|note| format!("- {}", note.message)));
    }
    lines.join("\n")
}

fn capital(name: &str) -> String {
    let spaced = name.replace('_', " ");
    let mut letters = spaced.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
