//! What a sheet's report says, as notes of the result.

use rosette_plant::{ImportReport, Note};

/// Counts worth a note, and how to say them.
const SAID: &[(&str, &str)] = &[
    ("open_ends", "line ends are joined to nothing in the file"),
    ("repaired_joints", "loose ends were joined by geometry, not by what the file states"),
    ("implied_tees", "branches are drawn without a tee; one was put in"),
    ("stitched", "off-page connectors were joined to another sheet"),
    ("off_page_unmatched", "off-page connectors lead to no connector of the drawings given"),
    ("sizes_inherited", "sizes were taken from the line or segment"),
    ("sizes_from_label", "sizes were read out of line labels"),
    ("segments_without_size", "segments have no nominal diameter anywhere"),
    ("segments_without_items", "segments join no element and are drawn only"),
    ("duplicate_ids", "ids are used twice; the first use counts"),
    ("missing_ids", "elements have no id; one was made from their line number"),
    ("unresolved_references", "references name nothing in the file"),
    ("unlinked_items", "items stand in segments without ends and lines, so what they are joined to is not known"),
    ("port_conflicts", "connections name a node that another already uses; a free one was taken"),
    ("flipped_segments", "segments list their items against the direction of their line; they were turned round"),
    ("classes_by_fallback", "classes were found by reference number, vendor attribute, symbol or label"),
    ("nozzles_without_equipment", "nozzles belong to no equipment"),
    ("signals_left_out", "edges are signals, not pipes, and were left out"),
    ("hyperedges_left_out", "hyperedges join more than two nodes and were left out"),
    ("edge_attributes_left_out", "attributes of edges mean nothing here and were left out"),
    ("parts_cut_off", "objects are nested too deep and stand on their own"),
    ("xml_warnings", "faults of the XML were mended"),
    ("graphics_left_out", "pieces of graphics were not drawn"),
];

/// Notes of one sheet.
pub(crate) fn of(report: &ImportReport) -> Vec<Note> {
    let counted = SAID.iter().filter_map(|(key, what)| {
        let n = report.counts.get(*key).copied().filter(|n| *n > 0)?;
        Some(Note::new("pid", key, n as u64, format!("{}: {n} {what}", report.file)))
    });
    let unknown: usize = report.unknown_classes.values().sum();
    let names: Vec<&str> = report.unknown_classes.keys().take(20).map(String::as_str).collect();
    let message = format!("{}: {unknown} elements of unknown class are kept as they are: {}", report.file, names.join(", "));
    let unknown = (unknown > 0).then(|| Note::new("pid", "unknown_class", unknown as u64, message));
    counted.chain(unknown).collect()
}
