//! The model of the point net: a residual U-Net over the grids, or without its coarser levels a plain MLP a cell.
//!
//! A block looks at its neighbours by one linear map and a maximum,
//!
//! ```text
//! h_i = max_j (A x_j + P (p_j - p_i)) = max_j (A x_j + P p_j) - P p_i          (1)
//! ```
//!
//! so the map is applied once a cell rather than once a pair of neighbours; PointMetaBase (Lin et al., "Meta Architecture for Point Cloud
//! Analysis", CVPR 2023) showed that such explicit, linear places lose nothing. Neighbourhoods begin on the second level (4.5 cm): below it the
//! hand-made shapes of [`crate::features`] say what the neighbours would.

mod blocks;

use crate::features::FEATURES;
use crate::fresh::{empty_linear, quieter, seeded};
use crate::grow;
#[cfg(feature = "train")]
use crate::kinds::Kinds;
use crate::point::Graph;
use crate::pyramid::{CHILDREN, LEVELS, NEIGHBOURS};
use burn::module::{Module, Param};
use burn::nn::{Initializer, LayerNorm, LayerNormConfig, Linear, LinearConfig};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Int, Tensor, TensorData};
use rosette_plant::scores::CLASSES;
use serde::{Deserialize, Serialize};

/// Widths of the point net.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Architecture {
    /// Channels of the finest level.
    pub stem: usize,
    /// Channels of the coarser levels; empty: a plain MLP a cell.
    pub widths: Vec<usize>,
    /// Blocks on each coarser level.
    pub blocks: usize,
}

impl Default for Architecture {
    fn default() -> Self {
        Self { stem: 48, widths: vec![64, 96, 128, 128], blocks: 2 }
    }
}

impl Architecture {
    /// The second candidate: a plain MLP on the multi-scale features of a cell.
    pub fn plain() -> Self {
        Self { stem: 128, widths: Vec::new(), blocks: 0 }
    }

    /// Whether the widths are of a net that can be run: hostile files ask for anything.
    pub fn is_sane(&self) -> bool {
        let width = |w: &usize| (1..=1024).contains(w);
        width(&self.stem)
            && self.widths.iter().all(width)
            && (self.widths.is_empty() || self.widths.len() == LEVELS - 1)
            && self.blocks <= 8
    }
}

/// The net with its weights.
#[derive(Module, Debug)]
pub struct PointModel {
    first: Linear,
    second: Linear,
    down: Vec<Down>,
    up: Vec<Linear>,
    head: Linear,
    last: Linear,
    // last, so that the others are numbered and seeded as without it
    kind: Option<Linear>,
}

/// From one level to the next coarser one: pooling, then blocks.
#[derive(Module, Debug)]
pub struct Down {
    pool: Linear,
    blocks: Vec<Block>,
}

/// A residual block of equation (1).
#[derive(Module, Debug)]
pub struct Block {
    norm: LayerNorm,
    look: Linear,
    place: Linear,
    widen: Linear,
    narrow: Linear,
}

/// A graph on a device.
#[derive(Debug, Clone)]
pub struct GraphTensors {
    features: Tensor<2>,
    levels: Vec<LevelTensors>,
}

#[derive(Debug, Clone)]
struct LevelTensors {
    from_parent: Option<Tensor<2>>,
    parent: Option<Tensor<1, Int>>,
    places: Tensor<2>,
    neighbours: Option<Tensor<1, Int>>,
    children: Option<Tensor<1, Int>>,
}

/// Rows of `columns` values on a device.
///
/// # Shapes
/// - output: `[values.len() / columns, columns]`
pub fn rows(values: Vec<f32>, columns: usize, device: &Device) -> Tensor<2> {
    let n = values.len() / columns;
    Tensor::from_data(TensorData::new(values, [n, columns]), device)
}

fn indices(values: &[u32], device: &Device) -> Option<Tensor<1, Int>> {
    let ints: Vec<i32> = values.iter().map(|v| *v as i32).collect();
    let n = ints.len();
    (n > 0).then(|| Tensor::from_data(TensorData::new(ints, [n]), device))
}

impl GraphTensors {
    /// Copies a graph to a device. In training the device must be the one with automatic differentiation that the model is on.
    pub fn new(graph: &Graph, device: &Device) -> Self {
        let levels = (0..graph.levels.len()).map(|depth| LevelTensors::new(graph, depth, device)).collect();
        Self { features: rows(graph.features.clone(), FEATURES, device), levels }
    }

    /// Without what belongs to the finest cells.
    fn coarse(graph: &Graph, device: &Device) -> Self {
        let finest = LevelTensors {
            from_parent: None,
            parent: None,
            places: rows(Vec::new(), 3, device),
            neighbours: None,
            children: None,
        };
        let levels = (1..graph.levels.len()).map(|depth| LevelTensors::new(graph, depth, device));
        Self { features: rows(Vec::new(), FEATURES, device), levels: std::iter::once(finest).chain(levels).collect() }
    }
}

impl LevelTensors {
    fn new(graph: &Graph, depth: usize, device: &Device) -> Self {
        let level = &graph.levels[depth];
        let parent = indices(&level.parent, device);
        Self {
            from_parent: parent.is_some().then(|| rows(graph.from_parent(depth), 3, device)),
            parent,
            places: rows(graph.places(depth), 3, device),
            neighbours: indices(&level.neighbours, device),
            children: indices(&level.children, device),
        }
    }
}

impl PointModel {
    /// A net whose linear maps are zero, to be given weights.
    pub fn new(architecture: &Architecture, device: &Device) -> Self {
        let linear = |from: usize, to: usize| empty_linear(from, to, device);
        let Architecture { stem, widths, blocks } = architecture;
        let mut finer = *stem;
        let mut down = Vec::new();
        for width in widths {
            down.push(Down {
                pool: linear(finer + 3, *width),
                blocks: (0..*blocks).map(|_| Block::new(*width, device)).collect(),
            });
            finer = *width;
        }
        let with_stem: Vec<usize> = std::iter::once(*stem).chain(widths.iter().copied()).collect();
        let up: Vec<Linear> = with_stem.windows(2).map(|pair| linear(pair[0] + pair[1] + 3, pair[0])).collect();
        Self {
            first: linear(FEATURES, *stem),
            second: linear(*stem, *stem),
            down,
            up,
            head: linear(*stem, *stem),
            last: linear(*stem, CLASSES),
            kind: None,
        }
    }

    /// The same net with outputs for `n_kinds` kinds of one's own, zero as well.
    pub fn with_kinds(mut self, n_kinds: usize, device: &Device) -> Self {
        let [stem, _] = self.last.weight.val().dims();
        self.kind = grow::outputs(stem, n_kinds, device);
        self
    }

    /// The same net with the outputs for kinds of one's own that it needs to go on with `to` instead of `from`.
    #[cfg(feature = "train")]
    pub(crate) fn grown(mut self, from: &Kinds, to: &Kinds, device: &Device) -> Self {
        self.kind = grow::grown(&self.last, self.kind.as_ref(), from, to, device);
        self
    }

    /// A net with fresh weights of a seed.
    pub fn fresh(architecture: &Architecture, n_kinds: usize, seed: u64, device: &Device) -> Self {
        let mut model = seeded(Self::new(architecture, device).with_kinds(n_kinds, device), seed);
        model.last = quieter(model.last, 0.1);
        model.kind = model.kind.map(|kind| quieter(kind, 0.1));
        for block in model.down.iter_mut().flat_map(|down| &mut down.blocks) {
            block.narrow = quieter(block.narrow.clone(), 0.3);
        }
        model
    }

    /// The same net for features of the given means and deviations: the first layer divides by the deviations, so that all features begin
    /// with equal say and nothing needs normalising when the net runs.
    pub fn scaled_to(mut self, spread: &[[f32; 2]]) -> Self {
        let weight = self.first.weight.val(); // [FEATURES, stem]
        let device = weight.device();
        // features that hardly vary are divided by no less: that would make noise of them
        let factor: Vec<f32> = spread.iter().map(|[_, deviation]| 1.0 / deviation.max(0.02)).collect();
        let n = factor.len();
        let mean: Vec<f32> = spread.iter().map(|[mean, _]| *mean).collect();
        let scaled = weight * Tensor::<2>::from_data(TensorData::new(factor, [n, 1]), &device);
        let moved = Tensor::<2>::from_data(TensorData::new(mean, [1, n]), &device).matmul(scaled.clone()); // [1, stem]
        let [_, stem] = moved.dims();
        self.first.weight = Param::from_tensor(scaled);
        self.first.bias = self.first.bias.map(|bias| Param::from_tensor(bias.val() - moved.reshape([stem])));
        self
    }

    /// Logits of every finest cell.
    ///
    /// # Shapes
    /// - output: `[cells, CLASSES + kinds]`
    pub fn forward(&self, graph: &GraphTensors) -> Tensor<2> {
        let mut levels = vec![relu(self.second.forward(relu(self.first.forward(graph.features.clone()))))];
        for (depth, down) in self.down.iter().enumerate() {
            let coarser = down.forward(&levels[depth], &graph.levels[depth], &graph.levels[depth + 1]);
            levels.push(coarser);
        }
        let mut x = levels.remove(levels.len() - 1);
        for depth in (0..self.up.len()).rev() {
            x = self.rise(depth, levels.remove(depth), x, &graph.levels[depth]);
        }
        self.said(x)
    }

    /// Logits of cells from their last features.
    ///
    /// # Shapes
    /// - x: `[n, stem]`, output: `[n, CLASSES + kinds]`
    fn said(&self, x: Tensor<2>) -> Tensor<2> {
        grow::logits(relu(self.head.forward(x)), &self.last, self.kind.as_ref())
    }

    /// Features of a level joined with those of its parents.
    ///
    /// # Shapes
    /// - finer: `[n, C]`, coarser: `[m, D]`, output: `[n, C]`
    fn rise(&self, depth: usize, finer: Tensor<2>, coarser: Tensor<2>, level: &LevelTensors) -> Tensor<2> {
        let (Some(parent), Some(from_parent)) = (&level.parent, &level.from_parent) else { return finer };
        let above = coarser.select(0, parent.clone());
        let joined = Tensor::cat(vec![finer.clone(), above, from_parent.clone()], 1);
        finer + relu(self.up[depth].forward(joined))
    }
}

impl Down {
    /// # Shapes
    /// - x: `[n, C]`, output: `[m, D]`
    fn forward(&self, x: &Tensor<2>, finer: &LevelTensors, level: &LevelTensors) -> Tensor<2> {
        let (Some(children), Some(from_parent)) = (&level.children, &finer.from_parent) else { return x.clone() };
        let y = self.pool.forward(Tensor::cat(vec![x.clone(), from_parent.clone()], 1));
        let pooled = relu(max_of(y, children, CHILDREN));
        self.blocks.iter().fold(pooled, |x, block| block.forward(x, level))
    }
}

impl Block {
    fn new(width: usize, device: &Device) -> Self {
        let linear = |from: usize, to: usize| empty_linear(from, to, device);
        Self {
            norm: LayerNormConfig::new(width).init(device),
            look: linear(width, width),
            place: LinearConfig::new(3, width).with_bias(false).with_initializer(Initializer::Zeros).init(device),
            widen: linear(width, 2 * width),
            narrow: linear(2 * width, width),
        }
    }

    /// # Shapes
    /// - x, output: `[n, C]`
    fn forward(&self, x: Tensor<2>, level: &LevelTensors) -> Tensor<2> {
        let Some(neighbours) = &level.neighbours else { return x };
        let place = self.place.forward(level.places.clone());
        let seen = self.look.forward(self.norm.forward(x.clone())) + place.clone();
        let h = max_of(seen, neighbours, NEIGHBOURS) - place; // (1)
        x + self.narrow.forward(relu(self.widen.forward(relu(h))))
    }
}

/// Maximum over groups of `group` rows.
///
/// # Shapes
/// - x: `[n, C]`, groups: `[m * group]`, output: `[m, C]`
fn max_of(x: Tensor<2>, groups: &Tensor<1, Int>, group: usize) -> Tensor<2> {
    let [_, width] = x.dims();
    let [entries] = groups.dims();
    let n = entries / group;
    let gathered = x.select(0, groups.clone()); // [m * group, C]
    gathered.reshape([n, group, width]).max_dim(1).reshape([n, width])
}
