//! Symbols after ISO 10628-2 and ISA 5.1, drawn by ourselves: a symbol lies on its pipe, flow from left to right.

use super::net::{self, BUBBLE};
use crate::geometry::Point;
use crate::svg::{Canvas, Lettering, Style};
use rosette_plant::{Class, Drawn, Element, Subtype};
use std::f64::consts::{PI, TAU};

/// Half length and half height of a valve, mm.
const VALVE: [f64; 2] = [4.0, 2.5];
/// Chords of a full circle.
const CHORDS: f64 = 32.0;

/// What a symbol shows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub class: Class,
    pub subtype: Option<Subtype>,
    /// Body of a control valve, where the drawing tells.
    pub body: Option<Subtype>,
    pub class_name: &'a str,
}

impl<'a> Subject<'a> {
    pub fn of(element: &'a Element<Drawn>) -> Self {
        let body = element.evidence.attributes.get("body").and_then(|b| subtype(b));
        Self { class: element.class, subtype: element.subtype, body, class_name: &element.evidence.class_name }
    }

    /// Off-page connectors have no class of their own.
    pub fn is_off_page(&self) -> bool {
        self.class == Class::Other && (self.class_name.contains("OffPage") || self.class_name.contains("Connector"))
    }
}

fn subtype(name: &str) -> Option<Subtype> {
    use Subtype::{Ball, Butterfly, Diaphragm, Gate, Globe, Needle, Plug};
    [Gate, Globe, Ball, Butterfly, Plug, Needle, Diaphragm].into_iter().find(|s| s.name() == name)
}

/// A pen that draws about a point, along a direction.
pub(crate) struct Pen<'c> {
    pub canvas: &'c mut Canvas,
    pub at: Point,
    /// Unit vector of the flow, y down.
    pub along: Point,
    /// Unit vector to the side where stems and springs go.
    pub aside: Point,
    pub style: Style,
    /// Millimetres of paper per millimetre of the symbol.
    pub scale: f64,
}

impl<'c> Pen<'c> {
    /// A pen for a symbol on a pipe of that direction; stems go up, or to the left of upright pipes.
    pub fn on_pipe(canvas: &'c mut Canvas, at: Point, along: Point, style: Style) -> Self {
        let length = along[0].hypot(along[1]);
        let along = if length > 1e-9 { along.map(|c| c / length) } else { [1.0, 0.0] };
        let left = [along[1], -along[0]];
        let is_up = left[1] < -1e-9 || (left[1].abs() <= 1e-9 && left[0] < 0.0);
        let aside = if is_up { left } else { left.map(|c| -c) };
        Self { canvas, at, along, aside, style, scale: 1.0 }
    }

    fn point(&self, [x, y]: Point) -> Point {
        let k = |i: usize| self.at[i] + self.scale * (x * self.along[i] + y * self.aside[i]);
        [k(0), k(1)]
    }

    fn line(&mut self, points: &[Point], closed: bool) {
        let points: Vec<Point> = points.iter().map(|p| self.point(*p)).collect();
        self.canvas.polyline(&points, closed, &self.style);
    }

    fn solid(&mut self, points: &[Point]) {
        let points: Vec<Point> = points.iter().map(|p| self.point(*p)).collect();
        self.canvas.polyline(&points, true, &self.style.clone().fill(1.0));
    }

    fn circle(&mut self, centre: Point, radius: f64, filled: bool) {
        let style = if filled { self.style.clone().fill(1.0) } else { self.style.clone() };
        let centre = self.point(centre);
        self.canvas.circle(centre, radius * self.scale, &style);
    }

    fn arc(&mut self, centre: Point, radii: Point, from: f64, turn: f64) {
        let n = ((turn.abs() / TAU * CHORDS).ceil() as usize).max(4);
        let at = |k: usize| from + turn * k as f64 / n as f64;
        let points: Vec<Point> =
            (0..=n).map(|k| [centre[0] + radii[0] * at(k).cos(), centre[1] + radii[1] * at(k).sin()]).collect();
        self.line(&points, false);
    }

    fn box_of(&mut self, [x, y]: Point) {
        self.line(&[[-x, -y], [x, -y], [x, y], [-x, y]], true);
    }

    fn letters(&mut self, lines: &[&str], size: f64) {
        let label = Lettering {
            size: size * self.scale,
            colour: &self.style.colour,
            anchor: "middle",
            turn: 0.0,
            shift: 0.36,
            line_share: 0.5,
        };
        self.canvas.text(self.at, lines, &label);
    }

    /// Draw a symbol; `half` and `body` are half its width and height, for what has no fixed size.
    pub fn draw(&mut self, subject: &Subject<'_>, half: f64, body: f64) {
        match subject.class {
            Class::Valve => self.valve(subject),
            Class::Tee => self.circle([0.0, 0.0], 0.7, true),
            Class::Pipe | Class::Elbow => self.circle([0.0, 0.0], 0.4, true),
            Class::Reducer => self.line(&[[-4.0, -2.5], [4.0, -1.3], [4.0, 1.3], [-4.0, 2.5]], true),
            Class::Flange => self.flange(subject),
            Class::Strainer => self.strainer(),
            Class::Flowmeter => self.flowmeter(),
            Class::Instrument => self.circle([0.0, 0.0], BUBBLE, false),
            Class::Pump => self.pump(subject, half),
            Class::Tank => self.tank(half, body),
            Class::Vessel => self.vessel(half, body),
            Class::HeatExchanger => self.exchanger(half, body),
            _ if subject.is_off_page() => self.off_page(),
            _ if subject.class_name.contains("Break") => self.line(&[[-1.0, -2.5], [1.0, -0.8], [-1.0, 0.8], [1.0, 2.5]], false),
            _ => self.other(subject, half, body),
        }
    }

    fn bowtie(&mut self) {
        let [x, y] = VALVE;
        self.line(&[[-x, -y], [x, y], [x, -y], [-x, y]], true);
    }

    fn valve(&mut self, subject: &Subject<'_>) {
        let kind = subject.subtype.unwrap_or(Subtype::Unknown);
        match kind {
            Subtype::Control => {
                self.body(subject.body.unwrap_or(Subtype::Unknown));
                self.line(&[[0.0, 0.0], [0.0, 5.0]], false);
                self.line(&[[-2.2, 5.0], [2.2, 5.0]], false);
                self.arc([0.0, 5.0], [2.2, 2.0], 0.0, PI);
            }
            Subtype::Relief => {
                self.bowtie();
                self.line(&[[0.0, 0.0], [0.0, 2.0], [-1.2, 2.8], [1.2, 3.8], [-1.2, 4.8], [1.2, 5.8], [0.0, 6.4]], false);
            }
            kind => self.body(kind),
        }
    }

    fn body(&mut self, kind: Subtype) {
        let [x, y] = VALVE;
        match kind {
            Subtype::Check => {
                // The diagonal falls with the flow; the arrow says it again.
                self.line(&[[-x, -y], [-x, y], [x, -y], [x, y]], false);
                self.circle([-x, y], 0.7, true);
                self.line(&[[-2.5, y + 1.5], [2.5, y + 1.5]], false);
                self.solid(&[[2.5, y + 1.5], [1.2, y + 2.1], [1.2, y + 0.9]]);
            }
            Subtype::Butterfly => {
                self.line(&[[-1.5, -y], [-1.5, y]], false);
                self.line(&[[1.5, -y], [1.5, y]], false);
                self.line(&[[-1.5, -y], [1.5, y]], false);
                self.circle([0.0, 0.0], 0.6, true);
                self.line(&[[-x, 0.0], [-1.5, 0.0]], false);
                self.line(&[[1.5, 0.0], [x, 0.0]], false);
            }
            Subtype::Gate => {
                self.bowtie();
                self.line(&[[0.0, -y], [0.0, y]], false);
            }
            Subtype::Globe => {
                self.bowtie();
                self.circle([0.0, 0.0], 1.0, true);
            }
            Subtype::Ball => {
                // The ball hides where the triangles meet.
                let side = 1.2;
                self.line(&[[-x, -y], [-x, y], [-side, side * y / x], [-side, -side * y / x]], true);
                self.line(&[[x, -y], [x, y], [side, side * y / x], [side, -side * y / x]], true);
                self.circle([0.0, 0.0], 1.4, false);
            }
            Subtype::Plug => {
                self.bowtie();
                self.line(&[[-1.3, 0.0], [0.0, 1.6], [1.3, 0.0], [0.0, -1.6]], true);
            }
            Subtype::Needle => {
                self.bowtie();
                self.solid(&[[0.0, 0.0], [-0.8, y], [0.8, y]]);
            }
            Subtype::Diaphragm => {
                self.bowtie();
                self.arc([0.0, 0.0], [1.8, 2.4], 0.0, PI);
            }
            _ => self.bowtie(),
        }
    }

    fn flange(&mut self, subject: &Subject<'_>) {
        self.line(&[[-0.6, -2.0], [-0.6, 2.0]], false);
        self.line(&[[0.6, -2.0], [0.6, 2.0]], false);
        if subject.class_name.contains("Blind") || subject.class_name.contains("Cap") {
            self.solid(&[[0.6, -2.0], [1.2, -2.0], [1.2, 2.0], [0.6, 2.0]]);
        }
    }

    fn strainer(&mut self) {
        self.box_of([4.0, 2.5]);
        let dashed = Style { dash: Some("0.8 0.6"), ..self.style.clone() };
        let solid = std::mem::replace(&mut self.style, dashed);
        self.line(&[[-4.0, 2.5], [4.0, -2.5]], false);
        self.style = solid;
    }

    fn flowmeter(&mut self) {
        self.circle([0.0, 0.0], 3.5, false);
        self.line(&[[-4.0, 0.0], [-3.5, 0.0]], false);
        self.line(&[[3.5, 0.0], [4.0, 0.0]], false);
        self.letters(&["F"], 3.0);
    }

    fn pump(&mut self, subject: &Subject<'_>, r: f64) {
        self.circle([0.0, 0.0], r, false);
        let slant = if subject.class_name.contains("Compressor") { 0.5 } else { 0.0 };
        self.line(&[[slant * r, 0.999 * r * (1.0 - slant * slant).sqrt()], [r, 0.0]], false);
        self.line(&[[slant * r, -0.999 * r * (1.0 - slant * slant).sqrt()], [r, 0.0]], false);
    }

    fn tank(&mut self, half: f64, body: f64) {
        self.line(&[[-half, body - 2.5], [-half, -body], [half, -body], [half, body - 2.5]], true);
        self.line(&[[-half, body - 2.5], [0.0, body], [half, body - 2.5]], false);
    }

    fn vessel(&mut self, half: f64, body: f64) {
        let shell = (body - 3.0).max(0.0);
        self.line(&[[-half, -shell], [-half, shell]], false);
        self.line(&[[half, -shell], [half, shell]], false);
        self.arc([0.0, shell], [half, 3.0], 0.0, PI);
        self.arc([0.0, -shell], [half, 3.0], 0.0, -PI);
    }

    fn exchanger(&mut self, half: f64, body: f64) {
        self.box_of([half, body]);
        let step = half / 2.0;
        self.line(
            &[[-half, 0.0], [-step, 0.0], [-step / 2.0, body * 0.6], [step / 2.0, -body * 0.6], [step, 0.0], [half, 0.0]],
            false,
        );
    }

    fn off_page(&mut self) {
        self.line(&[[-4.0, -2.5], [1.5, -2.5], [4.0, 0.0], [1.5, 2.5], [-4.0, 2.5]], true);
    }

    fn other(&mut self, subject: &Subject<'_>, half: f64, body: f64) {
        self.box_of([half, body]);
        let name: String = subject.class_name.chars().take(24).collect();
        let size = (2.0 * half / (name.chars().count().max(1) as f64 * net::LETTER)).clamp(0.8, 2.0);
        self.letters(&[&name], size);
    }
}

/// Letters and number of an instrument's tag, on two lines: `TICSA_4750.03` gives `TICSA` and `4750.03`.
pub(crate) fn bubble_lines(tag: &str) -> Vec<&str> {
    let tag = tag.trim();
    let cut = tag.find(|c: char| !c.is_alphabetic()).unwrap_or(tag.len());
    let (letters, number) = tag.split_at(cut);
    let number = number.trim_matches(|c: char| c == '-' || c == '_' || c.is_whitespace());
    [letters, number].into_iter().filter(|l| !l.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::bubble_lines;

    #[test]
    fn tags_in_bubbles() {
        for (tag, expect) in [
            ("PI-101", vec!["PI", "101"]),
            ("TICSA_4750.03", vec!["TICSA", "4750.03"]),
            ("LI", vec!["LI"]),
            ("4750.01", vec!["4750.01"]),
            (" \u{e4}1 ", vec!["\u{e4}", "1"]),
            ("", vec![]),
        ] {
            assert_eq!(bubble_lines(tag), expect, "{tag}");
        }
    }
}
