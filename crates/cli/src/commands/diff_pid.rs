//! `rosette diff-pid`: what a revision of a drawing changed.

use super::schema::write_own;
use crate::args::DiffPidArgs;
use crate::failure::{DONE, Failure, Result, chain};
use crate::progress::say;
use crate::store::write_whole;
use rosette_cloud::Note;
use rosette_compare::CompareSettings;
use rosette_compare::revisions::{PairedBy, Revision, RevisionKind, Revisions, revisions};
use rosette_pid::{ImportSettings, import};
use rosette_plant::{Drawn, PlantGraph};
use rosette_report::write_table;
use schemars::JsonSchema;
use serde::Serialize;
use std::path::Path;

/// `revisions.json`: what a revision of a drawing changed.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "rosette.revisions/1")]
pub(super) struct RevisionsFile<'a> {
    /// Always `rosette.revisions/1`.
    #[schemars(extend("const" = "rosette.revisions/1"))]
    schema: &'static str,
    /// The earlier drawing.
    before: String,
    /// The later drawing.
    after: String,
    /// Sorted by severity (highest first), kind, line, id.
    changes: &'a [Revision],
    /// Elements of both drawings that are one.
    pairs: Vec<PairRow<'a>>,
    /// What was left out or guessed.
    notes: &'a [Note],
}

/// Two elements that are one.
#[derive(Serialize, JsonSchema)]
struct PairRow<'a> {
    /// Id in the earlier drawing.
    before: &'a str,
    /// Id in the later drawing.
    after: &'a str,
    /// What tells so.
    by: PairedBy,
}

/// Reads two drawings, and tells and writes what differs.
pub fn diff_pid(args: &DiffPidArgs) -> Result<u8> {
    let found = revisions(&drawing(&args.before)?, &drawing(&args.after)?, &CompareSettings::default());
    for change in &found.changes {
        say(format!("{:<7} {:<12} {}", format!("{:?}", change.severity).to_lowercase(), change.kind.name(), change.message));
    }
    found.notes.iter().for_each(|note| say(format!("note: {}", note.message)));
    say(summary(&found));
    if let Some(dir) = &args.out {
        write(dir, args, &found)?;
        say(format!("written to {}", dir.display()));
    }
    Ok(DONE)
}

fn drawing(path: &Path) -> Result<PlantGraph<Drawn>> {
    let imported = import(&[path.to_path_buf()], &ImportSettings::default()).map_err(|err| Failure::NoInput(chain(&err)))?;
    match imported.graph.notes.iter().find(|note| note.kind == "file_not_used") {
        Some(note) => Err(Failure::NoInput(note.message.clone())),
        None => Ok(imported.graph),
    }
}

fn summary(found: &Revisions) -> String {
    let count = |kind: RevisionKind| found.changes.iter().filter(|change| change.kind == kind).count();
    let counts = RevisionKind::ALL.map(|kind| (kind, count(kind)));
    let told: Vec<String> = counts.iter().filter(|(_, n)| *n > 0).map(|(kind, n)| format!("{n} {}", kind.name())).collect();
    match told.is_empty() {
        true => format!("no difference; {} elements are the same", found.pairs.len()),
        false => format!("{}; {} elements are in both", told.join(", "), found.pairs.len()),
    }
}

fn write(dir: &Path, args: &DiffPidArgs, found: &Revisions) -> Result<()> {
    std::fs::create_dir_all(dir).map_err(|err| Failure::writing(dir, &err))?;
    let pair = |(before, after, by): &'_ (String, String, PairedBy)| (before.clone(), after.clone(), *by);
    let pairs: Vec<(String, String, PairedBy)> = found.pairs.iter().map(pair).collect();
    let file = RevisionsFile {
        schema: "rosette.revisions/1",
        before: args.before.display().to_string(),
        after: args.after.display().to_string(),
        changes: &found.changes,
        pairs: pairs.iter().map(|(before, after, by)| PairRow { before, after, by: *by }).collect(),
        notes: &found.notes,
    };
    let text = serde_json::to_string_pretty(&file).map_err(|err| Failure::Internal(format!("revisions.json: {err}")))?;
    write_whole(&dir.join("revisions.json"), format!("{text}\n").as_bytes())?;
    write_own(dir, "revisions.schema.json")?;
    const COLUMNS: [(&str, f64); 8] = [
        ("Id", 12.0),
        ("Severity", 10.0),
        ("Change", 13.0),
        ("Tag", 14.0),
        ("Line", 22.0),
        ("Message", 70.0),
        ("Elements before", 28.0),
        ("Elements after", 28.0),
    ];
    let rows: Vec<Vec<String>> = found.changes.iter().map(row).collect();
    write_table(dir, "revisions", "Revisions", &COLUMNS, &rows).map_err(|err| Failure::stage_output(dir, &err))
}

fn row(change: &Revision) -> Vec<String> {
    vec![
        change.id.clone(),
        format!("{:?}", change.severity).to_lowercase(),
        change.kind.name().into(),
        change.tag.clone().unwrap_or_default(),
        change.line.clone().unwrap_or_default(),
        change.message.clone(),
        change.before_ids.join(", "),
        change.after_ids.join(", "),
    ]
}
