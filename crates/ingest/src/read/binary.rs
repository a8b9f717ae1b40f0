//! Fixed binary records of named fields: the common part of PLY and PCD.

use super::columns::{Layout, Role, Row};

/// Type of a stored number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scalar {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
    F32,
    F64,
}

impl Scalar {
    pub fn size(self) -> usize {
        match self {
            Scalar::I8 | Scalar::U8 => 1,
            Scalar::I16 | Scalar::U16 => 2,
            Scalar::I32 | Scalar::U32 | Scalar::F32 => 4,
            Scalar::I64 | Scalar::U64 | Scalar::F64 => 8,
        }
    }

    /// The value at the start of `bytes`; 0 if they are too short.
    #[inline]
    pub fn read(self, bytes: &[u8], big_endian: bool) -> f64 {
        let Some(own) = bytes.get(..self.size()) else { return 0.0 };
        let mut word = [0u8; 8];
        if big_endian {
            word.iter_mut().zip(own.iter().rev()).for_each(|(to, from)| *to = *from);
        } else {
            word[..own.len()].copy_from_slice(own);
        }
        let raw = u64::from_le_bytes(word);
        match self {
            Scalar::I8 => f64::from(raw as i8),
            Scalar::U8 | Scalar::U16 | Scalar::U32 | Scalar::U64 => raw as f64,
            Scalar::I16 => f64::from(raw as i16),
            Scalar::I32 => f64::from(raw as i32),
            Scalar::I64 => raw as i64 as f64,
            Scalar::F32 => f64::from(f32::from_bits(raw as u32)),
            Scalar::F64 => f64::from_bits(raw),
        }
    }

    /// What 8-bit colours are multiplied by: floats are 0 to 1, 16-bit ones 0 to 65535.
    pub fn color_factor(self) -> f64 {
        match self {
            Scalar::F32 | Scalar::F64 => 255.0,
            Scalar::I16 | Scalar::U16 => 1.0 / 257.0,
            _ => 1.0,
        }
    }
}

/// A used field of a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    pub role: Role,
    pub scalar: Scalar,
    pub offset: usize,
}

/// The value of a field as its role wants it: packed colours are bits, also where they are declared as floats.
#[inline]
pub(crate) fn value(field: &Field, bytes: &[u8], big_endian: bool) -> f64 {
    match (field.role, field.scalar) {
        (Role::Packed, Scalar::F32) => Scalar::U32.read(bytes, big_endian),
        _ => field.scalar.read(bytes, big_endian),
    }
}

/// Reads the used fields of a record.
pub(crate) fn read_record(fields: &[Field], bytes: &[u8], big_endian: bool) -> Row {
    let mut row = Row::default();
    for field in fields {
        row[field.role as usize] = value(field, bytes.get(field.offset..).unwrap_or_default(), big_endian);
    }
    row
}

/// The used fields among (role, type) in record order, at their offsets, and the length of a record.
pub(crate) fn place(layout: &Layout, scalars: impl Iterator<Item = (Scalar, usize)>) -> (Vec<Field>, usize) {
    let (mut fields, mut offset) = (Vec::new(), 0usize);
    for (role, (scalar, count)) in layout.roles.iter().zip(scalars) {
        if *role != Role::Skip {
            fields.push(Field { role: *role, scalar, offset });
        }
        offset = offset.saturating_add(scalar.size().saturating_mul(count));
    }
    (fields, offset)
}
