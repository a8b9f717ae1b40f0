//! Stage: a cloud to class probabilities of its points and objects.

pub mod device;
mod error;
pub mod evaluate;
pub mod features;
pub mod moments;
pub mod picture;
pub mod point;
pub mod pyramid;
pub mod weights;

pub use error::NetError;
pub use point::PointNet;
#[cfg(feature = "train")]
pub mod train;
