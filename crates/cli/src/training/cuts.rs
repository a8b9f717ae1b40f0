//! Bodies as a run cuts them out of generated plants and galleries: with the pieces of flange, pipe and neighbour that recognition leaves on them.

use rosette_net::train::{BodySample, LabelledCloud, NO_PART, PartTruth, sample};
use rosette_plant::{BodyJudge, BodyScores, BodyView, Class};
use rosette_reconstruct::{ReconstructSettings, components};
use rosette_segment::{SegmentSettings, segment};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Least share of a body's points that must be one part's, among those that are not a pipe's.
const MOSTLY: f64 = 0.5;
/// Least share of the points of equipment that a body between pipes has if it is the equipment and not a nozzle of it.
const WHOLE: f64 = 0.3;
/// Fewest points of a body that is learnt from.
const FEWEST: usize = 40;

/// The bodies of a labelled cloud that recognition asks the net about, with the class of the part that each mostly is.
pub fn bodies(plant: &LabelledCloud) -> Vec<BodySample> {
    let listener = Listener::default();
    let segments = segment(&plant.cloud, &SegmentSettings::default());
    components(&plant.cloud, &segments, Some(&listener), &ReconstructSettings::default());
    let part_at: BTreeMap<[u32; 3], u32> = plant.cloud.positions.iter().map(bits).zip(plant.part.iter().copied()).collect();
    let views = listener.heard.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut seen = vec![0; plant.parts.len()];
    plant.part.iter().for_each(|part| seen.get_mut(*part as usize).into_iter().for_each(|n| *n += 1));
    views.into_iter().filter_map(|view| labelled(plant, &seen, &part_at, view)).collect()
}

/// Hears what recognition asks, and has no opinion.
#[derive(Default)]
struct Listener {
    heard: Mutex<Vec<BodyView>>,
}

impl BodyJudge for Listener {
    fn judge(&self, bodies: &[BodyView]) -> Vec<BodyScores> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).extend(bodies.iter().cloned());
        vec![BodyScores::default(); bodies.len()]
    }
}

/// A position as a key: views hold the cloud's own positions, bit by bit.
fn bits(position: &[f32; 3]) -> [u32; 3] {
    position.map(f32::to_bits)
}

/// The body as a sample of the part that most of its points belong to; none where no part has most of them.
fn labelled(plant: &LabelledCloud, seen: &[usize], part_at: &BTreeMap<[u32; 3], u32>, view: BodyView) -> Option<BodySample> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    let known = view.points.iter().filter_map(|point| part_at.get(&bits(point))).filter(|part| **part != NO_PART);
    known.for_each(|part| *counts.entry(*part).or_default() += 1);
    counts.retain(|part, _| plant.parts.get(*part as usize).is_some_and(|part| part.class != Class::Pipe));
    let total: usize = counts.values().sum();
    // The flanges of a valve are parts of their own; between them stands what the body is.
    let is_flange = |part: &u32| plant.parts[*part as usize].class == Class::Flange;
    let bare: usize = counts.iter().filter(|(part, _)| !is_flange(part)).map(|(_, n)| n).sum();
    let flanges_alone = bare * 4 < total;
    counts.retain(|part, _| flanges_alone || !is_flange(part));
    let of: usize = counts.values().sum();
    let (&part, &n) = counts.iter().max_by_key(|(part, n)| (**n, std::cmp::Reverse(**part)))?;
    let truth = &plant.parts[part as usize];
    let clear = total >= FEWEST && (n as f64 > MOSTLY * of as f64 || flanges_alone);
    let known = !matches!(truth.class, Class::Unclassified | Class::Floor | Class::Wall | Class::Ceiling);
    // A nozzle is part of its vessel; a run that ends at it has a flange there.
    let is_nozzle = view.run.is_some() && truth.class.is_equipment() && (n as f64) < WHOLE * seen[part as usize] as f64;
    let nozzle = PartTruth::of(Class::Flange);
    (clear && known).then(|| sample::whole(view, if is_nozzle { &nozzle } else { truth }))
}
