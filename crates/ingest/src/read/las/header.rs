//! The LAS header and its variable-length records (ASPRS LAS Specification 1.4 R15), checked against the file's size.

use super::super::source::Ledger;
use crate::error::{Blame, Place, ReadError};
use laz::LazVlr;
use std::io::{Read, Seek, SeekFrom};

/// Smallest record of each point format 0 to 10, bytes.
const RECORD_LEN: [usize; 11] = [20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67];
/// Bytes of the headers of a VLR and of an extended VLR.
const VLR_HEADER: u64 = 54;
const EVLR_HEADER: u64 = 60;
/// Records about the reference system are short; longer ones are not read. Bytes.
const CRS_MAX: u64 = 1 << 20;
/// Compressor code of LAZ files that are one chunk, without a table.
pub(super) const POINT_WISE: u16 = 1;

/// What is needed of the header.
#[derive(Debug, Clone, Default)]
pub(super) struct Header {
    pub minor: u8,
    pub point_format: u8,
    pub record_len: usize,
    pub n_points: u64,
    pub data_offset: u64,
    pub scale: [f64; 3],
    pub offset: [f64; 3],
    pub laz: Option<LazVlr>,
    /// Compressor code of the laszip record.
    pub compressor: u16,
    pub copc: bool,
    /// GeoKeyDirectoryTag, if any.
    pub geo_keys: Vec<u16>,
    /// Reference system as WKT, if any.
    pub wkt: Option<String>,
    /// What the bytes behind the standard fields are: records of the extra-bytes VLR, 192 bytes a dimension.
    pub extra: Vec<u8>,
}

impl Header {
    pub fn read(file: &mut (impl Read + Seek), ledger: &mut Ledger) -> Result<Self, ReadError> {
        let (blame, size) = (ledger.blame.clone(), ledger.info.bytes);
        let mut bytes = Vec::new();
        file.by_ref().take(375).read_to_end(&mut bytes).map_err(|e| blame.io(Place::Header, e))?;
        if bytes.len() < 227 {
            return Err(blame.damaged(Place::Header, format!("the file ends within the header ({} bytes of 227)", bytes.len())));
        }
        let raw = Raw(&bytes);
        let mut header = raw.header(&blame)?;
        header.check(&blame, size)?;
        let walk = raw.vlr_walk(header.minor, header.data_offset, size);
        walk.each(file, ledger, |vlr| header.take_vlr(vlr, &blame))?;
        if raw.u8(104) & 0x80 != 0 && header.laz.is_none() {
            return Err(blame.damaged(Place::Header, "the points are compressed, but the laszip record is missing"));
        }
        Ok(header)
    }

    fn check(&self, blame: &Blame, size: u64) -> Result<(), ReadError> {
        let least = RECORD_LEN.get(usize::from(self.point_format)).copied();
        let Some(least) = least else {
            let problem = format!("point format {} is unknown", self.point_format);
            return Err(blame.unsupported(Place::Header, problem, "convert it to LAS 1.4 with point format 6 to 8"));
        };
        let problem = if self.record_len < least {
            format!("records of {} bytes are shorter than point format {} needs ({least})", self.record_len, self.point_format)
        } else if self.data_offset < 227 || self.data_offset > size {
            format!("points are said to begin at byte {} of {size}", self.data_offset)
        } else if !self.scale.iter().all(|s| s.is_finite() && *s != 0.0) || !self.offset.iter().all(|o| o.is_finite()) {
            format!("scale {:?} or offset {:?} is no number", self.scale, self.offset)
        } else {
            return Ok(());
        };
        Err(blame.damaged(Place::Header, problem))
    }

    fn take_vlr(&mut self, vlr: &Vlr, blame: &Blame) -> Result<(), ReadError> {
        match (vlr.user_id.as_str(), vlr.record_id) {
            ("laszip encoded", 22204) => {
                self.compressor = Raw(&vlr.data).u16(0);
                let parsed = LazVlr::from_buffer(&vlr.data);
                self.laz =
                    Some(parsed.map_err(|e| blame.damaged(Place::Header, format!("the laszip record is malformed ({e})")))?);
            }
            ("LASF_Projection", 34735) => {
                self.geo_keys = vlr.data.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
            }
            ("LASF_Projection", 2112) => self.wkt = Some(text(&vlr.data)),
            ("LASF_Spec", 4) => self.extra.clone_from(&vlr.data),
            ("copc", 1) => self.copc = true,
            _ => {}
        }
        Ok(())
    }

    /// Offset of the colour within a record.
    pub fn color_at(&self) -> Option<usize> {
        match self.point_format {
            2 => Some(20),
            3 | 5 => Some(28),
            7 | 8 | 10 => Some(30),
            _ => None,
        }
    }

    /// Offset of the extra dimensions within a record.
    pub fn extra_at(&self) -> usize {
        RECORD_LEN.get(usize::from(self.point_format)).copied().unwrap_or(self.record_len)
    }

    /// Formats 6 to 10 order their fields otherwise.
    pub fn is_extended(&self) -> bool {
        self.point_format >= 6
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end_matches('\0').trim().to_owned()
}

/// Header bytes by offset; bytes behind the end read as 0.
struct Raw<'a>(&'a [u8]);

impl Raw<'_> {
    fn array<const N: usize>(&self, at: usize) -> [u8; N] {
        self.0.get(at..at + N).and_then(|bytes| bytes.try_into().ok()).unwrap_or([0; N])
    }

    fn u8(&self, at: usize) -> u8 {
        self.array::<1>(at)[0]
    }

    fn u16(&self, at: usize) -> u16 {
        u16::from_le_bytes(self.array(at))
    }

    fn u32(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.array(at))
    }

    fn u64(&self, at: usize) -> u64 {
        u64::from_le_bytes(self.array(at))
    }

    fn triple(&self, at: usize) -> [f64; 3] {
        [at, at + 8, at + 16].map(|at| f64::from_le_bytes(self.array(at)))
    }

    fn header(&self, blame: &Blame) -> Result<Header, ReadError> {
        let (major, minor) = (self.u8(24), self.u8(25));
        if major != 1 || minor > 4 {
            return Err(blame.unsupported(
                Place::Header,
                format!("version {major}.{minor} is unknown"),
                "convert it to LAS 1.0 to 1.4",
            ));
        }
        let legacy = u64::from(self.u32(107));
        let large = if minor >= 4 { self.u64(247) } else { 0 };
        Ok(Header {
            minor,
            // The two highest bits mark compression.
            point_format: self.u8(104) & 0x3f,
            record_len: self.u16(105).into(),
            n_points: if large > 0 { large } else { legacy },
            data_offset: self.u32(96).into(),
            scale: self.triple(131),
            offset: self.triple(155),
            ..Header::default()
        })
    }

    fn vlr_walk(&self, minor: u8, data_offset: u64, size: u64) -> VlrWalk {
        let extended = if minor >= 4 { (self.u64(235), self.u32(243)) } else { (0, 0) };
        VlrWalk { plain: (self.u16(94).into(), self.u32(100)), plain_end: data_offset.min(size), extended, size }
    }
}

struct Vlr {
    user_id: String,
    record_id: u16,
    data: Vec<u8>,
}

/// Where variable-length records lie: (offset, count) of the plain and the extended ones.
struct VlrWalk {
    plain: (u64, u32),
    plain_end: u64,
    extended: (u64, u32),
    size: u64,
}

impl VlrWalk {
    /// Visits the records; those that do not fit are left out with a note, since the points do not need them.
    fn each(
        &self,
        file: &mut (impl Read + Seek),
        ledger: &mut Ledger,
        mut visit: impl FnMut(&Vlr) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let lists = [(self.plain, self.plain_end, VLR_HEADER), (self.extended, self.size, EVLR_HEADER)];
        for ((start, count), end, header_len) in lists {
            let mut at = start;
            for idx in 0..count {
                let Some((vlr, next)) = read_vlr(file, at, end, header_len).map_err(|e| ledger.blame.io(Place::Byte(at), e))?
                else {
                    let message =
                        format!("{} of {count} variable-length records lie outside the file and were ignored", count - idx);
                    ledger.warn("header_records_ignored", u64::from(count - idx), message);
                    break;
                };
                visit(&vlr)?;
                at = next;
            }
        }
        Ok(())
    }
}

/// The record at `at` and where the next begins; none if it does not end before `end`. Long data is left empty.
fn read_vlr(file: &mut (impl Read + Seek), at: u64, end: u64, header_len: u64) -> std::io::Result<Option<(Vlr, u64)>> {
    let body = at.saturating_add(header_len);
    if body > end {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = vec![0; header_len as usize];
    file.read_exact(&mut bytes)?;
    let raw = Raw(&bytes);
    let len = if header_len == EVLR_HEADER { raw.u64(20) } else { raw.u16(20).into() };
    let next = body.saturating_add(len);
    if next > end {
        return Ok(None);
    }
    let mut data = vec![0; if len <= CRS_MAX { len as usize } else { 0 }];
    file.read_exact(&mut data)?;
    Ok(Some((Vlr { user_id: text(bytes.get(2..18).unwrap_or_default()), record_id: raw.u16(18), data }, next)))
}
