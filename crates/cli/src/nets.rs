//! The trained nets as a run has them: those that are asked, loaded once.

use crate::failure::{Failure, Result};
use crate::settings::NetSettings;
use rosette_cloud::Cloud;
use rosette_net::{BodyNet, PointNet};
use rosette_plant::{BodyJudge, Class, Label};

/// The nets that are asked; none with `--no-net`.
pub struct Nets {
    bodies: Option<BodyNet>,
    points: Option<PointNet>,
}

impl Nets {
    /// Loads what the settings ask for.
    pub fn load(settings: &NetSettings) -> Result<Nets> {
        let lost = |err: rosette_net::NetError| Failure::Internal(format!("{err}; --no-net does without"));
        Ok(Nets {
            bodies: settings.bodies.then(BodyNet::shipped).transpose().map_err(lost)?,
            points: settings.points.then(PointNet::shipped).transpose().map_err(lost)?,
        })
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
