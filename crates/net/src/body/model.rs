//! The model of the body net: points are described, pooled, described again beside what the whole looks like, and pooled once more.
//!
//! A PointNet (Qi et al., CVPR 2017) of two stages; the frame of [`super::frame`] takes the place of its learned alignment. Beside the
//! greatest and the mean value of all points, the whole is described by what stands at some places that the net has learnt to look at: weighted means, the
//! weights a softmax over the points (pooling by attention, Lee et al., Set Transformer, ICML 2019, with fixed seeds).

use super::frame::{GLOBALS, PER_POINT, POINTS, Posed};
use crate::fresh::{empty_linear, quieter, seeded};
use crate::grow;
#[cfg(feature = "train")]
use crate::kinds::Kinds;
use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::{relu, softmax};
use burn::tensor::{Device, Tensor, TensorData};
use rosette_plant::scores::{CLASSES, SUBTYPES};

/// The net with its weights.
#[derive(Module, Debug)]
pub struct BodyModel {
    first: Linear,
    second: Linear,
    third: Linear,
    fourth: Linear,
    look: Linear,
    carry: Linear,
    joint: Linear,
    class: Linear,
    subtype: Linear,
    // last, so that the others are numbered and seeded as without it
    kind: Option<Linear>,
}

/// Channels of the first stage, the second stage and the joint description.
const WIDTHS: [usize; 3] = [96, 256, 192];
/// Places that the net looks at, and what it carries from each.
const LOOKS: [usize; 2] = [8, 48];

impl BodyModel {
    /// A net whose linear maps are zero, to be given weights.
    pub fn new(device: &Device) -> Self {
        let linear = |from: usize, to: usize| empty_linear(from, to, device);
        let [stem, wide, joint] = WIDTHS;
        Self {
            first: linear(PER_POINT, stem),
            second: linear(stem, stem),
            third: linear(2 * stem, 2 * stem),
            fourth: linear(2 * stem, wide),
            look: linear(wide, LOOKS[0]),
            carry: linear(wide, LOOKS[1]),
            joint: linear(2 * wide + LOOKS[0] * LOOKS[1] + GLOBALS, joint),
            class: linear(joint, CLASSES),
            subtype: linear(joint, SUBTYPES),
            kind: None,
        }
    }

    /// The same net with outputs for `n_kinds` kinds of one's own, zero as well.
    pub fn with_kinds(mut self, n_kinds: usize, device: &Device) -> Self {
        self.kind = grow::outputs(WIDTHS[2], n_kinds, device);
        self
    }

    /// The same net with the outputs for kinds of one's own that it needs to go on with `to` instead of `from`.
    #[cfg(feature = "train")]
    pub(crate) fn grown(mut self, from: &Kinds, to: &Kinds, device: &Device) -> Self {
        self.kind = grow::grown(&self.class, self.kind.as_ref(), from, to, device);
        self
    }

    /// A net with fresh weights of a seed.
    pub fn fresh(n_kinds: usize, seed: u64, device: &Device) -> Self {
        let mut model = seeded(Self::new(device).with_kinds(n_kinds, device), seed);
        model.class = quieter(model.class, 0.1);
        model.subtype = quieter(model.subtype, 0.1);
        model.kind = model.kind.map(|kind| quieter(kind, 0.1));
        model
    }

    /// Logits of classes, with those of kinds of one's own behind them, and of subtypes.
    ///
    /// # Shapes
    /// - points: `[n, POINTS, PER_POINT]`, globals: `[n, GLOBALS]`, output: `[n, CLASSES + kinds]` and `[n, SUBTYPES]`
    pub fn forward(&self, points: Tensor<3>, globals: Tensor<2>) -> (Tensor<2>, Tensor<2>) {
        let [n, _, _] = points.dims();
        let [stem, wide, _] = WIDTHS;
        let x = relu(self.second.forward(relu(self.first.forward(points)))); // [n, POINTS, stem]
        let whole = x.clone().max_dim(1).expand([n, POINTS, stem]);
        let y = relu(self.third.forward(Tensor::cat(vec![x, whole], 2))); // [n, POINTS, 2 stem]
        let y = relu(self.fourth.forward(y)); // [n, POINTS, wide]
        let weights = softmax(self.look.forward(y.clone()), 1).swap_dims(1, 2); // [n, looks, POINTS]
        let seen = weights.matmul(self.carry.forward(y.clone())).reshape([n, LOOKS[0] * LOOKS[1]]);
        let most = y.clone().max_dim(1).reshape([n, wide]);
        let mean = y.mean_dim(1).reshape([n, wide]);
        let joint = relu(self.joint.forward(Tensor::cat(vec![most, mean, seen, globals], 1)));
        (grow::logits(joint.clone(), &self.class, self.kind.as_ref()), self.subtype.forward(joint))
    }
}

/// Bodies on a device.
pub fn tensors(bodies: &[Posed], device: &Device) -> (Tensor<3>, Tensor<2>) {
    let points: Vec<f32> = bodies.iter().flat_map(|b| b.points.iter().copied()).collect();
    let globals: Vec<f32> = bodies.iter().flat_map(|b| b.globals).collect();
    let n = bodies.len();
    (
        Tensor::from_data(TensorData::new(points, [n, POINTS, PER_POINT]), device),
        Tensor::from_data(TensorData::new(globals, [n, GLOBALS]), device),
    )
}
