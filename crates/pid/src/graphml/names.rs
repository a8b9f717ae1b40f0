//! What other tools call things: names of attributes, whatever their case and punctuation.

use std::collections::BTreeMap;

/// Names that hold the class, strongest first.
pub(super) const CLASS: &[&str] = &[
    "dexpiclass",
    "componentclass",
    "classname",
    "class",
    "nodeclass",
    "nodetype",
    "elementtype",
    "symboltype",
    "symbol",
    "type",
    "kind",
    "category",
    "label",
    "labels",
    "description",
];
/// Names that hold the tag.
pub(super) const TAG: &[&str] =
    &["tag", "tagname", "itemtag", "tagnumber", "tagno", "name", "subtagname", "displayname", "text", "nodegraphics"];
pub(super) const LINE: &[&str] = &["line", "linetag", "linenumber", "lineno", "lineid", "pipeline", "pipetag"];
pub(super) const SIZE: &[&str] = &[
    "dn",
    "nominaldiameter",
    "nominaldiameterrepresentation",
    "nominaldiameternumericalvaluerepresentation",
    "nominalsize",
    "nps",
    "diameter",
    "size",
];
pub(super) const X: &[&str] = &["x", "posx", "positionx"];
pub(super) const Y: &[&str] = &["y", "posy", "positiony"];
pub(super) const POSITION: &[&str] = &["pos", "position", "center", "centre", "location"];
/// Ids that the drawing itself uses.
pub(super) const ID: &[&str] = &["proteusid", "dexpiid"];
/// What kind of edge it is.
pub(super) const EDGE: &[&str] = &["dexpiclass", "class", "type", "edgetype", "kind", "label", "relation"];

/// Data under names without case and punctuation.
pub(super) struct Named<'a> {
    by_name: BTreeMap<String, &'a str>,
}

impl<'a> Named<'a> {
    pub fn new(data: &'a BTreeMap<String, String>) -> Self {
        let filled = data.iter().filter(|(_, v)| !v.trim().is_empty());
        Self { by_name: filled.map(|(k, v)| (plain(k), v.trim())).collect() }
    }

    /// The first of these names that has a value.
    pub fn first(&self, names: &[&str]) -> Option<&'a str> {
        self.all(names).next()
    }

    /// Values under these names, in their order.
    pub fn all(&self, names: &[&str]) -> impl Iterator<Item = &'a str> {
        names.iter().filter_map(|n| self.by_name.get(*n).copied())
    }

    pub fn number(&self, names: &[&str]) -> Option<f64> {
        self.first(names)?.parse().ok().filter(|n: &f64| n.is_finite())
    }
}

/// Letters and digits only, in lower case.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
