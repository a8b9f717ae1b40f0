//! Last step: the files that people and programs open.

use crate::corrections;
use crate::failure::{Failure, Result, chain};
use crate::folder::RunFolder;
use crate::key::Key;
use crate::pipeline::Run;
use crate::reach;
use crate::recognise::{Connected, PointLabels};
use crate::record;
use crate::steps::areas::Site;
use crate::steps::differences::Compared;
use crate::steps::drawings::DrawnPlant;
use crate::steps::files::Files;
use crate::steps::recognised::Parts;
use crate::steps::reviewed::Reviewed;
use crate::store::{Kept, files_below, to_json, write_whole};
use crate::summary::Outcome;
use rayon::prelude::*;
use rosette_cloud::{Note, Quiet, Watch};
use rosette_report::{self as report, Inputs, Labels, Pictures, PointsWriter, ReportError, Scene};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What a run leaves behind besides `run.json`: files, and folders that belong to it as a whole.
const OUTPUTS: [&str; 14] = [
    "asbuilt.json",
    "match.json",
    "findings.json",
    "points.laz",
    "inventory.csv",
    "inventory.xlsx",
    "findings.csv",
    "findings.xlsx",
    "model.glb",
    "report.html",
    "pictures",
    "redlines",
    "scan-pictures",
    "schema",
];

/// What was made of the job.
pub struct Results<'a> {
    /// The usable files.
    pub files: &'a Files,
    /// The plant as drawn.
    pub drawn: &'a Kept<DrawnPlant>,
    /// The prepared site.
    pub site: &'a Site,
    /// Components and labels, area by area.
    pub parts: &'a Parts,
    /// The plant as built.
    pub as_built: &'a Kept<Connected>,
    /// What differs.
    pub comparison: &'a Kept<Compared>,
    /// What of it is reported.
    pub reviewed: &'a Reviewed,
}

impl Results<'_> {
    /// Everything dropped, guessed, inferred or not understood, in the order of the steps.
    fn notes(&self) -> Vec<Note> {
        let ingested = self.site.ingested.notes.iter();
        let (pictures, far) = (record::picture_note(&self.site.ingested), reach::note(&self.site.ingested));
        let as_built = self.as_built.value.graph.notes.iter();
        let compared = self.comparison.value.notes.iter();
        self.files
            .notes()
            .chain(self.drawn.value.notes())
            .chain(ingested)
            .chain(&pictures)
            .chain(&far)
            .chain(as_built)
            .chain(compared)
            .chain(&self.reviewed.notes)
            .cloned()
            .collect()
    }
}

/// Hash of every output by name, as it was written.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Written {
    files: Vec<(String, String)>,
}

/// Writes all outputs, unless they are there already and whole.
pub fn written(mut run: Run<'_>, results: &Results<'_>) -> Result<Outcome> {
    let notes = results.notes();
    let mut summary = record::summary(run.job, results, &notes);
    let stations = record::stations(&results.site.ingested);
    let key = key(&run, results, &notes, &summary);
    let run_file = run.job.out.join("run.json");
    let up_to_date = run_file.exists() && still_stand(&run, &key);
    if !up_to_date {
        let inputs = inputs(results, &summary, &stations, &notes);
        write_all(&mut run, results, &inputs)?;
        let listing = listing(&run.job.out).map_err(|err| Failure::writing(&run.job.out, &err))?;
        summary.timings = run.measures.finish();
        report::write_run(&run.job.out, &self::inputs(results, &summary, &stations, &notes))
            .map_err(|err| failure(&run.job.out, &err))?;
        run.folder.store.keep("outputs", &key, &to_json("outputs", &listing)?)?;
    } else {
        run.measures.finish();
    }
    Ok(Outcome::new(run.job, results, &notes, up_to_date))
}

fn inputs<'a>(
    results: &'a Results<'_>,
    summary: &'a report::RunSummary,
    stations: &'a [report::StationRow],
    notes: &'a [Note],
) -> Inputs<'a> {
    let (drawn, compared) = (&results.drawn.value, &results.comparison.value);
    Inputs {
        scanned: &results.as_built.value.graph,
        drawn: drawn.graph.as_ref(),
        sheets: &drawn.sheets,
        matching: compared.matching.as_ref(),
        differences: &results.reviewed.differences,
        reviews: results.reviewed.reviews.as_ref(),
        stations,
        notes,
        run: summary,
        catalogue: &results.as_built.value.catalogue,
    }
}

fn key(run: &Run<'_>, results: &Results<'_>, notes: &[Note], summary: &report::RunSummary) -> Key {
    Key::new("outputs", env!("ROSETTE_CODE_REPORT"))
        .and("redlines", &env!("ROSETTE_CODE_REDLINES"))
        .and("site", &results.site.key.as_str())
        .and("parts", &results.parts.hashes())
        .and("scanned", &results.as_built.hash)
        .and("drawn", &results.drawn.hash)
        .and("compared", &results.comparison.hash)
        .and("reviewed", results.reviewed)
        .and("notes", &notes)
        .and("summary", summary)
        .and("settings", &run.job.settings.report)
}

/// Whether the outputs were written under this key and nobody touched them since.
fn still_stand(run: &Run<'_>, key: &Key) -> bool {
    let Some((bytes, _)) = run.folder.store.bytes("outputs", key) else { return false };
    let written: Option<Written> = serde_json::from_slice(&bytes).ok();
    written.is_some_and(|written| listing(&run.job.out).is_ok_and(|now| now == written))
}

fn write_all(run: &mut Run<'_>, results: &Results<'_>, inputs: &Inputs<'_>) -> Result<()> {
    let (dir, watch, folder, pictures) = (&run.job.out, run.watch, &run.folder, run.job.settings.report.pictures);
    run.measures.step("report", || {
        clear_folders(dir).map_err(|err| Failure::writing(dir, &err))?;
        let scene = write_points(dir, results, inputs, watch, folder)?;
        watch.working("writing tables, model and report");
        let pictures = match pictures {
            true => report::write_pictures(dir, inputs, scene).map_err(|err| failure(dir, &err))?,
            false => Pictures::default(),
        };
        write_files(dir, inputs, &pictures).map_err(|err| failure(dir, &err))?;
        write_redlines(dir, inputs)?;
        copy_scan_pictures(dir, results.site).map_err(|err| Failure::writing(dir, &err))?;
        Ok(((), results.site.ingested.counts.kept, "points"))
    })
}

fn write_files(dir: &Path, inputs: &Inputs<'_>, pictures: &Pictures) -> report::Result<()> {
    report::write_asbuilt(dir, inputs)?;
    report::write_match(dir, inputs)?;
    report::write_findings(dir, inputs)?;
    report::write_inventory(dir, inputs)?;
    report::write_findings_table(dir, inputs)?;
    report::write_model(dir, inputs)?;
    report::write_report_html(dir, inputs, pictures)?;
    report::write_schemas(dir)
}

/// The sheets that have findings, with the findings marked on them.
fn write_redlines(dir: &Path, inputs: &Inputs<'_>) -> Result<()> {
    let (Some(drawn), Some(matching)) = (inputs.drawn, inputs.matching) else { return Ok(()) };
    let compared = corrections::Compared { drawn, scanned: inputs.scanned, matching, differences: inputs.differences };
    for (name, svg) in corrections::redlines(&corrections::corrections(&compared), drawn, inputs.sheets) {
        write_whole(&dir.join("redlines").join(name), svg.as_bytes())?;
    }
    Ok(())
}

/// Pictures that were embedded in the scans, by number of the scan file.
fn copy_scan_pictures(dir: &Path, site: &Site) -> std::io::Result<()> {
    for file in site.ingested.pictures.iter().filter_map(|picture| picture.file.as_deref()) {
        let place = dir.join("scan-pictures").join(Path::new(file).strip_prefix("pictures").unwrap_or(Path::new(file)));
        std::fs::create_dir_all(place.parent().unwrap_or(dir))?;
        std::fs::copy(site.dir.join(file), &place)?;
    }
    Ok(())
}

/// Writes `points.laz` area by area, and gathers what the pictures are made of on the way.
fn write_points(dir: &Path, results: &Results<'_>, inputs: &Inputs<'_>, watch: &dyn Watch, folder: &RunFolder) -> Result<Scene> {
    let ingested = &results.site.ingested;
    let mut scene = Scene::new(inputs.scanned, inputs.differences);
    let mut writer: Option<PointsWriter> = None;
    watch.begin("writing points", ingested.counts.kept, "points");
    for area in ingested.areas.iter().filter(|area| reach::holds(ingested, area)) {
        if watch.stopped() {
            return Err(Failure::Stopped);
        }
        let cloud = results.site.cloud(area)?;
        let (class, object) = object_labels(results.parts.labels(folder, area.id)?, &results.as_built.value, area.id);
        let labels = Labels { class: &class, object: &object };
        let mut points = match writer.take() {
            Some(writer) => writer,
            None => {
                PointsWriter::create(dir, reach::corner(ingested), !cloud.color.is_empty()).map_err(|err| failure(dir, &err))?
            }
        };
        let (added, shown) = rayon::join(|| points.add(&cloud, labels), || scene.add(&cloud, labels));
        added.and(shown).map_err(|err| failure(dir, &err))?;
        writer = Some(points);
        watch.advance(area.core_points);
    }
    if let Some(writer) = writer {
        writer.finish().map_err(|err| failure(dir, &err))?;
    }
    watch.end();
    Ok(scene)
}

/// Class and object of each point; a point of an object has the object's class.
fn object_labels(labels: PointLabels, connected: &Connected, area: usize) -> (Vec<u8>, Vec<u32>) {
    let PointLabels { mut class, element: mut objects } = labels;
    for (class, object) in class.iter_mut().zip(&mut objects) {
        let found = connected.object(area, *object);
        let element = found.and_then(|found| connected.graph.elements.get(found as usize));
        *class = element.map_or(*class, |element| element.class as u8);
        *object = found.unwrap_or(Labels::NONE);
    }
    (class, objects)
}

/// Pictures and schemas of an earlier run must not outlive what they show.
fn clear_folders(dir: &Path) -> std::io::Result<()> {
    let folders = OUTPUTS.iter().map(|name| dir.join(name)).filter(|path| path.is_dir());
    folders.into_iter().try_for_each(std::fs::remove_dir_all)
}

/// The outputs that are there, with the hash of each.
fn listing(dir: &Path) -> std::io::Result<Written> {
    let mut files = Vec::new();
    for path in OUTPUTS.iter().map(|name| dir.join(name)).filter(|path| path.exists()) {
        files.extend(if path.is_dir() { files_below(&path)? } else { vec![path] });
    }
    let hash = |path: &PathBuf| {
        let name = path.strip_prefix(dir).unwrap_or(path).to_string_lossy().into_owned();
        Ok((name, crate::inputs::hash_file(path, &Quiet)?))
    };
    Ok(Written { files: files.par_iter().map(hash).collect::<std::io::Result<_>>()? })
}

fn failure(dir: &Path, err: &ReportError) -> Failure {
    match err {
        ReportError::Write { .. } => Failure::stage_output(dir, err),
        _ if Failure::is_full_disk(err) => Failure::stage_output(dir, err),
        _ => Failure::Internal(chain(err)),
    }
}
