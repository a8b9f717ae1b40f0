//! Which field of an E57 scan is what, and the ranges of its intensity and colours.

use super::super::scale::Range;
use e57::{PointCloud, RecordDataType, RecordName, RecordValue};

/// Index of each field in the prototype.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fields {
    pub cartesian: Option<[usize; 3]>,
    /// Range, azimuth, elevation.
    pub spherical: Option<[usize; 3]>,
    pub cartesian_state: Option<usize>,
    pub spherical_state: Option<usize>,
    pub intensity: Option<usize>,
    pub intensity_invalid: Option<usize>,
    pub color: Option<[usize; 3]>,
    pub color_invalid: Option<usize>,
    pub row_col: Option<[usize; 2]>,
}

impl Fields {
    pub fn of(cloud: &PointCloud) -> Self {
        let find = |name: RecordName| cloud.prototype.iter().position(|record| record.name == name);
        let triple = |a, b, c| Some([find(a)?, find(b)?, find(c)?]);
        let cartesian = triple(RecordName::CartesianX, RecordName::CartesianY, RecordName::CartesianZ);
        let spherical = triple(RecordName::SphericalRange, RecordName::SphericalAzimuth, RecordName::SphericalElevation);
        Self {
            cartesian,
            // Where both are given they say the same.
            spherical: if cartesian.is_none() { spherical } else { None },
            cartesian_state: find(RecordName::CartesianInvalidState),
            spherical_state: find(RecordName::SphericalInvalidState),
            intensity: find(RecordName::Intensity),
            intensity_invalid: find(RecordName::IsIntensityInvalid),
            color: triple(RecordName::ColorRed, RecordName::ColorGreen, RecordName::ColorBlue),
            color_invalid: find(RecordName::IsColorInvalid),
            row_col: find(RecordName::RowIndex).zip(find(RecordName::ColumnIndex)).map(<[usize; 2]>::from),
        }
    }

    /// Field that says whether the position is valid.
    pub fn state(&self) -> Option<usize> {
        if self.cartesian.is_some() { self.cartesian_state } else { self.spherical_state }
    }

    /// Whether a field is used.
    pub fn wants(&self, idx: usize) -> bool {
        let singles = [self.state(), self.intensity, self.intensity_invalid, self.color_invalid];
        let triples = [self.cartesian, self.spherical, self.color];
        singles.contains(&Some(idx))
            || triples.iter().flatten().flatten().any(|&i| i == idx)
            || self.row_col.is_some_and(|rc| rc.contains(&idx))
    }
}

/// Range of the intensity: the stated limits, else what the field can hold; none if that is unbounded.
pub(super) fn intensity_range(cloud: &PointCloud, field: usize) -> Option<Range> {
    let kind = &cloud.prototype.get(field)?.data_type;
    let limits = cloud.intensity_limits.as_ref();
    let stated = limits.and_then(|l| range(kind, l.intensity_min.as_ref()?, l.intensity_max.as_ref()?));
    stated.or_else(|| field_range(kind))
}

/// Ranges of red, green and blue, likewise; 0 to 1 for floats without limits.
pub(super) fn color_ranges(cloud: &PointCloud, fields: [usize; 3]) -> [Option<Range>; 3] {
    let limits = cloud.color_limits.as_ref();
    let pairs = limits.map(|l| [(&l.red_min, &l.red_max), (&l.green_min, &l.green_max), (&l.blue_min, &l.blue_max)]);
    std::array::from_fn(|i| {
        let kind = &cloud.prototype.get(fields[i])?.data_type;
        let stated = pairs.and_then(|pairs| range(kind, pairs[i].0.as_ref()?, pairs[i].1.as_ref()?));
        stated.or_else(|| field_range(kind)).or_else(|| Range::new(0.0, 1.0))
    })
}

fn range(kind: &RecordDataType, low: &RecordValue, high: &RecordValue) -> Option<Range> {
    Range::new(value(kind, low), value(kind, high))
}

/// Limits are written raw or scaled, as their own type says.
fn value(kind: &RecordDataType, limit: &RecordValue) -> f64 {
    match (limit, kind) {
        (RecordValue::Single(v), _) => f64::from(*v),
        (RecordValue::Double(v), _) => *v,
        (RecordValue::ScaledInteger(v), RecordDataType::ScaledInteger { scale, offset, .. }) => *v as f64 * scale + offset,
        (RecordValue::ScaledInteger(v) | RecordValue::Integer(v), _) => *v as f64,
    }
}

fn field_range(kind: &RecordDataType) -> Option<Range> {
    match *kind {
        RecordDataType::Single { min, max } => Range::new(min?.into(), max?.into()),
        RecordDataType::Double { min, max } => Range::new(min?, max?),
        RecordDataType::Integer { min, max } => Range::new(min as f64, max as f64),
        RecordDataType::ScaledInteger { min, max, scale, offset } => {
            Range::new(min as f64 * scale + offset, max as f64 * scale + offset)
        }
    }
}
