//! A picture with depth: splats, lines, shading by depth.

use super::camera::Pixel;
use crate::names::Rgb;

/// A picture that knows the depth of each pixel.
pub(crate) struct Canvas {
    pub width: usize,
    pub height: usize,
    color: Vec<[f32; 3]>,
    depth: Vec<f32>,
    /// What drew the pixel; 0 is nothing.
    pub layer: Vec<u8>,
}

/// A disc that lies in a surface.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Disc {
    /// Its radius, pixels.
    pub half: f32,
    /// How much deeper the surface gets a pixel to the right and a pixel down, pixels.
    pub lean: [f32; 2],
    /// Size of a pixel there, m.
    pub metres: f32,
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pen {
    pub color: Rgb,
    /// Half its width, pixels.
    pub half: f32,
    /// Opacity where it is in front and where it is behind something.
    pub front: f32,
    pub behind: f32,
    pub dashed: bool,
}

/// What a pinhole is closed with.
struct Patch {
    color: [f32; 3],
    depth: f32,
    layer: u8,
}

/// Lines win over points this much nearer, m: the points of a surface lie on both sides of its ideal shape.
const DEPTH_BIAS: f32 = 0.02;

impl Canvas {
    pub(crate) fn new(width: usize, height: usize) -> Self {
        let n = width * height;
        Self { width, height, color: vec![[255.0; 3]; n], depth: vec![f32::INFINITY; n], layer: vec![0; n] }
    }

    /// Draws a disc about a point, lying in its surface, where nothing nearer has been drawn.
    pub(crate) fn splat(&mut self, at: Pixel, disc: Disc, color: [f32; 3], layer: u8) {
        let Disc { half, lean, metres } = disc;
        let reach = half * half + 0.3;
        self.each_pixel(at, half, |canvas, i, dx, dy| {
            let deeper = lean[0] * dx + lean[1] * dy;
            let depth = at.depth + deeper * metres;
            if depth < canvas.depth[i] && dx * dx + dy * dy + deeper * deeper <= reach {
                canvas.depth[i] = depth;
                canvas.color[i] = color;
                canvas.layer[i] = layer;
            }
        });
    }

    /// Calls `act` with the index and offset of every pixel in the square about `at`.
    fn each_pixel(&mut self, at: Pixel, half: f32, mut act: impl FnMut(&mut Self, usize, f32, f32)) {
        let clip = |from: f32, to: f32, n: usize| (from.round().max(0.0) as usize, (to.round().max(0.0) as usize).min(n));
        let (x0, x1) = clip(at.x - half, at.x + half, self.width);
        let (y0, y1) = clip(at.y - half, at.y + half, self.height);
        for y in y0..y1 {
            for x in x0..x1 {
                act(self, y * self.width + x, x as f32 + 0.5 - at.x, y as f32 + 0.5 - at.y);
            }
        }
    }

    /// Closes pinholes between the points of a surface: a pixel with a nearer surface on both sides of it gets that surface's
    /// colour and depth. Works with growing distances, so gaps of up to seven pixels close.
    pub(crate) fn close_pinholes(&mut self) {
        for reach in 1..=3 {
            let rows = reach..self.height.saturating_sub(reach);
            let pixels = rows.flat_map(|y| (reach..self.width.saturating_sub(reach)).map(move |x| (x, y)));
            let inner = pixels.map(|(x, y)| y * self.width + x);
            let patches: Vec<(usize, Patch)> = inner.filter_map(|i| Some((i, self.patch(i, reach)?))).collect();
            for (i, patch) in patches {
                (self.color[i], self.depth[i], self.layer[i]) = (patch.color, patch.depth, patch.layer);
            }
        }
    }

    /// What covers a pixel if the surface about it went through; none if there is none, or it is already nearer.
    /// The pixel must be `reach` away from the border.
    fn patch(&self, i: usize, reach: usize) -> Option<Patch> {
        /// Two pixels show one surface if their depths differ by less than this share.
        const SAME: f32 = 0.02;
        let row = self.width * reach;
        let mut found = 0;
        let mut patch = Patch { color: [0.0; 3], depth: f32::INFINITY, layer: 0 };
        for offset in [reach, row, row + reach, row - reach] {
            let (a, b) = (i - offset, i + offset);
            let (near, far) = (self.depth[a].min(self.depth[b]), self.depth[a].max(self.depth[b]));
            // An empty pixel is infinitely far: the difference is then infinite or not a number, and not small.
            if far - near < SAME * near && self.depth[i] > far * (1.0 + SAME) {
                found += 1;
                if near < patch.depth {
                    let color = [0, 1, 2].map(|c| (self.color[a][c] + self.color[b][c]) / 2.0);
                    patch = Patch { color, depth: (near + far) / 2.0, layer: self.layer[a].max(self.layer[b]) };
                }
            }
        }
        (found >= 2).then_some(patch)
    }

    /// Darkens pixels that lie behind their neighbours, so that edges show.
    ///
    /// Eye-dome lighting: C. Boucheny, "Visualisation scientifique de grands volumes de données", thesis, Grenoble 2009.
    pub(crate) fn shade_by_depth(&mut self, strength: f32) {
        const REACH: isize = 2;
        const OFFSETS: [(isize, isize); 8] = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)];
        let depth: Vec<f32> = self.depth.iter().map(|d| d.ln()).collect();
        let factor = |i: usize| -> f32 {
            let (x, y) = ((i % self.width) as isize, (i / self.width) as isize);
            let response: f32 = OFFSETS
                .iter()
                .filter_map(|(dx, dy)| self.index(x + dx * REACH, y + dy * REACH))
                .map(|j| (depth[i] - depth[j]).clamp(0.0, 0.05))
                .sum();
            (-strength * response).exp()
        };
        let shade: Vec<f32> = (0..self.depth.len()).map(|i| if self.layer[i] == 0 { 1.0 } else { factor(i) }).collect();
        for (color, shade) in self.color.iter_mut().zip(shade) {
            *color = color.map(|v| v * shade.max(0.25));
        }
    }

    fn index(&self, x: isize, y: isize) -> Option<usize> {
        let inside = x >= 0 && y >= 0 && (x as usize) < self.width && (y as usize) < self.height;
        inside.then(|| y as usize * self.width + x as usize)
    }

    /// Draws a line; where something nearer has been drawn it is fainter.
    pub(crate) fn line(&mut self, a: Pixel, b: Pixel, pen: Pen) {
        const DASH: usize = 6;
        let longest = (b.x - a.x).abs().max((b.y - a.y).abs());
        // A line of many screens comes from a shape partly behind the eye: no use, and long to draw.
        if !longest.is_finite() || longest > 8.0 * (self.width + self.height) as f32 {
            return;
        }
        let steps = longest.ceil().max(1.0) as usize;
        for step in 0..=steps {
            if pen.dashed && (step / DASH) % 2 == 1 {
                continue;
            }
            let t = step as f32 / steps as f32;
            let mix = |a: f32, b: f32| a + (b - a) * t;
            let at = Pixel { x: mix(a.x, b.x), y: mix(a.y, b.y), depth: mix(a.depth, b.depth) };
            self.dot(at, pen);
        }
    }

    fn dot(&mut self, at: Pixel, pen: Pen) {
        self.each_pixel(at, pen.half, |canvas, i, _, _| {
            let opacity = if at.depth - DEPTH_BIAS < canvas.depth[i] { pen.front } else { pen.behind };
            canvas.blend(i, pen.color, opacity);
        });
    }

    fn blend(&mut self, i: usize, color: Rgb, opacity: f32) {
        if let Some(pixel) = self.color.get_mut(i) {
            *pixel = [0, 1, 2].map(|c| pixel[c] + (f32::from(color[c]) - pixel[c]) * opacity);
        }
    }

    /// Fills a rectangle, clipped to the picture.
    pub(crate) fn fill(&mut self, x: isize, y: isize, width: isize, height: isize, color: Rgb, opacity: f32) {
        for row in y..y + height {
            for column in x..x + width {
                if let Some(i) = self.index(column, row) {
                    self.blend(i, color, opacity);
                }
            }
        }
    }

    /// Cuts off empty borders but for a margin, pixels.
    pub(crate) fn crop(self, margin: usize) -> Self {
        let drawn = |i: &usize| self.layer[*i] != 0;
        let columns = (0..self.layer.len()).filter(drawn).map(|i| i % self.width);
        let rows = (0..self.layer.len()).filter(drawn).map(|i| i / self.width);
        let (Some(left), Some(right)) = (columns.clone().min(), columns.max()) else { return self };
        let (Some(top), Some(bottom)) = (rows.clone().min(), rows.max()) else { return self };
        let (left, top) = (left.saturating_sub(margin), top.saturating_sub(margin));
        let (right, bottom) = ((right + 1 + margin).min(self.width), (bottom + 1 + margin).min(self.height));
        let kept = || (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y))).map(|(x, y)| y * self.width + x);
        Self {
            width: right - left,
            height: bottom - top,
            color: kept().map(|i| self.color[i]).collect(),
            depth: kept().map(|i| self.depth[i]).collect(),
            layer: kept().map(|i| self.layer[i]).collect(),
        }
    }

    /// The colours, row by row.
    pub(crate) fn into_rgb(self) -> Vec<u8> {
        self.color.iter().flatten().map(|v| v.clamp(0.0, 255.0) as u8).collect()
    }
}
