//! Ends of lines: what is drawn to end, open or with a blind flange, and goes on in the field.
//!
//! Whether an end is open or closed is not told: a scan shows a flange from its rim, not whether a cover is bolted to it.

use super::connections::{self, Elsewhere};
use super::strands::{Strand, bodies};
use super::{Case, words};
use crate::network::Role;

/// Confidence of its joints from which a line is believed to go on.
const SURE_JOINTS: f64 = 0.6;

/// Drawn ends whose line was followed to another place that is drawn: one difference each. Not where more than one line could be the
/// one that ends, or where something that is drawn at the other place is left without a counterpart.
pub(super) fn that_go_on(case: &Case<'_>, settled: &Elsewhere) -> Elsewhere {
    let mut found = Elsewhere::default();
    for (k, drawn) in case.stretches.drawn.iter().enumerate().filter(|(k, d)| !settled.drawn.contains(k) && ends(case, d)) {
        let free = |i: &usize| !settled.scanned.contains(i) && !found.scanned.contains(i);
        let images: Vec<usize> = images(case, drawn).into_iter().filter(free).collect();
        let [i] = images[..] else { continue };
        if goes_on(case, &case.stretches.scanned[i]) && connections::is_explained(case, k, i) {
            found.drafts.push(draft(case, drawn, &case.stretches.scanned[i]));
            found.drawn.insert(k);
            found.scanned.insert(i);
        }
    }
    found
}

/// Plain pipe from one matched body to an end on the same sheet.
fn ends(case: &Case<'_>, drawn: &Strand) -> bool {
    let nodes = &case.view.documented.nodes;
    let inline = drawn.attached.iter().all(|&d| nodes[d].role == Role::Inline);
    drawn.attached.len() == 1
        && inline
        && drawn.nodes.len() == 1
        && drawn.nodes.iter().all(|&n| nodes[n].is_end() && !nodes[n].off_sheet)
}

fn images(case: &Case<'_>, drawn: &Strand) -> Vec<usize> {
    let object = drawn.attached.first().and_then(|&d| case.view.mapping().of_drawn[d]);
    let at = |s: &&Strand| object.is_some_and(|o| s.attached.contains(&o));
    case.stretches.scanned.iter().enumerate().filter(|(_, s)| at(s)).map(|(i, _)| i).collect()
}

/// Seen through without a body of its own to one more place.
fn goes_on(case: &Case<'_>, scanned: &Strand) -> bool {
    let network = case.view.as_built;
    let edges = || scanned.edges.iter().map(|&e| &network.edges[e]);
    let clear =
        edges().all(|e| e.gaps.iter().all(|g| g.length_m < case.settings.hiding_gap_m) && e.joint_confidence >= SURE_JOINTS);
    let places = scanned.attached.iter().filter(|&&n| !network.nodes[n].is_end()).count();
    clear && places == 2 && bodies(network, &scanned.nodes).next().is_none()
}

fn draft(case: &Case<'_>, drawn: &Strand, scanned: &Strand) -> super::Draft {
    let base = connections::base(case, drawn, scanned);
    let from: Vec<String> = drawn.attached.iter().map(|&d| words::place(case.view, d)).collect();
    let own = |s: &&usize| case.view.mapping().of_scanned[**s].is_some_and(|d| drawn.attached.contains(&d));
    let to: Vec<String> = scanned.attached.iter().filter(|s| !own(s)).map(|&s| connections::place_of(case, s)).collect();
    let line = base.line.as_deref().unwrap_or("The line");
    let end = if is_blinded(case, drawn) { "end with a blind" } else { "end" };
    let (from, to) = (words::list(&from), words::list(&to));
    super::Draft {
        message: format!("{line} is drawn to {end} at {from}, but goes on to {to} in the field."),
        compared: vec![format!("drawn to {end} beyond {from}, scanned to {to}")],
        ..base
    }
}

/// A blind flange or a cap is drawn at the end.
fn is_blinded(case: &Case<'_>, drawn: &Strand) -> bool {
    let items = drawn.edges.iter().flat_map(|&e| &case.view.documented.edges[e].items);
    items.map(|&e| &case.view.drawn.elements[e]).any(crate::words::is_blind)
}
