//! An evaluation as JSON, Markdown and pictures.

use super::Scores;
use super::kinds::KindScore;
use crate::failure::{Failure, Result};
use crate::store::write_whole;
use rosette_net::NetError;
use rosette_net::evaluate::{Confusion, InstanceScore, Reliability};
use rosette_plant::Class;
use rosette_plant::scores::CLASSES;
use serde::Serialize;
use std::path::Path;

/// `evaluation.json`.
#[derive(Debug, Serialize)]
struct EvaluationFile<'a> {
    schema: &'static str,
    of: &'a str,
    truth: &'a str,
    answers_from: &'a str,
    places: u64,
    covered: f64,
    process_miou: f64,
    accuracy: f64,
    classes: Vec<ClassRow>,
    confusion: Matrix,
    instances: Option<Vec<InstanceRow>>,
    valve_subtypes: Option<Subtypes>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kinds: Vec<KindRow>,
    point_calibration: Option<Calibration>,
    object_calibration: Option<Calibration>,
    objects_without_truth: u64,
    notes: &'a [String],
}

/// A class by places.
#[derive(Debug, Serialize)]
struct ClassRow {
    class: &'static str,
    places: u64,
    iou: f64,
    recall: f64,
    precision: f64,
}

/// Counts by true class (row) and given class (column).
#[derive(Debug, Serialize)]
struct Matrix {
    classes: Vec<&'static str>,
    counts: Vec<Vec<u64>>,
}

/// A class by objects.
#[derive(Debug, Serialize)]
struct InstanceRow {
    class: &'static str,
    truth: u64,
    given: u64,
    matched: u64,
    recall: f64,
    precision: f64,
}

/// A kind of one's own by places.
#[derive(Debug, Serialize)]
struct KindRow {
    kind: String,
    places: u64,
    recall: f64,
    precision: f64,
}

#[derive(Debug, Serialize)]
struct Subtypes {
    right: u64,
    of: u64,
}

/// Confidence against success.
#[derive(Debug, Serialize)]
struct Calibration {
    error: f64,
    bins: Vec<BinRow>,
}

#[derive(Debug, Serialize)]
struct BinRow {
    count: u64,
    confidence: f64,
    right: f64,
}

/// What was evaluated against what.
pub struct Title<'a> {
    /// The run or cloud.
    pub of: &'a str,
    /// The labelled points.
    pub truth: &'a str,
    /// `run` or `point net`.
    pub answers_from: &'a str,
    /// What the reader has to know besides.
    pub notes: &'a [String],
}

/// Writes `evaluation.json`, `evaluation.md` and the pictures; gives the page.
pub fn write(dir: &Path, title: &Title, scores: &Scores) -> Result<String> {
    let file = file(title, scores);
    let text = serde_json::to_string_pretty(&file).map_err(|err| Failure::Internal(format!("evaluation.json: {err}")))?;
    let page = page(title, scores);
    write_whole(&dir.join("evaluation.json"), format!("{text}\n").as_bytes())?;
    write_whole(&dir.join("evaluation.md"), page.as_bytes())?;
    let lost = |err: NetError| Failure::stage_output(dir, &err);
    scores.confusion.write_picture(&dir.join("confusion.png")).map_err(lost)?;
    for (name, reliability) in [("reliability-points.png", &scores.points), ("reliability-objects.png", &scores.objects)] {
        if let Some(reliability) = reliability {
            reliability.write_picture(&dir.join(name)).map_err(lost)?;
        }
    }
    Ok(page)
}

fn file<'a>(title: &Title<'a>, scores: &Scores) -> EvaluationFile<'a> {
    EvaluationFile {
        schema: "rosette.evaluation/1",
        of: title.of,
        truth: title.truth,
        answers_from: title.answers_from,
        places: scores.n_places,
        covered: share(scores.n_covered, scores.n_places),
        process_miou: scores.confusion.process_iou(),
        accuracy: scores.confusion.accuracy(),
        classes: class_rows(&scores.confusion),
        confusion: matrix(&scores.confusion),
        instances: scores.instances.as_ref().map(instance_rows),
        kinds: kind_rows(scores),
        valve_subtypes: scores.subtypes.map(|[right, of]| Subtypes { right, of }),
        point_calibration: scores.points.as_ref().map(calibration),
        object_calibration: scores.objects.as_ref().map(calibration),
        objects_without_truth: scores.n_unjudged,
        notes: title.notes,
    }
}

fn share(part: u64, all: u64) -> f64 {
    part as f64 / all.max(1) as f64
}

fn class_rows(confusion: &Confusion) -> Vec<ClassRow> {
    let row = |class: Class| {
        let hit = confusion.count(class, class);
        let given = Class::ALL.into_iter().skip(1).map(|truth| confusion.count(truth, class)).sum();
        Some(ClassRow {
            class: class.name(),
            places: confusion.total(class),
            iou: confusion.iou(class)?,
            recall: share(hit, confusion.total(class)),
            precision: share(hit, given),
        })
    };
    Class::ALL.into_iter().skip(1).filter_map(row).collect()
}

fn kind_rows(scores: &Scores) -> Vec<KindRow> {
    let row = |score: &KindScore| KindRow {
        kind: score.kind.clone(),
        places: score.truth,
        recall: share(score.right, score.truth),
        precision: share(score.right, score.given),
    };
    scores.kinds.iter().map(row).collect()
}

fn matrix(confusion: &Confusion) -> Matrix {
    let row = |truth: Class| Class::ALL.into_iter().map(|given| confusion.count(truth, given)).collect();
    Matrix { classes: Class::ALL.map(Class::name).to_vec(), counts: Class::ALL.into_iter().map(row).collect() }
}

fn instance_rows(scores: &[InstanceScore; CLASSES]) -> Vec<InstanceRow> {
    let some = Class::ALL.into_iter().zip(scores).skip(1).filter(|(_, score)| score.truth + score.given > 0);
    some.map(|(class, score)| InstanceRow {
        class: class.name(),
        truth: score.truth,
        given: score.given,
        matched: score.matched,
        recall: score.recall(),
        precision: score.precision(),
    })
    .collect()
}

fn calibration(reliability: &Reliability) -> Calibration {
    let filled = reliability.bins.iter().filter(|bin| bin.count > 0);
    let row = |bin: &rosette_net::evaluate::Bin| BinRow {
        count: bin.count,
        confidence: bin.confidence / bin.count as f64,
        right: share(bin.right, bin.count),
    };
    Calibration { error: reliability.error(), bins: filled.map(row).collect() }
}

fn page(title: &Title, scores: &Scores) -> String {
    let mut out = format!(
        "# Evaluation\n\nOf {} ({}), against the labels of {}. {} labelled places, one a 2 cm cell; {:.3} of them have a point of the result within 3 cm.\n",
        title.of,
        title.answers_from,
        title.truth,
        scores.n_places,
        share(scores.n_covered, scores.n_places)
    );
    title.notes.iter().for_each(|note| out.push_str(&format!("\n- {note}\n")));
    out.push_str(&format!(
        "\n## Classes, place by place\n\nMean IoU of the process classes {:.3}, accuracy {:.3}.\n\n{}\n![which class is taken for which](confusion.png)\n",
        scores.confusion.process_iou(),
        scores.confusion.accuracy(),
        scores.confusion.table()
    ));
    if let Some(instances) = &scores.instances {
        out.push_str("\n## Objects\n\nTwo objects of a class match if they share more than half of their places.\n\n");
        out.push_str("| class | true | given | matched | recall | precision |\n|---|---|---|---|---|---|\n");
        for row in instance_rows(instances) {
            let InstanceRow { class, truth, given, matched, recall, precision } = row;
            out.push_str(&format!("| {class} | {truth} | {given} | {matched} | {recall:.3} | {precision:.3} |\n"));
        }
    }
    if !scores.kinds.is_empty() {
        out.push_str("\n## Kinds of one's own, place by place\n\nAbove they count as their classes.\n\n");
        out.push_str("| kind | places | recall | precision |\n|---|---|---|---|\n");
        for KindRow { kind, places, recall, precision } in kind_rows(scores) {
            out.push_str(&format!("| {kind} | {places} | {recall:.3} | {precision:.3} |\n"));
        }
    }
    if let Some([right, all]) = scores.subtypes {
        out.push_str(&format!("\nSubtypes of valves: {right} of {all} right.\n"));
    }
    for (what, name, reliability) in
        [("points", "reliability-points.png", &scores.points), ("objects", "reliability-objects.png", &scores.objects)]
    {
        if let Some(reliability) = reliability {
            out.push_str(&format!(
                "\n## Calibration of {what}\n\nExpected calibration error {:.3}.\n\n{}\n![confidence and success]({name})\n",
                reliability.error(),
                reliability.table()
            ));
        }
    }
    if scores.n_unjudged > 0 {
        out.push_str(&format!("\n{} objects lie where nothing, or too little, is labelled.\n", scores.n_unjudged));
    }
    out
}
