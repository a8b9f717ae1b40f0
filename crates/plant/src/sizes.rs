//! Nominal sizes from measured outside diameters, by catalogue.
//!
//! With one catalogue +-3 mm name every ASME size from DN25 (+-2.7 mm DN20); catalogues mixed overlap within 1 mm. So a site's catalogue is
//! chosen first ([`choose`]), from all its pipes or by the user, and then each pipe is named in it ([`name_size`]).
//! Not done here: mixed sites (steel and ductile iron in one hall); choose per area if that matters.

mod catalogue;
mod choose;
mod flange;
mod name;

pub use catalogue::{CATALOGUES, Catalogue, Size};
pub use choose::{CatalogueScore, Choice, Measured, choose};
pub use flange::{FlangeStandard, flange_od};
pub use name::{Named, name_size, snap_tolerance};
