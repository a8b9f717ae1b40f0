//! Alignment of two sequences with neighbours swapped as one step, and its near ties.
//!
//! Needleman and Wunsch (1970) with the transposition of Damerau (1964). Best sums are kept from the front and from the
//! back, so that for every pair the best alignment through it is known: those as good as the best are ties. O(n m).

/// What a swap of neighbours costs: about the doubt in two classes.
const SWAP: f32 = 0.33;
/// Alignments this close to the best one are as good.
const TIE: f32 = 0.05;
/// Sums closer than this are equal.
const ROUNDING: f32 = 1e-5;

/// Gains and costs of an alignment of rows (drawn) and columns (scanned).
pub(crate) struct Table {
    gain: Vec<Vec<f32>>,
    /// Cost of leaving a row out between columns `k - 1` and `k`; one more than columns.
    row_out: Vec<f32>,
    /// Cost of leaving a column out.
    column_out: Vec<f32>,
    front: Vec<Vec<f32>>,
    back: Vec<Vec<f32>>,
}

impl Table {
    /// `row_out` has one entry more than there are columns.
    pub(crate) fn of(gain: Vec<Vec<f32>>, row_out: Vec<f32>, column_out: Vec<f32>) -> Self {
        let size = vec![vec![0.0f32; column_out.len() + 1]; gain.len() + 1];
        let mut table = Self { gain, row_out, column_out, front: size.clone(), back: size };
        table.fill_front();
        table.fill_back();
        table
    }

    fn fill_front(&mut self) {
        for i in 0..=self.gain.len() {
            for k in 0..=self.column_out.len() {
                let mut best = if i == 0 && k == 0 { 0.0 } else { f32::NEG_INFINITY };
                if i > 0 {
                    best = best.max(self.front[i - 1][k] - self.row_out[k]);
                }
                if k > 0 {
                    best = best.max(self.front[i][k - 1] - self.column_out[k - 1]);
                }
                if i > 0 && k > 0 {
                    best = best.max(self.front[i - 1][k - 1] + self.gain[i - 1][k - 1]);
                }
                if i > 1 && k > 1 {
                    best = best.max(self.front[i - 2][k - 2] + self.swapped(i - 2, k - 2));
                }
                self.front[i][k] = best;
            }
        }
    }

    fn fill_back(&mut self) {
        let (n, m) = (self.gain.len(), self.column_out.len());
        for i in (0..=n).rev() {
            for k in (0..=m).rev() {
                let mut best = if i == n && k == m { 0.0 } else { f32::NEG_INFINITY };
                if i < n {
                    best = best.max(self.back[i + 1][k] - self.row_out[k]);
                }
                if k < m {
                    best = best.max(self.back[i][k + 1] - self.column_out[k]);
                }
                if i < n && k < m {
                    best = best.max(self.back[i + 1][k + 1] + self.gain[i][k]);
                }
                if i + 1 < n && k + 1 < m {
                    best = best.max(self.back[i + 2][k + 2] + self.swapped(i, k));
                }
                self.back[i][k] = best;
            }
        }
    }

    fn swapped(&self, i: usize, k: usize) -> f32 {
        let (a, b) = (self.gain[i][k + 1], self.gain[i + 1][k]);
        if a > 0.0 && b > 0.0 { a + b - SWAP } else { f32::NEG_INFINITY }
    }

    /// Worth of the best alignment.
    pub(crate) fn best(&self) -> f32 {
        self.back[0][0]
    }

    /// The pairs of a best alignment; of equals the one that pairs earliest.
    pub(crate) fn pairs(&self) -> Vec<(usize, usize)> {
        let (n, m) = (self.gain.len(), self.column_out.len());
        let (mut i, mut k, mut pairs) = (0, 0, Vec::new());
        while i < n && k < m {
            let here = self.back[i][k] - ROUNDING;
            if self.gain[i][k] > 0.0 && self.back[i + 1][k + 1] + self.gain[i][k] >= here {
                pairs.push((i, k));
                (i, k) = (i + 1, k + 1);
            } else if i + 1 < n && k + 1 < m && self.back[i + 2][k + 2] + self.swapped(i, k) >= here {
                pairs.extend([(i, k + 1), (i + 1, k)]);
                (i, k) = (i + 2, k + 2);
            } else if self.back[i][k + 1] - self.column_out[k] >= here {
                k += 1;
            } else {
                i += 1;
            }
        }
        pairs
    }

    /// Other columns for row `i` in alignments about as good as the best.
    pub(crate) fn ties(&self, i: usize, chosen: usize) -> Vec<usize> {
        let through = |k: usize| self.front[i][k] + self.gain[i][k] + self.back[i + 1][k + 1];
        let as_good = |k: &usize| *k != chosen && self.gain[i][*k] > 0.0 && through(*k) >= self.best() - TIE;
        (0..self.column_out.len()).filter(as_good).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Letters gain 0.8 where equal, else 0.1; a dot in `b` is a hidden stretch before the next letter.
    fn table(a: &str, b: &str) -> Table {
        let letters: Vec<char> = b.chars().filter(|c| *c != '.').collect();
        let mut row_out = vec![0.1; letters.len() + 1];
        let mut k = 0;
        b.chars().for_each(|c| if c == '.' { row_out[k] = 0.0 } else { k += 1 });
        let gain = |x: char, y: char| if x == y { 0.8 } else { 0.1 };
        let gains = a.chars().map(|x| letters.iter().map(|y| gain(x, *y)).collect()).collect();
        Table::of(gains, row_out, vec![0.1; letters.len()])
    }

    #[test]
    fn alignment() {
        let check = |a, b, expect: &[(usize, usize)]| assert_eq!(table(a, b).pairs(), expect, "{a} {b}");
        check("abc", "abc", &[(0, 0), (1, 1), (2, 2)]);
        check("abc", "ac", &[(0, 0), (2, 1)]);
        check("ac", "abc", &[(0, 0), (1, 2)]);
        check("abc", "acb", &[(0, 0), (1, 2), (2, 1)]);
        check("a", "b", &[(0, 0)]);
        check("", "b", &[]);
        check("a", "", &[]);
        check("vv", "v", &[(0, 0)]);
        check("vv", ".v", &[(1, 0)]);
        check("vv", "v.", &[(0, 0)]);
        check("vvv", "v.v", &[(0, 0), (2, 1)]);
    }

    #[test]
    fn equals_in_series_tie() {
        assert_eq!(table("v", "vv").ties(0, 0), [1]);
        assert!(table("vw", "vw").ties(0, 0).is_empty());
    }
}
