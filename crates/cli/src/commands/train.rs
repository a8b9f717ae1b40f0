//! `rosette train`: fits nets on generated plants and labelled clouds. Does the work only in a build with the feature `train`.

use crate::args::TrainArgs;
use crate::failure::Result;
use crate::progress::Screen;

/// Trains.
#[cfg(feature = "train")]
pub fn train(args: &TrainArgs, screen: &Screen) -> Result<u8> {
    crate::training::train(&args.config, screen)
}

/// Says how to get a program that trains.
#[cfg(not(feature = "train"))]
pub fn train(args: &TrainArgs, _: &Screen) -> Result<u8> {
    Err(crate::failure::Failure::Usage(format!(
        "this program was built without training; build one that trains with\n  cargo build --release -p rosette-cli --features train\nand give `rosette train {}` again",
        args.config.display()
    )))
}
