//! Where things stand, and ways for lines between them.

mod path;
mod router;
mod space;

pub use path::{chamfer, slope};
pub use router::{Route, find};
pub use space::{Space, leg_boxes, overlap};
