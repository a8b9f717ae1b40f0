//! `rosette correct`: the drawings with the confirmed findings in them, and a redline of each sheet.

use crate::args::CorrectArgs;
use crate::corrections::{self, Compared, Correction, by_file, redlines};
use crate::decided;
use crate::failure::{DONE, Failure, PARTIAL, Result, chain};
use crate::finished::{FinishedRun, RunDrawings};
use crate::progress::say;
use crate::store::write_whole;
use rosette_compare::decisions::join;
use rosette_compare::rules::Ruled;
use rosette_pid::write::corrected;
use rosette_plant::{Action, Decision, DecisionState, DifferenceKind, Review, Standing};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// `corrections.json`.
#[derive(Default, Serialize)]
struct CorrectionsFile<'a> {
    schema: &'static str,
    files: Vec<WrittenFile<'a>>,
    /// Accepted findings that are in none of the files, or not wholly.
    not_written: Vec<Left<'a>>,
}

/// A drawing that was written.
#[derive(Serialize)]
struct WrittenFile<'a> {
    drawing: String,
    written: String,
    changes: Vec<Written<'a>>,
}

/// A change that is in a file.
#[derive(Serialize)]
struct Written<'a> {
    finding: &'a str,
    label: &'a str,
    message: &'a str,
    #[serde(flatten)]
    action: Action,
    /// Elements made for it.
    created: Vec<String>,
}

/// A change that is not.
#[derive(Serialize)]
struct Left<'a> {
    finding: &'a str,
    label: &'a str,
    message: &'a str,
    reason: String,
}

/// Writes what reviewers accepted into the drawings of a run.
pub fn correct(args: &CorrectArgs) -> Result<u8> {
    let run = FinishedRun::read(&args.run)?;
    let drawings = run.drawings(&args.pid)?;
    let compared =
        Compared { drawn: &drawings.import.graph, scanned: &run.scanned, matching: &run.matching, differences: &run.differences };
    let accepted = accepted(args, &run, corrections::corrections(&compared))?;
    if accepted.is_empty() {
        say("no finding is confirmed: say so with `rosette decide RUN FINDING confirmed --by NAME`, or take all with --all");
        return Ok(DONE);
    }
    let file = written(&args.out, &drawings, &accepted)?;
    for (name, svg) in redlines(&accepted, compared.drawn, &drawings.import.sheets) {
        write_whole(&args.out.join(&name), svg.as_bytes())?;
    }
    let text = serde_json::to_string_pretty(&file).map_err(|err| Failure::Internal(format!("corrections.json: {err}")))?;
    write_whole(&args.out.join("corrections.json"), format!("{text}\n").as_bytes())?;
    tell(&args.out, &file);
    Ok(if file.not_written.is_empty() { DONE } else { PARTIAL })
}

/// The corrections that reviewers confirmed; with `--all`, those that nobody turned down.
fn accepted<'a>(args: &CorrectArgs, run: &FinishedRun, all: Vec<Correction<'a>>) -> Result<Vec<Correction<'a>>> {
    let reviews = reviews(args, run)?;
    let is_accepted = |correction: &Correction<'_>| {
        let review = reviews.by_finding.get(&correction.finding.id);
        let state = review.and_then(|review| review.decision.as_ref()).map_or(DecisionState::Open, |decision| decision.state);
        match args.all {
            true => state_allows(state) && correction.finding.kind != DifferenceKind::NotVerifiable,
            false => state == DecisionState::Confirmed,
        }
    };
    let changed = |c: &Correction<'_>| reviews.by_finding.get(&c.finding.id).is_some_and(is_changed);
    let outdated = |c: Correction<'a>| match !args.all && changed(&c) {
        true => Correction { actions: Err("it says something else than when it was confirmed: decide again".into()), ..c },
        false => c,
    };
    Ok(all.into_iter().filter(is_accepted).map(outdated).collect())
}

fn state_allows(state: DecisionState) -> bool {
    matches!(state, DecisionState::Open | DecisionState::Confirmed)
}

fn is_changed(review: &Review) -> bool {
    review.standing == Standing::Changed
}

/// How the findings stand to all decisions: those that the run knew, and those of the file since.
fn reviews(args: &CorrectArgs, run: &FinishedRun) -> Result<rosette_plant::Reviews> {
    let file = decided::file_of(&args.run, args.decisions.as_deref(), args.project.as_deref())?;
    let known = run.reviews.values().filter_map(|review| review.decision.clone());
    let decisions: Vec<Decision> = known.chain(decided::read(&file)?).collect();
    let ruled = Ruled { reported: run.differences.clone(), ignored: Vec::new() };
    Ok(join(&ruled, &decisions, &[]))
}

/// Writes each drawing that something of the corrections fits into.
fn written<'a>(out: &Path, drawings: &RunDrawings, accepted: &'a [Correction<'a>]) -> Result<CorrectionsFile<'a>> {
    let own = |(_, import): &(PathBuf, rosette_pid::Import)| import.graph.elements.iter().map(|e| e.id.clone()).collect();
    let own_ids: Vec<BTreeSet<String>> = drawings.files.iter().map(own).collect();
    let (changes, left) = by_file(accepted, &drawings.import.graph, &drawings.import.sheets, &own_ids);
    let mut file = CorrectionsFile { schema: "rosette.corrections/1", ..CorrectionsFile::default() };
    file.not_written.extend(left.into_iter().map(|(of, reason)| not_written(&accepted[of], reason)));
    let mut names = BTreeSet::new();
    for ((path, _), changes) in drawings.files.iter().zip(changes).filter(|(_, changes)| !changes.changes.is_empty()) {
        let bytes = std::fs::read(path).map_err(|err| Failure::NoInput(format!("{} cannot be read: {err}", path.display())))?;
        let done = match corrected(&bytes, &changes.changes) {
            Ok(done) => done,
            Err(err) => {
                file.not_written.extend(changes.of.iter().map(|of| not_written(&accepted[*of], chain(&err))));
                continue;
            }
        };
        let refused = done.refused.into_iter().filter_map(|(k, reason)| Some((*changes.of.get(k)?, reason)));
        file.not_written.extend(refused.map(|(of, reason)| not_written(&accepted[of], reason)));
        if done.applied.is_empty() {
            continue;
        }
        let name = file_name(path, &mut names);
        write_whole(&out.join(&name), &done.bytes)?;
        let change = |applied: rosette_pid::write::Applied| {
            let (of, change) = (changes.of.get(applied.index)?, changes.changes.get(applied.index)?);
            let Correction { label, finding, .. } = &accepted[*of];
            let action = change.action.clone();
            Some(Written { finding: &finding.id, label, message: &finding.message, action, created: applied.created })
        };
        let changes = done.applied.into_iter().filter_map(change).collect();
        file.files.push(WrittenFile { drawing: path.display().to_string(), written: name, changes });
    }
    Ok(file)
}

fn not_written<'a>(correction: &'a Correction<'a>, reason: String) -> Left<'a> {
    Left { finding: &correction.finding.id, label: &correction.label, message: &correction.finding.message, reason }
}

/// `STEM-as-built.xml`, so that no drawing is written over; a number where two have one name.
fn file_name(drawing: &Path, taken: &mut BTreeSet<String>) -> String {
    let stem = drawing.file_stem().unwrap_or_default().to_string_lossy();
    let extension = drawing.extension().map_or("xml".into(), |extension| extension.to_string_lossy());
    let numbered = (1..).map(|n| match n {
        1 => format!("{stem}-as-built.{extension}"),
        n => format!("{stem}-as-built-{n}.{extension}"),
    });
    numbered.into_iter().find(|name| taken.insert(name.to_lowercase())).unwrap_or_default()
}

fn tell(out: &Path, file: &CorrectionsFile<'_>) {
    for drawing in &file.files {
        say(format!("{}: {} changes from {}", drawing.written, drawing.changes.len(), drawing.drawing));
        drawing.changes.iter().for_each(|change| say(format!("  {:<4} {}", change.label, change.message)));
    }
    for left in &file.not_written {
        say(format!("not written: {} {}\n  because {}", left.label, left.message, left.reason));
    }
    say(format!("written to {}", out.display()));
}
