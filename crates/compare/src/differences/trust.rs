//! How far this scan's recogniser can be trusted with each class, judged by the documented elements it did find.

use super::strands::{is_body, stretches};
use crate::outcome::View;
use rosette_plant::Class;
use std::collections::BTreeMap;

/// Share of documented bodies, by class, that were found where their line was found; and the share of found ones that
/// are documented.
#[derive(Debug, Default)]
pub(crate) struct Trust {
    found: BTreeMap<Class, (f64, f64)>,
    all: (f64, f64),
}

/// Weight of the share over all classes, in elements, against that of a class with few.
const PRIOR: f64 = 4.0;

impl Trust {
    pub(crate) fn of(view: &View<'_>) -> Self {
        let mut trust = Trust::default();
        let on_runs = stretches(view).run_of_drawn;
        for (n, node) in view.documented.nodes.iter().enumerate().filter(|(_, n)| is_body(n)) {
            let matched = view.mapping().of_drawn[n].is_some();
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
        trust
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
        let share = |(found, n): (f64, f64), prior: f64| (found + PRIOR * prior) / ((n - 1.0).max(found) + PRIOR);
        let overall = share(self.all, 1.0);
        share(self.found.get(&class).copied().unwrap_or_default(), if class == Class::Instrument { 0.5 } else { overall })
    }
}
