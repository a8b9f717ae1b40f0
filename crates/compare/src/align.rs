//! Sequence alignment of the bodies between two matched anchors, with neighbours swapped as one step.
//!
//! Needleman and Wunsch (1970) with the transposition of Damerau: between two anchors the order along the line decides
//! better than any neighbourhood score. A line that is broken in the scan is aligned from both of its ends as one sequence.

use crate::grow::{Mapping, given};
use crate::links::{Link, links};
use crate::network::{Network, Role};
use crate::propagate::Similarity;
use crate::reach::Paths;
use crate::similarity::{attributes, dn_factor};

/// Attribute similarity below which two bodies are better left alone.
const FLOOR: f32 = 0.2;
/// What a swap of neighbours costs: about the doubt in two classes.
const SWAP: f32 = 0.35;
/// Advantage of the pairs at hand.
const HYSTERESIS: f32 = 0.03;
/// Alignments this close to the best one are as good.
const TIE: f32 = 0.02;
/// A pair outside the stretch that is this sure is not touched.
const SURE: f32 = 0.6;

/// The settled mapping, and for each drawn node the scanned nodes that would have fitted as well in its line.
#[derive(Debug)]
pub(crate) struct Settled {
    pub mapping: Mapping,
    pub ties: Vec<Vec<usize>>,
}

/// Aligns the stretches between matched equipment and tees; ends follow the stretches that lead to them.
pub(crate) fn align(
    documented: &Network,
    as_built: &Network,
    paths: &Paths<'_>,
    similarity: &Similarity,
    mapping: Mapping,
) -> Settled {
    let n = mapping.of_drawn.len();
    let mut aligner = Aligner {
        documented,
        as_built,
        paths,
        similarity,
        anchors: anchors(documented, as_built, &mapping),
        settled: Settled { mapping, ties: vec![Vec::new(); n] },
    };
    aligner.free_ends();
    let (drawn, scanned) = aligner.links();
    let mut used = vec![false; scanned.len()];
    let open = aligner.whole_links(&drawn, &scanned, &mut used);
    aligner.broken_links(&drawn, &scanned, &open, &mut used);
    aligner.settled
}

/// Drawn equipment and tees that are mapped onto the same kind of node.
fn anchors(documented: &Network, as_built: &Network, mapping: &Mapping) -> Vec<bool> {
    let anchor = |(d, s): (usize, &Option<usize>)| {
        let role = documented.nodes[d].role;
        !matches!(role, Role::Inline | Role::End) && s.is_some_and(|s| as_built.nodes[s].role == role)
    };
    mapping.of_drawn.iter().enumerate().map(anchor).collect()
}

struct Aligner<'a> {
    documented: &'a Network,
    as_built: &'a Network,
    paths: &'a Paths<'a>,
    similarity: &'a Similarity,
    anchors: Vec<bool>,
    settled: Settled,
}

impl Aligner<'_> {
    fn links(&self) -> (Vec<Link>, Vec<Link>) {
        let drawn = links(self.documented, &|d| self.anchors[d]);
        let scanned = links(self.as_built, &|s| self.settled.mapping.of_scanned[s].is_some_and(|d| self.anchors[d]));
        (drawn, scanned)
    }

    /// Aligns links whose two ends correspond, the best fitting first; gives back the drawn links left over.
    fn whole_links(&mut self, drawn: &[Link], scanned: &[Link], used: &mut [bool]) -> Vec<usize> {
        let mut fits: Vec<(i64, usize, usize, Link)> = Vec::new();
        for (i, d) in drawn.iter().enumerate() {
            for (k, s) in scanned.iter().enumerate() {
                if let Some(s) = self.oriented(d, s) {
                    fits.push(((self.fit(d, &s) * 1e6) as i64, i, k, s));
                }
            }
        }
        fits.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut taken = vec![false; drawn.len()];
        for (_, i, k, s) in fits {
            if !taken[i] && !used[k] {
                (taken[i], used[k]) = (true, true);
                self.settle(&drawn[i].nodes, &s.nodes);
                if s.dangling {
                    self.settled.mapping.set(drawn[i].to, s.to);
                }
            }
        }
        (0..drawn.len()).filter(|&i| !taken[i]).collect()
    }

    /// Ends have nothing of their own to go by.
    fn free_ends(&mut self) {
        for d in (0..self.documented.nodes.len()).filter(|&d| self.documented.nodes[d].is_end()) {
            self.settled.mapping.free_drawn(d);
        }
    }

    /// How well two links go together: their alignment, and the sizes they start with.
    fn fit(&self, d: &Link, s: &Link) -> f32 {
        let size = |network: &Network, l: &Link| l.edges.first().and_then(|&e| network.edges[e].line_dn);
        self.table(&d.nodes, &s.nodes).best() + 0.1 * dn_factor(size(self.documented, d), size(self.as_built, s))
    }

    /// The scanned link turned to run as the drawn one does, if their ends correspond.
    fn oriented(&self, d: &Link, s: &Link) -> Option<Link> {
        let image = |n: usize| self.settled.mapping.of_drawn[n];
        if d.dangling != s.dangling || (d.dangling && image(d.from) != Some(s.from)) {
            return None;
        }
        if d.dangling || (image(d.from) == Some(s.from) && image(d.to) == Some(s.to)) {
            return Some(s.clone());
        }
        (image(d.from) == Some(s.to) && image(d.to) == Some(s.from)).then(|| s.reversed())
    }

    /// Aligns drawn links left over with what dangles from the images of their two ends.
    fn broken_links(&mut self, drawn: &[Link], scanned: &[Link], open: &[usize], used: &mut [bool]) {
        for &i in open {
            let d = &drawn[i];
            let near = self.dangling_from(d.from, &d.nodes, scanned, used);
            let far =
                if d.dangling { None } else { self.dangling_from(d.to, &d.nodes, scanned, used).filter(|k| Some(*k) != near) };
            let mut nodes: Vec<usize> = near.map(|k| scanned[k].nodes.clone()).unwrap_or_default();
            nodes.extend(far.iter().flat_map(|&k| scanned[k].nodes.iter().rev()));
            near.iter().chain(&far).for_each(|&k| used[k] = true);
            self.settle(&d.nodes, &nodes);
        }
    }

    /// The unused dangling link at the image of `stop` that fits best.
    fn dangling_from(&self, stop: usize, nodes: &[usize], scanned: &[Link], used: &[bool]) -> Option<usize> {
        let at = self.settled.mapping.of_drawn.get(stop).copied().flatten()?;
        let fits = |k: &usize| !used[*k] && scanned[*k].dangling && scanned[*k].from == at && !scanned[*k].nodes.is_empty();
        let worth = |k: &usize| (self.table(nodes, &scanned[*k].nodes).best() * 1e6) as i64;
        (0..scanned.len())
            .filter(fits)
            .map(|k| (worth(&k), k))
            .filter(|(w, _)| *w > 0)
            .max_by_key(|(w, k)| (*w, std::cmp::Reverse(*k)))
            .map(|(_, k)| k)
    }

    fn table(&self, drawn: &[usize], scanned: &[usize]) -> Table {
        let gain = |d: &usize, s: &usize| {
            let mine = if self.settled.mapping.has(*d, *s) { HYSTERESIS } else { 0.0 };
            attributes(self.documented, *d, self.as_built, *s) - FLOOR + mine
        };
        Table::of(drawn.iter().map(|d| scanned.iter().map(|s| gain(d, s)).collect()).collect())
    }

    /// Replaces the pairs of a stretch by its alignment; surer pairs that lead elsewhere are left alone.
    fn settle(&mut self, drawn: &[usize], scanned: &[usize]) {
        let mapping = &self.settled.mapping;
        let mine_d: Vec<usize> = drawn
            .iter()
            .copied()
            .filter(|&d| mapping.of_drawn[d].is_none_or(|s| scanned.contains(&s) || !self.is_sure(d, s)))
            .collect();
        let mine_s: Vec<usize> = scanned
            .iter()
            .copied()
            .filter(|&s| mapping.of_scanned[s].is_none_or(|d| drawn.contains(&d) || !self.is_sure(d, s)))
            .collect();
        if mine_d.is_empty() || mine_s.is_empty() {
            return;
        }
        let table = self.table(&mine_d, &mine_s);
        let chosen = table.pairs();
        for &d in &mine_d {
            if mapping_within(&self.settled.mapping, d, &mine_s) {
                self.settled.mapping.free_drawn(d);
            }
        }
        for &(i, k) in &chosen {
            self.settled.mapping.set(mine_d[i], mine_s[k]);
            self.settled.ties[mine_d[i]] = table.ties(i, k).into_iter().map(|k| mine_s[k]).collect();
        }
    }

    fn is_sure(&self, d: usize, s: usize) -> bool {
        let pair = self.similarity.pairs.find(d, s);
        pair.is_some_and(|p| given(self.similarity, &self.settled.mapping, p) >= SURE) && !self.paths.drawn[d].is_empty()
    }
}

fn mapping_within(mapping: &Mapping, d: usize, scanned: &[usize]) -> bool {
    mapping.of_drawn[d].is_some_and(|s| scanned.contains(&s))
}

/// Gains and best sums from the front and from the back.
pub(crate) struct Table {
    gain: Vec<Vec<f32>>,
    front: Vec<Vec<f32>>,
    back: Vec<Vec<f32>>,
}

impl Table {
    pub(crate) fn of(gain: Vec<Vec<f32>>) -> Self {
        let (n, m) = (gain.len(), gain.first().map_or(0, Vec::len));
        let mut front = vec![vec![0.0f32; m + 1]; n + 1];
        for i in 1..=n {
            for k in 1..=m {
                let mut best = front[i - 1][k].max(front[i][k - 1]).max(front[i - 1][k - 1] + gain[i - 1][k - 1]);
                if i > 1 && k > 1 {
                    best = best.max(front[i - 2][k - 2] + swapped(&gain, i - 2, k - 2));
                }
                front[i][k] = best;
            }
        }
        let mut back = vec![vec![0.0f32; m + 1]; n + 1];
        for i in (0..n).rev() {
            for k in (0..m).rev() {
                let mut best = back[i + 1][k].max(back[i][k + 1]).max(back[i + 1][k + 1] + gain[i][k]);
                if i + 1 < n && k + 1 < m {
                    best = best.max(back[i + 2][k + 2] + swapped(&gain, i, k));
                }
                back[i][k] = best;
            }
        }
        Self { gain, front, back }
    }

    pub(crate) fn best(&self) -> f32 {
        self.back[0][0]
    }

    /// The pairs of a best alignment; of equals the one that pairs earliest.
    pub(crate) fn pairs(&self) -> Vec<(usize, usize)> {
        let (n, m) = (self.gain.len(), self.gain.first().map_or(0, Vec::len));
        let (mut i, mut k, mut pairs) = (0, 0, Vec::new());
        while i < n && k < m {
            let here = self.back[i][k] - 1e-5;
            if self.gain[i][k] > 0.0 && self.back[i + 1][k + 1] + self.gain[i][k] >= here {
                pairs.push((i, k));
                (i, k) = (i + 1, k + 1);
            } else if i + 1 < n && k + 1 < m && self.back[i + 2][k + 2] + swapped(&self.gain, i, k) >= here {
                pairs.extend([(i, k + 1), (i + 1, k)]);
                (i, k) = (i + 2, k + 2);
            } else if self.back[i][k + 1] >= here {
                k += 1;
            } else {
                i += 1;
            }
        }
        pairs
    }

    /// Other partners of row `i` in alignments about as good as the best.
    pub(crate) fn ties(&self, i: usize, chosen: usize) -> Vec<usize> {
        let through = |k: usize| self.front[i][k] + self.gain[i][k] + self.back[i + 1][k + 1];
        (0..self.gain[i].len())
            .filter(|&k| k != chosen && self.gain[i][k] > 0.0 && through(k) >= self.best() - TIE - HYSTERESIS)
            .collect()
    }
}

fn swapped(gain: &[Vec<f32>], i: usize, k: usize) -> f32 {
    let (a, b) = (gain[i][k + 1], gain[i + 1][k]);
    if a > 0.0 && b > 0.0 { a + b - SWAP } else { -1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gains of two sequences of letters: equal 0.8, else 0.1.
    fn pairs(a: &str, b: &str) -> Vec<(usize, usize)> {
        let gain = |x: char, y: char| if x == y { 0.8 } else { 0.1 };
        Table::of(a.chars().map(|x| b.chars().map(|y| gain(x, y)).collect()).collect()).pairs()
    }

    #[test]
    fn alignment() {
        let check = |a, b, expect: &[(usize, usize)]| assert_eq!(pairs(a, b), expect, "{a} {b}");
        check("abc", "abc", &[(0, 0), (1, 1), (2, 2)]);
        check("abc", "ac", &[(0, 0), (2, 1)]);
        check("ac", "abc", &[(0, 0), (1, 2)]);
        check("abc", "acb", &[(0, 0), (1, 2), (2, 1)]);
        check("a", "b", &[(0, 0)]);
        check("", "b", &[]);
        check("vv", "v", &[(0, 0)]);
    }
}
