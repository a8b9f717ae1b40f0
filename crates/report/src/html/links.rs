//! Where a finding appears on the sheets: its own elements, else the drawn neighbours of its objects.

use super::svg::Drawing;
use crate::inputs::Inputs;
use rosette_plant::{Difference, Drawn, Element};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// An element on a sheet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Spot {
    /// Index of the sheet.
    pub sheet: usize,
    /// Element id, the value of `data-el`.
    pub el: String,
}

/// Finds the spots of findings.
pub(super) struct Links<'a> {
    sheet_names: Vec<&'a str>,
    ids: Vec<&'a BTreeSet<String>>,
    drawn: BTreeMap<&'a str, &'a Element<Drawn>>,
    pid_of: BTreeMap<&'a str, &'a str>,
    index_of: BTreeMap<&'a str, usize>,
    object_ids: Vec<&'a str>,
    joined: BTreeMap<usize, Vec<usize>>,
}

/// Neighbours are looked for this many joints away and no further: beyond, "near" says nothing.
const REACH: usize = 12;
/// And no more than this many are marked.
const MOST_NEIGHBOURS: usize = 2;

impl<'a> Links<'a> {
    pub(super) fn new(inputs: &Inputs<'a>, drawings: &'a [Option<Drawing>]) -> Self {
        static NONE: BTreeSet<String> = BTreeSet::new();
        let mut joined: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for joint in &inputs.scanned.joints {
            joined.entry(joint.a).or_default().push(joint.b);
            joined.entry(joint.b).or_default().push(joint.a);
        }
        let object_ids: Vec<&str> = inputs.scanned.elements.iter().map(|e| e.id.as_str()).collect();
        Self {
            sheet_names: inputs.sheets.iter().map(|s| s.name.as_str()).collect(),
            ids: drawings.iter().map(|d| d.as_ref().map_or(&NONE, |d| &d.ids)).collect(),
            drawn: inputs.drawn.iter().flat_map(|g| &g.elements).map(|e| (e.id.as_str(), e)).collect(),
            pid_of: inputs.matching.iter().flat_map(|m| &m.pairs).map(|p| (p.object_id.as_str(), p.pid_id.as_str())).collect(),
            index_of: object_ids.iter().enumerate().map(|(i, id)| (*id, i)).collect(),
            object_ids,
            joined,
        }
    }

    /// The finding's own elements on the sheets.
    pub(super) fn own(&self, difference: &Difference) -> Vec<Spot> {
        difference.pid_ids.iter().filter_map(|id| self.spot(id)).collect()
    }

    /// Drawn elements next to the finding's objects, for what is not drawn itself.
    pub(super) fn near(&self, difference: &Difference) -> Vec<Spot> {
        let start: Vec<usize> = difference.object_ids.iter().filter_map(|id| self.index_of.get(id.as_str()).copied()).collect();
        let mut seen: BTreeSet<usize> = start.iter().copied().collect();
        let mut todo: VecDeque<(usize, usize)> = start.into_iter().map(|i| (i, 0)).collect();
        let mut found = Vec::new();
        while let Some((at, steps)) = todo.pop_front() {
            let pid = self.object_ids.get(at).and_then(|id| self.pid_of.get(id));
            if let Some(spot) = pid.and_then(|id| self.spot(id)) {
                found.push(spot);
                if found.len() == MOST_NEIGHBOURS {
                    break;
                }
            } else if steps < REACH {
                let next = self.joined.get(&at).into_iter().flatten().copied();
                todo.extend(next.filter(|&i| seen.insert(i)).map(|i| (i, steps + 1)));
            }
        }
        found
    }

    /// The sheet that shows an element: the one it says it is on, else the first that has it.
    fn spot(&self, id: &str) -> Option<Spot> {
        let said = self.drawn.get(id).map(|e| e.evidence.sheet.as_str());
        let has = |i: &usize| self.ids.get(*i).is_some_and(|ids| ids.contains(id));
        let named = self.sheet_names.iter().position(|n| Some(*n) == said).filter(has);
        let sheet = named.or_else(|| (0..self.ids.len()).find(|i| has(i)))?;
        Some(Spot { sheet, el: id.to_owned() })
    }
}
