//! A difference in the making, and its stable id.

use rosette_plant::{Difference, DifferenceKind, Evidence, SeenState, Severity};

/// A difference before it has its id.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub kind: DifferenceKind,
    pub severity: Severity,
    pub confidence: f64,
    pub pid_ids: Vec<String>,
    pub object_ids: Vec<String>,
    pub tag: Option<String>,
    pub line: Option<String>,
    pub position: Option<[f64; 3]>,
    pub message: String,
    pub points: usize,
    pub seen: SeenState,
    pub compared: Vec<String>,
    /// What the place is called on the drawing, for things that are not drawn: the id hangs on it.
    pub anchor: String,
    /// Only one of the ids is meant; which cannot be told.
    pub one_of: bool,
}

/// Grid of positions in ids, m: the same thing found again lies in the same cell.
const CELL_M: f64 = 0.25;
/// Hex digits of an id; more where two differences would share one.
const DIGITS: usize = 6;

/// Differences with ids, sorted by severity (highest first), line, id.
pub(crate) fn finish(drafts: Vec<Draft>) -> Vec<Difference> {
    let mut hashed: Vec<(String, Draft)> = drafts.into_iter().map(|d| (hash(&d), d)).collect();
    hashed.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.message.cmp(&b.1.message)));
    hashed.dedup_by(|b, a| a.0 == b.0);
    let ids: Vec<String> = (0..hashed.len()).map(|k| id(&hashed, k)).collect();
    let mut differences: Vec<Difference> =
        hashed.into_iter().zip(ids).map(|((_, draft), id)| draft.into_difference(id)).collect();
    differences.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.line.cmp(&b.line)).then_with(|| a.id.cmp(&b.id)));
    differences
}

/// Hash over what makes the difference this one: kind and drawn elements, or the place where it is not drawn.
fn hash(draft: &Draft) -> String {
    let mut pids = draft.pid_ids.clone();
    pids.sort();
    let drawn = if pids.is_empty() || draft.kind == DifferenceKind::MissingInPid { place(draft) } else { pids.join("|") };
    let kind = format!("{:?}", draft.kind);
    blake3::hash(format!("{kind}|{drawn}").as_bytes()).to_hex().to_string()
}

fn place(draft: &Draft) -> String {
    let cell = draft.position.map(|p| p.map(|v| (v / CELL_M).round() as i64));
    format!("{}|{}|{cell:?}", draft.line.as_deref().unwrap_or(""), draft.anchor)
}

/// The shortest prefix, from `DIGITS` on, that no neighbour in sorted order shares.
fn id(hashed: &[(String, Draft)], k: usize) -> String {
    let own = &hashed[k].0;
    let shared = |other: Option<&(String, Draft)>| {
        other.map_or(0, |(h, _)| h.chars().zip(own.chars()).take_while(|(a, b)| a == b).count())
    };
    let before = shared(k.checked_sub(1).and_then(|p| hashed.get(p)));
    let digits = DIGITS.max(before.max(shared(hashed.get(k + 1))) + 1);
    format!("F-{}", own.chars().take(digits).collect::<String>())
}

impl Draft {
    fn into_difference(self, id: String) -> Difference {
        Difference {
            id,
            kind: self.kind,
            severity: self.severity,
            confidence: (self.confidence.clamp(0.0, 1.0) * 1000.0).round() / 1000.0,
            pid_ids: self.pid_ids,
            object_ids: self.object_ids,
            one_of: self.one_of,
            tag: self.tag,
            line: self.line,
            position: self.position,
            message: self.message,
            evidence: Evidence { points: self.points, seen: self.seen, compared: self.compared },
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn draft(pid: &str, position: [f64; 3]) -> Draft {
        Draft {
            kind: DifferenceKind::MissingInField,
            severity: Severity::Low,
            confidence: 1.0,
            pid_ids: if pid.is_empty() { vec![] } else { vec![pid.into()] },
            object_ids: vec!["valve-0001".into()],
            tag: None,
            line: None,
            position: Some(position),
            message: String::new(),
            points: 0,
            seen: SeenState::Unknown,
            compared: vec![],
            anchor: "valve".into(),
            one_of: false,
        }
    }

    #[test]
    fn ids_hang_on_what_is_drawn_else_on_the_place() {
        let id = |d: Draft| finish(vec![d])[0].id.clone();
        assert_eq!(id(draft("V-1", [0.0; 3])), id(Draft { object_ids: vec!["valve-0999".into()], ..draft("V-1", [5.0; 3]) }));
        assert_ne!(id(draft("V-1", [0.0; 3])), id(draft("V-2", [0.0; 3])));
        assert_eq!(id(draft("", [1.0; 3])), id(draft("", [1.05; 3])));
        assert_ne!(id(draft("", [1.0; 3])), id(draft("", [2.0; 3])));
    }

    #[test]
    fn ids_are_unique_among_many() {
        let many = finish((0..20_000).map(|k| draft(&format!("V-{k}"), [0.0; 3])).collect());
        let ids: std::collections::BTreeSet<&str> = many.iter().map(|d| d.id.as_str()).collect();
        assert_eq!(ids.len(), 20_000);
        assert!(many.iter().all(|d| d.id.len() >= 8));
    }
}
