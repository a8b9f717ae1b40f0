//! A user's own labels to the classes of this program and to kinds of one's own.

use crate::error::NetError;
use crate::kinds::Kinds;
use rosette_plant::Class;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What each label of a cloud (LAS extra dimension, PLY property) stands for: the name of a class or of a kind of one's own, or `ignore`.
///
/// Labels that the table does not name are an error, so that none is lost in silence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClassMap(pub BTreeMap<String, String>);

impl ClassMap {
    /// The code of the class or kind that a label stands for; 0 where it is to be ignored. An empty table takes labels for class codes.
    /// `name` is the data set's, for errors.
    ///
    /// # Errors
    /// A label that the table does not name, or a name that is neither a class nor among the kinds.
    pub fn code(&self, name: &str, label: i64, kinds: &Kinds) -> Result<u8, NetError> {
        let fail = |problem: String| NetError::Data { name: name.into(), problem };
        if self.0.is_empty() {
            let class = usize::try_from(label).ok().and_then(|code| Class::ALL.get(code));
            let class = class.ok_or_else(|| fail(format!("label {label} is no class code (0 to 20); give a table")))?;
            return Ok(*class as u8);
        }
        let meant = self
            .0
            .get(&label.to_string())
            .ok_or_else(|| fail(format!("label {label} is not in the table; name its class, or ignore")))?;
        if meant == "ignore" {
            return Ok(0);
        }
        let lost = || {
            fail(format!("label {label} is mapped to {meant:?}, which is no class; a kind of your own needs a line in [kinds]"))
        };
        kinds.code_named(meant).ok_or_else(lost)
    }

    /// Whether a label stands for a kind of one's own.
    pub fn names_a_kind(&self, kinds: &Kinds) -> bool {
        self.0.values().any(|meant| kinds.position(meant).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(entries: &[(&str, &str)]) -> ClassMap {
        ClassMap(entries.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect())
    }

    fn hydrants() -> Kinds {
        Kinds::from_table(&[("hydrant".to_string(), "valve".to_string())].into()).unwrap()
    }

    #[test]
    fn labels_become_codes() {
        let mine = map(&[("3", "valve"), ("7", "pipe"), ("9", "ignore"), ("31", "hydrant"), ("0", "unclassified")]);
        for (label, code) in [(3, 6), (7, 1), (9, 0), (31, 21), (0, 0)] {
            assert_eq!(mine.code("a", label, &hydrants()).unwrap(), code, "{label}");
        }
        assert_eq!(ClassMap::default().code("a", 10, &Kinds::default()).unwrap(), 10);
        assert!(mine.names_a_kind(&hydrants()) && !mine.names_a_kind(&Kinds::default()));
        assert!(!map(&[("3", "valve")]).names_a_kind(&hydrants()));
    }

    #[test]
    fn nothing_is_lost_in_silence() {
        for (entries, label, says) in [
            (&[("1", "pipe")][..], 2, "label 2 is not in the table"),
            (&[("1", "tube")][..], 1, "\"tube\""),
            (&[("1", "tube")][..], 1, "[kinds]"),
            (&[][..], 21, "no class code"),
            (&[][..], -1, "label -1"),
        ] {
            let error = map(entries).code("mine.las", label, &hydrants()).unwrap_err().to_string();
            assert!(error.contains(says) && error.contains("mine.las"), "{error}");
        }
    }
}
