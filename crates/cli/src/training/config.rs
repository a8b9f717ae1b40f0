//! A training as its file has it.

use super::clouds::Cloud;
use super::plants::Plants;
use crate::failure::{Failure, Result};
use rosette_net::Kinds;
use rosette_net::train::{BodyTraining, PointTraining, SHIPPED};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Data, settings, and where the results go. Paths are relative to the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Folder of checkpoints, curves and weights.
    pub out: PathBuf,
    /// Folder of prepared crops and bodies, shared by trainings.
    pub cache: PathBuf,
    /// Radius of a crop, m.
    #[serde(default = "radius")]
    pub radius: f32,
    /// Crops of a plant or cloud; all are held in memory while training.
    #[serde(default = "crops")]
    pub crops: usize,
    /// Kinds of one's own: names, each with the class that it is a kind of.
    #[serde(default, deserialize_with = "kinds")]
    pub kinds: Kinds,
    /// Data to learn from, held out, and scored as wholes at the end, each row on its own.
    pub train: Data,
    /// Data held out: learning curve and calibration come from them.
    pub validation: Data,
    /// Data scored at the end.
    #[serde(default)]
    pub test: Data,
    /// How the point net is fitted; left out: it is not.
    pub points: Option<PointTraining>,
    /// How the body net is fitted; left out: it is not.
    pub bodies: Option<BodyTraining>,
}

/// Generated plants and components, and labelled clouds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Data {
    /// Rows of plants.
    pub plants: Vec<Plants>,
    /// Rows of plants whose bodies are taken as a run cuts them out, for the body net.
    pub cuts: Vec<Plants>,
    /// First seed and number of galleries: runs with one component after the other, and equipment.
    pub galleries: [u64; 2],
    /// First seed and number of galleries whose bodies are taken as a run cuts them out, for the body net.
    pub cut_galleries: [u64; 2],
    /// Rows of galleries of nothing but some families, as what is easily mistaken, whose bodies are taken as a run cuts them out: together a source
    /// of its own for the body net.
    pub focus: Vec<Focus>,
    /// First seed and number of members of every family of components, for the body net.
    pub singles: [u64; 2],
    /// Families that occur in none of it.
    pub without: Vec<String>,
    /// The only families in singles and galleries; all if empty.
    pub only: Vec<String>,
    /// A user's own labelled clouds.
    pub clouds: Vec<Cloud>,
}

/// Galleries of some families only.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Focus {
    /// First seed and number.
    pub galleries: [u64; 2],
    /// The families.
    pub families: Vec<String>,
}

impl Focus {
    /// Families that do not occur.
    pub fn left_out(&self) -> Families {
        all_but(&self.families)
    }
}

impl Data {
    /// Families that are left out of plants.
    pub fn left_out(&self) -> Families {
        Families(self.without.clone())
    }

    /// Families that are left out of singles and galleries.
    pub fn left_out_singly(&self) -> Families {
        let others = if self.only.is_empty() { Families::default() } else { all_but(&self.only) };
        Families(self.without.iter().cloned().chain(others.0).collect())
    }
}

/// Families of components that are left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Families(pub Vec<String>);

/// All families but these.
fn all_but(asked: &[String]) -> Families {
    let names = rosette_truth::families().into_iter().map(|(name, ..)| name);
    Families(names.filter(|name| asked.iter().all(|other| other != name)).map(String::from).collect())
}

impl Families {
    /// Whether the family is among them.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|family| family == name)
    }

    /// What tells data without them from data with all; nothing if there are none.
    pub fn mark(&self) -> String {
        match self.0.is_empty() {
            true => String::new(),
            false => {
                format!("without-{}", blake3::hash(self.0.join(",").as_bytes()).to_hex().chars().take(12).collect::<String>())
            }
        }
    }
}

fn radius() -> f32 {
    1.1
}

fn kinds<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<Kinds, D::Error> {
    let table = BTreeMap::<String, String>::deserialize(from)?;
    Kinds::from_table(&table).map_err(serde::de::Error::custom)
}

fn crops() -> usize {
    28
}

impl Config {
    /// Reads a configuration.
    pub fn read(path: &Path) -> Result<Config> {
        let refuse = |err: String| Failure::Usage(format!("{}: {err}; `rosette train --help` shows one", path.display()));
        let text = std::fs::read_to_string(path).map_err(|err| refuse(err.to_string()))?;
        let mut config: Config = toml::from_str(&text).map_err(|err| refuse(err.to_string()))?;
        if !(0.3..=10.0).contains(&config.radius) || config.crops == 0 {
            return Err(refuse(format!(
                "radius = {}, crops = {}: give 0.3 to 10 m and at least one crop",
                config.radius, config.crops
            )));
        }
        if let Some(unknown) = config.unknown_family() {
            return Err(refuse(unknown));
        }
        let dir = path.parent().unwrap_or(Path::new("")).to_owned();
        config.place(&dir);
        Ok(config)
    }

    fn unknown_family(&self) -> Option<String> {
        let known: Vec<&str> = rosette_truth::families().into_iter().map(|(name, ..)| name).collect();
        let data = [&self.train, &self.validation, &self.test];
        let mut named = data
            .into_iter()
            .flat_map(|data| data.without.iter().chain(&data.only).chain(data.focus.iter().flat_map(|row| &row.families)));
        let unknown = named.find(|name| !known.contains(&name.as_str()))?;
        Some(format!("there is no family {unknown}; there are {}", known.join(", ")))
    }

    fn place(&mut self, dir: &Path) {
        self.out = dir.join(&self.out);
        self.cache = dir.join(&self.cache);
        let data = [&mut self.train, &mut self.validation, &mut self.test];
        for cloud in data.into_iter().flat_map(|data| &mut data.clouds) {
            cloud.path = dir.join(&cloud.path);
            cloud.kinds = self.kinds.clone();
        }
        let starts = [self.points.as_mut().map(|t| &mut t.start), self.bodies.as_mut().map(|t| &mut t.start)];
        for start in starts.into_iter().flatten().flatten().filter(|start| *start != Path::new(SHIPPED)) {
            *start = dir.join(&*start);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_configurations_are_read() {
        let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models");
        for name in ["train.toml", "hold-out.toml", "plain.toml", "bodies.toml", "bodies-finish.toml", "hold-out-kinds.toml"] {
            let config = Config::read(&models.join(name)).unwrap();
            assert!(config.points.is_some() || config.bodies.is_some(), "{name}");
        }
    }

    #[test]
    fn families_held_out() {
        let only = Data { only: vec!["plug".into(), "gauge".into()], ..Data::default() };
        assert!(only.left_out().0.is_empty() && !only.left_out_singly().has("plug") && only.left_out_singly().has("gate_rising"));
        let without = Data { without: vec!["plug".into()], ..Data::default() };
        assert!(without.left_out().has("plug") && without.left_out_singly() == without.left_out());
        assert_ne!(without.left_out().mark(), only.left_out_singly().mark());
        assert_eq!(Data::default().left_out_singly().mark(), "");
    }

    #[test]
    fn kinds_and_weights_to_begin_at() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mine.toml");
        let read = |kinds: &str| {
            let clouds = "[[train.clouds]]\npath = \"a.ply\"\nlabels = { 31 = \"hydrant\" }\n[validation]\n";
            let nets = "[bodies]\nstart = \"shipped\"\n[points]\nstart = \"old/point.safetensors\"\n";
            let text = format!("out = \"o\"\ncache = \"c\"\n[kinds]\n{kinds}\n[train]\n{clouds}{nets}");
            std::fs::write(&path, text).unwrap();
            Config::read(&path)
        };
        let config = read("hydrant = \"valve\"\ncompressor = \"pump\"").unwrap();
        assert_eq!(
            config.train.clouds[0].kinds.iter().map(|kind| kind.name.as_str()).collect::<Vec<_>>(),
            ["compressor", "hydrant"]
        );
        assert_eq!(config.bodies.unwrap().start.unwrap(), Path::new("shipped"));
        assert_eq!(config.points.unwrap().start.unwrap(), dir.path().join("old/point.safetensors"));
        for (kinds, says) in
            [("hydrant = \"valv\"", "\"valv\""), ("pump = \"valve\"", "\"pump\""), ("a = 3", "expected a string")]
        {
            let said = read(kinds).unwrap_err().to_string();
            assert!(said.contains(says) && said.contains("mine.toml"), "{kinds}: {said}");
        }
    }

    #[test]
    fn clouds_with_their_labels() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mine.toml");
        let text = "out = \"o\"\ncache = \"c\"\n[train]\n[[train.clouds]]\npath = \"hall.laz\"\nlabels = { 1 = \"pipe\", 99 = \"ignore\" }\n[validation]\n";
        std::fs::write(&path, text).unwrap();
        let config = Config::read(&path).unwrap();
        assert_eq!(config.train.clouds[0].path, dir.path().join("hall.laz"));
        assert_eq!(config.train.clouds[0].labels.0["99"], "ignore");
        assert!(config.kinds.is_empty());
        std::fs::write(&path, format!("speed = 3\n{text}")).unwrap();
        assert!(Config::read(&path).unwrap_err().to_string().contains("speed"));
        std::fs::write(&path, "out = \"o\"\ncache = \"c\"\n[train]\nonly = [\"gate_rising\", \"gate_of_hell\"]\n[validation]\n")
            .unwrap();
        assert!(Config::read(&path).unwrap_err().to_string().contains("no family gate_of_hell; there are gate_rising"));
    }
}
