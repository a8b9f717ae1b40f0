//! Kinds of one's own: finer than the twenty classes, each a kind of one of them.
//!
//! A net that knows kinds has one more output for each. What an answer gives to a kind it gives to its class as well, so that whoever knows
//! the twenty classes only is told as much as ever. Codes of kinds follow those of the classes.

use rosette_plant::Class;
use rosette_plant::scores::CLASSES;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Most kinds of a net: codes stay well below 256, and a table of which kind is taken for which can still be read.
pub const MOST_KINDS: usize = 64;
/// Number of codes there can be, of classes and of kinds.
pub const CODES: usize = CLASSES + MOST_KINDS;
/// Longest name, characters: it stands in a column of the inventory.
const LONGEST: usize = 40;

/// A kind of one's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Its name.
    pub name: String,
    /// The class that it is a kind of.
    pub parent: Class,
}

/// The kinds of one's own that a net or a data set knows, in the order of their codes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Kind>", into = "Vec<Kind>")]
pub struct Kinds(Vec<Kind>);

impl Kinds {
    /// Checks a list of kinds.
    ///
    /// # Errors
    /// Too many; a name that is empty, too long, taken by another kind, a class or `ignore`, or made of other than letters, digits, spaces, `-`
    /// and `_`; a kind of nothing. The error says which, without the place.
    pub fn new(kinds: Vec<Kind>) -> Result<Self, String> {
        if kinds.len() > MOST_KINDS {
            return Err(format!("{} kinds of one's own are too many; at most {MOST_KINDS} are possible", kinds.len()));
        }
        let mut names = BTreeSet::new();
        for kind in &kinds {
            check_name(&kind.name)?;
            if !names.insert(kind.name.as_str()) {
                return Err(format!("the kind \"{}\" is named twice", kind.name));
            }
            if kind.parent == Class::Unclassified {
                return Err(format!(
                    "the kind \"{}\" is a kind of \"unclassified\", which is no class to be a kind of",
                    kind.name
                ));
            }
        }
        Ok(Self(kinds))
    }

    /// The kinds of a table of names and classes, by name.
    ///
    /// # Errors
    /// As [`Self::new`], and names that are no class.
    pub fn from_table(table: &BTreeMap<String, String>) -> Result<Self, String> {
        let kind = |(name, of): (&String, &String)| match class_named(of) {
            Some(parent) => Ok(Kind { name: name.clone(), parent }),
            None => {
                let classes: Vec<&str> = Class::ALL.iter().skip(1).map(|class| class.name()).collect();
                Err(format!("the kind \"{name}\" is a kind of \"{of}\", which is no class; give one of: {}", classes.join(", ")))
            }
        };
        Self::new(table.iter().map(kind).collect::<Result<_, _>>()?)
    }

    /// Number of kinds.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The kinds in the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &Kind> {
        self.0.iter()
    }

    /// Number of outputs of a net that knows these kinds.
    pub fn outputs(&self) -> usize {
        CLASSES + self.0.len()
    }

    /// Place of the kind with this name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|kind| kind.name == name)
    }

    /// The kind with this code; none where it is a class's, or nobody's.
    pub fn of_code(&self, code: u8) -> Option<&Kind> {
        self.0.get(usize::from(code).checked_sub(CLASSES)?)
    }

    /// The class that a code stands for: its own, or the one that the kind is a kind of. Codes out of range are unclassified.
    pub fn class_of(&self, code: u8) -> Class {
        let class = Class::ALL.get(usize::from(code)).copied();
        class.or(self.of_code(code).map(|kind| kind.parent)).unwrap_or(Class::Unclassified)
    }

    /// The code that a name stands for, of a class or of a kind.
    pub fn code_named(&self, name: &str) -> Option<u8> {
        class_named(name).map(|class| class as u8).or(self.position(name).map(code_of))
    }

    /// Probabilities of the classes from those of all codes: what a kind has goes to its class.
    pub fn folded(&self, all: &[f32]) -> [f32; CLASSES] {
        let mut out = [0.0; CLASSES];
        out.iter_mut().zip(all).for_each(|(to, p)| *to = *p);
        for (kind, p) in self.0.iter().zip(all.iter().skip(CLASSES)) {
            out[kind.parent as usize] += p;
        }
        out
    }
}

/// Code of the kind at this place.
pub fn code_of(place: usize) -> u8 {
    (CLASSES + place).min(CODES) as u8
}

fn class_named(name: &str) -> Option<Class> {
    Class::ALL.into_iter().find(|class| class.name() == name)
}

fn check_name(name: &str) -> Result<(), String> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    if name.trim() != name || !name.starts_with(char::is_alphanumeric) || !name.chars().all(plain) {
        return Err(format!(
            "a kind cannot be called {name:?}: begin with a letter or digit, go on with letters, digits, spaces, - and _"
        ));
    }
    if name.chars().count() > LONGEST {
        return Err(format!("the name {name:?} of a kind is longer than {LONGEST} characters"));
    }
    if name == "ignore" || class_named(name).is_some() {
        return Err(format!("a kind cannot be called \"{name}\": that word has its meaning in tables of labels"));
    }
    Ok(())
}

impl TryFrom<Vec<Kind>> for Kinds {
    type Error = String;

    fn try_from(kinds: Vec<Kind>) -> Result<Self, String> {
        Self::new(kinds)
    }
}

impl From<Kinds> for Vec<Kind> {
    fn from(kinds: Kinds) -> Self {
        kinds.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
        entries.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect()
    }

    #[test]
    fn kinds_count_for_their_classes() {
        let kinds = Kinds::from_table(&table(&[("hydrant", "valve"), ("compressor", "pump")])).unwrap();
        assert_eq!(kinds.iter().map(|kind| kind.name.as_str()).collect::<Vec<_>>(), ["compressor", "hydrant"]);
        for (name, code, class) in [
            ("compressor", Some(21), Class::Pump),
            ("hydrant", Some(22), Class::Valve),
            ("pipe", Some(1), Class::Pipe),
            ("windmill", None, Class::Unclassified),
        ] {
            assert_eq!(kinds.code_named(name), code, "{name}");
            assert_eq!(kinds.class_of(code.unwrap_or(23)), class, "{name}");
        }
        let mut all = vec![0.0; 23];
        (all[6], all[10], all[21], all[22]) = (0.25, 0.125, 0.125, 0.5);
        let folded = kinds.folded(&all);
        assert_eq!((folded[6], folded[10]), (0.75, 0.25));
    }

    #[test]
    fn tables_that_make_no_sense_are_refused() {
        for (entries, says) in [
            (&[("hydrant", "valv")][..], "\"valv\", which is no class"),
            (&[("hydrant", "unclassified")], "no class to be a kind of"),
            (&[("", "valve")], "cannot be called"),
            (&[(" hydrant", "valve")], "cannot be called"),
            (&[("=1+1", "valve")], "cannot be called"),
            (&[("a\nb", "valve")], "cannot be called"),
            (&[("pump", "valve")], "cannot be called \"pump\""),
            (&[("ignore", "valve")], "cannot be called \"ignore\""),
            (&[("a very long name that fills a whole column", "valve")], "longer than"),
        ] {
            let said = Kinds::from_table(&table(entries)).unwrap_err();
            assert!(said.contains(says), "{entries:?}: {said}");
        }
        let many: Vec<Kind> = (0..65).map(|i| Kind { name: format!("kind {i}"), parent: Class::Other }).collect();
        assert!(Kinds::new(many.clone()).unwrap_err().contains("too many"));
        assert_eq!(Kinds::new(many[..64].to_vec()).unwrap().outputs(), CODES);
        let twice = vec![many[0].clone(), many[0].clone()];
        assert!(Kinds::new(twice).unwrap_err().contains("twice"));
    }
}
