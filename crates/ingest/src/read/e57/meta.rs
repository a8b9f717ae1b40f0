//! What the XML of an E57 file says: scans and pictures.

use super::super::guard::guarded;
use super::super::picture::{Picture, Projection};
use super::pages::PAGE;
use crate::error::{Blame, Place, ReadError};
use e57::{E57Reader, PointCloud};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

/// Longest XML that is read, bytes: some thousand scans and pictures.
const XML_MAX: u64 = 16 << 20;

/// Scans and pictures of a file.
pub(crate) struct Meta {
    pub clouds: Vec<PointCloud>,
    pub pictures: Vec<Embedded>,
    /// Bytes behind the last whole page.
    pub cut_bytes: u64,
}

/// A picture and where its bytes are.
pub(crate) struct Embedded {
    pub meta: Picture,
    pub offset: u64,
    pub length: u64,
    pub extension: &'static str,
}

impl Meta {
    pub fn read(blame: &Blame, bytes: u64) -> Result<Self, ReadError> {
        let mut file = File::open(&blame.path).map_err(|e| blame.io(Place::File, e))?;
        check_header(&mut file, blame, bytes)?;
        let cut_bytes = bytes % PAGE;
        let window = Window { file: BufReader::new(file), len: bytes - cut_bytes };
        let reader = guarded(blame, || {
            E57Reader::new(window)
                .map_err(|e| blame.damaged(Place::Header, format!("its description cannot be read ({})", chain(&e))))
        })?;
        Ok(Self { clouds: reader.pointclouds(), pictures: pictures(&reader.images()), cut_bytes })
    }
}

/// Checks what the header claims before anything is allocated for it.
fn check_header(file: &mut File, blame: &Blame, bytes: u64) -> Result<(), ReadError> {
    let mut head = [0; 48];
    file.read_exact(&mut head).map_err(|e| blame.io(Place::Header, e))?;
    file.seek(SeekFrom::Start(0)).map_err(|e| blame.io(Place::Header, e))?;
    let word = |at: usize| head.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes);
    let (length, xml_at, xml_len, page) = (word(16), word(24), word(32), word(40));
    let truncated = format!("the file has {bytes} bytes of {length}");
    let problem = if page != PAGE {
        format!("pages of {page} bytes instead of {PAGE}")
    } else if xml_at.saturating_add(xml_len) > bytes {
        format!("{truncated}, and its description stood at the end")
    } else if xml_len > XML_MAX {
        format!("its description is {xml_len} bytes long")
    } else {
        return Ok(());
    };
    Err(blame.damaged_with(Place::Header, problem, "copy or export the file again"))
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

fn pictures(images: &[e57::Image]) -> Vec<Embedded> {
    let mut found = Vec::new();
    for image in images {
        let mut add = |blob: &e57::ImageBlob, projection, width, height| {
            found.push(embedded(image, found.len() + 1, blob, projection, (width, height)));
        };
        match &image.projection {
            Some(e57::Projection::Pinhole(p)) => add(&p.blob, Projection::Pinhole, p.properties.width, p.properties.height),
            Some(e57::Projection::Spherical(p)) => add(&p.blob, Projection::Spherical, p.properties.width, p.properties.height),
            Some(e57::Projection::Cylindrical(p)) => {
                add(&p.blob, Projection::Cylindrical, p.properties.width, p.properties.height)
            }
            None => {}
        }
        if let Some(p) = &image.visual_reference {
            add(&p.blob, Projection::Visual, p.properties.width, p.properties.height);
        }
    }
    found
}

fn embedded(image: &e57::Image, number: usize, blob: &e57::ImageBlob, projection: Projection, size: (u32, u32)) -> Embedded {
    let name = image.name.clone().filter(|name| !name.trim().is_empty()).unwrap_or_else(|| format!("picture {number}"));
    let pose = image.transform.as_ref();
    let meta = Picture {
        name,
        projection,
        width: size.0,
        height: size.1,
        position: pose.map(|t| [t.translation.x, t.translation.y, t.translation.z]),
        rotation: pose.map(|t| [t.rotation.w, t.rotation.x, t.rotation.y, t.rotation.z]),
        file: None,
        warnings: Vec::new(),
    };
    let extension = match blob.format {
        e57::ImageFormat::Png => "png",
        e57::ImageFormat::Jpeg => "jpg",
    };
    Embedded { meta, offset: blob.data.offset, length: blob.data.length, extension }
}

/// A file that ends at its last whole page, since the reader refuses others.
struct Window {
    file: BufReader<File>,
    len: u64,
}

impl Read for Window {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let left = self.len.saturating_sub(self.file.stream_position()?);
        let n = out.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        self.file.read(out.get_mut(..n).unwrap_or_default())
    }
}

impl Seek for Window {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        match to {
            SeekFrom::End(delta) => self.file.seek(SeekFrom::Start(self.len.saturating_add_signed(delta))),
            other => self.file.seek(other),
        }
    }
}
