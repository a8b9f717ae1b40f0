//! Nominal sizes from measured outside diameters, by catalogue.
