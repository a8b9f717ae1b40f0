//! What a user knows beforehand: tags with the object or the place they are, and confirmed pairs of a former run.
//!
//! Hints are strong evidence, not commands: one that contradicts class and surroundings altogether is outvoted and noted, and
//! one that names nothing known is noted. Neither ends a run.

use crate::network::{Network, Role};
use crate::similarity::same_family;
use rosette_plant::{Drawn, Matching, Note, PlantGraph, Scanned};
use std::collections::BTreeMap;

/// Distance within which a place means an object, where the hint gives none, m.
const TOLERANCE_M: f64 = 0.5;
/// Log weight of a hint that names an object; outweighs any single attribute and two neighbours.
const NAMED: f32 = 14.0;
/// Log weight of a hint that gives a place, at that place; falls with the square of the distance over the tolerance.
const PLACED: f32 = 9.0;

/// One thing known beforehand.
#[derive(Debug, Clone, PartialEq)]
pub struct Hint {
    /// Tag or id of the drawn element.
    pub name: String,
    /// Where or what it is.
    pub target: Target,
    /// Where the hint was read, for messages: `hints.csv line 3`.
    pub origin: String,
}

/// What a hint points at.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// Id of an object.
    Object(String),
    /// Site position, m, and the distance within which the object's centre is, m.
    Place([f64; 3], f64),
}

/// All that is known beforehand.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hints {
    /// In the order they were given; of two for one element the first counts.
    pub hints: Vec<Hint>,
}

impl Hints {
    /// From a CSV table: `tag,object_id` or `tag,x,y,z[,tolerance]`, by its header or by the number of its columns, with comma,
    /// semicolon or tab. `pid_id` may stand for `tag`. Rows that make no sense are left out, each with a note.
    pub fn from_csv(text: &str, file: &str) -> (Self, Vec<Note>) {
        let mut hints = Hints::default();
        let mut notes = Vec::new();
        for (k, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let origin = format!("{file} line {}", k + 1);
            let fields = fields(line);
            if fields.iter().all(String::is_empty) || line.trim_start().starts_with('#') || (k == 0 && is_header(&fields)) {
                continue;
            }
            match target(&fields) {
                Some(target) => hints.hints.push(Hint { name: fields[0].clone(), target, origin }),
                None => notes.push(Note::new(
                    "compare",
                    "hint_not_understood",
                    1,
                    format!("{origin}: `{}` is neither `tag,object_id` nor `tag,x,y,z[,tolerance]`; left out", line.trim()),
                )),
            }
        }
        (hints, notes)
    }

    /// The pairs of a former run that are confirmed, by drawn id and object id.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let hint = |(pid, object): (&str, &str)| Hint {
            name: pid.into(),
            target: Target::Object(object.into()),
            origin: "confirmed pair".into(),
        };
        Hints { hints: pairs.into_iter().map(hint).collect() }
    }

    /// The pairs of a former matching that were at least this sure and not ambiguous.
    pub fn from_matching(matching: &Matching, least_confidence: f64) -> Self {
        let sure = matching.pairs.iter().filter(|p| p.confidence >= least_confidence && p.alternatives.is_empty());
        Self::from_pairs(sure.map(|p| (p.pid_id.as_str(), p.object_id.as_str())))
    }
}

/// Fields of a row; quotes around a field are taken off.
fn fields(line: &str) -> Vec<String> {
    let separator = [';', '\t', ','].into_iter().find(|c| line.contains(*c)).unwrap_or(',');
    line.split(separator).map(|f| f.trim().trim_matches('"').trim().to_string()).collect()
}

fn is_header(fields: &[String]) -> bool {
    fields.first().is_some_and(|f| ["tag", "pid_id", "name", "id"].contains(&f.to_lowercase().as_str()))
}

fn target(fields: &[String]) -> Option<Target> {
    let filled: Vec<&str> = fields.iter().map(String::as_str).take_while(|f| !f.is_empty()).collect();
    let number = |k: usize| filled.get(k).and_then(|f| f.parse::<f64>().ok()).filter(|v| v.is_finite());
    match filled.len() {
        2 => Some(Target::Object(filled[1].to_string())),
        4 => Some(Target::Place([number(1)?, number(2)?, number(3)?], TOLERANCE_M)),
        5 => Some(Target::Place([number(1)?, number(2)?, number(3)?], number(4).filter(|t| *t > 0.0)?)),
        _ => None,
    }
}

/// Hints as weights of pairs of nodes.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    /// Weighted scanned nodes of each drawn node that has a hint.
    of_drawn: BTreeMap<usize, Vec<(usize, f32)>>,
    /// The drawn node that a hint names for a scanned one.
    owner: BTreeMap<usize, usize>,
}

impl Anchors {
    /// Log weight that hints give a pair.
    pub(crate) fn favour(&self, d: usize, s: usize) -> f32 {
        if self.of_drawn.is_empty() {
            return 0.0;
        }
        let rival = self.owner.get(&s).is_some_and(|o| *o != d);
        let own = match self.of_drawn.get(&d) {
            Some(list) => list.iter().find(|(t, _)| *t == s).map_or(-NAMED, |(_, w)| *w),
            None => 0.0,
        };
        own - if rival { NAMED } else { 0.0 }
    }

    /// Scanned nodes that hints give a drawn one.
    pub(crate) fn partners(&self, d: usize) -> impl Iterator<Item = usize> + '_ {
        self.of_drawn.get(&d).into_iter().flatten().map(|(s, _)| *s)
    }

    /// Looks up what the hints name; what is not found, not alike in kind or given twice becomes a note.
    pub(crate) fn of(
        hints: &Hints,
        graphs: (&PlantGraph<Drawn>, &PlantGraph<Scanned>),
        networks: (&Network, &Network),
    ) -> (Self, Vec<Note>) {
        let mut finder = Finder { graphs, networks, anchors: Anchors::default(), notes: Vec::new() };
        hints.hints.iter().for_each(|h| finder.add(h));
        (finder.anchors, finder.notes)
    }
}

struct Finder<'a> {
    graphs: (&'a PlantGraph<Drawn>, &'a PlantGraph<Scanned>),
    networks: (&'a Network, &'a Network),
    anchors: Anchors,
    notes: Vec<Note>,
}

impl Finder<'_> {
    fn add(&mut self, hint: &Hint) {
        if let Err(why) = self.anchor(hint) {
            self.notes.push(Note::new("compare", "hint_not_used", 1, format!("{}: {}: {why}; not used", hint.origin, hint.name)));
        }
    }

    fn anchor(&mut self, hint: &Hint) -> Result<(), String> {
        let d = self.drawn(&hint.name)?;
        if self.anchors.of_drawn.contains_key(&d) {
            return Err("another hint names the same element".into());
        }
        let list = match &hint.target {
            Target::Object(id) => vec![(self.object(d, id)?, NAMED)],
            Target::Place(at, tolerance) => self.near(d, at, *tolerance)?,
        };
        if let ([(s, _)], Target::Object(_)) = (&list[..], &hint.target) {
            self.anchors.owner.insert(*s, d);
        }
        self.anchors.of_drawn.insert(d, list);
        Ok(())
    }

    fn drawn(&self, name: &str) -> Result<usize, String> {
        let (graph, network) = (self.graphs.0, self.networks.0);
        let by = |is: &dyn Fn(usize) -> bool| -> Vec<usize> {
            (0..network.nodes.len()).filter(|&n| network.nodes[n].element.is_some_and(is)).collect()
        };
        let mut found = by(&|e| graph.elements[e].id == name);
        if found.is_empty() {
            found = by(&|e| graph.elements[e].tag.as_deref().is_some_and(|t| same_tag(t, name)));
        }
        match found[..] {
            [one] => Ok(one),
            [] => Err("no drawn element of this tag or id is compared".into()),
            _ => Err(format!("{} drawn elements have this tag", found.len())),
        }
    }

    fn object(&self, d: usize, id: &str) -> Result<usize, String> {
        let (graph, network) = (self.graphs.1, self.networks.1);
        let is = |n: &usize| network.nodes[*n].element.is_some_and(|e| graph.elements[e].id == id);
        let s = (0..network.nodes.len()).find(is).ok_or(format!("no object `{id}` is compared"))?;
        if self.anchors.owner.contains_key(&s) {
            return Err(format!("another hint names object {id}"));
        }
        if same_family(&self.networks.0.nodes[d], &network.nodes[s]) {
            Ok(s)
        } else {
            Err(format!("object {id} is of another kind"))
        }
    }

    /// Objects near a place, the nearer the likelier.
    fn near(&self, d: usize, at: &[f64; 3], tolerance: f64) -> Result<Vec<(usize, f32)>, String> {
        let x = &self.networks.0.nodes[d];
        // Equipment is large, and its place may be given at any part of it.
        let tolerance = if x.role == Role::Equipment { tolerance.max(1.5) } else { tolerance };
        let weight = |(s, y): (usize, &crate::network::Node)| {
            let far = crate::facts::distance(&y.position?, at) / tolerance;
            let fits = y.element.is_some() && same_family(x, y) && far <= 3.0;
            fits.then_some((s, PLACED - (far * far) as f32))
        };
        let found: Vec<(usize, f32)> = self.networks.1.nodes.iter().enumerate().filter_map(weight).collect();
        if found.is_empty() {
            Err(format!("nothing of its kind stands within {:.1} m of the place", 3.0 * tolerance))
        } else {
            Ok(found)
        }
    }
}

/// Tags are written with and without hyphens, blanks and in either case.
pub(crate) fn same_tag(a: &str, b: &str) -> bool {
    let bare = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect::<String>();
    !bare(a).is_empty() && bare(a) == bare(b)
}
