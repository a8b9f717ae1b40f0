//! Settings of all stages, from the job file and the flags.

use crate::args::RunArgs;
use crate::failure::{Failure, Result};
use crate::jobfile::JobFile;
use rosette_compare::CompareSettings;
use rosette_ingest::IngestSettings;
use rosette_pid::ImportSettings;
use rosette_plant::sizes::{CATALOGUES, Catalogue};
use rosette_reconstruct::ReconstructSettings;
use rosette_segment::SegmentSettings;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Settings of all stages. Each is a table of the job file, and is written into `run.json`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Scans to areas.
    pub ingest: IngestSettings,
    /// Areas to planes and cylinders.
    pub segment: SegmentSettings,
    /// Planes and cylinders to components and the as-built graph.
    pub reconstruct: ReconstructSettings,
    /// The trained nets' say.
    pub net: NetSettings,
    /// Drawings to the drawn graph.
    pub import: ImportSettings,
    /// Two graphs to differences.
    pub compare: CompareSettings,
    /// What the report holds.
    pub report: ReportSettings,
}

/// What the trained nets are asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NetSettings {
    /// What the bodies on lines and the machines at their ends are.
    pub bodies: bool,
    /// What the points are that geometry leaves unexplained. Slow: some 150 000 points a second.
    pub points: bool,
    /// Weights of one's own for bodies (`rosette train`), relative to the job file; left out: those that came with this version.
    pub body_weights: Option<PathBuf>,
    /// The same for points; needs `points = true`.
    pub point_weights: Option<PathBuf>,
}

impl Default for NetSettings {
    fn default() -> Self {
        Self { bodies: true, points: false, body_weights: None, point_weights: None }
    }
}

impl NetSettings {
    /// Puts the paths of weights beside the job file.
    pub fn place(&mut self, base: &Path) {
        for path in [&mut self.body_weights, &mut self.point_weights].into_iter().flatten() {
            *path = base.join(&*path);
        }
    }

    /// What is asked, wherever the weights lie: their content is told apart by its hash.
    pub fn asked(&self) -> NetSettings {
        NetSettings { body_weights: None, point_weights: None, ..self.clone() }
    }

    fn check(&self) -> Result<()> {
        for (asked, weights, name, of) in [
            (self.bodies, &self.body_weights, "bodies", "body_weights"),
            (self.points, &self.point_weights, "points", "point_weights"),
        ] {
            if let (false, Some(path)) = (asked, weights) {
                let path = path.display();
                return Err(Failure::Usage(format!(
                    "[net] {of} = \"{path}\", but {name} = false: nobody would ask them; set {name} = true, or leave {of} out"
                )));
            }
        }
        Ok(())
    }
}

/// What the report holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportSettings {
    /// Rendered pictures of the places of findings.
    pub pictures: bool,
}

impl Default for ReportSettings {
    fn default() -> Self {
        Self { pictures: true }
    }
}

impl Settings {
    /// Names of the tables, in the order of the work.
    pub const SECTIONS: [&str; 7] = ["ingest", "segment", "reconstruct", "net", "import", "compare", "report"];

    /// The defaults with what the job file says laid over them.
    pub fn from_file(file: &JobFile) -> Result<Settings> {
        Ok(Settings {
            ingest: file.section("ingest", &IngestSettings::default())?,
            segment: file.section("segment", &SegmentSettings::default())?,
            reconstruct: file.section("reconstruct", &ReconstructSettings::default())?,
            net: file.section("net", &NetSettings::default())?,
            import: file.section("import", &ImportSettings::default())?,
            compare: file.section("compare", &CompareSettings::default())?,
            report: file.section("report", &ReportSettings::default())?,
        })
    }

    /// Lays what was typed over them.
    pub fn lay_flags(&mut self, args: &RunArgs) {
        if let Some(voxel) = args.voxel {
            self.ingest.voxel = voxel;
        }
        if let Some(name) = &args.catalogue {
            self.reconstruct.catalogue = Some(name.clone());
        }
        if args.no_net {
            self.net = NetSettings { bodies: false, ..NetSettings::default() };
        }
        if args.no_pictures {
            self.report.pictures = false;
        }
    }

    /// Refuses values that make no sense.
    pub fn check(&self) -> Result<()> {
        self.ingest.lattice().map_err(|err| Failure::Usage(err.to_string()))?;
        self.net.check()?;
        match &self.reconstruct.catalogue {
            Some(name) if Catalogue::by_name(name).is_none() => {
                let known: Vec<&str> = CATALOGUES.iter().map(|catalogue| catalogue.name).collect();
                Err(Failure::Usage(format!("there is no catalogue \"{name}\"; give one of: {}", known.join(", "))))
            }
            _ => Ok(()),
        }
    }

    /// What matters to the result of the ingest stage: not the memory it may use.
    pub fn of_ingest(&self) -> IngestSettings {
        IngestSettings { memory: 0, ..self.ingest.clone() }
    }

    /// As written into `run.json`: everything that matters to a result, and nothing else.
    pub fn recorded(&self) -> serde_json::Value {
        // By way of text, so that a single-precision 0.65 is not written with the digits of its nearest double.
        let text = serde_json::to_string(self).unwrap_or_default();
        let mut value: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        if let Some(ingest) = value.get_mut("ingest").and_then(serde_json::Value::as_object_mut) {
            ingest.remove("memory");
        }
        value
    }
}
