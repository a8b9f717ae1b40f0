//! A small read-only XML tree with line numbers, safe on hostile input.
//!
//! All nodes lie in one arena, all values in one string; entities of a DTD are never expanded, so the tree is never
//! larger than a small multiple of the file.

mod decode;
mod parse;

pub(crate) use decode::decode_text;
pub(crate) use parse::parse;

/// "No node": the arena never holds so many.
const NONE: u32 = u32::MAX;

/// A parsed document.
#[derive(Debug, Default)]
pub(crate) struct Dom {
    names: Vec<String>,
    nodes: Vec<Node>,
    attrs: Vec<Attr>,
    values: String,
    /// What was mended on the way, in words.
    pub warnings: Vec<String>,
}

#[derive(Debug)]
struct Node {
    name: u32,
    line: u32,
    first_child: u32,
    last_child: u32,
    next: u32,
    attrs: (u32, u32),
    text: (u32, u32),
}

#[derive(Debug)]
struct Attr {
    name: u32,
    value: (u32, u32),
}

/// One element of a [`Dom`].
#[derive(Clone, Copy)]
pub(crate) struct El<'a> {
    dom: &'a Dom,
    idx: u32,
}

impl Dom {
    /// The root element.
    pub fn root(&self) -> Option<El<'_>> {
        (!self.nodes.is_empty()).then_some(El { dom: self, idx: 0 })
    }

    fn value(&self, range: (u32, u32)) -> &str {
        self.values.get(range.0 as usize..range.1 as usize).unwrap_or("")
    }

    fn name(&self, name: u32) -> &str {
        self.names.get(name as usize).map_or("", String::as_str)
    }
}

impl<'a> El<'a> {
    fn node(self) -> Option<&'a Node> {
        self.dom.nodes.get(self.idx as usize)
    }

    /// Local name of the element.
    pub fn name(self) -> &'a str {
        self.node().map_or("", |n| self.dom.name(n.name))
    }

    /// Line in the file, from 1.
    pub fn line(self) -> u32 {
        self.node().map_or(0, |n| n.line)
    }

    /// A key that is unique in the document and rises in document order.
    pub fn key(self) -> u32 {
        self.idx
    }

    /// Attribute by local name.
    pub fn attr(self, name: &str) -> Option<&'a str> {
        let (from, to) = self.node()?.attrs;
        let attrs = self.dom.attrs.get(from as usize..to as usize)?;
        attrs.iter().find(|a| self.dom.name(a.name) == name).map(|a| self.dom.value(a.value))
    }

    /// Attribute by local name, trimmed; none where empty.
    pub fn filled(self, name: &str) -> Option<&'a str> {
        self.attr(name).map(str::trim).filter(|v| !v.is_empty())
    }

    /// A finite number in an attribute.
    pub fn number(self, name: &str) -> Option<f64> {
        self.filled(name)?.parse().ok().filter(|v: &f64| v.is_finite())
    }

    /// Character data directly inside, trimmed.
    pub fn text(self) -> &'a str {
        self.raw_text().trim()
    }

    /// Character data directly inside, with the blanks around it.
    pub fn raw_text(self) -> &'a str {
        self.node().map_or("", |n| self.dom.value(n.text))
    }

    /// Child elements in document order.
    pub fn children(self) -> impl Iterator<Item = El<'a>> {
        let dom = self.dom;
        let first = self.node().map_or(NONE, |n| n.first_child);
        std::iter::successors((first != NONE).then_some(El { dom, idx: first }), move |e| {
            let next = e.node()?.next;
            (next != NONE).then_some(El { dom, idx: next })
        })
    }

    /// Child elements of that name.
    pub fn named(self, name: &'a str) -> impl Iterator<Item = El<'a>> {
        self.children().filter(move |c| c.name() == name)
    }

    /// First child element of that name.
    pub fn child(self, name: &str) -> Option<El<'a>> {
        self.children().find(|c| c.name() == name)
    }
}
