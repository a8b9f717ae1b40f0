//! Scores: what a classifier thinks that points and bodies are, as probabilities.

use crate::{Class, Subtype};
use serde::{Deserialize, Serialize};

/// Number of classes of a point, the unclassified one included.
pub const CLASSES: usize = Class::ALL.len();
/// Number of subtypes of a valve, the unknown one included.
pub const SUBTYPES: usize = Subtype::ALL.len();

/// Probabilities in steps of 1/255, by class code.
type Row = [u8; CLASSES];

/// Class probabilities of every point of a cloud.
///
/// Points that share a cell of the classifier share a row, so a point costs four bytes and a cell 21.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PointScores {
    rows: Vec<Row>,
    row_of: Vec<u32>,
}

/// Row number of a point that nothing is known of.
const NONE: u32 = u32::MAX;

impl PointScores {
    /// Scores of `row_of.len()` points: the row of probabilities that each belongs to. A row number out of range means that nothing is known.
    pub fn new(rows: &[[f32; CLASSES]], row_of: Vec<u32>) -> Self {
        let row_of = row_of.into_iter().map(|row| if (row as usize) < rows.len() { row } else { NONE }).collect();
        Self { rows: rows.iter().map(|row| row.map(quantised)).collect(), row_of }
    }

    /// Scores of `n_points` points that nothing is known of.
    pub fn unknown(n_points: usize) -> Self {
        Self { rows: Vec::new(), row_of: vec![NONE; n_points] }
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.row_of.len()
    }

    /// Whether there are no points.
    pub fn is_empty(&self) -> bool {
        self.row_of.is_empty()
    }

    /// Probability of each class at a point, by class code; they add up to 1 within 0.05. All zero where nothing is known.
    pub fn of(&self, point: usize) -> [f32; CLASSES] {
        self.row(point).map_or([0.0; CLASSES], |row| row.map(|step| f32::from(step) / 255.0))
    }

    /// The likeliest class at a point and its probability; `Unclassified` and 0 where nothing is known. Of equals, the lowest code.
    pub fn best(&self, point: usize) -> (Class, f32) {
        best(&self.of(point))
    }

    /// Mean probabilities over some points, those that nothing is known of left out; all zero if none is left.
    pub fn mean(&self, points: &[u32]) -> [f32; CLASSES] {
        let mut sums = [0u64; CLASSES];
        let mut known = 0u64;
        for row in points.iter().filter_map(|&point| self.row(point as usize)) {
            known += 1;
            sums.iter_mut().zip(row).for_each(|(sum, step)| *sum += u64::from(*step));
        }
        if known == 0 { [0.0; CLASSES] } else { sums.map(|sum| (sum as f64 / (255 * known) as f64) as f32) }
    }

    fn row(&self, point: usize) -> Option<&Row> {
        self.rows.get(*self.row_of.get(point)? as usize)
    }
}

fn quantised(probability: f32) -> u8 {
    // a NaN becomes 0: it vouches for nothing
    (probability.clamp(0.0, 1.0) * 255.0).round() as u8
}

/// The likeliest class and its probability; of equals, the lowest code; `Unclassified` and 0 where all are zero.
pub fn best(probabilities: &[f32; CLASSES]) -> (Class, f32) {
    Class::ALL
        .into_iter()
        .zip(*probabilities)
        .fold((Class::Unclassified, 0.0), |best, (class, p)| if p > best.1 { (class, p) } else { best })
}

/// What a classifier thinks that one body is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BodyScores {
    /// Probability of each class, by class code.
    pub classes: Vec<f32>,
    /// Probability of each subtype if it is a valve, in the order of [`Subtype::ALL`].
    pub subtypes: Vec<f32>,
    /// Kinds of one's own, where the classifier knows any; what they have is in their classes' probabilities as well.
    pub kinds: Vec<KindScore>,
}

/// What a classifier thinks of a kind of one's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KindScore {
    /// Its name.
    pub name: String,
    /// The class that it is a kind of.
    pub parent: Class,
    /// Probability that the body is of this kind.
    pub probability: f32,
}

/// Probability below which a class's kinds are not told apart: what is left to a class that the classifier does not believe in is noise.
const LEAST_OF_CLASS: f32 = 0.02;

impl BodyScores {
    /// Probability of a class; 0 where it is not scored.
    pub fn class(&self, class: Class) -> f32 {
        self.classes.get(class as usize).copied().unwrap_or(0.0)
    }

    /// The likeliest kind of a class and its probability, given that the body is of that class; none unless it is likelier than all else that
    /// the class may be.
    pub fn kind_of(&self, class: Class) -> Option<(&str, f32)> {
        let whole = self.class(class);
        let kinds = self.kinds.iter().filter(|kind| kind.parent == class);
        let best = kinds.fold(None, |best: Option<&KindScore>, kind| match best {
            Some(other) if other.probability >= kind.probability => best,
            _ => Some(kind),
        })?;
        let share = best.probability / whole;
        (whole >= LEAST_OF_CLASS && share > 0.5).then_some((best.name.as_str(), share.min(1.0)))
    }

    /// Probability of a subtype, given that it is a valve; 0 where it is not scored.
    pub fn subtype(&self, subtype: Subtype) -> f32 {
        Subtype::ALL.iter().position(|s| *s == subtype).and_then(|at| self.subtypes.get(at)).copied().unwrap_or(0.0)
    }

    /// The likeliest class and its probability; of equals, the lowest code.
    pub fn best_class(&self) -> (Class, f32) {
        Class::ALL
            .into_iter()
            .zip(&self.classes)
            .fold((Class::Unclassified, 0.0), |best, (class, p)| if *p > best.1 { (class, *p) } else { best })
    }

    /// The likeliest subtype and its probability; of equals, the first.
    pub fn best_subtype(&self) -> (Subtype, f32) {
        Subtype::ALL
            .into_iter()
            .zip(&self.subtypes)
            .fold((Subtype::Unknown, 0.0), |best, (subtype, p)| if *p > best.1 { (subtype, *p) } else { best })
    }
}

/// A body as a classifier sees it: its points, and the run that it sits on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BodyView {
    /// Positions in the local frame of a cloud, z up, m.
    pub points: Vec<[f32; 3]>,
    /// Unit normals of the points, zero where unknown; empty if all are.
    pub normals: Vec<[f32; 3]>,
    /// The run through the body; none for equipment and for what stands alone.
    pub run: Option<RunAxis>,
    /// What its measures alone say; empty where nobody measured.
    pub own: BodyScores,
}

/// Axis of the pipe that a body sits on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RunAxis {
    /// Amid the body's ends on the axis, local, m.
    pub middle: [f32; 3],
    /// Unit vector along the pipe; its sign does not matter.
    pub direction: [f32; 3],
    /// Outside diameter of the pipe, m.
    pub od: f32,
}

/// Who can say what bodies are. Passed to stages by the door, so that they need not know the classifier.
pub trait BodyJudge: Sync {
    /// Scores of each body, in their order; but for rounding the same whatever the others are.
    fn judge(&self, bodies: &[BodyView]) -> Vec<BodyScores>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(entries: &[(Class, f32)]) -> [f32; CLASSES] {
        let mut row = [0.0; CLASSES];
        entries.iter().for_each(|(class, p)| row[*class as usize] = *p);
        row
    }

    #[test]
    fn points_share_rows() {
        let rows = [row(&[(Class::Pipe, 0.8), (Class::Valve, 0.2)]), row(&[(Class::Valve, 1.0)])];
        let scores = PointScores::new(&rows, vec![0, 1, 7]);
        for (point, class, p) in
            [(0, Class::Pipe, 0.8), (1, Class::Valve, 1.0), (2, Class::Unclassified, 0.0), (9, Class::Unclassified, 0.0)]
        {
            assert_eq!(scores.best(point).0, class, "point {point}");
            assert!((scores.best(point).1 - p).abs() < 0.003, "point {point}");
        }
        let mean = scores.mean(&[0, 1, 2]);
        assert!((mean[Class::Valve as usize] - 0.6).abs() < 0.003);
        assert_eq!(scores.mean(&[2]), [0.0; CLASSES]);
        assert_eq!(PointScores::unknown(2).of(1), [0.0; CLASSES]);
    }

    #[test]
    fn a_row_of_nonsense_vouches_for_nothing() {
        let scores = PointScores::new(&[[f32::NAN; CLASSES]], vec![0]);
        assert_eq!(scores.best(0), (Class::Unclassified, 0.0));
    }

    #[test]
    fn bodies_name_their_best() {
        let mut subtypes = vec![0.0; SUBTYPES];
        subtypes[2] = 0.9;
        let scores = BodyScores { classes: row(&[(Class::Pump, 0.7)]).to_vec(), subtypes, kinds: Vec::new() };
        assert_eq!(scores.best_class().0, Class::Pump);
        assert_eq!(scores.best_subtype().0, Subtype::Ball);
        assert_eq!(scores.subtype(Subtype::Gate), 0.0);
    }

    #[test]
    fn a_kind_is_named_where_it_is_likelier_than_the_rest_of_its_class() {
        let check = |classes: &[(Class, f32)], kinds: &[(&str, Class, f32)], class: Class, expect: Option<(&str, f32)>| {
            let kind =
                |(name, parent, p): &(&str, Class, f32)| KindScore { name: (*name).into(), parent: *parent, probability: *p };
            let scores =
                BodyScores { classes: row(classes).to_vec(), subtypes: Vec::new(), kinds: kinds.iter().map(kind).collect() };
            let found = scores.kind_of(class);
            assert_eq!(found.map(|(name, _)| name), expect.map(|(name, _)| name), "{kinds:?} {class:?}");
            assert!((found.map_or(0.0, |f| f.1) - expect.map_or(0.0, |e| e.1)).abs() < 1e-6, "{found:?}");
        };
        let two = [("hydrant", Class::Valve, 0.5), ("compressor", Class::Pump, 0.2), ("trap", Class::Valve, 0.1)];
        let classes = [(Class::Valve, 0.8), (Class::Pump, 0.2)];
        check(&classes, &two, Class::Valve, Some(("hydrant", 0.625)));
        check(&classes, &two, Class::Pump, Some(("compressor", 1.0)));
        check(&classes, &two, Class::Tank, None);
        check(&[(Class::Valve, 0.9)], &[("hydrant", Class::Valve, 0.4)], Class::Valve, None);
        check(&[(Class::Valve, 0.01)], &[("hydrant", Class::Valve, 0.01)], Class::Valve, None);
        check(&classes, &[], Class::Valve, None);
        check(&[], &[("hydrant", Class::Valve, f32::NAN)], Class::Valve, None);
    }
}
