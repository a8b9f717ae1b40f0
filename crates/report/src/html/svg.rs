//! Taking a sheet's SVG into the report: only shapes and texts pass, ids are kept apart by sheet, nothing can reach out.
//!
//! Sheets are drawn from files that strangers wrote, so this trusts nothing: unknown elements are left out with all they
//! hold, unknown attributes are dropped, references may point into the same sheet only, and what is left open is closed.

use std::collections::BTreeSet;

/// Elements that pass.
const ELEMENTS: [&str; 16] = [
    "g", "path", "line", "polyline", "polygon", "circle", "ellipse", "rect", "text", "tspan", "defs", "symbol", "use", "title",
    "clipPath", "marker",
];

/// Attributes that pass, with their values checked.
const ATTRIBUTES: [&str; 52] = [
    "d",
    "points",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "dx",
    "dy",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "width",
    "height",
    "viewBox",
    "transform",
    "fill",
    "fill-opacity",
    "fill-rule",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "opacity",
    "font-size",
    "font-family",
    "font-weight",
    "font-style",
    "text-anchor",
    "dominant-baseline",
    "letter-spacing",
    "textLength",
    "lengthAdjust",
    "clip-path",
    "clip-rule",
    "marker-start",
    "marker-mid",
    "marker-end",
    "markerWidth",
    "markerHeight",
    "refX",
    "refY",
    "orient",
    "data-line",
    "data-tag",
];

/// Elements nested deeper than this are left out: no drawing needs it, and browsers give up.
const DEPTH: usize = 200;

/// A sheet's drawing, fit for the report.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Drawing {
    /// `viewBox` of the whole.
    pub view_box: [f64; 4],
    /// Presentation attributes of the root, ready to be written into a tag.
    pub root_attributes: String,
    /// What stands inside the root.
    pub inner: String,
    /// Element ids that have a group; in the output they are the values of `data-el`.
    pub ids: BTreeSet<String>,
}

/// The drawing of an SVG text; none if it has no root with a size.
pub(super) fn drawing(svg: &str, prefix: &str) -> Option<Drawing> {
    let mut cleaner = Cleaner {
        prefix,
        out: String::with_capacity(svg.len()),
        open: Vec::new(),
        skipping: 0,
        root: None,
        ids: BTreeSet::new(),
    };
    for token in Tokens(svg) {
        match token {
            Token::Open { name, attributes, closed } => cleaner.open(name, attributes, closed),
            Token::Close(name) => cleaner.close(name),
            Token::Text(text) => cleaner.text(text),
        }
    }
    cleaner.finish()
}

struct Cleaner<'a> {
    prefix: &'a str,
    out: String,
    /// Names of the open elements below the root.
    open: Vec<&'static str>,
    /// Open elements inside one that is left out, itself included.
    skipping: usize,
    root: Option<([f64; 4], String)>,
    ids: BTreeSet<String>,
}

impl Cleaner<'_> {
    fn open(&mut self, name: &str, attributes: &str, closed: bool) {
        if self.skipping > 0 {
            self.skipping += usize::from(!closed);
        } else if self.root.is_none() {
            if name == "svg" {
                self.root = root(attributes);
            }
        } else {
            let inside_title = self.open.last() == Some(&"title");
            match ELEMENTS.iter().find(|e| **e == name) {
                Some(name) if !inside_title && self.open.len() < DEPTH => self.pass(name, attributes, closed),
                _ => self.skipping = usize::from(!closed),
            }
        }
    }

    fn pass(&mut self, name: &'static str, attributes: &str, closed: bool) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in Attributes(attributes) {
            self.attribute(key, &value);
        }
        self.out.push_str(if closed { "/>" } else { ">" });
        if !closed {
            self.open.push(name);
        }
    }

    fn attribute(&mut self, key: &str, value: &str) {
        match key {
            "id" => {
                self.ids.insert(value.to_owned());
                put(&mut self.out, "id", &format!("{}{value}", self.prefix));
                put(&mut self.out, "data-el", value);
            }
            "href" | "xlink:href" => {
                if let Some(id) = value.strip_prefix('#') {
                    put(&mut self.out, "href", &format!("#{}{id}", self.prefix));
                }
            }
            _ if ATTRIBUTES.contains(&key) => {
                if let Some(value) = local_references(value, self.prefix) {
                    put(&mut self.out, key, &value);
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if self.skipping > 0 {
            self.skipping -= 1;
        } else if self.open.last() == Some(&name) {
            self.open.pop();
            self.end(name);
        } else if let Some(at) = self.open.iter().rposition(|n| *n == name) {
            while self.open.len() > at {
                if let Some(name) = self.open.pop() {
                    self.end(name);
                }
            }
        }
    }

    fn end(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn text(&mut self, text: &str) {
        let shown = matches!(self.open.last(), Some(&("text" | "tspan" | "title")));
        if self.skipping == 0 && shown {
            escape(&mut self.out, &unescape(text));
        }
    }

    fn finish(mut self) -> Option<Drawing> {
        while let Some(name) = self.open.pop() {
            self.end(name);
        }
        let (view_box, root_attributes) = self.root?;
        Some(Drawing { view_box, root_attributes, inner: self.out, ids: self.ids })
    }
}

/// View box and presentation attributes of the root; none if it has no usable size.
fn root(attributes: &str) -> Option<([f64; 4], String)> {
    let numbers = |text: &str| -> Vec<f64> { text.split([' ', ',']).filter_map(|v| v.parse().ok()).collect() };
    let length = |text: &str| text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%').parse::<f64>().ok();
    let (mut view_box, mut width, mut height, mut kept) = (None, None, None, String::new());
    for (key, value) in Attributes(attributes) {
        match key {
            "viewBox" => view_box = <[f64; 4]>::try_from(numbers(&value)).ok(),
            "width" => width = length(&value),
            "height" => height = length(&value),
            "fill" | "stroke" | "stroke-width" | "stroke-linecap" | "stroke-linejoin" | "font-family" | "font-size"
                if local_references(&value, "").is_some_and(|v| v == value) =>
            {
                put(&mut kept, key, &value);
            }
            _ => {}
        }
    }
    let page = || Some([0.0, 0.0, width?, height?]);
    let view_box = view_box.or_else(page)?;
    let usable = view_box.iter().all(|v| v.is_finite() && v.abs() < 1e7) && view_box[2] > 0.0 && view_box[3] > 0.0;
    usable.then_some((view_box, kept))
}

/// The value with its `url(#id)` kept apart by sheet; none if it points anywhere else.
fn local_references(value: &str, prefix: &str) -> Option<String> {
    let lower = value.to_ascii_lowercase();
    if !lower.contains("url") {
        let harmless = !lower.contains("javascript") && !lower.contains("expression") && !lower.contains('\\');
        return harmless.then(|| value.to_owned());
    }
    let id = value.trim().strip_prefix("url(#")?.strip_suffix(')')?;
    let plain = id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
    plain.then(|| format!("url(#{prefix}{id})"))
}

fn put(out: &mut String, key: &str, value: &str) {
    out.push(' ');
    out.push_str(key);
    out.push_str("=\"");
    escape(out, value);
    out.push('"');
}

pub(super) fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\0' => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
}

/// Text with XML's own entities and character numbers resolved; others stay as written.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(i, _)| i);
        match end.and_then(|end| Some((end, entity(&rest[1..end])?))) {
            Some((end, c)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control() || c.is_whitespace())
        }
    }
}

enum Token<'a> {
    Open { name: &'a str, attributes: &'a str, closed: bool },
    Close(&'a str),
    Text(&'a str),
}

/// Tags and texts of an XML-like text; declarations, comments and CDATA are passed over. Never fails, always ends.
struct Tokens<'a>(&'a str);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.0;
            if rest.is_empty() {
                return None;
            }
            if !rest.starts_with('<') {
                let end = rest.find('<').unwrap_or(rest.len());
                self.0 = &rest[end..];
                return Some(Token::Text(&rest[..end]));
            }
            let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")];
            if let Some((start, end)) = skipped.iter().find(|(start, _)| rest.starts_with(start)) {
                self.0 = rest[start.len()..].split_once(end).map_or("", |(_, after)| after);
                continue;
            }
            let end = tag_end(rest)?;
            self.0 = &rest[end + 1..];
            return Some(tag(&rest[1..end]));
        }
    }
}

/// Index of the `>` that ends the tag, past quoted values; none if the text ends first.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    text.char_indices().skip(1).find_map(|(i, c)| match (quote, c) {
        (None, '>') => Some(i),
        (None, '"' | '\'') => {
            quote = Some(c);
            None
        }
        (Some(q), c) if q == c => {
            quote = None;
            None
        }
        _ => None,
    })
}

fn tag(content: &str) -> Token<'_> {
    if let Some(name) = content.strip_prefix('/') {
        return Token::Close(name.trim());
    }
    let (content, closed) = content.strip_suffix('/').map_or((content, false), |c| (c, true));
    let (name, attributes) = content.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((content, ""));
    Token::Open { name, attributes, closed }
}

/// Attributes of a tag: `key="value"` or `key='value'`; anything else ends them.
struct Attributes<'a>(&'a str);

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, String);

    fn next(&mut self) -> Option<Self::Item> {
        let (key, rest) = self.0.split_once('=')?;
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, after) = rest[1..].split_once(quote)?;
        self.0 = after;
        Some((key.trim(), unescape(value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn inner(body: &str) -> String {
        drawing(&format!("<svg viewBox='0 0 10 10'>{body}</svg>"), "s0-").unwrap().inner
    }

    #[test]
    fn only_shapes_and_texts_pass() {
        let check = |body: &str, expect: &str| assert_eq!(inner(body), expect, "{body}");
        check("<g id=\"V-1\"><path d='M0 0'/></g>", "<g id=\"s0-V-1\" data-el=\"V-1\"><path d=\"M0 0\"/></g>");
        check("<script>alert(1)</script><path d='M0'/>", "<path d=\"M0\"/>");
        check("<g onclick='x()' style='fill:red'/>", "<g/>");
        check("<image href='http://x/y.png'/>", "");
        check("<use href='#a'/><use xlink:href='http://x#a'/>", "<use href=\"#s0-a\"/><use/>");
        check("<g clip-path='url(#c)' fill='url(http://x)'/>", "<g clip-path=\"url(#s0-c)\"/>");
        check("<text>a &lt; b &amp; c &bad; \"d\"</text>", "<text>a &lt; b &amp; c &amp;bad; &quot;d&quot;</text>");
        check("<text>1 > 0</text>stray", "<text>1 &gt; 0</text>");
        check("<foreignObject><div>x</div></foreignObject><g/>", "<g/>");
        check("<title><g>x</g>t</title>", "<title>t</title>");
        check("<g><g></svg>", "<g><g></g></g>");
        check("</g></div><g/>", "<g/>");
        check("<!-- <g> --><![CDATA[<g>]]><g/>", "<g/>");
        check("<g a='>' fill='none'/>", "<g fill=\"none\"/>");
    }

    #[test]
    fn the_root_gives_the_size() {
        let view = |svg: &str| drawing(svg, "").map(|d| d.view_box);
        assert_eq!(view("<?xml version='1.0'?><svg viewBox='1 2 30 40'/>"), Some([1.0, 2.0, 30.0, 40.0]));
        assert_eq!(view("<svg width='841mm' height='594mm'/>"), Some([0.0, 0.0, 841.0, 594.0]));
        assert_eq!(view("<svg viewBox='0 0 0 10'/>"), None);
        assert_eq!(view("<svg viewBox='0 0 1e99 10'/>"), None);
        assert_eq!(view("<html/>"), None);
        assert_eq!(view("<svg viewBox='0 0 1 1"), None);
    }

    proptest! {
        /// Whatever comes in, what goes out is balanced and names nothing that is not on the lists.
        #[test]
        fn nothing_gets_through(body in "(<|>|/|g|script|svg|text| |=|\"|'|id|on|x|&|;|!--|\\]\\]>){0,60}") {
            let out = inner(&body);
            let mut open = Vec::new();
            for token in Tokens(&out) {
                match token {
                    Token::Open { name, closed, attributes } => {
                        prop_assert!(ELEMENTS.contains(&name));
                        for (key, _) in Attributes(attributes) {
                            prop_assert!(ATTRIBUTES.contains(&key) || ["id", "data-el", "href"].contains(&key));
                        }
                        if !closed { open.push(name); }
                    }
                    Token::Close(name) => prop_assert_eq!(open.pop(), Some(name)),
                    Token::Text(_) => {}
                }
            }
            prop_assert!(open.is_empty());
        }
    }
}
