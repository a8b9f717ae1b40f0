//! Crops: parts of a cloud's graph around places that are worth learning from, with the class of every cell.

use crate::features::{FEATURES, HEIGHT_AT, INTENSITY_AT, NORMAL_AT};
use crate::kinds::CODES;
use crate::point::{Graph, GraphLevel};
use crate::prepare::LabelledCloud;
use crate::pyramid::{CHILDREN, LEVELS, NEIGHBOURS, Pyramid};
use rand::{Rng, RngExt};
use serde::{Deserialize, Serialize};

/// Steps per unit in which features are kept: 1/2048, up to ±16.
const STEPS: f32 = 2048.0;
/// Level whose cells (40 cm) a crop is made of.
const SEED: usize = 3;
/// Width of the rim of a crop, m: what lies there lacks neighbours.
const RIM: f32 = 0.2;
/// Class of a cell that is not learnt from.
pub const IGNORED: u8 = 0;
/// Share of a cell's points that its class must have; below it the label says little.
const LEAST_SHARE: f32 = 0.55;

/// A crop. Indices are into the crop.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Crop {
    /// Features in steps of 1/2048.
    pub features: Vec<i16>,
    /// From the finest to the coarsest level.
    pub levels: Vec<GraphLevel>,
    /// Code of the class, or of the kind of one's own, of every finest cell, or [`IGNORED`].
    pub class: Vec<u8>,
    /// Whether another class lies next to the cell.
    pub border: Vec<bool>,
}

/// How a crop is altered each time it is learnt from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CropChange {
    /// Turned about the vertical by any angle, and mirrored every second time.
    pub turn: bool,
    /// Chance that the intensity is hidden.
    pub without_intensity: f64,
    /// Spread of a factor on the intensity.
    pub intensity_spread: f32,
    /// Chance that the height above the floor is shifted by up to 2 m: pits, platforms, areas without floor.
    pub height_shift: f64,
}

impl Default for CropChange {
    fn default() -> Self {
        Self { turn: true, without_intensity: 0.3, intensity_spread: 0.3, height_shift: 0.3 }
    }
}

/// Code of every finest cell, 0 where none is clear.
pub fn cell_codes(labelled: &LabelledCloud, pyramid: &Pyramid) -> Vec<u8> {
    let codes = labelled.codes();
    let Some(finest) = pyramid.levels.first() else { return Vec::new() };
    let of = |cell: usize| {
        let mut counts = [0u32; CODES];
        finest.children(cell).for_each(|at| counts[usize::from(codes[pyramid.order[at] as usize]).min(CODES - 1)] += 1);
        let total: u32 = counts.iter().sum();
        let (best, count) = counts.iter().enumerate().fold((0, 0), |best, (c, n)| if *n > best.1 { (c, *n) } else { best });
        if count as f32 >= LEAST_SHARE * total as f32 { best as u8 } else { IGNORED }
    };
    (0..finest.len()).map(of).collect()
}

/// Cells next to which another class lies.
fn borders(pyramid: &Pyramid, class: &[u8]) -> Vec<bool> {
    let Some(finest) = pyramid.levels.first() else { return Vec::new() };
    let is_other = |cell: usize| finest.around(cell).any(|other| class[other] != IGNORED && class[other] != class[cell]);
    (0..finest.len()).map(|cell| class[cell] != IGNORED && is_other(cell)).collect()
}

/// Cuts `count` crops of `radius` m out of a cloud: of every class and kind that occurs, process classes twice as often, around random cells.
pub fn crops(labelled: &LabelledCloud, cell: f32, radius: f32, count: usize, dice: &mut impl Rng) -> Vec<Crop> {
    let pyramid = Pyramid::new(&labelled.cloud.positions, cell);
    let graph = Graph::new(&labelled.cloud, &pyramid);
    let class = cell_codes(labelled, &pyramid);
    let border = borders(&pyramid, &class);
    let mut by_class: Vec<Vec<u32>> = vec![Vec::new(); CODES];
    class.iter().enumerate().for_each(|(cell, class)| by_class[usize::from(*class)].push(cell as u32));
    let mut lots = Vec::new();
    for class in (1..CODES).filter(|class| !by_class[*class].is_empty()) {
        let of_code = labelled.parts.iter().find(|part| usize::from(part.code()) == class);
        let is_process = of_code.is_some_and(|part| part.class.is_process());
        lots.extend(std::iter::repeat_n(class, if is_process { 3 } else { 1 }));
    }
    if lots.is_empty() {
        return Vec::new();
    }
    (0..count)
        .map(|_| {
            let cells = &by_class[lots[dice.random_range(0..lots.len())]];
            let centre = graph.levels[0].centre[cells[dice.random_range(0..cells.len())] as usize];
            cut(&graph, &pyramid, &class, &border, centre, radius)
        })
        .collect()
}

/// A whole cloud as one crop, for evaluation.
pub fn whole(labelled: &LabelledCloud, cell: f32) -> (Crop, Pyramid) {
    let pyramid = Pyramid::new(&labelled.cloud.positions, cell);
    let graph = Graph::new(&labelled.cloud, &pyramid);
    let class = cell_codes(labelled, &pyramid);
    let border = borders(&pyramid, &class);
    let crop = cut(&graph, &pyramid, &class, &border, [0.0; 3], f32::INFINITY);
    (crop, pyramid)
}

/// The cells of level [`SEED`] within `radius` of `centre` with all that is in and above them. Cells of the rim are not learnt from.
fn cut(graph: &Graph, pyramid: &Pyramid, class: &[u8], border: &[bool], centre: [f32; 3], radius: f32) -> Crop {
    let distance = |c: &[f32; 3]| (0..3).map(|k| (c[k] - centre[k]).powi(2)).sum::<f32>().sqrt();
    let mut kept: Vec<Vec<u32>> = vec![Vec::new(); LEVELS];
    let seeds = &graph.levels[SEED].centre;
    kept[SEED] = (0..seeds.len() as u32).filter(|&c| distance(&seeds[c as usize]) <= radius).collect();
    for depth in (0..SEED).rev() {
        let children = kept[depth + 1].iter().flat_map(|&c| pyramid.levels[depth + 1].children(c as usize));
        kept[depth] = children.map(|c| c as u32).collect();
    }
    for depth in SEED + 1..LEVELS {
        kept[depth] = kept[depth - 1].iter().map(|&c| graph.levels[depth - 1].parent[c as usize]).collect();
        kept[depth].dedup();
    }
    let levels = (0..LEVELS).map(|depth| cut_level(graph, &kept, depth)).collect();
    let finest = &kept[0];
    let inside = |c: u32| distance(&graph.levels[0].centre[c as usize]) <= radius - RIM;
    Crop {
        features: finest
            .iter()
            .flat_map(|&c| row(&graph.features, c as usize))
            .map(|v| (v * STEPS).clamp(-32767.0, 32767.0) as i16)
            .collect(),
        levels,
        class: finest.iter().map(|&c| if inside(c) { class[c as usize] } else { IGNORED }).collect(),
        border: finest.iter().map(|&c| border[c as usize]).collect(),
    }
}

fn row(features: &[f32], cell: usize) -> Vec<f32> {
    features[cell * FEATURES..(cell + 1) * FEATURES].to_vec()
}

/// One level of a crop. `kept` is ascending, so places in it are found by bisection. What was cut off is replaced: a neighbour by the cell
/// itself, a child by one that is left.
fn cut_level(graph: &Graph, kept: &[Vec<u32>], depth: usize) -> GraphLevel {
    let level = &graph.levels[depth];
    let place = |in_level: usize, cell: &u32| kept[in_level].binary_search(cell).ok().map(|at| at as u32);
    let pick = |list: &[u32], width: usize, in_level: usize| -> Vec<u32> {
        let mut out = Vec::new();
        for (at, &cell) in kept[depth].iter().enumerate().filter(|_| !list.is_empty()) {
            let entries = &list[cell as usize * width..(cell as usize + 1) * width];
            let left = if in_level == depth { at as u32 } else { entries.iter().find_map(|e| place(in_level, e)).unwrap_or(0) };
            out.extend(entries.iter().map(|e| place(in_level, e).unwrap_or(left)));
        }
        out
    };
    GraphLevel {
        edge: level.edge,
        centre: kept[depth].iter().map(|&c| level.centre[c as usize]).collect(),
        parent: if level.parent.is_empty() { Vec::new() } else { pick(&level.parent, 1, depth + 1) },
        neighbours: pick(&level.neighbours, NEIGHBOURS, depth),
        children: if depth == 0 { Vec::new() } else { pick(&level.children, CHILDREN, depth - 1) },
    }
}

impl Crop {
    /// Number of finest cells.
    pub fn len(&self) -> usize {
        self.class.len()
    }

    /// Whether there are no cells.
    pub fn is_empty(&self) -> bool {
        self.class.is_empty()
    }

    /// The graph as it is.
    pub fn graph(&self) -> Graph {
        Graph { features: self.features.iter().map(|v| f32::from(*v) / STEPS).collect(), levels: self.levels.clone() }
    }

    /// The graph, altered by chance.
    pub fn changed(&self, change: &CropChange, dice: &mut impl Rng) -> Graph {
        let mut graph = self.graph();
        if change.turn {
            turn(&mut graph, dice.random_range(0.0..std::f32::consts::TAU), dice.random_bool(0.5));
        }
        let hidden = dice.random_bool(change.without_intensity);
        let factor = 1.0 + change.intensity_spread * dice.random_range(-1.0..1.0f32);
        let shift = if dice.random_bool(change.height_shift) { dice.random_range(-2.0..2.0f32) } else { 0.0 };
        for row in graph.features.chunks_exact_mut(FEATURES) {
            row[INTENSITY_AT] = if hidden { 0.0 } else { (row[INTENSITY_AT] * factor).min(1.0) };
            row[INTENSITY_AT + 1] *= if hidden { 0.0 } else { 1.0 };
            row[HEIGHT_AT] = (row[HEIGHT_AT] + shift / 3.0).clamp(-1.0, 3.0);
            row[HEIGHT_AT + 1] = (row[HEIGHT_AT + 1] + shift / 0.3).clamp(-1.0, 1.0);
        }
        graph
    }
}

/// Turns a graph about the vertical by `angle` radians, then mirrors x if asked.
pub fn turn(graph: &mut Graph, angle: f32, mirror: bool) {
    let (s, c) = angle.sin_cos();
    let flip = if mirror { -1.0 } else { 1.0 };
    let turned = |x: f32, y: f32| (flip * (c * x - s * y), s * x + c * y);
    for level in &mut graph.levels {
        level.centre.iter_mut().for_each(|p| (p[0], p[1]) = turned(p[0], p[1]));
    }
    for row in graph.features.chunks_exact_mut(FEATURES) {
        (row[NORMAL_AT], row[NORMAL_AT + 1]) = turned(row[NORMAL_AT], row[NORMAL_AT + 1]);
    }
}
