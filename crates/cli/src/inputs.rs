//! The files a job names: looked up, hashed, and told apart from what cannot be used.

use crate::failure::{Failure, Result};
use crate::store::{to_json, write_whole};
use rayon::prelude::*;
use rosette_cloud::{Note, Watch};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Bytes read at a time while hashing; hashing looks for a stop request after each.
const CHUNK: usize = 1 << 20;

/// A file that can be read, and what identifies its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Where it is, as the user wrote it.
    pub path: PathBuf,
    /// Size in bytes.
    pub bytes: u64,
    /// blake3 of the content, hexadecimal.
    pub blake3: String,
    /// When it was last changed, ns since 1970 (0 if unknown): hashed again when it or the size differs.
    #[serde(default)]
    changed: u128,
}

impl Source {
    /// A file that was read as a whole.
    pub fn of(path: &Path, content: &[u8]) -> Source {
        let blake3 = blake3::hash(content).to_hex().to_string();
        Source { path: path.to_path_buf(), bytes: content.len() as u64, blake3, changed: 0 }
    }

    /// Name of the file without folders.
    pub fn name(&self) -> String {
        self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned()
    }
}

/// The usable ones among the named files, in the order named, and remarks on the others.
#[derive(Debug, Default)]
pub struct Inputs {
    /// For each usable file, its place in the list of the named ones.
    pub place: Vec<usize>,
    /// The usable files.
    pub sources: Vec<Source>,
    /// The files that cannot be used, and why.
    pub left_out: Vec<(PathBuf, String)>,
    /// One remark for each file that is not among the sources.
    pub notes: Vec<Note>,
}

/// Looks up and hashes the files; hashes known from the run folder's `cache` are not taken again.
pub fn hashed(paths: &[PathBuf], what: &str, cache: &Path, watch: &dyn Watch) -> Result<Inputs> {
    let known = read_cache(cache);
    let mut inputs = Inputs::default();
    let found = looked_up(paths, what, &mut inputs);
    let ahead: u64 = found.iter().filter(|(_, source)| !known.contains(source)).map(|(_, source)| source.bytes).sum();
    if ahead > 0 {
        watch.begin(&format!("checking {what} files"), ahead, "bytes");
    }
    let hashed: Vec<io::Result<String>> = found.par_iter().map(|(_, source)| hash_of(source, &known, watch)).collect();
    watch.end();
    if watch.stopped() {
        return Err(Failure::Stopped);
    }
    for ((place, source), hash) in found.into_iter().zip(hashed) {
        match hash {
            Err(err) => inputs.leave_out(what, &source.path, format!("cannot be read: {err}")),
            Ok(hash) => inputs.take(place, Source { blake3: hash, ..source }, what),
        }
    }
    write_whole(cache, &to_json("inputs", &inputs.sources)?)?;
    Ok(inputs)
}

impl Inputs {
    fn leave_out(&mut self, what: &str, path: &Path, why: String) {
        self.notes.push(Note::new("input", "unusable_input", 1, format!("{what} {} {why}", path.display())));
        self.left_out.push((path.to_path_buf(), why));
    }

    fn take(&mut self, place: usize, source: Source, what: &str) {
        match self.sources.iter().find(|other| other.blake3 == source.blake3) {
            Some(twin) => {
                let message =
                    format!("{} has the same content as {} and was left out", source.path.display(), twin.path.display());
                self.notes.push(Note::new("input", "same_content", 1, format!("{what} {message}")));
            }
            None => {
                self.place.push(place);
                self.sources.push(source);
            }
        }
    }
}

/// The files that are there, with their place in the list and without their hash yet.
fn looked_up(paths: &[PathBuf], what: &str, inputs: &mut Inputs) -> Vec<(usize, Source)> {
    let mut found = Vec::new();
    let mut named = HashSet::new();
    for (place, path) in paths.iter().enumerate() {
        if !named.insert(path) {
            let message = format!("{what} {} is named twice and was read once", path.display());
            inputs.notes.push(Note::new("input", "named_twice", 1, message));
            continue;
        }
        match look_up(path) {
            Ok(source) => found.push((place, source)),
            Err(why) => inputs.leave_out(what, path, why),
        }
    }
    found
}

fn look_up(path: &Path) -> std::result::Result<Source, String> {
    let data = path.metadata().map_err(|err| match err.kind() {
        io::ErrorKind::NotFound => "does not exist; check the path".to_string(),
        _ => format!("cannot be opened: {err}"),
    })?;
    if data.is_dir() {
        return Err("is a folder; name the files in it".to_string());
    }
    if !data.is_file() {
        return Err("is not a plain file; copy its content to one".to_string());
    }
    if data.len() == 0 {
        return Err("is empty (0 bytes); copy or export it again".to_string());
    }
    let changed = data.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).map_or(0, |age| age.as_nanos());
    Ok(Source { path: path.to_path_buf(), bytes: data.len(), blake3: String::new(), changed })
}

fn hash_of(source: &Source, known: &Known, watch: &dyn Watch) -> io::Result<String> {
    match known.hash(source) {
        Some(hash) => Ok(hash),
        None => hash_file(&source.path, watch),
    }
}

/// blake3 of a file, read a piece at a time; ends early (with a hash that nobody may use) when asked to stop.
pub fn hash_file(path: &Path, watch: &dyn Watch) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; CHUNK];
    while !watch.stopped() {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        hasher.update(&buffer[..n]);
        watch.advance(n as u64);
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// Hashes known from an earlier run into the same folder.
struct Known(Vec<Source>);

impl Known {
    fn hash(&self, source: &Source) -> Option<String> {
        let same = |old: &&Source| old.path == source.path && old.bytes == source.bytes && old.changed == source.changed;
        if source.changed == 0 { None } else { self.0.iter().find(same).map(|old| old.blake3.clone()) }
    }

    fn contains(&self, source: &Source) -> bool {
        self.hash(source).is_some()
    }
}

fn read_cache(path: &Path) -> Known {
    let bytes = std::fs::read(path).unwrap_or_default();
    Known(serde_json::from_slice(&bytes).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rosette_cloud::Quiet;

    #[test]
    fn unusable_files_are_told_apart_and_the_rest_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        std::fs::write(at("a.xyz"), "1 2 3").unwrap();
        std::fs::write(at("b.xyz"), "4 5 6").unwrap();
        std::fs::write(at("copy.xyz"), "1 2 3").unwrap();
        std::fs::write(at("empty.xyz"), "").unwrap();
        let names = ["none.xyz", "a.xyz", ".", "empty.xyz", "copy.xyz", "a.xyz", "b.xyz"];
        let paths: Vec<PathBuf> = names.iter().map(|name| at(name)).collect();
        let inputs = hashed(&paths, "scan", &at("cache.json"), &Quiet).unwrap();
        assert_eq!(inputs.place, [1, 6]);
        assert_eq!(inputs.sources[0].blake3, blake3::hash(b"1 2 3").to_hex().to_string());
        let kinds: Vec<&str> = inputs.notes.iter().map(|note| note.kind.as_str()).collect();
        assert_eq!(kinds, ["unusable_input", "unusable_input", "unusable_input", "named_twice", "same_content"]);
        let again = hashed(&paths, "scan", &at("cache.json"), &Quiet).unwrap();
        assert_eq!(again.sources, inputs.sources);
    }

    #[test]
    fn a_known_hash_is_not_trusted_once_the_file_has_changed() {
        let dir = tempfile::tempdir().unwrap();
        let (scan, cache) = (dir.path().join("a.xyz"), dir.path().join("cache.json"));
        let hash = || hashed(std::slice::from_ref(&scan), "scan", &cache, &Quiet).unwrap().sources[0].blake3.clone();
        std::fs::write(&scan, "1 2 3").unwrap();
        let before = hash();
        std::fs::write(&scan, "1 2 3 4").unwrap();
        assert_ne!(hash(), before);
    }
}
