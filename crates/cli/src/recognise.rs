//! The seam to recognition: a cloud in, components and labels of its points out; components of all areas in, one graph out.

use crate::settings::Settings;
use rosette_cloud::{Cloud, Seen};
use rosette_plant::{PlantGraph, Scanned};
use serde::{Deserialize, Serialize};

/// Components of one area.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Components {}

/// Class and component of every point of an area.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PointLabels {
    /// Class code of each point.
    pub class: Vec<u8>,
    /// Component of each point within its area; `u32::MAX` where none.
    pub component: Vec<u32>,
}

/// The as-built graph, and which object each area's components became.
#[derive(Debug, Serialize, Deserialize)]
pub struct Connected {
    /// The plant as the scan shows it.
    pub graph: PlantGraph<Scanned>,
    /// For each area, for each of its components: the object, if it became one.
    pub objects: Vec<Vec<Option<u32>>>,
    /// Name of the size catalogue used.
    pub catalogue: String,
}

/// Recognises what stands in an area.
pub fn components(cloud: &Cloud, _settings: &Settings) -> (Components, PointLabels) {
    (Components::default(), PointLabels { class: vec![0; cloud.len()], component: vec![u32::MAX; cloud.len()] })
}

/// Joins the components of all areas.
pub fn connect(_components: Vec<Components>, _seen: &Seen, _settings: &Settings) -> Connected {
    let graph = PlantGraph { elements: vec![], joints: vec![], open_ends: vec![], notes: vec![] };
    Connected { graph, objects: vec![], catalogue: String::new() }
}

/// The settings that matter to the components of an area.
pub fn settings(_settings: &Settings) -> impl Serialize {
    ()
}

/// The settings that matter to the joining.
pub fn connect_settings(_settings: &Settings) -> impl Serialize {
    ()
}

impl PointLabels {
    /// As kept in the run folder: the number of points, the classes, the components (little endian).
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 + 5 * self.class.len());
        bytes.extend_from_slice(&(self.class.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&self.class);
        bytes.extend(self.component.iter().flat_map(|component| component.to_le_bytes()));
        bytes
    }

    /// The inverse of [`Self::to_bytes`]; none if the lengths do not fit.
    pub fn from_bytes(bytes: &[u8]) -> Option<PointLabels> {
        let (count, rest) = bytes.split_first_chunk::<8>()?;
        let (class, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*count)).ok()?)?;
        let (components, odd) = rest.as_chunks::<4>();
        let fits = odd.is_empty() && components.len() == class.len();
        let component = components.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
        fits.then(|| PointLabels { class: class.to_vec(), component })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_survive_the_run_folder_and_cut_ones_are_refused() {
        let labels = PointLabels { class: vec![1, 2, 20], component: vec![0, u32::MAX, 7] };
        let bytes = labels.to_bytes();
        assert_eq!(PointLabels::from_bytes(&bytes), Some(labels));
        for cut in 0..bytes.len() {
            assert_eq!(PointLabels::from_bytes(&bytes[..cut]), None);
        }
    }
}
