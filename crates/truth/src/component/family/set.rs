//! Sets of families, by their place in the list of all.

/// A set of families.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FamilySet([u64; WORDS]);

const WORDS: usize = 8;

/// How many families a set can tell apart.
pub(super) const MOST: usize = 64 * WORDS;

impl FamilySet {
    /// Whether the family at this place is in it.
    pub fn has(&self, place: usize) -> bool {
        self.0.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How many families are in it.
    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }
}

impl FromIterator<usize> for FamilySet {
    /// The set of these places; those from [`MOST`] on are passed over.
    fn from_iter<T: IntoIterator<Item = usize>>(places: T) -> Self {
        let mut set = Self::default();
        places.into_iter().filter(|place| *place < MOST).for_each(|place| set.0[place / 64] |= 1 << (place % 64));
        set
    }
}
