//! The commands behind the door.

pub mod compare;
pub mod correct;
pub mod decide;
pub mod diff_pid;
pub mod evaluate;
pub mod info;
pub mod pid;
pub mod run;
pub mod schema;
pub mod simulate;
pub mod train;
