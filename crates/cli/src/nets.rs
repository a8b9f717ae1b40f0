//! The trained nets as a run has them: those that are asked, loaded once; the weights that came with this version, or a user's own.

use crate::failure::{Failure, Result};
use crate::inputs::Source;
use crate::settings::NetSettings;
use rosette_cloud::Cloud;
use rosette_net::{BodyNet, NetError, PointNet, weights};
use rosette_plant::{BodyJudge, Class, Label};
use std::path::Path;

/// The nets that are asked; none with `--no-net`.
#[derive(Debug)]
pub struct Nets {
    bodies: Option<BodyNet>,
    points: Option<PointNet>,
    own: Vec<Source>,
}

impl Nets {
    /// Loads what the settings ask for.
    pub fn load(settings: &NetSettings) -> Result<Nets> {
        let mut own = Vec::new();
        let bodies = settings.bodies.then_some(settings.body_weights.as_deref());
        let points = settings.points.then_some(settings.point_weights.as_deref());
        Ok(Nets {
            bodies: bodies.map(|at| net("body_weights", at, &mut own, BodyNet::shipped, BodyNet::from_bytes)).transpose()?,
            points: points.map(|at| net("point_weights", at, &mut own, PointNet::shipped, PointNet::from_bytes)).transpose()?,
            own,
        })
    }

    /// The files of a user's own weights.
    pub fn own(&self) -> &[Source] {
        &self.own
    }

    /// Hashes of a user's own weights: what is recognised depends on these. Those that came with this version belong to its code.
    pub fn hashes(&self) -> Vec<&str> {
        self.own.iter().map(|source| source.blake3.as_str()).collect()
    }

    /// Who says what bodies are.
    pub fn judge(&self) -> Option<&dyn BodyJudge> {
        self.bodies.as_ref().map(|net| net as &dyn BodyJudge)
    }

    /// Gives classes to the points that geometry left without one.
    pub fn explain(&self, cloud: &Cloud, labels: &mut [Label]) {
        const CLEAR: f32 = 0.5;
        let Some(net) = &self.points else { return };
        let scores = net.classify(cloud);
        let open = labels.iter_mut().enumerate().filter(|(_, label)| label.class == Class::Unclassified);
        for (i, label) in open {
            let (class, p) = scores.best(i);
            if p >= CLEAR {
                label.class = class;
            }
        }
    }
}

/// A net of its own weights where the settings name some, noted in `own`; else of those that came with this version.
fn net<N>(
    setting: &str,
    path: Option<&Path>,
    own: &mut Vec<Source>,
    shipped: impl Fn() -> std::result::Result<N, NetError>,
    of_bytes: impl Fn(&str, Vec<u8>) -> std::result::Result<N, NetError>,
) -> Result<N> {
    let Some(path) = path else {
        return shipped().map_err(|err| Failure::Internal(format!("{err}; --no-net does without")));
    };
    let refused = |err: NetError| match err {
        NetError::Io { .. } => Failure::NoInput(format!(
            "[net] {setting}: {err}; check the path, or leave {setting} out to use the weights that came with this version"
        )),
        err => Failure::NoInput(format!("[net] {setting}: {err}")),
    };
    let bytes = weights::read(path).map_err(refused)?;
    own.push(Source::of(path, &bytes));
    of_bytes(&path.display().to_string(), bytes).map_err(refused)
}
