//! Stage: a cloud to class probabilities of its points and objects.

pub mod device;
mod error;
pub mod features;
pub mod moments;
pub mod point;
pub mod pyramid;
pub mod weights;

pub use error::NetError;
pub use point::PointNet;
