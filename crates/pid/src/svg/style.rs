//! Colours, weights and line types of a `Presentation`.

use super::canvas::{Number, write};
use crate::xml::El;

/// How a shape is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Style {
    pub colour: String,
    /// mm on paper.
    pub width: f64,
    pub dash: Option<&'static str>,
    /// Filled with its own colour.
    pub filled: Option<f64>,
}

impl Default for Style {
    fn default() -> Self {
        Self { colour: "#000000".into(), width: 0.25, dash: None, filled: None }
    }
}

/// How a file measures and counts what is on paper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Paper {
    /// Millimetres per drawing unit.
    pub mm: f64,
    /// Number of the solid line type: 0 in the schema, 1 in some exports.
    pub first_type: u8,
    /// Factors on the radii of curves, 1 but for exports that leave them unscaled.
    pub grow: [f64; 2],
}

impl Paper {
    /// A sheet whose border is drawn with line type 1 counts from there: nobody dots a border.
    pub fn of(root: El<'_>, mm: f64) -> Self {
        let borders = root.named("Drawing").flat_map(|d| d.named("DrawingBorder")).flat_map(|b| b.children());
        let types = borders.filter_map(|s| s.child("Presentation")?.filled("LineType"));
        let (ones, zeros) = types.fold((0, 0), |(o, z), t| (o + usize::from(t == "1"), z + usize::from(t == "0")));
        Self { mm, first_type: u8::from(ones > zeros), grow: [1.0, 1.0] }
    }
}

/// Thinner lines vanish on screen, thicker ones are a unit mistaken, mm.
const WIDTHS: (f64, f64) = (0.13, 2.0);

impl Style {
    /// The style of an element's own presentation, else the one it stands in.
    pub fn of(element: El<'_>, outer: &Style, paper: Paper) -> Style {
        let mm = paper.mm;
        let Some(presentation) = element.child("Presentation") else { return outer.clone() };
        let weight = presentation.number("LineWeight").filter(|w| *w > 0.0);
        let width = weight.map_or(outer.width, |w| (w * mm).clamp(WIDTHS.0, WIDTHS.1));
        let colour = colour(presentation).unwrap_or_else(|| outer.colour.clone());
        let dash = presentation.filled("LineType").map_or(outer.dash, |t| dash(t, paper.first_type));
        Style { colour, width, dash, filled: None }
    }

    pub fn fill(mut self, opacity: f64) -> Self {
        self.filled = Some(opacity);
        self
    }

    pub fn write(&self, out: &mut String) {
        write(out, format_args!(" stroke=\"{}\" stroke-width=\"{}\"", self.colour, Number(self.width)));
        if let Some(dash) = self.dash {
            write(out, format_args!(" stroke-dasharray=\"{dash}\""));
        }
        match self.filled {
            Some(opacity) if opacity >= 1.0 => write(out, format_args!(" fill=\"{}\"", self.colour)),
            Some(opacity) => write(out, format_args!(" fill=\"{}\" fill-opacity=\"{}\"", self.colour, Number(opacity))),
            None => {}
        }
    }
}

/// `R`, `G`, `B` from 0 to 1 (or to 255). Light colours are darkened: the tools that write them draw on black.
pub(super) fn colour(presentation: El<'_>) -> Option<String> {
    let part = |name| presentation.number(name).map(|v: f64| v.max(0.0));
    let rgb = [part("R")?, part("G")?, part("B")?];
    let scale = if rgb.iter().any(|v| *v > 1.0) { 1.0 } else { 255.0 };
    let [r, g, b] = rgb.map(|v| (v * scale).min(255.0));
    let luminance = 0.299 * r + 0.587 * g + 0.114 * b;
    let dimmed = if luminance > 130.0 { 90.0 / luminance } else { 1.0 };
    let byte = |v: f64| (v * dimmed).round() as u8;
    Some(format!("#{:02x}{:02x}{:02x}", byte(r), byte(g), byte(b)))
}

/// Line types of the Proteus schema, by number or name, as a pattern in mm.
fn dash(line_type: &str, first_type: u8) -> Option<&'static str> {
    let counted = line_type.trim().parse::<u8>().ok().map(|n| n.saturating_sub(first_type).to_string());
    let name = counted.unwrap_or_else(|| line_type.to_ascii_lowercase().replace(' ', ""));
    match name.as_str() {
        "1" | "dotted" => Some("0.2 1"),
        "2" | "dashed" => Some("2.5 1.2"),
        "3" | "longdash" => Some("5 1.5"),
        "4" | "longdash+shortdash" | "center" | "centerline" | "dashdot" => Some("5 1.2 1.2 1.2"),
        "5" | "shortdash" | "hidden" => Some("1.5 1"),
        "6" | "longdash+shortdash+shortdash" | "phantom" | "dashdotdot" => Some("5 1.2 1.2 1.2 1.2 1.2"),
        "7" | "dash+shortdash" => Some("3 1.2 1.2 1.2"),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn line_types() {
        for (name, first, dashed) in
            [("0", 0, false), ("1", 0, true), ("1", 1, false), ("2", 1, true), ("Solid", 1, false), ("Hidden", 0, true)]
        {
            assert_eq!(dash(name, first).is_some(), dashed, "{name} from {first}");
        }
    }

    #[test]
    fn colours() {
        for (attributes, expect) in [
            ("R='0' G='0' B='0'", Some("#000000")),
            ("R='0.5' G='0' B='0'", Some("#800000")),
            ("R='255' G='0' B='0'", Some("#ff0000")),
            ("R='1' G='1' B='1'", Some("#5a5a5a")),
            ("R='-3' G='0' B='0'", Some("#000000")),
            ("R='x' G='0' B='0'", None),
        ] {
            let dom = crate::xml::parse(format!("<p {attributes}/>").as_bytes()).unwrap();
            assert_eq!(colour(dom.root().unwrap()).as_deref(), expect, "{attributes}");
        }
    }
}
