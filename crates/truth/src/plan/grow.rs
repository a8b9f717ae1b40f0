//! Grows the plant: the order of the work is in [`grow`].

use super::grammar::{Process, compose};
use super::layout;
use super::line::{Closing, Laid, Terminal, at_branch, at_nothing, at_nozzle, at_safety, lay};
use super::spec::{Cluster, EndSpec, Item, Kind, LineSpec, PlantSettings, Size, Variety};
use super::{supports, surroundings};
use crate::component::family::{self, Look};
use crate::component::{Equipment, Style, instrument};
use crate::model::{Catalogue, Dice, Line, LineEnd, Part, Plant, Shape};
use crate::routing::Space;
use crate::surface::{P3, V3, across};
use rosette_plant::{Class, Subtype};
use std::collections::BTreeMap;

/// Owners of boxes from this number on are lines; below are equipment.
pub(super) const LINES: usize = 1000;
/// Owner of surroundings.
pub(super) const AROUND: usize = 100_000;

/// A grown plant with what the scan and the report need to know of its making.
#[derive(Debug, Clone)]
pub struct Growth {
    /// The plant.
    pub plant: Plant,
    /// What is taken in the hall.
    pub space: Space,
    /// Sizes and makes used.
    pub style: Style,
    /// Walls and ceiling stand.
    pub indoor: bool,
    /// Equipment and lines that found no room.
    pub left_out: usize,
}

/// Halls are tried in these sizes until everything finds room: tight ones look like plants, wide ones like warehouses.
const HALLS: [f64; 5] = [1.0, 1.2, 1.45, 1.8, 2.3];

/// Grows a plant in the tightest hall that takes all of it, else in the one that takes most.
pub fn grow(settings: &PlantSettings) -> Growth {
    let mut process = compose(settings);
    let look = look(settings);
    process.lines.iter_mut().for_each(|line| line.look = look);
    let mut best: Option<Growth> = None;
    for scale in HALLS {
        let growth = grow_in(&process, settings, scale);
        let is_whole = growth.left_out == 0;
        if best.as_ref().is_none_or(|b| growth.left_out < b.left_out) {
            best = Some(growth);
        }
        if is_whole {
            break;
        }
    }
    best.unwrap_or_else(|| grow_in(&process, settings, 1.0))
}

/// Places equipment, lays lines, adds what stands around them.
fn grow_in(process: &Process, settings: &PlantSettings, scale: f64) -> Growth {
    let mut dice = Dice::new(settings.seed, &[2]);
    let style = style(settings, &mut dice);
    let outdoor_share = if settings.kind == Kind::ChemicalUnit { 0.5 } else { 0.0 };
    let by_kind = settings.kind != Kind::TankFarm && !dice.chance(outdoor_share);
    let indoor = settings.indoor.unwrap_or(by_kind);
    let hall = layout::hall(process, indoor, scale, &mut dice);
    let mut space = Space::new(P3::origin(), P3::from(hall));
    let mut around = surroundings::columns(&mut space, indoor, &mut dice);
    let look = look(settings);
    let equipment = layout::place(process, &mut space, style, look.as_ref(), &mut dice);
    around.extend(match look {
        Some(_) => surroundings::rich_overhead(&mut space, &mut dice),
        None => surroundings::overhead(&mut space, indoor, &mut dice),
    });
    let laid = lay_lines(process, &equipment, &mut space, style, settings.seed);
    let (mut plant, left_out) = assemble(process, equipment, laid, &mut space, style, settings);
    around.extend(supports::supports(&plant, &mut space, indoor, &mut Dice::new(settings.seed, &[4])));
    let mut late = Dice::new(settings.seed, &[5]);
    around.extend(match look {
        Some(_) => surroundings::rich_furnish(&mut space, indoor, &mut late),
        None => surroundings::furnish(&mut space, indoor, settings.size != Size::Tiny, &mut late),
    });
    plant.parts.extend(around);
    Growth { plant, space, style, indoor, left_out }
}

/// How the plant's components are varied; none for plain plants.
fn look(settings: &PlantSettings) -> Option<Look> {
    let mut dice = Dice::new(settings.seed, &[7]);
    let style = style(settings, &mut Dice::new(settings.seed, &[2]));
    let mut look = Look::new(style, family::set_of(&settings.without), &mut dice);
    look.loose = dice.chance(0.25);
    (settings.variety == Variety::Rich).then_some(look)
}

fn style(settings: &PlantSettings, dice: &mut Dice) -> Style {
    let catalogue = settings.catalogue.unwrap_or_else(|| match settings.kind {
        Kind::PumpStation | Kind::WaterTreatment => dice.pick(&[Catalogue::Asme, Catalogue::En10220, Catalogue::DuctileIron]),
        _ => dice.pick(&[Catalogue::Asme, Catalogue::Asme, Catalogue::En10220]),
    });
    Style { catalogue, weld_neck: dice.chance(0.6), threaded: dice.chance(0.35) }
}

/// Lays the lines in order; `None` for those that found no way.
fn lay_lines(
    process: &Process,
    equipment: &[Option<Equipment>],
    space: &mut Space,
    style: Style,
    seed: u64,
) -> Vec<Option<Laid>> {
    let mut laid: Vec<Option<Laid>> = Vec::new();
    for (index, spec) in process.lines.iter().enumerate() {
        let mut dice = Dice::new(seed, &[3, index as u64]);
        let found = (0..14).find_map(|attempt| {
            let clusters = kept_clusters(&spec.clusters, attempt / 4, &mut dice);
            let from = terminal(spec.from, spec.dn, spec, equipment, &laid, space, style, &mut dice)?;
            let end_dn =
                clusters.iter().flat_map(|c| &c.items).fold(spec.dn, |dn, i| if let Item::Reducer(to) = i { *to } else { dn });
            let near = LineSpec { from: EndSpec::Up, safety: false, ..spec.clone() };
            let to = terminal(spec.to, end_dn, &near, equipment, &laid, space, style, &mut dice)
                .map(|t| drawn_near(t, spec, &from, space, &mut dice))?;
            let (end, out) = (to.port.at, to.port.out);
            let radius = style.catalogue.radius(end_dn) + spec.insulation;
            let is_open = matches!(spec.to, EndSpec::Down | EndSpec::Up);
            if is_open && !space.leg_is_free(end - out * 0.04, end + out * 0.1, radius, 0.02, &[]) {
                return None;
            }
            lay(spec, &clusters, from, to, space, style, LINES + index, &mut dice)
        });
        if let Some(mut line) = found {
            if matches!(spec.to, EndSpec::Down | EndSpec::Up) {
                line.closing = dice.pick(&[Closing::Nothing, Closing::Blind, Closing::Cap]);
                match line.closed_by(style) {
                    Some(cap) if space.is_free(cap.bounds(), 0.005, &[]) => space.take_part(&cap, LINES + index),
                    _ => line.closing = Closing::Nothing,
                }
            }
            line.take(space, style);
            laid.push(Some(line));
        } else {
            laid.push(None);
        }
    }
    laid
}

/// All clusters but `drops`; those with tees go last.
fn kept_clusters(clusters: &[Cluster], drops: usize, dice: &mut Dice) -> Vec<Cluster> {
    let has_tee = |c: &Cluster| c.items.iter().any(|i| matches!(i, Item::Tee { .. }));
    let mut order: Vec<usize> = (0..clusters.len()).collect();
    dice.shuffle(&mut order);
    order.sort_by_key(|&i| has_tee(&clusters[i]));
    let dropped = &order[..drops.min(order.len())];
    clusters.iter().enumerate().filter(|(i, _)| !dropped.contains(i)).map(|(_, c)| c.clone()).collect()
}

#[allow(clippy::too_many_arguments)]
fn terminal(
    end: EndSpec,
    dn: u32,
    spec: &LineSpec,
    equipment: &[Option<Equipment>],
    laid: &[Option<Laid>],
    space: &Space,
    style: Style,
    dice: &mut Dice,
) -> Option<Terminal> {
    match end {
        EndSpec::Nozzle(index, role) => {
            let unit = equipment[index].as_ref()?;
            let joint = &unit.part.ports[unit.nozzle(role)?];
            match spec.look.filter(|_| spec.safety) {
                Some(look) => at_safety(joint, dn, style, &look, index, space, dice),
                None => Some(at_nozzle(joint, dn, style, index, dice)),
            }
        }
        EndSpec::Tee(key) => {
            let (index, joint) = laid.iter().enumerate().find_map(|(i, l)| Some((i, l.as_ref()?.branch(key)?)))?;
            Some(at_branch(joint, dn, style, LINES + index, dice))
        }
        EndSpec::OffPage(_) => Some(boundary(dn, style.catalogue.radius(dn) + spec.insulation, space, dice)),
        EndSpec::Down | EndSpec::Up => Some(at_nothing(P3::origin(), V3::z(), dn)),
    }
}

/// A place in a wall or in the floor.
fn boundary(dn: u32, radius: f64, space: &Space, dice: &mut Dice) -> Terminal {
    let (lo, hi) = (space.lo, space.hi);
    let margin = radius + 0.3;
    let x = dice.range(lo.x + margin, hi.x - margin);
    let y = dice.range(lo.y + margin, hi.y - margin);
    let z = dice.range(lo.z + margin, hi.z - margin - 0.3);
    match dice.below(5) {
        0 => at_nothing(P3::new(lo.x, y, z), V3::x(), dn),
        1 => at_nothing(P3::new(hi.x, y, z), -V3::x(), dn),
        2 => at_nothing(P3::new(x, lo.y, z), V3::y(), dn),
        3 => at_nothing(P3::new(x, hi.y, z), -V3::y(), dn),
        _ => at_nothing(P3::new(x, if dice.chance(0.5) { lo.y + margin } else { hi.y - margin }, lo.z), V3::z(), dn),
    }
}

/// Moves the free end of a drain or vent near its beginning.
fn drawn_near(terminal: Terminal, spec: &LineSpec, from: &Terminal, space: &Space, dice: &mut Dice) -> Terminal {
    let (at, dn) = (from.port.at, terminal.port.dn);
    let mut near = |reach: f64| {
        let spot = at
            + from.port.out * dice.range(0.3, 0.3 + reach)
            + V3::new(dice.range(-reach, reach), dice.range(-reach, reach), 0.0);
        P3::new(spot.x.clamp(space.lo.x + 0.3, space.hi.x - 0.3), spot.y.clamp(space.lo.y + 0.3, space.hi.y - 0.3), 0.0)
    };
    match spec.to {
        EndSpec::Down => {
            let spot = near(0.9);
            at_nothing(P3::new(spot.x, spot.y, dice.range(0.12, 0.35)), V3::z(), dn)
        }
        EndSpec::Up => {
            let spot = near(0.7);
            let z = (at.z + dice.range(0.6, 1.5)).min(space.hi.z - 0.15);
            at_nothing(P3::new(spot.x, spot.y, z), -V3::z(), dn)
        }
        _ => terminal,
    }
}

/// Cuts the lines into parts and joins everything.
fn assemble(
    process: &Process,
    equipment: Vec<Option<Equipment>>,
    mut laid: Vec<Option<Laid>>,
    space: &mut Space,
    style: Style,
    settings: &PlantSettings,
) -> (Plant, usize) {
    let mut dice = Dice::new(settings.seed, &[6]);
    let left_out = equipment.iter().filter(|e| e.is_none()).count() + laid.iter().filter(|l| l.is_none()).count();
    drop_unused_tees(process, &mut laid);
    let mut plant = Plant::default();
    let places = stand_equipment(&mut plant, process, &equipment, &laid, style);
    let mut tees: BTreeMap<usize, usize> = BTreeMap::new();
    let class = dice.pick(&["A1", "B1", "S2", "CS1", "10S"]);
    let mut tags = Tags { series: dice.pick(&[100, 200, 300, 400]), counts: BTreeMap::new() };
    for (wanted, (spec, line)) in process.lines.iter().zip(&laid).enumerate() {
        let Some(line) = line else { continue };
        let number = plant.lines.len() + 1;
        let index = plant.lines.len();
        let keys: Vec<usize> = line.items.iter().filter_map(|i| i.branch.as_ref().map(|b| b.0)).collect();
        let first = plant.parts.len();
        let paint = (dice.range(0.25, 0.8), if dice.chance(0.2) { dice.range(0.4, 0.8) } else { dice.range(0.05, 0.3) });
        for mut part in line.parts(style) {
            part.line = Some(index);
            (part.albedo, part.shine) = paint;
            part.tag = tags.of(&part);
            plant.parts.push(part);
        }
        let parts: Vec<usize> = (first..plant.parts.len()).collect();
        let tee_parts = parts.iter().copied().filter(|&p| plant.parts[p].class == Class::Tee);
        tees.extend(keys.iter().copied().zip(tee_parts));
        plant.connections.extend(parts.windows(2).map(|w| [w[0], w[1]]));
        let end = |spec: EndSpec| match spec {
            EndSpec::Nozzle(unit, role) => {
                let nozzle = equipment[unit].as_ref().and_then(|e| e.nozzle(role)).unwrap_or(0);
                places[unit].map_or(LineEnd::Open, |part| LineEnd::Nozzle(part, nozzle))
            }
            EndSpec::Tee(key) => tees.get(&key).map_or(LineEnd::Open, |&part| LineEnd::Tee(part)),
            EndSpec::OffPage(name) => LineEnd::OffPage(name.to_string()),
            EndSpec::Down | EndSpec::Up => LineEnd::Open,
        };
        let (from, to) = (end(spec.from), end(spec.to));
        for (end, part) in [(&from, first), (&to, plant.parts.len() - 1)] {
            if let LineEnd::Nozzle(other, _) | LineEnd::Tee(other) = end {
                plant.connections.push([*other, part]);
            }
        }
        let instruments = add_instruments(&mut plant, spec, &parts, index, LINES + wanted, space, &mut tags, &mut dice);
        let tag = format!("{}-{number:03}-DN{}-{class}", spec.fluid, spec.dn);
        plant.lines.push(Line { tag, fluid: spec.fluid.into(), number, dn: spec.dn, parts, instruments, from, to });
    }
    (plant, left_out)
}

/// Tees whose branch line found no way are left out: plain pipe runs there.
fn drop_unused_tees(process: &Process, laid: &mut [Option<Laid>]) {
    let used: Vec<usize> = process
        .lines
        .iter()
        .zip(laid.iter())
        .filter(|(_, l)| l.is_some())
        .flat_map(|(spec, _)| [spec.from, spec.to])
        .filter_map(|end| if let EndSpec::Tee(key) = end { Some(key) } else { None })
        .collect();
    for line in laid.iter_mut().flatten() {
        line.items.retain(|i| i.branch.as_ref().is_none_or(|(key, _)| used.contains(key)));
    }
}

/// Adds the equipment, with blind flanges on nozzles that no line uses; returns where each went.
fn stand_equipment(
    plant: &mut Plant,
    process: &Process,
    equipment: &[Option<Equipment>],
    laid: &[Option<Laid>],
    style: Style,
) -> Vec<Option<usize>> {
    let is_used = |unit: usize, role| {
        let ends = process.lines.iter().zip(laid).filter(|(_, l)| l.is_some()).flat_map(|(s, _)| [s.from, s.to]);
        ends.into_iter().any(|end| end == EndSpec::Nozzle(unit, role))
    };
    let mut places = Vec::new();
    for (unit, item) in equipment.iter().enumerate() {
        places.push(item.as_ref().map(|item| {
            let mut part = item.part.clone();
            for (joint, _) in item.part.ports.iter().zip(&item.roles).filter(|(_, r)| !is_used(unit, **r)) {
                let size = style.catalogue.flange(joint.dn);
                let mut blind = Shape::default();
                blind.rod(
                    (joint.at + joint.out * 0.003).into(),
                    (joint.at + joint.out * (0.003 + size.thickness)).into(),
                    size.radius,
                );
                part.surfaces.extend(blind.0);
            }
            plant.parts.push(part);
            plant.parts.len() - 1
        }));
    }
    places
}

#[allow(clippy::too_many_arguments)]
/// Stands the line's instruments on its pipes where there is room.
fn add_instruments(
    plant: &mut Plant,
    spec: &LineSpec,
    parts: &[usize],
    line: usize,
    owner: usize,
    space: &mut Space,
    tags: &mut Tags,
    dice: &mut Dice,
) -> Vec<usize> {
    let mut added: Vec<usize> = Vec::new();
    let pipes: Vec<usize> =
        parts.iter().copied().filter(|&p| plant.parts[p].run.as_ref().is_some_and(|r| (r.b - r.a).norm() > 0.16)).collect();
    for &kind in &spec.instruments {
        for _ in 0..12 {
            if pipes.is_empty() {
                break;
            }
            let host = dice.pick(&pipes);
            let Some(run) = plant.parts[host].run.clone() else { continue };
            let along = (run.b - run.a).normalize();
            let at = run.a + (run.b - run.a) * dice.range(0.3, 0.7);
            let side = across(&along);
            let out = if along.z.abs() > 0.5 {
                if dice.chance(0.5) { side } else { -side }
            } else {
                along.cross(&side) * along.cross(&side).z.signum()
            };
            let out = if along.z.abs() < 0.5 && dice.chance(0.3) { side } else { out };
            let foot = at + out * run.radius;
            let mut part = match &spec.look {
                Some(look) => family::mounted(kind, foot, out, along, look, dice),
                None => instrument(kind, foot, out, along, dice),
            };
            let (lo, hi) = part.bounds();
            let beyond = out * 0.02;
            if !space.is_free((lo + beyond.sup(&V3::zeros()), hi + beyond.inf(&V3::zeros())), 0.0, &[owner]) {
                continue;
            }
            space.take((lo, hi), AROUND);
            part.line = Some(line);
            part.tag = tags.of(&part);
            plant.parts.push(part);
            added.push(plant.parts.len() - 1);
            plant.connections.push([host, plant.parts.len() - 1]);
            break;
        }
    }
    added
}

/// Hands out tags.
struct Tags {
    series: usize,
    counts: BTreeMap<&'static str, usize>,
}

impl Tags {
    fn of(&mut self, part: &Part) -> Option<String> {
        let prefix = match (part.class, part.subtype) {
            (Class::Valve, Some(Subtype::Check)) => "CK",
            (Class::Valve, Some(Subtype::Control)) => "FV",
            (Class::Valve, Some(Subtype::Relief)) => "PSV",
            (Class::Valve, _) => "HV",
            (Class::Strainer, _) => "STR",
            (Class::Flowmeter, _) => "FT",
            (Class::Instrument, _) => part.kind?,
            _ => return None,
        };
        let count = self.counts.entry(prefix).or_default();
        *count += 1;
        Some(format!("{prefix}-{}", self.series + *count))
    }
}
