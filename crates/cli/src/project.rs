//! The project file: what a site ignores, which severity things have there, and where its decisions are kept.

use crate::failure::{Failure, Result};
use crate::jobfile::JobFile;
use rosette_compare::rules::{Ignore, Rules, SeverityRule, Thresholds};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A project as read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Project {
    /// The file it was read from.
    pub file: Option<PathBuf>,
    /// What is ignored, and which severity things have.
    pub rules: Rules,
    /// Where decisions are kept; none: beside the run.
    pub decisions: Option<PathBuf>,
    /// An earlier run to compare the findings with.
    pub baseline: Option<PathBuf>,
}

/// Top level of the project file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Top {
    decisions: Option<PathBuf>,
    baseline: Option<PathBuf>,
}

/// Tables of the project file.
const TABLES: [&str; 3] = ["ignore", "severity", "thresholds"];

impl Project {
    /// Reads and checks a project file; paths in it are relative to it.
    pub fn read(path: &Path) -> Result<Project> {
        let file = JobFile::read_as("project file", path)?;
        let base = path.parent().unwrap_or(Path::new(""));
        let top: Top = file.top(&Top::default(), &TABLES)?;
        let rules = Rules {
            ignore: file.list("ignore", &Ignore::default())?,
            severity: file.list("severity", &SeverityRule::default())?,
            thresholds: file.section("thresholds", &Thresholds::default())?,
        };
        rules.check().map_err(|err| Failure::Usage(format!("project file {}: {err}", path.display())))?;
        let beside = |path: PathBuf| base.join(path);
        Ok(Project {
            file: Some(path.to_path_buf()),
            rules,
            decisions: top.decisions.map(beside),
            baseline: top.baseline.map(beside),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rosette_plant::{Class, DifferenceKind, Severity};

    fn read(text: &str) -> Result<Project> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("site.toml");
        std::fs::write(&path, text).unwrap();
        Project::read(&path)
    }

    #[test]
    fn a_project_is_read() {
        let text = "decisions = 'd.jsonl'\n[thresholds]\nleast_confidence = 0.5\nmissing_in_pid = 0.7\n\
            [[ignore]]\nreason = 'rebuilt'\narea = [[0, 0, 0], [10, 5, 4]]\n[[ignore]]\nclasses = ['instrument']\nkinds = ['missing_in_pid']\n\
            [[severity]]\nseverity = 'high'\nlines = ['H2-*']\n";
        let project = read(text).unwrap();
        assert!(project.decisions.unwrap().ends_with("d.jsonl"));
        assert_eq!(project.rules.thresholds.missing_in_pid, Some(0.7));
        assert_eq!(project.rules.ignore[0].about.area, Some([[0.0; 3], [10.0, 5.0, 4.0]]));
        assert_eq!(project.rules.ignore[1].about.classes, [Class::Instrument]);
        assert_eq!(project.rules.ignore[1].about.kinds, [DifferenceKind::MissingInPid]);
        assert_eq!(project.rules.severity[0].severity, Severity::High);
    }

    #[test]
    fn mistakes_are_named() {
        for (text, said) in [
            ("[[ignore]]\nclases = ['valve']", "line 2: unknown key ignore.clases; the nearest known one is classes"),
            ("[[ignore]]\nclasses = ['valv']", "line 2"),
            ("[[ignore]]\nreason = 'all'", "fits everything"),
            ("[thresholds]\nleast_confidence = 70", "not between 0 and 1"),
            ("ignored = []", "unknown key ignored"),
            ("[[severity]]\nseverity = 'huge'\nlines = ['a']", "severity.severity"),
        ] {
            let err = read(text).unwrap_err();
            assert!(err.exit_code() == 2 && err.to_string().contains(said) && err.to_string().contains("project file"), "{err}");
        }
    }
}
