//! Trains the nets on generated plants: `cargo run --release -p rosette-net --features train --example train -- CONFIG.toml`.

mod plants;

use plants::Plants;
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;
use rosette_cloud::Watch;
use rosette_net::evaluate::{Confusion, Reliability};
use rosette_net::point::CELL;
use rosette_net::train::crop::{self, Crop};
use rosette_net::train::points::fit;
use rosette_net::train::{LabelledCloud, PointData, PointTraining, shelf};
use rosette_net::{NetError, PointNet};
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
    /// Folder of prepared crops, shared by trainings.
    cache: PathBuf,
    /// Radius of a crop, m.
    #[serde(default = "radius")]
    radius: f32,
    /// Crops of a plant.
    #[serde(default = "crops")]
    crops: usize,
    /// Plants to learn from.
    train: Vec<Plants>,
    /// Plants held out.
    validation: Vec<Plants>,
    /// Plants that are scored as wholes at the end, each row on its own.
    #[serde(default)]
    test: Vec<Plants>,
    /// How the point net is fitted.
    #[serde(default)]
    points: PointTraining,
}

fn radius() -> f32 {
    1.1
}

fn crops() -> usize {
    24
}

fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt().with_target(false).init();
    let path = std::env::args().nth(1).ok_or("give a configuration file")?;
    let config: Config = toml::from_str(&std::fs::read_to_string(&path)?)?;
    std::fs::create_dir_all(&config.cache)?;
    std::fs::create_dir_all(&config.out)?;
    let data = PointData { train: gathered(&config, &config.train)?, validation: gathered(&config, &config.validation)? };
    let count = |crops: &[Crop]| crops.iter().map(Crop::len).sum::<usize>();
    println!(
        "{} crops of {} cells, held out {} of {}",
        data.train.len(),
        count(&data.train),
        data.validation.len(),
        count(&data.validation)
    );
    let net = fit(&config.points, &data, &config.out, &Lines(Instant::now()))?;
    for row in &config.test {
        score(&net, row, &config.out)?;
    }
    Ok(())
}

/// Crops of all plants of some rows, made where they are not on the shelf yet.
fn gathered(config: &Config, rows: &[Plants]) -> Result<Vec<Crop>, NetError> {
    let mut out = Vec::new();
    for row in rows {
        for idx in 0..row.count {
            let path = config.cache.join(format!("{}-r{}-n{}.crops", row.name(idx), config.radius, config.crops));
            let made = match shelf::load(&path) {
                Some(crops) => crops,
                None => make(config, row, idx, &path)?,
            };
            out.extend(made);
        }
    }
    Ok(out)
}

fn make(config: &Config, row: &Plants, idx: u64, path: &Path) -> Result<Vec<Crop>, NetError> {
    let started = Instant::now();
    let Some(plant) = row.plant(idx)? else { return Ok(Vec::new()) };
    let grown = started.elapsed();
    let mut dice = Pcg64Mcg::seed_from_u64(row.seed + idx);
    let crops = crop::crops(&plant, CELL, config.radius, config.crops, &mut dice);
    shelf::save(path, &crops)?;
    let cells: usize = crops.iter().map(Crop::len).sum();
    println!(
        "{}: {} points, {} parts, {cells} cells; {grown:.1?}, {:.1?}",
        plant.name,
        plant.cloud.len(),
        plant.parts.len(),
        started.elapsed()
    );
    Ok(crops)
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
