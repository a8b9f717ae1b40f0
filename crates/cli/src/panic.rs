//! What the user sees if Rosette itself is at fault.

use crate::progress::complain;
use std::panic::{PanicHookInfo, UnwindSafe, catch_unwind, set_hook};
use std::sync::{Mutex, PoisonError};

/// What the last panic said; passing it on to another thread says nothing new.
static LAST: Mutex<Option<String>> = Mutex::new(None);

/// Runs the program; a panic anywhere becomes a message that asks for a report, and exit code 1.
pub fn guarded(program: impl FnOnce() -> u8 + UnwindSafe) -> u8 {
    set_hook(Box::new(remember));
    catch_unwind(program).unwrap_or_else(|_| {
        let what = LAST.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default();
        complain(format!(
            "This is a bug in rosette {}: {what}\n\
             What was finished is kept in the run folder. Please report the line above together with the command;\n\
             run again with -vv for every detail.",
            env!("CARGO_PKG_VERSION")
        ));
        1
    })
}

/// Keeps what was said instead of printing it: stages may catch a fault of a file reader and turn it into an error.
fn remember(info: &PanicHookInfo<'_>) {
    let text = info.payload_as_str().unwrap_or("no message");
    let place = info.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
    tracing::debug!("panic at {place}: {text}");
    LAST.lock().unwrap_or_else(PoisonError::into_inner).replace(format!("{text} (at {place})"));
}
