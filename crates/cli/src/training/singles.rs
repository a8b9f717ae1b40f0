//! Single components of every family with a little pipe and company, each scanned on its own: many forms for little time.

use rayon::prelude::*;
use rosette_net::NetError;
use rosette_net::train::{BodySample, PartTruth, RawScan, prepared, sample};
use rosette_plant::Class;
use rosette_truth::{Sample, component_sample, families};

/// Bodies of `count` members of every family, from seed `first` on.
pub fn bodies(first: u64, count: u64) -> Result<Vec<BodySample>, NetError> {
    let all: Vec<(&str, u64)> =
        families().into_iter().flat_map(|(name, ..)| (first..first + count).map(move |seed| (name, seed))).collect();
    let made: Result<Vec<Option<BodySample>>, NetError> =
        all.par_iter().map(|(family, seed)| component_sample(*seed, family).map_or(Ok(None), |s| body(&s, *seed))).collect();
    Ok(made?.into_iter().flatten().collect())
}

/// The component itself as a body, with what stands about it; none where too little of it was seen.
fn body(single: &Sample, seed: u64) -> Result<Option<BodySample>, NetError> {
    use rand::SeedableRng;
    let mut parts = vec![PartTruth {
        subtype: single.subtype,
        family: single.family.into(),
        position: Some([0.0; 3]),
        axis: Some(single.axis),
        od: (single.od > 0.0).then_some(single.od),
        ..PartTruth::of(single.class)
    }];
    let mut raw = RawScan { positions: single.positions.iter().map(|p| p.map(f64::from)).collect(), ..RawScan::default() };
    for (class, own) in single.classes.iter().zip(&single.is_own) {
        raw.part.push(if *own { 0 } else { part_of(&mut parts, *class) });
    }
    let labelled = prepared(single.family, &raw, parts)?;
    let mut dice = rand_pcg::Pcg64Mcg::seed_from_u64(seed);
    // The component is the first part, so its sample comes first.
    let own = labelled.part.iter().filter(|p| **p == 0).count();
    let first = sample::samples(&labelled, &mut dice).into_iter().next();
    Ok(first.filter(|s| own >= 40 && s.class == single.class as u8))
}

/// Index of the part that stands for all neighbours of a class.
fn part_of(parts: &mut Vec<PartTruth>, class: Class) -> u32 {
    let known = parts.iter().skip(1).position(|part| part.class == class);
    let at = known.map_or(parts.len(), |at| at + 1);
    if known.is_none() {
        parts.push(PartTruth::of(class));
    }
    at as u32
}
