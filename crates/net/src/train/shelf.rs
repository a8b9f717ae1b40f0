//! Crops and bodies on disk: one file each a data set entry, made once, read at every start of a training.

use super::crop::Crop;
use super::sample::BodySample;
use crate::error::NetError;
use crate::point::GraphLevel;
use crate::weights;
use rosette_plant::BodyScores;
use std::path::Path;

/// First bytes of a file; the last digit is the version of form and features.
const MAGIC: &[u8; 8] = b"rscrops1";

/// Writes crops beside and renames.
pub fn save(path: &Path, crops: &[Crop]) -> Result<(), NetError> {
    let mut out = MAGIC.to_vec();
    put(&mut out, &[crops.len() as u32]);
    for crop in crops {
        put(&mut out, &crop.features);
        put(&mut out, &crop.class);
        put(&mut out, &crop.border.iter().map(|b| u8::from(*b)).collect::<Vec<u8>>());
        put(&mut out, &[crop.levels.len() as u32]);
        for level in &crop.levels {
            put(&mut out, &[level.edge]);
            put(&mut out, &level.centre);
            put(&mut out, &level.parent);
            put(&mut out, &level.neighbours);
            put(&mut out, &level.children);
        }
    }
    weights::write(path, &out)
}

/// Reads crops; none if the file is not one of ours or is cut short, so that it is made anew.
pub fn load(path: &Path) -> Option<Vec<Crop>> {
    let bytes = std::fs::read(path).ok()?;
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let count = *take::<u32>(&mut rest)?.first()?;
    (0..count).map(|_| crop(&mut rest)).collect()
}

/// First bytes of a file of bodies; the last digit is the version of form and data.
const BODY_MAGIC: &[u8; 8] = b"rsbodie3";

/// Writes bodies beside and renames.
pub fn save_bodies(path: &Path, bodies: &[BodySample]) -> Result<(), NetError> {
    let mut out = BODY_MAGIC.to_vec();
    put(&mut out, &[bodies.len() as u32]);
    for body in bodies {
        put(&mut out, &[body.class, body.subtype]);
        put(&mut out, &body.points);
        put(&mut out, &body.normals);
        put(&mut out, &body.owner);
        put(&mut out, &body.run.map_or(Vec::new(), |([x, y, z], od)| vec![x, y, z, od]));
        put(&mut out, &[body.half]);
        put(&mut out, &body.own.classes);
        put(&mut out, &body.own.subtypes);
        put(&mut out, body.family.as_bytes());
    }
    weights::write(path, &out)
}

/// Reads bodies; none if the file is not one of ours or is cut short.
pub fn load_bodies(path: &Path) -> Option<Vec<BodySample>> {
    let bytes = std::fs::read(path).ok()?;
    let mut rest = bytes.strip_prefix(BODY_MAGIC)?;
    let count = *take::<u32>(&mut rest)?.first()?;
    (0..count).map(|_| body(&mut rest)).collect()
}

fn body(rest: &mut &[u8]) -> Option<BodySample> {
    let [class, subtype] = <[u8; 2]>::try_from(take::<u8>(rest)?).ok()?;
    let (points, normals, owner) = (take(rest)?, take(rest)?, take(rest)?);
    let run = match take::<f32>(rest)?.as_slice() {
        [x, y, z, od] => Some(([*x, *y, *z], *od)),
        _ => None,
    };
    let half = *take::<f32>(rest)?.first()?;
    let own = BodyScores { classes: take(rest)?, subtypes: take(rest)?, kinds: Vec::new() };
    let family = String::from_utf8(take(rest)?).ok()?;
    Some(BodySample { class, subtype, points, normals, owner, run, half, own, family })
}

fn crop(rest: &mut &[u8]) -> Option<Crop> {
    let features = take(rest)?;
    let class = take(rest)?;
    let border = take::<u8>(rest)?.into_iter().map(|b| b != 0).collect();
    let count = *take::<u32>(rest)?.first()?;
    let levels = (0..count).map(|_| {
        let edge = *take::<f32>(rest)?.first()?;
        Some(GraphLevel { edge, centre: take(rest)?, parent: take(rest)?, neighbours: take(rest)?, children: take(rest)? })
    });
    Some(Crop { features, levels: levels.collect::<Option<_>>()?, class, border })
}

fn put<T: bytemuck::NoUninit>(out: &mut Vec<u8>, values: &[T]) {
    let bytes: &[u8] = bytemuck::cast_slice(values);
    out.extend((bytes.len() as u64).to_le_bytes());
    out.extend(bytes);
}

fn take<T: bytemuck::AnyBitPattern>(rest: &mut &[u8]) -> Option<Vec<T>> {
    let (length, after) = rest.split_first_chunk::<8>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let (bytes, after) = after.split_at_checked(length)?;
    *rest = after;
    if bytes.len() % size_of::<T>() != 0 {
        return None;
    }
    Some(bytes.chunks_exact(size_of::<T>()).map(bytemuck::pod_read_unaligned).collect())
}
