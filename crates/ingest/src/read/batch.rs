//! A batch of points as they come from a file, column by column.

/// Points of one file. Every column has one entry a point, or is empty where the file (or this scan of it) has none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    /// Site positions, m. Always finite.
    pub positions: Vec<[f64; 3]>,
    /// Intensity, 0 to 1.
    pub intensity: Vec<f32>,
    /// Colour.
    pub color: Vec<[u8; 3]>,
    /// Index into the source's stations; `u16::MAX` where there are more stations than that.
    pub station: Vec<u16>,
    /// Row and column in the scanner's grid.
    pub row_col: Vec<[u32; 2]>,
    /// Class code of the file (LAS classification, label column).
    pub label: Vec<u8>,
    /// The columns that [`OpenOptions::columns`](super::OpenOptions::columns) asks for, in that order; one that the file does not have is empty.
    pub named: Vec<Vec<f64>>,
}

impl Batch {
    /// Number of points.
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    /// Whether there are no points.
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// Removes all points, keeps the memory.
    pub fn clear(&mut self) {
        self.positions.clear();
        self.intensity.clear();
        self.color.clear();
        self.station.clear();
        self.row_col.clear();
        self.label.clear();
        self.named.iter_mut().for_each(Vec::clear);
    }

    /// Appends the points of another batch of the same columns.
    pub(crate) fn append(&mut self, other: &Batch) {
        self.positions.extend_from_slice(&other.positions);
        self.intensity.extend_from_slice(&other.intensity);
        self.color.extend_from_slice(&other.color);
        self.station.extend_from_slice(&other.station);
        self.row_col.extend_from_slice(&other.row_col);
        self.label.extend_from_slice(&other.label);
        self.named.iter_mut().zip(&other.named).for_each(|(to, from)| to.extend_from_slice(from));
    }

    /// Keeps the points for which `keep` is true, in order.
    pub(crate) fn retain(&mut self, keep: &[bool]) {
        fn pick<T: Copy>(column: &mut Vec<T>, keep: &[bool]) {
            let mut flags = keep.iter();
            column.retain(|_| flags.next().copied().unwrap_or(false));
        }
        pick(&mut self.positions, keep);
        pick(&mut self.intensity, keep);
        pick(&mut self.color, keep);
        pick(&mut self.station, keep);
        pick(&mut self.row_col, keep);
        pick(&mut self.label, keep);
        self.named.iter_mut().for_each(|column| pick(column, keep));
    }
}
