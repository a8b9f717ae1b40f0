//! How cells lie on disk between the steps.

use super::columns::{Reader, Writer};
use super::shelf::Stored;
use bytemuck::{Pod, Zeroable};
use rosette_cloud::voxels::{Block, Voxels};

const VOXELS: &[u8; 8] = b"RSTVOXL1";
const FINISHED: &[u8; 8] = b"RSTFINI1";

/// A block as it is written.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct RawBlock {
    code: u32,
    start: u32,
}

/// A cleaned cell with normals.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Finished {
    pub voxels: Voxels,
    pub normals: Vec<Packed>,
}

/// A unit vector in two numbers, octahedral: 0.004 degrees at worst. Zero vectors have their own value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Packed([i16; 2]);

const ZERO: Packed = Packed([i16::MIN; 2]);

impl Packed {
    /// Method: Cigolle et al., "A Survey of Efficient Representations for Independent Unit Vectors", JCGT 3(2), 2014.
    pub(crate) fn new([x, y, z]: [f32; 3]) -> Self {
        let sum = x.abs() + y.abs() + z.abs();
        if sum.is_nan() || sum < 0.5 {
            return ZERO;
        }
        let (u, v) = (x / sum, y / sum);
        let (u, v) = if z >= 0.0 { (u, v) } else { ((1.0 - v.abs()) * sign(u), (1.0 - u.abs()) * sign(v)) };
        Self([u, v].map(|w| (w * 32767.0).round() as i16))
    }

    pub(crate) fn unpack(self) -> [f32; 3] {
        if self == ZERO {
            return [0.0; 3];
        }
        let [u, v] = self.0.map(|w| f32::from(w) / 32767.0);
        let z = 1.0 - u.abs() - v.abs();
        let (x, y) = if z >= 0.0 { (u, v) } else { ((1.0 - v.abs()) * sign(u), (1.0 - u.abs()) * sign(v)) };
        let length = (x * x + y * y + z * z).sqrt();
        [x / length, y / length, z / length]
    }
}

fn sign(v: f32) -> f32 {
    if v >= 0.0 { 1.0 } else { -1.0 }
}

fn write_voxels(voxels: &Voxels, writer: &mut Writer) {
    let blocks: Vec<RawBlock> = voxels.blocks.iter().map(|b| RawBlock { code: b.code, start: b.start }).collect();
    writer.column(&blocks).column(&voxels.local).column(&voxels.positions).column(&voxels.weights).column(&voxels.intensity);
    writer.column(&voxels.color).column(&voxels.station).column(&voxels.suspect);
}

fn read_voxels(reader: &mut Reader) -> Result<Voxels, String> {
    let blocks = reader.column::<RawBlock>()?.into_iter().map(|b| Block { code: b.code, start: b.start }).collect();
    Ok(Voxels {
        blocks,
        local: reader.column()?,
        positions: reader.column()?,
        weights: reader.column()?,
        intensity: reader.column()?,
        color: reader.column()?,
        station: reader.column()?,
        suspect: reader.column()?,
    })
}

impl Stored for Voxels {
    fn len(&self) -> usize {
        Voxels::len(self)
    }

    fn bytes(&self) -> usize {
        Voxels::bytes(self)
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(VOXELS, Voxels::bytes(self));
        write_voxels(self, &mut writer);
        writer.unsummed()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        read_voxels(&mut Reader::unsummed(VOXELS, bytes)?)
    }
}

impl Stored for Finished {
    fn len(&self) -> usize {
        self.voxels.len()
    }

    fn bytes(&self) -> usize {
        Voxels::bytes(&self.voxels) + self.normals.len() * size_of::<Packed>()
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(FINISHED, self.bytes());
        write_voxels(&self.voxels, &mut writer);
        writer.column(&self.normals);
        writer.unsummed()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let mut reader = Reader::unsummed(FINISHED, bytes)?;
        Ok(Self { voxels: read_voxels(&mut reader)?, normals: reader.column()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn packed_normals_keep_their_direction(x in -1.0..1.0f32, y in -1.0..1.0f32, z in -1.0..1.0f32) {
            let length = (x * x + y * y + z * z).sqrt();
            prop_assume!(length > 0.01);
            let n = [x / length, y / length, z / length];
            let back = Packed::new(n).unpack();
            let apart: f32 = (0..3).map(|a| (n[a] - back[a]).powi(2)).sum();
            prop_assert!(apart.sqrt() < 7e-5, "{n:?} {back:?}");
        }
    }

    #[test]
    fn special_normals() {
        assert_eq!(Packed::new([0.0; 3]).unpack(), [0.0; 3]);
        assert_eq!(Packed::new([f32::NAN; 3]).unpack(), [0.0; 3]);
        for axis in 0..3 {
            for s in [1.0, -1.0] {
                let mut n = [0.0; 3];
                n[axis] = s;
                assert_eq!(Packed::new(n).unpack(), n);
            }
        }
    }
}
