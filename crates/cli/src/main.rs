//! Door: arguments, job file, run folder, and the pipeline on one screen.

mod args;
mod calendar;
mod commands;
mod corrections;
mod decided;
mod drawings;
mod evaluation;
mod failure;
mod finished;
mod folder;
mod inputs;
mod job;
mod jobfile;
mod key;
mod labelled;
mod measure;
mod nets;
mod panic;
mod pipeline;
mod progress;
mod project;
mod queue;
mod reach;
mod recognise;
mod record;
mod settings;
mod steps;
mod store;
mod summary;
#[cfg(feature = "train")]
mod training;

use args::{Cli, Command};
use clap::Parser;
use failure::{Failure, Result};
use progress::Screen;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(panic::guarded(program))
}

/// Runs the command that was typed; gives the exit code.
fn program() -> u8 {
    let cli = Cli::parse();
    let screen = Screen::new(cli.quiet);
    start_log(&cli, &screen);
    progress::listen_for_stop();
    obey(&cli, &screen).unwrap_or_else(|failure| {
        progress::complain(format!("rosette: {failure}"));
        failure.exit_code()
    })
}

fn obey(cli: &Cli, screen: &Screen) -> Result<u8> {
    match &cli.command {
        Command::Run(args) => return commands::run::run(args, cli.threads, cli.quiet, screen),
        _ => start_threads(cli.threads)?,
    }
    match &cli.command {
        Command::Run(_) => Ok(0),
        Command::Info(args) => commands::info::info(args, screen),
        Command::Pid(args) => commands::pid::pid(args),
        Command::Simulate(args) => commands::simulate::simulate(args),
        Command::Decide(args) => commands::decide::decide(args),
        Command::Correct(args) => commands::correct::correct(args),
        Command::Compare(args) => commands::compare::compare(args, screen),
        Command::DiffPid(args) => commands::diff_pid::diff_pid(args),
        Command::Train(args) => commands::train::train(args, screen),
        Command::Evaluate(args) => commands::evaluate::evaluate(args, screen),
        Command::Schema(args) => commands::schema::schema(args),
    }
}

fn start_log(cli: &Cli, screen: &Screen) {
    let filter = match (cli.quiet, cli.verbose) {
        (true, _) => "error,rosette=warn",
        (_, 0) => "error,rosette=info",
        (_, 1) => "warn,rosette=debug",
        _ => "debug,rosette=trace",
    };
    let screen = screen.clone();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(move || screen.log())
        .with_ansi(false)
        .log_internal_errors(false)
        .with_target(false)
        .with_timer(progress::Elapsed::default())
        .init();
}

fn start_threads(threads: Option<u16>) -> Result<()> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads.map_or(0, usize::from));
    builder.build_global().map_err(|err| Failure::Internal(format!("the worker threads could not be started: {err}")))
}
