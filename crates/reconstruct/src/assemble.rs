//! Elements with ports from the network of one area.

use crate::labels;
use crate::links::Branch;
use crate::network::Network;
use crate::pieces::{End, Piece, Rest, dead_segments, sides_of};
use crate::shells::Shell;
use nalgebra::{Point3, Vector3};
use rayon::prelude::*;
use rosette_cloud::Cloud;
use rosette_plant::{Class, Components, Element, Geometry, Label, Note, Owner, Port, Scanned, Segments, Subtype};
use rosette_shapes::OBox;
use std::collections::BTreeMap;

/// Turns the network into elements in site coordinates and labels every point.
pub fn assemble(cloud: &Cloud, segments: &Segments, pieces: &[Piece], shells: &[Shell], network: Network) -> Components {
    let free = Rest::new(cloud, segments, &dead_segments(pieces, segments, shells));
    let labels = surroundings(cloud, segments);
    let mut made = Made { cloud, elements: Vec::new(), labels, pieces, owned: owned_points(segments), free };
    made.pipes(&network);
    made.bends(&network);
    made.branches(&network);
    made.reducers(&network);
    made.bodies(&network);
    made.flanges(&network);
    made.mounted(&network);
    made.shells(segments, shells, &network);
    made.machines(&network);
    made.instruments(&network);
    labels::spread(cloud, &mut made.labels);
    let dead = pieces.iter().filter(|p| !p.alive).count() as u64;
    let notes = vec![Note::new(
        "reconstruct",
        "cylinders_not_pipe",
        dead,
        "round surfaces that are handrails, rods, machine parts or merged pieces of pipe",
    )];
    let core_share = core_shares(cloud, &made.labels, &made.elements);
    Components { elements: made.elements, core_share, labels: made.labels, notes }
}

fn core_shares(cloud: &Cloud, labels: &[Label], elements: &[Element<Scanned>]) -> Vec<f64> {
    if cloud.is_all_core() {
        return vec![1.0; elements.len()];
    }
    let mut counts = vec![(0_u32, 0_u32); elements.len()];
    for (i, label) in labels.iter().enumerate().filter(|(_, l)| l.element > 0) {
        let (all, core) = &mut counts[label.element as usize - 1];
        *all += 1;
        *core += u32::from(cloud.is_core(i));
    }
    let share = |((all, core), element): ((u32, u32), &Element<Scanned>)| match all {
        0 => f64::from(u8::from(stands_in_core(cloud, element.evidence.position))),
        _ => f64::from(core) / f64::from(all),
    };
    counts.into_iter().zip(elements).map(share).collect()
}

/// Whether the point nearest to a place is in the core: for what has no points of its own, bridges and stubs.
fn stands_in_core(cloud: &Cloud, at: [f64; 3]) -> bool {
    let at = Point3::from(at);
    let off = |i: usize| (Point3::from(cloud.site(i)) - at).norm_squared();
    let nearest = (0..cloud.len()).into_par_iter().map(|i| (off(i), i)).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    nearest.is_some_and(|(_, i)| cloud.is_core(i))
}

/// How far a step leads aside from a direction, m.
fn sideways(step: Vector3<f64>, direction: Vector3<f64>) -> f64 {
    (step - direction * step.dot(&direction)).norm()
}

/// A stretch of a pipe that is another element.
struct Cut {
    from: f64,
    to: f64,
    /// Bridged pipe, not a tee.
    hidden: bool,
}

struct Made<'a> {
    cloud: &'a Cloud,
    pieces: &'a [Piece],
    elements: Vec<Element<Scanned>>,
    labels: Vec<Label>,
    /// Points of each cylinder segment.
    owned: BTreeMap<usize, Vec<u32>>,
    /// Points of no segment that became pipe.
    free: Rest<'a>,
}

fn owned_points(segments: &Segments) -> BTreeMap<usize, Vec<u32>> {
    let mut owned: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (i, owner) in segments.owner.iter().enumerate() {
        if let Owner::Cylinder(c) = owner {
            owned.entry(*c as usize).or_default().push(i as u32);
        }
    }
    owned
}

/// Floor, wall, ceiling and other planes by their stand; everything else unclassified.
fn surroundings(cloud: &Cloud, segments: &Segments) -> Vec<Label> {
    let class = |p: &rosette_plant::PlaneSegment| {
        let tall = p.bounds[1][2] - p.bounds[0][2];
        match p.plane.normal.z {
            z if z > 0.95 && p.area > 4.0 => Class::Floor,
            z if z < -0.95 && p.area > 4.0 => Class::Ceiling,
            z if z.abs() < 0.1 && p.area > 6.0 && tall > 2.2 => Class::Wall,
            _ if p.area < 1.0 => Class::Structure,
            _ => Class::Other,
        }
    };
    let classes: Vec<Class> = segments.planes.iter().map(class).collect();
    let label = |o: &Owner| match o {
        Owner::Plane(p) => Label { class: classes[*p as usize], element: 0 },
        _ => Label { class: Class::Unclassified, element: 0 },
    };
    debug_assert_eq!(segments.owner.len(), cloud.len());
    segments.owner.iter().map(label).collect()
}

impl Made<'_> {
    fn site(&self, p: Point3<f64>) -> [f64; 3] {
        self.cloud.to_site(p)
    }

    fn port(&self, at: Point3<f64>, out: Vector3<f64>, od: f64) -> Port {
        Port { position: Some(self.site(at)), direction: Some(out.into()), od: Some(od), dn: None, name: None }
    }

    fn end_port(&self, end: End) -> Port {
        // A body's port looks back at the pipe that ends there.
        self.port(end.position(self.pieces), -end.outward(self.pieces), 2.0 * self.pieces[end.piece].radius())
    }

    fn push(&mut self, class: Class, subtype: Option<Subtype>, ports: Vec<Port>, evidence: Scanned, points: &[u32]) -> usize {
        let index = self.elements.len();
        let id = format!("{}-{index:04}", class.name());
        self.elements.push(Element { id, class, subtype, tag: None, line: None, dn: None, ports, evidence });
        self.claim(index, points.iter().copied());
        index
    }

    fn claim(&mut self, element: usize, points: impl Iterator<Item = u32>) {
        let class = self.elements[element].class;
        points.for_each(|i| self.labels[i as usize] = Label { class, element: element as u32 + 1 });
    }

    fn pipes(&mut self, network: &Network) {
        for (k, piece) in self.pieces.iter().enumerate().filter(|(_, p)| p.alive) {
            let run = network.branches.iter().filter(|b| b.run == k).map(|b| {
                let (at, half) = (piece.cylinder.along(&b.meet), Tee::of(self.pieces, b).half);
                Cut { from: at - half, to: at + half, hidden: false }
            });
            let side = network.branches.iter().filter(|b| b.end.piece == k).map(|b| {
                let [from, to] = Tee::of(self.pieces, b).on_branch;
                Cut { from, to, hidden: false }
            });
            let hidden = piece.hidden.iter().map(|&[from, to]| Cut { from, to, hidden: true });
            let mut cuts: Vec<Cut> = run.chain(side).chain(hidden).collect();
            cuts.sort_by(|a, b| a.from.total_cmp(&b.from));
            let mut from = piece.from;
            for cut in cuts.into_iter().filter(|c| c.to > piece.from && c.from < piece.to) {
                self.pipe(piece, from, cut.from, false);
                if cut.hidden {
                    self.pipe(piece, cut.from.max(from), cut.to.min(piece.to), true);
                }
                from = cut.to.max(from);
            }
            self.pipe(piece, from, piece.to, false);
        }
    }

    /// Cloud indices of the points on a stretch of a piece.
    fn points_on(&self, piece: &Piece, from: f64, to: f64) -> Vec<u32> {
        if piece.is_inferred() {
            return self.points_about(piece, from, to);
        }
        let all = self.owned.get(&piece.segment).into_iter().flatten().copied();
        all.filter(|&i| (from..=to).contains(&piece.cylinder.along(&self.cloud.point(i as usize)))).collect()
    }

    /// The same of a piece that no segment stands for: what no other pipe explains and lies on its surface.
    fn points_about(&self, piece: &Piece, from: f64, to: f64) -> Vec<u32> {
        let (c, off) = (&piece.cylinder, (3.0 * piece.rms).max(0.004) + 0.03 * piece.radius());
        let near = self.free.about(c, from, to, c.radius + off).into_iter();
        near.filter(|(_, _, d, _)| (d - c.radius).abs() < off).map(|(i, ..)| self.free.index[i as usize]).collect()
    }

    /// Angle about a piece's axis over which points lie, rad: its segment's, or what they themselves show.
    fn arc(&self, piece: &Piece, points: &[u32]) -> f64 {
        if !piece.is_inferred() {
            return piece.arc;
        }
        let (u, v) = rosette_shapes::basis(&piece.cylinder.axis);
        let out = |&i: &u32| self.cloud.point(i as usize) - piece.cylinder.point;
        let angle = |q: Vector3<f64>| q.dot(&v).atan2(q.dot(&u));
        std::f64::consts::FRAC_PI_4 * sides_of(points.iter().map(|i| angle(out(i)))) as f64
    }

    fn pipe(&mut self, piece: &Piece, from: f64, to: f64, inferred: bool) {
        if to - from < 0.004 {
            return;
        }
        let (start, end) = (piece.at(from), piece.at(to));
        let axis = piece.cylinder.axis.into_inner();
        let od = 2.0 * piece.radius();
        let mine = self.points_on(piece, from, to);
        let arc = self.arc(piece, &mine);
        let reason = match (inferred, mine.len()) {
            (true, _) => "bridged between two seen stretches, not seen itself".into(),
            (false, 0) => "no surface of its own was seen: what it joins is recognised at either end".into(),
            _ => format!("surface seen over {:.0} degrees", arc.to_degrees()),
        };
        let evidence = Scanned {
            position: self.site(nalgebra::center(&start, &end)),
            geometry: Geometry::Cylinder { start: self.site(start), end: self.site(end), radius: piece.radius() },
            od: Some(od),
            dn_alternatives: Vec::new(),
            confidence: if inferred { 0.5 } else { 0.65 + 0.1 * arc.min(3.0) },
            points: mine.len(),
            residual_mm: Some(piece.rms * 1000.0),
            coverage: if inferred { 0.0 } else { arc / std::f64::consts::TAU },
            inferred,
            reasons: vec![reason],
            kind: None,
        };
        let ports = vec![self.port(start, -axis, od), self.port(end, axis, od)];
        self.push(Class::Pipe, None, ports, evidence, &mine);
    }

    fn bends(&mut self, network: &Network) {
        for (b, a, e) in &network.bends {
            let od = 2.0 * b.radius;
            let seen = b.points.len() >= 6;
            let kind = match b.bend_radius / od {
                k if k < 0.85 => "mitred or sharp",
                k if k < 1.25 => "short radius",
                k if k < 2.0 => "long radius",
                _ => "pulled bend",
            };
            let evidence = Scanned {
                position: self.site(b.box_centre()),
                geometry: Geometry::Torus {
                    center: self.site(b.center),
                    axis: b.axis.into(),
                    bend_radius: b.bend_radius,
                    radius: b.radius,
                    start: self.site(b.start),
                    end: self.site(b.end),
                },
                od: Some(od),
                dn_alternatives: Vec::new(),
                confidence: if seen { 0.9 } else { 0.55 },
                points: b.points.len(),
                residual_mm: seen.then_some(b.rms * 1000.0),
                coverage: if seen { 0.5 } else { 0.0 },
                inferred: !seen,
                reasons: vec![format!(
                    "{kind}, {:.1} outside diameters, {:.0} degrees",
                    b.bend_radius / od,
                    b.angle.to_degrees()
                )],
                kind: None,
            };
            let ports = [(b.start, *a), (b.end, *e)].map(|(p, end)| self.port(p, -end.outward(self.pieces), od)).to_vec();
            self.push(Class::Elbow, None, ports, evidence, &b.points);
        }
    }

    fn branches(&mut self, network: &Network) {
        for b in &network.branches {
            let (run, side) = (&self.pieces[b.run], &self.pieces[b.end.piece]);
            let (od, branch_od) = (2.0 * run.radius(), 2.0 * side.radius());
            let tee = Tee::of(self.pieces, b);
            let axis = run.cylinder.axis.into_inner();
            let out = -b.end.outward(self.pieces);
            let ports = vec![
                self.port(b.meet - axis * tee.half, -axis, od),
                self.port(b.meet + axis * tee.half, axis, od),
                self.port(side.at(tee.on_branch[usize::from(!b.end.forward)]), out, branch_od),
            ];
            let meet = run.cylinder.along(&b.meet);
            let mut points = self.points_on(run, meet - tee.half, meet + tee.half);
            points.extend(self.points_on(side, tee.on_branch[0], tee.on_branch[1]));
            let evidence = Scanned {
                position: self.site(b.meet),
                geometry: Geometry::Cylinder {
                    start: self.site(b.meet - axis * tee.half),
                    end: self.site(b.meet + axis * tee.half),
                    radius: run.radius(),
                },
                od: Some(od),
                dn_alternatives: Vec::new(),
                confidence: 0.85,
                points: points.len(),
                residual_mm: Some(run.rms * 1000.0),
                coverage: run.arc / std::f64::consts::TAU,
                inferred: false,
                reasons: vec![format!("a pipe of {:.0} mm ends at the side of one of {:.0} mm", branch_od * 1000.0, od * 1000.0)],
                kind: None,
            };
            self.push(Class::Tee, None, ports, evidence, &points);
        }
    }

    fn reducers(&mut self, network: &Network) {
        for (a, b, points) in &network.reducers {
            let [p, q] = [a, b].map(|e| e.position(self.pieces));
            let [rp, rq] = [a, b].map(|e| self.pieces[e.piece].radius());
            let offset = sideways(q - p, a.outward(self.pieces));
            let kind = if offset > 0.3 * (rp - rq).abs() { "eccentric" } else { "concentric" };
            let evidence = Scanned {
                position: self.site(nalgebra::center(&p, &q)),
                geometry: Geometry::Cone { start: self.site(p), end: self.site(q), radius_start: rp, radius_end: rq },
                od: Some(2.0 * rp.max(rq)),
                dn_alternatives: Vec::new(),
                confidence: 0.8,
                points: points.len(),
                residual_mm: None,
                coverage: 0.5,
                inferred: points.len() < 4,
                reasons: vec![format!("{kind}, {:.0} to {:.0} mm", 2000.0 * rp, 2000.0 * rq)],
                kind: None,
            };
            let ports = vec![self.end_port(*a), self.end_port(*b)];
            self.push(Class::Reducer, None, ports, evidence, points);
        }
    }

    fn bodies(&mut self, network: &Network) {
        for (body, a, b) in &network.bodies {
            if body.class == Class::Other && self.bridge(a, b) {
                continue;
            }
            let [p, q] = [a, b].map(|e| e.position(self.pieces));
            let od = 2.0 * self.pieces[a.piece].radius().max(self.pieces[b.piece].radius());
            let evidence = self.boxed(
                nalgebra::center(&p, &q),
                &body.bounds,
                Some(od),
                body.confidence,
                body.own.len(),
                body.reasons.clone(),
            );
            let evidence = Scanned { kind: body.kind.clone(), ..evidence };
            let ports = vec![self.end_port(*a), self.end_port(*b)];
            // What props it up is no part of it.
            body.points.iter().for_each(|&i| self.labels[i as usize] = Label { class: Class::Structure, element: 0 });
            self.push(body.class, body.subtype, ports, evidence, &body.own);
        }
    }

    /// Runs the pipe on past what lies on it and is no piping; whether the two ends are one pipe's.
    fn bridge(&mut self, a: &End, b: &End) -> bool {
        let ([p, q], [ra, rb]) = ([a, b].map(|e| e.position(self.pieces)), [a, b].map(|e| self.pieces[e.piece].radius()));
        let offset = sideways(q - p, a.outward(self.pieces));
        if (ra - rb).abs() > 0.15 * ra.max(rb) || offset > 0.5 * ra || (q - p).norm() < 1e-3 {
            return false;
        }
        let evidence = Scanned {
            position: self.site(nalgebra::center(&p, &q)),
            geometry: Geometry::Cylinder { start: self.site(p), end: self.site(q), radius: 0.5 * (ra + rb) },
            od: Some(ra + rb),
            dn_alternatives: Vec::new(),
            confidence: 0.5,
            points: 0,
            residual_mm: None,
            coverage: 0.0,
            inferred: true,
            reasons: vec!["bridged past what lies on the pipe and by its form is no piping".into()],
            kind: None,
        };
        let ports = vec![self.end_port(*a), self.end_port(*b)];
        self.push(Class::Pipe, None, ports, evidence, &[]);
        true
    }

    fn boxed(
        &self,
        position: Point3<f64>,
        bounds: &OBox,
        od: Option<f64>,
        confidence: f64,
        points: usize,
        reasons: Vec<String>,
    ) -> Scanned {
        Scanned {
            position: self.site(position),
            geometry: Geometry::Box {
                center: self.site(bounds.center),
                axes: bounds.axes.map(Into::into),
                size: bounds.half.map(|h| 2.0 * h),
            },
            od,
            dn_alternatives: Vec::new(),
            confidence,
            points,
            residual_mm: None,
            coverage: 0.5,
            inferred: false,
            reasons,
            kind: None,
        }
    }

    fn flanges(&mut self, network: &Network) {
        for f in &network.flanges {
            let (p, u) = (f.end.position(self.pieces), f.end.outward(self.pieces));
            let r = self.pieces[f.end.piece].radius();
            let outer = crate::bodies::flange_radius(r);
            let side = rosette_shapes::basis(&nalgebra::Unit::new_normalize(u)).0;
            let bounds = OBox { center: f.position, axes: [u, side, u.cross(&side)], half: [0.012, outer, outer] };
            let evidence = self.boxed(
                f.position,
                &bounds,
                Some(2.0 * r),
                0.7,
                f.points.len(),
                vec![
                    if f.is_blind {
                        "a flange at a pipe's end that nothing seen follows: blind"
                    } else {
                        "a thin ring about a pipe's end"
                    }
                    .into(),
                ],
            );
            let far = f.position + u * 0.012;
            let ports = vec![self.port(p, -u, 2.0 * r), self.port(far, u, 2.0 * r)];
            self.push(Class::Flange, None, ports, evidence, &f.points);
        }
    }

    /// The place where what lies beyond an end begins: behind its flange if it has one.
    fn beyond(&self, network: &Network, end: End) -> Point3<f64> {
        let flange = network.flanges.iter().find(|f| f.end == end);
        flange.map_or(end.position(self.pieces), |f| f.position + end.outward(self.pieces) * 0.012)
    }

    fn shells(&mut self, segments: &Segments, shells: &[Shell], network: &Network) {
        for (k, s) in shells.iter().enumerate() {
            let (start, end) = (s.cylinder.line().at(s.from), s.cylinder.line().at(s.to));
            let mine: Vec<u32> = (0..segments.owner.len() as u32)
                .filter(|&i| matches!(segments.owner[i as usize], Owner::Cylinder(c) if s.segments.contains(&(c as usize))))
                .collect();
            let first = &segments.cylinders[s.segments[0]];
            // Barrels, bottles and housings of machines are as round as a small vessel, but lead nowhere.
            let drum = s.class != Class::HeatExchanger
                && 2.0 * s.cylinder.radius < SMALL_DRUM
                && !network.nozzles.iter().any(|n| n.1 == k);
            let mut reasons = s.reasons.clone();
            reasons.extend(drum.then(|| "small, and no pipe leads to it: a drum or a part of a machine".into()));
            let evidence = Scanned {
                position: self.site(nalgebra::center(&start, &end)),
                geometry: Geometry::Cylinder { start: self.site(start), end: self.site(end), radius: s.cylinder.radius },
                od: Some(2.0 * s.cylinder.radius),
                dn_alternatives: Vec::new(),
                confidence: if drum { 0.5 } else { s.confidence },
                points: mine.len(),
                residual_mm: Some(first.rms * 1000.0),
                coverage: first.arc / std::f64::consts::TAU,
                inferred: false,
                reasons,
                kind: None,
            };
            let ends = network.nozzles.iter().filter(|n| n.1 == k);
            let mounted = network.mounted.iter().filter(|m| m.shell == k && m.confidence.is_some());
            let ports = ends
                .map(|&(e, ..)| self.port(self.beyond(network, e), -e.outward(self.pieces), 2.0 * self.pieces[e.piece].radius()))
                .chain(mounted.map(|m| self.port(m.foot, m.out, 0.0)))
                .collect();
            let class = if drum { Class::Other } else { s.class };
            let element = self.push(class, None, ports, evidence, &mine) as u32 + 1;
            labels::absorb(self.cloud, segments, &mut self.labels, s, Label { class, element });
        }
    }

    fn machines(&mut self, network: &Network) {
        for m in &network.machines {
            let ports = m
                .ends
                .iter()
                .map(|&e| self.port(self.beyond(network, e), -e.outward(self.pieces), 2.0 * self.pieces[e.piece].radius()))
                .collect();
            let subtype = (m.class == Class::Valve).then(|| m.subtype.unwrap_or(Subtype::Unknown));
            let evidence = self.boxed(m.bounds.center, &m.bounds, None, m.confidence, m.points.len(), m.reasons.clone());
            let evidence = Scanned { kind: m.kind.clone(), ..evidence };
            self.push(m.class, subtype, ports, evidence, &m.points);
        }
    }

    /// Before the shells, which take up what is left of what stands on them.
    fn mounted(&mut self, network: &Network) {
        for m in &network.mounted {
            let Some(confidence) = m.confidence else { continue };
            let reasons = vec!["a small body that stands on a shell, by its form an instrument".into()];
            let evidence = self.boxed(m.bounds.center, &m.bounds, None, confidence, m.points.len(), reasons);
            self.push(Class::Instrument, None, vec![self.port(m.foot, -m.out, 0.0)], evidence, &m.points);
        }
    }

    fn instruments(&mut self, network: &Network) {
        for i in &network.instruments {
            let out = (i.foot - self.pieces[i.piece].cylinder.line().project(&i.foot)).normalize();
            let evidence = self.boxed(
                i.bounds.center,
                &i.bounds,
                None,
                i.confidence,
                i.points.len(),
                vec![
                    match i.class {
                        Class::Other if i.hangs => "a small body that hangs below a pipe: a drain or a part of a support",
                        Class::Instrument => "a small body that stands on a pipe and holds on to nothing else",
                        _ => "a small body that stands on a pipe, but by its form is no instrument",
                    }
                    .into(),
                ],
            );
            let ports = vec![self.port(i.foot, -out, 0.0)];
            let subtype = (i.class == Class::Valve).then_some(Subtype::Unknown);
            self.push(i.class, subtype, ports, evidence, &i.points);
        }
    }
}

/// Widest drum that may be clutter where no pipe leads to it, m: barrels of 200 litres are 0.6 m across.
const SMALL_DRUM: f64 = 0.7;

/// How much of the run and of the branch a tee is.
struct Tee {
    /// Half length along the run, m.
    half: f64,
    /// Stretch of the branch's piece, as positions on its axis.
    on_branch: [f64; 2],
}

impl Tee {
    /// A welding tee where the branch is at least half as wide as the run, else a branch on the pipe's side (olet, stub-in).
    ///
    /// Centre to end by 20 mm + 0.75 outside diameters: within 4 mm of ASME B16.9 from DN50 to DN200, and 10 mm long at DN300.
    fn of(pieces: &[Piece], branch: &Branch) -> Tee {
        let (run, side) = (&pieces[branch.run], &pieces[branch.end.piece]);
        let welding = side.radius() > 0.5 * run.radius();
        let reach = 0.02 + 1.5 * run.radius();
        let begun = (branch.end.position(pieces) - branch.meet).norm();
        let taken = if welding { (reach - begun).clamp(0.0, 0.8 * side.length()) } else { 0.0 };
        let on_branch = if branch.end.forward { [side.to - taken, side.to] } else { [side.from, side.from + taken] };
        Tee { half: if welding { reach } else { side.radius() + 0.01 }, on_branch }
    }
}
