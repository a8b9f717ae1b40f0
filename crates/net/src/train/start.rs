//! Where a training begins: at fresh weights, or at some that there are.

use crate::error::NetError;
use crate::kinds::Kinds;
use crate::weights;
use std::path::Path;

/// Instead of a path: the weights that came with this version.
pub const SHIPPED: &str = "shipped";

/// Weights that a training begins at, and the hash of their content.
pub(super) struct Start<N> {
    pub(super) net: N,
    pub(super) hash: String,
}

/// Reads the weights that a training is to begin at; none where it begins at fresh ones.
pub(super) fn read<N>(
    named: Option<&Path>,
    shipped: impl Fn() -> Result<N, NetError>,
    of_bytes: impl Fn(&str, Vec<u8>) -> Result<N, NetError>,
) -> Result<Option<Start<N>>, NetError> {
    let Some(path) = named else { return Ok(None) };
    if path == Path::new(SHIPPED) {
        return Ok(Some(Start { net: shipped()?, hash: SHIPPED.into() }));
    }
    let place = path.display().to_string();
    let bytes =
        weights::read(path).map_err(|err| NetError::Weights { place: format!("start = {place:?}"), problem: cause(&err) })?;
    let hash = blake3::hash(&bytes).to_hex().to_string();
    Ok(Some(Start { net: of_bytes(&format!("start = {place:?}"), bytes)?, hash }))
}

/// Says which kinds that the weights know are not gone on with.
pub(super) fn tell(from: &Kinds, to: &Kinds) {
    let lost: Vec<&str> = from.iter().map(|kind| kind.name.as_str()).filter(|name| to.position(name).is_none()).collect();
    if !lost.is_empty() {
        tracing::warn!("the weights to begin at know kinds that [kinds] does not name; they are forgotten: {}", lost.join(", "));
    }
}

/// What the system says, without the path that is named already.
fn cause(err: &NetError) -> String {
    match err {
        NetError::Io { source, .. } => source.to_string(),
        NetError::Weights { problem, .. } => problem.clone(),
        other => other.to_string(),
    }
}
