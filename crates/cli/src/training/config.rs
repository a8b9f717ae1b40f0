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
    /// First seed and number of galleries.
    pub galleries: [u64; 2],
    /// First seed and number of members of every family of components, for the body net.
    pub singles: [u64; 2],
    /// Families that are left out of the singles.
    pub without: Vec<String>,
    /// A user's own labelled clouds.
    pub clouds: Vec<Cloud>,
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
        let dir = path.parent().unwrap_or(Path::new("")).to_owned();
        config.place(&dir);
        Ok(config)
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
        for name in ["train.toml", "hold-out.toml", "plain.toml", "bodies.toml", "cuts.toml"] {
            let config = Config::read(&models.join(name)).unwrap();
            assert!(config.points.is_some() || config.bodies.is_some(), "{name}");
        }
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
    }
}
