//! Pictures embedded in scan files: listed, checked and written out.

use super::OpenOptions;
use super::e57::meta::{Embedded, Meta};
use super::e57::pages::Pages;
use super::format::Format;
use crate::error::{Blame, Place, ReadError};
use std::io::Cursor;
use std::path::{Path, PathBuf};

/// Pixels above which a picture's header is checked but not its every pixel.
const DECODE_MAX_PIXELS: u64 = 24_000_000;

/// How a picture maps space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Projection {
    /// A camera.
    Pinhole,
    /// A panorama on a sphere.
    Spherical,
    /// A panorama on a cylinder.
    Cylindrical,
    /// For people only; no geometry.
    Visual,
}

/// A picture of a scan file.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Name from the file, else its number.
    pub name: String,
    /// How it maps space.
    pub projection: Projection,
    /// Pixels across; after extraction as found in the picture itself.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Site position of the camera, m.
    pub position: Option<[f64; 3]>,
    /// Rotation site from camera, quaternion w x y z.
    pub rotation: Option<[f64; 4]>,
    /// Where it was written; none before extraction or if it is damaged.
    pub file: Option<PathBuf>,
    /// What is wrong with it.
    pub warnings: Vec<String>,
}

/// Writes the pictures embedded in a file to `out_dir` (made if need be), bytes unchanged, and lists them in file order.
///
/// A picture that cannot be decoded is listed without a file and with a warning. Formats without pictures give none.
pub fn extract_pictures(path: &Path, out_dir: &Path) -> Result<Vec<Picture>, ReadError> {
    let found = super::identify(path, &OpenOptions::default())?;
    if found.format != Format::E57 {
        return Ok(Vec::new());
    }
    let (blame, bytes) = (found.blame(), found.bytes);
    let meta = Meta::read(&blame, bytes)?;
    if !meta.pictures.is_empty() {
        std::fs::create_dir_all(out_dir).map_err(|source| write_error(out_dir, source))?;
    }
    let stem = path.file_stem().map_or_else(String::new, |stem| plain(&stem.to_string_lossy()));
    let extract = |(idx, embedded): (usize, Embedded)| {
        let file = out_dir.join(format!("{stem}-{:03}-{}.{}", idx + 1, plain(&embedded.meta.name), embedded.extension));
        extract_one(&blame, bytes, embedded, file)
    };
    meta.pictures.into_iter().enumerate().map(extract).collect()
}

fn extract_one(blame: &Blame, bytes: u64, embedded: Embedded, file: PathBuf) -> Result<Picture, ReadError> {
    let mut picture = embedded.meta.clone();
    let checked = read_blob(blame, bytes, &embedded).map_err(|e| e.summary()).and_then(|blob| Ok((check(&blob)?, blob)));
    match checked {
        Ok(((width, height), blob)) => {
            if (width, height) != (picture.width, picture.height) {
                picture
                    .warnings
                    .push(format!("is {width} x {height} pixels, not {} x {} as the file says", picture.width, picture.height));
            }
            (picture.width, picture.height) = (width, height);
            std::fs::write(&file, blob).map_err(|source| write_error(&file, source))?;
            picture.file = Some(file);
        }
        Err(problem) => picture.warnings.push(format!("cannot be used: {problem}")),
    }
    Ok(picture)
}

/// The bytes of a picture: a 16-byte section header, then the data.
fn read_blob(blame: &Blame, bytes: u64, embedded: &Embedded) -> Result<Vec<u8>, ReadError> {
    let mut pages = Pages::open(blame, bytes)?;
    pages.seek(embedded.offset)?;
    let mut header = [0; 16];
    pages.read(&mut header)?;
    if header[0] != 0 || embedded.length > pages.left() {
        return Err(
            blame.damaged(Place::Byte(embedded.offset), format!("a picture of {} bytes does not lie there", embedded.length))
        );
    }
    let mut blob = vec![0; embedded.length as usize];
    pages.read(&mut blob)?;
    Ok(blob)
}

/// Width and height of a sound picture.
fn check(blob: &[u8]) -> Result<(u32, u32), String> {
    let reader = || image::ImageReader::new(Cursor::new(blob)).with_guessed_format().map_err(|e| e.to_string());
    let (width, height) = reader()?.into_dimensions().map_err(|e| e.to_string())?;
    if u64::from(width) * u64::from(height) <= DECODE_MAX_PIXELS {
        let decoded = std::panic::catch_unwind(|| reader()?.decode().map_err(|e| e.to_string()));
        decoded.map_err(|_| "the decoder gave up".to_owned())??;
    }
    Ok((width, height))
}

/// A name reduced to what every file system takes.
fn plain(name: &str) -> String {
    let kept = name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' });
    kept.take(60).collect::<String>().trim_matches('.').to_owned()
}

fn write_error(path: &Path, source: std::io::Error) -> ReadError {
    ReadError::Io { path: path.to_owned(), place: Place::File, source }
}
