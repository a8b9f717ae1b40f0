//! A user's own labelled clouds as data: LAS, LAZ, PLY, or the folder of a case.

use crate::evaluation::{append, set_scanners};
use crate::failure::{Failure, Result};
use crate::inputs::hash_file;
use crate::job::unit;
use crate::labelled::{self, LabelNames, Labels};
use crate::progress::Screen;
use rosette_cloud::Quiet;
use rosette_net::train::{LabelledCloud, NO_PART, PartTruth, RawScan, prepared};
use rosette_net::{ClassMap, Kinds};
use rosette_plant::{Class, Subtype};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A labelled cloud. It is held in memory while it is prepared, some 100 bytes a point: cut what is larger than that.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cloud {
    /// The file, or the folder of a case.
    pub path: PathBuf,
    /// What the labels stand for: names of classes or of kinds of one's own, or `ignore`. Left out: they are the class codes of points.laz.
    #[serde(default)]
    pub labels: ClassMap,
    /// Dimension or property of the label.
    #[serde(default = "class")]
    pub label: String,
    /// Dimension or property of the object number.
    #[serde(default = "instance")]
    pub instance: String,
    /// Unit of the coordinates, where the file does not say.
    #[serde(default)]
    pub unit: Option<String>,
    /// The kinds of one's own of the whole training.
    #[serde(skip)]
    pub kinds: Kinds,
}

fn class() -> String {
    LabelNames::default().class
}

fn instance() -> String {
    LabelNames::default().instance
}

impl Cloud {
    /// The name that its prepared data are kept by: all that they depend on.
    pub fn name(&self) -> Result<String> {
        let stem = self.path.file_stem().map_or_else(|| "cloud".into(), |stem| stem.to_string_lossy().into_owned());
        let mut hasher = blake3::Hasher::new();
        for file in self.files()? {
            let hash = hash_file(&file, &Quiet).map_err(|err| Failure::NoInput(format!("{}: {err}", file.display())))?;
            hasher.update(hash.as_bytes());
        }
        let how = (&self.labels, &self.label, &self.instance, &self.unit);
        let json = |value: serde_json::Result<Vec<u8>>| value.map_err(|err| Failure::Internal(err.to_string()));
        hasher.update(&json(serde_json::to_vec(&how))?);
        if self.labels.names_a_kind(&self.kinds) {
            // codes of kinds are their places in the table
            hasher.update(&json(serde_json::to_vec(&self.kinds))?);
        }
        let hash = hasher.finalize().to_hex();
        Ok(format!("{stem}-{}", hash.get(..16).unwrap_or_default()))
    }

    fn files(&self) -> Result<Vec<PathBuf>> {
        if !self.path.is_dir() {
            return Ok(vec![self.path.clone()]);
        }
        Ok(vec![labelled::scan_of(&self.path)?, self.path.join("labels.npz"), self.path.join("truth.json")])
    }

    /// Reads and prepares it as a run would; every labelled object is a part, or every class where objects are not told apart.
    pub fn prepared(&self, screen: &Screen) -> Result<(LabelledCloud, bool)> {
        let names = LabelNames { class: self.label.clone(), instance: self.instance.clone() };
        let unit = self.unit.as_deref().map(unit).transpose()?;
        let labels = Labels { names, map: self.labels.clone(), kinds: self.kinds.clone(), unit };
        let (mut raw, mut numbers) = (RawScan::default(), BTreeMap::new());
        let known = labelled::read(&self.path, &labels, screen, &mut |batch, class, instance| {
            append(&mut raw, batch);
            raw.part.extend(class.iter().zip(instance).map(|(class, instance)| number(&mut numbers, *class, *instance)));
            Ok(())
        })?;
        set_scanners(&mut raw, &known.stations);
        let parts = parts(&numbers, &known.subtypes, &self.kinds);
        let made = prepared(&display(&self.path), &raw, parts).map_err(super::failure)?;
        Ok((made, known.has_instances))
    }
}

fn display(path: &Path) -> String {
    path.display().to_string()
}

/// Index of a part among those met so far.
fn number(numbers: &mut BTreeMap<(u8, u32), u32>, code: u8, instance: u32) -> u32 {
    if code == 0 {
        return NO_PART;
    }
    let next = numbers.len() as u32;
    *numbers.entry((code, instance)).or_insert(next)
}

fn parts(numbers: &BTreeMap<(u8, u32), u32>, subtypes: &BTreeMap<u32, Subtype>, kinds: &Kinds) -> Vec<PartTruth> {
    let mut parts = vec![PartTruth::of(Class::Unclassified); numbers.len()];
    for ((code, instance), at) in numbers {
        if let Some(part) = parts.get_mut(*at as usize) {
            let kind = kinds.of_code(*code).and_then(|kind| kinds.position(&kind.name));
            *part = PartTruth { kind, subtype: subtypes.get(instance).copied(), ..PartTruth::of(kinds.class_of(*code)) };
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A floor and two valves in millimetre steps, with a user's own labels.
    fn ply(path: &Path, rows: usize) {
        let mut body = String::new();
        for i in 0..rows {
            let (u, v) = ((i % 50) as f64 * 0.01, (i / 50) as f64 * 0.01);
            let (class, object) = if u < 0.2 {
                (300, 7)
            } else if u < 0.3 {
                (300, 8)
            } else {
                (-1, 0)
            };
            body.push_str(&format!("{u} {v} 0 {class} {object}\n"));
        }
        let head = "ply\nformat ascii 1.0\ncomment unit m\nelement vertex";
        let columns = "property double x\nproperty double y\nproperty double z\nproperty int material\nproperty int object\n";
        std::fs::write(path, format!("{head} {rows}\n{columns}end_header\n{body}")).unwrap();
    }

    #[test]
    fn a_users_cloud_becomes_data() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mine.ply");
        ply(&path, 2500);
        let labels = ClassMap([("300", "valve"), ("-1", "ignore")].map(|(a, b)| (a.to_string(), b.to_string())).into());
        let (label, instance) = ("material".into(), "object".into());
        let cloud = Cloud { path, labels, label, instance, unit: None, kinds: Kinds::default() };
        let (made, has_instances) = cloud.prepared(&Screen::new(true)).unwrap();
        assert!(has_instances && made.parts.len() == 2 && made.parts.iter().all(|p| p.class == Class::Valve));
        for i in 0..made.cloud.len() {
            let u = made.cloud.site(i)[0];
            let want = if u < 0.199 {
                Some(6)
            } else if u > 0.301 {
                Some(0)
            } else {
                None
            };
            assert!(want.is_none_or(|want| made.classes()[i] == want), "{u}");
        }
        let name = cloud.name().unwrap();
        assert_eq!(name, cloud.name().unwrap());
        assert_ne!(name, Cloud { label: "class".into(), ..cloud.clone() }.name().unwrap());
        let kinds = Kinds::from_table(&[("hydrant".to_string(), "valve".to_string())].into()).unwrap();
        assert_eq!(
            name,
            Cloud { kinds: kinds.clone(), ..cloud.clone() }.name().unwrap(),
            "kinds that no label names change nothing"
        );
        let labels = ClassMap([("300", "hydrant"), ("-1", "ignore")].map(|(a, b)| (a.to_string(), b.to_string())).into());
        let own = Cloud { labels, kinds, ..cloud.clone() };
        let (of_kind, _) = own.prepared(&Screen::new(true)).unwrap();
        assert!(of_kind.parts.iter().all(|p| p.class == Class::Valve && p.kind == Some(0)));
        assert_eq!((of_kind.classes(), of_kind.codes()[0]), (made.classes(), 21));
        let other = Kinds::from_table(&[("hydrant".to_string(), "other".to_string())].into()).unwrap();
        assert_ne!(own.name().unwrap(), Cloud { kinds: other, ..own.clone() }.name().unwrap());
        assert!(
            Cloud { labels: ClassMap([("300".to_string(), "valve".to_string())].into()), ..cloud }
                .prepared(&Screen::new(true))
                .is_err()
        );
    }
}
