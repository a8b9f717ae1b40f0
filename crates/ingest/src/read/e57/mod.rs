//! E57 (ASTM E2807): the `e57` crate reads the XML; the binary sections are decoded here, scan by scan, in columns.

mod bits;
mod fields;
pub(super) mod meta;
mod origin;
mod packets;
pub(super) mod pages;
mod scan;

use super::batch::Batch;
use super::reading::Reading;
use super::source::{Decode, Ledger};
use crate::error::{Place, ReadError};
use meta::Meta;
use scan::Scan;

/// Opens all scans as one stream.
pub(crate) fn open(mut ledger: Ledger) -> Result<Reading, ReadError> {
    let meta = Meta::read(&ledger.blame, ledger.info.bytes)?;
    describe(&meta, &mut ledger);
    let plans = plans(&meta, &mut ledger)?;
    ledger.info.declared_points = Some(plans.iter().map(|plan| plan.cloud.records).fold(0, u64::saturating_add));
    Ok(Reading::new(ledger, Scans { plans: plans.into_iter(), current: None }))
}

/// Opens every scan on its own.
pub(crate) fn open_parts(mut ledger: Ledger) -> Result<Vec<Reading>, ReadError> {
    let meta = Meta::read(&ledger.blame, ledger.info.bytes)?;
    describe(&meta, &mut ledger);
    let plans = plans(&meta, &mut ledger)?;
    let part = |(idx, plan): (usize, Plan)| {
        let mut own =
            Ledger { info: ledger.info.clone(), blame: ledger.blame.clone(), columns: ledger.columns.clone(), ..ledger };
        if idx > 0 {
            own.info.warnings.clear();
            own.info.pictures.clear();
        }
        own.info.declared_points = Some(plan.cloud.records);
        let plans = vec![plan].into_iter();
        Reading::new(own, Scans { plans, current: None })
    };
    Ok(plans.into_iter().enumerate().map(part).collect())
}

/// A scan that is to be read.
struct Plan {
    number: usize,
    cloud: e57::PointCloud,
}

fn describe(meta: &Meta, ledger: &mut Ledger) {
    let has = |test: fn(&e57::PointCloud) -> bool| meta.clouds.iter().any(test);
    let info = &mut ledger.info;
    info.detail = format!("E57, {} scans", meta.clouds.len());
    info.has_intensity = has(e57::PointCloud::has_intensity);
    info.has_color = has(e57::PointCloud::has_color);
    info.has_row_col = has(e57::PointCloud::has_row_column);
    info.pictures = meta.pictures.iter().map(|picture| picture.meta.clone()).collect();
    if meta.cut_bytes > 0 {
        ledger.warn("not_whole_pages", meta.cut_bytes, "its size is not a whole number of pages; the rest was ignored");
    }
}

/// The scans with positions; the others are left out with a note.
fn plans(meta: &Meta, ledger: &mut Ledger) -> Result<Vec<Plan>, ReadError> {
    let mut plans = Vec::new();
    for (idx, cloud) in meta.clouds.iter().enumerate() {
        let number = idx + 1;
        if cloud.has_cartesian() || cloud.has_spherical() {
            plans.push(Plan { number, cloud: cloud.clone() });
        } else {
            ledger.warn("scan_without_positions", cloud.records, format!("scan {number} has no coordinates and was left out"));
        }
    }
    if plans.is_empty() {
        let problem = format!("holds {} scans, none of them with coordinates", meta.clouds.len());
        return Err(ledger.blame.damaged_with(Place::File, problem, "export it again with points"));
    }
    Ok(plans)
}

/// Scan after scan; a damaged one ends itself, not the file.
struct Scans {
    plans: std::vec::IntoIter<Plan>,
    current: Option<Scan>,
}

impl Decode for Scans {
    fn decode(&mut self, ledger: &mut Ledger, out: &mut Batch, max: usize) -> Result<bool, ReadError> {
        loop {
            if self.current.is_none() {
                let Some(plan) = self.plans.next() else { return Ok(false) };
                self.current = open_scan(plan, ledger, self.plans.len() > 0)?;
            }
            let Some(scan) = &mut self.current else { continue };
            match scan.decode(ledger, out, max) {
                Ok(true) => return Ok(true),
                Ok(false) => self.current = None,
                Err(error) if error.is_damage() && (self.plans.len() > 0 || scan.has_given()) => {
                    lose_rest(scan.n_left(), &error, ledger);
                    self.current = None;
                }
                Err(error) => return Err(error),
            }
            if !out.is_empty() {
                return Ok(true);
            }
        }
    }
}

/// None if this scan is damaged but others follow.
fn open_scan(plan: Plan, ledger: &mut Ledger, more: bool) -> Result<Option<Scan>, ReadError> {
    let n_points = plan.cloud.records;
    match Scan::open(plan.number, &plan.cloud, ledger) {
        Ok(scan) => Ok(Some(scan)),
        Err(error) if error.is_damage() && more => {
            lose_rest(n_points, &error, ledger);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn lose_rest(n_lost: u64, error: &ReadError, ledger: &mut Ledger) {
    ledger.dropped.undecodable = ledger.dropped.undecodable.saturating_add(n_lost);
    ledger.warn("damaged_scan", n_lost, format!("{n_lost} points of a damaged scan were left out: {}", error.summary()));
}
