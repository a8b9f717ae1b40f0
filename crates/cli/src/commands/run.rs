//! `rosette run`: the whole job.

use crate::args::RunArgs;
use crate::failure::Result;
use crate::job::job;
use crate::pipeline;
use crate::progress::{Screen, say};
use crate::start_threads;

/// Does the job, or prints its settings.
pub fn run(args: &RunArgs, threads: Option<u16>, quiet: bool, screen: &Screen) -> Result<u8> {
    let job = job(args, threads)?;
    if args.settings {
        say(job.to_toml()?.trim_end());
        return Ok(0);
    }
    start_threads(job.threads)?;
    let outcome = pipeline::run(&job, screen)?;
    if !quiet {
        say(outcome.text);
    }
    Ok(outcome.code)
}
