//! `rosette evaluate`: a run or a cloud against labelled points.

use crate::args::EvaluateArgs;
use crate::evaluation::{Answers, Places, Title, of_net, of_run, scores, write};
use crate::failure::{DONE, Failure, Result};
use crate::job::unit;
use crate::labelled::{self, LabelNames, Labels};
use crate::progress::{Screen, say};
use rosette_net::{ClassMap, Kinds, PointNet};
use std::path::{Path, PathBuf};

/// Where the answers come from.
enum Of {
    Run(PathBuf),
    Cloud(PathBuf),
}

/// Evaluates, writes the report and says the main figures.
pub fn evaluate(args: &EvaluateArgs, screen: &Screen) -> Result<u8> {
    let labels = labels(args)?;
    let of = of(&args.of)?;
    let net = match &of {
        Of::Run(_) => None,
        Of::Cloud(_) => Some(net(args.weights.as_deref())?),
    };
    let mut places = Places::default();
    places.kinds = labels.kinds.clone();
    let known = labelled::read(&args.truth, &labels, screen, &mut |batch, class, instance| {
        places.add(batch, class, instance);
        Ok(())
    })?;
    places.has_instances = known.has_instances;
    let (answers, from) = answers(&of, net.as_ref(), &labels, &places, screen)?;
    let scores = scores(&places, &answers, &known.subtypes);
    let (of, truth) = (args.of.display().to_string(), args.truth.display().to_string());
    let notes = notes(&places, &scores);
    let page = write(&args.out, &Title { of: &of, truth: &truth, answers_from: from, notes: &notes }, &scores)?;
    say(format!("{page}\nwritten to {}", args.out.display()));
    Ok(DONE)
}

fn answers(
    of: &Of,
    net: Option<&PointNet>,
    labels: &Labels,
    places: &Places,
    screen: &Screen,
) -> Result<(Answers, &'static str)> {
    match (of, net) {
        (Of::Cloud(path), Some(net)) => Ok((of_net(path, labels.unit, net, places, screen)?, "point net")),
        (Of::Run(path) | Of::Cloud(path), _) => Ok((of_run(path, places, screen)?, "run")),
    }
}

/// Says where the two hardly meet: another site, unit or frame.
fn notes(places: &Places, scores: &crate::evaluation::Scores) -> Vec<String> {
    let mut notes = Vec::new();
    if !places.kinds.is_empty() {
        let kinds: Vec<String> = places.kinds.iter().map(|kind| format!("{} as {}", kind.name, kind.parent.name())).collect();
        notes.push(format!("labels of kinds of one's own count as their classes: {}", kinds.join(", ")));
    }
    if scores.n_covered * 2 < scores.n_places {
        notes.push(
            "fewer than half of the labelled places have a point of the result near: are both of one site, frame and unit?"
                .into(),
        );
    }
    if places.n_left_out > 0 {
        notes.push(format!("{} labelled points are beyond the largest number of places and were left out", places.n_left_out));
    }
    notes
}

fn of(path: &Path) -> Result<Of> {
    if path.join("points.laz").is_file() {
        return Ok(Of::Run(path.to_owned()));
    }
    match path.is_dir() {
        true => labelled::scan_of(path).map(Of::Cloud).map_err(|_| {
            Failure::NoInput(format!(
                "{}: is neither a finished run (points.laz) nor a case (scan.laz, scan.e57)",
                path.display()
            ))
        }),
        false => Ok(Of::Cloud(path.to_owned())),
    }
}

fn labels(args: &EvaluateArgs) -> Result<Labels> {
    let standard = LabelNames::default();
    let names = LabelNames {
        class: args.label.clone().unwrap_or(standard.class),
        instance: args.instance.clone().unwrap_or(standard.instance),
    };
    let (map, kinds) = args.classes.as_deref().map(class_map).transpose()?.unwrap_or_default();
    Ok(Labels { names, map, kinds, unit: args.unit.as_deref().map(unit).transpose()? })
}

/// What labels stand for, and in a table [kinds] the kinds of one's own that some of them do.
fn class_map(path: &Path) -> Result<(ClassMap, Kinds)> {
    let refuse = |err: String| {
        let lines = "give lines such as  12 = \"valve\"  or  13 = \"ignore\", kinds of your own in a table [kinds]";
        Failure::Usage(format!("{}: {err}; {lines}", path.display()))
    };
    let text = std::fs::read_to_string(path).map_err(|err| Failure::Usage(format!("{}: {err}", path.display())))?;
    let mut table: toml::Table = toml::from_str(&text).map_err(|err| refuse(err.to_string()))?;
    let kinds = match table.remove("kinds") {
        None => Kinds::default(),
        Some(kinds) => Kinds::from_table(&kinds.try_into().map_err(|err| refuse(err.to_string()))?).map_err(refuse)?,
    };
    let map = table.try_into().map_err(|err| refuse(err.to_string()))?;
    Ok((map, kinds))
}

fn net(weights: Option<&Path>) -> Result<PointNet> {
    let net = weights.map_or_else(PointNet::shipped, PointNet::open);
    net.map_err(|err| Failure::NoInput(err.to_string()))
}
