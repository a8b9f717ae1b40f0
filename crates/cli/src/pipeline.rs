//! The order of the work, on one screen.

use crate::failure::Result;
use crate::folder::RunFolder;
use crate::job::Job;
use crate::measure::Measures;
use crate::progress::Screen;
use crate::steps::outputs::{self, Results};
use crate::steps::{areas, connected, differences, drawings, files, recognised, reviewed};
use crate::summary::Outcome;

/// What every step is given: the job, the run folder, the clock and the screen.
pub struct Run<'a> {
    /// What is to be done.
    pub job: &'a Job,
    /// Where results are kept and written.
    pub folder: RunFolder,
    /// What the steps take.
    pub measures: Measures,
    /// Who is told of progress, and asked whether to stop.
    pub watch: &'a Screen,
}

/// Scans and drawings in, files for people and programs out. Every step is kept in the run folder under a key of what it
/// depends on; one that is already there is not done again.
pub fn run(job: &Job, watch: &Screen) -> Result<Outcome> {
    let mut run = Run::open(job, watch)?;
    let files = files::usable(&mut run)?;
    let drawn = drawings::drawn_graph(&mut run, &files)?;
    let site = areas::prepared(&mut run, &files)?;
    let parts = recognised::components_by_area(&mut run, &site, &files.nets)?;
    let as_built = connected::scanned_graph(&mut run, &site, &parts)?;
    let comparison = differences::comparison(&mut run, &drawn, &as_built)?;
    let reviewed = reviewed::reviewed(&run, &drawn, &as_built, &comparison)?;
    let results = Results {
        files: &files,
        drawn: &drawn,
        site: &site,
        parts: &parts,
        as_built: &as_built,
        comparison: &comparison,
        reviewed: &reviewed,
    };
    outputs::written(run, &results)
}

impl<'a> Run<'a> {
    fn open(job: &'a Job, watch: &'a Screen) -> Result<Run<'a>> {
        let folder = RunFolder::open(&job.out, job.anew)?;
        let measures = Measures::open(&folder.work("timings.json"), &job.out.join("run.json"));
        Ok(Run { job, folder, measures, watch })
    }
}
