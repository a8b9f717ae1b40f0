//! Weights files: safetensors with a header of our own, checked before anything is believed.
//!
//! The metadata hold one entry, `rosette`: a JSON object with the format version, the kind of net, the settings it was made with and the
//! BLAKE3 hash of all tensor bytes. A file is refused unless version, kind, hash, and names, shapes and places of all tensors are as the net
//! needs them; sizes in the header are compared with the file's before they are used. Weights that know kinds of one's own have the next
//! format version: programs that do not know of kinds refuse them by that.

use crate::error::NetError;
use crate::kinds::Kinds;
use burn::module::Module;
use burn::store::{ModuleSnapshot, SafetensorsStore};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Version of the form described above and of the features that nets are fed with.
pub const FORMAT: u32 = 1;
/// The same with kinds of one's own among the settings.
pub const FORMAT_WITH_KINDS: u32 = 2;
/// Largest weights file that is read, bytes. Shipped ones are under 10 MB.
const MOST_BYTES: u64 = 64 << 20;
/// Largest header, bytes: some hundred tensors at a hundred bytes.
const MOST_HEADER: usize = 1 << 20;
/// Key of our entry in the metadata.
const ENTRY: &str = "rosette";

/// Settings that travel with weights.
pub trait Settings: Serialize + DeserializeOwned {
    /// The kinds of one's own that the net knows.
    fn kinds(&self) -> &Kinds;
}

fn format_of(settings: &impl Settings) -> u32 {
    if settings.kinds().is_empty() { FORMAT } else { FORMAT_WITH_KINDS }
}

/// Our entry in the metadata.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Entry<S> {
    format: u32,
    kind: String,
    blake3: String,
    settings: S,
}

/// Bytes of a weights file and what its metadata say; not yet a net.
#[derive(Debug)]
pub struct WeightsFile<S> {
    /// Settings the net was made with.
    pub settings: S,
    place: String,
    bytes: Vec<u8>,
    tensors: BTreeMap<String, Vec<usize>>,
}

/// Reads a file of at most [`MOST_BYTES`].
pub fn read(path: &Path) -> Result<Vec<u8>, NetError> {
    let size = std::fs::metadata(path).map_err(NetError::io(path))?.len();
    if size > MOST_BYTES {
        return Err(NetError::Weights {
            place: path.display().to_string(),
            problem: format!("has {size} bytes; weights have at most {MOST_BYTES}"),
        });
    }
    std::fs::read(path).map_err(NetError::io(path))
}

impl<S: Settings> WeightsFile<S> {
    /// Checks all of a file but that it fits a net. `place` names it in errors.
    pub fn check(place: &str, bytes: Vec<u8>, kind: &str) -> Result<Self, NetError> {
        let refuse = |problem: String| NetError::Weights { place: place.into(), problem };
        let (header, data) = split(&bytes).map_err(refuse)?;
        let mut header: BTreeMap<String, Value> =
            serde_json::from_slice(header).map_err(|e| refuse(format!("its header is no JSON: {e}")))?;
        let entry = header.remove("__metadata__").and_then(|m| m.get(ENTRY).and_then(Value::as_str).map(str::to_owned));
        let entry = entry.ok_or_else(|| refuse(format!("has no entry \"{ENTRY}\": no weights of this program")))?;
        let head: Entry<Value> =
            serde_json::from_str(&entry).map_err(|e| refuse(format!("its entry \"{ENTRY}\" is damaged: {e}")))?;
        if ![FORMAT, FORMAT_WITH_KINDS].contains(&head.format) {
            return Err(refuse(format!("has format {}; this version reads {FORMAT} and {FORMAT_WITH_KINDS}", head.format)));
        }
        if head.kind != kind {
            return Err(refuse(format!("holds a {}, not a {kind}", head.kind)));
        }
        let found = blake3::hash(data).to_hex().to_string();
        if found != head.blake3 {
            return Err(refuse(format!("its hash is {found}, it should be {}: the file is damaged", head.blake3)));
        }
        let tensors = header.iter().map(|(name, t)| tensor(name, t, data.len()).map(|shape| (name.clone(), shape)));
        let tensors = tensors.collect::<Result<_, _>>().map_err(refuse)?;
        let settings: S = serde_json::from_value(head.settings).map_err(|e| refuse(format!("its settings are damaged: {e}")))?;
        if format_of(&settings) != head.format {
            let n = settings.kinds().len();
            return Err(refuse(format!("has format {}, which does not go with {n} kinds of one's own", head.format)));
        }
        Ok(Self { settings, place: place.into(), bytes, tensors })
    }

    /// Gives the weights to a net of the same names and shapes.
    pub fn load<M: Module>(self, mut model: M) -> Result<M, NetError> {
        let refuse = |problem: String| NetError::Weights { place: self.place.clone(), problem };
        let wanted: BTreeMap<String, Vec<usize>> =
            model.collect(None, None, false).into_iter().map(|t| (t.name.clone(), t.shape.to_vec())).collect();
        if let Some((name, shape)) = wanted.iter().find(|(name, shape)| self.tensors.get(*name) != Some(shape)) {
            let has = self.tensors.get(name).map_or("has none".into(), |found| format!("has {found:?}"));
            return Err(refuse(format!("tensor {name} of {shape:?} is needed, the file {has}")));
        }
        if let Some(name) = self.tensors.keys().find(|name| !wanted.contains_key(*name)) {
            return Err(refuse(format!("tensor {name} belongs to another net")));
        }
        let mut store = SafetensorsStore::from_bytes(Some(self.bytes.clone()));
        model.load_from(&mut store).map_err(|e| refuse(e.to_string()))?;
        Ok(model)
    }
}

/// Header and tensor bytes of a safetensors file: eight bytes length, header, data.
fn split(bytes: &[u8]) -> Result<(&[u8], &[u8]), String> {
    let (length, rest) = bytes.split_first_chunk::<8>().ok_or("is shorter than its header's length")?;
    let length = u64::from_le_bytes(*length);
    let fits = usize::try_from(length).ok().filter(|n| *n <= rest.len().min(MOST_HEADER));
    let length = fits.ok_or_else(|| format!("its header of {length} bytes does not fit into {} bytes", bytes.len()))?;
    Ok(rest.split_at(length))
}

/// Shape of a tensor whose entry makes sense within `data` bytes.
fn tensor(name: &str, entry: &Value, data: usize) -> Result<Vec<usize>, String> {
    #[derive(Deserialize)]
    struct Tensor {
        dtype: String,
        shape: Vec<usize>,
        data_offsets: [usize; 2],
    }
    let t: Tensor = serde_json::from_value(entry.clone()).map_err(|e| format!("tensor {name}: {e}"))?;
    if t.dtype != "F32" {
        return Err(format!("tensor {name} is of type {}, not F32", t.dtype));
    }
    let bytes = t.shape.iter().try_fold(4usize, |n, d| n.checked_mul(*d));
    let [from, to] = t.data_offsets;
    if from > to || to > data || bytes != Some(to - from) {
        return Err(format!("tensor {name} of {:?} does not fit into bytes {from} to {to} of {data}", t.shape));
    }
    Ok(t.shape)
}

/// A net as a weights file. The same net and settings give the same bytes.
pub fn to_bytes<M: Module, S: Settings>(model: &M, kind: &str, settings: &S) -> Result<Vec<u8>, NetError> {
    let fail = |problem: String| NetError::Weights { place: "new weights".into(), problem };
    let saved = |entry: Option<String>| {
        let mut store = SafetensorsStore::from_bytes(None).clear_metadata();
        if let Some(entry) = entry {
            store = store.metadata(ENTRY, entry);
        }
        model.save_into(&mut store).map_err(|e| fail(e.to_string()))?;
        store.get_bytes().map_err(|e| fail(e.to_string()))
    };
    let bare = saved(None)?;
    let (_, data) = split(&bare).map_err(fail)?;
    let blake3 = blake3::hash(data).to_hex().to_string();
    let entry = Entry { format: format_of(settings), kind: kind.into(), blake3, settings };
    saved(Some(serde_json::to_string(&entry).map_err(|e| fail(e.to_string()))?))
}

/// Writes beside and renames, so that half a file is never taken for a whole one.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), NetError> {
    let beside = path.with_extension("tmp");
    std::fs::write(&beside, bytes).map_err(NetError::io(&beside))?;
    std::fs::rename(&beside, path).map_err(NetError::io(path))
}
