//! Trains the nets on generated plants: `cargo run --release -p rosette-net --features train --example train -- CONFIG.toml`.

mod gallery;
mod plants;
mod singles;

use plants::Plants;
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;
use rosette_cloud::Watch;
use rosette_net::evaluate::{Confusion, Reliability};
use rosette_net::point::CELL;
use rosette_net::train::bodies::{self, BodyReport};
use rosette_net::train::crop::{self, Crop};
use rosette_net::train::{BodySample, BodyTraining, LabelledCloud, PointData, PointTraining, points, sample, shelf};
use rosette_net::{BodyNet, NetError, PointNet};
use rosette_plant::scores::best;
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A training as its file has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    /// Folder of checkpoints, curves and weights.
    out: PathBuf,
    /// Folder of prepared crops and bodies, shared by trainings.
    cache: PathBuf,
    /// Radius of a crop, m.
    #[serde(default = "radius")]
    radius: f32,
    /// Crops of a plant.
    #[serde(default = "crops")]
    crops: usize,
    /// Data to learn from, held out, and scored as wholes at the end, each row on its own.
    train: Data,
    validation: Data,
    #[serde(default)]
    test: Data,
    /// How the point net is fitted; left out: it is not.
    points: Option<PointTraining>,
    /// How the body net is fitted; left out: it is not.
    bodies: Option<BodyTraining>,
}

/// Generated data.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Data {
    plants: Vec<Plants>,
    /// First seed and number of galleries.
    galleries: [u64; 2],
    /// First seed and number of members of every family of components, for the body net.
    singles: [u64; 2],
    /// Families that are left out of the singles.
    without: Vec<String>,
}

fn radius() -> f32 {
    1.1
}

fn crops() -> usize {
    28
}

fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_target(false).with_ansi(false).init();
    let path = std::env::args().nth(1).ok_or("give a configuration file")?;
    let config: Config = toml::from_str(&std::fs::read_to_string(&path)?)?;
    std::fs::create_dir_all(&config.cache)?;
    std::fs::create_dir_all(&config.out)?;
    let (train, held_out) = (gathered(&config, &config.train)?, gathered(&config, &config.validation)?);
    println!("{} and {} crops, {} and {} bodies", train.0.len(), held_out.0.len(), train.1.len(), held_out.1.len());
    let watch = Lines(Instant::now());
    if let Some(training) = &config.bodies {
        let net = bodies::fit(training, &train.1, &held_out.1, &config.out, &watch)?;
        score_bodies(&net, &config, &held_out.1)?;
    }
    if let Some(training) = &config.points {
        let data = PointData { train: train.0, validation: held_out.0 };
        let net = points::fit(training, &data, &config.out, &watch)?;
        config.test.plants.iter().try_for_each(|row| score(&net, row, &config.out))?;
    }
    Ok(())
}

type Prepared = (Vec<Crop>, Vec<BodySample>);

/// Crops and bodies of all plants and galleries, made where they are not on the shelf yet.
fn gathered(config: &Config, data: &Data) -> Result<Prepared, NetError> {
    let mut out = (Vec::new(), Vec::new());
    let mut add = |(crops, bodies): Prepared| {
        out.0.extend(crops);
        out.1.extend(bodies);
    };
    for row in &data.plants {
        for idx in 0..row.count {
            add(shelved(config, &row.name(idx), config.points.is_some(), row.seed + idx, || row.plant(idx))?);
        }
    }
    let [first, count] = data.galleries;
    for seed in first..first + count {
        add(shelved(config, &format!("gallery-{seed}"), false, seed, || gallery::gallery(seed).map(Some))?);
    }
    let [first, count] = data.singles;
    if config.bodies.is_some() && count > 0 {
        let at = config.cache.join(format!("singles-{first}-{count}-{}.bodies", data.without.join("-")));
        let bodies = match shelf::load_bodies(&at) {
            Some(bodies) => bodies,
            None => {
                let bodies = singles::bodies(first, count, &data.without)?;
                shelf::save_bodies(&at, &bodies)?;
                bodies
            }
        };
        out.1.extend(bodies);
    }
    Ok(out)
}

fn shelved(
    config: &Config,
    name: &str,
    with_crops: bool,
    seed: u64,
    make: impl Fn() -> Result<Option<LabelledCloud>, NetError>,
) -> Result<Prepared, NetError> {
    let crops_at = config.cache.join(format!("{name}-r{}-n{}.crops", config.radius, config.crops));
    let bodies_at = config.cache.join(format!("{name}.bodies"));
    let with_bodies = config.bodies.is_some();
    let crops = if with_crops { shelf::load(&crops_at) } else { Some(Vec::new()) };
    let bodies = if with_bodies { shelf::load_bodies(&bodies_at) } else { Some(Vec::new()) };
    if let (Some(crops), Some(bodies)) = (crops, bodies) {
        return Ok((crops, bodies));
    }
    let started = Instant::now();
    let Some(plant) = make()? else { return Ok(Prepared::default()) };
    let grown = started.elapsed();
    let mut dice = Pcg64Mcg::seed_from_u64(seed);
    let crops = if with_crops { crop::crops(&plant, CELL, config.radius, config.crops, &mut dice) } else { Vec::new() };
    let bodies = sample::samples(&plant, &mut dice);
    if with_crops {
        shelf::save(&crops_at, &crops)?;
    }
    shelf::save_bodies(&bodies_at, &bodies)?;
    let cells: usize = crops.iter().map(Crop::len).sum();
    println!(
        "{name}: {} points, {cells} cells, {} bodies; {grown:.1?}, {:.1?}",
        plant.cloud.len(),
        bodies.len(),
        started.elapsed()
    );
    Ok((crops, bodies))
}

fn score_bodies(net: &BodyNet, config: &Config, held_out: &[BodySample]) -> Result<(), NetError> {
    report_bodies("held-out", &bodies::evaluate(net, held_out), &config.out)?;
    for row in &config.test.plants {
        let mut some = config.clone();
        some.test = Data { plants: vec![row.clone()], ..Data::default() };
        let (_, bodies) = gathered(config, &some.test)?;
        report_bodies(&row.name(0), &bodies::evaluate(net, &bodies), &config.out)?;
    }
    Ok(())
}

fn report_bodies(name: &str, report: &BodyReport, out: &Path) -> Result<(), NetError> {
    println!("bodies of {name}: classes {:.3}, subtypes {:.3}", report.class_accuracy, report.subtype_accuracy);
    println!("calibration errors {:.3}, {:.3}", report.class_reliability.error(), report.subtype_reliability.error());
    println!("{}\n{}\n{}", report.classes.table(), report.subtype_table(), report.class_reliability.table());
    report.classes.write_picture(&out.join(format!("{name}-body-confusion.png")))?;
    report.class_reliability.write_picture(&out.join(format!("{name}-body-reliability.png")))?;
    report.subtype_reliability.write_picture(&out.join(format!("{name}-subtype-reliability.png")))
}

/// Scores a net on whole plants, point by point.
fn score(net: &PointNet, row: &Plants, out: &Path) -> Result<(), NetError> {
    let (mut confusion, mut reliability) = (Confusion::default(), Reliability::default());
    for idx in 0..row.count {
        let Some(plant) = row.plant(idx)? else { continue };
        let started = Instant::now();
        let (scores, speed) = net.classify_timed(&plant.cloud);
        let rate = plant.cloud.len() as f64 / started.elapsed().as_secs_f64();
        println!("{}: {} points, {} cells, {rate:.0} points/s; {speed:?}", plant.name, plant.cloud.len(), speed.cells);
        add(&plant, &scores, &mut confusion, &mut reliability);
    }
    let name = row.name(0);
    println!(
        "{name} and {} more: process mIoU {:.3}, accuracy {:.3}, calibration error {:.3}",
        row.count - 1,
        confusion.process_iou(),
        confusion.accuracy(),
        reliability.error()
    );
    println!("{}\n{}", confusion.table(), reliability.table());
    confusion.write_picture(&out.join(format!("{name}-confusion.png")))?;
    reliability.write_picture(&out.join(format!("{name}-reliability.png")))
}

fn add(plant: &LabelledCloud, scores: &rosette_plant::PointScores, confusion: &mut Confusion, reliability: &mut Reliability) {
    for (i, truth) in plant.classes().into_iter().enumerate().filter(|(_, truth)| *truth != 0) {
        let (class, p) = best(&scores.of(i));
        confusion.add(truth, class as u8, 1);
        reliability.add(f64::from(p), class as u8 == truth);
    }
}

/// Writes a line now and then.
struct Lines(Instant);

impl Watch for Lines {
    fn begin(&self, work: &str, total: u64, unit: &str) {
        println!("{work}: {total} {unit}");
    }

    fn advance(&self, _: u64) {}

    fn end(&self) {
        println!("done after {:.1?}", self.0.elapsed());
    }

    fn stopped(&self) -> bool {
        false
    }
}
