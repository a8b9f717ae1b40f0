//! The page's sections as the template reads them.

use super::facts::{Fact, KindCount, drawing_facts, fact, headline, kind_counts, scan_facts};
use super::links::Spot;
use super::{Report, base64_jpeg, count, honesty, number, plan, review, script_json};
use crate::inputs::{InputFile, StationRow};
use crate::names::{class_words, hex, kind_color, kind_key, kind_letter, kind_words, seen_words, severity_key};
use crate::numbered::Numbered;
use crate::table::{COUNTED, Row, verification};
use rosette_plant::{Note, Sheet};
use serde::Serialize;
use std::collections::BTreeMap;

/// Objects listed on the page; the tables hold them all.
const MOST_ROWS: usize = 5000;

/// The whole page.
#[derive(Serialize)]
pub(super) struct Page {
    title: String,
    headline: String,
    scan_facts: Vec<Fact>,
    drawing_facts: Vec<Fact>,
    kinds: Vec<KindCount>,
    limits: Vec<honesty::Limit>,
    view: String,
    findings: Vec<FindingRow>,
    reviewed: String,
    ignored: Vec<[String; 4]>,
    gone: Vec<[String; 3]>,
    sheets: Vec<SheetSection>,
    plan: String,
    plan_size: String,
    gaps: Vec<GapRow>,
    sizes: Vec<Vec<String>>,
    size_titles: Vec<String>,
    classes: Vec<[String; 4]>,
    objects: Vec<ObjectRow>,
    n_objects: String,
    n_shown: String,
    stations: Vec<Vec<String>>,
    imports: Vec<ImportSection>,
    notes: Vec<NoteRow>,
    files: Vec<FileRow>,
    counts: Vec<Fact>,
    versions: Vec<Fact>,
    data: String,
    style: &'static str,
    script: &'static str,
}

pub(super) fn page(report: &Report) -> Page {
    let title = if report.inputs.run.title.is_empty() { "As-built report" } else { &report.inputs.run.title };
    let facts = |map: &BTreeMap<String, String>| map.iter().map(|(k, v)| fact(k, v.as_str())).collect();
    Page {
        title: title.to_owned(),
        headline: headline(report),
        scan_facts: scan_facts(report),
        drawing_facts: drawing_facts(report),
        kinds: kind_counts(report),
        limits: honesty::limits(report),
        view: report.pictures.view.as_deref().map_or(String::new(), base64_jpeg),
        findings: report.numbered.iter().map(|n| finding(report, n)).collect(),
        reviewed: review::summary(report),
        ignored: review::ignored(report),
        gone: review::gone(report),
        sheets: report.inputs.sheets.iter().enumerate().map(|(i, s)| sheet(report, i, s)).collect(),
        plan: plan::plan(report.inputs, &report.numbered, report.pictures).unwrap_or_default(),
        plan_size: plan::size_words(report.inputs, report.pictures),
        gaps: gaps(report),
        sizes: sizes(report),
        size_titles: COUNTED.iter().map(|c| format!("{}s", class_words(*c))).collect(),
        classes: classes(report),
        objects: report.rows.iter().take(MOST_ROWS).map(object).collect(),
        n_objects: count(report.rows.len() as u64),
        n_shown: if report.rows.len() > MOST_ROWS { count(MOST_ROWS as u64) } else { String::new() },
        stations: report.inputs.stations.iter().map(station).collect(),
        imports: report.inputs.sheets.iter().map(import).collect(),
        notes: report.inputs.notes.iter().map(note).collect(),
        files: report.inputs.run.inputs.iter().map(file).collect(),
        counts: report.inputs.run.counts.iter().map(|(k, n)| fact(&k.replace('_', " "), count(*n))).collect(),
        versions: facts(&report.inputs.run.versions),
        data: script_json(&data(report)),
        style: include_str!("report.css"),
        script: include_str!("report.js"),
    }
}

#[derive(Serialize)]
struct FindingRow {
    label: String,
    number: usize,
    id: String,
    kind: &'static str,
    kind_words: &'static str,
    letter: char,
    color: String,
    severity: &'static str,
    rank: u8,
    confidence: String,
    confidence_percent: u32,
    message: String,
    tag: String,
    line: String,
    pid_ids: Vec<String>,
    objects: Vec<ObjectLink>,
    position: String,
    points: String,
    seen: &'static str,
    compared: Vec<String>,
    picture: String,
    file: String,
    sheets: Vec<String>,
    standing: String,
    decision: String,
}

#[derive(Serialize)]
struct ObjectLink {
    id: String,
    row: Option<usize>,
}

fn finding(report: &Report, numbered: &Numbered) -> FindingRow {
    let d = numbered.difference;
    let spots = report.links.own(d);
    let sheet_name = |spot: &Spot| report.inputs.sheets.get(spot.sheet).map(|s| s.name.clone());
    let mut sheets: Vec<String> = spots.iter().filter_map(sheet_name).collect();
    sheets.dedup();
    let row = |id: &str| report.rows.iter().take(MOST_ROWS).position(|r| r.id == id);
    let (standing, decision) = review::words(report, d);
    FindingRow {
        label: numbered.label.clone(),
        number: numbered.label.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().unwrap_or(0),
        id: d.id.clone(),
        kind: kind_key(d.kind),
        kind_words: kind_words(d.kind),
        letter: kind_letter(d.kind),
        color: hex(kind_color(d.kind)),
        severity: severity_key(d.severity),
        rank: d.severity as u8,
        confidence: number(d.confidence * 100.0, 0),
        confidence_percent: (d.confidence.clamp(0.0, 1.0) * 100.0).round() as u32,
        message: d.message.clone(),
        tag: d.tag.clone().unwrap_or_default(),
        line: d.line.clone().unwrap_or_default(),
        pid_ids: d.pid_ids.clone(),
        objects: d.object_ids.iter().map(|id| ObjectLink { id: id.clone(), row: row(id) }).collect(),
        position: d.position.map_or(String::new(), |p| place(p, 2)),
        points: count(d.evidence.points as u64),
        seen: seen_words(d.evidence.seen),
        compared: d.evidence.compared.clone(),
        picture: report.pictures.findings.get(&d.id).map_or(String::new(), |p| base64_jpeg(p)),
        file: report.pictures.files.get(&d.id).cloned().unwrap_or_default(),
        sheets,
        standing,
        decision,
    }
}

fn place(p: [f64; 3], digits: usize) -> String {
    p.map(|v| number(v, digits)).join(" / ")
}

#[derive(Serialize)]
struct SheetSection {
    index: usize,
    name: String,
    file: String,
    view_box: String,
    root_attributes: String,
    inner: String,
}

fn sheet(report: &Report, index: usize, sheet: &Sheet) -> SheetSection {
    let drawing = report.drawings.get(index).cloned().flatten().unwrap_or_default();
    let shown = !drawing.inner.is_empty();
    SheetSection {
        index,
        name: sheet.name.clone(),
        file: sheet.file.clone(),
        view_box: if shown { drawing.view_box.map(|v| v.to_string()).join(" ") } else { String::new() },
        root_attributes: drawing.root_attributes,
        inner: drawing.inner,
    }
}

#[derive(Serialize)]
struct GapRow {
    what: String,
    object: String,
    other: String,
    dn: String,
    length: String,
    position: String,
    seen: &'static str,
}

/// Bridged gaps and open ends.
fn gaps(report: &Report) -> Vec<GapRow> {
    let graph = report.inputs.scanned;
    let id = |i: usize| graph.elements.get(i).map(|e| e.id.clone()).unwrap_or_default();
    let dn = |i: usize| graph.elements.get(i).and_then(|e| e.dn).map(|dn| dn.to_string()).unwrap_or_default();
    let bridged = graph.joints.iter().filter(|j| j.inferred).map(|j| GapRow {
        what: "bridged".into(),
        object: id(j.a),
        other: id(j.b),
        dn: dn(j.a),
        length: number(j.gap, 2),
        position: j.position.map_or(String::new(), |p| place(p, 2)),
        seen: seen_words(j.seen),
    });
    let open = graph.open_ends.iter().map(|o| {
        let port = graph.elements.get(o.element).and_then(|e| e.ports.get(o.port));
        GapRow {
            what: "open end".into(),
            object: id(o.element),
            other: String::new(),
            dn: dn(o.element),
            length: String::new(),
            position: port.and_then(|p| p.position).map_or(String::new(), |p| place(p, 2)),
            seen: seen_words(o.seen),
        }
    });
    bridged.chain(open).collect()
}

fn sizes(report: &Report) -> Vec<Vec<String>> {
    let row = |s: &crate::table::SizeTotal| {
        let dn = s.dn.map_or("not named".into(), |dn| format!("DN{dn}"));
        let counts = COUNTED.map(|c| if s.n(c) == 0 { "–".into() } else { s.n(c).to_string() });
        [dn, number(s.seen_m, 1), number(s.inferred_m, 1)].into_iter().chain(counts).collect()
    };
    report.totals.sizes.iter().map(row).collect()
}

fn classes(report: &Report) -> Vec<[String; 4]> {
    let row = |(class, (seen, inferred)): (&rosette_plant::Class, &(usize, usize))| {
        [class_words(*class), hex(crate::names::class_color(*class)), seen.to_string(), inferred.to_string()]
    };
    report.totals.classes.iter().map(row).collect()
}

#[derive(Serialize)]
struct ObjectRow {
    id: String,
    class: String,
    subtype: &'static str,
    kind: String,
    tag: String,
    line: String,
    dn: String,
    od: String,
    length: String,
    position: String,
    confidence: String,
    points: String,
    residual: String,
    coverage: String,
    level: &'static str,
    inferred: bool,
    pid_id: String,
    verification: &'static str,
}

fn object(row: &Row) -> ObjectRow {
    let maybe = |v: Option<f64>, digits| v.map_or(String::new(), |v| number(v, digits));
    let others: String = row.dn_alternatives.iter().map(|dn| format!(" or {dn}")).collect();
    ObjectRow {
        id: row.id.clone(),
        class: class_words(row.class),
        subtype: row.subtype.map_or("", |s| s.name()),
        kind: row.kind.clone().unwrap_or_default(),
        tag: row.tag.clone().unwrap_or_default(),
        line: row.line.clone().unwrap_or_default(),
        dn: row.dn.map_or(String::new(), |dn| format!("{dn}{others}")),
        od: maybe(row.od_mm, 1),
        length: maybe(row.length_m, 3),
        position: place(row.position, 3),
        confidence: number(row.confidence * 100.0, 0),
        points: count(row.points as u64),
        residual: maybe(row.residual_mm, 1),
        coverage: number(row.coverage * 100.0, 0),
        level: row.level,
        inferred: row.inferred,
        pid_id: row.pid_id.clone().unwrap_or_default(),
        verification: verification(row),
    }
}

fn station(s: &StationRow) -> Vec<String> {
    let maybe = |v: Option<f64>, digits| v.map_or("–".into(), |v| number(v, digits));
    let extent = match (s.min, s.max) {
        (Some(a), Some(b)) => format!("{} × {} × {}", number(b[0] - a[0], 1), number(b[1] - a[1], 1), number(b[2] - a[2], 1)),
        _ => "–".into(),
    };
    vec![
        s.name.clone(),
        s.file.clone(),
        count(s.points),
        count(s.dropped),
        extent,
        maybe(s.spacing_mm, 1),
        s.overlap.map_or("–".into(), |v| format!("{} %", number(v * 100.0, 0))),
        maybe(s.misfit_median_mm, 1),
        maybe(s.misfit_95_mm, 1),
        s.position.map_or("–".into(), |p| place(p, 2)),
        s.position_source.clone(),
    ]
}

#[derive(Serialize)]
struct ImportSection {
    name: String,
    file: String,
    dialect: String,
    origin: String,
    counts: String,
    classes: String,
    unknown: String,
    warnings: Vec<String>,
}

fn import(sheet: &Sheet) -> ImportSection {
    let list = |map: &BTreeMap<String, usize>| {
        let words: Vec<String> = map.iter().map(|(k, n)| format!("{} {n}", k.replace('_', " "))).collect();
        words.join(", ")
    };
    let r = &sheet.report;
    ImportSection {
        name: sheet.name.clone(),
        file: r.file.clone(),
        dialect: r.dialect.clone(),
        origin: r.origin.clone(),
        counts: list(&r.counts),
        classes: list(&r.classes),
        unknown: list(&r.unknown_classes),
        warnings: r.warnings.clone(),
    }
}

#[derive(Serialize)]
struct NoteRow {
    stage: String,
    kind: String,
    count: String,
    message: String,
}

fn note(note: &Note) -> NoteRow {
    NoteRow {
        stage: note.stage.clone(),
        kind: note.kind.replace('_', " "),
        count: count(note.count),
        message: note.message.clone(),
    }
}

#[derive(Serialize)]
struct FileRow {
    path: String,
    kind: String,
    megabytes: String,
    blake3: String,
    state: String,
}

fn file(file: &InputFile) -> FileRow {
    FileRow {
        path: file.path.clone(),
        kind: file.kind.clone(),
        megabytes: number(file.bytes as f64 / 1e6, 1),
        blake3: file.blake3.clone(),
        state: file.state.clone(),
    }
}

/// What the script needs beyond the page's own text.
#[derive(Serialize)]
struct Data<'a> {
    findings: Vec<FindingData<'a>>,
    /// Drawn element to object and confidence in percent.
    pairs: BTreeMap<&'a str, (&'a str, u32)>,
}

#[derive(Serialize)]
struct FindingData<'a> {
    label: &'a str,
    color: String,
    own: Vec<Spot>,
    near: Vec<Spot>,
    line: Option<&'a str>,
}

fn data<'a>(report: &'a Report) -> Data<'a> {
    let finding = |n: &'a Numbered<'a>| {
        let own = report.links.own(n.difference);
        let near = if own.is_empty() { report.links.near(n.difference) } else { Vec::new() };
        FindingData { label: &n.label, color: hex(kind_color(n.difference.kind)), own, near, line: n.difference.line.as_deref() }
    };
    let pairs = report.inputs.matching.iter().flat_map(|m| &m.pairs);
    let pair = |p: &'a rosette_plant::Pair| {
        (p.pid_id.as_str(), (p.object_id.as_str(), (p.confidence.clamp(0.0, 1.0) * 100.0).round() as u32))
    };
    Data { findings: report.numbered.iter().map(finding).collect(), pairs: pairs.map(pair).collect() }
}
