//! Which class is taken for which.

use crate::error::NetError;
use crate::picture::{Canvas, INK};
use rosette_plant::Class;
use rosette_plant::scores::CLASSES;
use std::path::Path;

/// Counts by true class and given class, both as codes. True class 0 is left out of all scores: nothing is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    counts: [[u64; CLASSES]; CLASSES],
}

impl Default for Confusion {
    fn default() -> Self {
        Self { counts: [[0; CLASSES]; CLASSES] }
    }
}

impl Confusion {
    /// Counts the pairs of two columns of class codes.
    pub fn of(truth: &[u8], given: &[u8]) -> Self {
        let mut out = Self::default();
        truth.iter().zip(given).for_each(|(t, g)| out.add(*t, *g, 1));
        out
    }

    /// Counts `n` things of class `truth` that were taken for `given`; codes out of range count as 0.
    pub fn add(&mut self, truth: u8, given: u8, n: u64) {
        let code = |c: u8| if usize::from(c) < CLASSES { usize::from(c) } else { 0 };
        self.counts[code(truth)][code(given)] += n;
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: &Self) {
        self.counts.iter_mut().flatten().zip(other.counts.iter().flatten()).for_each(|(a, b)| *a += b);
    }

    /// How often `truth` was taken for `given`.
    pub fn count(&self, truth: Class, given: Class) -> u64 {
        self.counts[truth as usize][given as usize]
    }

    /// Things of a class.
    pub fn total(&self, class: Class) -> u64 {
        self.counts[class as usize].iter().sum()
    }

    /// Intersection over union of a class; none if it neither occurs nor is given.
    pub fn iou(&self, class: Class) -> Option<f64> {
        let at = class as usize;
        let hit = self.counts[at][at];
        let given: u64 = (1..CLASSES).map(|truth| self.counts[truth][at]).sum();
        let union = self.total(class) + given - hit;
        (union > 0).then(|| hit as f64 / union as f64)
    }

    /// Mean intersection over union of the process classes that occur; 0 if none does.
    pub fn process_iou(&self) -> f64 {
        let ious: Vec<f64> =
            Class::ALL.into_iter().filter(|c| c.is_process() && self.total(*c) > 0).filter_map(|c| self.iou(c)).collect();
        ious.iter().sum::<f64>() / ious.len().max(1) as f64
    }

    /// Share that was given its class, of what is known.
    pub fn accuracy(&self) -> f64 {
        let hits: u64 = (1..CLASSES).map(|c| self.counts[c][c]).sum();
        let all: u64 = self.counts.iter().skip(1).flatten().sum();
        hits as f64 / all.max(1) as f64
    }

    /// A line a class that occurs: name, count, IoU, recall, precision, and what it is most often taken for.
    pub fn table(&self) -> String {
        let mut out =
            String::from("| class | count | IoU | recall | precision | most often taken for |\n|---|---|---|---|---|---|\n");
        for class in Class::ALL.into_iter().skip(1).filter(|c| self.total(*c) > 0) {
            let at = class as usize;
            let given: u64 = (1..CLASSES).map(|truth| self.counts[truth][at]).sum();
            let hit = self.counts[at][at] as f64;
            let other =
                Class::ALL.into_iter().filter(|c| *c != class).max_by_key(|c| (self.count(class, *c), std::cmp::Reverse(*c)));
            let taken = other
                .map_or(String::new(), |c| format!("{} {:.2}", c.name(), self.count(class, c) as f64 / self.total(class) as f64));
            let line = format!(
                "| {} | {} | {:.3} | {:.3} | {:.3} | {taken} |\n",
                class.name(),
                self.total(class),
                self.iou(class).unwrap_or(0.0),
                hit / self.total(class) as f64,
                hit / given.max(1) as f64
            );
            out.push_str(&line);
        }
        out
    }

    /// Draws the shares of each true class (a row) by given class (a column).
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write_picture(&self, path: &Path) -> Result<(), NetError> {
        const CELL: i32 = 30;
        const LEFT: i32 = 110;
        let shown: Vec<Class> = Class::ALL.into_iter().skip(1).filter(|c| self.total(*c) > 0 || self.iou(*c).is_some()).collect();
        let side = shown.len() as i32 * CELL;
        let mut canvas = Canvas::new((LEFT + side + 10) as u32, (LEFT + side + 10) as u32);
        for (row, truth) in shown.iter().enumerate() {
            let y = LEFT + row as i32 * CELL;
            canvas.text(4, y + 11, truth.name(), INK);
            canvas.text_up(LEFT + row as i32 * CELL + 11, LEFT - 6, truth.name(), INK);
            for (column, given) in shown.iter().enumerate() {
                let share = self.count(*truth, *given) as f64 / self.total(*truth).max(1) as f64;
                let x = LEFT + column as i32 * CELL;
                let pale = (255.0 * (1.0 - share.sqrt())) as u8;
                canvas
                    .fill([x, y, x + CELL - 1, y + CELL - 1], if row == column { [pale, 235, pale] } else { [255, pale, pale] });
                if share >= 0.005 {
                    canvas.text(x + 6, y + 11, &format!("{:.0}", share * 100.0), INK);
                }
            }
        }
        canvas.write(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iou_of_a_small_example() {
        let (pipe, valve) = (Class::Pipe as u8, Class::Valve as u8);
        let c = Confusion::of(&[pipe, pipe, pipe, valve, 0, valve], &[pipe, pipe, valve, valve, valve, 0]);
        assert_eq!(c.iou(Class::Pipe), Some(2.0 / 3.0));
        assert_eq!(c.iou(Class::Valve), Some(1.0 / 3.0));
        assert_eq!(c.iou(Class::Pump), None);
        assert!((c.process_iou() - 0.5).abs() < 1e-12);
        assert!((c.accuracy() - 0.6).abs() < 1e-12);
        assert!(c.table().contains("| pipe | 3 | 0.667 | 0.667 | 1.000 | valve 0.33 |"), "{}", c.table());
    }
}
