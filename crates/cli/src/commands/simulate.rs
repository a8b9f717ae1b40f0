//! `rosette simulate`: a plant, its scan, its P&ID and the truth.

use crate::args::SimulateArgs;
use crate::failure::{Failure, Result};
use crate::progress::say;
use rosette_truth::{
    Device, Kind, ScanFormat, ScanSettings, SimulateError, SimulateSettings, Size, Variety, families, simulate as make,
};

/// Makes the plant and says what it holds.
pub fn simulate(args: &SimulateArgs) -> Result<u8> {
    let summary = make(&settings(args)?, &args.out).map_err(|err| match err {
        SimulateError::Write { .. } => Failure::Output(err.to_string()),
        _ => Failure::Usage(err.to_string()),
    })?;
    say(format!(
        "{}: {} points from {} stations; {} parts on {} lines, {} inline; {} differences in the drawing\n{}",
        summary.case,
        summary.points,
        summary.stations,
        summary.parts,
        summary.lines,
        summary.inline,
        summary.differences,
        summary.scan.display()
    ));
    Ok(0)
}

fn settings(args: &SimulateArgs) -> Result<SimulateSettings> {
    Ok(SimulateSettings {
        seed: args.seed,
        kind: Kind::from_name(&args.kind).ok_or_else(|| unknown("--kind", &args.kind, &Kind::ALL.map(Kind::name)))?,
        size: choice(
            "--size",
            &args.size,
            &[("tiny", Size::Tiny), ("small", Size::Small), ("medium", Size::Medium), ("large", Size::Large)],
        )?,
        format: choice("--format", &args.format, &[("e57", ScanFormat::E57), ("laz", ScanFormat::Laz)])?,
        scan: ScanSettings {
            step_deg: args.step,
            device: Device::from_name(&args.noise).ok_or_else(|| unknown("--noise", &args.noise, &DEVICES))?,
            colour: args.colour,
            ..ScanSettings::default()
        },
        stations: args.stations,
        variety: choice("--variety", &args.variety, &[("plain", Variety::Plain), ("rich", Variety::Rich)])?,
        without: known_families(&args.without)?,
        insulation: args.insulation,
        differences: args.differences,
        ..SimulateSettings::default()
    })
}

/// Names of [`Device`]s.
const DEVICES: [&str; 3] = ["tls", "mobile", "photogrammetry"];

/// The families to leave out; a name that is none would leave nothing out, and nobody would know.
fn known_families(names: &[String]) -> Result<Vec<String>> {
    let known: Vec<&str> = families().into_iter().map(|(name, ..)| name).collect();
    match names.iter().find(|name| !known.contains(&name.as_str())) {
        Some(name) => Err(unknown("--without", name, &known)),
        None => Ok(names.to_vec()),
    }
}

fn choice<T: Copy>(flag: &str, text: &str, choices: &[(&str, T)]) -> Result<T> {
    let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
    choices.iter().find(|(name, _)| *name == text).map(|(_, value)| *value).ok_or_else(|| unknown(flag, text, &names))
}

fn unknown(flag: &str, text: &str, names: &[&str]) -> Failure {
    Failure::Usage(format!("{flag} {text} is not known; give one of: {}", names.join(", ")))
}
