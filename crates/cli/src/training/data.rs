//! The data of a training: made where they are not on the shelf yet.

use super::clouds::Cloud;
use super::config::{Config, Data, Families};
use super::plants::Plants;
use super::{cuts, failure, gallery, singles};
use crate::failure::Result;
use crate::progress::{Screen, say};
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;
use rosette_net::point::CELL;
use rosette_net::train::crop::{self, Crop};
use rosette_net::train::{BodySample, LabelledCloud, sample, shelf};
use rosette_plant::Class;
use std::path::Path;

/// Crops for the point net, bodies for the body net.
#[derive(Default)]
pub struct Prepared {
    /// Parts of clouds.
    pub crops: Vec<Crop>,
    /// Single bodies.
    pub bodies: Vec<BodySample>,
    /// Bodies as a run cuts them out.
    pub cuts: Vec<BodySample>,
    /// The same of what is easily mistaken.
    pub focus: Vec<BodySample>,
}

impl Prepared {
    fn add(&mut self, other: Prepared) {
        self.crops.extend(other.crops);
        self.bodies.extend(other.bodies);
        self.cuts.extend(other.cuts);
        self.focus.extend(other.focus);
    }
}

/// Which bodies a cloud gives.
#[derive(Clone, Copy, PartialEq)]
enum Bodies {
    /// All.
    All,
    /// Those that need no axis of a run: nothing is known of one.
    Standing,
    /// None: objects are not told apart.
    None,
}

/// All of some data. Where families are left out, whole plants and galleries are made without them; of single components and of what runs
/// cut out, the bodies of these families are passed over, so that trainings with and without them share what is prepared.
pub fn gathered(config: &Config, data: &Data, screen: &Screen) -> Result<Prepared> {
    let mut out = Prepared::default();
    for row in &data.plants {
        for idx in 0..row.count {
            let make = || Ok(row.plant(idx, &data.left_out()).map_err(failure)?.map(|plant| (plant, Bodies::All)));
            out.add(shelved(config, &plant_name(row, idx, data), config.points.is_some(), row.seed + idx, make)?);
        }
    }
    let [first, count] = data.galleries;
    for seed in first..first.saturating_add(count) {
        let make = || Ok(Some((gallery::gallery(seed, &data.left_out_singly()).map_err(failure)?, Bodies::All)));
        out.add(shelved(config, &gallery_name(seed, data), false, seed, make)?);
    }
    out.bodies.extend(single_bodies(config, data)?);
    out.cuts.extend(cut_bodies(config, data)?);
    out.focus.extend(focus_bodies(config, data)?);
    for (cloud, seed) in data.clouds.iter().zip(1..) {
        let make = || {
            let (made, has_instances) = cloud.prepared(screen)?;
            Ok(Some((made, if has_instances { Bodies::Standing } else { Bodies::None })))
        };
        out.add(shelved(config, &cloud.name()?, config.points.is_some(), seed, make)?);
        out.cuts.extend(own_cuts(config, cloud, screen)?);
    }
    Ok(out)
}

fn single_bodies(config: &Config, data: &Data) -> Result<Vec<BodySample>> {
    let [first, count] = data.singles;
    if config.bodies.is_none() || count == 0 {
        return Ok(Vec::new());
    }
    let at = config.cache.join(format!("singles-{first}-{count}.bodies"));
    let all = kept_bodies(&at, || singles::bodies(first, count).map_err(failure))?;
    Ok(of_families(all, &data.left_out_singly()))
}

/// Bodies without those of some families.
fn of_families(mut bodies: Vec<BodySample>, without: &Families) -> Vec<BodySample> {
    bodies.retain(|body| !without.has(&body.family));
    bodies
}

/// Bodies off the shelf; made and put there where they are not on it.
fn kept_bodies(at: &Path, make: impl FnOnce() -> Result<Vec<BodySample>>) -> Result<Vec<BodySample>> {
    if let Some(bodies) = shelf::load_bodies(at) {
        return Ok(bodies);
    }
    let bodies = make()?;
    shelf::save_bodies(at, &bodies).map_err(failure)?;
    Ok(bodies)
}

fn cut_bodies(config: &Config, data: &Data) -> Result<Vec<BodySample>> {
    let mut out = Vec::new();
    if config.bodies.is_none() {
        return Ok(out);
    }
    for (row, idx) in data.cuts.iter().flat_map(|row| (0..row.count).map(move |idx| (row, idx))) {
        let all = kept_cuts(config, &row.name(idx), || row.plant(idx, &Families::default()).map_err(failure))?;
        out.extend(of_families(all, &data.left_out()));
    }
    out.extend(gallery_cuts(config, data, data.cut_galleries, &Families::default())?);
    Ok(out)
}

fn focus_bodies(config: &Config, data: &Data) -> Result<Vec<BodySample>> {
    let mut out = Vec::new();
    if config.bodies.is_none() {
        return Ok(out);
    }
    for row in &data.focus {
        out.extend(gallery_cuts(config, data, row.galleries, &row.left_out())?);
    }
    Ok(out)
}

/// Bodies as a run cuts them out of galleries in which some families do not occur.
fn gallery_cuts(config: &Config, data: &Data, [first, count]: [u64; 2], others: &Families) -> Result<Vec<BodySample>> {
    let mut out = Vec::new();
    for seed in first..first.saturating_add(count) {
        let make = || gallery::gallery(seed, others).map(Some).map_err(failure);
        let name = marked(format!("gallery-{seed}"), others);
        out.extend(of_families(kept_cuts(config, &name, make)?, &data.left_out_singly()));
    }
    Ok(out)
}

/// Bodies as a run cuts them out of a cloud, off the shelf where they are on it; none where there is no cloud.
fn kept_cuts(config: &Config, name: &str, make: impl FnOnce() -> Result<Option<LabelledCloud>>) -> Result<Vec<BodySample>> {
    kept_bodies(&config.cache.join(format!("{name}.cuts")), || {
        let made = make()?.map(|cloud| cuts::bodies(&cloud)).unwrap_or_default();
        say(format!("{name}: {} bodies as a run cuts them", made.len()));
        Ok(made)
    })
}

fn plant_name(row: &Plants, idx: u64, data: &Data) -> String {
    marked(row.name(idx), &data.left_out())
}

/// A name that tells data without some families from data with all.
fn marked(name: String, without: &Families) -> String {
    [name, without.mark()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

fn gallery_name(seed: u64, data: &Data) -> String {
    format!("gallery-{seed}-{}", data.left_out_singly().mark())
}

/// Bodies as a run cuts them out of a user's cloud, where its objects are told apart: what stands in a line is learnt from in no other way.
fn own_cuts(config: &Config, cloud: &Cloud, screen: &Screen) -> Result<Vec<BodySample>> {
    if config.bodies.is_none() {
        return Ok(Vec::new());
    }
    kept_cuts(config, &cloud.name()?, || {
        let (made, has_instances) = cloud.prepared(screen)?;
        Ok(has_instances.then_some(made))
    })
}

type Made = Option<(LabelledCloud, Bodies)>;

fn shelved(config: &Config, name: &str, with_crops: bool, seed: u64, make: impl Fn() -> Result<Made>) -> Result<Prepared> {
    let crops_at = config.cache.join(format!("{name}-r{}-n{}.crops", config.radius, config.crops));
    let bodies_at = config.cache.join(format!("{name}.bodies"));
    let crops = if with_crops { shelf::load(&crops_at) } else { Some(Vec::new()) };
    let bodies = if config.bodies.is_some() { shelf::load_bodies(&bodies_at) } else { Some(Vec::new()) };
    if let (Some(crops), Some(bodies)) = (crops, bodies) {
        return Ok(Prepared { crops, bodies, ..Prepared::default() });
    }
    let Some((cloud, which)) = make()? else { return Ok(Prepared::default()) };
    let mut dice = Pcg64Mcg::seed_from_u64(seed);
    let crops = if with_crops { crop::crops(&cloud, CELL, config.radius, config.crops, &mut dice) } else { Vec::new() };
    let mut bodies = if which == Bodies::None { Vec::new() } else { sample::samples(&cloud, &mut dice) };
    bodies.retain(|body| which == Bodies::All || !needs_axis(body.class));
    if with_crops {
        shelf::save(&crops_at, &crops).map_err(failure)?;
    }
    shelf::save_bodies(&bodies_at, &bodies).map_err(failure)?;
    let cells: usize = crops.iter().map(Crop::len).sum();
    say(format!("{name}: {} points, {cells} cells, {} bodies", cloud.cloud.len(), bodies.len()));
    Ok(Prepared { crops, bodies, ..Prepared::default() })
}

fn needs_axis(code: u8) -> bool {
    Class::ALL.get(usize::from(code)).is_some_and(|class| class.is_inline() || *class == Class::Flange)
}
