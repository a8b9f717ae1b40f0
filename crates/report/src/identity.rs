//! What the drawing tells of an object: the matched element's id, tag and line.

use crate::inputs::Inputs;
use rosette_plant::Element;
use std::collections::BTreeMap;

/// Looks up what the drawing tells of objects.
pub(crate) struct Identities<'a> {
    by_object: BTreeMap<&'a str, Identity<'a>>,
}

/// What is known of one object beside its shape.
#[derive(Clone, Copy, Default)]
pub(crate) struct Identity<'a> {
    /// Id of the matched drawn element.
    pub pid_id: Option<&'a str>,
    /// Tag, the object's own or the drawing's.
    pub tag: Option<&'a str>,
    /// Line, the object's own or the drawing's.
    pub line: Option<&'a str>,
}

impl<'a> Identities<'a> {
    pub(crate) fn new(inputs: &Inputs<'a>) -> Self {
        let drawn: BTreeMap<&str, &Element<_>> =
            inputs.drawn.iter().flat_map(|g| &g.elements).map(|e| (e.id.as_str(), e)).collect();
        let pairs = inputs.matching.map_or(&[][..], |m| &m.pairs);
        let identity = |pid_id: &'a str| {
            let element = drawn.get(pid_id);
            let tag = element.and_then(|e| e.tag.as_deref());
            Identity { pid_id: Some(pid_id), tag, line: element.and_then(|e| e.line.as_deref()) }
        };
        Self { by_object: pairs.iter().map(|p| (p.object_id.as_str(), identity(&p.pid_id))).collect() }
    }

    pub(crate) fn of<E>(&self, element: &'a Element<E>) -> Identity<'a> {
        let drawn = self.by_object.get(element.id.as_str()).copied().unwrap_or_default();
        Identity { pid_id: drawn.pid_id, tag: element.tag.as_deref().or(drawn.tag), line: element.line.as_deref().or(drawn.line) }
    }
}
