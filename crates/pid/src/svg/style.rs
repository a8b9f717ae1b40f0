//! Colours, weights and line types of a `Presentation`.

use super::canvas::{Number, write};
use crate::xml::El;

/// How a shape is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Style {
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

/// Thinner lines vanish on screen, thicker ones are a unit mistaken, mm.
const WIDTHS: (f64, f64) = (0.13, 2.0);

impl Style {
    /// The style of an element's own presentation, else the one it stands in.
    pub fn of(element: El<'_>, outer: &Style, mm: f64) -> Style {
        let Some(presentation) = element.child("Presentation") else { return outer.clone() };
        let weight = presentation.number("LineWeight").filter(|w| *w > 0.0);
        let width = weight.map_or(outer.width, |w| (w * mm).clamp(WIDTHS.0, WIDTHS.1));
        let colour = colour(presentation).unwrap_or_else(|| outer.colour.clone());
        let dash = presentation.filled("LineType").map_or(outer.dash, dash);
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
fn dash(line_type: &str) -> Option<&'static str> {
    match line_type.to_ascii_lowercase().replace(' ', "").as_str() {
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
