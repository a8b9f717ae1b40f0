//! Lays a line: its way, its inline components on it, and in the end its parts.

use super::spec::{Cluster, Item, LineSpec};
use crate::component::family;
use crate::component::family::Look;
use crate::component::{Component, Stance, Style, elbow, end_cap, flange, flowmeter, mitre, pipe, reducer, strainer, tee, valve};
use crate::model::catalogue::bend_radius;
use crate::model::{Dice, Joint, Part, Shape};
use crate::routing::{Route, Space, chamfer, find, leg_boxes, overlap, slope};
use crate::surface::{P3, V3};
use rosette_plant::Class;

/// What stands between a nozzle (or a tee) and the first corner of the way.
#[derive(Debug, Clone)]
pub struct Terminal {
    /// From the nozzle outwards.
    pub parts: Vec<Part>,
    /// Where the pipe begins.
    pub port: Joint,
    /// Owner of what the line begins at.
    pub owner: usize,
}

/// How the open end of a line is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// Nothing: joined to something, leaves the hall, or is open.
    Nothing,
    Blind,
    Cap,
}

/// A line with its way and its components, not yet cut into parts.
#[derive(Debug, Clone)]
pub struct Laid {
    pub corners: Vec<P3>,
    pub items: Vec<LaidItem>,
    pub from: Terminal,
    pub to: Terminal,
    pub dn: u32,
    pub insulation: f64,
    pub closing: Closing,
    look: Option<Look>,
    factor: f64,
    mitred: bool,
    owner: usize,
}

/// A component on a leg of the way.
#[derive(Debug, Clone)]
pub struct LaidItem {
    pub leg: usize,
    /// From the leg's first corner to the component's centre, m.
    pub middle: f64,
    pub component: Component,
    pub up: V3,
    /// Key and branch of a tee.
    pub branch: Option<(usize, Joint)>,
}

/// The terminal at a nozzle: its counter flange and a reducer if the sizes differ.
pub fn at_nozzle(nozzle: &Joint, dn: u32, style: Style, owner: usize, dice: &mut Dice) -> Terminal {
    let first = flange(nozzle.at, nozzle.out, nozzle.dn, style);
    let port = first.ports[1].clone();
    reduced(Terminal { parts: vec![first], port, owner }, dn, style, dice)
}

/// The terminal at a nozzle with a safety valve on it; none where its body finds no room.
pub fn at_safety(
    nozzle: &Joint,
    dn: u32,
    style: Style,
    look: &Look,
    owner: usize,
    space: &Space,
    dice: &mut Dice,
) -> Option<Terminal> {
    let first = flange(nozzle.at, nozzle.out, nozzle.dn, style);
    let (at, out) = (first.ports[1].at, first.ports[1].out);
    let valve = family::safety(nozzle.dn, look, dice)?;
    let side = crate::surface::across(&out);
    let side = dice.pick(&[side, -side, out.cross(&side), -out.cross(&side)]);
    let part = valve.placed(at + out * valve.reach[0], out, side);
    if !space.is_free(part.bounds(), 0.02, &[owner]) {
        return None;
    }
    let port = part.ports[1].clone();
    Some(reduced(Terminal { parts: vec![first, part], port, owner }, dn, style, dice))
}

/// The terminal at the branch of a tee.
pub fn at_branch(branch: &Joint, dn: u32, style: Style, owner: usize, dice: &mut Dice) -> Terminal {
    reduced(Terminal { parts: Vec::new(), port: branch.clone(), owner }, dn, style, dice)
}

/// The terminal where nothing is joined.
pub fn at_nothing(at: P3, out: V3, dn: u32) -> Terminal {
    Terminal { parts: Vec::new(), port: Joint { at, out, dn }, owner: usize::MAX }
}

fn reduced(mut terminal: Terminal, dn: u32, style: Style, dice: &mut Dice) -> Terminal {
    let (from, out) = (terminal.port.at, terminal.port.out);
    if terminal.port.dn == dn {
        return terminal;
    }
    let sizes = [terminal.port.dn, dn];
    let eccentric = out.z.abs() < 0.1 && dice.chance(0.5);
    let component = reducer(sizes, style, eccentric);
    let mut part = component.placed(from + out * component.reach[0], out, V3::z());
    if eccentric {
        let drop = style.catalogue.radius(sizes[0]) - style.catalogue.radius(dn);
        part.ports[1].at += V3::z() * drop;
    }
    part.dn = Some(sizes[0].max(dn));
    terminal.port = part.ports[1].clone();
    terminal.parts.push(part);
    terminal
}

/// Lays a line between two terminals; none if no way with room for all `clusters` is found.
#[allow(clippy::too_many_arguments)]
pub fn lay(
    spec: &LineSpec,
    clusters: &[Cluster],
    from: Terminal,
    to: Terminal,
    space: &Space,
    style: Style,
    owner: usize,
    dice: &mut Dice,
) -> Option<Laid> {
    let widest = clusters
        .iter()
        .flat_map(|c| &c.items)
        .fold(spec.dn, |dn, item| if let Item::Reducer(to) = item { dn.max(*to) } else { dn });
    let radius = style.catalogue.radius(widest) + spec.insulation;
    let mut factor = dice.pick(&[1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.0, 1.0, 3.0]);
    if spec.dn <= 50 && dice.chance(0.1) {
        factor = 5.0;
    }
    let mitred = widest >= 150 && dice.chance(0.3);
    if mitred || bend_radius(widest, factor) < 1.1 * radius {
        factor = 1.5;
    }
    if bend_radius(widest, factor) < 1.1 * radius {
        factor = 3.0;
    }
    let take_out = bend_radius(widest, factor);
    let level = dice.range(0.35, (space.hi.z - 0.5).max(0.6));
    let route = Route { from: from.port.clone(), to: to.port.clone(), radius, clearance: 0.06, take_out, level };
    let corners = find(space, &route, [from.owner, to.owner], dice)?;
    let corners = chamfer(corners, take_out, radius, space, 0.15, dice);
    let corners = if spec.fall > 0.0 { slope(corners, spec.fall, take_out, radius, space) } else { corners };
    let mut laid = Laid {
        corners,
        items: Vec::new(),
        from,
        to,
        dn: spec.dn,
        insulation: spec.insulation,
        closing: Closing::Nothing,
        look: spec.look,
        factor,
        mitred,
        owner,
    };
    let ends = [laid.from.owner, laid.to.owner];
    if !laid.arcs().iter().all(|&(a, b)| space.leg_is_free(a, b, radius, 0.02, &ends)) {
        return None;
    }
    for tight in [1.0, 0.7, 0.4, 0.0] {
        if laid.place(clusters, tight, space, style, dice) {
            return Some(laid);
        }
    }
    None
}

/// Components of a cluster in their order, with the space before each.
struct Built {
    items: Vec<(Component, f64, Option<usize>)>,
    length: f64,
    bias: f64,
}

fn build(clusters: &[Cluster], dn: u32, insulation: f64, style: Style, look: Option<Look>, dice: &mut Dice) -> Vec<Built> {
    let mut dn = dn;
    let mut built = Vec::new();
    for cluster in clusters {
        let mut items = Vec::new();
        let mut length = 0.0;
        for (i, item) in cluster.items.iter().enumerate() {
            let Some((component, key)) = make(item, &mut dn, insulation, style, look.as_ref(), dice) else { continue };
            let gap = if i == 0 || component.class == Class::Reducer { 0.0 } else { dice.range(0.05, 0.2) };
            length += gap + component.span(0) + component.span(1);
            items.push((component, gap, key));
        }
        built.push(Built { items, length, bias: cluster.bias });
    }
    built
}

/// The component of an item, with the key of a tee; none where the plant has nothing of the kind.
fn make(
    item: &Item,
    dn: &mut u32,
    insulation: f64,
    style: Style,
    look: Option<&Look>,
    dice: &mut Dice,
) -> Option<(Component, Option<usize>)> {
    let varied = look.and_then(|look| match *item {
        Item::Valve(subtype) => family::any(Class::Valve, Some(subtype), *dn, look, dice),
        Item::Strainer => family::any(Class::Strainer, None, *dn, look, dice),
        Item::Flowmeter => family::any(Class::Flowmeter, None, *dn, look, dice),
        Item::Sundry => family::any(Class::Other, None, *dn, look, dice),
        _ => None,
    });
    if varied.is_some() {
        return varied.map(|component| (component, None));
    }
    Some(match *item {
        Item::Valve(subtype) => (valve(subtype, *dn, style, dice), None),
        Item::Strainer => (strainer(*dn, style, dice), None),
        Item::Flowmeter => (flowmeter(*dn, style, dice), None),
        Item::Sundry => return None,
        Item::Reducer(to) => {
            let component = reducer([*dn, to], style, false);
            *dn = to;
            (component, None)
        }
        Item::Tee { branch, key } => (tee(*dn, branch.min(*dn), style, insulation, dice), Some(key)),
    })
}

impl Laid {
    fn legs(&self) -> usize {
        self.corners.len() - 1
    }

    fn along(&self, leg: usize) -> V3 {
        (self.corners[leg + 1] - self.corners[leg]).normalize()
    }

    /// From a corner to the end of its elbow; 0 at the ends of the way.
    fn take_out(&self, corner: usize, dn: u32) -> f64 {
        if corner == 0 || corner == self.legs() {
            return 0.0;
        }
        let turn = self.along(corner - 1).angle(&self.along(corner));
        bend_radius(dn, self.factor) * (turn / 2.0).tan()
    }

    /// Chords of the bends: a wide one runs well inside its corner.
    fn arcs(&self) -> Vec<(P3, P3)> {
        let mut chords = Vec::new();
        for corner in 1..self.legs() {
            let (d_in, d_out) = (self.along(corner - 1), self.along(corner));
            let (bend, turn) = (bend_radius(self.dn, self.factor), d_in.angle(&d_out));
            let inwards = (d_out - d_in).normalize();
            let center = self.corners[corner] + inwards * (bend / (turn / 2.0).cos());
            let start = (self.corners[corner] - d_in * (bend * (turn / 2.0).tan()) - center) / bend;
            let at = |i: usize| {
                let (sin, cos) = (turn * i as f64 / 8.0).sin_cos();
                center + (start * cos + d_in * sin) * bend
            };
            chords.extend((0..8).map(|i| (at(i), at(i + 1))));
        }
        chords
    }

    fn widest(&self, built: &[Built]) -> u32 {
        built.iter().flat_map(|b| &b.items).fold(self.dn, |dn, (c, _, _)| dn.max(c.dn[1]).max(c.dn[0]))
    }

    /// Puts the clusters on the legs, at random places near their bias (`spread` 1) or as early as possible (0).
    fn place(&mut self, clusters: &[Cluster], spread: f64, space: &Space, style: Style, dice: &mut Dice) -> bool {
        for _ in 0..8 {
            self.items.clear();
            let built = build(clusters, self.dn, self.insulation, style, self.look, dice);
            if self.place_once(built, spread, space, style, dice) {
                return true;
            }
        }
        self.items.clear();
        false
    }

    fn place_once(&mut self, built: Vec<Built>, spread: f64, space: &Space, style: Style, dice: &mut Dice) -> bool {
        let widest = self.widest(&built);
        let usable: Vec<[f64; 2]> = (0..self.legs())
            .map(|leg| {
                let length = (self.corners[leg + 1] - self.corners[leg]).norm();
                [self.take_out(leg, widest), length - self.take_out(leg + 1, widest)]
            })
            .collect();
        let total: f64 = usable.iter().map(|[a, b]| (b - a).max(0.0)).sum();
        let mut here: f64 = 0.0;
        for cluster in built {
            let target = spread * total * (cluster.bias + dice.range(-0.12, 0.12)).clamp(0.0, 1.0);
            let Some((leg, start)) = fit(&usable, here.max(target), here, cluster.length, dice.range(0.03, 0.12)) else {
                return false;
            };
            let before: f64 = usable[..leg].iter().map(|[a, b]| (b - a).max(0.0)).sum();
            here = before + start - usable[leg][0] + cluster.length;
            if !self.stand(cluster, leg, start, space, style, dice) {
                return false;
            }
        }
        true
    }

    /// Stands a cluster's components on a leg, each with a stem that is free.
    fn stand(&mut self, cluster: Built, leg: usize, start: f64, space: &Space, style: Style, dice: &mut Dice) -> bool {
        let mut at = start;
        let mut tee_up = None;
        for (component, gap, key) in cluster.items {
            let middle = at + gap + component.span(0);
            at = middle + component.span(1);
            let mut stems = self.stems(leg, &component, dice);
            if key.is_some() {
                // Branch lines run along the hall: on a falling line only the level sides serve.
                stems = tee_up.map_or(stems, |up| vec![up]);
                stems.retain(|up| up.amax() > 1.0 - 1e-9);
            }
            let found = stems.into_iter().find(|up| self.stem_is_free(leg, middle, &component, *up, key.is_some(), space, style));
            let Some(up) = found else { return false };
            let branch = key.map(|key| {
                tee_up = Some(up);
                let top = component.branch.map_or((0.0, component.dn[0]), |b| b);
                (key, Joint { at: self.point(leg, middle) + up * top.0, out: up, dn: top.1 })
            });
            self.items.push(LaidItem { leg, middle, component, up, branch });
        }
        true
    }

    fn point(&self, leg: usize, at: f64) -> P3 {
        self.corners[leg] + self.along(leg) * at
    }

    /// Directions a stem may have on a leg, most likely first.
    fn stems(&self, leg: usize, component: &Component, dice: &mut Dice) -> Vec<V3> {
        let along = self.along(leg);
        if along.z.abs() > 0.5 {
            let side = if along.z.abs() > 0.99 { V3::x() } else { crate::surface::across(&along) };
            let other = along.cross(&side).normalize();
            let mut stems = vec![side, -side, other, -other];
            dice.shuffle(&mut stems);
            return stems;
        }
        let side = V3::z().cross(&along).normalize();
        let up = along.cross(&-side).normalize() * -1.0;
        let up = if up.z < 0.0 { -up } else { up };
        let side = if dice.chance(0.5) { side } else { -side };
        match component.stance {
            Stance::Upright => vec![up],
            Stance::Hanging => vec![-up],
            Stance::Any if component.class == Class::Tee => {
                let mut stems = vec![up, side, -side];
                dice.shuffle(&mut stems);
                stems.push(-up);
                stems
            }
            Stance::Any if dice.chance(0.65) => vec![up, (up + side).normalize(), side, -side],
            Stance::Any if dice.chance(0.3) => vec![(up + side).normalize(), side, up, -side],
            Stance::Any => vec![side, -side, up],
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn stem_is_free(
        &self,
        leg: usize,
        middle: f64,
        component: &Component,
        up: V3,
        is_tee: bool,
        space: &Space,
        style: Style,
    ) -> bool {
        let at = self.point(leg, middle);
        let bounds = component.bounds(at, self.along(leg), up);
        let radius = style.catalogue.radius(self.dn) + self.insulation;
        let others = (0..self.legs()).filter(|&other| other != leg);
        let own = others.flat_map(|other| leg_boxes(self.corners[other], self.corners[other + 1], radius));
        let items = self.items.iter().map(|i| i.component.bounds(self.point(i.leg, i.middle), self.along(i.leg), i.up));
        let terminals = [&self.from, &self.to].into_iter().flat_map(|t| t.parts.iter().map(Part::bounds));
        let slim = (bounds.0 + V3::from([0.004; 3]), bounds.1 - V3::from([0.004; 3]));
        if own.chain(items).chain(terminals).any(|b| overlap(slim, b)) || !space.is_free(bounds, 0.02, &[]) {
            return false;
        }
        let Some((top, dn)) = component.branch.filter(|_| is_tee) else { return true };
        let end = at + up * (top + bend_radius(dn, 1.5) + 0.25);
        space.leg_is_free(at + up * top, end, style.catalogue.radius(dn) + 0.06, 0.0, &[])
    }

    /// Takes the line's boxes.
    pub fn take(&self, space: &mut Space, style: Style) {
        let radius = style.catalogue.radius(self.dn) + self.insulation;
        for leg in 0..self.legs() {
            space.take_leg(self.corners[leg], self.corners[leg + 1], radius, self.owner);
        }
        for (a, b) in self.arcs() {
            space.take_leg(a, b, radius, self.owner);
        }
        for part in self.from.parts.iter().chain(&self.to.parts) {
            space.take_part(part, self.owner);
        }
        for item in &self.items {
            space.take(item.component.bounds(self.point(item.leg, item.middle), self.along(item.leg), item.up), self.owner);
        }
    }

    /// What closes the end, if anything does.
    pub fn closed_by(&self, style: Style) -> Option<Part> {
        let dn = self.items.iter().fold(self.dn, |_, i| i.component.dn[1]);
        let along = self.along(self.legs() - 1);
        (self.closing != Closing::Nothing)
            .then(|| end_cap(self.corners[self.legs()], along, dn, style, self.closing == Closing::Blind))
    }

    /// The branch of the tee with this key.
    pub fn branch(&self, key: usize) -> Option<&Joint> {
        self.items.iter().find_map(|i| i.branch.as_ref().filter(|(k, _)| *k == key).map(|(_, joint)| joint))
    }

    /// Cuts the line into its parts in the order of the flow.
    pub fn parts(&self, style: Style) -> Vec<Part> {
        let mut maker = Maker { line: self, style, dn: self.dn, parts: self.from.parts.clone(), at: self.from.port.at };
        for leg in 0..self.legs() {
            maker.leg(leg);
        }
        maker.finish()
    }
}

/// The first place from `target` on where `length` fits into a leg, else the first from `least` on.
fn fit(usable: &[[f64; 2]], target: f64, least: f64, length: f64, gap: f64) -> Option<(usize, f64)> {
    let from = |want: f64| {
        let mut before = 0.0;
        for (leg, [a, b]) in usable.iter().enumerate() {
            let room = (b - a).max(0.0);
            if want <= before + room {
                let start = a + (want - before).max(0.0) + gap;
                if start + length + gap <= *b {
                    return Some((leg, start));
                }
                // Slide back on the same leg if that does not touch what stands before.
                let back = b - length - gap;
                if back >= a + gap + (least - before).max(0.0) {
                    return Some((leg, back));
                }
            }
            before += room;
        }
        None
    };
    from(target).or_else(|| from(least))
}

struct Maker<'a> {
    line: &'a Laid,
    style: Style,
    dn: u32,
    parts: Vec<Part>,
    at: P3,
}

impl Maker<'_> {
    fn leg(&mut self, leg: usize) {
        let line = self.line;
        let along = line.along(leg);
        for item in line.items.iter().filter(|i| i.leg == leg) {
            let middle = line.point(leg, item.middle);
            self.pipe_to(middle - along * item.component.span(0), along);
            let [before, after] = item.component.loose_flanges(middle, along).map_or([None, None], |pair| pair.map(Some));
            self.parts.extend(before);
            let mut part = item.component.placed(middle, along, item.up);
            if let (Some((_, joint)), Class::Tee) = (&item.branch, part.class) {
                part.branch = Some((item.up, joint.dn));
                part.ports.push(joint.clone());
            }
            if part.class == Class::Reducer {
                part.dn = item.component.dn.into_iter().max();
            }
            self.parts.push(part);
            self.parts.extend(after);
            self.at = middle + along * item.component.span(1);
            self.dn = item.component.dn[1];
        }
        let corner = leg + 1;
        let take_out = line.take_out(corner, self.dn);
        self.pipe_to(line.corners[corner] - along * take_out, along);
        if corner < line.legs() {
            let (bend, radius, onwards) = (bend_radius(self.dn, line.factor), self.radius(), line.along(corner));
            let square = along.angle(&onwards) > 1.0;
            let part = if line.mitred && square {
                mitre(line.corners[corner], along, onwards, bend, radius, self.dn, 3)
            } else {
                elbow(line.corners[corner], along, onwards, bend, radius, self.dn)
            };
            self.at = part.ports[1].at;
            self.parts.push(Part { insulation: line.insulation, ..part });
        }
    }

    fn radius(&self) -> f64 {
        self.style.catalogue.radius(self.dn) + self.line.insulation
    }

    fn pipe_to(&mut self, end: P3, along: V3) {
        if (end - self.at).dot(&along) < 1e-4 {
            return;
        }
        let mut part = pipe(self.at, end, self.radius(), self.dn);
        if self.line.insulation > 0.0 {
            let mut ends = Shape::default();
            for at in [self.at, end] {
                ends.washer(at.into(), along.into(), self.radius(), self.style.catalogue.radius(self.dn));
            }
            part.surfaces.extend(ends.0);
            part.insulation = self.line.insulation;
        }
        self.parts.push(part);
        self.at = end;
    }

    fn finish(mut self) -> Vec<Part> {
        self.parts.extend(self.line.closed_by(self.style));
        self.parts.extend(self.line.to.parts.iter().rev().cloned());
        self.parts
    }
}
