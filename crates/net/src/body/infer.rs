//! Runs the body net on bodies, a few at a time.

use super::frame::posed;
use super::model::{BodyModel, tensors};
use crate::device::device;
use crate::error::NetError;
use crate::kinds::Kinds;
use crate::weights::{self, WeightsFile};
use burn::tensor::Tensor;
use rayon::prelude::*;
use rosette_plant::scores::{CLASSES, SUBTYPES};
use rosette_plant::{BodyJudge, BodyScores, BodyView, KindScore, Subtype};
use serde::{Deserialize, Serialize};
use std::path::Path;

const KIND: &str = "body-net";
/// Bodies that are run together: 16 x 384 points are the 6 000 rows that the processor's caches like.
const TOGETHER: usize = 16;

/// Settings that travel with the weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BodySettings {
    /// Logits of classes are divided by this: calibration on held-out bodies.
    pub class_temperature: f32,
    /// The same for subtypes.
    pub subtype_temperature: f32,
    /// Names of the classes, by code.
    pub classes: Vec<String>,
    /// Names of the subtypes.
    pub subtypes: Vec<String>,
    /// Kinds of one's own; their outputs follow those of the classes.
    #[serde(default, skip_serializing_if = "Kinds::is_empty")]
    pub kinds: Kinds,
}

impl weights::Settings for BodySettings {
    fn kinds(&self) -> &Kinds {
        &self.kinds
    }
}

/// What the net makes of a body: probabilities by code, those of kinds apart from those of their classes, and of subtypes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    pub(crate) codes: Vec<f32>,
    pub(crate) subtypes: Vec<f32>,
}

impl Default for BodySettings {
    fn default() -> Self {
        Self {
            class_temperature: 1.0,
            subtype_temperature: 1.0,
            classes: rosette_plant::Class::ALL.iter().map(|class| class.name().into()).collect(),
            subtypes: Subtype::ALL.iter().map(|subtype| subtype.name().into()).collect(),
            kinds: Kinds::default(),
        }
    }
}

/// The body net, ready to run.
#[derive(Debug, Clone)]
pub struct BodyNet {
    /// What it was made with.
    pub settings: BodySettings,
    model: BodyModel,
}

impl BodyNet {
    /// A net from its model and settings.
    pub fn new(settings: BodySettings, model: BodyModel) -> Self {
        Self { settings, model }
    }

    /// The net that came with this version.
    ///
    /// # Errors
    /// The built-in weights are not there: only in a copy of the source that was stripped of them.
    pub fn shipped() -> Result<Self, NetError> {
        Self::from_bytes("built-in body net", include_bytes!("../../../../models/body-net.safetensors").to_vec())
    }

    /// A net from a weights file.
    pub fn open(path: &Path) -> Result<Self, NetError> {
        Self::from_bytes(&path.display().to_string(), weights::read(path)?)
    }

    /// A net from the bytes of a weights file; `place` names it in errors.
    pub fn from_bytes(place: &str, bytes: Vec<u8>) -> Result<Self, NetError> {
        let file: WeightsFile<BodySettings> = WeightsFile::check(place, bytes, KIND)?;
        let settings = file.settings.clone();
        let usual = BodySettings::default();
        let same = settings.classes == usual.classes && settings.subtypes == usual.subtypes;
        let temperatures = [settings.class_temperature, settings.subtype_temperature];
        if !same || !temperatures.iter().all(|t| (0.05..=20.0).contains(t)) {
            return Err(NetError::Weights {
                place: place.into(),
                problem: "its classes or temperatures are not this version's".into(),
            });
        }
        let model = BodyModel::new(&device()).with_kinds(settings.kinds.len(), &device());
        Ok(Self { settings, model: file.load(model)? })
    }

    /// The model itself, to go on training.
    pub fn into_model(self) -> BodyModel {
        self.model
    }

    /// The net as a weights file.
    pub fn to_bytes(&self) -> Result<Vec<u8>, NetError> {
        weights::to_bytes(&self.model, KIND, &self.settings)
    }

    /// What the net makes of bodies; of those that cannot be posed, nothing.
    pub(crate) fn answers(&self, bodies: &[BodyView]) -> Vec<Answer> {
        bodies.par_chunks(TOGETHER).map(|some| self.some(some)).collect::<Vec<_>>().concat()
    }

    fn some(&self, bodies: &[BodyView]) -> Vec<Answer> {
        let found: Vec<Option<super::Posed>> = bodies.iter().map(posed).collect();
        let known: Vec<super::Posed> = found.iter().flatten().cloned().collect();
        let mut rows = if known.is_empty() { Vec::new() } else { self.run(&known) }.into_iter();
        let unknown = || Answer { codes: vec![0.0; self.settings.kinds.outputs()], subtypes: vec![0.0; SUBTYPES] };
        found.iter().map(|posed| if posed.is_some() { rows.next().unwrap_or_else(unknown) } else { unknown() }).collect()
    }

    /// Logits are means over the body and its mirror images: components are built either way round, and which way the frame points along the
    /// pipe is a matter of chance where nothing is lopsided.
    fn run(&self, bodies: &[super::Posed]) -> Vec<Answer> {
        let image = |signs: [f32; 2]| {
            let seen: Vec<super::Posed> = bodies.iter().map(|body| body.mirrored(signs)).collect();
            self.model.forward(tensors(&seen, &device()))
        };
        let [a, b, c, d] = [[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]].map(image);
        let values = |sum: Tensor<2>| -> Vec<f32> { (sum / 4.0).into_data().try_into_vec().unwrap_or_default() };
        let (class, subtype) = (values(a.0 + b.0 + c.0 + d.0), values(a.1 + b.1 + c.1 + d.1));
        let pairs = class.chunks_exact(self.settings.kinds.outputs()).zip(subtype.chunks_exact(SUBTYPES));
        pairs
            .map(|(class, subtype)| Answer {
                codes: crate::point::softmax(class, self.settings.class_temperature),
                subtypes: softmax(subtype, self.settings.subtype_temperature),
            })
            .collect()
    }

    fn scores(&self, answer: Answer) -> BodyScores {
        let kinds = self.settings.kinds.iter().zip(answer.codes.iter().skip(CLASSES));
        let kinds = kinds.map(|(kind, p)| KindScore { name: kind.name.clone(), parent: kind.parent, probability: *p });
        BodyScores {
            kinds: kinds.collect(),
            classes: self.settings.kinds.folded(&answer.codes).to_vec(),
            subtypes: answer.subtypes,
        }
    }
}

impl BodyJudge for BodyNet {
    fn judge(&self, bodies: &[BodyView]) -> Vec<BodyScores> {
        self.answers(bodies).into_iter().map(|answer| self.scores(answer)).collect()
    }
}

/// Probabilities of subtypes. The unknown one, last, is never an answer.
fn softmax(logits: &[f32], temperature: f32) -> Vec<f32> {
    let known = logits.len().saturating_sub(1);
    let most = logits.iter().take(known).fold(f32::NEG_INFINITY, |m, v| m.max(*v));
    let mut out: Vec<f32> = logits.iter().take(known).map(|v| ((v - most) / temperature).exp()).collect();
    let sum: f32 = out.iter().sum();
    out.iter_mut().for_each(|p| *p /= sum);
    out.push(0.0);
    out
}
