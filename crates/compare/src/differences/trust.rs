//! How far this scan's recogniser can be trusted with each class, judged by the documented elements it did find.

use super::strands::{Sight, Stretches, is_body, sight};
use crate::outcome::View;
use rosette_plant::{Class, SeenState};
use std::collections::BTreeMap;

/// Share of documented bodies, by class, that were found where their line was found; and the share of found ones that
/// are documented.
#[derive(Debug, Default)]
pub(crate) struct Trust {
    found: BTreeMap<Class, (f64, f64)>,
    all: (f64, f64),
    /// Scanned instruments that are drawn, of all that hang on drawn lines.
    instruments: (f64, f64),
    /// Bodies that were found, of all drawn ones.
    overall: (f64, f64),
    /// Bodies that were missed although something stands there.
    overlooked: f64,
}

/// Weight of the share over all classes, in elements, against that of a class with few.
const PRIOR: f64 = 4.0;

impl Trust {
    pub(crate) fn of(view: &View<'_>, stretches: &Stretches) -> Self {
        let mut trust = Trust::default();
        let on_runs = &stretches.run_of_drawn;
        for (n, node) in view.documented.nodes.iter().enumerate().filter(|(_, n)| is_body(n)) {
            let matched = view.mapping().of_drawn[n].is_some();
            trust.overall = (trust.overall.0 + f64::from(u8::from(matched)), trust.overall.1 + 1.0);
            if on_runs.get(&n).is_some_and(|&k| is_overlooked(view, stretches, k)) {
                trust.overlooked += 1.0;
            }
            if matched || on_runs.contains_key(&n) {
                trust.count(node.class, matched);
            }
        }
        for (t, s) in view.documented.tappings.iter().zip(&view.instruments.of_drawn) {
            if !t.hosts.is_empty() {
                let entry = trust.found.entry(Class::Instrument).or_default();
                *entry = (entry.0 + f64::from(u8::from(s.is_some())), entry.1 + 1.0);
            }
        }
        let joined = view.as_built.tappings.iter().zip(&view.instruments.of_scanned).filter(|(t, _)| !t.hosts.is_empty());
        joined.for_each(|(_, d)| {
            trust.instruments = (trust.instruments.0 + f64::from(u8::from(d.is_some())), trust.instruments.1 + 1.0);
        });
        trust
    }

    /// Share of the scanned instruments that are drawn, without the one in question.
    pub(crate) fn instrument_precision(&self) -> f64 {
        let (drawn, n) = self.instruments;
        (drawn + 1.0) / ((n - 1.0).max(drawn) + 1.0)
    }

    /// How far this comparison can be relied on at all, 0 to 1: where little of the drawing was found, what was found is
    /// often paired wrongly.
    pub(crate) fn overall(&self) -> f64 {
        let (found, n) = self.overall;
        let share = (found + 2.0) / (n + 2.0);
        (0.4 + share).min(1.0)
    }

    /// How far plain pipe speaks for a body's absence: where bodies were overlooked that left a gap, others were overlooked
    /// that left none.
    pub(crate) fn plainness(&self) -> f64 {
        let (_, n) = self.all;
        1.0 - (2.0 * self.overlooked / (n + PRIOR)).min(0.5)
    }

    fn count(&mut self, class: Class, matched: bool) {
        let hit = f64::from(u8::from(matched));
        let entry = self.found.entry(class).or_default();
        *entry = (entry.0 + hit, entry.1 + 1.0);
        self.all = (self.all.0 + hit, self.all.1 + 1.0);
    }

    /// Share found, drawn towards that of all classes where the class is rare. One is taken off: the element in question
    /// must not speak against itself.
    pub(crate) fn recall(&self, class: Class) -> f64 {
        if class == Class::Instrument {
            let (found, n) = self.found.get(&class).copied().unwrap_or_default();
            return (found + 1.0) / ((n - 1.0).max(found) + 2.0);
        }
        let share = |(found, n): (f64, f64), prior: f64| (found + PRIOR * prior) / ((n - 1.0).max(found) + PRIOR);
        share(self.found.get(&class).copied().unwrap_or_default(), share(self.all, 1.0))
    }
}

/// Something that was not recognised stands on the stretch.
fn is_overlooked(view: &View<'_>, stretches: &Stretches, run: usize) -> bool {
    let scanned = &stretches.runs[run].scanned;
    matches!(sight(view.as_built, &scanned.edges, &[], 0.05), Sight::Hidden(SeenState::Occupied, _))
}
