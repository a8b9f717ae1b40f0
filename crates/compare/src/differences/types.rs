//! Both sides have an element there, of another type.

use super::draft::Draft;
use super::{Case, Withheld, actuation, severity};
use crate::network::{Node, Role};
use crate::settings::CompareSettings;
use crate::similarity::look_alike;
use crate::words;
use rosette_plant::{Class, DifferenceKind, SeenState, Subtype};
use std::collections::BTreeSet;

/// Matched bodies whose class, or known subtype, differs with enough confidence.
pub(crate) fn mismatches(case: &Case<'_>, settled: &BTreeSet<usize>, withheld: &mut Withheld) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let matched = case.view.mapping().of_drawn.iter().enumerate().filter_map(|(d, s)| Some((d, (*s)?)));
    let left_over = case.counterparts.of_drawn.iter().map(|(d, s)| (*d, *s));
    for (d, s) in matched.chain(left_over) {
        let (x, y) = (&case.view.documented.nodes[d], &case.view.as_built.nodes[s]);
        match verdict(case.settings, x, y) {
            _ if case.is_read_otherwise(d) || settled.contains(&d) => {}
            Verdict::Different if actuation::is_drawn_body(case, d, y) => {}
            Verdict::Same if actuation::is_moved_otherwise(case, d, s) && y.confidence >= case.settings.subtype_confidence => {
                drafts.push(draft(case, d, s));
            }
            Verdict::Same => {}
            Verdict::Doubtful => withheld.add("element of another type, recognised with too little confidence"),
            Verdict::Different => drafts.push(draft(case, d, s)),
        }
    }
    drafts
}

pub(crate) enum Verdict {
    Same,
    Doubtful,
    Different,
}

/// Whether the two are of one type, as far as the recogniser can be trusted.
pub(crate) fn verdict(settings: &CompareSettings, x: &Node, y: &Node) -> Verdict {
    // A valve of no known kind is what is left when nothing fits: it may be anything of that shape.
    let shapeless = x.class != y.class && y.class == Class::Valve && y.subtype.is_none();
    if shapeless || !is_plausible(x, y) {
        return Verdict::Doubtful;
    }
    let needed = if x.class == y.class { subtype_confidence(settings, x, y) } else { class_confidence(settings, x, y) };
    match needed {
        None => Verdict::Same,
        Some(needed) if y.confidence >= needed => Verdict::Different,
        Some(_) => Verdict::Doubtful,
    }
}

/// A wrong pair is likelier than an exchange where the sizes differ, or where a reducer is to be a body of full bore.
fn is_plausible(x: &Node, y: &Node) -> bool {
    let same_size = match (x.dn(), y.dn()) {
        (Some(a), Some(_)) => y.dns.contains(&a) || x.line_dn == y.line_dn,
        _ => true,
    };
    same_size && (x.class == Class::Reducer) == (y.class == Class::Reducer)
}

/// Confidence needed to call two classes different; none where they are the same to a scan.
fn class_confidence(settings: &CompareSettings, x: &Node, y: &Node) -> Option<f64> {
    let open = |n: &Node| matches!(n.class, Class::Other | Class::Unclassified | Class::Tee);
    let upright = |n: &Node| matches!(n.class, Class::Tank | Class::Vessel);
    if x.is_end() || y.is_end() || open(x) || open(y) || (upright(x) && upright(y)) {
        return None;
    }
    let equipment = x.role == Role::Equipment || y.role == Role::Equipment;
    Some(if equipment { settings.class_confidence.max(0.9) } else { settings.exchange_confidence })
}

fn subtype_confidence(settings: &CompareSettings, x: &Node, y: &Node) -> Option<f64> {
    let (a, b) = (x.subtype?, y.subtype?);
    let needed = match b {
        Subtype::Check | Subtype::Relief => settings.distinct_subtype_confidence,
        _ if look_alike(a, b) => settings.similar_subtype_confidence,
        _ => settings.subtype_confidence,
    };
    (a != b && x.class == Class::Valve).then_some(needed)
}

fn draft(case: &Case<'_>, d: usize, s: usize) -> Draft {
    let view = case.view;
    let (x, y) = (&view.documented.nodes[d], &view.as_built.nodes[s]);
    let (drawn, stands) = (words::kind(x.class, x.subtype), words::kind(y.class, y.subtype));
    let line = view.drawn_element(d).and_then(|e| e.line.clone()).or_else(|| view.documented.line_at(d).map(String::from));
    let on = line.as_ref().map_or_else(String::new, |l| format!(" on {l}"));
    let name = view.drawn_element(d).map_or("", |e| words::name(e));
    let mut compared = vec![format!("drawn {drawn}, scanned {stands} (confidence {:.2})", y.confidence)];
    compared.extend(view.object(s).into_iter().flat_map(|e| e.evidence.reasons.clone()));
    Draft {
        kind: DifferenceKind::TypeMismatch,
        severity: severity::of_exchange(x.subtype, y.subtype),
        confidence: y.confidence * case.sure(d),
        pid_ids: view.drawn_element(d).map(|e| e.id.clone()).into_iter().collect(),
        object_ids: view.object(s).map(|e| e.id.clone()).into_iter().collect(),
        tag: x.tag.clone(),
        line,
        position: y.position,
        message: format!(
            "{name}{on} is drawn as {} {drawn}; in the field stands {} {stands}{}.",
            words::article(&drawn),
            words::article(&stands),
            actuation::remark(case, d, s)
        ),
        points: case.points(&[s], &[]),
        seen: SeenState::Occupied,
        compared,
        anchor: String::new(),
        one_of: false,
    }
}
