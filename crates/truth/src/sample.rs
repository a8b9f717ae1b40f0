//! Single components with the pipe they sit in and some company, seen from one to three places: training data in bulk.

use crate::component::family::{self, FAMILIES, Family, FamilySet, Look, UNITS, UnitFamily, Wish};
use crate::component::{Component, Role, Style, elbow, flange, frame, pipe};
use crate::model::catalogue::{SIZES, bend_radius};
use crate::model::{Catalogue, Dice, Part, Shape};
use crate::scan::{ScanSettings, Scene, glance};
use crate::surface::{P3, V3, across};
use rosette_plant::{Class, Subtype};

/// A scanned component.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Name of its family.
    pub family: &'static str,
    /// Its class.
    pub class: Class,
    /// Subtype of a valve.
    pub subtype: Option<Subtype>,
    /// Nominal diameter; 0 of equipment.
    pub dn: u32,
    /// Points about the component's centre, m.
    pub positions: Vec<[f32; 3]>,
    /// Class of every point.
    pub classes: Vec<Class>,
    /// Whether the point belongs to the component itself.
    pub is_own: Vec<bool>,
    /// 0 to 1.
    pub intensity: Vec<f32>,
    /// Direction of the pipe, or of the axis of equipment.
    pub axis: [f64; 3],
    /// Direction of the stem; up for equipment.
    pub up: [f64; 3],
    /// Outside diameter of the pipe, m; 0 of equipment.
    pub od: f64,
}

/// Names of all families that can be sampled, with class and subtype of their members.
pub fn families() -> Vec<(&'static str, Class, Option<Subtype>)> {
    let units = UNITS.iter().map(|f| (f.name, f.class, None));
    FAMILIES.iter().map(|f| (f.name, f.class, f.subtype)).chain(units).collect()
}

/// Points of a component of `family` in about this density, m.
const SPACINGS: [f64; 6] = [0.003, 0.004, 0.005, 0.006, 0.008, 0.012];

/// A component with fewer points is looked at from more places, up to so many.
const FEWEST: usize = 40;
const MOST_VIEWS: i32 = 7;

/// Scans a member of a family; none if there is no family of that name. The same seed gives the same sample.
pub fn component_sample(seed: u64, family: &str) -> Option<Sample> {
    let families = families();
    let (index, &(name, class, subtype)) = families.iter().enumerate().find(|(_, f)| f.0 == family)?;
    let mut dice = Dice::new(seed, &[40, index as u64]);
    let style = Style {
        catalogue: dice.pick(&[Catalogue::Asme, Catalogue::Asme, Catalogue::En10220, Catalogue::DuctileIron]),
        weld_neck: dice.chance(0.6),
        threaded: dice.chance(0.4),
    };
    let look = Look::new(style, FamilySet::default(), &mut dice);
    let mut stage = match UNITS.iter().find(|f| f.name == name) {
        Some(unit) => stage_unit(unit, style, &look, &mut dice),
        None => {
            let mut stage = stage(family::named(name)?, style, &look, &mut dice)?;
            company(&mut stage, &mut dice);
            stage
        }
    };
    stage.made = Some((name, class, subtype));
    scanned(stage, seed, &mut dice)
}

/// What is scanned: the first part is the component.
struct Stage {
    parts: Vec<Part>,
    axis: V3,
    up: V3,
    dn: u32,
    radius: f64,
    center: P3,
    made: Option<(&'static str, Class, Option<Subtype>)>,
}

/// A size the family comes in, small ones more often.
fn size(family: &Family, dice: &mut Dice) -> u32 {
    let fitting: Vec<u32> = SIZES.iter().copied().filter(|s| family.sizes[0] <= *s && *s <= family.sizes[1]).collect();
    fitting[dice.below(fitting.len()).min(dice.below(fitting.len() + 3))]
}

/// Stands the component in its pipe.
fn stage(family: &Family, style: Style, look: &Look, dice: &mut Dice) -> Option<Stage> {
    let dn = size(family, dice);
    let radius = style.catalogue.radius(dn);
    let upright = dice.chance(0.22);
    let turn = dice.range(0.0, std::f64::consts::TAU);
    let axis = if upright { V3::z() } else { V3::new(turn.cos(), turn.sin(), 0.0) };
    let axis = if dice.chance(0.5) { axis } else { -axis };
    let side = if upright { V3::new(turn.cos(), turn.sin(), 0.0) } else { V3::z().cross(&axis) };
    let lean = dice.pick(&[0.0, 0.0, 0.0, 0.0, 0.785, -0.785, 1.571, -1.571, 3.1]) + dice.range(-0.04, 0.04);
    let up = if upright { side } else { V3::z() * f64::cos(lean) + side * f64::sin(lean) };
    let mut stage = Stage { parts: Vec::new(), axis, up, dn, radius, center: P3::origin(), made: None };
    match family::measures(family) {
        Some(_) => {
            let up = if upright || dice.chance(0.7) { stage.up } else { side };
            stage.up = up;
            stage.parts.push(family::mounted_of(family, P3::from(up * radius), up, axis, look, dice)?);
            stage.center = stage.parts[0].pos.unwrap_or(P3::origin());
            let (a, b) = (dice.range(0.15, 0.9), dice.range(0.15, 0.9));
            stage.parts.push(pipe(P3::from(axis * -a), P3::from(axis * b), radius, dn));
        }
        None => {
            let component = family::built(family, dn, look, dice)?;
            stage.up = hung(&component, stage.up, upright, dice);
            stage.parts.push(component.placed(P3::origin(), axis, stage.up));
            pipes(&mut stage, style, dice);
        }
    }
    Some(stage)
}

/// Stands equipment on a floor with pipes at its nozzles.
fn stage_unit(family: &UnitFamily, style: Style, look: &Look, dice: &mut Dice) -> Stage {
    let turn = nalgebra::UnitQuaternion::from_axis_angle(&V3::z_axis(), dice.range(0.0, std::f64::consts::TAU));
    let motion = nalgebra::Isometry3::from_parts(nalgebra::Translation3::identity(), turn);
    let mut parts = stood(family, style, look, &motion, [0.1, 0.8], dice);
    let (lo, hi) = parts[0].bounds();
    let mut floor = Shape::default();
    let far = (hi - lo).norm();
    floor.sheet([lo.x - far, lo.y - far, 0.0], [2.0 * far + hi.x - lo.x, 0.0, 0.0], [0.0, 2.0 * far + hi.y - lo.y, 0.0]);
    parts.push(Part::new(Class::Floor, floor.0));
    let center = nalgebra::center(&lo, &hi);
    Stage { parts, axis: motion * V3::x(), up: V3::z(), dn: 0, radius: 0.0, center, made: None }
}

/// Equipment, first, with flanges and pipes of some length, m, at most of its nozzles; it stands where `motion` brings the origin.
pub(crate) fn stood(
    family: &UnitFamily,
    style: Style,
    look: &Look,
    motion: &nalgebra::Isometry3<f64>,
    [shortest, longest]: [f64; 2],
    dice: &mut Dice,
) -> Vec<Part> {
    let sizes: Vec<u32> =
        SIZES.iter().copied().filter(|s| *s <= family.largest.min(250) && *s >= 25.min(family.largest)).collect();
    let dn = [dice.pick(&sizes), dice.pick(&sizes)];
    let wanted: Vec<(Role, u32)> = [Role::Inlet, Role::Outlet, Role::Drain, Role::Vent]
        .into_iter()
        .map(|role| (role, dice.pick(&[25, 40, 50, 80, 100, 150]).min(family.largest)))
        .collect();
    let faces = [V3::x(), -V3::x(), V3::y(), -V3::y()];
    let wish = Wish { dn, radius: dice.range(0.3, 1.4), length: dice.range(1.2, 3.4), wanted: &wanted, faces: &faces };
    let wish = match family.class {
        Class::HeatExchanger => Wish { radius: dice.range(0.12, 0.4).max(0.004 * f64::from(dn[0])), ..wish },
        Class::Vessel => Wish { radius: dice.range(0.25, 0.8), ..wish },
        _ => wish,
    };
    let mut parts = vec![family::raise(family, &wish, look, dice).moved(motion).part];
    for port in parts[0].ports.clone() {
        if dice.chance(0.8) && port.at.z + port.out.z * 0.4 > 0.1 {
            let first = flange(port.at, port.out, port.dn, style);
            let from = first.ports[1].at;
            parts.push(first);
            let room = if port.out.z < -0.7 { (from.z - 0.05).max(0.05) } else { longest };
            let length = dice.range(shortest, longest).min(room);
            parts.push(pipe(from, from + port.out * length, style.catalogue.radius(port.dn), port.dn));
        }
    }
    parts
}

/// Stems of some makes stand upright or hang.
fn hung(component: &Component, up: V3, upright: bool, dice: &mut Dice) -> V3 {
    use crate::component::Stance;
    match component.stance {
        Stance::Upright if !upright => V3::z(),
        Stance::Hanging if !upright && dice.chance(0.8) => -V3::z(),
        _ => up,
    }
}

/// Pipes at the component's ports, now and then with a flange, an elbow or another component after them.
fn pipes(stage: &mut Stage, style: Style, dice: &mut Dice) {
    for port in stage.parts[0].ports.clone() {
        let r = style.catalogue.radius(port.dn);
        let end = port.at + port.out * dice.range(0.05, 1.0) * if dice.chance(0.3) { 0.2 } else { 1.0 };
        stage.parts.push(pipe(port.at, end, r, port.dn));
        match dice.below(5) {
            0 => {
                let side = across(&port.out);
                let onwards = if dice.chance(0.5) { side } else { port.out.cross(&side) };
                let bend = bend_radius(port.dn, 1.5).max(1.1 * r);
                let corner = end + port.out * bend;
                stage.parts.push(elbow(corner, port.out, onwards, bend, r, port.dn));
                let from = corner + onwards * bend;
                stage.parts.push(pipe(from, from + onwards * dice.range(0.1, 0.8), r, port.dn));
            }
            1 => {
                let first = flange(end, port.out, port.dn, style);
                stage.parts.push(flange(end - port.out * 0.002, -port.out, port.dn, style));
                let from = first.ports[1].at;
                stage.parts.push(first);
                stage.parts.push(pipe(from, from + port.out * 0.5, r, port.dn));
            }
            _ => {}
        }
    }
}

/// What stands near: parallel pipes, floor, wall, a column that hides something.
fn company(stage: &mut Stage, dice: &mut Dice) {
    let (lo, hi) = stage.parts[0].bounds();
    let size = (hi - lo).norm();
    let beside = stage.axis.cross(&stage.up).normalize();
    let mut add = |class: Class, shape: Shape| {
        let mut part = Part::new(class, shape.0);
        (part.albedo, part.shine) = (0.5, 0.1);
        stage.parts.push(part);
    };
    if dice.chance(0.35) {
        let r = dice.pick(&[0.012, 0.03, 0.057, 0.084]);
        let off = beside * (0.55 * size + r + dice.range(0.05, 0.4)) * if dice.chance(0.5) { 1.0 } else { -1.0 };
        let (a, b) = (P3::from(off - stage.axis * 0.9), P3::from(off + stage.axis * 0.9));
        stage.parts.push(pipe(a, b, r, 50));
        return;
    }
    let mut shape = Shape::default();
    match dice.below(4) {
        0 => {
            let z = lo.z - dice.range(0.05, 1.0);
            shape.sheet([-2.0, -2.0, z], [4.0, 0.0, 0.0], [0.0, 4.0, 0.0]);
            add(Class::Floor, shape);
        }
        1 => {
            let y = hi.y + dice.range(0.08, 0.6);
            shape.sheet([-2.0, y, -2.0], [4.0, 0.0, 0.0], [0.0, 0.0, 4.0]);
            add(Class::Wall, shape);
        }
        2 => {
            let (x, y) = (hi.x + dice.range(0.05, 0.3), dice.range(-0.4, 0.4));
            shape.bar([x, y, -1.5], [x, y, 1.5], dice.range(0.05, 0.2), dice.range(0.05, 0.2));
            add(Class::Structure, shape);
        }
        _ => {}
    }
}

/// One to three views at a random distance and density.
fn scanned(stage: Stage, seed: u64, dice: &mut Dice) -> Option<Sample> {
    let (family, class, subtype) = stage.made?;
    let parts = painted(stage.parts, dice);
    let (lo, hi) = parts[0].bounds();
    let (middle, reach) = (nalgebra::center(&lo, &hi), 0.62 * (hi - lo).norm() + dice.range(0.05, 0.3));
    let scene = Scene::new(&parts);
    let far = (reach * 1.3 + 0.4).max(dice.range(1.2, 6.0));
    let spacing = dice.pick(&SPACINGS).max((hi - lo).norm() / 250.0);
    let mut sample = Sample {
        family,
        class,
        subtype,
        dn: stage.dn,
        positions: Vec::new(),
        classes: Vec::new(),
        is_own: Vec::new(),
        intensity: Vec::new(),
        axis: stage.axis.into(),
        up: stage.up.into(),
        od: 2.0 * stage.radius,
    };
    let first = dice.range(0.0, std::f64::consts::TAU);
    let views = dice.pick(&[1, 1, 2, 2, 3]);
    // A wall or a column may hide all of it: then others are sent around.
    let shown = |sample: &Sample| sample.is_own.iter().filter(|own| **own).count() >= FEWEST;
    for view in 0..MOST_VIEWS {
        if view >= views && shown(&sample) {
            break;
        }
        let azimuth = first + f64::from(view) * dice.range(1.2, 2.6);
        let elevation = if stage.dn == 0 { dice.range(0.02, 0.5) } else { dice.range(-0.35, 0.55) };
        let (sin, cos) = azimuth.sin_cos();
        let from = middle + V3::new(cos * f64::cos(elevation), sin * f64::cos(elevation), f64::sin(elevation)) * far;
        let settings = ScanSettings {
            step_deg: (spacing / far).to_degrees(),
            noise: dice.pick(&[0.0008, 0.0015, 0.003]),
            ..ScanSettings::default()
        };
        let scan = glance(&parts, &scene, from, (middle, reach), &settings, seed ^ (view as u64) << 32);
        for point in &scan.returns {
            let at = scan.pose * P3::from(point.at.map(f64::from));
            if (at - middle).norm() > reach * 1.2 {
                continue;
            }
            sample.positions.push((at - stage.center).map(|c| c as f32).into());
            sample.classes.push(parts[point.part as usize].class);
            sample.is_own.push(point.part == 0);
            sample.intensity.push(point.intensity);
        }
    }
    Some(sample)
}

fn painted(mut parts: Vec<Part>, dice: &mut Dice) -> Vec<Part> {
    let line = (dice.range(0.25, 0.8), if dice.chance(0.2) { dice.range(0.4, 0.8) } else { dice.range(0.05, 0.3) });
    let own = if dice.chance(0.5) { line } else { (dice.range(0.2, 0.8), dice.range(0.05, 0.4)) };
    for (index, part) in parts.iter_mut().enumerate() {
        (part.albedo, part.shine) = if index == 0 { own } else { line };
    }
    parts
}

/// A frame at the component: x along the pipe, z along the stem.
impl Sample {
    /// Points in the component's own frame: x along the pipe, z along the stem.
    pub fn local(&self) -> Vec<[f32; 3]> {
        let motion = frame(P3::origin(), V3::from(self.axis), V3::from(self.up)).inverse();
        self.positions.iter().map(|p| (motion * P3::from(p.map(f64::from))).coords.map(|c| c as f32).into()).collect()
    }
}
