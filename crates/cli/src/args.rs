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
  rosette decide run/ F-7c1e20 confirmed --by \"N. N.\"      keep a reviewer's decision about a finding
  rosette correct run/ --out as-built/                     the P&IDs with the confirmed findings written into them
  rosette compare run-2024/ run-2026/ --out changes/       what changed between two scans of a site
  rosette diff-pid rev-a.xml rev-b.xml                     what a revision of a drawing changed

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
  project = \"site-project.toml\"           # rules and decisions, see below
  lists = [\"valves.csv\"]
  [ingest]                                # settings of a stage; `rosette run --settings` prints all
  voxel = 0.005
  [net]                                   # weights of your own, from `rosette train`; left out: those that came with this version
  body_weights = \"nets/body-net.safetensors\"

Project file (TOML; kept over many runs; what it leaves out is counted and listed, never dropped):
  decisions = \"decisions.jsonl\"           # default: decisions.jsonl in the run folder
  baseline = \"run-2024\"                   # findings are new, unchanged, changed or gone against this run
  [thresholds]
  least_confidence = 0.5                  # or for one kind: missing_in_pid = 0.7
  [[ignore]]                              # all that is given must fit: kinds, classes, subtypes, lines, tags, area, dn_up_to
  reason = \"steam is out of scope\"
  lines = [\"ST-*\"]
  [[ignore]]
  reason = \"pipe rack under rebuild\"
  area = [[0, 0, 0], [12, 4, 6]]
  [[severity]]                            # the first that fits counts
  severity = \"high\"
  kinds = [\"missing_in_pid\"]
  lines = [\"H2-*\"]

A run that was stopped or killed goes on where it was when the same command is given again.
Changed settings or inputs recompute only what depends on them.

Exit codes: 0 finished, 1 fault in Rosette, 2 arguments or job file, 3 no usable input, 4 finished but some
inputs could not be used, 5 output not writable or disk full, 130 interrupted.";

const AFTER_DECIDE_HELP: &str = "\
Examples:
  rosette decide run/ F-7c1e20 confirmed --by \"N. N.\" --comment \"to be drawn\"
  rosette decide run/ F-7c accepted_deviation --by nn --project site-project.toml

A decision is a line of decisions.jsonl in the run folder, or of the file that --decisions or the project file names. The latest
decision about a finding counts; files of two reviewers merge by putting one after the other. Give the `rosette run` command again to
see decisions in the report.

Exit codes: 0 kept, 2 no such finding or state, 5 the file could not be written.";

const AFTER_CORRECT_HELP: &str = "\
Examples:
  rosette correct run/ --out as-built/             what was confirmed with `rosette decide`
  rosette correct run/ --out draft/ --all          everything that nobody rejected or accepted as it is
  rosette correct run/ --out as-built/ --pid /new/place/unit-100.xml

For every drawing that changes, DIR gets NAME-as-built.xml: the file as it was, with the changes in it and nothing else touched; for
every sheet redline-SHEET.svg (red: new, green: to be deleted, blue: to be changed or checked); and corrections.json, which names what
was written, what was not, and why not. Proteus XML and DEXPI 1.x can be written; new equipment has to be drawn by hand.

Exit codes: 0 written, 2 arguments, 3 no finished run, or its drawings have changed, 4 some confirmed findings could not be written,
5 output not writable.";

const AFTER_PID_HELP: &str = "\
Examples:
  rosette pid unit-100.xml unit-200.xml --out sheets/
  rosette pid unit-100.xml --list valves.xlsx --graphml unit-100.graphml
  rosette pid lines.csv valves.csv --out sheets/   lists that stand in for a drawing
  rosette pid model.graphml --out sheets/          a graph of pyDEXPI, networkx, yEd or of Rosette

A sheet without graphics of its own is drawn as a schematic in ISO 10628 and ISA 5.1 symbols.

Exit codes: 0 read, 2 arguments, 3 nothing can be read, 4 some files could not be used, 5 output not writable.";

const AFTER_SIMULATE_HELP: &str = "\
Examples:
  rosette simulate --seed 7 --kind chemical-unit --size medium --out plant/
  rosette simulate --seed 8 --noise mobile --colour --out walked/
  rosette simulate --seed 9 --without gate_rising,gate_knife --insulation --out held-out/

DIR gets scan.e57 (or scan.laz), labels.npz (class and instance of every point), pid.xml (the P&ID, with differences put in on purpose)
and truth.json (what stands where, and which differences there are). The same arguments give the same bytes.

Exit codes: 0 made, 2 arguments, 5 output not writable.";

const AFTER_COMPARE_HELP: &str = "\
Examples:
  rosette compare run-2024/ run-2026/ --out changes/
  rosette compare run-2024/ run-2026/ --tolerance 0.06

Both runs must lie in one frame. Added and removed are only said of places that the other scan saw empty; that needs the work
folder of both runs. DIR gets changes.json, changes.csv, changes.xlsx and changes.md.

Exit codes: 0 compared, 2 arguments, 3 a folder is no finished run, 5 output not writable.";

const AFTER_DIFF_HELP: &str = "\
Examples:
  rosette diff-pid unit-100-rev-a.xml unit-100-rev-b.xml
  rosette diff-pid vendor-a.xml vendor-b.xml --out diff/

Elements are paired by id where both files come from one tool, then by tag, then by what they are connected to. DIR gets
revisions.json, revisions.csv and revisions.xlsx.

Exit codes: 0 compared, 2 arguments, 3 a drawing cannot be read, 5 output not writable.";

const AFTER_TRAIN_HELP: &str = "\
Examples:
  rosette train models/train.toml                  the training behind the nets that came with this version
  rosette train mine.toml

Configuration (TOML; paths are relative to the file):
  out = \"run-train/out\"                   # checkpoints, learning curves, weights, scores
  cache = \"run-train/cache\"               # prepared data, shared by trainings
  [kinds]                                 # kinds of your own (at most 64), each with the class that it is a kind of
  hydrant = \"valve\"
  compressor = \"pump\"
  [train]
  singles = [1, 20]                       # generated components: the classes stay known beside what is new
  plants = [{ seed = 1000, count = 20 }]  # generated plants
  [[train.clouds]]                        # your own labelled clouds
  path = \"hall.laz\"                     # LAS or LAZ with an extra dimension `class`, PLY with a property `class`
  labels = { 1 = \"pipe\", 12 = \"valve\", 31 = \"hydrant\", 99 = \"ignore\" }  # left out: the class codes of points.laz
  [validation]
  plants = [{ seed = 9000, count = 3 }]
  [points]                                # how the point net is fitted; left out: it is not
  steps = 8000
  [bodies]                                # how the body net is fitted; needs clouds with a column `instance`, or plants
  start = \"shipped\"                       # go on from these weights (a file, or those of this version): few steps, few clouds
  steps = 600
  schedule = { rate = 5e-4 }              # a tenth of what fresh weights need keeps what they know

A kind of your own counts as its class everywhere; `rosette run` with the weights (its setting [net] body_weights) names the kind beside
the class: in asbuilt.json, the inventory and the report. It is named of bodies on lines and of machines that pipes end at.
A training that was stopped goes on from its last checkpoint. The same configuration gives the same weights.

Exit codes: 0 finished, 2 arguments or configuration (or a program built without training), 3 data that cannot be used,
5 output not writable, 130 interrupted.";

const AFTER_EVALUATE_HELP: &str = "\
Examples:
  rosette evaluate run/ --truth labelled.laz --out scores/       a finished run
  rosette evaluate hall.e57 --truth hall-labelled.ply --out s/   the point net alone
  rosette evaluate plant/ --truth plant/ --out scores/           a plant of `rosette simulate`
  rosette evaluate run/ --truth mine.las --label material --classes mine.toml --out scores/

Labels are read from the extra dimension (LAS, LAZ) or property (PLY) `class`, else from the classification as points.laz has it
(64 + class code); object numbers from `instance`. --classes names a TOML file of lines such as  12 = \"valve\"  or  99 = \"ignore\".
With a table [kinds] (hydrant = \"valve\") labels may be kinds of your own: they count as their classes, and in a table of their own.
One labelled point a 2 cm cell counts; it takes the answer of the nearest point of the result within 3 cm. DIR gets
evaluation.json, evaluation.md, confusion.png and reliability pictures.

Exit codes: 0 evaluated, 2 arguments, 3 result or labels cannot be used, 5 output not writable.";

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
    /// Read drawings only: import report, each sheet as SVG, the graph as GraphML.
    #[command(after_help = AFTER_PID_HELP)]
    Pid(PidArgs),
    /// Make a plant, its P&ID and the scans it would give, with the truth, to try Rosette on.
    #[command(after_help = AFTER_SIMULATE_HELP)]
    Simulate(SimulateArgs),
    /// Keep what a reviewer decided about a finding: open, confirmed, accepted_deviation, rejected or closed.
    #[command(after_help = AFTER_DECIDE_HELP)]
    Decide(DecideArgs),
    /// Write the confirmed findings of a run into its drawings, and mark them on the sheets.
    #[command(after_help = AFTER_CORRECT_HELP)]
    Correct(CorrectArgs),
    /// What was added, removed, moved or resized between two scans of a site.
    #[command(after_help = AFTER_COMPARE_HELP)]
    Compare(CompareArgs),
    /// What a revision of a drawing changed against an earlier one.
    #[command(after_help = AFTER_DIFF_HELP)]
    DiffPid(DiffPidArgs),
    /// Fit the nets on generated plants and on your own labelled clouds (in a build with the feature `train`).
    #[command(after_help = AFTER_TRAIN_HELP)]
    Train(TrainArgs),
    /// How good a run, or the point net on a cloud, is against labelled points.
    #[command(after_help = AFTER_EVALUATE_HELP)]
    Evaluate(EvaluateArgs),
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
    /// Line, valve, equipment or instrument lists (CSV, XLSX) that enrich the drawings or stand in for them.
    #[arg(long = "list", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub lists: Vec<PathBuf>,
    /// Known pairs (CSV): drawn tags or ids with object ids or coordinates; the matching starts from them.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub hints: Option<PathBuf>,
    /// Project file: what is ignored, severities, thresholds, where decisions are kept.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub project: Option<PathBuf>,
    /// File of decisions [default: decisions.jsonl in the run folder].
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub decisions: Option<PathBuf>,
    /// Earlier run folder: findings are told as new, unchanged, changed or gone against it.
    #[arg(long, value_name = "RUN", value_hint = ValueHint::AnyPath)]
    pub baseline: Option<PathBuf>,
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
    /// Do without the trained nets: geometry alone says what things are.
    #[arg(long)]
    pub no_net: bool,
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
    /// P&ID sheets in Proteus or DEXPI XML, graphs in GraphML, lists in CSV or XLSX.
    #[arg(value_name = "FILE", required_unless_present = "lists", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// Line, valve, equipment or instrument lists (CSV, XLSX) that enrich the drawings or stand in for them.
    #[arg(long = "list", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub lists: Vec<PathBuf>,
    /// File to write the graph to as GraphML, for networkx, yEd, Gephi and the like.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub graphml: Option<PathBuf>,
    /// Folder for import.json, drawn.json and one SVG a sheet.
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
}

/// Arguments of `decide`.
#[derive(Debug, Args)]
pub struct DecideArgs {
    /// Run folder.
    #[arg(value_name = "RUN", value_hint = ValueHint::DirPath)]
    pub run: PathBuf,
    /// Id of the finding, or how it begins.
    #[arg(value_name = "FINDING")]
    pub finding: String,
    /// open, confirmed, accepted_deviation, rejected or closed.
    #[arg(value_name = "DECISION")]
    pub state: String,
    /// Who decides.
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// Why.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub comment: String,
    /// When, ISO 8601 [default: now].
    #[arg(long, value_name = "TIME")]
    pub on: Option<String>,
    /// File of decisions [default: the project's, else decisions.jsonl in the run folder].
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub decisions: Option<PathBuf>,
    /// Project file that names the file of decisions.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub project: Option<PathBuf>,
}

/// Arguments of `correct`.
#[derive(Debug, Args)]
pub struct CorrectArgs {
    /// Folder of a finished run.
    #[arg(value_name = "RUN", value_hint = ValueHint::DirPath)]
    pub run: PathBuf,
    /// Folder for the corrected drawings, the redlines and corrections.json.
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// Not only what was confirmed: every finding that nobody rejected, accepted as it is, or closed.
    #[arg(long)]
    pub all: bool,
    /// File of decisions [default: the project's, else decisions.jsonl in the run folder].
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub decisions: Option<PathBuf>,
    /// Project file that names the file of decisions.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub project: Option<PathBuf>,
    /// Where the drawings of the run are now, if they were moved.
    #[arg(long, value_name = "FILE", num_args = 1.., value_hint = ValueHint::FilePath)]
    pub pid: Vec<PathBuf>,
}

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Folder of the earlier run.
    #[arg(value_name = "RUN_A", value_hint = ValueHint::DirPath)]
    pub before: PathBuf,
    /// Folder of the later run.
    #[arg(value_name = "RUN_B", value_hint = ValueHint::DirPath)]
    pub after: PathBuf,
    /// Folder for changes.json, changes.csv, changes.xlsx and changes.md.
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// Distance up to which a pipe is where it was, m [default: 0.04].
    #[arg(long, value_name = "M")]
    pub tolerance: Option<f64>,
}

/// Arguments of `diff-pid`.
#[derive(Debug, Args)]
pub struct DiffPidArgs {
    /// The earlier drawing.
    #[arg(value_name = "A", value_hint = ValueHint::FilePath)]
    pub before: PathBuf,
    /// The later drawing.
    #[arg(value_name = "B", value_hint = ValueHint::FilePath)]
    pub after: PathBuf,
    /// Folder for revisions.json, revisions.csv and revisions.xlsx.
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
}

/// Arguments of `train`.
#[derive(Debug, Args)]
pub struct TrainArgs {
    /// Data, settings, and where the weights go.
    #[arg(value_name = "CONFIG", value_hint = ValueHint::FilePath)]
    pub config: PathBuf,
}

/// Arguments of `evaluate`.
#[derive(Debug, Args)]
pub struct EvaluateArgs {
    /// Folder of a finished run, or a cloud (or the folder of a case) that the point net is tried on.
    #[arg(value_name = "RUN|CLOUD", value_hint = ValueHint::AnyPath)]
    pub of: PathBuf,
    /// Labelled LAS, LAZ or PLY, or the folder of a case (truth.json, labels.npz).
    #[arg(long, value_name = "LABELLED", value_hint = ValueHint::AnyPath)]
    pub truth: PathBuf,
    /// Folder for evaluation.json, evaluation.md and the pictures.
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// What the labels stand for (TOML) [default: the class codes of points.laz].
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub classes: Option<PathBuf>,
    /// Dimension or property of the class label [default: class].
    #[arg(long, value_name = "NAME")]
    pub label: Option<String>,
    /// Dimension or property of the object number [default: instance].
    #[arg(long, value_name = "NAME")]
    pub instance: Option<String>,
    /// Unit of the coordinates, where a file does not say.
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<String>,
    /// Weights of the point net to try instead of those that came with this version.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub weights: Option<PathBuf>,
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
    /// What the cloud is taken with: tls (tripods), mobile (carried along), photogrammetry.
    #[arg(long, value_name = "DEVICE", default_value = "tls")]
    pub noise: String,
    /// How much things of one kind differ, and how much stands around: plain or rich.
    #[arg(long, default_value = "rich")]
    pub variety: String,
    /// Families of components that must not occur, e.g. gate_knife,check_ball.
    #[arg(long, value_name = "FAMILY", value_delimiter = ',')]
    pub without: Vec<String>,
    /// Points carry colours.
    #[arg(long)]
    pub colour: bool,
    /// Some lines are insulated.
    #[arg(long)]
    pub insulation: bool,
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
