//! The model of the body net: what pictures of a body show and what its points say, put together.
//!
//! The pictures of [`super::views`] are cut into patches, each described by itself (as a vision transformer's are, Dosovitskiy et al., ICLR 2021), then together with their
//! neighbours by one convolution, then each picture as a whole. One set of maps reads all pictures up to that last step, which is a picture's own. Beside them
//! stands a PointNet of one stage (Qi et al., CVPR 2017): what pictures lose, the shape of the surface about each point at two scales and lengths in
//! metres, it keeps; the frame of [`super::frame`] takes the place of its learned alignment.

use super::frame::{GLOBALS, PER_POINT, POINTS, Posed};
use super::views::{CHANNELS, PICTURES, SIDE, VIEWS};
use crate::fresh::{empty_linear, quieter, seeded};
use crate::grow;
#[cfg(feature = "train")]
use crate::kinds::Kinds;
use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor, TensorData};
use rosette_plant::scores::{CLASSES, SUBTYPES};

/// The net with its weights.
#[derive(Module, Debug)]
pub struct BodyModel {
    first: Linear,
    second: Linear,
    patch: Linear,
    stem: Linear,
    fold: Linear,
    views: Vec<Linear>,
    joint: Linear,
    class: Linear,
    subtype: Linear,
    // last, so that the others are numbered and seeded as without it
    kind: Option<Linear>,
}

/// Channels of a point, hidden and last.
const POINT: [usize; 2] = [64, 128];
/// Pixels along a side of a patch.
const PATCH: usize = 4;
/// Channels of a patch, and of a place in the picture with what is about it.
const PLACES: [usize; 2] = [64, 160];
/// Channels of a whole picture.
const VIEW: usize = 64;
/// Channels of the joint description.
const JOINT: usize = 256;
/// Values of a picture before it is described as a whole: places are a convolution's stride of two patches apart.
const WHOLE: usize = (SIDE / PATCH / 2) * (SIDE / PATCH / 2) * PLACES[1];

/// What the net is shown of some bodies.
#[derive(Debug, Clone)]
pub struct Shown {
    /// `[n, POINTS, PER_POINT]`.
    pub points: Tensor<3>,
    /// `[n * VIEWS, SIDE, SIDE, CHANNELS]`.
    pub pictures: Tensor<4>,
    /// `[n, GLOBALS]`.
    pub globals: Tensor<2>,
}

impl BodyModel {
    /// A net whose linear maps are zero, to be given weights.
    pub fn new(device: &Device) -> Self {
        let linear = |from: usize, to: usize| empty_linear(from, to, device);
        Self {
            first: linear(PER_POINT, POINT[0]),
            second: linear(POINT[0], POINT[1]),
            patch: linear(PATCH * PATCH * CHANNELS, PLACES[0]),
            stem: linear(PLACES[0], PLACES[0]),
            fold: linear(16 * PLACES[0], PLACES[1]),
            views: (0..VIEWS).map(|_| linear(WHOLE, VIEW)).collect(),
            joint: linear(2 * POINT[1] + VIEWS * VIEW + GLOBALS, JOINT),
            class: linear(JOINT, CLASSES),
            subtype: linear(JOINT, SUBTYPES),
            kind: None,
        }
    }

    /// The same net with outputs for `n_kinds` kinds of one's own, zero as well.
    pub fn with_kinds(mut self, n_kinds: usize, device: &Device) -> Self {
        self.kind = grow::outputs(JOINT, n_kinds, device);
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
    /// - output: `[n, CLASSES + kinds]` and `[n, SUBTYPES]`
    pub fn forward(&self, shown: Shown) -> (Tensor<2>, Tensor<2>) {
        let said = vec![self.points_say(shown.points), self.pictures_show(shown.pictures), shown.globals];
        let joint = relu(self.joint.forward(Tensor::cat(said, 1)));
        (grow::logits(joint.clone(), &self.class, self.kind.as_ref()), self.subtype.forward(joint))
    }

    /// # Shapes
    /// - points: `[n, POINTS, PER_POINT]`, output: `[n, 2 * POINT]`
    fn points_say(&self, points: Tensor<3>) -> Tensor<2> {
        let [n, _, _] = points.dims();
        let x = relu(self.second.forward(relu(self.first.forward(points))));
        let most = x.clone().max_dim(1).reshape([n, POINT[1]]);
        Tensor::cat(vec![most, x.mean_dim(1).reshape([n, POINT[1]])], 1)
    }

    /// # Shapes
    /// - pictures: `[n * VIEWS, SIDE, SIDE, CHANNELS]`, output: `[n, VIEWS * VIEW]`
    fn pictures_show(&self, pictures: Tensor<4>) -> Tensor<2> {
        let n = pictures.dims()[0] / VIEWS;
        let x = relu(self.stem.forward(relu(self.patch.forward(patches(pictures)))));
        let x = relu(self.fold.forward(windows(x))).reshape([n, VIEWS, WHOLE]);
        let whole = |(v, view): (usize, &Linear)| view.forward(x.clone().narrow(1, v, 1).reshape([n, WHOLE]));
        relu(Tensor::cat(self.views.iter().enumerate().map(whole).collect(), 1))
    }
}

/// # Shapes
/// - x: `[m, h, w, c]`, output: `[m, h / PATCH, w / PATCH, PATCH² c]`
fn patches(x: Tensor<4>) -> Tensor<4> {
    let [m, h, w, c] = x.dims();
    let (h, w) = (h / PATCH, w / PATCH);
    x.reshape([m, h, PATCH, w, PATCH, c]).permute([0, 1, 3, 2, 4, 5]).reshape([m, h, w, PATCH * PATCH * c])
}

/// The windows of a convolution with kernel 4, stride 2 and a border of one: blocks of two by two, and of these two by two again.
/// On them the convolution is a linear map.
///
/// # Shapes
/// - x: `[m, h, w, c]`, output: `[m, h / 2, w / 2, 16 c]`
fn windows(x: Tensor<4>) -> Tensor<4> {
    let [m, h, w, c] = x.dims();
    let device = x.device();
    let row = Tensor::zeros([m, 1, w, c], &device);
    let x = Tensor::cat(vec![row.clone(), x, row], 1);
    let column = Tensor::zeros([m, h + 2, 1, c], &device);
    let x = Tensor::cat(vec![column.clone(), x, column], 2);
    let (h, w) = (h / 2, w / 2);
    let blocks = x.reshape([m, h + 1, 2, w + 1, 2, c]).permute([0, 1, 3, 2, 4, 5]).reshape([m, h + 1, w + 1, 4 * c]);
    let corner = |(i, j): (usize, usize)| blocks.clone().narrow(1, i, h).narrow(2, j, w);
    Tensor::cat([(0, 0), (0, 1), (1, 0), (1, 1)].map(corner).to_vec(), 3)
}

/// Bodies on a device.
pub fn tensors(bodies: &[Posed], device: &Device) -> Shown {
    let n = bodies.len();
    let joined = |of: fn(&Posed) -> &[f32], size: usize| {
        let values: Vec<f32> = bodies.iter().flat_map(|body| of(body).iter().copied()).collect();
        TensorData::new(values, [n, size])
    };
    let points = Tensor::<2>::from_data(joined(|body| &body.points, POINTS * PER_POINT), device);
    let pictures = Tensor::<2>::from_data(joined(|body| &body.pictures, PICTURES), device);
    Shown {
        points: points.reshape([n, POINTS, PER_POINT]),
        pictures: pictures.reshape([n * VIEWS, SIDE, SIDE, CHANNELS]),
        globals: Tensor::from_data(joined(|body| &body.globals, GLOBALS), device),
    }
}
