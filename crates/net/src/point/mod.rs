//! The point net: class probabilities of every point of a cloud.

mod graph;
mod infer;
mod model;

pub use graph::{Graph, GraphLevel};
pub use infer::{CELL, PointNet, PointSettings, Speed, softmax};
pub use model::{Architecture, GraphTensors, PointModel};
