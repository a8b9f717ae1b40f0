//! Tests of whole outputs, on a made-up plant.

pub(crate) mod case;
mod files;
mod model;
mod page;
mod pictures;
mod plant;
mod points;
mod schema;
mod tables;
