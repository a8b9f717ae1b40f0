//! What the report does not know: hidden, inferred, ambiguous, dropped. Said in front, not in a footnote.

use super::{Report, count, number};
use rosette_cloud::SeenState;
use rosette_plant::{Class, DifferenceKind};

/// Class confidence below which an object is called doubtful.
const DOUBTFUL: f64 = 0.7;

/// Sentences, each with its number; only those that apply.
pub(super) fn limits(report: &Report) -> Vec<String> {
    let all = [scan(report), graph(report), sizes(report), drawing(report)];
    all.into_iter().flatten().filter(|(n, _)| *n > 0).map(|(_, words)| words).collect()
}

type Limit = (usize, String);

fn scan(report: &Report) -> Vec<Limit> {
    let stations = report.inputs.stations;
    let blind = stations.iter().filter(|s| s.position.is_none()).count();
    let partly: Vec<&str> =
        report.inputs.run.inputs.iter().filter(|f| !matches!(f.state.as_str(), "" | "read")).map(|f| f.path.as_str()).collect();
    vec![
        (
            blind,
            format!(
                "{} of {} scanner stations have no known position; what they could not see is unknown, and nothing is called missing on their word alone.",
                blind,
                stations.len()
            ),
        ),
        (partly.len(), format!("Not all of these files could be read: {}. See Inputs.", partly.join(", "))),
    ]
}

fn graph(report: &Report) -> Vec<Limit> {
    let scanned = report.inputs.scanned;
    let inferred = report.rows.iter().filter(|r| r.inferred).count();
    let bridged = scanned.joints.iter().filter(|j| j.inferred).count();
    let through = scanned.joints.iter().filter(|j| j.inferred && j.seen == SeenState::Empty).count();
    let open = |state: SeenState| scanned.open_ends.iter().filter(|o| o.seen == state).count();
    let (empty, unseen, unknown) = (open(SeenState::Empty), open(SeenState::Unseen), open(SeenState::Unknown));
    let occupied = open(SeenState::Occupied);
    let doubtful = report.rows.iter().filter(|r| r.class.is_process() && r.confidence < DOUBTFUL).count();
    vec![
        (
            inferred,
            format!(
                "{} objects ({} m of pipe) were not seen but inferred between what was; they are dashed in pictures and translucent in the model.",
                count(inferred as u64),
                number(report.totals.pipe_m().1, 1)
            ),
        ),
        (
            bridged,
            format!(
                "{} connections bridge a gap in what was seen{}.",
                count(bridged as u64),
                if through > 0 { format!(", {through} of them across space that was seen empty") } else { String::new() }
            ),
        ),
        (
            scanned.open_ends.len(),
            format!(
                "{} pipe ends lead nowhere: {empty} end in space that was seen empty, {occupied} at something that is not recognised, {unseen} where the scanner did not see, {unknown} where nothing is known.",
                scanned.open_ends.len()
            ),
        ),
        (doubtful, format!("{} objects have a class confidence below {} %.", count(doubtful as u64), DOUBTFUL * 100.0)),
    ]
}

fn sizes(report: &Report) -> Vec<Limit> {
    let sized = || report.rows.iter().filter(|r| matches!(r.class, Class::Pipe | Class::Elbow) && !r.inferred);
    let unnamed = sized().filter(|r| r.dn.is_none()).count();
    let ambiguous = sized().filter(|r| !r.dn_alternatives.is_empty()).count();
    vec![
        (
            unnamed,
            format!(
                "{} pipes and elbows have a diameter that no size of {} fits (insulation, or another catalogue).",
                count(unnamed as u64),
                report.inputs.catalogue
            ),
        ),
        (
            ambiguous,
            format!(
                "{} pipes and elbows fit more than one nominal size; the inventory lists the others.",
                count(ambiguous as u64)
            ),
        ),
    ]
}

fn drawing(report: &Report) -> Vec<Limit> {
    let hidden = report.inputs.differences.iter().filter(|d| d.kind == DifferenceKind::NotVerifiable).count();
    let ambiguous = report.inputs.matching.map_or(0, |m| m.pairs.iter().filter(|p| !p.alternatives.is_empty()).count());
    let unknown: usize = report.inputs.sheets.iter().map(|s| s.report.unknown_classes.values().sum::<usize>()).sum();
    vec![
        (
            hidden,
            format!("{} drawn elements could not be checked, because the scanner did not see their place.", count(hidden as u64)),
        ),
        (
            ambiguous,
            format!(
                "{} drawn elements could be one of several equal objects; which is which cannot be told from shape and connections.",
                count(ambiguous as u64)
            ),
        ),
        (
            unknown,
            format!(
                "{} drawn elements are of classes that are not known here; they were kept by name and not compared.",
                count(unknown as u64)
            ),
        ),
    ]
}
