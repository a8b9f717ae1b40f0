//! A drawing as text and as understood, side by side: which stretch of text is which line, and who is next to whom.

use super::encoding::declared_utf8;
use super::source::Source;
use crate::assemble::{SheetGraph, assemble};
use crate::drawing::Drawing;
use crate::geometry::{Point, distance, point, project};
use crate::topology::{self, Chain, Side};
use crate::{proteus, xml};
use std::collections::BTreeMap;

/// Why something cannot be done, in words.
pub(super) type Refusal = String;

/// Text and meaning of a drawing.
pub(super) struct View {
    pub source: Source,
    pub drawing: Drawing,
    pub graph: SheetGraph,
    chains: Vec<Chain>,
    index: BTreeMap<String, usize>,
}

/// A gap between two neighbours of a line.
pub(super) struct Gap {
    /// Element of the segment in the text.
    pub segment: usize,
    pub chain: usize,
    /// Index of the stop before the gap; none at the open start of a line.
    pub before: Option<usize>,
}

/// One stop of a chain.
#[derive(Debug, Clone)]
pub(super) struct Stop {
    pub id: String,
    /// Length along the line.
    pub at: Option<f64>,
    /// Neither of the stated ends: it stands in the segment, and its place in the text is its place in the line.
    pub inner: bool,
}

impl View {
    /// Read a drawing; `snap_mm` as in the import, so that both see the same.
    pub fn read(text: Vec<u8>, snap_mm: f64) -> Result<Self, Refusal> {
        let source = Source::parse(text).ok_or("the file is not well-formed XML")?;
        let dom = xml::parse(&declared_utf8(&source.text)).map_err(|p| format!("line {}: {}", p.line, p.problem))?;
        let root = dom.root().filter(|r| r.name() == "PlantModel").ok_or("the file is no Proteus or DEXPI 1.x drawing")?;
        let (mut drawing, _) = proteus::read(root, "drawing");
        let topology = topology::resolve(&mut drawing, snap_mm);
        let graph = assemble(&mut drawing, &topology);
        let index = graph.elements.iter().enumerate().map(|(k, e)| (e.id.clone(), k)).collect();
        Ok(Self { source, drawing, graph, chains: topology.chains, index })
    }

    pub fn element(&self, id: &str) -> Option<&rosette_plant::Element<rosette_plant::Drawn>> {
        self.graph.elements.get(*self.index.get(id)?)
    }

    /// Place of an element in the text.
    pub fn tag_of(&self, id: &str) -> Result<usize, Refusal> {
        if self.element(id).is_none() && !self.source.has_id(id) {
            return Err(format!("`{id}` is not in the drawing"));
        }
        let found = self.source.by_id(id);
        found.ok_or_else(|| format!("`{id}` has no id of its own in the file, so it cannot be found there"))
    }

    pub fn n_chains(&self) -> usize {
        self.chains.len()
    }

    pub fn chain(&self, k: usize) -> Option<&Chain> {
        self.chains.get(k)
    }

    /// Id of the segment of a chain.
    pub fn segment_id(&self, chain: usize) -> Option<&str> {
        self.segment_of(chain).map(|s| s.id.as_str())
    }

    fn segment_of(&self, chain: usize) -> Option<&crate::drawing::Segment> {
        self.drawing.segments.get(self.chains.get(chain)?.segment)
    }

    /// Stops of a chain in its direction.
    pub fn stops(&self, chain: usize) -> Vec<Stop> {
        let Some(chain) = self.chains.get(chain) else { return Vec::new() };
        let n = chain.stops.len();
        let ends = [chain.start == Side::Closed, chain.end == Side::Closed];
        let stop = |(k, s): (usize, &topology::Stop)| Stop {
            id: self.drawing.items.get(s.item).map_or_else(String::new, |i| i.id.clone()),
            at: s.at,
            inner: !(k == 0 && ends[0]) && !(k + 1 == n && ends[1] && (n > 1 || !ends[0])),
        };
        chain.stops.iter().enumerate().map(stop).collect()
    }

    /// Chains in which an element stands.
    pub fn chains_with(&self, id: &str) -> Vec<usize> {
        (0..self.chains.len()).filter(|c| self.stops(*c).iter().any(|s| s.id == id)).collect()
    }

    /// The gap between two neighbours, or behind the last one of an open line.
    pub fn gap(&self, a: &str, b: Option<&str>, line: Option<&str>) -> Result<Gap, Refusal> {
        self.tag_of(a)?;
        b.map_or(Ok(0), |b| self.tag_of(b))?;
        let of_line = |c: &usize| line.is_none() || self.segment_of(*c).is_some_and(|s| s.line.as_deref() == line);
        let found = (0..self.chains.len()).filter(of_line).find_map(|c| Some((c, self.gap_in(c, a, b)?)));
        let (chain, before) = found.ok_or_else(|| match b {
            Some(b) => format!("no line of the file joins `{a}` and `{b}` next to each other"),
            None => format!("no line ends open at `{a}`"),
        })?;
        let id = self.segment_id(chain).unwrap_or_default();
        Ok(Gap { segment: self.tag_of(id)?, chain, before })
    }

    fn gap_in(&self, chain: usize, a: &str, b: Option<&str>) -> Option<Option<usize>> {
        let stops = self.stops(chain);
        match b {
            Some(b) => {
                let is_pair = |w: &[Stop]| (w[0].id == a && w[1].id == b) || (w[0].id == b && w[1].id == a);
                stops.windows(2).position(is_pair).map(Some)
            }
            None => {
                let chain = self.chains.get(chain)?;
                let is = |s: Option<&Stop>| s.is_some_and(|s| s.id == a);
                match () {
                    _ if chain.end == Side::Open && is(stops.last()) => Some(Some(stops.len() - 1)),
                    _ if chain.start == Side::Open && is(stops.first()) => Some(None),
                    _ => None,
                }
            }
        }
    }

    /// Centre lines of a segment: element and points.
    pub fn centre_lines(&self, segment: usize) -> Vec<(usize, Vec<Point>)> {
        let lines = self.source.children(segment, "CenterLine");
        lines.map(|k| (k, self.polyline(k))).filter(|(_, p)| p.len() >= 2).collect()
    }

    pub fn polyline(&self, line: usize) -> Vec<Point> {
        let coordinates = self.source.children(line, "Coordinate");
        coordinates.filter_map(|c| point(self.source.number(c, "X"), self.source.number(c, "Y"))).collect()
    }

    /// Position of an item, or of the named port.
    pub fn position(&self, tag: usize) -> Option<Point> {
        let position = self.source.children(tag, "Position").next()?;
        let location = self.source.children(position, "Location").next()?;
        point(self.source.number(location, "X"), self.source.number(location, "Y"))
    }

    /// Nodes of an item that lines can end at: number in the file, element, position.
    pub fn nodes(&self, item: usize) -> Vec<(usize, usize, Option<Point>)> {
        let points = self.source.children(item, "ConnectionPoints");
        let nodes = points.flat_map(|p| self.source.children(p, "Node").collect::<Vec<_>>());
        nodes.enumerate().skip(1).map(|(n, k)| (n, k, self.position(k))).collect()
    }

    /// The longest straight stretch of pipe in a gap: its centre line, the piece of it, and both ends.
    pub fn stretch(&self, gap: &Gap) -> Option<Stretch> {
        let chain = self.chains.get(gap.chain)?;
        let stops = self.stops(gap.chain);
        let from = gap.before.map_or(Some(0.0), |k| stops.get(k)?.at);
        let next = gap.before.map_or(0, |k| k + 1);
        let total = crate::geometry::length(&chain.path);
        let to = stops.get(next).map_or(Some(total), |s| s.at);
        let inside = |p: Point| match (from, to) {
            (Some(from), Some(to)) => project(&chain.path, p).is_some_and(|f| f.at >= from && f.at <= to),
            _ => true,
        };
        let mut best: Option<Stretch> = None;
        for (line, points) in self.centre_lines(gap.segment) {
            for (piece, ends) in points.windows(2).enumerate() {
                let middle = [(ends[0][0] + ends[1][0]) / 2.0, (ends[0][1] + ends[1][1]) / 2.0];
                let length = distance(ends[0], ends[1]);
                if length > best.as_ref().map_or(0.0, |b| b.length) && inside(middle) {
                    let along = project(&chain.path, ends[0]).map(|f| f.at) <= project(&chain.path, ends[1]).map(|f| f.at);
                    best = Some(Stretch { line, piece, points: points.clone(), middle, length, along });
                }
            }
        }
        best
    }
}

/// A straight stretch of a centre line.
pub(super) struct Stretch {
    pub line: usize,
    /// Between which two of its points.
    pub piece: usize,
    pub points: Vec<Point>,
    pub middle: Point,
    pub length: f64,
    /// The centre line runs with the chain.
    pub along: bool,
}
