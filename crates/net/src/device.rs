//! Where tensors live: the processor, or a GPU with the feature `gpu`.

use burn::tensor::Device;

/// The device of inference. Results of two devices agree to rounding only; on one they are the same bytes.
pub fn device() -> Device {
    #[cfg(feature = "gpu")]
    {
        Device::wgpu(burn::tensor::DeviceKind::DefaultDevice)
    }
    #[cfg(not(feature = "gpu"))]
    {
        Device::flex()
    }
}
