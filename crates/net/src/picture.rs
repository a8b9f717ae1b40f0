//! A small canvas: lines, boxes and plain text, for curves and matrices.

use crate::error::NetError;
use image::RgbImage;
use std::path::Path;

/// Colour of text and frames.
pub const INK: [u8; 3] = [40, 40, 40];

/// Letters in columns from the left, five each; the lowest bit is the top row of seven.
const GLYPHS: [(char, [u8; 5]); 43] = [
    ('%', [0x23, 0x13, 0x08, 0x64, 0x62]),
    ('-', [0x08, 0x08, 0x08, 0x08, 0x08]),
    ('.', [0x00, 0x60, 0x60, 0x00, 0x00]),
    ('/', [0x20, 0x10, 0x08, 0x04, 0x02]),
    ('0', [0x3e, 0x51, 0x49, 0x45, 0x3e]),
    ('1', [0x00, 0x42, 0x7f, 0x40, 0x00]),
    ('2', [0x42, 0x61, 0x51, 0x49, 0x46]),
    ('3', [0x21, 0x41, 0x45, 0x4b, 0x31]),
    ('4', [0x18, 0x14, 0x12, 0x7f, 0x10]),
    ('5', [0x27, 0x45, 0x45, 0x45, 0x39]),
    ('6', [0x3c, 0x4a, 0x49, 0x49, 0x30]),
    ('7', [0x01, 0x71, 0x09, 0x05, 0x03]),
    ('8', [0x36, 0x49, 0x49, 0x49, 0x36]),
    ('9', [0x06, 0x49, 0x49, 0x29, 0x1e]),
    (':', [0x00, 0x36, 0x36, 0x00, 0x00]),
    ('_', [0x40, 0x40, 0x40, 0x40, 0x40]),
    ('a', [0x20, 0x54, 0x54, 0x54, 0x78]),
    ('b', [0x7f, 0x48, 0x44, 0x44, 0x38]),
    ('c', [0x38, 0x44, 0x44, 0x44, 0x20]),
    ('d', [0x38, 0x44, 0x44, 0x48, 0x7f]),
    ('e', [0x38, 0x54, 0x54, 0x54, 0x18]),
    ('f', [0x08, 0x7e, 0x09, 0x01, 0x02]),
    ('g', [0x0c, 0x52, 0x52, 0x52, 0x3e]),
    ('h', [0x7f, 0x08, 0x04, 0x04, 0x78]),
    ('i', [0x00, 0x44, 0x7d, 0x40, 0x00]),
    ('j', [0x20, 0x40, 0x44, 0x3d, 0x00]),
    ('k', [0x7f, 0x10, 0x28, 0x44, 0x00]),
    ('l', [0x00, 0x41, 0x7f, 0x40, 0x00]),
    ('m', [0x7c, 0x04, 0x18, 0x04, 0x78]),
    ('n', [0x7c, 0x08, 0x04, 0x04, 0x78]),
    ('o', [0x38, 0x44, 0x44, 0x44, 0x38]),
    ('p', [0x7c, 0x14, 0x14, 0x14, 0x08]),
    ('q', [0x08, 0x14, 0x14, 0x18, 0x7c]),
    ('r', [0x7c, 0x08, 0x04, 0x04, 0x08]),
    ('s', [0x48, 0x54, 0x54, 0x54, 0x20]),
    ('t', [0x04, 0x3f, 0x44, 0x40, 0x20]),
    ('u', [0x3c, 0x40, 0x40, 0x20, 0x7c]),
    ('v', [0x1c, 0x20, 0x40, 0x20, 0x1c]),
    ('w', [0x3c, 0x40, 0x30, 0x40, 0x3c]),
    ('x', [0x44, 0x28, 0x10, 0x28, 0x44]),
    ('y', [0x0c, 0x50, 0x50, 0x50, 0x3c]),
    ('z', [0x44, 0x64, 0x54, 0x4c, 0x44]),
    (' ', [0x00, 0x00, 0x00, 0x00, 0x00]),
];

/// A white picture to draw on. What lies outside is not drawn.
pub struct Canvas {
    image: RgbImage,
}

impl Canvas {
    /// A canvas of some pixels.
    pub fn new(width: u32, height: u32) -> Self {
        Self { image: RgbImage::from_pixel(width, height, image::Rgb([255; 3])) }
    }

    fn dot(&mut self, x: i32, y: i32, color: [u8; 3]) {
        if let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y))
            && let Some(pixel) = self.image.get_pixel_mut_checked(x, y)
        {
            pixel.0 = color;
        }
    }

    /// A straight line, two pixels high.
    pub fn line(&mut self, from: [i32; 2], to: [i32; 2], color: [u8; 3]) {
        let steps = (to[0] - from[0]).abs().max((to[1] - from[1]).abs()).max(1);
        for i in 0..=steps {
            let at = |k: usize| from[k] + ((to[k] - from[k]) * i + steps / 2).div_euclid(steps);
            self.dot(at(0), at(1), color);
            self.dot(at(0), at(1) + 1, color);
        }
    }

    /// A filled box: left, top, right, bottom.
    pub fn fill(&mut self, [left, top, right, bottom]: [i32; 4], color: [u8; 3]) {
        (top..=bottom).for_each(|y| (left..=right).for_each(|x| self.dot(x, y, color)));
    }

    /// The edge of a box.
    pub fn frame(&mut self, [left, top, right, bottom]: [i32; 4], color: [u8; 3]) {
        self.line([left, top], [right, top], color);
        self.line([left, bottom], [right, bottom], color);
        (top..=bottom).for_each(|y| [left, right].into_iter().for_each(|x| self.dot(x, y, color)));
    }

    /// Text in small letters, six pixels a letter; what has no glyph is left blank.
    pub fn text(&mut self, x: i32, y: i32, text: &str, color: [u8; 3]) {
        self.letters(text, color, |along, down| [x + along, y + down]);
    }

    /// Text that runs upwards.
    pub fn text_up(&mut self, x: i32, y: i32, text: &str, color: [u8; 3]) {
        self.letters(text, color, |along, down| [x + down, y - along]);
    }

    fn letters(&mut self, text: &str, color: [u8; 3], place: impl Fn(i32, i32) -> [i32; 2]) {
        for (at, letter) in text.to_lowercase().chars().enumerate() {
            let columns = GLYPHS.iter().find(|(c, _)| *c == letter).map_or([0; 5], |(_, columns)| *columns);
            for (column, bits) in columns.iter().enumerate() {
                for down in (0..7).filter(|down| bits >> down & 1 == 1) {
                    let [px, py] = place((at * 6 + column) as i32, down);
                    self.dot(px, py, color);
                }
            }
        }
    }

    /// Writes a PNG.
    pub fn write(&self, path: &Path) -> Result<(), NetError> {
        let fail = |e: image::ImageError| NetError::Io { path: path.into(), source: std::io::Error::other(e) };
        self.image.save_with_format(path, image::ImageFormat::Png).map_err(fail)
    }
}
