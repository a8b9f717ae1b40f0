//! Lines by their tag, however much of it a list or a drawing writes, and the ends a row names.

use super::conflict::Remarks;
use super::entry::{Entry, key};
use std::collections::{BTreeMap, BTreeSet};

/// Lines by tag, for looking up however much of a tag another source writes.
#[derive(Default)]
pub(super) struct LineIndex {
    by_key: BTreeMap<String, usize>,
    /// Words of each line's tag.
    words: BTreeMap<usize, Vec<String>>,
    by_first_word: BTreeMap<String, Vec<usize>>,
    by_word: BTreeMap<String, Vec<usize>>,
}

impl LineIndex {
    /// Rows of a line list; a line that is named again is a remark.
    pub fn of<'a>(entries: impl Iterator<Item = &'a Entry>, remarks: &mut Remarks) -> Self {
        let mut index = Self::default();
        for (k, entry) in entries.enumerate() {
            let Some(line) = &entry.line else { continue };
            if !index.add(line, k) {
                remarks.add("list_duplicate", format!("{} `{line}`", entry.place));
            }
        }
        index
    }

    /// Add a line under a number; false where it is known already.
    pub fn add(&mut self, line: &str, k: usize) -> bool {
        if self.by_key.contains_key(&key(line)) {
            return false;
        }
        self.by_key.insert(key(line), k);
        let words = words(line);
        if let Some(first) = words.first() {
            self.by_first_word.entry(first.clone()).or_default().push(k);
        }
        for word in &words {
            self.by_word.entry(word.clone()).or_default().push(k);
        }
        self.words.insert(k, words);
        true
    }

    /// The line of that tag, else the one whose tag is part of it (the longest), else the one it is part of.
    pub fn find(&self, line: &str) -> Option<usize> {
        if let Some(k) = self.by_key.get(&key(line)) {
            return Some(*k);
        }
        let wanted = words(line);
        let parts = wanted.iter().filter_map(|w| self.by_first_word.get(w)).flatten();
        let parts = parts.filter_map(|k| Some((k, self.words.get(k)?))).filter(|(_, part)| holds(&wanted, part));
        let mut parts: Vec<(usize, usize)> = parts.map(|(k, part)| (part.len(), *k)).collect();
        parts.sort_unstable();
        parts.dedup();
        match parts.as_slice() {
            [] => {}
            [.., (n, _), (m, _)] if n == m => return None,
            [.., (_, k)] => return Some(*k),
        }
        let wholes = self.by_word.get(wanted.first()?)?.iter();
        let wholes = wholes.filter(|k| self.words.get(k).is_some_and(|whole| holds(whole, &wanted)));
        let wholes: BTreeSet<usize> = wholes.copied().collect();
        wholes.first().copied().filter(|_| wholes.len() == 1)
    }

    /// Whether a row is the first of its line.
    pub fn is_first(&self, k: usize) -> bool {
        self.words.contains_key(&k)
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
    fn an_index_finds_lines_by_part_and_whole() {
        let mut index = LineIndex::default();
        for (k, line) in ["CW-001-DN100-A1", "CW-002", "CW-002-B", "MN-47121-X", "CW-003-DN80", "CW-003-DN50"].iter().enumerate()
        {
            assert!(index.add(line, k));
        }
        assert!(!index.add("cw 002", 9));
        for (line, expect) in [
            ("CW-001", Some(0)),
            ("cw 002", Some(1)),
            ("CW-002-DN25", Some(1)),
            ("CW-002-B-DN25", Some(2)),
            ("47121", Some(3)),
            ("CW-003", None),
            ("CW", None),
            ("", None),
        ] {
            assert_eq!(index.find(line), expect, "{line}");
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
