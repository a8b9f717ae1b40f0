//! The rim around readers of other crates: their panics become errors.

use crate::error::{Blame, Place, ReadError};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `work`; a panic in it becomes a damage error, because the readers behind it panic on malformed files only.
pub(crate) fn guarded<T>(blame: &Blame, work: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    // What a panic leaves half-done is dropped or never asked for again: callers end the stream after an error.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
        Err(blame.damaged(Place::File, format!("the decoder gave up ({})", text.unwrap_or_default())))
    })
}
