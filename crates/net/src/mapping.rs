//! A user's own labels to the classes of this program.

use crate::error::NetError;
use crate::prepare::{NO_PART, PartTruth};
use rosette_plant::Class;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What each label of a cloud (LAS extra dimension, PLY property) stands for: a class name, or `ignore`.
///
/// Finer classes of one's own are folded into the nearest class here; labels that the table does not name are an error, so that none is lost
/// in silence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClassMap(pub BTreeMap<String, String>);

impl ClassMap {
    /// Part of every point and the parts: one a class that occurs. An empty table takes labels for class codes.
    ///
    /// # Errors
    /// A label that the table does not name, or a name that is no class.
    pub fn parts(&self, name: &str, labels: &[i64]) -> Result<(Vec<u32>, Vec<PartTruth>), NetError> {
        let mut classes: BTreeMap<i64, Option<Class>> = BTreeMap::new();
        for label in labels {
            if let std::collections::btree_map::Entry::Vacant(entry) = classes.entry(*label) {
                entry.insert(self.class(name, *label)?);
            }
        }
        let mut found: Vec<Class> = classes.values().flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        let place = |label: &i64| classes.get(label).copied().flatten().and_then(|class| found.binary_search(&class).ok());
        let part = labels.iter().map(|label| place(label).map_or(NO_PART, |at| at as u32)).collect();
        Ok((part, found.into_iter().map(PartTruth::of).collect()))
    }

    /// The class that a label stands for; none where it is to be ignored. `name` is the data set's, for errors.
    ///
    /// # Errors
    /// As [`Self::parts`].
    pub fn class(&self, name: &str, label: i64) -> Result<Option<Class>, NetError> {
        let fail = |problem: String| NetError::Data { name: name.into(), problem };
        if self.0.is_empty() {
            let code = usize::try_from(label).ok();
            let class = code
                .and_then(|code| Class::ALL.get(code))
                .ok_or_else(|| fail(format!("label {label} is no class code (0 to 20); give a table")))?;
            return Ok((*class != Class::Unclassified).then_some(*class));
        }
        let meant = self
            .0
            .get(&label.to_string())
            .ok_or_else(|| fail(format!("label {label} is not in the table; name its class, or ignore")))?;
        if meant == "ignore" {
            return Ok(None);
        }
        let class = Class::ALL.into_iter().find(|class| class.name() == meant);
        class.map(Some).ok_or_else(|| fail(format!("label {label} is mapped to {meant:?}, which is no class")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(entries: &[(&str, &str)]) -> ClassMap {
        ClassMap(entries.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect())
    }

    #[test]
    fn labels_become_parts() {
        let (part, parts) =
            map(&[("3", "valve"), ("7", "pipe"), ("9", "ignore"), ("8", "valve")]).parts("a", &[7, 3, 9, 8]).unwrap();
        assert_eq!(parts.iter().map(|p| p.class).collect::<Vec<_>>(), [Class::Pipe, Class::Valve]);
        assert_eq!(part, [0, 1, NO_PART, 1]);
        let (part, parts) = ClassMap::default().parts("a", &[0, 10]).unwrap();
        assert_eq!((part.as_slice(), parts[0].class), ([NO_PART, 0].as_slice(), Class::Pump));
    }

    #[test]
    fn nothing_is_lost_in_silence() {
        for (entries, labels, says) in [
            (&[("1", "pipe")][..], &[2i64][..], "label 2 is not in the table"),
            (&[("1", "tube")][..], &[1][..], "\"tube\""),
            (&[][..], &[21][..], "no class code"),
            (&[][..], &[-1][..], "label -1"),
        ] {
            let error = map(entries).parts("mine.las", labels).unwrap_err().to_string();
            assert!(error.contains(says) && error.contains("mine.las"), "{error}");
        }
    }
}
