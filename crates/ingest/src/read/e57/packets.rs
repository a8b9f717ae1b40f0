//! The packets of an E57 compressed-vector section.

use super::pages::Pages;
use crate::error::{Blame, Place, ReadError};

const INDEX: u8 = 0;
const DATA: u8 = 1;
const EMPTY: u8 = 2;

/// Data packets of one section, one after another.
pub(super) struct Packets {
    pages: Pages,
    blame: Blame,
    place: Place,
    packet: Vec<u8>,
}

/// A data packet: the byte streams of all fields.
pub(super) struct Packet<'a> {
    bytes: &'a [u8],
    n_streams: usize,
}

impl Packets {
    /// Goes to the section at a physical offset.
    pub fn open(mut pages: Pages, section: u64, scan: usize, blame: Blame) -> Result<Self, ReadError> {
        pages.seek(section)?;
        let mut header = [0; 32];
        pages.read(&mut header)?;
        let place = Place::Scan(scan);
        if header[0] != 1 {
            return Err(blame.damaged(place, format!("its data section is of type {} instead of 1", header[0])));
        }
        let mut data_at = [0; 8];
        data_at.copy_from_slice(&header[16..24]);
        pages.seek(u64::from_le_bytes(data_at))?;
        Ok(Self { pages, blame, place, packet: Vec::new() })
    }

    /// The next data packet; others are skipped. An error at the end of the file or at an unknown packet.
    pub fn next(&mut self, n_fields: usize) -> Result<Packet<'_>, ReadError> {
        loop {
            let at = self.pages.physical();
            let mut head = [0; 4];
            self.pages.read(&mut head)?;
            let len = u64::from(u16::from_le_bytes([head[2], head[3]])) + 1;
            if len % 4 != 0 || len < 8 && head[0] == DATA {
                return Err(self.damaged(at, format!("a packet has length {len}")));
            }
            match head[0] {
                DATA => {
                    self.packet.resize((len - 4) as usize, 0);
                    self.pages.read(&mut self.packet)?;
                    break;
                }
                INDEX | EMPTY => self.pages.skip(len - 4),
                other => return Err(self.damaged(at, format!("a packet has unknown type {other}"))),
            }
        }
        let n_streams = usize::from(u16::from_le_bytes([self.packet[0], self.packet[1]]));
        if n_streams != n_fields {
            return Err(
                self.damaged(self.pages.physical(), format!("a packet has {n_streams} byte streams for {n_fields} fields"))
            );
        }
        let packet = Packet { bytes: &self.packet, n_streams };
        if packet.end() > self.packet.len() {
            return Err(self.damaged(self.pages.physical(), "the byte streams of a packet are longer than the packet".into()));
        }
        Ok(packet)
    }

    fn damaged(&self, at: u64, problem: String) -> ReadError {
        self.blame.damaged(self.place, format!("{problem} (near byte {at})"))
    }
}

impl<'a> Packet<'a> {
    fn len_of(&self, stream: usize) -> usize {
        self.bytes.get(2 + 2 * stream..4 + 2 * stream).map_or(usize::MAX >> 20, |b| usize::from(u16::from_le_bytes([b[0], b[1]])))
    }

    fn end(&self) -> usize {
        (0..self.n_streams).fold(2 + 2 * self.n_streams, |at, stream| at.saturating_add(self.len_of(stream)))
    }

    /// The byte streams in field order.
    pub fn streams(&self) -> impl Iterator<Item = &'a [u8]> {
        let bytes = self.bytes;
        let lengths: Vec<usize> = (0..self.n_streams).map(|stream| self.len_of(stream)).collect();
        let mut at = 2 + 2 * self.n_streams;
        lengths.into_iter().map(move |len| {
            let stream = bytes.get(at..at + len).unwrap_or_default();
            at += len;
            stream
        })
    }
}
