//! Pipes and fittings, made where they stand.

use super::{Component, Stance, Style};
use crate::model::catalogue::{reducer_length, tee_half};
use crate::model::{Bend, Dice, Joint, Part, Run, Shape};
use crate::surface::{Frustum, P3, Surface, Torus, V3};
use rosette_plant::Class;

/// A straight pipe from `a` to `b` with outside `radius` (over its insulation, if any).
pub fn pipe(a: P3, b: P3, radius: f64, dn: u32) -> Part {
    let along = (b - a).normalize();
    let mut part = Part::new(Class::Pipe, vec![Surface::Frustum(Frustum::cylinder(a, b, radius))]);
    part.run = Some(Run { a, b, radius });
    part.dn = Some(dn);
    part.pos = Some(a + (b - a) / 2.0);
    part.axis = Some(along);
    part.ports = vec![Joint { at: a, out: -along, dn }, Joint { at: b, out: along, dn }];
    part
}

fn bend_part(corner: P3, d_in: V3, d_out: V3, bend_radius: f64, radius: f64, dn: u32, surfaces: Vec<Surface>) -> Part {
    let take_out = bend_radius * (d_in.angle(&d_out) / 2.0).tan();
    let inwards = (d_out - d_in).normalize();
    let center = corner + inwards * (bend_radius / (d_in.angle(&d_out) / 2.0).cos());
    let mut part = Part::new(Class::Elbow, surfaces);
    part.bend = Some(Bend { corner, center, bend_radius, radius, d_in, d_out });
    part.dn = Some(dn);
    part.ports =
        vec![Joint { at: corner - d_in * take_out, out: -d_in, dn }, Joint { at: corner + d_out * take_out, out: d_out, dn }];
    part
}

/// An elbow or bend at `corner` of any angle below 180°.
pub fn elbow(corner: P3, d_in: V3, d_out: V3, bend_radius: f64, radius: f64, dn: u32) -> Part {
    let mut part = bend_part(corner, d_in, d_out, bend_radius, radius, dn, Vec::new());
    let (center, entry) = (part.bend.as_ref().map_or(corner, |b| b.center), part.ports[0].at);
    let arc = Torus {
        center,
        axis: d_in.cross(&d_out).normalize(),
        start: (entry - center).normalize(),
        angle: d_in.angle(&d_out),
        bend_radius,
        radius,
    };
    part.surfaces.push(Surface::Torus(arc));
    part
}

/// A bend welded from straight pieces cut askew; `pieces` counts the cuts.
pub fn mitre(corner: P3, d_in: V3, d_out: V3, bend_radius: f64, radius: f64, dn: u32, cuts: usize) -> Part {
    let mut part = bend_part(corner, d_in, d_out, bend_radius, radius, dn, Vec::new());
    let Some(bend) = &part.bend else { return part };
    let (axis, angle, cuts) = (d_in.cross(&d_out).normalize(), d_in.angle(&d_out), cuts.max(1));
    let out = (part.ports[0].at - bend.center).normalize();
    let turn = |a: f64, v: V3| nalgebra::Rotation3::from_axis_angle(&nalgebra::Unit::new_normalize(axis), a) * v;
    // The pieces follow the tangents of the arc; neighbouring tangents meet at the cuts, half-way between their points of contact.
    let step = angle / cuts as f64;
    let corner_at = |i: usize| bend.center + turn((i as f64 + 0.5) * step, out) * (bend_radius / (step / 2.0).cos());
    let mut surfaces = Vec::new();
    let mut from = (part.ports[0].at, d_in);
    for i in 0..=cuts {
        let (to, cut) = if i < cuts { (corner_at(i), turn((i as f64 + 0.5) * step, d_in)) } else { (part.ports[1].at, d_out) };
        let mut piece = Frustum::cylinder(from.0, to, radius);
        piece.cuts = [from.1, cut];
        surfaces.push(Surface::Frustum(piece));
        from = (to, cut);
    }
    part.kind = Some("mitre");
    part.surfaces = surfaces;
    part
}

/// The flange at the end of a line: its face at `face`, the line going on along `along`.
pub fn flange(face: P3, along: V3, dn: u32, style: Style) -> Part {
    let (size, r) = (style.catalogue.flange(dn), style.catalogue.radius(dn));
    let back = face + along * size.thickness;
    let mut shape = Shape::default();
    shape.rod(face.into(), back.into(), size.radius);
    let end = face + along * if style.weld_neck { size.neck } else { size.thickness };
    if style.weld_neck {
        shape.cone(back.into(), end.into(), r + 0.3 * (size.radius - r), r);
    }
    let mut part = Part::new(Class::Flange, shape.0);
    part.dn = Some(dn);
    part.pos = Some(face + (back - face) / 2.0);
    part.axis = Some(along);
    part.ports = vec![Joint { at: face, out: -along, dn }, Joint { at: end, out: along, dn }];
    part
}

/// What closes a line's end: a pair of flanges, one of them blind, or a welded cap. Of class flange.
pub fn end_cap(end: P3, along: V3, dn: u32, style: Style, blind: bool) -> Part {
    let (size, r) = (style.catalogue.flange(dn), style.catalogue.radius(dn));
    let mut shape = Shape::default();
    if blind {
        let neck = if style.weld_neck { size.neck - size.thickness } else { 0.0 };
        let face = end + along * (neck + size.thickness);
        if style.weld_neck {
            shape.cone(end.into(), (end + along * neck).into(), r, r + 0.3 * (size.radius - r));
        }
        shape.rod((end + along * neck).into(), face.into(), size.radius);
        shape.rod((face + along * 0.003).into(), (face + along * (0.003 + size.thickness)).into(), size.radius);
    } else {
        let straight = end + along * (0.3 * r);
        shape.tube(end.into(), straight.into(), r);
        shape.dome(straight.into(), along.into(), r, 0.5 * r);
    }
    let mut part = Part::new(Class::Flange, shape.0);
    part.kind = Some(if blind { "blind" } else { "cap" });
    part.dn = Some(dn);
    let (lo, hi) = part.bounds();
    part.pos = Some(nalgebra::center(&lo, &hi));
    part.axis = Some(along);
    part.ports = vec![Joint { at: end, out: -along, dn }];
    part
}

/// A reducer from `dn[0]` to `dn[1]`; an eccentric one keeps its flat side towards z.
pub fn reducer(dn: [u32; 2], style: Style, eccentric: bool) -> Component {
    let [a, b] = dn.map(|d| style.catalogue.radius(d));
    let length = reducer_length(dn[0].max(dn[1]));
    let land = 0.12 * length;
    let mut shape = Shape::default();
    let drop = if eccentric { V3::z() * (a - b) } else { V3::zeros() };
    let half = length / 2.0;
    shape.tube([-half, 0.0, 0.0], [land - half, 0.0, 0.0], a);
    let mut cone = Frustum::cone(P3::new(land - half, 0.0, 0.0), P3::new(half - land, 0.0, 0.0), a, b);
    cone.shift = drop;
    shape.0.push(Surface::Frustum(cone));
    shape.tube([half - land, 0.0, drop.z], [half, 0.0, drop.z], b);
    Component {
        class: Class::Reducer,
        subtype: None,
        kind: Some(if eccentric { "eccentric" } else { "concentric" }),
        family: None,
        shape,
        reach: [half; 2],
        length,
        dn,
        stance: Stance::Upright,
        branch: None,
        is_angled: false,
        loose: None,
    }
}

/// A tee whose branch goes along z: a welding fitting, or a stub or olet on the running pipe.
pub fn tee(dn: u32, branch: u32, style: Style, insulation: f64, dice: &mut Dice) -> Component {
    let (r, b) = (style.catalogue.radius(dn), style.catalogue.radius(branch));
    let olet = f64::from(branch) <= 0.5 * f64::from(dn);
    let mut shape = Shape::default();
    let (half, top) = if olet {
        let top = r + insulation + (1.1 * b).max(0.025);
        let half = (2.0 * b).max(0.04);
        shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], r);
        shape.cone([0.0, 0.0, 0.8 * r], [0.0, 0.0, top], 1.6 * b, b);
        (half, top)
    } else {
        let half = tee_half(dn);
        let swell = dice.range(1.0, 1.05);
        shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], r * swell);
        // Over thick insulation the branch is lengthened so that its pipe begins outside.
        let top = half.max(r + insulation + 0.01);
        shape.tube([0.0, 0.0, 0.0], [0.0, 0.0, top], b * swell);
        if dice.chance(0.7) {
            // The crotch is drawn out of the body: a short cone stands for its fillet.
            shape.cone([0.0, 0.0, 0.7 * r], [0.0, 0.0, r + 0.3 * b], 1.35 * b.min(0.9 * r), b * swell);
        }
        (half, top)
    };
    if insulation > 0.0 {
        shape.tube([-half, 0.0, 0.0], [half, 0.0, 0.0], r + insulation);
        shape.tube([0.0, 0.0, 0.0], [0.0, 0.0, top], b + insulation);
    }
    Component {
        class: Class::Tee,
        subtype: None,
        kind: Some(if olet { "olet" } else { "welding" }),
        family: None,
        shape,
        reach: [half; 2],
        length: 2.0 * half,
        dn: [dn; 2],
        stance: Stance::Any,
        branch: Some((top, branch)),
        is_angled: false,
        loose: None,
    }
}
