//! Noun: classes, nominal sizes, elements with ports, the plant graph, matching and differences.
//!
//! `PlantGraph<Scanned>` (what stands in the field) and `PlantGraph<Drawn>` (what the P&ID says) are one type
//! with another evidence, so that the two sides of a comparison cannot be swapped.

mod change;
mod class;
mod components;
mod difference;
mod geometry;
mod graph;
mod matching;
mod review;
pub mod scores;
mod segments;
mod sheet;
pub mod sizes;

pub use change::{Action, Change, End, NewItem, Place};
pub use class::{Class, Subtype};
pub use components::{Components, Label};
pub use difference::{Difference, DifferenceKind, Evidence, Severity};
pub use geometry::Geometry;
pub use graph::{Drawn, Element, Joint, OpenEnd, OwnKind, PlantGraph, Port, Scanned};
pub use matching::{Group, GroupKind, Matching, Pair};
pub use review::{Decision, DecisionState, Gone, Ignored, Review, Reviews, Standing};
pub use rosette_cloud::{Note, SeenState};
pub use scores::{BodyJudge, BodyScores, BodyView, KindScore, PointScores, RunAxis};
pub use segments::{CylinderSegment, Owner, PlaneSegment, Segments};
pub use sheet::{ImportReport, Sheet};
