//! Grows a plant: equipment, lines, surroundings.

mod furniture;
mod grammar;
mod grow;
mod layout;
mod line;
mod spec;
mod steel;
mod supports;
mod surroundings;

pub use grow::{Growth, grow};
pub use spec::{Kind, PlantSettings, Size, Variety};
