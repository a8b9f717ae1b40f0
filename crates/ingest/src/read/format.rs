//! Which scan format a file has: by its first bytes, then by its extension.

use super::head::Head;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// A scan format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// ASTM E57.
    E57,
    /// ASPRS LAS 1.0 to 1.4, and its compressed form LAZ, and COPC.
    Las,
    /// Stanford PLY.
    Ply,
    /// Point Cloud Library PCD.
    Pcd,
    /// Leica PTX: blocks of a scanner's grid with poses.
    Ptx,
    /// Leica PTS: a count, then points.
    Pts,
    /// Delimited text.
    Xyz,
}

const NAMES: [(Format, &str, &[&str]); 7] = [
    (Format::E57, "E57", &["e57"]),
    (Format::Las, "LAS/LAZ", &["las", "laz", "copc"]),
    (Format::Ply, "PLY", &["ply"]),
    (Format::Pcd, "PCD", &["pcd"]),
    (Format::Ptx, "PTX", &["ptx"]),
    (Format::Pts, "PTS", &["pts"]),
    (Format::Xyz, "XYZ text", &["xyz", "csv", "txt", "asc", "xyzi", "xyzrgb"]),
];

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES.iter().find(|(format, ..)| format == self).map_or("", |(_, name, _)| name);
        f.write_str(name)
    }
}

impl FromStr for Format {
    type Err = String;

    /// From a file extension in any case.
    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = text.to_ascii_lowercase();
        let found = NAMES.iter().find(|(.., extensions)| extensions.contains(&wanted.as_str()));
        found
            .map(|(format, ..)| *format)
            .ok_or_else(|| format!("'{text}' is not a scan format; one of e57 las laz ply pcd ptx pts xyz csv"))
    }
}

impl Format {
    /// The format a path's extension names.
    pub fn from_extension(path: &Path) -> Option<Self> {
        path.extension()?.to_str()?.parse().ok()
    }

    /// Whether the format states its unit of length, or fixes it to metres.
    pub(crate) fn fixes_unit(self) -> bool {
        self == Format::E57
    }
}

/// The format the first bytes of a file belong to; none if they look like no known one.
pub(crate) fn sniff(head: &Head) -> Option<Format> {
    let bytes = head.bytes();
    let binary =
        [(b"ASTM-E57".as_slice(), Format::E57), (b"LASF", Format::Las), (b"ply\n", Format::Ply), (b"ply\r", Format::Ply)];
    if let Some((_, format)) = binary.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(*format);
    }
    if looks_pcd(bytes) { Some(Format::Pcd) } else { sniff_text(head) }
}

/// A PCD begins with comments and one of its keywords.
fn looks_pcd(bytes: &[u8]) -> bool {
    let first = bytes.split(|&b| b == b'\n').find(|line| !line.is_empty() && !line.starts_with(b"#"));
    let starts = |word: &[u8]| first.is_some_and(|line| line.starts_with(word));
    bytes.starts_with(b"# .PCD") || starts(b"VERSION ") || starts(b"FIELDS ")
}

fn sniff_text(head: &Head) -> Option<Format> {
    if !head.is_text() {
        return None;
    }
    let counts: Vec<usize> = head.rows().take(10).map(|row| row.numbers().len()).collect();
    let whole = |idx: usize| head.rows().nth(idx).is_some_and(|row| row.is_single_integer());
    if counts.len() >= 10 && whole(0) && whole(1) && counts[2..6] == [3; 4] && counts[6..10] == [4; 4] {
        return Some(Format::Ptx);
    }
    if counts.len() >= 2 && whole(0) && counts[1] >= 3 {
        return Some(Format::Pts);
    }
    counts.iter().any(|&n| n >= 3).then_some(Format::Xyz)
}
