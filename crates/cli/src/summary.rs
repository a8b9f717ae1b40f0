//! The last words of a run: what was found, what was left out, where to look.

use crate::drawings::is_unused;
use crate::failure::{DONE, PARTIAL};
use crate::job::Job;
use crate::steps::outputs::Results;
use rosette_cloud::Note;
use rosette_plant::{Class, DifferenceKind, Element, Geometry, Reviews, Scanned, Standing};
use std::path::PathBuf;

/// How a run ended.
#[derive(Debug)]
pub struct Outcome {
    /// What to tell the user.
    pub text: String,
    /// The exit code.
    pub code: u8,
}

impl Outcome {
    /// Sums up a finished run.
    pub fn new(job: &Job, results: &Results<'_>, notes: &[Note], up_to_date: bool) -> Outcome {
        let unused = unused(results, notes);
        let mut lines = vec![objects(results), network(results)];
        lines.extend(findings(results));
        if unused > 0 {
            lines.push(format!("Left out  {unused} input files that could not be used, or not wholly: see run.json"));
        }
        lines.push(format!("Report    {}", shown(job.out.join("report.html"))));
        if up_to_date {
            lines.insert(0, format!("nothing to do: {} is up to date with its inputs and settings", shown(job.out.clone())));
        }
        Outcome { text: lines.join("\n"), code: if unused > 0 { PARTIAL } else { DONE } }
    }
}

fn unused(results: &Results<'_>, notes: &[Note]) -> usize {
    let scans = results.site.ingested.files.iter().filter(|file| file.error.is_some()).count();
    scans + notes.iter().filter(|note| is_unused(note)).count()
}

/// `Found     12 pipes (34.5 m), 5 elbows, 2 valves`
fn objects(results: &Results<'_>) -> String {
    let elements = &results.as_built.value.graph.elements;
    let counted = |class: &Class| elements.iter().filter(|element| element.class == *class).count();
    let named = Class::ALL.iter().filter(|class| class.is_process()).map(|class| (class, counted(class)));
    let parts: Vec<String> = named.filter(|(_, count)| *count > 0).map(|(class, count)| one(*class, count, elements)).collect();
    format!("Found     {}", if parts.is_empty() { "nothing of the process".to_string() } else { parts.join(", ") })
}

fn one(class: Class, count: usize, elements: &[Element<Scanned>]) -> String {
    let name = class.name().replace('_', " ");
    let plural = if count == 1 { "" } else { "s" };
    match class {
        Class::Pipe => format!("{count} {name}{plural} ({:.1} m)", pipe_length(elements)),
        _ => format!("{count} {name}{plural}"),
    }
}

fn pipe_length(elements: &[Element<Scanned>]) -> f64 {
    let length = |element: &Element<Scanned>| match element.evidence.geometry {
        Geometry::Cylinder { start, end, .. } => (0..3).map(|axis| (end[axis] - start[axis]).powi(2)).sum::<f64>().sqrt(),
        _ => 0.0,
    };
    elements.iter().filter(|element| element.class == Class::Pipe).map(length).sum()
}

fn network(results: &Results<'_>) -> String {
    let graph = &results.as_built.value.graph;
    let inferred = graph.joints.iter().filter(|joint| joint.inferred).count();
    format!("Joined    {} joints ({inferred} inferred), {} open ends", graph.joints.len(), graph.open_ends.len())
}

/// `Compared  31 matched; 4 findings, 2 not verifiable`; nothing without a drawing.
fn findings(results: &Results<'_>) -> Option<String> {
    let matching = results.comparison.value.matching.as_ref()?;
    let reported = &results.reviewed.differences;
    let hidden = reported.iter().filter(|difference| difference.kind == DifferenceKind::NotVerifiable).count();
    let (matched, found) = (matching.pairs.len(), reported.len() - hidden);
    let reviewed = results.reviewed.reviews.as_ref().map_or(String::new(), standings);
    Some(format!("Compared  {matched} matched; {found} findings, {hidden} not verifiable{reviewed}"))
}

/// `; 3 new, 0 changed, 1 gone, 2 ignored`
fn standings(reviews: &Reviews) -> String {
    let count = |standing: Standing| reviews.by_finding.values().filter(|review| review.standing == standing).count();
    let (new, changed) = (count(Standing::New), count(Standing::Changed));
    format!("; {new} new, {changed} changed, {} gone, {} ignored", reviews.gone.len(), reviews.ignored.len())
}

fn shown(path: PathBuf) -> String {
    path.display().to_string()
}
