//! Recognition as the door sees it: a cloud in, components and labels of its points out; components of all areas in, one graph out.

use crate::nets::Nets;
use crate::settings::{NetSettings, Settings};
use rosette_cloud::{Cloud, Seen};
use rosette_plant::{Components, PlantGraph, Scanned};
use rosette_reconstruct::{AsBuilt, ReconstructSettings};
use rosette_segment::SegmentSettings;
use serde::{Deserialize, Serialize};

/// Class and element of every point of an area.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PointLabels {
    /// Class code of each point.
    pub class: Vec<u8>,
    /// Element of each point within its area plus one; 0 where none.
    pub element: Vec<u32>,
}

/// The as-built graph, and which object each area's elements became.
#[derive(Debug, Serialize, Deserialize)]
pub struct Connected {
    /// The plant as the scan shows it.
    pub graph: PlantGraph<Scanned>,
    /// For each area, for each of its elements: the object, if it became one.
    pub element_of: Vec<Vec<Option<u32>>>,
    /// Name of the size catalogue used.
    pub catalogue: String,
}

impl Connected {
    /// The object that an area's element (plus one) became.
    pub fn object(&self, area: usize, element: u32) -> Option<u32> {
        let element = (element as usize).checked_sub(1)?;
        self.element_of.get(area)?.get(element).copied().flatten()
    }
}

/// Recognises what stands in an area. The labels are split off: joining the areas needs the components only.
pub fn components(cloud: &Cloud, nets: &Nets, settings: &Settings) -> (Components, PointLabels) {
    let segments = rosette_segment::segment(cloud, &settings.segment);
    let mut components = rosette_reconstruct::components(cloud, &segments, nets.judge(), &settings.reconstruct);
    let mut labels = std::mem::take(&mut components.labels);
    nets.explain(cloud, &mut labels);
    let class = labels.iter().map(|label| label.class as u8).collect();
    (components, PointLabels { class, element: labels.iter().map(|label| label.element).collect() })
}

/// Joins the components of all areas.
pub fn connect(components: &[Components], seen: &Seen, settings: &Settings) -> Connected {
    let AsBuilt { graph, element_of, catalogue } = rosette_reconstruct::connect(components, seen, &settings.reconstruct);
    Connected { graph, element_of, catalogue }
}

/// The settings that matter to the components of an area: sizes are named later.
pub fn area_settings(settings: &Settings) -> (SegmentSettings, ReconstructSettings, NetSettings) {
    (settings.segment.clone(), ReconstructSettings { catalogue: None, ..settings.reconstruct.clone() }, settings.net.asked())
}

impl PointLabels {
    /// As kept in the run folder: the number of points, the classes, the elements (little endian).
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 + 5 * self.class.len());
        bytes.extend_from_slice(&(self.class.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&self.class);
        bytes.extend(self.element.iter().flat_map(|element| element.to_le_bytes()));
        bytes
    }

    /// The inverse of [`Self::to_bytes`]; none if the lengths do not fit.
    pub fn from_bytes(bytes: &[u8]) -> Option<PointLabels> {
        let (count, rest) = bytes.split_first_chunk::<8>()?;
        let (class, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*count)).ok()?)?;
        let (elements, odd) = rest.as_chunks::<4>();
        let fits = odd.is_empty() && elements.len() == class.len();
        let element = elements.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
        fits.then(|| PointLabels { class: class.to_vec(), element })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_survive_the_run_folder_and_cut_ones_are_refused() {
        let labels = PointLabels { class: vec![1, 2, 20], element: vec![0, u32::MAX, 7] };
        let bytes = labels.to_bytes();
        assert_eq!(PointLabels::from_bytes(&bytes), Some(labels));
        for cut in 0..bytes.len() {
            assert_eq!(PointLabels::from_bytes(&bytes[..cut]), None);
        }
    }
}
