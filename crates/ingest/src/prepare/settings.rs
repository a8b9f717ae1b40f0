//! Settings of the ingest stage.

use super::fault::IngestError;
use rosette_cloud::lattice::Lattice;
use serde::{Deserialize, Serialize};

/// How scan files become areas. Lengths in metres.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IngestSettings {
    /// Edge of the voxels returns are merged into, m. 5 mm keeps a DN15 pipe (21 mm) four voxels wide and is about the spacing of a dense scan.
    pub voxel: f64,
    /// Edge of the cells points are sorted into while reading, m; rounded to whole blocks of 32 voxels. Smaller cells need less memory at a time.
    pub cell: f64,
    /// Width of the rim of neighbouring points an area carries, m; rounded up to whole blocks. A pipe is followed across a border if 1.5 m of it lies there.
    pub halo: f64,
    /// Most merged points of an area's core. 6 million take about 0.3 GB as a cloud.
    pub max_area_points: usize,
    /// Memory for points, bytes; what goes beyond goes to disk. The work at hand comes on top: with 2 GiB the whole stage stays under 3.5 GB.
    pub memory: usize,
    /// Edge of the cells of seen space, m. 10 cm is half the length of the shortest valve that is worth missing.
    pub seen_cell: f64,
    /// Length of a ray, from its return backwards, that counts as seen, m. Beyond 40 m neighbouring rays are too far apart to see small parts.
    pub seen_range: f64,
    /// Whether isolated points and mixed pixels are removed.
    pub clean: bool,
    /// Whether scanner positions that no file gives are recovered from the scan pattern.
    pub recover_positions: bool,
}

impl Default for IngestSettings {
    fn default() -> Self {
        Self {
            voxel: 0.005,
            cell: 8.0,
            halo: 1.5,
            max_area_points: 16_000_000,
            memory: 2 << 30,
            seen_cell: 0.1,
            seen_range: 40.0,
            clean: true,
            recover_positions: true,
        }
    }
}

/// Least memory the stage works with, bytes: a few batches of points and the cells at hand take that much anyway.
const LEAST_MEMORY: usize = 16 << 20;

impl IngestSettings {
    /// Checks every setting and gives the lattice they define.
    ///
    /// # Errors
    /// A setting is out of range; the error names it, its value and the range.
    pub fn lattice(&self) -> Result<Lattice, IngestError> {
        let refuse = |name: &'static str, value: String, range: &str| IngestError::Setting {
            name,
            value,
            remedy: format!("give {range}"),
        };
        let length = |name, value: f64, low: f64, high: f64| {
            let good = (low..=high).contains(&value);
            if good { Ok(()) } else { Err(refuse(name, format!("{value} m"), &format!("{low} to {high} m"))) }
        };
        length("halo", self.halo, 0.0, 20.0)?;
        length("seen_cell", self.seen_cell, 0.02, 1.0)?;
        length("seen_range", self.seen_range, 1.0, 500.0)?;
        if self.max_area_points < 10_000 {
            return Err(refuse("max_area_points", self.max_area_points.to_string(), "at least 10000"));
        }
        if self.memory < LEAST_MEMORY {
            return Err(refuse("memory", format!("{} bytes", self.memory), "at least 16 MiB"));
        }
        Ok(Lattice::new(self.voxel, self.cell)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_bad_values() {
        let check = |change: fn(&mut IngestSettings), good: bool| {
            let mut settings = IngestSettings::default();
            change(&mut settings);
            assert_eq!(settings.lattice().is_ok(), good, "{settings:?}");
        };
        check(|_| (), true);
        check(|s| s.voxel = 0.0, false);
        check(|s| s.voxel = f64::NAN, false);
        check(|s| s.cell = -8.0, false);
        check(|s| s.halo = -0.1, false);
        check(|s| s.halo = f64::NAN, false);
        check(|s| s.halo = 0.0, true);
        check(|s| s.max_area_points = 0, false);
        check(|s| s.memory = 1, false);
        check(|s| s.seen_cell = 0.0, false);
        check(|s| s.seen_range = f64::INFINITY, false);
    }

    #[test]
    fn defaults_fill_what_a_job_file_leaves_out() {
        let settings: IngestSettings = serde_json::from_str(r#"{"voxel": 0.01}"#).unwrap();
        assert_eq!(settings, IngestSettings { voxel: 0.01, ..IngestSettings::default() });
        assert!(serde_json::from_str::<IngestSettings>(r#"{"voxels": 0.01}"#).is_err());
    }
}
