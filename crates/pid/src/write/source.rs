//! The text of a drawing with the place of every element in it, so that it can be edited without touching the rest.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::ops::Range;

/// Deeper nesting is no drawing.
const MAX_DEPTH: usize = 200;

/// A text with its elements in document order.
#[derive(Debug)]
pub(super) struct Source {
    pub text: Vec<u8>,
    pub tags: Vec<Tag>,
    /// Elements that can be referred to, by id; the first of duplicates. Without symbols of the catalogue.
    by_id: BTreeMap<String, usize>,
}

/// Where an element stands in the text.
#[derive(Debug, Clone)]
pub(super) struct Tag {
    pub name: String,
    /// From `<` to behind the end tag.
    pub start: usize,
    pub end: usize,
    /// Behind the start tag, and where the end tag begins.
    pub open_end: usize,
    pub close: usize,
    pub parent: Option<usize>,
    pub children: Vec<usize>,
}

/// Elements whose ids others refer to; graphics may share an id with what they draw.
const NAMED: &[&str] = &[
    "Equipment",
    "Nozzle",
    "Nozzles",
    "PipingComponent",
    "Component",
    "PipingNetworkSystem",
    "PipingNetworkSegment",
    "PipeOffPageConnector",
    "PipeConnectorSymbol",
    "PropertyBreak",
    "ProcessInstrument",
    "ProcessInstrumentationFunction",
    "ProcessSignalGeneratingFunction",
    "InstrumentComponent",
    "ActuatingSystem",
    "ActuatingSystemComponent",
];

impl Source {
    /// Find all elements; none where the text is not well formed, since it cannot be edited safely then.
    pub fn parse(text: Vec<u8>) -> Option<Self> {
        let tags = scan(&text)?;
        let mut source = Self { text, tags, by_id: BTreeMap::new() };
        let mut by_id = BTreeMap::new();
        for (k, tag) in source.tags.iter().enumerate().filter(|(_, t)| NAMED.contains(&t.name.as_str())) {
            if let (Some(id), false) = (source.attribute(k, "ID"), source.in_catalogue(k)) {
                by_id.entry(id).or_insert(k);
            }
            debug_assert!(tag.start < tag.end);
        }
        source.by_id = by_id;
        Some(source)
    }

    pub fn by_id(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    pub fn has_id(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    fn in_catalogue(&self, mut k: usize) -> bool {
        loop {
            let Some(tag) = self.tags.get(k) else { return false };
            match tag.parent {
                _ if tag.name == "ShapeCatalogue" => return true,
                Some(parent) => k = parent,
                None => return false,
            }
        }
    }

    pub fn tag(&self, k: usize) -> Option<&Tag> {
        self.tags.get(k)
    }

    /// Child elements of that name.
    pub fn children<'a>(&'a self, k: usize, name: &'a str) -> impl Iterator<Item = usize> + 'a {
        let children = self.tags.get(k).map_or(&[][..], |t| &t.children);
        children.iter().copied().filter(move |c| self.tags.get(*c).is_some_and(|t| t.name == name))
    }

    /// The element and everything inside it, in document order.
    pub fn subtree(&self, k: usize) -> Range<usize> {
        let end = self.tags.get(k).map_or(0, |t| t.end);
        let inside = self.tags.get(k..).unwrap_or(&[]).iter().take_while(|t| t.start < end).count();
        k..k + inside
    }

    /// Place of the value of an attribute in the text, between its quotes.
    pub fn value_range(&self, k: usize, name: &str) -> Option<Range<usize>> {
        let tag = self.tags.get(k)?;
        let open = self.text.get(tag.start..tag.open_end)?;
        attributes(open).find(|(n, ..)| *n == name.as_bytes()).map(|(_, r, _)| tag.start + r.start..tag.start + r.end)
    }

    /// Place of a whole attribute, with the blank before it.
    fn attribute_range(&self, k: usize, name: &str) -> Option<Range<usize>> {
        let tag = self.tags.get(k)?;
        let open = self.text.get(tag.start..tag.open_end)?;
        let (_, value, from) = attributes(open).find(|(n, ..)| *n == name.as_bytes())?;
        Some(tag.start + from - 1..tag.start + value.end + 1)
    }

    /// Value of an attribute, unescaped and trimmed; none where empty.
    pub fn attribute(&self, k: usize, name: &str) -> Option<String> {
        let raw = self.text.get(self.value_range(k, name)?)?;
        let raw = String::from_utf8_lossy(raw);
        let value = quick_xml::escape::unescape(&raw).map_or_else(|_| raw.to_string(), |v| v.into_owned());
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    pub fn number(&self, k: usize, name: &str) -> Option<f64> {
        self.attribute(k, name)?.parse().ok().filter(|v: &f64| v.is_finite())
    }

    /// The text of an element.
    pub fn slice(&self, range: Range<usize>) -> String {
        String::from_utf8_lossy(self.text.get(range).unwrap_or(&[])).into_owned()
    }
}

/// Elements in document order; none where tags do not match.
fn scan(text: &[u8]) -> Option<Vec<Tag>> {
    let mut reader = Reader::from_reader(text);
    let mut tags: Vec<Tag> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    loop {
        let start = reader.buffer_position() as usize;
        let event = reader.read_event().ok()?;
        let end = reader.buffer_position() as usize;
        match event {
            Event::Start(tag) => {
                push(&mut tags, &open, &tag, start, end);
                open.push(tags.len() - 1);
                if open.len() > MAX_DEPTH {
                    return None;
                }
            }
            Event::Empty(tag) => push(&mut tags, &open, &tag, start, end),
            Event::End(_) => {
                let tag = tags.get_mut(open.pop()?)?;
                (tag.close, tag.end) = (start, end);
            }
            Event::Eof => return (open.is_empty() && !tags.is_empty()).then_some(tags),
            _ => {}
        }
    }
}

fn push(tags: &mut Vec<Tag>, open: &[usize], tag: &BytesStart<'_>, start: usize, end: usize) {
    let k = tags.len();
    let parent = open.last().copied();
    if let Some(parent) = parent.and_then(|p| tags.get_mut(p)) {
        parent.children.push(k);
    }
    let name = tag.local_name().as_ref().to_owned();
    tags.push(Tag { name, start, end, open_end: end, close: end, parent, children: Vec::new() });
}

/// Names of the attributes of a start tag, where their values stand in it, and where the names begin.
fn attributes(open: &[u8]) -> impl Iterator<Item = (&[u8], Range<usize>, usize)> {
    let mut at = open.iter().position(|c| c.is_ascii_whitespace()).unwrap_or(open.len());
    std::iter::from_fn(move || {
        let rest = open.get(at..)?;
        let name_from = at + rest.iter().position(|c| !c.is_ascii_whitespace())?;
        let name_to = name_from + open.get(name_from..)?.iter().position(|c| *c == b'=' || c.is_ascii_whitespace())?;
        let quote_at = name_to + open.get(name_to..)?.iter().position(|c| *c == b'"' || *c == b'\'')?;
        let quote = *open.get(quote_at)?;
        let value_to = quote_at + 1 + open.get(quote_at + 1..)?.iter().position(|c| *c == quote)?;
        at = value_to + 1;
        Some((open.get(name_from..name_to)?, quote_at + 1..value_to, name_from))
    })
}

/// Changes to a text, made all at once.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    pub fn replace(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.0.push((range, with.into()));
    }

    pub fn insert(&mut self, at: usize, what: impl Into<String>) {
        self.replace(at..at, what);
    }

    /// Take an element out, with the line break and the blanks before it.
    pub fn delete(&mut self, source: &Source, k: usize) {
        let Some(tag) = source.tag(k) else { return };
        let before = source.text.get(..tag.start).unwrap_or(&[]);
        let blanks = before.iter().rev().take_while(|c| matches!(c, b' ' | b'\t')).count();
        let from = tag.start - blanks;
        let lines = before.get(..from).unwrap_or(&[]).iter().rev().take(2).take_while(|c| matches!(c, b'\n' | b'\r')).count();
        self.replace(from - lines..tag.end, "");
    }

    /// Set an attribute of an element, or give it one.
    pub fn set(&mut self, source: &Source, k: usize, name: &str, value: &str) {
        let value = escape(value);
        match (source.value_range(k, name), source.tag(k)) {
            (Some(range), _) => self.replace(range, value),
            (None, Some(tag)) => {
                let name_end = source.text.get(tag.start..tag.open_end).unwrap_or(&[]);
                let at = name_end.iter().position(|c| c.is_ascii_whitespace() || matches!(c, b'/' | b'>')).unwrap_or(0);
                self.insert(tag.start + at, format!(" {name}=\"{value}\""));
            }
            (None, None) => {}
        }
    }

    /// Take an attribute away.
    pub fn unset(&mut self, source: &Source, k: usize, name: &str) {
        if let Some(range) = source.attribute_range(k, name) {
            self.replace(range, "");
        }
    }

    /// Put content at the end of an element, also of one that was written empty.
    pub fn append(&mut self, source: &Source, k: usize, content: &str) {
        let Some(tag) = source.tag(k) else { return };
        if tag.open_end < tag.end || tag.close < tag.end {
            return self.insert(tag.close, content);
        }
        // `<Name .../>`: opened, filled, closed.
        let slash = tag.end.saturating_sub(2);
        self.replace(slash..tag.end, format!(">{content}</{}>", tag.name));
    }

    /// The edited text; none where two changes overlap.
    pub fn apply(mut self, text: &[u8]) -> Option<Vec<u8>> {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = Vec::with_capacity(text.len() + 256);
        let mut at = 0;
        for (range, with) in self.0 {
            out.extend_from_slice(text.get(at..range.start)?);
            out.extend_from_slice(with.as_bytes());
            at = range.end;
        }
        out.extend_from_slice(text.get(at..)?);
        Some(out)
    }
}

/// Escape for an attribute, in ASCII, so that it is right in every encoding the file may have.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            c if (c as u32) < 0x20 => out.push(' '),
            c if c.is_ascii() => out.push(c),
            c => out.push_str(&format!("&#x{:X};", c as u32)),
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        Source::parse(text.as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn values_and_edits() {
        let s = source("<a>\n  <Nozzle ID = 'N&amp;1' X=\"1\"/>\n  <!-- kept --><b/>\n</a>");
        let k = s.by_id("N&1").unwrap();
        assert_eq!(s.attribute(k, "X").as_deref(), Some("1"));
        let mut edits = Edits::default();
        edits.set(&s, k, "X", "\u{e4}<");
        edits.set(&s, k, "Y", "2");
        edits.append(&s, 2, "<c/>");
        let out = String::from_utf8(edits.apply(&s.text).unwrap()).unwrap();
        assert_eq!(out, "<a>\n  <Nozzle Y=\"2\" ID = 'N&amp;1' X=\"&#xE4;&lt;\"/>\n  <!-- kept --><b><c/></b>\n</a>");
        let mut edits = Edits::default();
        edits.delete(&s, k);
        assert_eq!(String::from_utf8(edits.apply(&s.text).unwrap()).unwrap(), "<a>\n  <!-- kept --><b/>\n</a>");
    }

    #[test]
    fn broken_text_is_not_edited() {
        for text in ["", "<a>", "<a></b>", "</a>", "plain"] {
            assert!(Source::parse(text.as_bytes().to_vec()).is_none(), "{text}");
        }
        let mut edits = Edits::default();
        edits.replace(0..3, "x");
        edits.replace(2..4, "y");
        assert!(edits.apply(b"abcdef").is_none());
    }
}
