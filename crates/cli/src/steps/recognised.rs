//! Fourth step: what stands in each area, area by area, each kept by itself.

use crate::failure::{Failure, Result};
use crate::folder::RunFolder;
use crate::job::Job;
use crate::key::Key;
use crate::nets::Nets;
use crate::pipeline::Run;
use crate::queue::{self, Limits};
use crate::recognise::{self, PointLabels};
use crate::steps::areas::Site;
use crate::store::to_json;
use rosette_cloud::Watch;
use rosette_ingest::Area;
use rosette_plant::Components;

/// Memory an area takes while it is worked on, bytes a point: its cloud, a tree over it, and what the stages hold besides.
/// Measured: 60 on areas of 5 million points; the rest is for plants that are all pipe.
const POINT_BYTES: u64 = 150;

/// What was recognised, area by area, as it lies in the run folder.
#[derive(Debug)]
pub struct Parts {
    /// One an area, by area id.
    areas: Vec<Part>,
}

/// Where an area's components and labels lie.
#[derive(Debug)]
struct Part {
    components: String,
    labels: String,
    key: Key,
    /// Hash of the components.
    hash: String,
}

impl Parts {
    /// Hashes of all components: what is made of them depends on these.
    pub fn hashes(&self) -> Vec<&str> {
        self.areas.iter().map(|part| part.hash.as_str()).collect()
    }

    /// The components of all areas, by area id.
    pub fn components(&self, folder: &RunFolder) -> Result<Vec<Components>> {
        self.areas.iter().map(|part| part.load(folder)).collect()
    }

    /// The labels of an area's points.
    pub fn labels(&self, folder: &RunFolder, area: usize) -> Result<PointLabels> {
        let part = self.areas.get(area).ok_or_else(|| Failure::Internal(format!("there is no area {area}")))?;
        let kept = folder.store.bytes(&part.labels, &part.key);
        kept.and_then(|(bytes, _)| PointLabels::from_bytes(&bytes)).ok_or_else(|| lost(&part.labels))
    }
}

impl Part {
    fn load(&self, folder: &RunFolder) -> Result<Components> {
        let kept = folder.store.bytes(&self.components, &self.key);
        kept.and_then(|(bytes, _)| serde_json::from_slice(&bytes).ok()).ok_or_else(|| lost(&self.components))
    }
}

/// Recognises the components of every area that has none yet.
pub fn components_by_area(run: &mut Run<'_>, site: &Site, nets: &Nets) -> Result<Parts> {
    let areas = &site.ingested.areas;
    let (job, folder, watch) = (run.job, &run.folder, run.watch);
    let limits = Limits { workers: rayon::current_num_threads(), memory: job.memory };
    let cost = |area: &&Area| (area.core_points + area.halo_points) * POINT_BYTES;
    run.measures.step("recognise", || {
        let undone: Vec<&Area> = areas.iter().filter(|area| kept(job, folder, nets, area).is_none()).collect();
        let points: u64 = undone.iter().map(|area| area.core_points).sum();
        if !undone.is_empty() {
            watch.begin("recognising components", points, "points");
        }
        queue::each(&undone, cost, limits, watch, |area| {
            let done = recognise_area(job, folder, site, nets, area);
            watch.advance(area.core_points);
            done
        })?;
        watch.end();
        let parts: Option<Vec<Part>> = areas.iter().map(|area| kept(job, folder, nets, area)).collect();
        let parts = Parts { areas: parts.ok_or_else(|| lost("areas"))? };
        folder.store.retain("areas", |name| areas.iter().any(|area| names(area).iter().any(|own| own.ends_with(name))))?;
        Ok((parts, points, "points"))
    })
}

/// One unit of work: an area's points in, its components and the labels of its points out.
fn recognise_area(job: &Job, folder: &RunFolder, site: &Site, nets: &Nets, area: &Area) -> Result<()> {
    let (components, labels) = recognise::components(&site.cloud(area)?, nets, &job.settings);
    let (key, [components_name, labels_name]) = (key(job, nets, area), names(area));
    folder.store.keep(&labels_name, &key, &labels.to_bytes())?;
    folder.store.keep(&components_name, &key, &to_json(&components_name, &components)?)
}

/// An area's results, if they are there and whole.
fn kept(job: &Job, folder: &RunFolder, nets: &Nets, area: &Area) -> Option<Part> {
    let (key, [components, labels]) = (key(job, nets, area), names(area));
    let (_, hash) = folder.store.bytes(&components, &key)?;
    folder.store.has(&labels, &key).then_some(Part { components, labels, key, hash })
}

/// Two files an area: components as JSON, labels as columns.
fn names(area: &Area) -> [String; 2] {
    [format!("areas/{:05}.components", area.id), format!("areas/{:05}.labels", area.id)]
}

fn key(job: &Job, nets: &Nets, area: &Area) -> Key {
    Key::new("components", env!("ROSETTE_CODE_COMPONENTS"))
        .and("area", &area.hash)
        .and("settings", &recognise::area_settings(&job.settings))
        .and("weights", &nets.hashes())
}

fn lost(name: &str) -> Failure {
    Failure::Output(format!("work/{name} was changed while the run was going on; give the same command again"))
}
