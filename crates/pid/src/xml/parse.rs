//! Events of the XML reader to the tree, with limits that hold whatever the file contains.

use super::{Attr, Dom, NONE, Node, decode::decode};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::HashMap;

/// Proteus and DEXPI nest about 15 deep; the tree is walked recursively, so the stack sets the limit.
const MAX_DEPTH: usize = 200;
/// Bytes of file an element takes at the least; `<a/>` takes 4, a drawing's elements 20 to 200.
const MIN_BYTES_PER_ELEMENT: usize = 8;
/// Elements a short file may have whatever its size.
const FREE_ELEMENTS: usize = 4096;
/// More attributes on one element are dropped.
const MAX_ATTRIBUTES: usize = 256;
/// Longer values are cut, bytes.
const MAX_VALUE: usize = 64 << 10;

/// Why there is no tree.
#[derive(Debug)]
pub(crate) struct XmlProblem {
    /// Line, from 1.
    pub line: u32,
    /// What is wrong there.
    pub problem: String,
}

/// Parse a whole file. A file that breaks off or has wrong tags gives the tree up to there and a warning.
pub(crate) fn parse(bytes: &[u8]) -> Result<Dom, XmlProblem> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(XmlProblem { line: 1, problem: "the file is larger than 4 GB".into() });
    }
    let (text, encoding_warning) = decode(bytes);
    let mut builder = Builder::new(&text);
    let ended = builder.read_all();
    let Builder { mut dom, line, stack, dropped, .. } = builder;
    dom.warnings.extend(encoding_warning);
    dom.warnings.extend(dropped.in_words());
    if dom.nodes.is_empty() {
        let problem = ended.err().map_or_else(|| "there is no XML element".into(), Stop::text);
        return Err(XmlProblem { line, problem });
    }
    match ended {
        Err(Stop::Limit(problem)) => return Err(XmlProblem { line, problem }),
        Err(Stop::Broken(problem)) => {
            dom.warnings.push(format!("line {line}: {problem}; what stands before it was used, the rest is lost"));
        }
        Ok(()) if !stack.is_empty() => {
            dom.warnings.push(format!("line {line}: the file ends in the middle; what is there was used"));
        }
        Ok(()) => {}
    }
    Ok(dom)
}

/// Why reading stopped before the end.
enum Stop {
    /// A limit: the file is not to be trusted at all.
    Limit(String),
    /// A syntax error: what came before stands.
    Broken(String),
}

impl Stop {
    fn text(self) -> String {
        match self {
            Stop::Limit(text) | Stop::Broken(text) => text,
        }
    }
}

/// What was dropped inside elements.
#[derive(Default)]
struct Dropped {
    attributes: usize,
    cut_values: usize,
    entities: usize,
    tags: usize,
}

impl Dropped {
    fn in_words(&self) -> Vec<String> {
        let rows = [
            (self.attributes, "malformed or surplus attributes were dropped"),
            (self.cut_values, "values longer than 64 KiB were cut"),
            (self.entities, "entities of a document type definition were left as they are, not expanded"),
            (self.tags, "end tags did not match their start tags"),
        ];
        rows.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect()
    }
}

struct Builder<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    dom: Dom,
    interned: HashMap<String, u32>,
    /// Open elements and the character data read directly inside each.
    stack: Vec<(u32, String)>,
    line: u32,
    counted_to: usize,
    max_nodes: usize,
    dropped: Dropped,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self {
            text,
            reader,
            dom: Dom::default(),
            interned: HashMap::new(),
            stack: Vec::new(),
            line: 1,
            counted_to: 0,
            max_nodes: FREE_ELEMENTS + text.len() / MIN_BYTES_PER_ELEMENT,
            dropped: Dropped::default(),
        }
    }

    fn read_all(&mut self) -> Result<(), Stop> {
        loop {
            let event = self.reader.read_event();
            self.count_lines();
            match event {
                Ok(Event::Start(start)) => self.open(&start)?,
                Ok(Event::Empty(start)) => {
                    self.open(&start)?;
                    self.close_top();
                }
                Ok(Event::End(end)) => self.close(end.local_name().into_inner()),
                Ok(Event::Text(text)) => self.characters(&text),
                Ok(Event::CData(data)) => self.characters(&data),
                Ok(Event::GeneralRef(reference)) => self.reference(&reference),
                Ok(Event::Eof) => return Ok(()),
                Ok(Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_)) => {}
                Err(error) => return Err(Stop::Broken(error.to_string())),
            }
        }
    }

    fn count_lines(&mut self) {
        let to = (self.reader.buffer_position() as usize).min(self.text.len());
        let passed = self.text.as_bytes().get(self.counted_to..to).unwrap_or_default();
        self.line += passed.iter().filter(|&&b| b == b'\n').count() as u32;
        self.counted_to = to.max(self.counted_to);
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Stop> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(Stop::Limit(format!("elements are nested more than {MAX_DEPTH} deep")));
        }
        if self.dom.nodes.len() >= self.max_nodes {
            return Err(Stop::Limit(format!("more than {} elements in {} bytes", self.max_nodes, self.text.len())));
        }
        if self.stack.is_empty() && !self.dom.nodes.is_empty() {
            return Err(Stop::Broken("there is a second root element".into()));
        }
        let idx = self.dom.nodes.len() as u32;
        let name = self.intern(start.local_name().into_inner());
        let attrs = self.attributes(start);
        let node = Node { name, line: self.line, first_child: NONE, last_child: NONE, next: NONE, attrs, text: (0, 0) };
        self.dom.nodes.push(node);
        self.link(idx);
        self.stack.push((idx, String::new()));
        Ok(())
    }

    /// Append node `idx` to the children of the innermost open element.
    fn link(&mut self, idx: u32) {
        let Some(parent) = self.stack.last().map(|top| top.0 as usize) else { return };
        let Some(last) = self.dom.nodes.get(parent).map(|p| p.last_child) else { return };
        if let Some(sibling) = self.dom.nodes.get_mut(last as usize) {
            sibling.next = idx;
        }
        if let Some(parent) = self.dom.nodes.get_mut(parent) {
            parent.last_child = idx;
            if parent.first_child == NONE {
                parent.first_child = idx;
            }
        }
    }

    fn attributes(&mut self, start: &BytesStart<'_>) -> (u32, u32) {
        let from = self.dom.attrs.len() as u32;
        for (n, attribute) in start.attributes().with_checks(false).enumerate() {
            let Ok(attribute) = attribute else {
                self.dropped.attributes += 1;
                break; // the rest of a broken tag cannot be trusted
            };
            if n >= MAX_ATTRIBUTES {
                self.dropped.attributes += 1;
                break;
            }
            let name = self.intern(attribute.key.local_name().into_inner());
            let value = match quick_xml::escape::unescape(&attribute.value) {
                Ok(value) => value,
                Err(_) => {
                    self.dropped.entities += 1;
                    attribute.value.clone()
                }
            };
            let value = self.store(&value);
            self.dom.attrs.push(Attr { name, value });
        }
        (from, self.dom.attrs.len() as u32)
    }

    fn store(&mut self, value: &str) -> (u32, u32) {
        let cut = floor_boundary(value, MAX_VALUE);
        self.dropped.cut_values += usize::from(cut < value.len());
        let from = self.dom.values.len() as u32;
        self.dom.values.push_str(value.get(..cut).unwrap_or_default());
        (from, self.dom.values.len() as u32)
    }

    fn intern(&mut self, name: &str) -> u32 {
        if let Some(&known) = self.interned.get(name) {
            return known;
        }
        let idx = self.dom.names.len() as u32;
        self.dom.names.push(name.to_owned());
        self.interned.insert(name.to_owned(), idx);
        idx
    }

    fn characters(&mut self, text: &str) {
        let Some((_, held)) = self.stack.last_mut() else { return };
        if held.len() < MAX_VALUE {
            held.push_str(text);
        }
    }

    fn reference(&mut self, reference: &quick_xml::events::BytesRef<'_>) {
        if let Ok(Some(character)) = reference.resolve_char_ref() {
            self.characters(character.encode_utf8(&mut [0; 4]));
        } else if let Some(predefined) = quick_xml::escape::resolve_predefined_entity(reference) {
            self.characters(predefined);
        } else {
            self.dropped.entities += 1;
        }
    }

    /// Close the innermost element of that name; tags left open inside it are closed with it.
    fn close(&mut self, name: &str) {
        let is_it = |(idx, _): &(u32, String)| self.dom.nodes.get(*idx as usize).is_some_and(|n| self.dom.name(n.name) == name);
        let Some(depth) = self.stack.iter().rposition(is_it) else {
            self.dropped.tags += 1;
            return;
        };
        self.dropped.tags += self.stack.len() - 1 - depth;
        while self.stack.len() > depth {
            self.close_top();
        }
    }

    fn close_top(&mut self) {
        let Some((idx, text)) = self.stack.pop() else { return };
        // Blanks between child elements are indentation, those of a leaf may be its value.
        let is_leaf = self.dom.nodes.get(idx as usize).is_none_or(|n| n.first_child == NONE);
        if text.is_empty() || (!is_leaf && text.trim().is_empty()) {
            return;
        }
        let range = self.store(&text);
        if let Some(node) = self.dom.nodes.get_mut(idx as usize) {
            node.text = range;
        }
    }
}

/// Largest character boundary of `text` at or below `at`.
fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::xml::El;

    /// The tree as `name@line[attribute=value](children)text`.
    fn show(e: El<'_>) -> String {
        let children: Vec<String> = e.children().map(show).collect();
        let id = e.attr("i").map(|v| format!("[{v}]")).unwrap_or_default();
        format!("{}@{}{id}({}){}", e.name(), e.line(), children.join(" "), e.text())
    }

    fn check(xml: &str, expect: &str, warnings: usize) {
        let dom = parse(xml.as_bytes()).unwrap();
        assert_eq!(show(dom.root().unwrap()), expect);
        assert_eq!(dom.warnings.len(), warnings, "{:?}", dom.warnings);
    }

    #[test]
    fn trees() {
        check("<a/>", "a@1()", 0);
        check("<a>\n<b i='1'/><b i='2'>x</b></a>", "a@1(b@2[1]() b@2[2]()x)", 0);
        check("<p:a xmlns:p='u'><p:b/></p:a>", "a@1(b@1())", 0);
        check("<a i='&lt;&#65;&amp;'>&lt;x&#33;</a>", "a@1[<A&]()<x!", 0);
        check("<a>&undefined;x</a>", "a@1()x", 1);
        check("<a i='&undefined;'/>", "a@1[&undefined;]()", 1);
        check("<a><b></a>", "a@1(b@1())", 1);
        check("<a></b></a>", "a@1()", 1);
        check("<a><b i='1'/><c", "a@1(b@1[1]())", 1);
        check("<a><b/>", "a@1(b@1())", 1);
        check("<a/><b/>", "a@1()", 1);
        check("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "a@1()", 1);
    }

    #[test]
    fn refusals() {
        for bad in ["", "   ", "no xml", "<", "\u{0}\u{1}\u{2}"] {
            assert!(parse(bad.as_bytes()).is_err(), "{bad:?}");
        }
        let deep = "<a>".repeat(MAX_DEPTH + 1);
        assert!(parse(deep.as_bytes()).unwrap_err().problem.contains("nested"));
        let many = format!("<a>{}</a>", "<b/>".repeat(20_000));
        assert!(parse(many.as_bytes()).unwrap_err().problem.contains("elements"));
    }

    #[test]
    fn long_values_are_cut_at_a_character() {
        let xml = format!("<a i='{}'/>", "ä".repeat(MAX_VALUE));
        let dom = parse(xml.as_bytes()).unwrap();
        assert_eq!(dom.root().unwrap().attr("i").unwrap().len(), MAX_VALUE);
        assert_eq!(dom.warnings.len(), 1);
    }
}
