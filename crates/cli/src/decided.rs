//! Files of decisions: one JSON object a line, only ever appended to, so that two of them merge by putting one after the other.

use crate::failure::{Failure, Result};
use crate::project::Project;
use rosette_plant::{Decision, Difference};
use rosette_report::Findings;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Largest file of decisions or findings that is read.
const MAX_BYTES: u64 = 256 << 20;

/// Where the decisions about a run are kept if nobody says otherwise.
pub fn beside(run: &Path) -> PathBuf {
    run.join("decisions.jsonl")
}

/// The file of the decisions about a run: the one named, else the project's, else the one beside the run.
pub fn file_of(run: &Path, named: Option<&Path>, project: Option<&Path>) -> Result<PathBuf> {
    let project = project.map(Project::read).transpose()?;
    let named = named.map(Path::to_path_buf);
    Ok(named.or(project.and_then(|project| project.decisions)).unwrap_or_else(|| beside(run)))
}

/// All decisions of a file in its order; none if it is not there.
pub fn read(path: &Path) -> Result<Vec<Decision>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = text(path)?;
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    let parsed = lines.map(|(line, n)| {
        serde_json::from_str(line)
            .map_err(|err| Failure::Usage(format!("{}, line {n}: no decision ({err}); mend or remove the line", path.display())))
    });
    parsed.collect()
}

/// Adds a decision at the end of a file.
pub fn append(path: &Path, decision: &Decision) -> Result<()> {
    let failed = |err: std::io::Error| Failure::writing(path, &err);
    let line = serde_json::to_string(decision).map_err(|err| Failure::Internal(format!("decision: {err}")))?;
    let unfinished = path.exists() && !text(path)?.ends_with('\n') && path.metadata().is_ok_and(|data| data.len() > 0);
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).map_err(failed)?;
    let start = if unfinished { "\n" } else { "" };
    file.write_all(format!("{start}{line}\n").as_bytes()).map_err(failed)
}

/// The findings of a run folder, or of a `findings.json`, the ignored ones included.
pub fn findings(run: &Path) -> Result<Vec<Difference>> {
    let found = document(run)?;
    let ignored = found.ignored.into_iter().map(|ignored| ignored.difference);
    Ok(found.findings.into_iter().map(|finding| finding.difference).chain(ignored).collect())
}

/// The `findings.json` of a run folder, or that file itself.
pub fn document(run: &Path) -> Result<Findings> {
    let path = if run.is_dir() { run.join("findings.json") } else { run.to_path_buf() };
    let wrong = |err: serde_json::Error| Failure::Usage(format!("{} holds no findings of a run: {err}", path.display()));
    serde_json::from_str(&text(&path)?).map_err(wrong)
}

fn text(path: &Path) -> Result<String> {
    let wrong = |err: String| Failure::Usage(format!("{} cannot be read: {err}", path.display()));
    let bytes = path.metadata().map_err(|err| wrong(err.to_string()))?.len();
    if bytes > MAX_BYTES {
        return Err(wrong(format!("it has {bytes} bytes, more than such a file can have")));
    }
    std::fs::read_to_string(path).map_err(|err| wrong(err.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rosette_plant::DecisionState;

    fn decision(id: &str) -> Decision {
        Decision {
            finding: id.into(),
            state: DecisionState::Confirmed,
            by: "nn".into(),
            on: "2026-01-02T03:04:05Z".into(),
            comment: "line\nbreak".into(),
            message: String::new(),
            essence: String::new(),
        }
    }

    #[test]
    fn decisions_are_appended_and_merged_files_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("decisions.jsonl");
        assert_eq!(read(&path).unwrap(), []);
        append(&path, &decision("F-1")).unwrap();
        append(&path, &decision("F-2")).unwrap();
        let merged =
            format!("{}\n\n{}", std::fs::read_to_string(&path).unwrap(), serde_json::to_string(&decision("F-3")).unwrap());
        std::fs::write(&path, merged).unwrap();
        append(&path, &decision("F-4")).unwrap();
        let ids: Vec<String> = read(&path).unwrap().into_iter().map(|d| d.finding).collect();
        assert_eq!(ids, ["F-1", "F-2", "F-3", "F-4"]);
    }

    #[test]
    fn a_damaged_line_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("decisions.jsonl");
        std::fs::write(&path, "\n<<<<<<< HEAD\n").unwrap();
        let err = read(&path).unwrap_err();
        assert!(err.exit_code() == 2 && err.to_string().contains("line 2"), "{err}");
    }
}
