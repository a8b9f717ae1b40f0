//! What the components of one plant have in common.

use super::Ends;
use super::set::{FamilySet, MOST};
use crate::component::Style;
use crate::model::Dice;

/// Habits of a plant's makers and fitters.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Sizes and flanges.
    pub style: Style,
    /// Bolts are there to be seen.
    pub bolts: bool,
    /// Counter flanges count as flanges of the line, not as part of the valve between them.
    pub loose: bool,
    /// How broad and thick flanges are: 1 for class 150 and PN 16.
    pub rating: f64,
    /// Ends of small components.
    pub small: Ends,
    /// Ends of others.
    pub large: Ends,
    /// Families that do not occur, by their place in the list.
    pub without: FamilySet,
    /// Families that this plant prefers.
    favourites: FamilySet,
}

/// Components of a favourite family are so many times as frequent.
const PREFERENCE: f64 = 6.0;

impl Look {
    /// The habits of a plant.
    pub fn new(style: Style, without: FamilySet, dice: &mut Dice) -> Self {
        let small = [Ends::Threaded, Ends::Threaded, Ends::Socket, Ends::Flanged, Ends::Flanged, Ends::Welded, Ends::Union];
        let large = [Ends::Flanged, Ends::Flanged, Ends::Flanged, Ends::Flanged, Ends::Flanged, Ends::Welded, Ends::Grooved];
        Self {
            style,
            bolts: dice.chance(0.75),
            loose: false,
            rating: dice.pick(&[0.92, 1.0, 1.0, 1.0, 1.12, 1.25]),
            small: dice.pick(&small),
            large: dice.pick(&large),
            without,
            favourites: (0..MOST).filter(|_| dice.chance(0.3)).collect(),
        }
    }

    /// How often a family occurs in this plant.
    pub(super) fn weight(&self, index: usize, common: f64) -> f64 {
        common * if self.favourites.has(index) { PREFERENCE } else { 1.0 }
    }
}
