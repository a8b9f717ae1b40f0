//! Fits the nets as a configuration says: gathers the data, trains, scores.

mod clouds;
mod config;
mod cuts;
mod data;
mod fusing;
mod gallery;
mod plants;
mod scores;
mod singles;

use crate::failure::{DONE, Failure, Result};
use crate::progress::{Screen, say};
use config::Config;
use data::{Prepared, gathered};
use rosette_net::train::{BodySample, PointData, bodies, points};
use rosette_net::{Kinds, NetError};
use scores::ScoreSheet;
use std::path::Path;

/// Trains as the file says.
pub fn train(path: &Path, screen: &Screen) -> Result<u8> {
    let config = Config::read(path)?;
    for dir in [&config.cache, &config.out] {
        std::fs::create_dir_all(dir).map_err(|err| Failure::writing(dir, &err))?;
    }
    let (train, held_out) = (gathered(&config, &config.train, screen)?, gathered(&config, &config.validation, screen)?);
    say(format!(
        "{} and {} crops, {} and {} bodies, {} and {} as runs cut them",
        train.crops.len(),
        held_out.crops.len(),
        train.bodies.len(),
        held_out.bodies.len(),
        train.cuts.len() + train.focus.len(),
        held_out.cuts.len() + held_out.focus.len()
    ));
    tell_kinds(&config.kinds, &train);
    let mut sheet = ScoreSheet::new(&config.out);
    if let Some(training) = &config.bodies {
        let learnt = [train.bodies.as_slice(), &train.cuts, &train.focus];
        let held: Vec<BodySample> = held_out.bodies.iter().chain(&held_out.cuts).chain(&held_out.focus).cloned().collect();
        let net = bodies::fit(training, &config.kinds, &learnt, &held, &config.out, screen).map_err(failure)?;
        sheet.bodies(&net, &config, &held_out, screen)?;
    }
    if let Some(training) = &config.points {
        let Prepared { crops, .. } = train;
        let data = PointData { train: crops, validation: held_out.crops };
        let net = points::fit(training, &config.kinds, &data, &config.out, screen).map_err(failure)?;
        sheet.points(&net, &config, screen)?;
    }
    sheet.write()?;
    say(format!("weights, curves and scores are in {}", config.out.display()));
    Ok(DONE)
}

/// Says how much there is to learn of each kind of one's own.
fn tell_kinds(kinds: &Kinds, train: &Prepared) {
    for kind in kinds.iter() {
        let code = kinds.code_named(&kind.name);
        let count = |bodies: &[BodySample]| bodies.iter().filter(|body| Some(body.class) == code).count();
        let cells = train.crops.iter().flat_map(|crop| &crop.class).filter(|class| Some(**class) == code).count();
        let (bodies, cuts) = (count(&train.bodies), count(&train.cuts));
        say(format!("{} (a kind of {}): {bodies} bodies, {cuts} as runs cut them, {cells} cells", kind.name, kind.parent.name()));
        if bodies + cuts + cells == 0 {
            tracing::warn!("no label of [train] stands for {}: the nets cannot learn it", kind.name);
        }
    }
}

/// What an error of the nets means for the command.
fn failure(err: NetError) -> Failure {
    match err {
        NetError::Io { path, source } => Failure::writing(&path, &source),
        NetError::Setting { .. } => Failure::Usage(err.to_string()),
        NetError::Data { .. } | NetError::Weights { .. } => Failure::NoInput(err.to_string()),
        NetError::Stopped => Failure::Stopped,
    }
}
