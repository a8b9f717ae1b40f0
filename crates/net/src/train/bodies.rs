//! Fits the body net.

use super::curve::{self, Curve};
use super::optimiser::optimiser;
use super::sample::BodySample;
use super::schedule::Schedule;
use super::start;
use crate::body::{BodyModel, BodyNet, BodySettings, Posed, posed};
use crate::device::device;
use crate::error::NetError;
use crate::evaluate::{Confusion, Reliability, fit_temperature};
use crate::fresh::numbered;
use crate::kinds::Kinds;
use crate::weights;
use burn::module::Module;
use burn::optim::{GradientsParams, ModuleOptimizer};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Bytes, Device, Tensor, TensorData};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;
use rosette_cloud::Watch;
use rosette_plant::scores::SUBTYPES;
use rosette_plant::{BodyJudge, BodyView, Class, Subtype};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How the body net is fitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BodyTraining {
    /// Weights to begin at: a file, or `shipped` for those that came with this version; left out: fresh ones. A kind of one's own that they do not
    /// know begins as a small share of its class.
    pub start: Option<PathBuf>,
    /// Seed of weights and of all choices.
    pub seed: u64,
    /// Steps of the optimiser.
    pub steps: usize,
    /// Bodies a step.
    pub batch: usize,
    /// Highest learning rate, warm-up and fall.
    pub schedule: Schedule,
    /// Decoupled weight decay.
    pub weight_decay: f32,
    /// Part of the answer spread over all classes.
    pub smoothing: f32,
    /// Weight of the subtype's loss.
    pub subtype: f32,
    /// Steps between two looks at the held-out bodies.
    pub look_every: usize,
}

impl Default for BodyTraining {
    fn default() -> Self {
        Self {
            start: None,
            seed: 1,
            steps: 6000,
            batch: 40,
            schedule: Schedule { rate: 2e-3, ..Schedule::default() },
            weight_decay: 0.02,
            smoothing: 0.03,
            subtype: 1.0,
            look_every: 250,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Progress {
    training: BodyTraining,
    /// Hash of the weights it began at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    start: Option<String>,
    step: usize,
    curve: Vec<Curve>,
}

const WEIGHTS: &str = "body.safetensors";
const OPTIMISER: &str = "body.optimiser";
const PROGRESS: &str = "body.progress.json";

/// Fits a net and leaves checkpoints, learning curve and weights in `dir`; goes on from a checkpoint of the same training.
///
/// `train` holds one list a source; each source has an equal say in the classes it knows. The net knows the twenty classes and `kinds`.
///
/// # Errors
/// No bodies, weights to begin at that cannot be used, a folder that cannot be written, or a stop.
pub fn fit(
    training: &BodyTraining,
    kinds: &Kinds,
    train: &[&[BodySample]],
    held_out: &[BodySample],
    dir: &Path,
    watch: &dyn Watch,
) -> Result<BodyNet, NetError> {
    let lots = Lots::new(train, kinds);
    if lots.0.is_empty() || training.batch == 0 || training.look_every == 0 {
        return Err(NetError::Data { name: "training".into(), problem: "holds no bodies, or batch or look_every is 0".into() });
    }
    std::fs::create_dir_all(dir).map_err(NetError::io(dir))?;
    let mut state = State::open(training, kinds, dir)?;
    watch.begin("train the body net", training.steps as u64, "steps");
    watch.advance(state.progress.step as u64);
    while state.progress.step < training.steps {
        if watch.stopped() {
            state.save(dir)?;
            return Err(NetError::Stopped);
        }
        let loss = state.step(training, &lots);
        watch.advance(1);
        if state.progress.step % training.look_every == 0 || state.progress.step == training.steps {
            state.look(loss, held_out);
            state.save(dir)?;
        }
    }
    watch.end();
    let net = calibrated(state.net(), held_out);
    weights::write(&dir.join("body-net.safetensors"), &net.to_bytes()?)?;
    Ok(net)
}

/// Draws of most classes and of each subtype of valves, to which others are compared.
const USUAL_SHARE: u32 = 10;

/// Draws of the other classes that stand in lines as valves do: drawn as seldom as machines, they would be taken for valves wherever in doubt.
const IN_LINES: [(Class, u32); 4] = [(Class::Flowmeter, 25), (Class::Strainer, 20), (Class::Flange, 20), (Class::Other, 20)];

/// Bodies by class and subtype, so that every kind has its share, and within a kind every source an equal one.
struct Lots<'a>(Vec<(u32, Vec<Vec<&'a BodySample>>)>);

impl<'a> Lots<'a> {
    /// A subtype of valves is drawn as often as a class of machines, other classes of lines more often. The kinds of one's own of a class are
    /// together drawn half as often as the rest of it: fewer draws would teach that such kinds hardly occur.
    fn new(sources: &[&'a [BodySample]], own: &Kinds) -> Self {
        let mut by_kind: BTreeMap<(u8, u8), Vec<Vec<&BodySample>>> = BTreeMap::new();
        for source in sources {
            let mut kinds: BTreeMap<(u8, u8), Vec<&BodySample>> = BTreeMap::new();
            source.iter().for_each(|s| kinds.entry((s.class, s.subtype)).or_default().push(s));
            kinds.into_iter().for_each(|(kind, list)| by_kind.entry(kind).or_default().push(list));
        }
        let plain = |code: u8| IN_LINES.iter().find(|(class, _)| *class as u8 == code).map_or(USUAL_SHARE, |(_, share)| *share);
        let of_class =
            |class: Class| by_kind.keys().filter(|(code, _)| *code == class as u8).map(|(code, _)| plain(*code)).sum::<u32>();
        let kinds_of = |class: Class| own.iter().filter(|kind| kind.parent == class).count() as u32;
        let share = |code: u8| match own.of_code(code) {
            None => plain(code),
            Some(kind) => u32::max(USUAL_SHARE, of_class(kind.parent) / 2 / kinds_of(kind.parent).max(1)),
        };
        let shares: Vec<u32> = by_kind.keys().map(|(code, _)| share(*code)).collect();
        Self(shares.into_iter().zip(by_kind.into_values()).collect())
    }

    /// None if there are no bodies.
    fn draw(&self, dice: &mut Pcg64Mcg) -> Option<&'a BodySample> {
        let total: u32 = self.0.iter().map(|(share, _)| share).sum();
        let mut at = dice.random_range(0..total.max(1));
        for (share, lists) in &self.0 {
            if at < *share {
                let list = &lists[dice.random_range(0..lists.len())];
                return Some(list[dice.random_range(0..list.len())]);
            }
            at -= share;
        }
        None
    }
}

struct State {
    model: BodyModel,
    settings: BodySettings,
    optimiser: ModuleOptimizer,
    progress: Progress,
    device: Device,
    loss: f64,
}

impl State {
    fn open(training: &BodyTraining, kinds: &Kinds, dir: &Path) -> Result<Self, NetError> {
        let optimiser = optimiser(training.weight_decay);
        let device = device().autodiff();
        let begun = start::read(training.start.as_deref(), BodyNet::shipped, BodyNet::from_bytes)?;
        let start = begun.as_ref().map(|begun| begun.hash.clone());
        let progress = Progress { training: training.clone(), start, step: 0, curve: Vec::new() };
        if let Some(state) = Self::resumed(&progress, kinds, dir, &optimiser, &device) {
            return Ok(state);
        }
        let (model, settings) = match begun {
            Some(begun) => grown(begun.net, kinds),
            None => (
                BodyModel::fresh(kinds.len(), training.seed, &crate::device::device()),
                BodySettings { kinds: kinds.clone(), ..BodySettings::default() },
            ),
        };
        Ok(Self { model: numbered(model).train(), settings, optimiser, progress, device, loss: 0.0 })
    }

    fn resumed(fresh: &Progress, kinds: &Kinds, dir: &Path, optimiser: &ModuleOptimizer, device: &Device) -> Option<Self> {
        let progress: Progress = serde_json::from_slice(&std::fs::read(dir.join(PROGRESS)).ok()?).ok()?;
        if progress.training != fresh.training || progress.start != fresh.start {
            return None;
        }
        let net = BodyNet::open(&dir.join(WEIGHTS)).ok().filter(|net| net.settings.kinds == *kinds)?;
        let settings = net.settings.clone();
        let model = numbered(net.into_model()).train();
        let optimiser = optimiser.clone().from_bytes(Bytes::from_bytes_vec(std::fs::read(dir.join(OPTIMISER)).ok()?)).ok()?;
        Some(Self { model, settings, optimiser, progress, device: device.clone(), loss: 0.0 })
    }

    fn step(&mut self, training: &BodyTraining, lots: &Lots) -> f64 {
        let mut dice = Pcg64Mcg::seed_from_u64(training.seed.wrapping_mul(0x9e37_79b9).wrapping_add(self.progress.step as u64));
        let drawn: Vec<(&BodySample, u64)> =
            (0..training.batch).filter_map(|_| Some((lots.draw(&mut dice)?, dice.random()))).collect();
        let changed = |(sample, seed): &(&BodySample, u64)| posed(&sample.changed(&mut Pcg64Mcg::seed_from_u64(*seed)));
        let bodies: Vec<Option<Posed>> = drawn.par_iter().map(changed).collect();
        let pairs: Vec<(Posed, &BodySample)> =
            bodies.into_iter().zip(&drawn).filter_map(|(posed, (sample, _))| Some((posed?, *sample))).collect();
        self.progress.step += 1;
        if pairs.is_empty() {
            return self.loss;
        }
        let (bodies, of): (Vec<Posed>, Vec<&BodySample>) = pairs.into_iter().unzip();
        let loss = self.loss_of(training, &bodies, &of);
        let grads = GradientsParams::from_grads(loss.backward(), &self.model);
        let value: f64 = loss.into_scalar::<f32>().into();
        let rate = training.schedule.rate(self.progress.step - 1, training.steps);
        self.model = self.optimiser.step(rate, self.model.clone(), grads);
        self.loss = if self.loss == 0.0 { value } else { 0.98 * self.loss + 0.02 * value };
        self.loss
    }

    fn loss_of(&self, training: &BodyTraining, bodies: &[Posed], of: &[&BodySample]) -> Tensor<1> {
        let (class, subtype) = self.model.forward(crate::body::tensors(bodies, &self.device));
        let outputs = self.settings.kinds.outputs();
        let classes = targets(of.iter().map(|s| usize::from(s.class)), outputs, training.smoothing, 1.0);
        let subtypes = targets(of.iter().map(|s| usize::from(s.subtype)), SUBTYPES, training.smoothing, training.subtype);
        cross_entropy(class, classes, &self.device) + cross_entropy(subtype, subtypes, &self.device)
    }

    fn look(&mut self, loss: f64, held_out: &[BodySample]) {
        let report = evaluate(&self.net(), held_out, 2);
        let score = 0.5 * (report.class_accuracy + report.subtype_accuracy);
        tracing::info!(
            "step {}: loss {loss:.3}, held-out classes {:.3}, subtypes {:.3}",
            self.progress.step,
            report.class_accuracy,
            report.subtype_accuracy
        );
        self.progress.curve.push(Curve { step: self.progress.step, loss, score });
    }

    fn save(&self, dir: &Path) -> Result<(), NetError> {
        weights::write(&dir.join(WEIGHTS), &self.net().to_bytes()?)?;
        let fail = |problem: String| NetError::Data { name: "checkpoint".into(), problem };
        let bytes = self.optimiser.into_bytes().map_err(|e| fail(e.to_string()))?;
        weights::write(&dir.join(OPTIMISER), &bytes)?;
        weights::write(&dir.join(PROGRESS), &serde_json::to_vec_pretty(&self.progress).map_err(|e| fail(e.to_string()))?)?;
        curve::write(&dir.join("body-curve.png"), &self.progress.curve, "mean of class and subtype accuracy of held-out bodies")
    }

    fn net(&self) -> BodyNet {
        BodyNet::new(self.settings.clone(), self.model.valid())
    }
}

/// A net that is to go on with other kinds of one's own.
fn grown(net: BodyNet, kinds: &Kinds) -> (BodyModel, BodySettings) {
    start::tell(&net.settings.kinds, kinds);
    let settings = BodySettings { kinds: kinds.clone(), ..net.settings.clone() };
    let from = net.settings.kinds.clone();
    (net.into_model().grown(&from, kinds, &device()), settings)
}

/// Smoothed one-hot rows, `columns` wide, divided by the number of rows; a truth out of range gives a row of zeros.
fn targets(truths: impl ExactSizeIterator<Item = usize>, columns: usize, smoothing: f32, weight: f32) -> Vec<f32> {
    let each = weight / truths.len().max(1) as f32;
    let mut out = Vec::new();
    for truth in truths {
        let mut row = vec![0.0; columns];
        if truth < columns {
            row.fill(each * smoothing / columns as f32);
            row[truth] += each * (1.0 - smoothing);
        }
        out.extend(row);
    }
    out
}

/// # Shapes
/// - logits: `[n, C]`, targets: `n * C` values
fn cross_entropy(logits: Tensor<2>, targets: Vec<f32>, device: &Device) -> Tensor<1> {
    let shape = logits.dims();
    -(log_softmax(logits, 1) * Tensor::<2>::from_data(TensorData::new(targets, shape), device)).sum()
}

/// How a body net does.
#[derive(Debug, Clone, Default)]
pub struct BodyReport {
    /// Classes.
    pub classes: Confusion,
    /// Counts of true (rows) and given subtypes of valves.
    pub subtypes: Vec<Vec<u64>>,
    /// Mean over the classes that occur of the share that was recognised.
    pub class_accuracy: f64,
    /// The same for subtypes of valves.
    pub subtype_accuracy: f64,
    /// Calibration of the classes.
    pub class_reliability: Reliability,
    /// Calibration of the subtypes.
    pub subtype_reliability: Reliability,
    /// Kinds of one's own.
    pub kinds: Vec<KindCount>,
}

/// How a kind of one's own is recognised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KindCount {
    /// Its name.
    pub name: String,
    /// Bodies of this kind.
    pub truth: u64,
    /// Bodies that were called so.
    pub given: u64,
    /// Bodies of this kind that were called so.
    pub right: u64,
}

/// What a net makes of bodies: each as it is, and `damaged` times as an imperfect segmentation would give it. Bodies of kinds of one's own
/// count as their classes, and in a list of their own.
pub fn evaluate(net: &BodyNet, samples: &[BodySample], damaged: usize) -> BodyReport {
    let views = views(samples, damaged);
    let scores = net.judge(&views.iter().map(|(view, _)| view.clone()).collect::<Vec<_>>());
    let known = &net.settings.kinds;
    let kinds = known.iter().map(|kind| KindCount { name: kind.name.clone(), ..KindCount::default() }).collect();
    let mut report = BodyReport { subtypes: vec![vec![0; SUBTYPES]; SUBTYPES], kinds, ..BodyReport::default() };
    for (score, (_, sample)) in scores.iter().zip(&views) {
        let (class, p) = score.best_class();
        let truth = known.class_of(sample.class);
        report.classes.add(truth as u8, class as u8, 1);
        report.class_reliability.add(f64::from(p), class == truth);
        let (kind, named) = (known.of_code(sample.class).map(|kind| kind.name.as_str()), score.kind_of(class).map(|kind| kind.0));
        for count in &mut report.kinds {
            let (is, called) = (kind == Some(count.name.as_str()), named == Some(count.name.as_str()));
            count.truth += u64::from(is);
            count.given += u64::from(called);
            count.right += u64::from(is && called);
        }
        if usize::from(sample.subtype) < SUBTYPES {
            let (subtype, p) = score.best_subtype();
            let given = Subtype::ALL.iter().position(|s| *s == subtype).unwrap_or(0);
            report.subtypes[usize::from(sample.subtype)][given] += 1;
            report.subtype_reliability.add(f64::from(p), given == usize::from(sample.subtype));
        }
    }
    let recalls = Class::ALL.into_iter().filter(|c| report.classes.total(*c) > 0);
    report.class_accuracy = mean(recalls.map(|c| report.classes.count(c, c) as f64 / report.classes.total(c) as f64));
    let rows = report.subtypes.iter().enumerate().map(|(i, row)| (row[i], row.iter().sum::<u64>())).filter(|(_, n)| *n > 0);
    report.subtype_accuracy = mean(rows.map(|(hit, n)| hit as f64 / n as f64));
    report
}

fn views(samples: &[BodySample], damaged: usize) -> Vec<(BodyView, &BodySample)> {
    let mut out = Vec::new();
    for (i, sample) in samples.iter().enumerate() {
        let mut dice = Pcg64Mcg::seed_from_u64(i as u64);
        out.push((sample.plain(), sample));
        (0..damaged).for_each(|_| out.push((sample.changed(&mut dice), sample)));
    }
    out
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0.0), |(sum, n), v| (sum + v, n + 1.0));
    if n > 0.0 { sum / n } else { 0.0 }
}

impl BodyReport {
    /// Kinds of one's own as a table; empty where the net knows none.
    pub fn kind_table(&self) -> String {
        if self.kinds.is_empty() {
            return String::new();
        }
        let share = |part: u64, all: u64| if all == 0 { "–".into() } else { format!("{:.3}", part as f64 / all as f64) };
        let row =
            |k: &KindCount| format!("| {} | {} | {} | {} |\n", k.name, k.truth, share(k.right, k.truth), share(k.right, k.given));
        let rows: String = self.kinds.iter().map(row).collect();
        format!("\n| kind of one's own | bodies | recall | precision |\n|---|---|---|---|\n{rows}")
    }

    /// Subtypes as a table: rows are true, columns given.
    pub fn subtype_table(&self) -> String {
        let names = || Subtype::ALL.iter().map(|s| s.name());
        let mut out =
            format!("| true \\ given | {} |\n|{}\n", names().collect::<Vec<_>>().join(" | "), "---|".repeat(SUBTYPES + 1));
        for (name, row) in names().zip(&self.subtypes).filter(|(_, row)| row.iter().any(|n| *n > 0)) {
            out.push_str(&format!("| {name} | {} |\n", row.iter().map(u64::to_string).collect::<Vec<_>>().join(" | ")));
        }
        out
    }
}

/// The net with the temperatures under which the held-out bodies are likeliest; where none are held out, with those it began at.
fn calibrated(mut net: BodyNet, held_out: &[BodySample]) -> BodyNet {
    let plain = BodySettings { kinds: net.settings.kinds.clone(), ..BodySettings::default() };
    let before = std::mem::replace(&mut net.settings, plain);
    let views = views(held_out, 2);
    let answers = net.answers(&views.iter().map(|(view, _)| view.clone()).collect::<Vec<_>>());
    let pairs = || answers.iter().zip(&views).map(|(answer, (_, sample))| (answer, *sample));
    let classes: Vec<_> = pairs().map(|(answer, sample)| (answer.codes.clone(), usize::from(sample.class))).collect();
    let valves = pairs().filter(|(_, sample)| usize::from(sample.subtype) < SUBTYPES);
    let subtypes: Vec<_> = valves.map(|(answer, sample)| (answer.subtypes.clone(), usize::from(sample.subtype))).collect();
    let fitted = |answers: &[_], before: f32| if answers.is_empty() { before } else { fit_temperature(answers) };
    net.settings.class_temperature = fitted(&classes, before.class_temperature);
    net.settings.subtype_temperature = fitted(&subtypes, before.subtype_temperature);
    net
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A body of which only the codes matter.
    fn coded(class: u8, subtype: u8) -> BodySample {
        let (points, normals, owner) = (Vec::new(), Vec::new(), Vec::new());
        BodySample {
            class,
            subtype,
            points,
            normals,
            owner,
            run: None,
            half: 0.0,
            own: rosette_plant::BodyScores::default(),
            family: String::new(),
        }
    }

    #[test]
    fn kinds_are_drawn_half_as_often_as_the_rest_of_their_class() {
        let table =
            [("compressor", "pump"), ("hydrant", "valve"), ("trap", "valve")].map(|(a, b)| (a.to_string(), b.to_string()));
        let own = Kinds::from_table(&table.into()).unwrap();
        let check = |kinds: &Kinds, codes: &[(u8, u8)], expect: &[u32]| {
            let samples: Vec<BodySample> = codes.iter().map(|(class, subtype)| coded(*class, *subtype)).collect();
            let shares: Vec<u32> = Lots::new(&[&samples], kinds).0.iter().map(|(share, _)| *share).collect();
            assert_eq!(shares, expect, "{codes:?}");
        };
        check(&Kinds::default(), &[(6, 0), (6, 1), (8, 255), (10, 255)], &[10, 10, 25, 10]);
        let valves: Vec<(u8, u8)> = (0..10).map(|subtype| (6, subtype)).collect();
        let all = [&valves[..], &[(10, 255), (21, 255), (22, 255), (23, 255)]].concat();
        check(&own, &all, &[10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 25, 25]);
        check(&own, &[(22, 255)], &[10]);
    }
}
