//! What the report does not know: hidden, inferred, ambiguous, dropped. Said in front, not in a footnote.

use super::{Report, count, number};
use rosette_cloud::SeenState;
use rosette_plant::{Class, DifferenceKind};
use serde::Serialize;

/// Class confidence below which an object is called doubtful.
const DOUBTFUL: f64 = 0.7;

/// A number and what it counts, worded so that any number fits.
#[derive(Serialize)]
pub(super) struct Limit {
    n: String,
    words: String,
}

/// What is not known; only what applies.
pub(super) fn limits(report: &Report) -> Vec<Limit> {
    let all = [drawing(report), graph(report), sizes(report), scan(report)];
    let some = all.into_iter().flatten().filter(|(n, _)| *n > 0);
    some.map(|(n, words)| Limit { n: count(n as u64), words }).collect()
}

type Counted = (usize, String);

fn drawing(report: &Report) -> Vec<Counted> {
    let hidden = report.inputs.differences.iter().filter(|d| d.kind == DifferenceKind::NotVerifiable).count();
    let ambiguous = report.inputs.matching.map_or(0, |m| m.pairs.iter().filter(|p| !p.alternatives.is_empty()).count());
    let unknown: usize = report.inputs.sheets.iter().map(|s| s.report.unknown_classes.values().sum::<usize>()).sum();
    vec![
        (hidden, "drawn where the scanner did not see: listed as hidden, never as missing".into()),
        (ambiguous, "drawn elements that could be one of several equal objects: shape and connections do not tell which".into()),
        (unknown, "drawn elements of a class that is not known here: kept by name, not compared".into()),
    ]
}

fn graph(report: &Report) -> Vec<Counted> {
    let scanned = report.inputs.scanned;
    let inferred = report.rows.iter().filter(|r| r.inferred).count();
    let bridged = || scanned.joints.iter().filter(|j| j.inferred);
    let through = bridged().filter(|j| j.seen == SeenState::Empty).count();
    let across = if through > 0 { format!(", {through} of them across space that was seen empty") } else { String::new() };
    let open = |state: SeenState| scanned.open_ends.iter().filter(|o| o.seen == state).count();
    let [empty, occupied, unseen, unknown] =
        [SeenState::Empty, SeenState::Occupied, SeenState::Unseen, SeenState::Unknown].map(open);
    let doubtful = report.rows.iter().filter(|r| r.class.is_process() && r.confidence < DOUBTFUL).count();
    let inferred_m = number(report.totals.pipe_m().1, 1);
    vec![
        (
            inferred,
            format!(
                "objects ({inferred_m} m of pipe) inferred between what was seen: dashed in pictures, translucent in the model"
            ),
        ),
        (bridged().count(), format!("connections that bridge a gap{across}")),
        (
            scanned.open_ends.len(),
            format!(
                "pipe ends that lead nowhere: {empty} in space seen empty, {occupied} at something not recognised, {unseen} where the scanner did not see, {unknown} where nothing is known"
            ),
        ),
        (doubtful, format!("objects with a class confidence below {} %", DOUBTFUL * 100.0)),
    ]
}

fn sizes(report: &Report) -> Vec<Counted> {
    let sized = || report.rows.iter().filter(|r| matches!(r.class, Class::Pipe | Class::Elbow) && !r.inferred);
    let unnamed = sized().filter(|r| r.dn.is_none()).count();
    let ambiguous = sized().filter(|r| !r.dn_alternatives.is_empty()).count();
    let catalogue = report.inputs.catalogue;
    vec![
        (
            unnamed,
            format!("pipes and elbows with a diameter that no size of {catalogue} fits: insulated, or from another catalogue"),
        ),
        (ambiguous, "pipes and elbows that fit more than one nominal size: the inventory names the others".into()),
    ]
}

fn scan(report: &Report) -> Vec<Counted> {
    let stations = report.inputs.stations;
    let blind = stations.iter().filter(|s| s.position.is_none()).count();
    let state = |s: &str| !matches!(s, "" | "read");
    let partly: Vec<&str> = report.inputs.run.inputs.iter().filter(|f| state(&f.state)).map(|f| f.path.as_str()).collect();
    vec![
        (
            blind,
            format!(
                "of {} scanner stations without a known position: what they could not see is unknown, and nothing is called missing on their word alone",
                stations.len()
            ),
        ),
        (partly.len(), format!("files not read, or not in full: {}", partly.join(", "))),
    ]
}
