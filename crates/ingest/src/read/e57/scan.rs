//! One scan of an E57 file as a stream of points in the site frame.

use super::super::batch::Batch;
use super::super::scale::{Guessed, Range};
use super::super::source::Ledger;
use super::bits::{Packing, Stream};
use super::fields::{Fields, color_ranges, intensity_range};
use super::origin::sees_from_origin;
use super::packets::Packets;
use super::pages::Pages;
use crate::error::ReadError;
use e57::PointCloud;
use nalgebra::{Quaternion, UnitQuaternion, Vector3};

/// Points looked at to tell where the scanner stood.
const PROBE_POINTS: usize = 1 << 16;

pub(super) struct Scan {
    packets: Packets,
    streams: Vec<Stream>,
    fields: Fields,
    /// Pose; none if the points are in the site frame already.
    site_from_scan: Option<(UnitQuaternion<f64>, Vector3<f64>)>,
    intensity: Option<Range>,
    guessed: Guessed,
    color: [Option<Range>; 3],
    station: u16,
    n_left: u64,
    given: bool,
    /// Points of one packet, kept for its memory.
    part: Batch,
}

impl Scan {
    pub fn open(number: usize, cloud: &PointCloud, ledger: &mut Ledger) -> Result<Self, ReadError> {
        let name = cloud.name.clone().filter(|name| !name.trim().is_empty());
        let name = name.unwrap_or_else(|| format!("{} {number}", ledger.stem()));
        let mut scan = Self::new(number, cloud, ledger)?;
        let position = scanner_position(cloud).or_else(|| inferred_position(number, cloud, ledger));
        scan.station = ledger.add_station(name, position);
        Ok(scan)
    }

    fn new(number: usize, cloud: &PointCloud, ledger: &mut Ledger) -> Result<Self, ReadError> {
        let pages = Pages::open(&ledger.blame, ledger.info.bytes)?;
        let packets = Packets::open(pages, cloud.file_offset, number, ledger.blame.clone())?;
        let fields = Fields::of(cloud);
        let stream = |(idx, record): (usize, &e57::Record)| Stream::new(Packing::of(&record.data_type), fields.wants(idx));
        Ok(Self {
            packets,
            streams: cloud.prototype.iter().enumerate().map(stream).collect(),
            fields,
            site_from_scan: pose(cloud, number, ledger),
            intensity: fields.intensity.and_then(|idx| intensity_range(cloud, idx)),
            guessed: Guessed::default(),
            color: fields.color.map_or([None; 3], |idx| color_ranges(cloud, idx)),
            station: 0,
            n_left: cloud.records,
            given: false,
            part: Batch::default(),
        })
    }

    pub fn n_left(&self) -> u64 {
        self.n_left
    }

    pub fn has_given(&self) -> bool {
        self.given
    }

    /// Appends up to `max` points; false at the end of the scan.
    pub fn decode(&mut self, ledger: &mut Ledger, out: &mut Batch, max: usize) -> Result<bool, ReadError> {
        if self.n_left == 0 {
            return Ok(false);
        }
        while self.n_left > 0 && out.len() < max {
            let n = self.load()?.min(max - out.len());
            let n = n.min(usize::try_from(self.n_left).unwrap_or(usize::MAX));
            self.streams.iter_mut().for_each(|stream| stream.fill(n));
            self.append(n, ledger, out);
            self.streams.iter_mut().for_each(|stream| stream.consume(n));
            self.n_left -= n as u64;
            self.given = true;
        }
        Ok(true)
    }

    /// Reads packets until there is a whole record; the number of them.
    fn load(&mut self) -> Result<usize, ReadError> {
        let mut n = self.available();
        while n == 0 {
            let packet = self.packets.next(self.streams.len())?;
            self.streams.iter_mut().zip(packet.streams()).for_each(|(stream, bytes)| stream.push(bytes));
            n = self.available();
        }
        Ok(n)
    }

    /// Whole records at hand. A scan of constant fields only has no bytes and so no records.
    fn available(&self) -> usize {
        self.streams.iter().filter_map(Stream::available).min().unwrap_or(0)
    }

    fn column(&self, idx: usize, n: usize) -> &[f64] {
        self.streams.get(idx).and_then(|stream| stream.values.get(..n)).unwrap_or_default()
    }

    fn append(&mut self, n: usize, ledger: &mut Ledger, out: &mut Batch) {
        let mut part = std::mem::take(&mut self.part);
        part.clear();
        self.append_positions(n, &mut part);
        self.append_intensity(n, ledger, &mut part);
        self.append_color(n, &mut part);
        self.append_row_col(n, &mut part);
        part.station.resize(part.positions.len(), self.station);
        if let Some(valid) = self.valid(n) {
            ledger.dropped.invalid_state += valid.iter().filter(|ok| !**ok).count() as u64;
            part.retain(&valid);
        }
        out.append(&part);
        self.part = part;
    }

    /// Validity by point; none if the scan does not tell (all are valid).
    fn valid(&self, n: usize) -> Option<Vec<bool>> {
        self.fields.state().map(|idx| self.column(idx, n).iter().map(|state| *state == 0.0).collect())
    }

    fn append_positions(&self, n: usize, part: &mut Batch) {
        let cartesian = self.fields.cartesian.map(|idx| idx.map(|i| self.column(i, n)));
        let spherical = self.fields.spherical.map(|idx| idx.map(|i| self.column(i, n)));
        if let Some([x, y, z]) = cartesian {
            part.positions.extend(x.iter().zip(y).zip(z).map(|((&x, &y), &z)| [x, y, z]));
        } else if let Some([range, azimuth, elevation]) = spherical {
            part.positions.extend(range.iter().zip(azimuth).zip(elevation).map(|((&r, &a), &e)| from_spherical(r, a, e)));
        }
        if let Some((rotation, translation)) = &self.site_from_scan {
            let matrix = rotation.to_rotation_matrix();
            for position in &mut part.positions {
                *position = (matrix * Vector3::from(*position) + translation).into();
            }
        }
    }

    fn append_intensity(&mut self, n: usize, ledger: &mut Ledger, part: &mut Batch) {
        let Some(idx) = self.fields.intensity else { return };
        let values = self.column(idx, n);
        let mut scaled: Vec<f32> = match self.intensity {
            Some(range) => values.iter().map(|v| range.apply(*v)).collect(),
            None => values.iter().map(|v| *v as f32).collect(),
        };
        if self.intensity.is_none() {
            self.guessed.apply(&mut scaled, ledger);
        }
        if let Some(flags) = self.fields.intensity_invalid {
            scaled.iter_mut().zip(self.column(flags, n)).filter(|(_, flag)| **flag != 0.0).for_each(|(value, _)| *value = 0.0);
        }
        part.intensity = scaled;
    }

    fn append_color(&self, n: usize, part: &mut Batch) {
        let (Some(idx), [Some(red), Some(green), Some(blue)]) = (self.fields.color, self.color) else { return };
        let byte = |range: Range, value: f64| (range.apply(value) * 255.0).round() as u8;
        let [r, g, b] = idx.map(|i| self.column(i, n));
        part.color.extend(r.iter().zip(g).zip(b).map(|((&r, &g), &b)| [byte(red, r), byte(green, g), byte(blue, b)]));
        if let Some(flags) = self.fields.color_invalid {
            part.color
                .iter_mut()
                .zip(self.column(flags, n))
                .filter(|(_, flag)| **flag != 0.0)
                .for_each(|(color, _)| *color = [0; 3]);
        }
    }

    fn append_row_col(&self, n: usize, part: &mut Batch) {
        let Some([row, col]) = self.fields.row_col else { return };
        // A float cast to u32 saturates: negative indices become 0.
        part.row_col.extend(self.column(row, n).iter().zip(self.column(col, n)).map(|(&row, &col)| [row as u32, col as u32]));
    }
}

/// E57 standard, 8.4.4.2: azimuth from +x towards +y, elevation from the xy plane.
fn from_spherical(range: f64, azimuth: f64, elevation: f64) -> [f64; 3] {
    let flat = range * elevation.cos();
    [flat * azimuth.cos(), flat * azimuth.sin(), range * elevation.sin()]
}

fn pose(cloud: &PointCloud, number: usize, ledger: &mut Ledger) -> Option<(UnitQuaternion<f64>, Vector3<f64>)> {
    let transform = cloud.transform.as_ref()?;
    let q = &transform.rotation;
    let quaternion = Quaternion::new(q.w, q.x, q.y, q.z);
    let norm = quaternion.norm();
    if !(norm > 1e-6 && norm.is_finite()) {
        ledger.warn("pose_without_rotation", 1, format!("the rotation of scan {number} is no quaternion and was taken as none"));
        return Some((UnitQuaternion::identity(), translation(transform)));
    }
    if (norm - 1.0).abs() > 1e-3 {
        ledger.warn("pose_not_normal", 1, format!("the rotation of scan {number} has length {norm:.4} and was normalised"));
    }
    Some((UnitQuaternion::from_quaternion(quaternion), translation(transform)))
}

fn translation(transform: &e57::Transform) -> Vector3<f64> {
    let t = &transform.translation;
    Vector3::new(t.x, t.y, t.z)
}

/// The scanner stands at the origin of its scan frame. A scan without a pose does not tell where that is, unless its
/// data are spherical, that is, as the scanner took them.
fn scanner_position(cloud: &PointCloud) -> Option<[f64; 3]> {
    match &cloud.transform {
        Some(transform) => Some(translation(transform).into()),
        None if !cloud.has_cartesian() => Some([0.0; 3]),
        None => None,
    }
}

/// The origin, where the grid of a scan without a pose shows that the scanner stood there; with a note.
fn inferred_position(number: usize, cloud: &PointCloud, ledger: &mut Ledger) -> Option<[f64; 3]> {
    if !cloud.has_row_column() {
        return None;
    }
    // The probe's books are not kept.
    let (dropped, n_warnings) = (ledger.dropped, ledger.info.warnings.len());
    let mut probe = Batch::default();
    let outcome = Scan::new(number, cloud, ledger).and_then(|mut scan| scan.decode(ledger, &mut probe, PROBE_POINTS));
    ledger.dropped = dropped;
    ledger.info.warnings.truncate(n_warnings);
    if outcome.is_err() || !sees_from_origin(&probe.positions, &probe.row_col) {
        return None;
    }
    let message = format!("scan {number} has no pose; its grid shows that the scanner stood at the origin");
    ledger.warn("scanner_position_inferred", 1, message);
    Some([0.0; 3])
}
