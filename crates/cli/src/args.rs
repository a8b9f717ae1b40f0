//! What can be typed: commands and their flags.

use clap::{ArgAction, Args, Parser, Subcommand, ValueHint};
use std::path::PathBuf;

const AFTER_HELP: &str = "\
Examples:
  rosette run hall.e57 --out run/                          what stands there, sizes, a model, a report
  rosette run a.laz b.laz --pid unit-100.xml --out run/    the same, compared with the P&ID
  rosette run --job site.toml                              all of it from a job file (see rosette run --help)
  rosette info hall.e57                                    stations, points, extent, units
  rosette pid unit-100.xml --out drawings/                 how a drawing was understood

Exit codes:
  0    finished
  1    a fault in Rosette itself
  2    the arguments or the job file do not make sense
  3    none of the inputs could be used
  4    finished, but some inputs could not be used (named in the log, in run.json and in the report)
  5    the output could not be written (disk full, not permitted)
  130  interrupted; give the same command again to go on from there";

const AFTER_RUN_HELP: &str = "\
Examples:
  rosette run scan1.e57 scan2.laz --pid unit-100.xml --out run/
  rosette run scans/*.laz --out run/ --threads 8 --memory 8G
  rosette run scan.ptx --unit mm --out run/
  rosette run --job site.toml --voxel 0.01

Job file (TOML; paths are relative to the file; a flag given as well comes before it):
  out = \"run\"
  pid = [\"unit-100.xml\", \"unit-200.xml\"]
  scans = [\"hall.e57\", \"yard.laz\"]
  [[scan]]                                # a scan that needs more to be said
  path = \"export.pts\"
  unit = \"mm\"
  stations = [[12.0, 3.5, 1.7]]           # scanner positions, m, where the file has none
  [ingest]                                # settings of a stage; `rosette run --settings` prints all
  voxel = 0.005

A run that was stopped or killed goes on where it was when the same command is given again.
Changed settings or inputs recompute only what depends on them.

Exit codes: 0 finished, 1 fault in Rosette, 2 arguments or job file, 3 no usable input, 4 finished but some
inputs could not be used, 5 output not writable or disk full, 130 interrupted.";

/// Rosette reconciles laser scans of process plants with their P&IDs.
#[derive(Debug, Parser)]
#[command(name = "rosette", version, about, after_help = AFTER_HELP, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// More log lines (twice: every detail).
    #[arg(short, long, global = true, action = ArgAction::Count, conflicts_with = "quiet")]
    pub verbose: u8,
    /// Only warnings and errors; no progress.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Worker threads [default: all cores]. Results do not depend on it.
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The whole job: scans and drawings in; as-built model, matching, differences and report out.
    #[command(after_help = AFTER_RUN_HELP)]
    Run(Box<RunArgs>),
    /// Tell what is in scan files (stations, points, extent, units), or what the steps of a run took.
    Info(InfoArgs),
    /// Read drawings only: import report and each sheet as SVG.
    Pid(PidArgs),
    /// Make a plant, its P&ID and the scans it would give, with the truth, to try Rosette on.
    Simulate(SimulateArgs),
    /// Write the JSON Schemas of the files of a run.
    Schema(SchemaArgs),
}

/// Arguments of `run`.
#[derive(Debug, Default, Args)]
pub struct RunArgs {
    /// Scan files: E57, LAS, LAZ, COPC, PLY, PTX, PTS, XYZ/CSV text, PCD.
    #[arg(value_name = "SCAN", value_hint = ValueHint::FilePath)]
    pub scans: Vec<PathBuf>,
    /// P&ID sheets in Proteus or DEXPI XML; without them there is no comparison.
    #[arg(long, value_name = "FILE", num_args = 1.., value_hint = ValueHint::FilePath)]
    pub pid: Vec<PathBuf>,
    /// Run folder to write (or to go on with).
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Job file with inputs and settings.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub job: Option<PathBuf>,
    /// Unit of the coordinates of all scans that do not name their own: m, mm, cm, ft, us-ft, in.
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    /// Edge of the merging voxel, m.
    #[arg(long, value_name = "M", allow_negative_numbers = true)]
    pub voxel: Option<f64>,
    /// Catalogue of nominal sizes to use instead of the one the evidence picks.
    #[arg(long, value_name = "NAME")]
    pub catalogue: Option<String>,
    /// Memory the run may use, e.g. 4G or 800M [default: 4G].
    #[arg(long, value_name = "SIZE", value_parser = memory)]
    pub memory: Option<u64>,
    /// Leave the rendered pictures of places out of the report.
    #[arg(long)]
    pub no_pictures: bool,
    /// Forget everything kept in the run folder and start anew.
    #[arg(long)]
    pub force: bool,
    /// Print the settings this command would run with, as a job file, and stop.
    #[arg(long)]
    pub settings: bool,
}

/// Arguments of `info`.
#[derive(Debug, Args)]
pub struct InfoArgs {
    /// Scan files, or run folders (for what each step of the run took).
    #[arg(value_name = "SCAN", required = true, value_hint = ValueHint::FilePath)]
    pub scans: Vec<PathBuf>,
    /// Unit of the coordinates, where a file does not say.
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    /// As JSON.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `pid`.
#[derive(Debug, Args)]
pub struct PidArgs {
    /// P&ID sheets in Proteus or DEXPI XML.
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// Folder for import.json, drawn.json and one SVG a sheet.
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
}

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Folder to write the schemas to.
    #[arg(short, long, value_name = "DIR", default_value = "schema", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
}

/// Arguments of `simulate`.
#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// Folder to write the scan, pid.xml and truth.json to.
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// Another number, another plant; the same number, the same plant.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// What the plant is for: pump-station, water-treatment, tank-farm, chemical-unit, boiler-house.
    #[arg(long, default_value = "pump-station")]
    pub kind: String,
    /// How much of it: tiny, small, medium, large.
    #[arg(long, default_value = "small")]
    pub size: String,
    /// Angle between neighbouring rays, degrees.
    #[arg(long, value_name = "DEG", default_value_t = 0.1)]
    pub step: f64,
    /// Set-ups of the scanner [default: as many as the hall asks for].
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub stations: usize,
    /// Differences to put into the drawing.
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub differences: usize,
    /// Format of the scan: e57 or laz.
    #[arg(long, default_value = "e57")]
    pub format: String,
}

/// Bytes of a size such as `4G`, `4GiB`, `800M`, `1.5g`.
pub fn memory(text: &str) -> Result<u64, String> {
    let split = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "k" | "kb" | "kib" => 1u64 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        "t" | "tb" | "tib" => 1 << 40,
        _ => return Err(format!("\"{text}\" is not a size; write it like 4G or 800M")),
    };
    match number.parse::<f64>() {
        Ok(number) if number > 0.0 && number < 1e6 => Ok((number * factor as f64) as u64),
        _ => Err(format!("\"{text}\" is not a size; write it like 4G or 800M")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn sizes() {
        for (text, bytes) in [("4G", Some(4u64 << 30)), ("800M", Some(800 << 20)), ("1.5 GiB", Some(3 << 29)), ("2k", Some(2048))]
        {
            assert_eq!(memory(text).ok(), bytes, "{text}");
        }
        for text in ["", "4", "G", "-1G", "4X", "1e9G", "nanG", "0G", "9999999G"] {
            assert!(memory(text).is_err(), "{text}");
        }
    }
}
