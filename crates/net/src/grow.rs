//! Outputs for kinds of one's own beside those of the classes, and how they begin.

use crate::fresh::empty_linear;
#[cfg(feature = "train")]
use crate::kinds::Kinds;
#[cfg(feature = "train")]
use burn::module::Param;
use burn::nn::Linear;
#[cfg(feature = "train")]
use burn::tensor::TensorData;
use burn::tensor::{Device, Tensor};
#[cfg(feature = "train")]
use rosette_plant::scores::CLASSES;

/// Outputs of a net that are made of `from` values: none where there are no kinds, so that weights without kinds have no tensors for them.
pub(crate) fn outputs(from: usize, n_kinds: usize, device: &Device) -> Option<Linear> {
    (n_kinds > 0).then(|| empty_linear(from, n_kinds, device))
}

/// Logits of the classes and behind them those of the kinds.
///
/// # Shapes
/// - x: `[n, C]`, output: `[n, CLASSES + kinds]`
pub(crate) fn logits(x: Tensor<2>, classes: &Linear, kinds: Option<&Linear>) -> Tensor<2> {
    match kinds {
        None => classes.forward(x),
        Some(kinds) => Tensor::cat(vec![classes.forward(x.clone()), kinds.forward(x)], 1),
    }
}

/// What a new kind is granted of its class's probability before anything is learnt: little, so that answers begin as they were.
#[cfg(feature = "train")]
const FIRST_SHARE: f32 = 0.05;

/// Outputs for the kinds `to` of a net that goes on from one that knows `from`: kinds of the same name are taken over; a new one begins as a
/// small share of its class, so that it stands where its class does and has only the difference to learn.
#[cfg(feature = "train")]
pub(crate) fn grown(classes: &Linear, known: Option<&Linear>, from: &Kinds, to: &Kinds, device: &Device) -> Option<Linear> {
    let [inputs, _] = classes.weight.val().dims();
    let mut out = outputs(inputs, to.len(), device)?;
    let (class_columns, known_columns) = (Columns::of(classes, CLASSES), known.map(|known| Columns::of(known, from.len())));
    let begun: Vec<(Vec<f32>, f32)> = to
        .iter()
        .map(|kind| {
            let old = known_columns.as_ref().zip(from.position(&kind.name));
            old.map(|(columns, at)| columns.column(at)).unwrap_or_else(|| {
                let (weights, bias) = class_columns.column(kind.parent as usize);
                (weights, bias + FIRST_SHARE.ln())
            })
        })
        .collect();
    let weights: Vec<f32> = (0..inputs).flat_map(|row| begun.iter().map(move |(column, _)| column[row])).collect();
    let biases: Vec<f32> = begun.iter().map(|(_, bias)| *bias).collect();
    out.weight = Param::from_tensor(Tensor::from_data(TensorData::new(weights, [inputs, to.len()]), device));
    out.bias = Some(Param::from_tensor(Tensor::from_data(TensorData::new(biases, [to.len()]), device)));
    Some(out)
}

/// A linear map, output by output.
#[cfg(feature = "train")]
struct Columns {
    weights: Vec<f32>,
    biases: Vec<f32>,
    outputs: usize,
}

#[cfg(feature = "train")]
impl Columns {
    fn of(linear: &Linear, outputs: usize) -> Self {
        let biases = linear.bias.as_ref().and_then(|bias| bias.val().into_data().try_into_vec().ok());
        Self {
            weights: linear.weight.val().into_data().try_into_vec().unwrap_or_default(),
            biases: biases.unwrap_or_else(|| vec![0.0; outputs]),
            outputs,
        }
    }

    fn column(&self, at: usize) -> (Vec<f32>, f32) {
        let weights = self.weights.iter().skip(at).step_by(self.outputs.max(1)).copied().collect();
        (weights, self.biases.get(at).copied().unwrap_or(0.0))
    }
}
