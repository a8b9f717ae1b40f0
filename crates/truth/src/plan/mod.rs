//! Grows a plant: equipment, lines, surroundings.

mod furniture;
mod grammar;
mod grow;
mod layout;
mod line;
mod network;
mod spec;
mod steel;
mod supports;
mod surroundings;

pub(crate) use furniture::person;
pub use grow::{Growth, grow};
pub use spec::{Kind, PlantSettings, Size, Variety};
