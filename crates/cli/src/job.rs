//! The job: what was typed and what the job file says, put together once; afterwards nobody looks at a flag.

use crate::args::{RunArgs, memory};
use crate::failure::{Failure, Result};
use crate::jobfile::JobFile;
use crate::project::Project;
use crate::settings::Settings;
use rosette_ingest::read::Unit;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Memory a run keeps to unless told otherwise, bytes.
const DEFAULT_MEMORY: u64 = 4 << 30;
/// Memory below which one area with its trees may not fit, bytes.
const LEAST_MEMORY: u64 = 256 << 20;
/// Largest coordinate of a scanner position that is taken seriously, m.
const MAX_COORDINATE: f64 = 1e8;

/// Everything a run needs to know.
#[derive(Debug, Clone)]
pub struct Job {
    /// Title of the report.
    pub title: String,
    /// Scan files and what is said about them.
    pub scans: Vec<Scan>,
    /// Drawing files.
    pub drawings: Vec<PathBuf>,
    /// Lists that enrich the drawings or stand in for them.
    pub lists: Vec<PathBuf>,
    /// Known pairs for the matching.
    pub hints: Option<PathBuf>,
    /// The project's rules, and where its decisions are kept.
    pub project: Project,
    /// The run folder.
    pub out: PathBuf,
    /// Settings of all stages.
    pub settings: Settings,
    /// Memory to keep to, bytes.
    pub memory: u64,
    /// Worker threads; none: all cores.
    pub threads: Option<u16>,
    /// Forget what is kept in the run folder.
    pub anew: bool,
}

/// A scan file and what is said about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Scan {
    /// The file.
    pub path: PathBuf,
    /// Unit of its coordinates; none: the file's.
    pub unit: Option<Unit>,
    /// Scanner positions, site, m, where the file has none.
    pub stations: Vec<[f64; 3]>,
}

/// Top level of the job file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Top {
    title: Option<String>,
    out: Option<PathBuf>,
    scans: Vec<PathBuf>,
    pid: Vec<PathBuf>,
    lists: Vec<PathBuf>,
    hints: Option<PathBuf>,
    project: Option<PathBuf>,
    decisions: Option<PathBuf>,
    baseline: Option<PathBuf>,
    unit: Option<String>,
    memory: Option<String>,
    threads: Option<u16>,
}

/// A `[[scan]]` table of the job file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct ScanTable {
    path: PathBuf,
    unit: Option<String>,
    stations: Option<Vec<[f64; 3]>>,
}

/// Puts flags and job file together; a flag comes before the file.
pub fn job(args: &RunArgs, threads: Option<u16>) -> Result<Job> {
    let file = match &args.job {
        Some(path) => JobFile::read(path)?,
        None => JobFile::parse("", "")?,
    };
    let base = args.job.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
    let top: Top = file.top(&Top::default(), &sections())?;
    let mut settings = Settings::from_file(&file)?;
    settings.net.place(base);
    settings.lay_flags(args);
    let unit = args.unit.as_deref().or(top.unit.as_deref()).map(unit).transpose()?;
    let tables: Vec<ScanTable> = file.list("scan", &ScanTable::default())?;
    let scans = scans(args, base, &top, tables, unit)?;
    refuse_scans_among_drawings(&args.pid)?;
    if scans.is_empty() {
        return Err(Failure::Usage("name at least one scan file (or scans = in the job file)".into()));
    }
    let out = args.out.clone().or(top.out.as_ref().map(|out| base.join(out)));
    let memory = match (args.memory, &top.memory) {
        (Some(bytes), _) => Some(bytes),
        (None, Some(text)) => Some(memory(text).map_err(|why| Failure::Usage(format!("job file: memory: {why}")))?),
        (None, None) => None,
    };
    if let Some(bytes) = memory {
        settings.ingest.memory = usize::try_from(bytes / 4 * 3).unwrap_or(usize::MAX);
    }
    let job = Job {
        title: top.title.clone().unwrap_or_default(),
        scans,
        drawings: named(&args.pid, base, &top.pid),
        lists: named(&args.lists, base, &top.lists),
        hints: args.hints.clone().or(top.hints.as_ref().map(|path| base.join(path))),
        project: project(args, base, &top)?,
        out: out.ok_or_else(|| Failure::Usage("say where the results go with --out DIR (or out = in the job file)".into()))?,
        settings,
        memory: memory.unwrap_or(DEFAULT_MEMORY),
        threads: threads.or(top.threads),
        anew: args.force,
    };
    job.checked()
}

impl Job {
    fn checked(self) -> Result<Job> {
        let wrong = |why: String| Err(Failure::Usage(why));
        if self.memory < LEAST_MEMORY {
            return wrong(format!("--memory {} MB is too little for one area: give at least 256M", self.memory >> 20));
        }
        if matches!(self.threads, Some(0)) {
            return wrong("threads = 0 in the job file: give at least 1, or leave it out for all cores".into());
        }
        for scan in &self.scans {
            let far = |at: &[f64; 3]| at.iter().any(|coordinate| coordinate.is_nan() || coordinate.abs() > MAX_COORDINATE);
            if let Some(at) = scan.stations.iter().find(|at| far(at)) {
                return wrong(format!("job file: station {at:?} of {} is no position in metres", scan.path.display()));
            }
        }
        self.settings.check()?;
        Ok(self)
    }

    /// The job as a job file that gives the same results.
    pub fn to_toml(&self) -> Result<String> {
        let failed = |err: toml::ser::Error| Failure::Internal(format!("the settings cannot be written as TOML: {err}"));
        let top = Top {
            title: Some(self.title.clone()).filter(|title| !title.is_empty()),
            out: Some(self.out.clone()),
            pid: self.drawings.clone(),
            lists: self.lists.clone(),
            hints: self.hints.clone(),
            project: self.project.file.clone(),
            decisions: self.project.decisions.clone(),
            baseline: self.project.baseline.clone(),
            ..Top::default()
        };
        let table = |scan: &Scan| ScanTable {
            path: scan.path.clone(),
            unit: scan.unit.map(|unit| unit.to_string()),
            stations: Some(scan.stations.clone()).filter(|stations| !stations.is_empty()),
        };
        let scans: Vec<ScanTable> = self.scans.iter().map(table).collect();
        let list = std::collections::BTreeMap::from([("scan", scans)]);
        let parts = [toml::to_string(&top), toml::to_string(&list), toml::to_string(&self.settings)];
        let parts = parts.into_iter().collect::<std::result::Result<Vec<_>, _>>().map_err(failed)?;
        Ok(parts.join("\n"))
    }
}

/// The files that were typed or, if none was, those of the job file.
fn named(typed: &[PathBuf], base: &Path, listed: &[PathBuf]) -> Vec<PathBuf> {
    if typed.is_empty() { listed.iter().map(|path| base.join(path)).collect() } else { typed.to_vec() }
}

/// The project, with what was typed, or said in the job file, laid over it.
fn project(args: &RunArgs, base: &Path, top: &Top) -> Result<Project> {
    let of = |typed: &Option<PathBuf>, said: &Option<PathBuf>| typed.clone().or(said.as_ref().map(|path| base.join(path)));
    let file = of(&args.project, &top.project);
    let project = file.as_deref().map(Project::read).transpose()?.unwrap_or_default();
    Ok(Project {
        decisions: of(&args.decisions, &top.decisions).or(project.decisions),
        baseline: of(&args.baseline, &top.baseline).or(project.baseline),
        ..project
    })
}

/// `--pid a.xml scan.e57` takes both for drawings; better said than read in vain.
fn refuse_scans_among_drawings(drawings: &[PathBuf]) -> Result<()> {
    const SCANS: [&str; 8] = ["e57", "las", "laz", "ply", "ptx", "pts", "xyz", "pcd"];
    let is_scan = |path: &&PathBuf| {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        extension.is_some_and(|extension| SCANS.contains(&extension.as_str()))
    };
    match drawings.iter().find(is_scan) {
        Some(scan) => Err(Failure::Usage(format!("--pid names {}, which is a scan: put scans before --pid", scan.display()))),
        None => Ok(()),
    }
}

/// Names of the tables that a job file may have.
fn sections() -> Vec<&'static str> {
    Settings::SECTIONS.iter().copied().chain(["scan"]).collect()
}

/// The scans that were typed or, if none was, those of the file.
fn scans(args: &RunArgs, base: &Path, top: &Top, tables: Vec<ScanTable>, unit: Option<Unit>) -> Result<Vec<Scan>> {
    let plain = |path: PathBuf| Scan { path, unit, stations: Vec::new() };
    if !args.scans.is_empty() {
        return Ok(args.scans.iter().cloned().map(plain).collect());
    }
    let mut scans: Vec<Scan> = top.scans.iter().map(|path| plain(base.join(path))).collect();
    for table in tables {
        if table.path.as_os_str().is_empty() {
            return Err(Failure::Usage("job file: a [[scan]] has no path: add path = \"FILE\"".into()));
        }
        let own = table.unit.as_deref().map(self::unit).transpose()?;
        scans.push(Scan { path: base.join(&table.path), unit: own.or(unit), stations: table.stations.unwrap_or_default() });
    }
    Ok(scans)
}

/// A unit by its name.
pub fn unit(text: &str) -> Result<Unit> {
    text.parse().map_err(Failure::Usage)
}
