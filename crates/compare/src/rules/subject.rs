//! What a finding is about: classes, names, lines and size of its elements on both sides.

use rosette_plant::{Class, Difference, Drawn, Element, PlantGraph, Scanned, Subtype};
use std::collections::{BTreeMap, BTreeSet};

/// Looks up what findings are about.
pub(super) struct Subjects<'a> {
    drawn: BTreeMap<&'a str, &'a Element<Drawn>>,
    scanned: BTreeMap<&'a str, &'a Element<Scanned>>,
}

/// What one finding is about.
#[derive(Debug, Default)]
pub(super) struct Subject {
    /// Without pipework, unless there is nothing else.
    pub classes: BTreeSet<Class>,
    pub subtypes: BTreeSet<Subtype>,
    /// Tags and drawn ids.
    pub names: BTreeSet<String>,
    pub lines: BTreeSet<String>,
    /// Greatest nominal size.
    pub dn: Option<u32>,
}

impl<'a> Subjects<'a> {
    pub(super) fn of(drawn: &'a PlantGraph<Drawn>, scanned: &'a PlantGraph<Scanned>) -> Self {
        Self {
            drawn: drawn.elements.iter().map(|e| (e.id.as_str(), e)).collect(),
            scanned: scanned.elements.iter().map(|e| (e.id.as_str(), e)).collect(),
        }
    }

    pub(super) fn of_difference(&self, difference: &Difference) -> Subject {
        let mut subject = Subject::default();
        subject.names.extend(difference.tag.clone());
        subject.lines.extend(difference.line.clone());
        for id in &difference.pid_ids {
            subject.names.insert(id.clone());
            self.drawn.get(id.as_str()).into_iter().for_each(|e| subject.add(e));
        }
        difference.object_ids.iter().filter_map(|id| self.scanned.get(id.as_str())).for_each(|e| subject.add(e));
        subject.without_pipework();
        subject
    }
}

impl Subject {
    fn add<E>(&mut self, element: &Element<E>) {
        self.classes.insert(element.class);
        self.subtypes.extend(element.subtype);
        self.names.extend(element.tag.clone());
        self.lines.extend(element.line.clone());
        self.dn = self.dn.max(element.dn);
    }

    fn without_pipework(&mut self) {
        let is_pipework = |c: &Class| matches!(c, Class::Pipe | Class::Elbow | Class::Flange | Class::Tee);
        if self.classes.iter().any(|c| !is_pipework(c)) {
            self.classes.retain(|c| !is_pipework(c));
        }
    }
}
