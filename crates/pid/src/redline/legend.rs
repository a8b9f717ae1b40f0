//! The table of the marks, beside the sheet.

use super::{Kind, Mark, colour};
use crate::geometry::Bounds;
use crate::svg::{Canvas, Lettering, Style};

/// Width of the table, of its letters column, height of a text line and of letters; units.
const WIDTH: f64 = 110.0;
const LETTERS: f64 = 14.0;
const LINE: f64 = 4.6;
const TEXT: f64 = 3.0;
/// Letters that fit on a line of the table.
const COLUMNS: usize = 56;
/// Longer messages are cut; the whole is in the mark's title.
const MAX_LINES: usize = 12;

/// Draw the table; gives the page that holds both.
pub(super) fn draw(canvas: &mut Canvas, sheet: &str, marks: &[Mark], not_on_sheet: &[usize], page: &Bounds, unit: f64) -> Bounds {
    let left = page.max[0] + 4.0 * unit;
    let right = left + WIDTH * unit;
    let mut y = page.min[1] + 4.0 * unit;
    let thin = Style { width: 0.25 * unit, ..Style::default() };
    canvas.open(None, "legend", &[]);
    text(canvas, [left, y + 4.0 * unit], &format!("Redline of {sheet}"), 1.4 * TEXT * unit, "#000000");
    y += 10.0 * unit;
    for (kind, words) in [
        (Kind::New, "red: in the field, not on the drawing"),
        (Kind::Delete, "green: on the drawing, not in the field"),
        (Kind::Comment, "blue: to be changed or checked"),
    ] {
        text(canvas, [left, y], words, TEXT * unit, colour(kind));
        y += LINE * unit;
    }
    let top = y;
    rule(canvas, left, right, y, &thin);
    for (k, mark) in marks.iter().enumerate() {
        let note = if not_on_sheet.contains(&k) { " (not on this sheet)" } else { "" };
        let lines = wrapped(&format!("{}{note}", mark.message));
        let colour = colour(mark.kind);
        text(canvas, [left + 2.0 * unit, y + LINE * unit], &mark.letter, TEXT * unit, colour);
        for line in &lines {
            y += LINE * unit;
            text(canvas, [left + LETTERS * unit, y], line, TEXT * unit, colour);
        }
        y += (LINE * 0.5) * unit;
        rule(canvas, left, right, y, &thin);
    }
    for x in [left, left + (LETTERS - 2.0) * unit, right] {
        canvas.polyline(&[[x, top], [x, y]], false, &thin);
    }
    canvas.close();
    Bounds { min: page.min, max: [right + 4.0 * unit, page.max[1].max(y + 4.0 * unit)] }
}

fn rule(canvas: &mut Canvas, left: f64, right: f64, y: f64, style: &Style) {
    canvas.polyline(&[[left, y], [right, y]], false, style);
}

fn text(canvas: &mut Canvas, at: [f64; 2], words: &str, size: f64, colour: &str) {
    canvas.text(at, &[words], &Lettering { size, colour, anchor: "start", turn: 0.0, shift: 0.0, line_share: 0.0 });
}

/// Words broken into lines.
fn wrapped(message: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in message.split_whitespace() {
        let word: String = word.chars().take(COLUMNS).collect();
        let last = lines.last().map_or(0, |l| l.chars().count());
        match lines.last_mut().filter(|_| last == 0 || last + 1 + word.chars().count() <= COLUMNS) {
            Some(line) => {
                if last > 0 {
                    line.push(' ');
                }
                line.push_str(&word);
            }
            None => lines.push(word),
        }
    }
    if lines.len() > MAX_LINES {
        lines.truncate(MAX_LINES);
        if let Some(last) = lines.last_mut() {
            last.push_str(" ...");
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_messages_are_broken() {
        assert_eq!(wrapped("a short one"), ["a short one"]);
        assert_eq!(wrapped(""), [""]);
        let lines = wrapped(&"word ".repeat(1000));
        assert_eq!(lines.len(), MAX_LINES);
        assert!(lines.iter().all(|l| l.chars().count() <= COLUMNS + 4));
        assert_eq!(wrapped(&"x".repeat(500))[0].len(), COLUMNS);
    }
}
