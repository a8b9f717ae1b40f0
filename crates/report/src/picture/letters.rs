//! A five by seven pixel alphabet for the labels in pictures.

use super::canvas::Canvas;
use crate::names::Rgb;

/// Pixels a dot of a letter is wide.
const DOT: isize = 2;
/// Pixels from one letter to the next.
const ADVANCE: isize = 6 * DOT;

/// Width of a text, pixels.
pub(crate) fn width(text: &str) -> isize {
    text.chars().count() as isize * ADVANCE
}

/// Draws a text in dark on a pale ground, its upper left corner at (x, y), moved so that it stays in the picture.
pub(crate) fn label(canvas: &mut Canvas, x: isize, y: isize, text: &str, color: Rgb) {
    let (w, h) = (width(text) + 2 * DOT, 9 * DOT);
    let x = x.clamp(0, (canvas.width as isize - w).max(0));
    let y = y.clamp(0, (canvas.height as isize - h).max(0));
    canvas.fill(x, y, w, h, [255, 255, 255], 0.82);
    for (i, letter) in (0isize..).zip(text.chars()) {
        draw(canvas, x + DOT + i * ADVANCE, y + DOT, letter, color);
    }
}

fn draw(canvas: &mut Canvas, x: isize, y: isize, letter: char, color: Rgb) {
    for (row, bits) in (0isize..).zip(glyph(letter)) {
        for column in 0..5isize {
            if bits >> (4 - column) & 1 == 1 {
                canvas.fill(x + column * DOT, y + row * DOT, DOT, DOT, color, 1.0);
            }
        }
    }
}

/// Seven rows of five bits; what is not in the alphabet is a hollow box.
fn glyph(letter: char) -> [u8; 7] {
    match letter.to_ascii_uppercase() {
        ' ' => [0; 7],
        'A' => [14, 17, 17, 31, 17, 17, 17],
        'B' => [30, 17, 17, 30, 17, 17, 30],
        'C' => [14, 17, 16, 16, 16, 17, 14],
        'D' => [30, 17, 17, 17, 17, 17, 30],
        'E' => [31, 16, 16, 30, 16, 16, 31],
        'F' => [31, 16, 16, 30, 16, 16, 16],
        'G' => [14, 17, 16, 23, 17, 17, 15],
        'H' => [17, 17, 17, 31, 17, 17, 17],
        'I' => [14, 4, 4, 4, 4, 4, 14],
        'J' => [7, 2, 2, 2, 2, 18, 12],
        'K' => [17, 18, 20, 24, 20, 18, 17],
        'L' => [16, 16, 16, 16, 16, 16, 31],
        'M' => [17, 27, 21, 21, 17, 17, 17],
        'N' => [17, 25, 21, 19, 17, 17, 17],
        'O' => [14, 17, 17, 17, 17, 17, 14],
        'P' => [30, 17, 17, 30, 16, 16, 16],
        'Q' => [14, 17, 17, 17, 21, 18, 13],
        'R' => [30, 17, 17, 30, 20, 18, 17],
        'S' => [15, 16, 16, 14, 1, 1, 30],
        'T' => [31, 4, 4, 4, 4, 4, 4],
        'U' => [17, 17, 17, 17, 17, 17, 14],
        'V' => [17, 17, 17, 17, 17, 10, 4],
        'W' => [17, 17, 17, 21, 21, 27, 17],
        'X' => [17, 17, 10, 4, 10, 17, 17],
        'Y' => [17, 17, 10, 4, 4, 4, 4],
        'Z' => [31, 1, 2, 4, 8, 16, 31],
        '0' => [14, 17, 19, 21, 25, 17, 14],
        '1' => [4, 12, 4, 4, 4, 4, 14],
        '2' => [14, 17, 1, 6, 8, 16, 31],
        '3' => [31, 2, 4, 2, 1, 17, 14],
        '4' => [2, 6, 10, 18, 31, 2, 2],
        '5' => [31, 16, 30, 1, 1, 17, 14],
        '6' => [6, 8, 16, 30, 17, 17, 14],
        '7' => [31, 1, 2, 4, 8, 8, 8],
        '8' => [14, 17, 17, 14, 17, 17, 14],
        '9' => [14, 17, 17, 15, 1, 2, 12],
        '-' => [0, 0, 0, 31, 0, 0, 0],
        '.' => [0, 0, 0, 0, 0, 12, 12],
        ',' => [0, 0, 0, 0, 12, 4, 8],
        '/' => [1, 1, 2, 4, 8, 16, 16],
        '_' => [0, 0, 0, 0, 0, 0, 31],
        ':' => [0, 12, 12, 0, 12, 12, 0],
        '(' => [2, 4, 8, 8, 8, 4, 2],
        ')' => [8, 4, 2, 2, 2, 4, 8],
        '+' => [0, 4, 4, 31, 4, 4, 0],
        '?' => [14, 17, 1, 2, 4, 0, 4],
        _ => [31, 17, 17, 17, 17, 17, 31],
    }
}
