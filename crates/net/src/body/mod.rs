//! The body net: what one object is, and of which subtype if it is a valve.

mod frame;
mod infer;
mod model;
mod views;

#[cfg(feature = "train")]
pub(crate) use frame::bounds;
pub use frame::{GLOBALS, PER_POINT, POINTS, Posed, posed};
pub use infer::{BodyNet, BodySettings};
pub use model::{BodyModel, tensors};
