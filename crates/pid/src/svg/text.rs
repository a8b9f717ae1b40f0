//! Texts: where they are set, how large, and how they are justified.

use super::canvas::{Canvas, Lettering};
use super::frame::{self, Frame};
use super::style;
use super::template::{self, Ids};
use crate::proteus::label_text;
use crate::xml::El;
use std::collections::BTreeSet;

/// Font size over the height that drawings state: tools mean the font size, not the height of capitals.
const SIZE_PER_HEIGHT: f64 = 1.05;
/// Calibri is narrower than the sans-serif that stands in for it by about this.
const NARROW: f64 = 0.92;
/// Letter height where none is stated, and its limits, mm.
const HEIGHT: (f64, f64, f64) = (2.5, 0.3, 60.0);

/// What the texts of a sheet share.
pub(super) struct Printer<'a> {
    ids: Ids<'a>,
    /// Texts printed so far, with their place in hundredths of a millimetre.
    printed: BTreeSet<(i64, i64, String)>,
}

impl<'a> Printer<'a> {
    pub fn new(root: El<'a>) -> Self {
        Self { ids: template::ids(root), printed: BTreeSet::new() }
    }

    /// Some tools write a label twice, with its sheet and with its element: printed once, else it looks bold.
    fn is_new(&mut self, at: [f64; 2], string: &str) -> bool {
        let [x, y] = at.map(|c| (c * 100.0).round() as i64);
        self.printed.insert((x, y, string.to_owned()))
    }
}

/// Draw a `Text`.
pub(super) fn draw(canvas: &mut Canvas, element: El<'_>, outer: &Frame, colour: &str, printer: &mut Printer<'_>) {
    let Some(string) = label_text(element).or_else(|| template::fill(element, &printer.ids)) else { return };
    let Some(own) = frame::placed(element) else { return };
    let frame = outer.then(&own);
    if !printer.is_new(frame.origin, &string) {
        return;
    }
    let stated = element.number("Height").map(|h| h * outer.scale()).filter(|h| *h > 0.0);
    let height = stated.unwrap_or(HEIGHT.0).clamp(HEIGHT.1, HEIGHT.2);
    let (anchor, shift, line_share) = justify(element.filled("Justification").unwrap_or("LeftBottom"));
    let own_colour = element.child("Presentation").and_then(style::colour);
    let lettering = Lettering {
        size: height * if is_narrow(element) { SIZE_PER_HEIGHT * NARROW } else { SIZE_PER_HEIGHT },
        colour: own_colour.as_deref().unwrap_or(colour),
        anchor,
        turn: turn(element, &frame),
        shift,
        line_share,
    };
    let lines: Vec<&str> = string.split(['\n', '\r']).map(str::trim).filter(|l| !l.is_empty()).collect();
    canvas.text(frame.origin, &lines, &lettering);
}

fn is_narrow(element: El<'_>) -> bool {
    element.filled("Font").is_some_and(|f| f.eq_ignore_ascii_case("calibri"))
}

/// Degrees clockwise on paper: the direction of the reference, or `TextAngle` where that says nothing.
fn turn(element: El<'_>, frame: &Frame) -> f64 {
    let along = frame.x[1].atan2(frame.x[0]).to_degrees();
    let angle = element.number("TextAngle").unwrap_or(0.0).rem_euclid(360.0);
    if along.abs() < 0.1 { -angle } else { along }
}

/// Anchor, baseline shift in font sizes, and the share of lines above the point.
fn justify(justification: &str) -> (&'static str, f64, f64) {
    let j = justification.to_ascii_lowercase();
    let anchor = match () {
        _ if j.starts_with("left") => "start",
        _ if j.starts_with("right") => "end",
        _ => "middle",
    };
    // Capitals are 0.72 of the font size.
    let (shift, share) = match () {
        _ if j.ends_with("top") => (0.74, 0.0),
        _ if j.ends_with("bottom") => (-0.04, 1.0),
        _ => (0.36, 0.5),
    };
    (anchor, shift, share)
}
