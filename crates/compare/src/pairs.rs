//! The mapping as a `Matching`: confidences, alternatives and reasons in words.

use crate::decide::Decided;
use crate::interchangeable::interchangeable;
use crate::network::Role;
use crate::outcome::View;
use crate::words;
use rosette_plant::{Drawn, Element, Group, Matching, Note, Pair, Scanned};
use std::collections::BTreeSet;

/// Objects are as good if their probability, or the share of annealed mappings that hold them, is at least this share of the
/// chosen one's.
const AS_GOOD: f32 = 0.5;
/// Probability below which an object is no alternative at all.
const LEAST: f32 = 0.08;
/// What is left of the confidence where another object fits nearly as well: of such pairs about two in three are right.
const AMONG_EQUALS: f64 = 0.65;
/// Confidence below which a pair is wrong more often than right, so that it is not told.
const BELIEVED: f64 = 0.33;
/// Alternatives listed at most.
const MAX_ALTERNATIVES: usize = 5;

/// Pairs with confidence; every element that takes part is in exactly one of the lists.
pub(crate) fn matching(view: &View<'_>, decided: &Decided) -> Matching {
    let scorer = Scorer { view, decided };
    let mut pairs: Vec<Pair> = (0..view.documented.nodes.len()).filter_map(|d| scorer.pair(d)).collect();
    pairs.extend(instrument_pairs(view));
    pairs.sort_by(|a, b| a.pid_id.cmp(&b.pid_id));
    let (unmatched_pid, unmatched_objects) = unmatched(view, &pairs);
    let groups = interchangeable(&pairs);
    Matching { pairs, unmatched_pid, unmatched_objects, groups }
}

/// Without pairs that are wrong more often than right: which object it is cannot be told, and a wrong pair is worse than none.
pub(crate) fn believed(mut matching: Matching) -> (Matching, Option<Note>) {
    let (told, doubtful): (Vec<Pair>, Vec<Pair>) = matching.pairs.into_iter().partition(|p| p.confidence >= BELIEVED);
    matching.pairs = told;
    matching.unmatched_pid.extend(doubtful.iter().map(|p| p.pid_id.clone()));
    matching.unmatched_objects.extend(doubtful.iter().map(|p| p.object_id.clone()));
    matching.unmatched_pid.sort();
    matching.unmatched_objects.sort();
    let n = doubtful.len();
    let ids: Vec<&str> = doubtful.iter().map(|p| p.pid_id.as_str()).take(NAMED).collect();
    let more = if n > NAMED { " and others" } else { "" };
    let message = format!("{n} drawn elements could be several objects and are left unmatched: {}{more}", ids.join(", "));
    (matching, (n > 0).then(|| Note::new("compare", "ambiguous", n as u64, message)))
}

/// Takes in what is not one to one; its members are not left over.
pub(crate) fn add_groups(matching: &mut Matching, groups: Vec<Group>) {
    let is_in = |id: &String| groups.iter().any(|g| g.pid_ids.contains(id) || g.object_ids.contains(id));
    matching.unmatched_pid.retain(|id| !is_in(id));
    matching.unmatched_objects.retain(|id| !is_in(id));
    matching.groups.extend(groups);
    matching.groups.sort();
}

/// Elements named in a note at most.
const NAMED: usize = 20;

struct Scorer<'a> {
    view: &'a View<'a>,
    decided: &'a Decided,
}

/// What is known of a chosen pair.
struct Known {
    probability: f32,
    held: f32,
}

impl Scorer<'_> {
    fn pair(&self, d: usize) -> Option<Pair> {
        let s = self.view.mapping().of_drawn[d]?;
        let (drawn, object) = (self.view.drawn_element(d)?, self.view.object(s)?);
        let equals = self.equals(d, s);
        let agreement = self.agreement(d, s);
        Some(Pair {
            pid_id: drawn.id.clone(),
            object_id: object.id.clone(),
            confidence: self.confidence(d, s, agreement, &equals),
            reasons: reasons(drawn, object, agreement, equals.len()),
            alternatives: equals
                .iter()
                .filter_map(|&n| self.view.object(n))
                .take(MAX_ALTERNATIVES)
                .map(|e| e.id.clone())
                .collect(),
        })
    }

    /// Neighbours of `d` whose partners are neighbours of `s`, of all that are not ends; one unmatched body between counts.
    fn agreement(&self, d: usize, s: usize) -> (usize, usize) {
        let (documented, as_built) = (self.view.documented, self.view.as_built);
        let mapping = self.view.mapping();
        let beside = |n: usize| as_built.nodes[n].arcs.iter().map(|a| a.to);
        let near: BTreeSet<usize> = beside(s).flat_map(|n| std::iter::once(n).chain(beside(n))).collect();
        let next: Vec<usize> = documented.nodes[d].arcs.iter().map(|a| a.to).filter(|n| !documented.nodes[*n].is_end()).collect();
        let agrees = |t: &&usize| mapping.of_drawn[**t].is_some_and(|u| near.contains(&u));
        (next.iter().filter(agrees).count(), next.len())
    }

    fn known(&self, d: usize, s: usize) -> Option<Known> {
        let p = self.decided.pairs.find(d, s)?;
        Some(Known { probability: self.decided.probability[p].clamp(0.0, 1.0), held: self.decided.held[p] })
    }

    /// How likely the pair is right: how often annealing holds it, its probability and its neighbours, calibrated on spoiled
    /// plants; what speaks for equals speaks for all of them.
    fn confidence(&self, d: usize, s: usize, (agreeing, ways): (usize, usize), equals: &[usize]) -> f64 {
        let known = equals.iter().chain([&s]).filter_map(|&s| self.known(d, s));
        let (held, probability) = known.fold((0.0, 0.0), |(h, p), k| (h + f64::from(k.held), p + f64::from(k.probability)));
        let agreement = if ways == 0 { 0.5 } else { agreeing as f64 / ways as f64 };
        let sure = 0.5 * held.min(1.0) + 0.25 * probability.min(1.0) + 0.25 * agreement;
        let alone = 0.05 + 0.94 * sure;
        if self.view.settled.reordered.contains(&d) {
            return round(0.9 * self.view.as_built.nodes[s].confidence);
        }
        round(if equals.is_empty() { alone } else { AMONG_EQUALS * alone })
    }

    /// Scanned nodes that fit nearly as well: equal valves in series, parallel trains. Likeliest first.
    fn equals(&self, d: usize, s: usize) -> Vec<usize> {
        let Decided { pairs, probability, held, .. } = self.decided;
        let Some(own) = self.known(d, s) else { return Vec::new() };
        let as_good = |p: &usize| {
            // Of very many equals each has next to no probability.
            let least = |own: f32| LEAST.min(own).max(AS_GOOD * own).max(f32::MIN_POSITIVE);
            let by_belief = probability[*p] >= least(own.probability);
            let by_search = held[*p] >= least(own.held);
            pairs.scanned[*p] as usize != s && (by_belief || by_search)
        };
        let mut found: Vec<usize> = pairs.row(d).filter(as_good).collect();
        found.sort_by(|a, b| (held[*b] + probability[*b]).total_cmp(&(held[*a] + probability[*a])).then(a.cmp(b)));
        let node = |p: usize| pairs.scanned[p] as usize;
        found
            .into_iter()
            .map(node)
            .filter(|&n| self.view.as_built.nodes[n].role != Role::End && self.view.object(n).is_some())
            .collect()
    }
}

fn reasons(drawn: &Element<Drawn>, object: &Element<Scanned>, agreement: (usize, usize), n_alternatives: usize) -> Vec<String> {
    let mut reasons = Vec::new();
    if let (Some(a), Some(b)) = (&drawn.tag, &object.tag)
        && crate::hints::same_tag(a, b)
    {
        reasons.push(format!("both carry the tag {a}"));
    }
    let (a, b) = (words::kind(drawn.class, drawn.subtype), words::kind(object.class, object.subtype));
    reasons.push(if drawn.class == object.class { format!("{b}, as drawn") } else { format!("drawn as {a}, recognised as {b}") });
    if let (Some(x), Some(y)) = (drawn.dn, object.dn) {
        reasons.push(if x == y { format!("DN{x} on both sides") } else { format!("drawn DN{x}, measured DN{y}") });
    }
    match agreement {
        (_, 0) => {}
        (n, all) => reasons.push(format!("{n} of its {all} drawn neighbours are found beside it")),
    }
    match n_alternatives {
        0 => {}
        1 => reasons.push("ambiguous: another object fits nearly as well".into()),
        n => reasons.push(format!("ambiguous: {n} other objects fit nearly as well")),
    }
    reasons
}

fn instrument_pairs(view: &View<'_>) -> Vec<Pair> {
    let object = |k: usize| &view.scanned.elements[view.as_built.tappings[k].element];
    let pair = |(d, s): (usize, &Option<usize>)| {
        let s = (*s)?;
        let alternatives: Vec<String> =
            view.instruments.ties[d].iter().take(MAX_ALTERNATIVES).map(|&k| object(k).id.clone()).collect();
        let closeness = f64::from(view.instruments.closeness[d]);
        let margin = if alternatives.is_empty() { 1.0 } else { 0.6 };
        Some(Pair {
            pid_id: view.drawn.elements[view.documented.tappings[d].element].id.clone(),
            object_id: object(s).id.clone(),
            confidence: round(margin * (0.5 + 0.5 * closeness) * (0.7 + 0.3 * object(s).evidence.confidence.clamp(0.0, 1.0))),
            alternatives,
            reasons: vec!["hangs on the same stretch of line".into()],
        })
    };
    view.instruments.of_drawn.iter().enumerate().filter_map(pair).collect()
}

fn unmatched(view: &View<'_>, pairs: &[Pair]) -> (Vec<String>, Vec<String>) {
    let pid: BTreeSet<&str> = pairs.iter().map(|p| p.pid_id.as_str()).collect();
    let objects: BTreeSet<&str> = pairs.iter().map(|p| p.object_id.as_str()).collect();
    let drawn_nodes =
        (0..view.documented.nodes.len()).filter(|&n| !view.documented.nodes[n].stub_in).filter_map(|n| view.drawn_element(n));
    let drawn_taps = view.documented.tappings.iter().map(|t| &view.drawn.elements[t.element]);
    let scanned_nodes = (0..view.as_built.nodes.len()).filter_map(|n| view.object(n));
    let scanned_taps = view.as_built.tappings.iter().map(|t| &view.scanned.elements[t.element]);
    let mut left: Vec<String> =
        drawn_nodes.chain(drawn_taps).map(|e| e.id.clone()).filter(|id| !pid.contains(id.as_str())).collect();
    let mut over: Vec<String> =
        scanned_nodes.chain(scanned_taps).map(|e| e.id.clone()).filter(|id| !objects.contains(id.as_str())).collect();
    left.sort();
    over.sort();
    (left, over)
}

fn round(x: f64) -> f64 {
    (x.clamp(0.0, 1.0) * 1000.0).round() / 1000.0
}
