//! Why the net cannot be used.

use std::path::PathBuf;

/// A weights file, a setting or a data set that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A weights file is damaged or made for something else.
    #[error("{place}: {problem}; use the weights that came with this version, or train new ones with `rosette train`")]
    Weights {
        /// The file, or `built-in weights`.
        place: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A setting is out of range.
    #[error("setting {name} = {value}: {remedy}")]
    Setting {
        /// Its name.
        name: &'static str,
        /// Its value.
        value: String,
        /// What to give instead.
        remedy: String,
    },
    /// Data to learn from are missing or inconsistent.
    #[error("data set {name}: {problem}")]
    Data {
        /// Its name.
        name: String,
        /// What is wrong.
        problem: String,
    },
    /// The user asked to stop.
    #[error("stopped")]
    Stopped,
}

impl NetError {
    pub(crate) fn io(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> NetError + '_ {
        move |source| NetError::Io { path: path.into(), source }
    }
}
