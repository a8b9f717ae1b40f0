//! One raw return packed into 16 bytes, ordered by voxel and then station.

use crate::lattice::{LOCAL_BITS, Place};
use bytemuck::{Pod, Zeroable};

/// A return of the scanner within a cell.
///
/// First word, from the top: 36 bits Morton code of the voxel, 16 bits station, 12 bits upper half of the colour.
/// Second word: 3 x 10 bits step in the voxel, 16 bits intensity, 6 bits marks, 12 bits lower half of the colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(C)]
pub struct Return([u64; 2]);

const CODE_SHIFT: u32 = 28;
const STATION_SHIFT: u32 = 12;
const STEP_SHIFT: u32 = 34;
const INTENSITY_SHIFT: u32 = 18;
const MARK_SHIFT: u32 = 12;
const HALF_COLOR: u64 = 0xfff;

impl Return {
    /// Packs a return. `intensity` is 0 to 1 and is kept in 65536 steps.
    pub fn new(place: &Place, station: u16, intensity: f32, color: [u8; 3], suspect: bool) -> Self {
        let rgb = u64::from(color[0]) << 16 | u64::from(color[1]) << 8 | u64::from(color[2]);
        let [x, y, z] = place.step.map(u64::from);
        let bright = (intensity.clamp(0.0, 1.0) * 65535.0 + 0.5) as u64;
        Self([
            place.code << CODE_SHIFT | u64::from(station) << STATION_SHIFT | rgb >> 12,
            (x << 20 | y << 10 | z) << STEP_SHIFT
                | bright << INTENSITY_SHIFT
                | u64::from(suspect) << MARK_SHIFT
                | rgb & HALF_COLOR,
        ])
    }

    /// Orders by voxel, station and then everything else.
    pub fn key(&self) -> u64 {
        self.0[0]
    }

    /// Morton code of the voxel in the cell.
    pub fn code(&self) -> u64 {
        self.0[0] >> CODE_SHIFT
    }

    /// Morton code of the block in the cell.
    pub fn block(&self) -> u32 {
        (self.0[0] >> (CODE_SHIFT + LOCAL_BITS)) as u32
    }

    /// Morton code of the voxel in its block.
    pub fn local(&self) -> u16 {
        (self.code() & ((1 << LOCAL_BITS) - 1)) as u16
    }

    /// Station; `u16::MAX` if unknown.
    pub fn station(&self) -> u16 {
        (self.0[0] >> STATION_SHIFT) as u16
    }

    /// The same return in a cell of another size, given the Morton code of its voxel there.
    pub fn with_code(self, code: u64) -> Self {
        Self([self.0[0] & ((1 << CODE_SHIFT) - 1) | code << CODE_SHIFT, self.0[1]])
    }

    /// Replaces the station.
    pub fn set_station(&mut self, station: u16) {
        self.0[0] = self.0[0] & !(0xffff << STATION_SHIFT) | u64::from(station) << STATION_SHIFT;
    }

    /// Steps from the voxel's corner.
    pub fn step(&self) -> [u32; 3] {
        let s = (self.0[1] >> STEP_SHIFT) as u32;
        [s >> 20 & 0x3ff, s >> 10 & 0x3ff, s & 0x3ff]
    }

    /// Intensity in 65535 steps.
    pub fn intensity(&self) -> u16 {
        (self.0[1] >> INTENSITY_SHIFT) as u16
    }

    /// Colour.
    pub fn color(&self) -> [u8; 3] {
        let (high, low) = (self.0[0] & HALF_COLOR, self.0[1] & HALF_COLOR);
        let rgb = high << 12 | low;
        [(rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8]
    }

    /// Whether the reader saw a range jump to both sides.
    pub fn suspect(&self) -> bool {
        self.0[1] >> MARK_SHIFT & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn packs_and_unpacks(code in 0u64..1 << 36, step in [0u16..1024, 0u16..1024, 0u16..1024], station: u16, level: u16, color: [u8; 3], suspect: bool) {
            let place = Place { cell: [0; 3], code, step };
            let packed = Return::new(&place, station, f32::from(level) / 65535.0, color, suspect);
            prop_assert_eq!(packed.code(), code);
            prop_assert_eq!((u64::from(packed.block()) << 15) + u64::from(packed.local()), code);
            prop_assert_eq!(packed.station(), station);
            prop_assert_eq!(packed.step(), step.map(u32::from));
            prop_assert_eq!(packed.intensity(), level);
            prop_assert_eq!(packed.color(), color);
            prop_assert_eq!(packed.suspect(), suspect);
            let mut moved = packed;
            moved.set_station(!station);
            prop_assert_eq!(moved.station(), !station);
            moved.set_station(station);
            prop_assert_eq!(moved, packed);
        }
    }

    #[test]
    fn hostile_intensity_is_clamped() {
        let place = Place { cell: [0; 3], code: 1, step: [0; 3] };
        for (given, kept) in [(f32::NAN, 0), (-3.0, 0), (7.0, 65535), (f32::INFINITY, 65535)] {
            assert_eq!(Return::new(&place, 0, given, [0; 3], false).intensity(), kept);
        }
    }
}
