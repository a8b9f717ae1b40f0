//! Stage: a cloud to class probabilities of its points, and bodies to class and subtype probabilities.
//!
//! The only crate that names the neural-net framework. Two nets, both small, both run on the processor:
//!
//! - [`PointNet`] says of every point of a [`Cloud`](rosette_cloud::Cloud) what it belongs to, as a border type
//!   [`PointScores`](rosette_plant::PointScores). Points are pooled to cells of 1.5 cm; hand-made shapes of the surface at five scales (how flat,
//!   how round, of which radius, how it stands) describe each cell ([`features`], [`moments`]); a residual U-Net over five grids ([`pyramid`],
//!   [`point`]) adds what stands around it.
//! - [`BodyNet`] says of one body on a pipe, or of one machine, what it is, and of which subtype if it is a valve ([`body`]). It implements
//!   [`BodyJudge`](rosette_plant::BodyJudge), so other stages use it without knowing it.
//!
//! Why so. The radius, the axis and the flatness of a surface follow from sums in closed form, exactly, at every scale, for a few additions a
//! cell; a net would need many layers to find them and much data to trust them. What geometry does not say, the net learns on top. Grids with
//! exact parents need no neighbour search between levels; neighbourhoods within a level are looked up in a table of cells. So the finest level,
//! where nine in ten cells are, costs three linear maps a cell and no gathering at all.
//!
//! Weights ship in `models/` and are compiled in ([`weights`] tells the form); `models/README.md` is their model card. Fitting them needs the
//! feature `train`; the feature `gpu` runs both nets by WebGPU. Probabilities are calibrated by one temperature a net, fitted on held-out
//! plants ([`evaluate`]).
//!
//! A user's finer labels are [`Kinds`] of the twenty classes: a net that was taught some answers in classes as ever, and names the kind beside.
//!
//! What is not done: no labels that are a kind of none of the twenty classes; no colour, which few scans have; no use of several stations' views
//! beyond their merged points.

pub mod body;
pub mod device;
mod error;
pub mod evaluate;
pub mod features;
pub mod fresh;
mod grow;
pub mod kinds;
mod mapping;
pub mod moments;
pub mod picture;
pub mod point;
pub mod prepare;
pub mod pyramid;
pub mod weights;

pub use body::BodyNet;
pub use error::NetError;
pub use kinds::{Kind, Kinds};
pub use mapping::ClassMap;
pub use point::PointNet;
#[cfg(feature = "train")]
pub mod train;
