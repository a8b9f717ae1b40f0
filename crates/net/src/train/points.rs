//! Fits the point net: crops in, weights out, with checkpoints, resume and a learning curve.

use super::crop::{Crop, CropChange, IGNORED};
use super::curve::{self, Curve};
use super::optimiser::optimiser;
use super::schedule::Schedule;
use super::start;
use crate::device::device;
use crate::error::NetError;
use crate::evaluate::{Confusion, fit_temperature};
use crate::fresh::numbered;
use crate::kinds::{CODES, Kinds};
use crate::point::{Architecture, Graph, GraphLevel, GraphTensors, PointModel, PointNet, PointSettings};
use crate::weights;
use burn::module::Module;
use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Bytes, Device, Tensor, TensorData};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rosette_cloud::Watch;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// How the point net is fitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PointTraining {
    /// Weights to begin at, of the same architecture: a file, or `shipped` for those that came with this version; left out: fresh ones. A kind of
    /// one's own that they do not know begins as a small share of its class.
    pub start: Option<PathBuf>,
    /// Seed of weights and of all choices.
    pub seed: u64,
    /// Widths of the net.
    pub architecture: Architecture,
    /// Steps of the optimiser.
    pub steps: usize,
    /// Crops a step.
    pub batch: usize,
    /// Highest learning rate, warm-up and fall.
    pub schedule: Schedule,
    /// Decoupled weight decay.
    pub weight_decay: f32,
    /// Weight of a class is its share to the power of minus this: 0 counts cells, 1 counts classes. Half is the square root; a little more lifts
    /// the rare classes, which count as much as the common ones in the mean over classes.
    pub balance: f64,
    /// Weight of a cell at the border of two classes is greater by this factor.
    pub border: f32,
    /// Part of the answer spread over all classes: keeps confidences finite.
    pub smoothing: f32,
    /// Steps between two looks at the validation crops; checkpoints are written at the same time.
    pub look_every: usize,
    /// What is changed in a crop each time.
    pub change: CropChange,
}

impl Default for PointTraining {
    fn default() -> Self {
        Self {
            start: None,
            seed: 1,
            architecture: Architecture::default(),
            steps: 4000,
            batch: 2,
            schedule: Schedule::default(),
            weight_decay: 0.01,
            balance: 0.65,
            border: 1.0,
            smoothing: 0.02,
            look_every: 200,
            change: CropChange::default(),
        }
    }
}

/// Crops to learn from and crops held out.
#[derive(Debug, Clone, Default)]
pub struct PointData {
    /// To learn from.
    pub train: Vec<Crop>,
    /// Held out: the learning curve and the temperature come from them.
    pub validation: Vec<Crop>,
}

/// What is kept beside the weights to go on after a break.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Progress {
    training: PointTraining,
    /// Hash of the weights it began at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    start: Option<String>,
    step: usize,
    curve: Vec<Curve>,
}

/// Greatest weight of a class: a class with a hundred cells must not rule a step.
const MOST_WEIGHT: f64 = 20.0;
const WEIGHTS: &str = "point.safetensors";
const OPTIMISER: &str = "point.optimiser";
const PROGRESS: &str = "point.progress.json";

/// Fits a net and leaves checkpoints, learning curve and weights in `dir`. A training that was stopped goes on where the last checkpoint is,
/// with the same result as one without a break. The net knows the twenty classes and `kinds`.
///
/// # Errors
/// No crops, settings out of range, weights to begin at that cannot be used, a folder that cannot be written, or a stop.
pub fn fit(
    training: &PointTraining,
    kinds: &Kinds,
    data: &PointData,
    dir: &Path,
    watch: &dyn Watch,
) -> Result<PointNet, NetError> {
    check(training, data)?;
    std::fs::create_dir_all(dir).map_err(NetError::io(dir))?;
    let mut state = State::open(training, kinds, data, dir)?;
    watch.begin("train the point net", training.steps as u64, "steps");
    watch.advance(state.progress.step as u64);
    let weights = code_weights(&data.train, training.balance);
    while state.progress.step < training.steps {
        if watch.stopped() {
            state.save(dir)?;
            return Err(NetError::Stopped);
        }
        let loss = state.step(training, data, &weights);
        watch.advance(1);
        if state.progress.step % training.look_every == 0 || state.progress.step == training.steps {
            state.look(loss, data);
            state.save(dir)?;
        }
    }
    watch.end();
    let net = calibrated(state.net(), &data.validation);
    weights::write(&dir.join("point-net.safetensors"), &net.to_bytes()?)?;
    Ok(net)
}

fn check(training: &PointTraining, data: &PointData) -> Result<(), NetError> {
    let refuse = |name, value: String, remedy: &str| Err(NetError::Setting { name, value, remedy: remedy.into() });
    if data.train.iter().all(Crop::is_empty) {
        return Err(NetError::Data { name: "training".into(), problem: "holds no labelled cell".into() });
    }
    if !training.architecture.is_sane() {
        return refuse(
            "architecture",
            format!("{:?}", training.architecture),
            "give widths from 1 to 1024, none or four of them, at most 8 blocks",
        );
    }
    if training.batch == 0 || training.look_every == 0 {
        return refuse("batch, look_every", format!("{}, {}", training.batch, training.look_every), "give at least 1");
    }
    if !(0.0..=1.0).contains(&training.balance) || !(0.0..0.5).contains(&training.smoothing) {
        return refuse("balance, smoothing", format!("{}, {}", training.balance, training.smoothing), "give 0 to 1 and 0 to 0.5");
    }
    Ok(())
}

struct State {
    model: PointModel,
    settings: PointSettings,
    optimiser: ModuleOptimizer,
    progress: Progress,
    /// With automatic differentiation: all that meets the model in training must be on it.
    device: Device,
    loss: f64,
}

impl State {
    /// Starts anew, or from the checkpoint of the same training.
    fn open(training: &PointTraining, kinds: &Kinds, data: &PointData, dir: &Path) -> Result<Self, NetError> {
        let device = device().autodiff();
        let optimiser = optimiser(training.weight_decay);
        let begun = start::read(training.start.as_deref(), PointNet::shipped, PointNet::from_bytes)?;
        let start = begun.as_ref().map(|begun| begun.hash.clone());
        let progress = Progress { training: training.clone(), start, step: 0, curve: Vec::new() };
        if let Some(state) = Self::resumed(&progress, kinds, dir, &optimiser, &device) {
            return Ok(state);
        }
        let (model, settings) = match begun {
            Some(begun) => grown(begun.net, training, kinds)?,
            None => fresh(training, kinds, data),
        };
        Ok(Self { model: numbered(model).train(), settings, optimiser, progress, device, loss: 0.0 })
    }

    fn resumed(fresh: &Progress, kinds: &Kinds, dir: &Path, optimiser: &ModuleOptimizer, device: &Device) -> Option<Self> {
        let progress: Progress = serde_json::from_slice(&std::fs::read(dir.join(PROGRESS)).ok()?).ok()?;
        if progress.training != fresh.training || progress.start != fresh.start {
            return None;
        }
        let net = PointNet::open(&dir.join(WEIGHTS)).ok().filter(|net| net.settings.kinds == *kinds)?;
        let settings = net.settings.clone();
        let bytes = std::fs::read(dir.join(OPTIMISER)).ok()?;
        let optimiser = optimiser.clone().from_bytes(Bytes::from_bytes_vec(bytes)).ok()?;
        let model = numbered(net.into_model()).train();
        Some(Self { model, settings, optimiser, progress, device: device.clone(), loss: 0.0 })
    }

    /// One step of the optimiser; gives the smoothed loss.
    fn step(&mut self, training: &PointTraining, data: &PointData, weights: &[f32]) -> f64 {
        let step = self.progress.step;
        let mut dice = Pcg64Mcg::seed_from_u64(training.seed.wrapping_mul(0x9e37_79b9).wrapping_add(step as u64));
        let crops = chosen(&data.train, training, step);
        let graphs: Vec<Graph> = crops.iter().map(|crop| crop.changed(&training.change, &mut dice)).collect();
        let outputs = self.settings.kinds.outputs();
        let targets = targets(&crops, weights, outputs, training);
        let logits = self.model.forward(&GraphTensors::new(&joined(&graphs), &self.device));
        let loss = loss(logits, targets, &self.device);
        let grads = GradientsParams::from_grads(loss.backward(), &self.model);
        let value: f64 = loss.into_scalar::<f32>().into();
        let rate = training.schedule.rate(step, training.steps);
        self.model = self.optimiser.step(rate, self.model.clone(), grads);
        self.progress.step += 1;
        self.loss = if self.loss == 0.0 { value } else { 0.98 * self.loss + 0.02 * value };
        self.loss
    }

    fn look(&mut self, loss: f64, data: &PointData) {
        let net = self.net();
        let confusion = confusion(&net, &data.validation);
        let point = Curve { step: self.progress.step, loss, score: confusion.process_iou() };
        tracing::info!("step {}: loss {:.3}, process mIoU of held-out cells {:.3}", point.step, point.loss, point.score);
        self.progress.curve.push(point);
    }

    fn save(&self, dir: &Path) -> Result<(), NetError> {
        weights::write(&dir.join(WEIGHTS), &self.net().to_bytes()?)?;
        let fail = |problem: String| NetError::Data { name: "checkpoint".into(), problem };
        let bytes = self.optimiser.into_bytes().map_err(|e| fail(e.to_string()))?;
        weights::write(&dir.join(OPTIMISER), &bytes)?;
        let progress = serde_json::to_vec_pretty(&self.progress).map_err(|e| fail(e.to_string()))?;
        weights::write(&dir.join(PROGRESS), &progress)?;
        curve::write(&dir.join("point-curve.png"), &self.progress.curve, "process miou of held-out cells")
    }

    fn net(&self) -> PointNet {
        PointNet::new(self.settings.clone(), self.model.valid())
    }
}

fn fresh(training: &PointTraining, kinds: &Kinds, data: &PointData) -> (PointModel, PointSettings) {
    let model = PointModel::fresh(&training.architecture, kinds.len(), training.seed, &device());
    let settings = PointSettings { kinds: kinds.clone(), ..PointSettings::new(training.architecture.clone()) };
    (model.scaled_to(&spread(&data.train)), settings)
}

/// A net that is to go on with other kinds of one's own.
fn grown(net: PointNet, training: &PointTraining, kinds: &Kinds) -> Result<(PointModel, PointSettings), NetError> {
    let has = &net.settings.architecture;
    if *has != training.architecture {
        return Err(NetError::Setting {
            name: "architecture",
            value: format!("{:?}", training.architecture),
            remedy: format!("give that of the weights to begin at, {has:?}"),
        });
    }
    start::tell(&net.settings.kinds, kinds);
    let settings = PointSettings { kinds: kinds.clone(), ..net.settings.clone() };
    let from = net.settings.kinds.clone();
    Ok((net.into_model().grown(&from, kinds, &device()), settings))
}

/// The crops of a step: every crop once an epoch, in an order of its own each epoch.
fn chosen<'a>(crops: &'a [Crop], training: &PointTraining, step: usize) -> Vec<&'a Crop> {
    let first = step * training.batch;
    (first..first + training.batch)
        .map(|at| {
            let mut order: Vec<usize> = (0..crops.len()).collect();
            let epoch = (at / crops.len()) as u64;
            order.shuffle(&mut Pcg64Mcg::seed_from_u64(training.seed ^ (epoch << 20)));
            &crops[order[at % crops.len()]]
        })
        .collect()
}

/// Weight of each class and kind by its share of the cells, 1 on average over the cells before the greatest are cut.
fn code_weights(crops: &[Crop], balance: f64) -> [f32; CODES] {
    let mut counts = [0f64; CODES];
    crops.iter().flat_map(|crop| &crop.class).for_each(|class| counts[usize::from(*class).min(CODES - 1)] += 1.0);
    counts[usize::from(IGNORED)] = 0.0;
    let total: f64 = counts.iter().sum();
    let raw = counts.map(|n| if n > 0.0 { (n / total).powf(-balance) } else { 0.0 });
    let mean: f64 = raw.iter().zip(counts).map(|(w, n)| w * n / total).sum();
    raw.map(|w| (w / mean).min(MOST_WEIGHT) as f32)
}

/// What the net shall answer, times the weight of the cell: `outputs` values a cell. The weights add up to 1. Cells with a code out of range
/// are not learnt from.
fn targets(crops: &[&Crop], weights: &[f32], outputs: usize, training: &PointTraining) -> Vec<f32> {
    let mut out = Vec::new();
    let mut total = 0.0f64;
    let spread = training.smoothing / (outputs - 1) as f32;
    for crop in crops {
        for (class, border) in crop.class.iter().zip(&crop.border) {
            let mut row = vec![0.0; outputs];
            if *class != IGNORED && usize::from(*class) < outputs {
                let weight = weights[usize::from(*class)] * if *border { 1.0 + training.border } else { 1.0 };
                row.iter_mut().skip(1).for_each(|v| *v = weight * spread);
                row[usize::from(*class)] += weight * (1.0 - training.smoothing);
                total += f64::from(weight);
            }
            out.extend(row);
        }
    }
    let scale = (1.0 / total.max(1e-9)) as f32;
    out.iter_mut().for_each(|v| *v *= scale);
    out
}

/// Weighted cross entropy.
///
/// # Shapes
/// - logits: `[n, C]`, targets: `n * C` values
fn loss(logits: Tensor<2>, targets: Vec<f32>, device: &Device) -> Tensor<1> {
    let targets = Tensor::<2>::from_data(TensorData::new(targets, logits.dims()), device);
    -(log_softmax(logits, 1) * targets).sum()
}

/// Several graphs as one, side by side.
fn joined(graphs: &[Graph]) -> Graph {
    let mut out = Graph::default();
    for graph in graphs {
        let base: Vec<u32> = (0..graph.levels.len()).map(|d| out.levels.get(d).map_or(0, |l| l.centre.len() as u32)).collect();
        out.levels.resize(graph.levels.len(), GraphLevel::default());
        out.features.extend(&graph.features);
        for (depth, level) in graph.levels.iter().enumerate() {
            let to = &mut out.levels[depth];
            to.edge = level.edge;
            to.centre.extend(&level.centre);
            to.parent.extend(level.parent.iter().map(|v| v + base.get(depth + 1).copied().unwrap_or(0)));
            to.neighbours.extend(level.neighbours.iter().map(|v| v + base[depth]));
            to.children.extend(level.children.iter().map(|v| v + if depth == 0 { 0 } else { base[depth - 1] }));
        }
    }
    out
}

/// Mean and deviation of every feature over the crops.
fn spread(crops: &[Crop]) -> Vec<[f32; 2]> {
    let n_features = crate::features::FEATURES;
    let (mut sums, mut n) = (vec![[0.0f64; 2]; n_features], 0.0);
    for crop in crops {
        for row in crop.graph().features.chunks_exact(n_features) {
            n += 1.0;
            sums.iter_mut().zip(row).for_each(|(s, v)| *s = [s[0] + f64::from(*v), s[1] + f64::from(*v) * f64::from(*v)]);
        }
    }
    let of = |[sum, squares]: [f64; 2]| {
        let mean = sum / f64::max(n, 1.0);
        [mean as f32, (squares / f64::max(n, 1.0) - mean * mean).max(0.0).sqrt() as f32]
    };
    sums.into_iter().map(of).collect()
}

/// What the net makes of crops, cell by cell. Kinds of one's own count as their classes.
pub fn confusion(net: &PointNet, crops: &[Crop]) -> Confusion {
    let mut out = Confusion::default();
    for crop in crops {
        for (row, class) in net.scores(&crop.graph()).iter().zip(&crop.class).filter(|(_, class)| **class != IGNORED) {
            let truth = net.settings.kinds.class_of(*class) as u8;
            out.add(truth, rosette_plant::scores::best(row).0 as u8, 1);
        }
    }
    out
}

/// The net with the temperature under which the held-out cells are likeliest; where none are held out, with the one it began at.
fn calibrated(mut net: PointNet, crops: &[Crop]) -> PointNet {
    let before = std::mem::replace(&mut net.settings.temperature, 1.0);
    let mut pairs: Vec<(Vec<f32>, usize)> = Vec::new();
    for crop in crops {
        let truths = crop.class.iter().map(|class| usize::from(*class));
        let rows = net.answers(&crop.graph()).into_iter().zip(truths);
        pairs.extend(rows.filter(|(_, truth)| *truth != usize::from(IGNORED)));
    }
    // one cell in a few is enough for one number
    let mut dice = Pcg64Mcg::seed_from_u64(7);
    let keep = (200_000.0 / pairs.len().max(1) as f64).min(1.0);
    pairs.retain(|_| dice.random_bool(keep));
    net.settings.temperature = if pairs.is_empty() { before } else { fit_temperature(&pairs) };
    net
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crop_once_an_epoch() {
        let crops: Vec<Crop> = (0..7).map(|i| Crop { class: vec![i], ..Crop::default() }).collect();
        let training = PointTraining { batch: 1, ..PointTraining::default() };
        for epoch in 0..3 {
            let mut seen: Vec<u8> = (0..7).map(|i| chosen(&crops, &training, epoch * 7 + i)[0].class[0]).collect();
            seen.sort_unstable();
            assert_eq!(seen, [0, 1, 2, 3, 4, 5, 6]);
        }
    }

    #[test]
    fn weights_lift_rare_classes_and_keep_the_mean() {
        let crop = Crop { class: [vec![1; 90], vec![6; 10], vec![0; 50]].concat(), ..Crop::default() };
        let w = code_weights(&[crop], 0.5);
        assert!((w[6] / w[1] - 3.0).abs() < 1e-5 && w[0] == 0.0);
        assert!((0.9 * w[1] + 0.1 * w[6] - 1.0).abs() < 1e-5);
    }
}
