//! Sequence alignment of the bodies between two matched anchors: there the order along the line decides better than any
//! neighbourhood score. A line that is broken in the scan is aligned from both of its ends as one sequence.

use crate::grow::{Mapping, given};
use crate::links::{Link, links};
use crate::network::{Network, Role};
use crate::propagate::Similarity;
use crate::reach::Paths;
use crate::sequence::Table;
use crate::similarity::{attributes, dn_factor};
use rosette_plant::SeenState;

/// Attribute similarity below which two bodies are better left alone.
const FLOOR: f32 = 0.2;
/// Advantage of the pairs at hand.
const HYSTERESIS: f32 = 0.03;
/// What it costs to leave a drawn body out where the line was seen as plain pipe; in a hidden stretch nothing.
const LEFT_OUT_IN_SIGHT: f32 = 0.12;
/// What it costs to leave a scanned body out, times its confidence: false ones are mostly doubtful.
const LEFT_OUT_SCANNED: f32 = 0.15;
/// Class confidence from which neighbours may be told to have changed places although the order fits.
const SURE_CLASS: f64 = 0.85;
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
    aligner.cross_neighbours();
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
                let stretch = self.stretch(&s);
                self.confine(&drawn[i].nodes, &stretch.nodes);
                self.settle(&drawn[i].nodes, &stretch);
                if s.dangling {
                    self.settled.mapping.set(drawn[i].to, s.to);
                }
            }
        }
        (0..drawn.len()).filter(|&i| !taken[i]).collect()
    }

    /// Bodies of two links that belong together are not paired with bodies elsewhere.
    fn confine(&mut self, drawn: &[usize], scanned: &[usize]) {
        for &d in drawn {
            if self.settled.mapping.of_drawn[d].is_some_and(|s| !scanned.contains(&s)) {
                self.settled.mapping.free_drawn(d);
            }
        }
        for &s in scanned {
            if let Some(d) = self.settled.mapping.of_scanned[s].filter(|d| !drawn.contains(d)) {
                self.settled.mapping.free_drawn(d);
            }
        }
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
        self.table(&d.nodes, &self.stretch(s)).best() + 0.1 * dn_factor(size(self.documented, d), size(self.as_built, s))
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
            let mut stretch = near.map_or_else(Stretch::nothing, |k| self.stretch(&scanned[k]));
            if let Some(k) = far {
                stretch.and_then(self.stretch(&scanned[k].reversed()));
            }
            near.iter().chain(&far).for_each(|&k| used[k] = true);
            self.settle(&d.nodes, &stretch);
        }
    }

    /// The bodies of a scanned link, and where between them something may be hidden.
    fn stretch(&self, link: &Link) -> Stretch {
        let hides = |e: &usize| self.as_built.edges[*e].gaps.iter().any(|g| g.seen != SeenState::Empty && g.length_m > 0.0);
        Stretch { nodes: link.nodes.clone(), hidden: link.edges.iter().map(hides).collect() }
    }

    /// The unused dangling link at the image of `stop` that fits best.
    fn dangling_from(&self, stop: usize, nodes: &[usize], scanned: &[Link], used: &[bool]) -> Option<usize> {
        let at = self.settled.mapping.of_drawn.get(stop).copied().flatten()?;
        let fits = |k: &usize| !used[*k] && scanned[*k].dangling && scanned[*k].from == at && !scanned[*k].nodes.is_empty();
        let worth = |k: usize| {
            let table = self.table(nodes, &self.stretch(&scanned[k]));
            (!table.pairs().is_empty()).then(|| ((table.best() * 1e6) as i64, k))
        };
        (0..scanned.len()).filter(fits).filter_map(worth).max_by_key(|(w, k)| (*w, std::cmp::Reverse(*k))).map(|(_, k)| k)
    }

    fn table(&self, drawn: &[usize], scanned: &Stretch) -> Table {
        let gain = |d: &usize, s: &usize| {
            let mine = if self.settled.mapping.has(*d, *s) { HYSTERESIS } else { 0.0 };
            attributes(self.documented, *d, self.as_built, *s) - FLOOR + mine
        };
        let left_out = |s: &usize| LEFT_OUT_SCANNED * self.as_built.nodes[*s].confidence as f32;
        Table::of(
            drawn.iter().map(|d| scanned.nodes.iter().map(|s| gain(d, s)).collect()).collect(),
            scanned.hidden.iter().map(|hidden| if *hidden { 0.0 } else { LEFT_OUT_IN_SIGHT }).collect(),
            scanned.nodes.iter().map(left_out).collect(),
        )
    }

    /// Replaces the pairs of a stretch by its alignment; surer pairs that lead elsewhere are left alone.
    fn settle(&mut self, drawn: &[usize], scanned: &Stretch) {
        let mapping = &self.settled.mapping;
        let free_d = |d: &usize| mapping.of_drawn[*d].is_none_or(|s| scanned.nodes.contains(&s) || !self.is_sure(*d, s));
        let free_s = |s: usize| mapping.of_scanned[s].is_none_or(|d| drawn.contains(&d) || !self.is_sure(d, s));
        let mine_d: Vec<usize> = drawn.iter().copied().filter(free_d).collect();
        let mine_s = scanned.keep(free_s);
        if mine_d.is_empty() || mine_s.nodes.is_empty() {
            return;
        }
        let table = self.table(&mine_d, &mine_s);
        let chosen = table.pairs();
        for &d in &mine_d {
            if mapping_within(&self.settled.mapping, d, &mine_s.nodes) {
                self.settled.mapping.free_drawn(d);
            }
        }
        for &(i, k) in &chosen {
            self.settled.mapping.set(mine_d[i], mine_s.nodes[k]);
            self.settled.ties[mine_d[i]] = table.ties(i, k).into_iter().map(|k| mine_s.nodes[k]).collect();
        }
    }

    /// Neighbours that both differ from what is drawn, and are each other's to a sure recogniser, have changed places.
    fn cross_neighbours(&mut self) {
        for x in 0..self.documented.nodes.len() {
            for y in self.documented.nodes[x].arcs.iter().map(|a| a.to).filter(|y| x < *y) {
                if let (Some(s), Some(t)) = (self.settled.mapping.of_drawn[x], self.settled.mapping.of_drawn[y]) {
                    let crossed = self.is_exactly(x, t) && self.is_exactly(y, s);
                    if crossed && !self.is_exactly(x, s) && !self.is_exactly(y, t) {
                        self.settled.mapping.free_drawn(y);
                        self.settled.mapping.set(x, t);
                        self.settled.mapping.set(y, s);
                    }
                }
            }
        }
    }

    /// Both inline, of one class and subtype, recognised surely.
    fn is_exactly(&self, d: usize, s: usize) -> bool {
        let (x, y) = (&self.documented.nodes[d], &self.as_built.nodes[s]);
        let alike = x.class == y.class && x.subtype == y.subtype && x.role == Role::Inline;
        alike && y.confidence >= SURE_CLASS && dn_factor(x.line_dn, y.line_dn) == 1.0
    }

    fn is_sure(&self, d: usize, s: usize) -> bool {
        let pair = self.similarity.pairs.find(d, s);
        pair.is_some_and(|p| given(self.similarity, &self.settled.mapping, p) >= SURE) && !self.paths.drawn[d].is_empty()
    }
}

fn mapping_within(mapping: &Mapping, d: usize, scanned: &[usize]) -> bool {
    mapping.of_drawn[d].is_some_and(|s| scanned.contains(&s))
}

/// Scanned bodies in a row; `hidden[k]` tells whether something may be hidden before body `k` (or after the last).
struct Stretch {
    nodes: Vec<usize>,
    hidden: Vec<bool>,
}

impl Stretch {
    fn nothing() -> Self {
        Self { nodes: Vec::new(), hidden: vec![true] }
    }

    /// Another stretch after an unseen break.
    fn and_then(&mut self, other: Stretch) {
        self.hidden.pop();
        self.hidden.push(true);
        self.hidden.extend(other.hidden.into_iter().skip(1));
        self.nodes.extend(other.nodes);
    }

    /// Only some of the bodies.
    fn keep(&self, wanted: impl Fn(usize) -> bool) -> Stretch {
        let mut kept = Stretch { nodes: Vec::new(), hidden: vec![self.hidden.first().copied().unwrap_or(true)] };
        for (k, &n) in self.nodes.iter().enumerate() {
            let after = self.hidden.get(k + 1).copied().unwrap_or(true);
            if wanted(n) {
                kept.nodes.push(n);
                kept.hidden.push(after);
            } else if let Some(last) = kept.hidden.last_mut() {
                *last |= after;
            }
        }
        kept
    }
}
