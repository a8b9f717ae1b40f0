//! Streaming readers for every scan format: points in site metres, whatever the file holds.
//!
//! [`open`] gives a [`Source`] that fills [`Batch`]es; [`open_parts`] gives one source a scan for formats whose scans
//! can be read apart (E57), so that a caller can run them in parallel. Memory is bounded by the batch and by one
//! block of the file, never by a count in a header. A file that is damaged half-way gives the points before the
//! damage and a note; one of which nothing is usable gives a [`ReadError`].

mod batch;
mod binary;
mod columns;
mod e57;
mod format;
mod guard;
mod head;
mod header_lines;
mod las;
mod lines;
mod lzf;
mod number;
mod pcd;
mod picture;
mod ply;
mod pts;
mod ptx;
mod reading;
mod records;
mod scale;
mod source;
mod table;
mod unit;
mod xyz;

pub use crate::error::{Place, ReadError};
pub use batch::Batch;
pub use format::Format;
pub use picture::{Picture, Projection, extract_pictures};
pub use source::{Dropped, OpenOptions, Source, SourceInfo};
pub use unit::{Unit, UnitSource};

use crate::error::Blame;
use head::Head;
use reading::Reading;
use rosette_cloud::Note;
use source::Ledger;
use std::fs::File;
use std::path::Path;

/// Opens a scan file as one source.
pub fn open(path: &Path, options: &OpenOptions) -> Result<Box<dyn Source>, ReadError> {
    let found = identify(path, options)?;
    let reading = guard::guarded(&found.blame(), || open_as(&found, options))?;
    Ok(Box::new(reading))
}

/// Opens a scan file as sources that can be read independently, in file order: one a scan for E57, else one.
///
/// Station indices of a part count within that part. Notes about the file as a whole are with the first part.
pub fn open_parts(path: &Path, options: &OpenOptions) -> Result<Vec<Box<dyn Source>>, ReadError> {
    let found = identify(path, options)?;
    if found.format != Format::E57 {
        return Ok(vec![open(path, options)?]);
    }
    let parts = guard::guarded(&found.blame(), || e57::open_parts(found.ledger(options)?))?;
    Ok(parts.into_iter().map(|part| Box::new(part) as Box<dyn Source>).collect())
}

/// A file whose format is known.
struct Found<'a> {
    path: &'a Path,
    format: Format,
    bytes: u64,
    head: Head,
    warnings: Vec<Note>,
}

impl Found<'_> {
    fn blame(&self) -> Blame {
        Blame::new(self.path, self.format)
    }

    fn ledger(&self, options: &OpenOptions) -> Result<Ledger, ReadError> {
        let mut ledger = Ledger::new(self.blame(), self.bytes, options);
        ledger.info.warnings.extend(self.warnings.iter().cloned());
        Ok(ledger)
    }
}

fn open_as(found: &Found, options: &OpenOptions) -> Result<Reading, ReadError> {
    let ledger = found.ledger(options)?;
    match found.format {
        Format::E57 => e57::open(ledger),
        Format::Las => las::open(ledger),
        Format::Ply => ply::open(ledger),
        Format::Pcd => pcd::open(ledger),
        Format::Ptx => ptx::open(ledger),
        Format::Pts => pts::open(ledger, &found.head),
        Format::Xyz => xyz::open(ledger, &found.head),
    }
}

/// Tells the format by content, then by extension; a forced format overrides both.
fn identify<'a>(path: &'a Path, options: &OpenOptions) -> Result<Found<'a>, ReadError> {
    let io = |source| ReadError::Io { path: path.to_owned(), place: Place::File, source };
    let meta = std::fs::metadata(path).map_err(io)?;
    if !meta.is_file() {
        return Err(ReadError::NotAFile { path: path.to_owned() });
    }
    if meta.len() == 0 {
        return Err(ReadError::Empty { path: path.to_owned() });
    }
    let head = Head::read(File::open(path).map_err(io)?).map_err(io)?;
    let (sniffed, named) = (format::sniff(&head), Format::from_extension(path));
    let Some(format) = options.format.or(sniffed) else { return Err(unknown(path, named, &head)) };
    let mut warnings = Vec::new();
    if options.format.is_none() && named.is_some_and(|named| !agree(named, format)) {
        warnings.push(wrong_extension(path, format));
    }
    Ok(Found { path, format, bytes: meta.len(), head, warnings })
}

/// Plain text formats overlap: a PTS without its count is XYZ text and is read as such.
fn agree(named: Format, found: Format) -> bool {
    let text = |format| matches!(format, Format::Pts | Format::Xyz);
    named == found || (text(named) && text(found))
}

fn wrong_extension(path: &Path, format: Format) -> Note {
    let message = format!("{}: the extension is wrong: the content is {format} and was read as that", path.display());
    Note::new("ingest", "wrong_extension", 1, message)
}

fn unknown(path: &Path, named: Option<Format>, head: &Head) -> ReadError {
    let kind = match head.is_text() {
        true if head.is_one_long_line() => "text whose first line is longer than 65536 bytes",
        true => "text without columns of numbers",
        false => "not a scan format that is read",
    };
    let (problem, remedy) = match named {
        Some(format) => (
            format!("is named as {format}, but its content is {kind}"),
            "it may be damaged, compressed or of another program; export it again as E57 or LAZ".to_owned(),
        ),
        None => (
            format!("its content is {kind}"),
            "give an E57, LAS, LAZ, PLY, PCD, PTX, PTS or XYZ/CSV file, exporting it from the scanner's own program first"
                .to_owned(),
        ),
    };
    ReadError::Unknown { path: path.to_owned(), problem, remedy }
}
