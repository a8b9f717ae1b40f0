//! Pictures of the scan: one for every finding, a plan and a view of the whole.
//!
//! A small renderer of our own, so that a run needs no graphics card and gives the same pixels everywhere: points are drawn as
//! discs with a depth test, lit from the eye, their edges brought out by depth; shapes are drawn as outlines, fainter where hidden.

mod camera;
mod canvas;
mod draw;
mod extent;
mod finding;
mod letters;
mod outline;
mod overview;
mod place;
mod scene;
mod spacing;
mod thin;
mod view;

use crate::beside::write_quickly;
use crate::error::{ReportError, Result};
use crate::inputs::Inputs;
use crate::numbered::numbered;
use canvas::Canvas;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use rayon::prelude::*;
use scene::Gathered;

use std::collections::BTreeMap;
use std::path::Path;

pub(crate) use extent::{bend_axis, extent};
pub use scene::Scene;

/// Findings whose picture is kept for the report itself; at about 60 kB each that is a 20 MB page. All are written as files.
const EMBEDDED: usize = 300;
/// JPEG quality of the pictures inside the report.
const QUALITY: u8 = 82;

/// Pictures for the report, as JPEG.
#[derive(Debug, Clone, Default)]
pub struct Pictures {
    /// By finding id; only the first few hundred, see [`Pictures::files`].
    pub findings: BTreeMap<String, Vec<u8>>,
    /// Path of each finding's PNG, relative to the run folder.
    pub files: BTreeMap<String, String>,
    /// The whole from above.
    pub plan: Option<PlanPicture>,
    /// The whole from the side.
    pub view: Option<Vec<u8>>,
}

/// A plan and the part of the site it shows.
#[derive(Debug, Clone)]
pub struct PlanPicture {
    /// JPEG.
    pub jpeg: Vec<u8>,
    /// Site x and y of its lower left corner, m.
    pub min: [f64; 2],
    /// Site x and y of its upper right corner, m.
    pub max: [f64; 2],
}

/// Renders all pictures, writes them as PNG into `dir/pictures` and keeps what the report embeds.
///
/// # Errors
/// If a file cannot be written.
pub fn write_pictures(dir: &Path, inputs: &Inputs, scene: Scene) -> Result<Pictures> {
    let scene = scene.finish();
    let folder = dir.join("pictures");
    let mut pictures = findings(&folder, inputs, &scene)?;
    if let Some(plan) = overview::plan(&scene, inputs.scanned) {
        let jpeg = save(&folder.join("plan.png"), plan.canvas)?;
        pictures.plan = Some(PlanPicture { jpeg, min: plan.min, max: plan.max });
    }
    if let Some(canvas) = overview::view(&scene, inputs.scanned) {
        pictures.view = Some(save(&folder.join("overview.png"), canvas)?);
    }
    Ok(pictures)
}

/// The picture of one finding: its file, and the JPEG if it is embedded.
struct One {
    id: String,
    file: String,
    jpeg: Vec<u8>,
}

fn findings(folder: &Path, inputs: &Inputs, scene: &Gathered) -> Result<Pictures> {
    let numbered = numbered(inputs.differences);
    let rendered: Vec<Result<Option<One>>> = numbered
        .par_iter()
        .enumerate()
        .map(|(rank, n)| {
            let Some(place) = scene.places.get(&n.difference.id) else { return Ok(None) };
            let name = format!("{}.png", file_name(&n.difference.id));
            let canvas = finding::render(scene, inputs.scanned, n.difference, place);
            let picture = Raster::new(canvas);
            picture.write_png(&folder.join(&name))?;
            let kept = if rank < EMBEDDED { picture.jpeg(&folder.join(&name))? } else { Vec::new() };
            Ok(Some(One { id: n.difference.id.clone(), file: format!("pictures/{name}"), jpeg: kept }))
        })
        .collect();
    let mut pictures = Pictures::default();
    for one in rendered {
        if let Some(One { id, file, jpeg }) = one? {
            if !jpeg.is_empty() {
                pictures.findings.insert(id.clone(), jpeg);
            }
            pictures.files.insert(id, file);
        }
    }
    Ok(pictures)
}

/// An id as a file name: letters, digits, `-`, `_` and `.`, anything else as its code.
fn file_name(id: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    id.chars().take(80).map(|c| if plain(c) { c.to_string() } else { format!("~{:x}", u32::from(c)) }).collect()
}

/// Writes the PNG and gives the JPEG.
fn save(path: &Path, canvas: Canvas) -> Result<Vec<u8>> {
    let picture = Raster::new(canvas);
    picture.write_png(path)?;
    picture.jpeg(path)
}

/// A finished picture.
struct Raster {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Raster {
    fn new(canvas: Canvas) -> Self {
        Self { width: canvas.width as u32, height: canvas.height as u32, rgb: canvas.into_rgb() }
    }

    fn write_png(&self, path: &Path) -> Result<()> {
        let mut png = Vec::new();
        PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Up)
            .write_image(&self.rgb, self.width, self.height, ExtendedColorType::Rgb8)
            .map_err(ReportError::encode(path))?;
        write_quickly(path, &png)
    }

    fn jpeg(&self, path: &Path) -> Result<Vec<u8>> {
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
            .write_image(&self.rgb, self.width, self.height, ExtendedColorType::Rgb8)
            .map_err(ReportError::encode(path))?;
        Ok(jpeg)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_cannot_leave_the_folder() {
        for (id, expect) in [("F-7c1e", "F-7c1e"), ("../../x", "~2e~2e~2f~2e~2e~2fx"), ("a b", "a~20b")] {
            assert_eq!(file_name(id), expect);
        }
    }
}
