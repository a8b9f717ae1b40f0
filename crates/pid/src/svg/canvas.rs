//! The growing SVG text: groups, shapes, and the points seen so far.

use super::style::Style;
use crate::geometry::{Bounds, Point};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Points kept for the page size; more only confirm it.
const MAX_POINTS: usize = 1_000_000;

/// No sheet is larger, mm; what lies beyond does not count for the page.
const LARGEST: f64 = 1e9;

/// What was drawn so far.
pub(crate) struct Canvas {
    pub out: String,
    pub mm_per_unit: f64,
    /// Lines, curves and symbols (not texts and markers).
    pub n_shapes: usize,
    /// Centre lines of pipes.
    pub n_pipes: usize,
    /// Pieces not drawn because the output had grown too large.
    pub left_out: usize,
    /// Points on paper, mm, y down.
    pub points: Vec<Point>,
    max_output: usize,
    ids: BTreeSet<String>,
    /// Ids of elements that have graphics.
    pub drawn: BTreeSet<String>,
}

impl Canvas {
    pub fn new(mm_per_unit: f64, max_output: usize) -> Self {
        Self {
            out: String::new(),
            mm_per_unit,
            n_shapes: 0,
            n_pipes: 0,
            left_out: 0,
            points: Vec::new(),
            max_output,
            ids: BTreeSet::new(),
            drawn: BTreeSet::new(),
        }
    }

    /// Box of everything drawn.
    pub fn content(&self) -> Bounds {
        let mut bounds = Bounds::EMPTY;
        self.points.iter().for_each(|p| bounds.add(*p));
        bounds
    }

    /// Open a group. An id is written once; a second group of the same id goes without.
    pub fn open(&mut self, id: Option<&str>, class: &str, data: &[(&str, &str)]) {
        self.out.push_str("<g");
        if let Some(id) = id.filter(|id| self.ids.insert((*id).to_owned())) {
            self.attribute("id", id);
        }
        self.attribute("class", class);
        for (name, value) in data.iter().filter(|(_, v)| !v.is_empty()) {
            self.attribute(name, value);
        }
        self.out.push_str(">\n");
    }

    pub fn close(&mut self) {
        self.out.push_str("</g>\n");
    }

    pub fn attribute(&mut self, name: &str, value: &str) {
        write(&mut self.out, format_args!(" {name}=\""));
        escape_into(&mut self.out, value);
        self.out.push('"');
    }

    /// Whether the output still has room; counts what does not fit.
    fn has_room(&mut self) -> bool {
        let room = self.out.len() < self.max_output;
        self.left_out += usize::from(!room);
        room
    }

    fn see(&mut self, p: Point) {
        if self.points.len() < MAX_POINTS && p.iter().all(|c| c.abs() < LARGEST) {
            self.points.push(p);
        }
    }

    /// Both ends of the longest line of a text, at the usual width of letters.
    fn see_text(&mut self, at: Point, lines: &[&str], label: &Lettering<'_>) {
        const WIDTH_PER_SIZE: f64 = 0.6;
        let letters = lines.iter().map(|l| l.chars().count()).max().unwrap_or(0).min(200);
        let width = letters as f64 * label.size * WIDTH_PER_SIZE;
        let before = match label.anchor {
            "start" => 0.0,
            "end" => width,
            _ => width / 2.0,
        };
        let (sin, cos) = label.turn.to_radians().sin_cos();
        for along in [-before, width - before] {
            self.see([at[0] + along * cos, at[1] + along * sin]);
        }
    }

    pub fn polyline(&mut self, points: &[Point], closed: bool, style: &Style) {
        if points.len() < 2 || !self.has_room() {
            return;
        }
        if !points.iter().flatten().all(|c| c.abs() < LARGEST) {
            self.left_out += 1;
            return;
        }
        self.n_shapes += 1;
        self.out.push_str(if closed { "<polygon points=\"" } else { "<polyline points=\"" });
        for (k, p) in points.iter().enumerate() {
            self.see(*p);
            let space = if k == 0 { "" } else { " " };
            write(&mut self.out, format_args!("{space}{},{}", Number(p[0]), Number(p[1])));
        }
        self.out.push('"');
        style.write(&mut self.out);
        self.out.push_str("/>\n");
    }

    pub fn circle(&mut self, centre: Point, radius: f64, style: &Style) {
        if radius.is_nan() || radius.abs() >= LARGEST || !self.has_room() {
            self.left_out += 1;
            return;
        }
        self.n_shapes += 1;
        self.see([centre[0] - radius, centre[1] - radius]);
        self.see([centre[0] + radius, centre[1] + radius]);
        let (x, y, r) = (Number(centre[0]), Number(centre[1]), Number(radius));
        write(&mut self.out, format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\""));
        style.write(&mut self.out);
        self.out.push_str("/>\n");
    }

    /// Lines of text; `turn` in degrees, clockwise on paper. `shift` moves the first baseline down by that many sizes.
    pub fn text(&mut self, at: Point, lines: &[&str], label: &Lettering<'_>) {
        if !self.has_room() {
            return;
        }
        self.see_text(at, lines, label);
        let (x, y, size) = (Number(at[0]), Number(at[1]), label.size);
        write(&mut self.out, format_args!("<text x=\"{x}\" y=\"{y}\" font-size=\"{}\" fill=\"{}\"", Number(size), label.colour));
        write(&mut self.out, format_args!(" text-anchor=\"{}\" stroke=\"none\"", label.anchor));
        if label.turn.abs() > 1e-3 {
            write(&mut self.out, format_args!(" transform=\"rotate({} {x} {y})\"", Number(label.turn)));
        }
        self.out.push('>');
        let first = label.shift - label.line_share * (lines.len() as f64 - 1.0) * LINE_SPACING;
        for (k, line) in lines.iter().enumerate() {
            let dy = if k == 0 { first } else { LINE_SPACING };
            write(&mut self.out, format_args!("<tspan x=\"{x}\" dy=\"{}em\">", Number(dy)));
            escape_into(&mut self.out, line);
            self.out.push_str("</tspan>");
        }
        self.out.push_str("</text>\n");
    }

    pub fn title(&mut self, text: &str) {
        self.out.push_str("<title>");
        escape_into(&mut self.out, text);
        self.out.push_str("</title>\n");
    }
}

/// Baseline to baseline, in font sizes.
const LINE_SPACING: f64 = 1.2;

/// How a text is set.
pub(crate) struct Lettering<'a> {
    pub size: f64,
    pub colour: &'a str,
    pub anchor: &'a str,
    pub turn: f64,
    /// Down from the point to the first baseline, in font sizes.
    pub shift: f64,
    /// Share of the lines above the point: 0 for top, 0.5 for centre, 1 for bottom.
    pub line_share: f64,
}

/// A coordinate with at most three decimals and no noise.
pub(super) struct Number(pub f64);

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rounded = if self.0.abs() < 1e3 * LARGEST { (self.0 * 1000.0).round() / 1000.0 } else { 0.0 };
        // Minus zero is zero.
        write!(f, "{}", rounded + 0.0)
    }
}

/// Write to a string, which cannot fail.
pub(super) fn write(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(arguments);
}

/// Escape for attributes and text; characters XML does not allow become a replacement character.
pub(super) fn escape_into(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => out.push(' '),
            c if (c as u32) < 0x20 || matches!(c as u32, 0xFFFE | 0xFFFF) => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
}
