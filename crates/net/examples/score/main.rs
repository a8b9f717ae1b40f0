//! Scores the shipped nets, or others, on labelled clouds given as plain columns:
//! `cargo run --release -p rosette-net --features train --example score -- [--point FILE] [--body FILE] FOLDER...`.
//!
//! A folder holds `positions.f64` (x y z, site, m), `part.u32` (index into the parts, 4294967295 for none), if known `intensity.f32` and `station.u16`,
//! and `parts.json`: `{"parts": [{"cls", "type", "position", "axis", "od"}], "scanners": [[x, y, z]]}`. Pictures are left in it if it can be written.

use rosette_net::evaluate::{Confusion, Reliability};
use rosette_net::train::bodies::evaluate;
use rosette_net::train::{LabelledCloud, PartTruth, RawScan, prepared, sample};
use rosette_net::{BodyNet, PointNet};
use rosette_plant::{Class, Subtype};
use serde::Deserialize;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Deserialize)]
struct Truth {
    parts: Vec<Part>,
    scanners: Vec<[f64; 3]>,
}

#[derive(Deserialize)]
struct Part {
    cls: String,
    #[serde(rename = "type")]
    subtype: Option<String>,
    position: Option<[f64; 3]>,
    axis: Option<[f64; 3]>,
    od: Option<f64>,
}

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let (mut point, mut body, mut folders) = (None, None, Vec::new());
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--point" => point = args.next().map(PathBuf::from),
            "--body" => body = args.next().map(PathBuf::from),
            _ => folders.push(PathBuf::from(arg)),
        }
    }
    let point = point.map_or_else(PointNet::shipped, |path| PointNet::open(&path));
    let body = body.map_or_else(BodyNet::shipped, |path| BodyNet::open(&path));
    for folder in folders {
        let cloud = load(&folder)?;
        match &point {
            Ok(net) => score_points(net, &cloud, &folder)?,
            Err(why) => println!("no point net: {why}"),
        }
        match &body {
            Ok(net) => score_bodies(net, &cloud),
            Err(why) => println!("no body net: {why}"),
        }
    }
    Ok(())
}

fn load(folder: &Path) -> Result<LabelledCloud> {
    let column = |name: &str| std::fs::read(folder.join(name)).unwrap_or_default();
    let positions: Vec<f64> = column("positions.f64").chunks_exact(8).map(bytemuck::pod_read_unaligned).collect();
    let truth: Truth = serde_json::from_slice(&std::fs::read(folder.join("parts.json"))?)?;
    let raw = RawScan {
        positions: positions.chunks_exact(3).map(|p| [p[0], p[1], p[2]]).collect(),
        intensity: column("intensity.f32").chunks_exact(4).map(bytemuck::pod_read_unaligned).collect(),
        station: column("station.u16").chunks_exact(2).map(bytemuck::pod_read_unaligned).collect(),
        part: column("part.u32").chunks_exact(4).map(bytemuck::pod_read_unaligned).collect(),
        scanners: truth.scanners,
    };
    let parts = truth.parts.into_iter().map(part_truth).collect();
    Ok(prepared(&folder.display().to_string(), &raw, parts)?)
}

fn part_truth(part: Part) -> PartTruth {
    let class = Class::ALL.into_iter().find(|class| class.name() == part.cls).unwrap_or(Class::Unclassified);
    let subtype = part.subtype.and_then(|name| Subtype::ALL.into_iter().find(|subtype| subtype.name() == name));
    PartTruth { subtype, position: part.position, axis: part.axis, od: part.od, ..PartTruth::of(class) }
}

fn score_points(net: &PointNet, labelled: &LabelledCloud, folder: &Path) -> Result<()> {
    let started = Instant::now();
    let (scores, speed) = net.classify_timed(&labelled.cloud);
    let rate = labelled.cloud.len() as f64 / started.elapsed().as_secs_f64();
    println!("{}: {} points, {} cells, {rate:.0} points/s; {speed:?}", labelled.name, labelled.cloud.len(), speed.cells);
    let (mut confusion, mut reliability) = (Confusion::default(), Reliability::default());
    for (i, truth) in labelled.classes().into_iter().enumerate().filter(|(_, truth)| *truth != 0) {
        let (class, p) = scores.best(i);
        confusion.add(truth, class as u8, 1);
        reliability.add(f64::from(p), class as u8 == truth);
    }
    println!(
        "process mIoU {:.3}, accuracy {:.3}, calibration error {:.3}",
        confusion.process_iou(),
        confusion.accuracy(),
        reliability.error()
    );
    println!("{}\n{}", confusion.table(), reliability.table());
    confusion.write_picture(&folder.join("confusion.png"))?;
    reliability.write_picture(&folder.join("reliability.png"))?;
    Ok(())
}

fn score_bodies(net: &BodyNet, labelled: &LabelledCloud) {
    let mut dice = <rand_pcg::Pcg64Mcg as rand::SeedableRng>::seed_from_u64(1);
    let report = evaluate(net, &sample::samples(labelled, &mut dice), 2);
    println!("bodies: classes {:.3}, subtypes {:.3}", report.class_accuracy, report.subtype_accuracy);
    println!("{}\n{}\n{}", report.classes.table(), report.subtype_table(), report.class_reliability.table());
}
