//! Lines by their tag, however much of it a list or a drawing writes, and the ends a row names.

use super::conflict::Remarks;
use super::entry::{Entry, key};
use std::collections::BTreeMap;

/// Rows of a line list by line.
pub(super) struct LineIndex {
    by_key: BTreeMap<String, usize>,
    /// Words of each line's tag, for tags that are part of another.
    by_words: Vec<(Vec<String>, usize)>,
}

impl LineIndex {
    pub fn of(entries: &[Entry], remarks: &mut Remarks) -> Self {
        let mut by_key = BTreeMap::new();
        let mut by_words = Vec::new();
        for (k, entry) in entries.iter().enumerate() {
            let Some(line) = &entry.line else { continue };
            if by_key.contains_key(&key(line)) {
                remarks.add("list_duplicate", format!("{} `{line}`", entry.place));
                continue;
            }
            by_key.insert(key(line), k);
            by_words.push((words(line), k));
        }
        Self { by_key, by_words }
    }

    /// The row of a drawn line: of the same tag, or the one row whose tag is part of the drawn one.
    pub fn find(&self, line: &str) -> Option<usize> {
        if let Some(k) = self.by_key.get(&key(line)) {
            return Some(*k);
        }
        let drawn = words(line);
        let holding = self.by_words.iter().filter(|(listed, _)| holds(&drawn, listed));
        let longest = holding.clone().map(|(listed, _)| listed.len()).max()?;
        let mut best = holding.filter(|(listed, _)| listed.len() == longest);
        let first = best.next()?;
        best.next().is_none().then_some(first.1)
    }

    /// Whether a row is the first of its line.
    pub fn is_first(&self, entry: usize) -> bool {
        self.by_words.iter().any(|(_, k)| *k == entry)
    }
}

/// Whether two tags mean one line: equal, or one is part of the other.
pub(super) fn is_same(a: &str, b: &str) -> bool {
    let (one, other) = (words(a), words(b));
    key(a) == key(b) || holds(&one, &other) || holds(&other, &one)
}

/// Whether the words of `part` stand in `whole` in one piece. A single short word says too little.
fn holds(whole: &[String], part: &[String]) -> bool {
    let says_enough = part.len() > 1 || part.first().is_some_and(|w| w.len() >= 4);
    says_enough && part.len() <= whole.len() && whole.windows(part.len()).any(|w| w == part)
}

fn words(line: &str) -> Vec<String> {
    let all = line.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    all.map(str::to_uppercase).collect()
}

/// An end as equipment and nozzle: `T-101/N1`, `T-101 N1`, or the equipment alone.
pub(super) fn end(text: &str, is_known: impl Fn(&str) -> bool) -> (&str, Option<&str>) {
    if is_known(text) {
        return (text, None);
    }
    let cuts = text.char_indices().rev().filter(|(_, c)| matches!(c, '/' | ':' | ' ' | '.' | '-' | ','));
    for (at, cut) in cuts {
        let (head, tail) = (text.get(..at).unwrap_or_default(), text.get(at + cut.len_utf8()..).unwrap_or_default());
        if is_known(head.trim()) {
            return (head.trim(), Some(tail.trim()).filter(|t| !t.is_empty()));
        }
    }
    (text, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_by_part_of_their_tag() {
        for (a, b, same) in [
            ("CW-001-DN100-A1", "CW-001", true),
            ("CW-001-DN100-A1", "cw 001 dn100 a1", true),
            ("MNb 47121 75HB13 80", "47121", true),
            ("CW-001-DN100", "CW-002", false),
            ("CW-001-DN100", "001", false),
            ("CW-1", "CW-10", false),
        ] {
            assert_eq!(is_same(a, b), same, "{a} {b}");
        }
    }

    #[test]
    fn ends_with_nozzles() {
        let known = |tag: &str| ["T-101", "P 7"].contains(&tag);
        for (text, element, nozzle) in [
            ("T-101", "T-101", None),
            ("T-101/N1", "T-101", Some("N1")),
            ("T-101 N1", "T-101", Some("N1")),
            ("P 7", "P 7", None),
            ("P 7-Suction 2", "P 7", Some("Suction 2")),
            ("atmosphere", "atmosphere", None),
        ] {
            assert_eq!(end(text, known), (element, nozzle), "{text}");
        }
    }
}
