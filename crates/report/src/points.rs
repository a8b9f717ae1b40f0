//! `points.laz`: the classified cloud, written area by area.
//!
//! LAS 1.4, point format 6 (7 with colour), extra dimensions `class` (u8) and `instance` (u32). Records are laid out here and
//! handed to the LAZ compressor in slabs of whole chunks, which it compresses on all threads of the pool; chunk borders fall
//! every 50 000 points whatever the areas or the threads, so the bytes do not depend on them.

use crate::beside::{beside, make_parent, settle};
use crate::error::{ReportError, Result};
use crate::keep_error::KeepError;
use las::point::Format;
use las::{Builder, PointDataBuilder, Transform, Vector, Version, Vlr, Writer};
use rayon::prelude::*;
use rosette_cloud::Cloud;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Coordinate step, m. Half of it (0.25 mm) is the rounding error, well below scanner noise.
const SCALE: f64 = 0.0005;
/// Points handed to the compressor at once: 16 chunks of LAZ's own 50 000, enough work for 16 threads in 33 MB.
const SLAB: usize = 800_000;
/// Points encoded by one task.
const BLOCK: usize = 65_536;
/// Record lengths of formats 6 and 7 with the five extra bytes.
const RECORD: usize = 35;
const RECORD_COLOR: usize = 41;
/// `classification` starts its user-definable values here (LAS 1.4 R15, table 17).
const CLASSIFICATION_BASE: u8 = 64;

/// Class and object of every point of a cloud.
#[derive(Debug, Clone, Copy)]
pub struct Labels<'a> {
    /// Class code of each point (`rosette_plant::Class as u8`).
    pub class: &'a [u8],
    /// Index into the graph's elements, or [`Labels::NONE`].
    pub object: &'a [u32],
}

impl Labels<'_> {
    /// The object of a point that belongs to none.
    pub const NONE: u32 = u32::MAX;

    pub(crate) fn check(&self, cloud: &Cloud) -> Result<()> {
        let (points, classes, objects) = (cloud.len(), self.class.len(), self.object.len());
        if classes == points && objects == points { Ok(()) } else { Err(ReportError::Columns { points, classes, objects }) }
    }
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointsWritten {
    /// Points in the file.
    pub points: u64,
    /// Points by class code; codes from 21 on count as 0.
    pub by_class: [u64; 21],
}

/// Writes `points.laz`. Give it areas in a fixed order; halo points are left out.
pub struct PointsWriter {
    path: PathBuf,
    writer: Writer<KeepError<BufWriter<File>>>,
    failure: crate::keep_error::Failure,
    corner: [f64; 3],
    color: bool,
    slab: Vec<u8>,
    written: PointsWritten,
}

impl PointsWriter {
    /// Starts `points.laz` in `dir`. `min` is the least corner of the site (m); its whole metres become the file's offset.
    ///
    /// # Errors
    /// If the file cannot be made.
    pub fn create(dir: &Path, min: [f64; 3], color: bool) -> Result<Self> {
        let path = dir.join("points.laz");
        make_parent(&path)?;
        let corner = min.map(|v| if v.is_finite() { v.floor() } else { 0.0 });
        let file = File::create(beside(&path)).map_err(ReportError::write(&path))?;
        let (file, failure) = KeepError::new(BufWriter::with_capacity(1 << 20, file));
        let header = header(corner, color).map_err(ReportError::encode(&path))?;
        let writer = Writer::new(file, header).map_err(ReportError::encode(&path))?;
        let written = PointsWritten { points: 0, by_class: [0; 21] };
        Ok(Self { path, writer, failure, corner, color, slab: Vec::new(), written })
    }

    /// Adds the core points of one area.
    ///
    /// # Errors
    /// If the labels do not fit the cloud, a point is out of range, or the disk is full.
    pub fn add(&mut self, cloud: &Cloud, labels: Labels) -> Result<()> {
        labels.check(cloud)?;
        let encoder = Encoder { cloud, labels, corner: self.corner, color: self.color };
        let blocks: Vec<(usize, usize)> = (0..cloud.len()).step_by(BLOCK).map(|a| (a, (a + BLOCK).min(cloud.len()))).collect();
        let encoded: Vec<Result<Block>> = blocks.into_par_iter().map(|(from, to)| encoder.block(from, to)).collect();
        for block in encoded {
            let block = block?;
            self.count(&block);
            self.slab.extend_from_slice(&block.bytes);
            if self.slab.len() >= SLAB * self.record() {
                self.flush()?;
            }
        }
        Ok(())
    }

    /// Writes what is left, closes the file and gives it its name.
    ///
    /// # Errors
    /// If anything written since the start did not reach the disk.
    pub fn finish(mut self) -> Result<PointsWritten> {
        self.flush()?;
        let mut sink = self.writer.into_inner().map_err(ReportError::encode(&self.path))?;
        sink.flush().map_err(ReportError::write(&self.path))?;
        self.failure.check(&self.path)?;
        File::open(beside(&self.path)).and_then(|f| f.sync_all()).map_err(ReportError::write(&self.path))?;
        settle(&self.path)?;
        Ok(self.written)
    }

    fn record(&self) -> usize {
        if self.color { RECORD_COLOR } else { RECORD }
    }

    fn count(&mut self, block: &Block) {
        self.written.points += (block.bytes.len() / self.record()) as u64;
        for (sum, n) in self.written.by_class.iter_mut().zip(block.by_class) {
            *sum += n;
        }
    }

    /// Hands the slab to the compressor, which keeps what does not fill a chunk until the next one.
    fn flush(&mut self) -> Result<()> {
        let bytes = std::mem::take(&mut self.slab);
        let builder = PointDataBuilder::new().for_header(self.writer.header());
        let data = builder.build_from_bytes(bytes).map_err(ReportError::encode(&self.path))?;
        self.writer.write_points(&data).map_err(ReportError::encode(&self.path))?;
        self.failure.check(&self.path)
    }
}

/// Encoded records and the number of points of each class among them.
struct Block {
    bytes: Vec<u8>,
    by_class: [u64; 21],
}

struct Encoder<'a> {
    cloud: &'a Cloud,
    labels: Labels<'a>,
    corner: [f64; 3],
    color: bool,
}

impl Encoder<'_> {
    fn block(&self, from: usize, to: usize) -> Result<Block> {
        let mut block = Block { bytes: Vec::with_capacity((to - from) * RECORD_COLOR), by_class: [0; 21] };
        for idx in from..to {
            if self.cloud.is_core(idx) {
                self.record(idx, &mut block)?;
            }
        }
        Ok(block)
    }

    /// One record of point format 6 or 7 (LAS 1.4 R15, tables 15 and 16) and its extra bytes.
    fn record(&self, idx: usize, block: &mut Block) -> Result<()> {
        let class = self.labels.class[idx];
        if let Some(n) = block.by_class.get_mut(usize::from(class)) {
            *n += 1;
        } else {
            block.by_class[0] += 1;
        }
        let out = &mut block.bytes;
        for v in self.grid(idx)? {
            out.extend_from_slice(&v.to_le_bytes());
        }
        out.extend_from_slice(&self.intensity(idx).to_le_bytes());
        out.push(0x11); // return 1 of 1
        out.push(0);
        out.push(CLASSIFICATION_BASE.saturating_add(class));
        out.push(0);
        out.extend_from_slice(&0i16.to_le_bytes());
        out.extend_from_slice(&self.source(idx).to_le_bytes());
        out.extend_from_slice(&0f64.to_le_bytes());
        if self.color {
            for v in self.cloud.color.get(idx).copied().unwrap_or_default() {
                out.extend_from_slice(&(u16::from(v) * 257).to_le_bytes());
            }
        }
        out.push(class);
        // `NONE` wraps to 0, which is what the file says for no object.
        out.extend_from_slice(&self.labels.object[idx].wrapping_add(1).to_le_bytes());
        Ok(())
    }

    /// Coordinates in steps of the file's scale.
    fn grid(&self, idx: usize) -> Result<[i32; 3]> {
        let local = self.cloud.positions[idx];
        let mut grid = [0i32; 3];
        for axis in 0..3 {
            let metres = self.cloud.origin[axis] - self.corner[axis] + f64::from(local[axis]);
            let steps = (metres / SCALE).round();
            if !(f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&steps) {
                return Err(ReportError::OutOfRange { site: self.cloud.site(idx), corner: self.corner });
            }
            grid[axis] = steps as i32;
        }
        Ok(grid)
    }

    fn intensity(&self, idx: usize) -> u16 {
        let share = self.cloud.intensity.get(idx).copied().unwrap_or_default();
        (share.clamp(0.0, 1.0) * 65535.0).round() as u16
    }

    /// Station number from 1; 0 where unknown.
    fn source(&self, idx: usize) -> u16 {
        self.cloud.station.get(idx).copied().unwrap_or(u16::MAX).wrapping_add(1)
    }
}

/// A header without date and random id, so that equal clouds give equal files.
fn header(corner: [f64; 3], color: bool) -> las::Result<las::Header> {
    let mut format = Format::new(if color { 7 } else { 6 })?;
    format.extra_bytes = 5;
    format.is_compressed = true;
    let axis = |i: usize| Transform { scale: SCALE, offset: corner[i] };
    let mut builder = Builder::from(Version::new(1, 4));
    builder.point_format = format;
    builder.transforms = Vector { x: axis(0), y: axis(1), z: axis(2) };
    builder.system_identifier = "MERGE".into();
    builder.generating_software = "Rosette".into();
    builder.vlrs.push(extra_bytes());
    builder.into_header()
}

/// The record that names the extra dimensions (LAS 1.4 R15, table 24: 192 bytes a dimension).
fn extra_bytes() -> Vlr {
    const U8: u8 = 1;
    const U32: u8 = 5;
    let mut data = extra_dimension(U8, "class", "Rosette class code");
    data.extend(extra_dimension(U32, "instance", "index in asbuilt.json + 1"));
    Vlr { user_id: "LASF_Spec".into(), record_id: 4, description: "Extra Bytes".into(), data }
}

fn extra_dimension(data_type: u8, name: &str, description: &str) -> Vec<u8> {
    let mut record = vec![0u8; 192];
    record[2] = data_type;
    record[4..4 + name.len()].copy_from_slice(name.as_bytes());
    record[160..160 + description.len()].copy_from_slice(description.as_bytes());
    record
}
