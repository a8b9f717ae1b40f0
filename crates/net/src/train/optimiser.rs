//! What moves the weights.

use burn::optim::grad_clipping::GradientClippingConfig;
use burn::optim::{AdamWConfig, ModuleOptimizer};

/// Keeps the optimiser from dividing by nothing. The framework's own 1e-5 is as large as our gradients and would hold them back.
const EPSILON: f32 = 1e-8;

/// AdamW (Loshchilov and Hutter, ICLR 2019) with gradients cut at norm 1.
pub(super) fn optimiser(weight_decay: f32) -> ModuleOptimizer {
    AdamWConfig::new()
        .with_epsilon(EPSILON)
        .with_weight_decay(weight_decay)
        .with_grad_clipping(Some(GradientClippingConfig::Norm(1.0)))
        .init()
}
