//! Elements that several areas saw become one; pipes that overlap on one axis become one.

use nalgebra::{Point3, Unit, Vector3};
use rosette_plant::{Class, Components, Element, Geometry, Port, Scanned};

/// Elements of all areas, each once, and where each area's elements went.
pub struct Stitched {
    pub elements: Vec<Element<Scanned>>,
    pub element_of: Vec<Vec<Option<u32>>>,
}

/// One element of one area.
struct Part<'a> {
    area: usize,
    local: usize,
    element: &'a Element<Scanned>,
    core_share: f64,
}

/// Joins the areas' elements.
pub fn stitch(areas: &[Components]) -> Stitched {
    let parts: Vec<Part> = areas
        .iter()
        .enumerate()
        .flat_map(|(area, c)| {
            c.elements.iter().zip(&c.core_share).enumerate().map(move |(local, (element, &core_share))| Part {
                area,
                local,
                element,
                core_share,
            })
        })
        .collect();
    let mut element_of: Vec<Vec<Option<u32>>> = areas.iter().map(|a| vec![None; a.elements.len()]).collect();
    let mut elements = Vec::new();
    for group in groups(&parts, areas.len()) {
        let best = group.iter().copied().max_by(|&a, &b| {
            parts[a]
                .core_share
                .total_cmp(&parts[b].core_share)
                .then(parts[a].element.evidence.points.cmp(&parts[b].element.evidence.points))
                .then(b.cmp(&a))
        });
        let Some(best) = best else { continue };
        // Seen from the halo only: the area that has it in its core did not find it, so it is not held.
        let orphan = areas.len() > 1 && group.iter().all(|&i| parts[i].core_share < 0.05);
        if orphan {
            continue;
        }
        let element = if parts[best].element.class == Class::Pipe {
            joined_pipe(&parts, &group, best)
        } else {
            parts[best].element.clone()
        };
        group.iter().for_each(|&i| element_of[parts[i].area][parts[i].local] = Some(elements.len() as u32));
        elements.push(element);
    }
    let (elements, element_of) = recut(elements, element_of);
    Stitched { elements, element_of }
}

fn groups(parts: &[Part], n_areas: usize) -> Vec<Vec<usize>> {
    if n_areas < 2 {
        return (0..parts.len()).map(|i| vec![i]).collect();
    }
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let x = |i: usize| extent(parts[i].element)[0];
    order.sort_by(|&a, &b| x(a).0.total_cmp(&x(b).0).then(a.cmp(&b)));
    let mut root: Vec<usize> = (0..parts.len()).collect();
    let mut open: Vec<usize> = Vec::new();
    for &i in &order {
        open.retain(|&j| x(j).1 + 0.3 > x(i).0);
        for &j in &open {
            if parts[i].area != parts[j].area && same(parts[i].element, parts[j].element) {
                let (a, b) = (find(&mut root, i), find(&mut root, j));
                root[a.max(b)] = a.min(b);
            }
        }
        open.push(i);
    }
    let mut groups: std::collections::BTreeMap<usize, Vec<usize>> = Default::default();
    (0..parts.len()).for_each(|i| groups.entry(find(&mut root, i)).or_default().push(i));
    groups.into_values().collect()
}

/// Root of an element's set, with the path halved on the way (union-find).
pub fn find(root: &mut [usize], mut i: usize) -> usize {
    while root[i] != i {
        root[i] = root[root[i]];
        i = root[i];
    }
    i
}

/// Extent along the coordinate axes as (low, high), from ports and position.
fn extent(e: &Element<Scanned>) -> [(f64, f64); 3] {
    let points = e.ports.iter().filter_map(|p| p.position).chain([e.evidence.position]);
    points.fold([(f64::MAX, f64::MIN); 3], |mut x, p| {
        (0..3).for_each(|k| x[k] = (x[k].0.min(p[k]), x[k].1.max(p[k])));
        x
    })
}

fn line_of(e: &Element<Scanned>) -> Option<(Point3<f64>, Point3<f64>, f64)> {
    match &e.evidence.geometry {
        Geometry::Cylinder { start, end, radius } => Some(((*start).into(), (*end).into(), *radius)),
        _ => None,
    }
}

/// Whether two areas' elements are the same thing.
fn same(a: &Element<Scanned>, b: &Element<Scanned>) -> bool {
    if a.class == Class::Pipe && b.class == Class::Pipe {
        return overlap(a, b);
    }
    let apart = (Point3::from(a.evidence.position) - Point3::from(b.evidence.position)).norm();
    let shells = line_of(a).zip(line_of(b)).filter(|_| a.class.is_equipment() && b.class.is_equipment());
    if let Some(((p, q, r), (s, _, t))) = shells {
        let axis = (q - p).normalize();
        let off = ((s - p) - axis * (s - p).dot(&axis)).norm();
        return off < 0.15 * r && (r / t - 1.0).abs() < 0.15 && apart < (q - p).norm() + 2.0 * r;
    }
    let size = 0.06 + 0.5 * a.evidence.od.unwrap_or(0.0);
    let kin =
        a.class == b.class || (a.class.is_inline() && b.class.is_inline()) || (a.class.is_equipment() && b.class.is_equipment());
    kin && apart < if a.class.is_equipment() { 0.6 } else { size }
}

fn overlap(a: &Element<Scanned>, b: &Element<Scanned>) -> bool {
    let Some(((p, q, r), (s, e, t))) = line_of(a).zip(line_of(b)) else { return false };
    let (u, length) = (Unit::new_normalize(q - p), (q - p).norm());
    let parallel = u.dot(&(e - s).normalize()).abs() > 0.999 || (e - s).norm().min(length) < 0.3;
    let along = [(s - p).dot(&u), (e - p).dot(&u)];
    let off = |x: Point3<f64>| ((x - p) - u.into_inner() * (x - p).dot(&u)).norm();
    let meets = along[0].min(along[1]) < length + 0.05 && along[0].max(along[1]) > -0.05;
    parallel && meets && off(s).max(off(e)) < (0.3 * r).max(0.015) && ((r / t - 1.0).abs() < 0.08 || (r - t).abs() < 0.003)
}

/// One pipe from overlapping stretches: from the first start to the last end, radius weighted by points.
fn joined_pipe(parts: &[Part], group: &[usize], best: usize) -> Element<Scanned> {
    let mut pipe = parts[best].element.clone();
    let Some((p, q, _)) = line_of(&pipe).filter(|_| group.len() > 1) else { return pipe };
    let u = (q - p).normalize();
    let lines: Vec<(Point3<f64>, Point3<f64>, f64, f64)> = group
        .iter()
        .filter_map(|&i| line_of(parts[i].element).map(|(a, b, r)| (a, b, r, parts[i].element.evidence.points as f64 + 1.0)))
        .collect();
    let ends: Vec<Point3<f64>> = lines.iter().flat_map(|l| [l.0, l.1]).collect();
    let key = |x: &&Point3<f64>| (**x - p).dot(&u);
    let (Some(&start), Some(&end)) =
        (ends.iter().min_by(|a, b| key(a).total_cmp(&key(b))), ends.iter().max_by(|a, b| key(a).total_cmp(&key(b))))
    else {
        return pipe;
    };
    let weight: f64 = lines.iter().map(|l| l.3).sum();
    let radius = lines.iter().map(|l| l.2 * l.3).sum::<f64>() / weight;
    set_line(&mut pipe, start, end, radius);
    pipe.evidence.points = group.iter().map(|&i| (parts[i].element.evidence.points as f64 * parts[i].core_share) as usize).sum();
    pipe.evidence.coverage = group.iter().map(|&i| parts[i].element.evidence.coverage).fold(0.0, f64::max);
    pipe.evidence.inferred = group.iter().all(|&i| parts[i].element.evidence.inferred);
    pipe
}

fn set_line(pipe: &mut Element<Scanned>, start: Point3<f64>, end: Point3<f64>, radius: f64) {
    let u: Vector3<f64> = (end - start).normalize();
    let port = |at: Point3<f64>, out: Vector3<f64>| Port {
        position: Some(at.into()),
        direction: Some(out.into()),
        od: Some(2.0 * radius),
        dn: None,
        name: None,
    };
    pipe.ports = vec![port(start, -u), port(end, u)];
    pipe.evidence.geometry = Geometry::Cylinder { start: start.into(), end: end.into(), radius };
    pipe.evidence.position = nalgebra::center(&start, &end).into();
    pipe.evidence.od = Some(2.0 * radius);
}

/// Cuts pipes again where a tee sits within them: the area that did not see the branch had left them whole.
fn recut(elements: Vec<Element<Scanned>>, element_of: Vec<Vec<Option<u32>>>) -> (Vec<Element<Scanned>>, Vec<Vec<Option<u32>>>) {
    let tees: Vec<(Point3<f64>, Point3<f64>, f64)> =
        elements.iter().filter(|e| e.class == Class::Tee).filter_map(line_of).collect();
    let mut all = elements;
    for (a, b, radius) in tees {
        for i in 0..all.len() {
            let Some((p, q, r)) = line_of(&all[i]).filter(|_| all[i].class == Class::Pipe) else { continue };
            let (u, length) = ((q - p).normalize(), (q - p).norm());
            let mut along = [(a - p).dot(&u), (b - p).dot(&u)];
            along.sort_by(f64::total_cmp);
            let off = |x: Point3<f64>| ((x - p) - u * (x - p).dot(&u)).norm();
            let holds = along[0] > 0.01
                && along[1] < length - 0.01
                && off(a).max(off(b)) < (0.3 * r).max(0.015)
                && (r / radius - 1.0).abs() < 0.1;
            if holds {
                let mut second = all[i].clone();
                let share = along[0] / length;
                set_line(&mut all[i], p, p + u * along[0], r);
                set_line(&mut second, p + u * along[1], q, r);
                let points = all[i].evidence.points as f64;
                all[i].evidence.points = (points * share) as usize;
                second.evidence.points = (points * (1.0 - share)) as usize;
                all.push(second);
                break;
            }
        }
    }
    (all, element_of)
}
