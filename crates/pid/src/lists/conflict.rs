//! What a list and a drawing, or two lists, say differently: counted by kind, the first ones in words.

use rosette_plant::Note;
use std::collections::BTreeMap;

/// Differences named in one note.
const MAX_NAMED: usize = 10;

/// Remarks by kind.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    by_kind: BTreeMap<&'static str, Vec<String>>,
}

impl Remarks {
    pub fn add(&mut self, kind: &'static str, text: impl Into<String>) {
        self.by_kind.entry(kind).or_default().push(text.into());
    }

    /// One note a kind.
    pub fn notes(self) -> impl Iterator<Item = Note> {
        self.by_kind.into_iter().map(|(kind, texts)| {
            let more = texts.len().saturating_sub(MAX_NAMED);
            let named: Vec<&str> = texts.iter().take(MAX_NAMED).map(String::as_str).collect();
            let more = if more > 0 { format!("; and {more} more") } else { String::new() };
            Note::new("pid", kind, texts.len() as u64, format!("{}: {}{more}", said(kind), named.join("; ")))
        })
    }
}

fn said(kind: &str) -> &'static str {
    match kind {
        "list_conflict" => "list and drawing differ, the drawing was kept",
        "list_not_drawn" => "listed, but not on the drawing, and left out",
        "list_line_not_drawn" => "lines listed, but not on the drawing",
        "list_ambiguous" => "several elements have the tag of one row, which was left out",
        "list_duplicate" => "rows name a tag again; the first row counts",
        "list_rows_not_understood" => "rows were not understood and left out",
        "list_cells_not_understood" => "cells were not understood and left out",
        "list_end_not_found" => "ends that name nothing known",
        "list_order_unknown" => "the lists do not say in which order components stand on their line, so they are not joined",
        "list_unknown_class" => "classes that no rule knows, kept by name",
        _ => "lists",
    }
}
