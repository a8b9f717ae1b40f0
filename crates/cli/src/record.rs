//! What a run records of itself: inputs, settings, versions, counts, stations.

use crate::inputs::{Inputs, Source};
use crate::job::Job;
use crate::steps::outputs::Results;
use rosette_cloud::Note;
use rosette_ingest::{FileReport, Ingested, PictureReport, PositionSource, StationReport};
use rosette_plant::Sheet;
use rosette_report::{InputFile, RunSummary, StationRow};
use std::collections::BTreeMap;

/// Everything about the run but its timings.
pub fn summary(job: &Job, results: &Results<'_>, notes: &[Note]) -> RunSummary {
    RunSummary {
        title: job.title.clone(),
        inputs: input_files(results),
        settings: job.settings.recorded(),
        versions: versions(),
        timings: Vec::new(),
        counts: counts(results, notes),
    }
}

/// One row a scanner set-up.
pub fn stations(ingested: &Ingested) -> Vec<StationRow> {
    ingested.stations.iter().map(station).collect()
}

fn station(found: &StationReport) -> StationRow {
    let measured = found.misfit.patches > 0;
    StationRow {
        name: found.station.name.clone(),
        file: found.station.file.clone(),
        points: found.points,
        dropped: found.removed,
        min: Some(found.extent[0]),
        max: Some(found.extent[1]),
        spacing_mm: Some(found.spacing_mm),
        overlap: Some(found.overlap),
        misfit_median_mm: measured.then_some(found.misfit.median_mm),
        misfit_95_mm: measured.then_some(found.misfit.p95_mm),
        position: found.station.position,
        position_source: source_name(found.position_source).into(),
    }
}

fn source_name(source: PositionSource) -> &'static str {
    match source {
        PositionSource::File => "file",
        PositionSource::User => "user",
        PositionSource::Recovered => "recovered",
        PositionSource::None => "unknown",
    }
}

/// Says which pictures came with the scans.
pub fn picture_note(ingested: &Ingested) -> Option<Note> {
    let there: Vec<String> = ingested.pictures.iter().filter(|picture| picture.file.is_some()).map(told).collect();
    let message = format!("extracted into scan-pictures/: {}", there.join("; "));
    (!there.is_empty()).then(|| Note::new("ingest", "pictures_extracted", there.len() as u64, message))
}

fn told(picture: &PictureReport) -> String {
    let PictureReport { source, name, projection, width, height, .. } = picture;
    format!("{name} of {source} ({projection}, {width} x {height})")
}

fn input_files(results: &Results<'_>) -> Vec<InputFile> {
    let scans = &results.files.scans;
    let reports = &results.site.ingested.files;
    let read = scans.sources.iter().zip(reports).map(|(source, report)| scan_file(source, report));
    let drawings = &results.files.drawings;
    let sheets = &results.drawn.value.sheets;
    let drawn = drawings.sources.iter().map(|source| drawing_file(source, sheets));
    let lists = &results.files.lists;
    let listed = lists.sources.iter().map(|source| input_file(source, "list", "read".into()));
    let weights = results.files.nets.own().iter().map(|source| input_file(source, "weights", "read".into()));
    let drawn = drawn.chain(left_out(drawings)).chain(listed).chain(left_out(lists)).chain(weights);
    read.chain(left_out(scans)).chain(drawn).collect()
}

fn scan_file(source: &Source, report: &FileReport) -> InputFile {
    let state = match &report.error {
        None => "read".to_string(),
        Some(error) if report.read > 0 => format!("read in part: {error}"),
        Some(error) => format!("left out: {error}"),
    };
    input_file(source, &report.format, state)
}

fn drawing_file(source: &Source, sheets: &[Sheet]) -> InputFile {
    let sheet = sheets.iter().find(|sheet| sheet.file == source.name());
    let state = if sheet.is_some() { "read" } else { "left out: no P&ID that can be read" };
    input_file(source, sheet.map_or("", |sheet| &sheet.report.dialect), state.into())
}

fn input_file(source: &Source, kind: &str, state: String) -> InputFile {
    let path = source.path.display().to_string();
    InputFile { path, kind: kind.into(), bytes: source.bytes, blake3: source.blake3.clone(), state }
}

fn left_out(inputs: &Inputs) -> impl Iterator<Item = InputFile> {
    inputs.left_out.iter().map(|(path, why)| InputFile {
        path: path.display().to_string(),
        state: format!("left out: {why}"),
        ..InputFile::default()
    })
}

/// Versions of the program and of the code behind each stage (a hash of its source).
fn versions() -> BTreeMap<String, String> {
    let all = [
        ("rosette", env!("CARGO_PKG_VERSION")),
        ("code.ingest", env!("ROSETTE_CODE_INGEST")),
        ("code.pid", env!("ROSETTE_CODE_PID")),
        ("code.components", env!("ROSETTE_CODE_COMPONENTS")),
        ("code.compare", env!("ROSETTE_CODE_COMPARE")),
        ("code.report", env!("ROSETTE_CODE_REPORT")),
    ];
    all.into_iter().map(|(name, version)| (name.to_string(), version.to_string())).collect()
}

fn counts(results: &Results<'_>, notes: &[Note]) -> BTreeMap<String, u64> {
    let points = &results.site.ingested.counts;
    let graph = &results.as_built.value.graph;
    let drawn = results.drawn.value.graph.as_ref();
    let mut counts: BTreeMap<String, u64> = [
        ("points_read", points.read),
        ("points_dropped_reading", points.dropped_reading),
        ("points_dropped_scattered", points.dropped_scattered),
        ("points_dropped_noise_class", points.dropped_noise_class),
        ("points_merged_into_others", points.merged),
        ("points_merged", points.kept),
        ("points_removed_isolated", points.isolated),
        ("points_removed_mixed", points.mixed),
        ("stations", results.site.ingested.stations.len() as u64),
        ("areas", results.site.ingested.areas.len() as u64),
        ("objects", graph.elements.len() as u64),
        ("joints", graph.joints.len() as u64),
        ("joints_inferred", graph.joints.iter().filter(|joint| joint.inferred).count() as u64),
        ("open_ends", graph.open_ends.len() as u64),
        ("drawn_elements", drawn.map_or(0, |graph| graph.elements.len() as u64)),
        ("matched", results.comparison.value.matching.as_ref().map_or(0, |matching| matching.pairs.len() as u64)),
        ("findings", results.reviewed.differences.len() as u64),
        ("findings_ignored", results.reviewed.reviews.as_ref().map_or(0, |reviews| reviews.ignored.len() as u64)),
        ("notes", notes.len() as u64),
    ]
    .into_iter()
    .map(|(name, count)| (name.to_string(), count))
    .collect();
    for element in &graph.elements {
        *counts.entry(format!("objects.{}", element.class.name())).or_default() += 1;
        if let Some(kind) = &element.evidence.kind {
            *counts.entry(format!("objects.{}.{}", element.class.name(), kind.name)).or_default() += 1;
        }
    }
    counts
}
