//! A user's labelled cloud: LAS and LAZ with extra dimensions, PLY with properties.

use super::{BATCH, Known, Take};
use crate::failure::{Failure, Result};
use crate::progress::Screen;
use rosette_cloud::Watch;
use rosette_ingest::read::{Batch, Format, OpenOptions, Source, Unit, open};
use rosette_net::{ClassMap, Kinds};
use std::collections::BTreeMap;
use std::path::Path;

/// What `points.laz` adds to class codes where they stand in the classification.
const CLASSIFICATION_BASE: u8 = 64;

/// How the columns are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelNames {
    /// Column of the class label.
    pub class: String,
    /// Column of the object number.
    pub instance: String,
}

impl Default for LabelNames {
    fn default() -> Self {
        Self { class: "class".into(), instance: "instance".into() }
    }
}

/// How labels are read.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    /// Columns.
    pub names: LabelNames,
    /// What the labels stand for; empty: they are class codes.
    pub map: ClassMap,
    /// Kinds of one's own that the table may name.
    pub kinds: Kinds,
    /// Unit of length, where the file does not say.
    pub unit: Option<Unit>,
}

/// Where class labels stand in a file.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// In the column that was named.
    Named,
    /// In the classification of LAS, or a label column with another name.
    Usual,
}

/// Reads a labelled cloud.
pub fn read(path: &Path, labels: &Labels, screen: &Screen, take: &mut Take) -> Result<Known> {
    let columns = vec![labels.names.class.clone(), labels.names.instance.clone()];
    let lost = |err: rosette_ingest::read::ReadError| Failure::NoInput(err.to_string());
    let mut source = open(path, &OpenOptions { unit: labels.unit, columns, ..OpenOptions::default() }).map_err(lost)?;
    let place = place(source.as_ref(), labels)?;
    let has_instances = source.info().has_named.get(1) == Some(&true);
    let mut reader = Reader { path, labels, known: BTreeMap::new() };
    let (mut batch, mut n_labelled) = (Batch::default(), 0u64);
    screen.begin(&format!("reading {}", path.display()), source.info().declared_points.unwrap_or(0), "points");
    while source.next_batch(&mut batch, BATCH).map_err(lost)? {
        let class = reader.classes(&batch, place)?;
        let instance = if has_instances { reader.instances(&batch)? } else { vec![0; batch.len()] };
        n_labelled += class.iter().filter(|c| **c != 0).count() as u64;
        take(&batch, &class, &instance)?;
        screen.advance(batch.len() as u64);
        if screen.stopped() {
            return Err(Failure::Stopped);
        }
    }
    screen.end();
    for note in &source.info().warnings {
        tracing::warn!("{}", note.message);
    }
    if n_labelled == 0 {
        return Err(Failure::NoInput(format!(
            "{}: no point carries a class; give labels in an extra dimension or property `{}`, or name the column with --label",
            path.display(),
            labels.names.class
        )));
    }
    Ok(Known { has_instances, stations: source.info().stations.clone(), ..Known::default() })
}

fn place(source: &dyn Source, labels: &Labels) -> Result<Place> {
    let info = source.info();
    if info.has_named.first() == Some(&true) {
        return Ok(Place::Named);
    }
    let asked = labels.names != LabelNames::default();
    if info.has_label && !asked {
        return Ok(Place::Usual);
    }
    let kind = match info.format {
        Format::Las => "extra dimension",
        Format::Ply => "vertex property",
        _ => "column (labels are read from LAS, LAZ and PLY)",
    };
    Err(Failure::NoInput(format!("{}: has no {kind} named `{}`; name it with --label", info.path.display(), labels.names.class)))
}

struct Reader<'a> {
    path: &'a Path,
    labels: &'a Labels,
    /// Labels met so far and their codes.
    known: BTreeMap<i64, u8>,
}

impl Reader<'_> {
    fn classes(&mut self, batch: &Batch, place: Place) -> Result<Vec<u8>> {
        match (place, batch.named.first()) {
            (Place::Named, Some(column)) => column.iter().map(|v| self.code(self.whole(*v, "class")?)).collect(),
            _ if self.labels.map.0.is_empty() => batch.label.iter().map(|v| self.code(based(*v))).collect(),
            _ => batch.label.iter().map(|v| self.code(i64::from(*v))).collect(),
        }
    }

    /// Object numbers; what is below 1 is none.
    fn instances(&self, batch: &Batch) -> Result<Vec<u32>> {
        let number = |v: &f64| self.whole(*v, "instance").map(|v| u32::try_from(v).unwrap_or(0));
        batch.named.get(1).into_iter().flatten().map(number).collect()
    }

    fn code(&mut self, label: i64) -> Result<u8> {
        if let Some(code) = self.known.get(&label) {
            return Ok(*code);
        }
        let code = self.labels.map.code(&self.path.display().to_string(), label, &self.labels.kinds);
        let code = code.map_err(|err| Failure::NoInput(err.to_string()))?;
        self.known.insert(label, code);
        Ok(code)
    }

    fn whole(&self, value: f64, what: &str) -> Result<i64> {
        // beyond 2^32 neither labels nor object numbers make sense, and below it every whole number is exact
        if value.fract() == 0.0 && value.abs() <= f64::from(u32::MAX) {
            return Ok(value as i64);
        }
        let path = self.path.display();
        Err(Failure::NoInput(format!("{path}: {value} is no {what} number; labels are whole numbers up to 2^32")))
    }
}

/// The class code in a classification as `points.laz` has it; others say nothing of ours.
fn based(classification: u8) -> i64 {
    i64::from(classification.saturating_sub(CLASSIFICATION_BASE))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a PLY of points on a line with these columns and rows gives: classes and instances, or the complaint.
    fn check(columns: &str, rows: &[&str], map: &[(&str, &str)]) -> std::result::Result<(Vec<u8>, Vec<u32>), String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mine.ply");
        let properties: String = columns.split(' ').map(|name| format!("property double {name}\n")).collect();
        let head = format!("ply\nformat ascii 1.0\nelement vertex {}\n", rows.len());
        let position = "property double x\nproperty double y\nproperty double z\n";
        let body: String = rows.iter().enumerate().map(|(i, row)| format!("{i} 0 0 {row}\n")).collect();
        std::fs::write(&path, format!("{head}{position}{properties}end_header\n{body}")).unwrap();
        let map = ClassMap(map.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect());
        let (mut class, mut instance) = (Vec::new(), Vec::new());
        let mut take = |_: &Batch, c: &[u8], i: &[u32]| {
            class.extend_from_slice(c);
            instance.extend_from_slice(i);
            Ok(())
        };
        read(&path, &Labels { map, ..Labels::default() }, &Screen::new(true), &mut take).map_err(|err| err.to_string())?;
        Ok((class, instance))
    }

    #[test]
    fn labels_of_a_ply() {
        assert_eq!(check("class instance", &["6 70000", "0 0", "1 -1"], &[]), Ok((vec![6, 0, 1], vec![70_000, 0, 0])));
        let mine = [("-1", "ignore"), ("300", "valve"), ("7", "pipe")];
        assert_eq!(check("class", &["300", "-1", "7"], &mine), Ok((vec![6, 0, 1], vec![0; 3])));
        assert_eq!(check("label", &["70", "65", "3"], &[]), Ok((vec![6, 1, 0], vec![0; 3])));
    }

    #[test]
    fn hostile_labels_are_named() {
        for (columns, rows, map, says) in [
            ("class", &["nan"][..], &[][..], "no class number"),
            ("class", &["1.5"], &[], "1.5 is no class number"),
            ("class", &["1e300"], &[], "no class number"),
            ("class", &["21"], &[], "label 21 is no class code"),
            ("class", &["5"], &[("6", "pipe")], "label 5 is not in the table"),
            ("class", &["6"], &[("6", "tube")], "\"tube\""),
            ("class instance", &["1 0.5"], &[], "no instance number"),
            ("class", &["0", "0"], &[], "no point carries a class"),
            ("quality", &["1"], &[], "no vertex property named `class`"),
            ("class", &["6"], &[("6", "hydrant")], "[kinds]"),
        ] {
            let said = check(columns, rows, map).unwrap_err();
            assert!(said.contains(says) && said.contains("mine.ply"), "{columns} {rows:?}: {said}");
        }
    }
}
