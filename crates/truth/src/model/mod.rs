//! What a generated plant consists of.

pub mod catalogue;
mod dice;
mod part;
mod plant;
mod shape;

pub use catalogue::Catalogue;
pub use dice::Dice;
pub use part::{Bend, Joint, Part, Run};
pub use plant::{Line, LineEnd, Plant};
pub use shape::Shape;
