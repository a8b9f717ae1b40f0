//! Results of steps that are kept in the run folder, so that a stopped run goes on where it was.
//!
//! A step's file is written beside and renamed, and carries its key and the hash of its own content: what was cut
//! short, damaged or made from something else is never taken for a result; it is made again.

use crate::failure::{Failure, Result};
use crate::key::Key;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// First word of every step file; the number is the layout's version.
const MAGIC: &str = "rosette-step-1";

/// The kept results below one folder.
#[derive(Debug)]
pub struct Store {
    dir: PathBuf,
}

/// A value and the hash of the bytes it was read from: what depends on the value can depend on the hash.
#[derive(Debug, Clone)]
pub struct Kept<T> {
    /// The value, always as read back from the file.
    pub value: T,
    /// blake3 of its bytes.
    pub hash: String,
    /// Whether it was made now (false: kept from an earlier run).
    pub made_now: bool,
}

/// A folder that a step filled.
#[derive(Debug)]
pub struct Folder {
    /// The folder.
    pub dir: PathBuf,
    /// Whether it was filled now (false: kept from an earlier run).
    pub made_now: bool,
}

impl Store {
    /// The store below `dir`, which must exist.
    pub fn new(dir: &Path) -> Store {
        Store { dir: dir.to_path_buf() }
    }

    /// The value of a step: kept from an earlier run, or made now and kept.
    pub fn value<T: Serialize + DeserializeOwned>(
        &self,
        name: &str,
        key: &Key,
        make: impl FnOnce() -> Result<T>,
    ) -> Result<Kept<T>> {
        if let Some((value, hash)) = self.load(name, key) {
            return Ok(Kept { value, hash, made_now: false });
        }
        let bytes = to_json(name, &make()?)?;
        self.keep(name, key, &bytes)?;
        let (value, hash) = self.load(name, key).ok_or_else(|| unreadable(name))?;
        Ok(Kept { value, hash, made_now: true })
    }

    /// A step that fills a folder of its own: left alone where it is whole, else emptied (or gone on with, where the
    /// folder was begun with this same key) and made.
    pub fn folder(&self, name: &str, key: &Key, make: impl FnOnce(&Path) -> Result<()>) -> Result<Folder> {
        let dir = self.dir.join(name);
        let step = format!("{name}.step");
        if self.load::<Listing>(&step, key).is_some_and(|(listing, _)| listing.still_stands(&dir)) {
            return Ok(Folder { dir, made_now: false });
        }
        self.begin(name, key)?;
        make(&dir)?;
        let listing = Listing::of(&dir).map_err(|err| Failure::writing(&dir, &err))?;
        self.keep(&step, key, &to_json(name, &listing)?)?;
        Ok(Folder { dir, made_now: true })
    }

    /// The bytes of a kept result, if they are whole and were made under `key`.
    pub fn bytes(&self, name: &str, key: &Key) -> Option<(Vec<u8>, String)> {
        let mut whole = std::fs::read(self.dir.join(name)).ok()?;
        let end = whole.iter().take(512).position(|byte| *byte == b'\n')?;
        let head = String::from_utf8(whole.get(..end)?.to_vec()).ok()?;
        whole.drain(..=end);
        let hash = blake3::hash(&whole).to_hex().to_string();
        (head == header(key, &hash)).then_some((whole, hash))
    }

    /// Whether a whole result made under `key` is there.
    pub fn has(&self, name: &str, key: &Key) -> bool {
        self.bytes(name, key).is_some()
    }

    /// Keeps the bytes of a result: written beside, then renamed.
    pub fn keep(&self, name: &str, key: &Key, bytes: &[u8]) -> Result<()> {
        let hash = blake3::hash(bytes).to_hex().to_string();
        let mut whole = header(key, &hash).into_bytes();
        whole.push(b'\n');
        whole.extend_from_slice(bytes);
        write_whole(&self.dir.join(name), &whole)
    }

    /// Removes files of the folder `name` that are not among `wanted`: results of areas that are no more.
    pub fn retain(&self, name: &str, wanted: impl Fn(&str) -> bool) -> Result<()> {
        let dir = self.dir.join(name);
        for entry in std::fs::read_dir(&dir).into_iter().flatten().flatten() {
            let file = entry.file_name();
            if !file.to_str().is_some_and(&wanted) {
                std::fs::remove_file(entry.path()).map_err(|err| Failure::writing(&entry.path(), &err))?;
            }
        }
        Ok(())
    }

    /// Where a kept file lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    fn load<T: DeserializeOwned>(&self, name: &str, key: &Key) -> Option<(T, String)> {
        let (bytes, hash) = self.bytes(name, key)?;
        Some((serde_json::from_slice(&bytes).ok()?, hash))
    }

    /// Makes the folder of a step ready: what another key began there is removed first.
    fn begin(&self, name: &str, key: &Key) -> Result<()> {
        let dir = self.dir.join(name);
        let begun = format!("{name}.begun");
        let fail = |err: io::Error| Failure::writing(&dir, &err);
        // A finished folder that was tampered with is as little worth going on with as another key's.
        if !self.has(&begun, key) || self.has(&format!("{name}.step"), key) {
            remove_if_there(&self.dir.join(&begun)).map_err(fail)?;
            if dir.exists() {
                std::fs::remove_dir_all(&dir).map_err(fail)?;
            }
        }
        std::fs::create_dir_all(&dir).map_err(fail)?;
        self.keep(&begun, key, b"")
    }
}

/// The files of a folder with their sizes, in the order of their paths.
#[derive(Debug, Serialize, Deserialize, PartialEq)]
struct Listing {
    files: Vec<(String, u64)>,
}

impl Listing {
    fn of(dir: &Path) -> io::Result<Listing> {
        let mut files = Vec::new();
        for path in files_below(dir)? {
            let name = path.strip_prefix(dir).unwrap_or(&path).to_string_lossy().into_owned();
            files.push((name, path.metadata()?.len()));
        }
        Ok(Listing { files })
    }

    fn still_stands(&self, dir: &Path) -> bool {
        self.files.iter().all(|(name, size)| dir.join(name).metadata().is_ok_and(|data| data.len() == *size))
    }
}

/// All files below `dir`, sorted by path.
pub fn files_below(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files_below(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}

/// Writes a file so that it is there as a whole or not at all: beside, to the disk, then renamed.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = beside(path);
    let write = || -> io::Result<()> {
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    };
    write().map_err(|err| Failure::writing(path, &err))
}

/// Where a file is written until it is whole.
pub fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".tmp");
    path.with_file_name(name)
}

/// A value as the JSON that is kept.
pub fn to_json(name: &str, value: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(value)
        .map_err(|err| Failure::Internal(format!("the result of step {name} cannot be written as JSON: {err}")))
}

fn header(key: &Key, hash: &str) -> String {
    format!("{MAGIC} {} {hash}", key.as_str())
}

fn unreadable(name: &str) -> Failure {
    Failure::Internal(format!(
        "the result of step {name} could not be read back after it was written; please report this as a bug"
    ))
}

fn remove_if_there(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(err) if err.kind() != io::ErrorKind::NotFound => Err(err),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Key {
        Key::new("test", text)
    }

    fn counted(store: &Store, key: &Key) -> bool {
        store.value("number.json", key, || Ok(vec![1.5, 0.1 + 0.2])).unwrap().made_now
    }

    #[test]
    fn a_result_is_made_once_and_again_when_its_key_changes() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path());
        assert!(counted(&store, &key("a")));
        assert!(!counted(&store, &key("a")));
        assert!(counted(&store, &key("b")));
        let kept = store.value("number.json", &key("b"), || Ok(Vec::<f64>::new())).unwrap();
        assert_eq!(kept.value, [1.5, 0.1 + 0.2]);
    }

    #[test]
    fn a_damaged_result_is_made_again() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path());
        counted(&store, &key("a"));
        let path = store.path("number.json");
        let whole = std::fs::read(&path).unwrap();
        for damage in [whole[..whole.len() - 1].to_vec(), whole[..20].to_vec(), Vec::new(), {
            let mut flipped = whole.clone();
            *flipped.last_mut().unwrap() ^= 1;
            flipped
        }] {
            std::fs::write(&path, damage).unwrap();
            assert!(counted(&store, &key("a")));
            assert_eq!(std::fs::read(&path).unwrap(), whole);
        }
    }

    #[test]
    fn a_folder_step_goes_on_under_its_own_key_and_starts_anew_under_another() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(dir.path());
        let cut_short = |key: &Key| {
            store.folder("ingest", key, |dir| {
                std::fs::write(dir.join("one"), "1").unwrap();
                Err(Failure::Stopped)
            })
        };
        let found = |key: &Key| {
            let mut seen = false;
            let kept = store.folder("ingest", key, |dir| {
                seen = dir.join("one").exists();
                std::fs::write(dir.join("two"), "22").unwrap();
                Ok(())
            });
            (kept.unwrap().made_now, seen)
        };
        assert!(cut_short(&key("a")).is_err());
        assert_eq!(found(&key("a")), (true, true));
        assert_eq!(found(&key("a")), (false, false));
        assert_eq!(found(&key("b")), (true, false));
        std::fs::write(store.path("ingest/two"), "").unwrap();
        assert_eq!(found(&key("b")), (true, false));
    }
}
