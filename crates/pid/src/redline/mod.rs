//! A sheet with findings marked on it the way engineers do: red for what is new in the field, green for what is to be
//! deleted, blue for comments.
//!
//! Each mark has a cloud around its elements, a callout with its letter, and a row in the table beside the sheet. What is not
//! drawn is drawn in red on the line between its neighbours. Works on any sheet this crate draws: places are read from the SVG.

mod clouds;
mod legend;
mod places;
mod symbols;

use crate::geometry::Bounds;
use crate::svg::Canvas;
use places::Places;
use rosette_plant::{NewItem, Place, Sheet};
use serde::{Deserialize, Serialize};

/// What a mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// In the field, not on the drawing: red.
    New,
    /// On the drawing, not in the field: green, crossed out.
    Delete,
    /// Something else is to be changed or checked: blue.
    Comment,
}

/// A finding on a sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// What it says.
    pub kind: Kind,
    /// Letter or number in the callout.
    pub letter: String,
    /// Sentence in the table.
    pub message: String,
    /// Elements it is about.
    #[serde(default)]
    pub ids: Vec<String>,
    /// What is to be drawn.
    #[serde(default)]
    pub addition: Option<Addition>,
}

/// Items that are not on the drawing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Addition {
    /// Drawn neighbours.
    pub place: Place,
    /// Items from the first neighbour on; of a branch, from the tee on.
    pub items: Vec<NewItem>,
    /// They stand on a branch from here, not in the line.
    #[serde(default)]
    pub branch: bool,
}

/// A sheet with marks.
#[derive(Debug, Clone, PartialEq)]
pub struct Redline {
    /// Self-contained SVG. Each mark is a group of class `mark` with its letter in `data-letter`.
    pub svg: String,
    /// Marks (by index) of which nothing is on this sheet; they are in the table all the same.
    pub not_on_sheet: Vec<usize>,
}

/// Largest overlay, bytes.
const MAX_OVERLAY: usize = 64 << 20;

/// The colour of a kind.
fn colour(kind: Kind) -> &'static str {
    match kind {
        Kind::New => "#d00000",
        Kind::Delete => "#00862b",
        Kind::Comment => "#0048d0",
    }
}

/// Mark findings on a sheet.
pub fn svg(sheet: &Sheet, marks: &[Mark]) -> Redline {
    let places = Places::read(&sheet.svg);
    let unit = unit(&places.page);
    let mut canvas = Canvas::new(1.0, MAX_OVERLAY);
    // A first round finds where the clouds are, so that no callout stands in one.
    let mut trial = clouds::Drawing::new(&places, unit, Vec::new());
    let mut scratch = Canvas::new(1.0, MAX_OVERLAY);
    for mark in marks {
        trial.mark(&mut scratch, mark);
    }
    let mut drawing = clouds::Drawing::new(&places, unit, trial.clouds);
    let mut not_on_sheet = Vec::new();
    for (index, mark) in marks.iter().enumerate() {
        let kind = match mark.kind {
            Kind::New => "mark new",
            Kind::Delete => "mark delete",
            Kind::Comment => "mark comment",
        };
        canvas.open(None, kind, &[("data-letter", &mark.letter), ("data-ids", &mark.ids.join(" "))]);
        canvas.title(&mark.message);
        if !drawing.mark(&mut canvas, mark) {
            not_on_sheet.push(index);
        }
        canvas.close();
    }
    let page = legend::draw(&mut canvas, &sheet.name, marks, &not_on_sheet, &places.page, unit);
    Redline { svg: overlaid(&sheet.svg, &canvas.out, &page), not_on_sheet }
}

/// Millimetres of paper to draw with: letters of 3 mm on an A3 sheet, larger on larger ones.
fn unit(page: &Bounds) -> f64 {
    const A3_DIAGONAL: f64 = 515.0;
    let [w, h] = page.size();
    (w.hypot(h) / A3_DIAGONAL).clamp(0.4, 4.0)
}

/// The sheet under the marks, on the larger page.
fn overlaid(sheet: &str, marks: &str, page: &Bounds) -> String {
    let body = sheet.split_once('>').map_or("", |(_, body)| body);
    let body = body.rsplit_once("</svg>").map_or(body, |(body, _)| body);
    let [w, h] = page.size();
    let (x, y) = (page.min[0], page.min[1]);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{x:.2} {y:.2} {w:.2} {h:.2}\" width=\"{w:.2}mm\" height=\"{h:.2}mm\" \
         fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\" font-family=\"sans-serif\">\n\
         <rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{w:.2}\" height=\"{h:.2}\" fill=\"#ffffff\"/>\n"
    );
    out.push_str(body);
    out.push_str("<g class=\"redline\">\n");
    out.push_str(marks);
    out.push_str("</g>\n</svg>\n");
    out
}
