//! The commands behind the door.

pub mod info;
pub mod pid;
pub mod run;
pub mod schema;
pub mod simulate;
