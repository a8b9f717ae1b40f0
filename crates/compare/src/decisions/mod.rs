//! Joins what reviewers decided with the findings of a run, by their stable ids.
//!
//! What was known of a finding before is its latest decision or else an earlier run's finding of the same id. A finding
//! that is known and says something else now calls for a new look; one that is known and not found any more is gone.

use crate::rules::Ruled;
use rosette_plant::{Decision, Difference, Gone, Review, Reviews, Standing};
use std::collections::{BTreeMap, BTreeSet};

/// How the findings stand to decisions and to an earlier run's findings. Order of the decisions matters only among those of
/// one time: there the later counts.
pub fn join(ruled: &Ruled, decisions: &[Decision], earlier: &[Difference]) -> Reviews {
    let latest = latest(decisions);
    let before: BTreeMap<&str, &Difference> = earlier.iter().map(|d| (d.id.as_str(), d)).collect();
    let review = |d: &Difference| {
        let decision = latest.get(d.id.as_str()).copied();
        let known = decision.map(|x| x.essence.clone()).or_else(|| before.get(d.id.as_str()).map(|d| essence(d)));
        let standing = match known {
            None => Standing::New,
            Some(known) if known.is_empty() || known == essence(d) => Standing::Unchanged,
            Some(_) => Standing::Changed,
        };
        (d.id.clone(), Review { standing, decision: decision.cloned() })
    };
    Reviews {
        by_finding: ruled.reported.iter().map(review).collect(),
        ignored: ruled.ignored.clone(),
        gone: gone(ruled, &latest, &before),
    }
}

/// A decision about a finding of a run.
pub fn decide(finding: &Difference, state: rosette_plant::DecisionState, by: &str, on: &str, comment: &str) -> Decision {
    Decision {
        finding: finding.id.clone(),
        state,
        by: by.into(),
        on: on.into(),
        comment: comment.into(),
        message: finding.message.clone(),
        essence: essence(finding),
    }
}

/// What of a finding must change to call for a new look: its kind, its elements, and its sentence without measured figures,
/// which differ a little from scan to scan.
pub fn essence(difference: &Difference) -> String {
    let measured = |word: &&str| !word.contains('.') || !word.contains(|c: char| c.is_ascii_digit());
    let words: Vec<&str> = difference.message.split_whitespace().filter(measured).collect();
    let mut pids = difference.pid_ids.clone();
    pids.sort();
    let text = format!("{:?}|{}|{}", difference.kind, pids.join(","), words.join(" "));
    blake3::hash(text.as_bytes()).to_hex().chars().take(12).collect()
}

fn latest(decisions: &[Decision]) -> BTreeMap<&str, &Decision> {
    let mut latest: BTreeMap<&str, &Decision> = BTreeMap::new();
    for decision in decisions {
        let entry = latest.entry(decision.finding.as_str()).or_insert(decision);
        if decision.on >= entry.on {
            *entry = decision;
        }
    }
    latest
}

fn gone(ruled: &Ruled, latest: &BTreeMap<&str, &Decision>, before: &BTreeMap<&str, &Difference>) -> Vec<Gone> {
    let ignored = ruled.ignored.iter().map(|i| i.difference.id.as_str());
    let there: BTreeSet<&str> = ruled.reported.iter().map(|d| d.id.as_str()).chain(ignored).collect();
    let known: BTreeSet<&str> = latest.keys().chain(before.keys()).copied().collect();
    let gone = |id: &str| {
        let decision = latest.get(id).copied();
        let message = before.get(id).map(|d| d.message.clone()).or(decision.map(|d| d.message.clone()));
        Gone { id: id.into(), message: message.unwrap_or_default(), decision: decision.cloned() }
    };
    known.into_iter().filter(|id| !there.contains(id)).map(gone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rosette_plant::{DecisionState, DifferenceKind, Evidence, Severity};

    fn finding(id: &str, message: &str) -> Difference {
        Difference {
            id: id.into(),
            kind: DifferenceKind::MissingInField,
            severity: Severity::Medium,
            confidence: 0.8,
            pid_ids: vec!["V-1".into()],
            object_ids: vec![],
            one_of: false,
            tag: None,
            line: None,
            position: None,
            message: message.into(),
            evidence: Evidence::default(),
        }
    }

    fn standings(now: &[Difference], decisions: &[Decision], earlier: &[Difference]) -> (Vec<Standing>, Vec<String>) {
        let ruled = Ruled { reported: now.to_vec(), ignored: vec![] };
        let reviews = join(&ruled, decisions, earlier);
        (reviews.by_finding.values().map(|r| r.standing).collect(), reviews.gone.into_iter().map(|g| g.id).collect())
    }

    #[test]
    fn findings_stand_to_what_was_known() {
        let a = finding("F-a", "Gate valve HV-1 is drawn, but there is plain pipe (1.3 m) in the field.");
        let remeasured = finding("F-a", "Gate valve HV-1 is drawn, but there is plain pipe (1.4 m) in the field.");
        let other = finding("F-a", "Globe valve HV-1 is drawn, but there is plain pipe (1.3 m) in the field.");
        let decided = decide(&a, DecisionState::Confirmed, "nn", "2026-01-02T00:00:00Z", "");
        use Standing::*;
        let check = |now: &[Difference], decisions: &[Decision], earlier: &[Difference], expect: &[Standing], gone: &[&str]| {
            let (standing, left) = standings(now, decisions, earlier);
            assert_eq!((standing.as_slice(), left.iter().map(String::as_str).collect::<Vec<_>>()), (expect, gone.to_vec()));
        };
        check(std::slice::from_ref(&a), &[], &[], &[New], &[]);
        check(std::slice::from_ref(&remeasured), std::slice::from_ref(&decided), &[], &[Unchanged], &[]);
        check(std::slice::from_ref(&other), std::slice::from_ref(&decided), &[], &[Changed], &[]);
        check(&[], std::slice::from_ref(&decided), &[], &[], &["F-a"]);
        check(&[remeasured], &[], std::slice::from_ref(&a), &[Unchanged], &[]);
        check(&[other], &[], std::slice::from_ref(&a), &[Changed], &[]);
        check(&[], &[], &[a], &[], &["F-a"]);
    }

    #[test]
    fn the_latest_decision_counts_whatever_the_order_of_merged_files() {
        let a = finding("F-a", "x");
        let first = decide(&a, DecisionState::Confirmed, "nn", "2026-01-02T00:00:00Z", "");
        let last = decide(&a, DecisionState::Closed, "mm", "2026-03-02T00:00:00Z", "");
        let ruled = Ruled { reported: vec![a], ignored: vec![] };
        for decisions in [[first.clone(), last.clone()], [last.clone(), first.clone()]] {
            let reviews = join(&ruled, &decisions, &[]);
            assert_eq!(reviews.by_finding["F-a"].decision.as_ref(), Some(&last));
        }
    }
}
