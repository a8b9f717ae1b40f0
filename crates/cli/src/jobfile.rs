//! The job file: TOML with line numbers, unknown keys refused with the name of the nearest key.

use crate::failure::{Failure, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// Largest job file that is read; a longer one is not a job file.
const MAX_BYTES: u64 = 16 << 20;

/// A parsed job file: its values, and the line of each key for messages.
#[derive(Debug)]
pub struct JobFile {
    /// What the file is, in messages.
    what: &'static str,
    name: String,
    entries: Vec<Entry>,
}

/// One key of a table with its value.
#[derive(Debug, Clone)]
pub struct Entry {
    key: String,
    line: usize,
    value: Node,
}

/// A value of the file.
#[derive(Debug, Clone)]
enum Node {
    Plain(Value),
    Table(Vec<Entry>),
    Tables(Vec<Vec<Entry>>),
}

impl JobFile {
    /// Reads and parses a job file.
    pub fn read(path: &Path) -> Result<JobFile> {
        JobFile::read_as("job file", path)
    }

    /// Reads and parses a file that messages call `what`.
    pub fn read_as(what: &'static str, path: &Path) -> Result<JobFile> {
        let name = path.display().to_string();
        let trouble = |err: String| Failure::Usage(format!("{what} {name}: {err}"));
        let size = path.metadata().map_err(|err| trouble(format!("cannot be read: {err}; check the path")))?.len();
        if size > MAX_BYTES {
            return Err(trouble(format!("has {size} bytes, which is no {what}; check the path")));
        }
        let text =
            std::fs::read_to_string(path).map_err(|err| trouble(format!("cannot be read: {err}; save it as UTF-8 text")))?;
        JobFile::parse_as(what, &name, &text)
    }

    /// Parses the text of a job file called `name`.
    pub fn parse(name: &str, text: &str) -> Result<JobFile> {
        JobFile::parse_as("job file", name, text)
    }

    fn parse_as(what: &'static str, name: &str, text: &str) -> Result<JobFile> {
        let mut file = JobFile { what, name: name.to_string(), entries: Vec::new() };
        let table = DeTable::parse(text).map_err(|err| {
            let line = line_of(text, err.span().map_or(0, |span| span.start));
            file.at(line, err.message().trim())
        })?;
        file.entries = entries(text, table.get_ref()).map_err(|(line, why)| file.at(line, &why))?;
        Ok(file)
    }

    fn at(&self, line: usize, why: &str) -> Failure {
        Failure::Usage(format!("{} {}, line {line}: {why}", self.what, self.name))
    }

    /// The top level over `defaults`; keys that are neither there nor among `sections` are refused.
    pub fn top<T: Serialize + DeserializeOwned>(&self, defaults: &T, sections: &[&str]) -> Result<T> {
        let plain: Vec<Entry> = self.entries.iter().filter(|entry| !sections.contains(&entry.key.as_str())).cloned().collect();
        self.overlay("", &plain, defaults, sections)
    }

    /// The table `[section]` over `defaults`.
    pub fn section<T: Serialize + DeserializeOwned>(&self, section: &str, defaults: &T) -> Result<T> {
        match self.entries.iter().find(|entry| entry.key == section) {
            None => self.overlay(section, &[], defaults, &[]),
            Some(Entry { value: Node::Table(entries), .. }) => self.overlay(section, entries, defaults, &[]),
            Some(entry) => Err(self.at(entry.line, &format!("{section} is a table of settings: write [{section}]"))),
        }
    }

    /// Each `[[list]]` table over `defaults`.
    pub fn list<T: Serialize + DeserializeOwned>(&self, list: &str, defaults: &T) -> Result<Vec<T>> {
        match self.entries.iter().find(|entry| entry.key == list) {
            None => Ok(Vec::new()),
            Some(Entry { value: Node::Tables(tables), .. }) => {
                tables.iter().map(|entries| self.overlay(list, entries, defaults, &[])).collect()
            }
            Some(entry) => Err(self.at(entry.line, &format!("{list} is a list of tables: write [[{list}]]"))),
        }
    }

    /// Lays the entries over the defaults, one key at a time, so that a wrong value is blamed on its line.
    fn overlay<T: Serialize + DeserializeOwned>(
        &self,
        section: &str,
        entries: &[Entry],
        defaults: &T,
        also: &[&str],
    ) -> Result<T> {
        let mut whole =
            serde_json::to_value(defaults).map_err(|err| Failure::Internal(format!("settings of {section}: {err}")))?;
        for entry in entries {
            self.lay(section, &mut whole, entry, also)?;
            if let Err(err) = serde_json::from_value::<T>(whole.clone()) {
                return Err(self.at(entry.line, &format!("{}: {err}", full_name(section, &entry.key))));
            }
        }
        serde_json::from_value(whole).map_err(|err| Failure::Usage(format!("{} {}: {section}: {err}", self.what, self.name)))
    }

    fn lay(&self, section: &str, whole: &mut Value, entry: &Entry, also: &[&str]) -> Result<()> {
        let known = whole.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
        let Some(place) = whole.get_mut(&entry.key) else {
            let names = known.iter().map(String::as_str).chain(also.iter().copied());
            return Err(self.at(entry.line, &unknown_key(section, &entry.key, names)));
        };
        match (&entry.value, &place) {
            (Node::Table(inner), Value::Object(_)) => {
                inner.iter().try_for_each(|inner| self.lay(&full_name(section, &entry.key), place, inner, &[]))
            }
            (value, _) => {
                *place = value.to_json();
                Ok(())
            }
        }
    }
}

impl Node {
    fn to_json(&self) -> Value {
        let object = |entries: &Vec<Entry>| {
            Value::Object(entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect::<Map<_, _>>())
        };
        match self {
            Node::Plain(value) => value.clone(),
            Node::Table(entries) => object(entries),
            Node::Tables(tables) => Value::Array(tables.iter().map(object).collect()),
        }
    }
}

/// Says that a key is not known, and which one was probably meant.
pub fn unknown_key<'a>(section: &str, key: &str, known: impl Iterator<Item = &'a str>) -> String {
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    let nearest = known.iter().copied().min_by_key(|name| strsim::damerau_levenshtein(key, name));
    let name = full_name(section, key);
    match nearest {
        Some(near) => format!("unknown key {name}; the nearest known one is {near} (all: {})", known.join(", ")),
        None => format!("unknown key {name}"),
    }
}

fn full_name(section: &str, key: &str) -> String {
    if section.is_empty() { key.to_string() } else { format!("{section}.{key}") }
}

/// Line number, from 1, of a byte offset.
fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

type Trouble = (usize, String);

fn entries(text: &str, table: &DeTable<'_>) -> std::result::Result<Vec<Entry>, Trouble> {
    let mut found = Vec::new();
    for (key, value) in table {
        let line = line_of(text, key.span().start);
        let value = node(text, line, value.get_ref())?;
        found.push(Entry { key: key.get_ref().to_string(), line, value });
    }
    found.sort_by_key(|entry| entry.line);
    Ok(found)
}

fn node(text: &str, line: usize, value: &DeValue<'_>) -> std::result::Result<Node, Trouble> {
    match value {
        DeValue::Table(table) => Ok(Node::Table(entries(text, table)?)),
        DeValue::Array(items) if !items.is_empty() && items.iter().all(|item| matches!(item.get_ref(), DeValue::Table(_))) => {
            let tables = items.iter().filter_map(|item| item.get_ref().as_table());
            Ok(Node::Tables(tables.map(|table| entries(text, table)).collect::<std::result::Result<_, _>>()?))
        }
        DeValue::Array(items) => {
            let values = items.iter().map(|item| Ok(node(text, line, item.get_ref())?.to_json()));
            Ok(Node::Plain(Value::Array(values.collect::<std::result::Result<_, Trouble>>()?)))
        }
        plain => plain_value(plain).map(Node::Plain).map_err(|why| (line, why)),
    }
}

fn plain_value(value: &DeValue<'_>) -> std::result::Result<Value, String> {
    match value {
        DeValue::String(text) => Ok(Value::from(text.to_string())),
        DeValue::Boolean(flag) => Ok(Value::from(*flag)),
        DeValue::Integer(number) => {
            let parsed = i64::from_str_radix(number.as_str(), number.radix());
            parsed.map(Value::from).map_err(|_| format!("{number} is too large a number"))
        }
        DeValue::Float(number) => match number.as_str().parse::<f64>() {
            Ok(parsed) if parsed.is_finite() => Ok(Value::from(parsed)),
            _ => Err(format!("{} is not a number that can be used here", number.as_str())),
        },
        _ => Err("a date is not used here".to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Serialize, Deserialize, PartialEq)]
    struct Top {
        out: Option<String>,
        scans: Vec<String>,
        threads: Option<u16>,
    }

    #[derive(Debug, Serialize, Deserialize, PartialEq)]
    struct Stage {
        voxel: f64,
        halo: f64,
        units: Option<String>,
        stations: Vec<[f64; 3]>,
    }

    fn top() -> Top {
        Top { out: None, scans: vec![], threads: None }
    }

    fn stage() -> Stage {
        Stage { voxel: 0.005, halo: 0.5, units: None, stations: vec![] }
    }

    fn read(text: &str) -> Result<(Top, Stage, Vec<Stage>)> {
        let file = JobFile::parse("job.toml", text)?;
        let top = file.top(&top(), &["ingest", "scan"])?;
        Ok((top, file.section("ingest", &stage())?, file.list("scan", &stage())?))
    }

    #[test]
    fn a_job_is_laid_over_the_defaults() {
        let text = "out = 'run'\nscans = ['a', 'b']\n[ingest]\nvoxel = 1e-2\nhalo = 1\n[[scan]]\nstations = [[1, 2.5, 3]]\n";
        let (top, ingest, scans) = read(text).unwrap();
        assert_eq!(top, Top { out: Some("run".into()), scans: vec!["a".into(), "b".into()], threads: None });
        assert_eq!(ingest, Stage { voxel: 0.01, halo: 1.0, ..stage() });
        assert_eq!(scans, [Stage { stations: vec![[1.0, 2.5, 3.0]], ..stage() }]);
        assert_eq!(read("").unwrap(), (super::tests::top(), stage(), vec![]));
    }

    #[test]
    fn mistakes_are_named_with_line_and_remedy() {
        let check = |text: &str, expect: &[&str]| {
            let err = read(text).unwrap_err();
            assert_eq!(err.exit_code(), 2);
            for part in expect {
                assert!(err.to_string().contains(part), "{text:?} gave {err}, without {part:?}");
            }
        };
        check("out = 'run'\nscnas = []", &["line 2", "unknown key scnas", "nearest known one is scans"]);
        check("[ingets]\nvoxel = 1", &["line 1", "ingets", "is ingest"]);
        check("\n[ingest]\nvoxle = 0.01", &["line 3", "unknown key ingest.voxle", "is voxel"]);
        check("[ingest]\nvoxel = 'fine'", &["line 2", "ingest.voxel", "invalid type"]);
        check("[[scan]]\nunits = 'mm'\n[[scan]]\nunit = 'mm'", &["line 4", "scan.unit", "is units"]);
        check("ingest = 3", &["line 1", "[ingest]"]);
        check("[scan]\nunits = 'm'", &["[[scan]]"]);
        check("out = ", &["line 1"]);
        check("[ingest]\nvoxel = nan", &["line 2", "nan"]);
        check("threads = 99999999999999999999", &["too large"]);
        check("threads = -1", &["line 1", "threads"]);
        check("out = 2020-01-01", &["date"]);
        check(&"[".repeat(100_000), &["line 1"]);
    }
}
