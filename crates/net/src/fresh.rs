//! Fresh weights from a generator of our own: the framework's is global to the process, so two trainings side by side would disturb each other.

use burn::module::{Module, ModuleMapper, Param};
use burn::nn::{Initializer, Linear, LinearConfig};
use burn::tensor::{Device, Tensor, TensorData};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// A linear map that is zero.
pub(crate) fn empty_linear(from: usize, to: usize, device: &Device) -> Linear {
    LinearConfig::new(from, to).with_initializer(Initializer::Zeros).init(device)
}

/// Gives all matrices weights of a seed: even between ±√(6 / inputs), which keeps the size of signals through rectified layers (He et al.,
/// ICCV 2015). With the ±1 / √inputs that is usual elsewhere they fade, and the point net, which norms little, learns at half the speed. Vectors
/// (biases, norms) stay.
pub fn seeded<M: Module>(model: M, seed: u64) -> M {
    model.map(&mut Seeded(Pcg64Mcg::seed_from_u64(seed)))
}

/// The same linear map with smaller weights, for ends of branches and of the net: what they add begins small, so the first steps do not
/// have to undo it.
pub(crate) fn quieter(mut linear: Linear, factor: f32) -> Linear {
    linear.weight = Param::from_tensor(linear.weight.val().mul_scalar(factor));
    linear
}

struct Seeded(Pcg64Mcg);

impl ModuleMapper for Seeded {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let dims = param.val().dims();
        if D != 2 {
            return param;
        }
        let most = (6.0 / dims[0] as f32).sqrt();
        let values: Vec<f32> = (0..dims.iter().product()).map(|_| self.0.random_range(-most..most)).collect();
        param.map(|tensor| Tensor::from_data(TensorData::new(values, dims), &tensor.device()))
    }
}

/// Numbers all parameters in their order. The optimiser knows them by number, and must find them again after a break.
#[cfg(feature = "train")]
pub(crate) fn numbered<M: Module>(model: M) -> M {
    model.map(&mut Numbered(0))
}

#[cfg(feature = "train")]
struct Numbered(u64);

#[cfg(feature = "train")]
impl ModuleMapper for Numbered {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        self.0 += 1;
        let mut param = Param::from_tensor(param.val());
        param.id = self.0.into();
        param
    }
}
