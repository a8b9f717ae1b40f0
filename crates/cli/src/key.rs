//! What a kept result depends on, as one hash: reused only if all of it is the same.

use serde::Serialize;

/// Hash of everything a step's result depends on: code, settings and inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// Key of a step made by this code; add what else it depends on with [`Key::and`].
    pub fn new(step: &str, code: &str) -> Key {
        Key(digest(&["rosette step 1", step, code, env!("CARGO_PKG_VERSION")]))
    }

    /// The same key, depending on one more named value too.
    pub fn and(self, name: &str, value: &impl Serialize) -> Key {
        // The values are plain structs of numbers, strings and lists; serde_json writes all of them.
        let value = serde_json::to_string(value).unwrap_or_else(|err| format!("unwritable: {err}"));
        Key(digest(&[&self.0, name, &value]))
    }

    /// As lower-case hexadecimal.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// blake3 of the parts, each with its length, so that no two lists of parts run into each other.
fn digest(parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_counts() {
        let base = || Key::new("connect", "abc").and("voxel", &0.005);
        assert_eq!(base(), base());
        for other in [
            Key::new("connect", "abd").and("voxel", &0.005),
            Key::new("connecta", "bc").and("voxel", &0.005),
            Key::new("connect", "abc").and("voxel", &0.006),
            Key::new("connect", "abc").and("voxe", &0.005),
            Key::new("connect", "abc"),
        ] {
            assert_ne!(base(), other);
        }
    }
}
