//! Scores of the whole job on the fixture against its truth. They ratchet: raise a floor when the figure rises, never lower it.

use crate::support::{fits_its_schema, fixture, json, whole_run};
use serde_json::Value;
use std::collections::BTreeMap;

type P3 = [f64; 3];

/// The least that each figure must reach. Lengths count for pipes, pieces for everything else.
const FLOORS: [(&str, f64); 7] = [
    ("pipe recall", 0.94),
    ("pipe precision", 0.95),
    ("pipe size right", 0.99),
    ("elbow recall", 0.99),
    ("tee recall", 0.99),
    ("valve recall", 0.75),
    ("tank recall", 0.99),
];

/// Largest error of the median, mm.
const MOST_MM: [(&str, f64); 2] = [("radius", 0.2), ("axis", 1.0)];

#[test]
fn the_fixture_scores_at_least_what_it_did() {
    let truth = json(&fixture("truth.json"));
    let objects = json(&whole_run().join("asbuilt.json"));
    let objects = objects["objects"].as_array().unwrap();
    let figures = figures(&truth, objects);
    println!("{figures:#?}");
    for (name, least) in FLOORS {
        let got = figures[name];
        assert!(got >= least, "{name} is {got:.3}, less than {least}");
    }
    for (name, most) in MOST_MM {
        let got = figures[&format!("{name} error mm")[..]];
        assert!(got <= most, "the median {name} error is {got:.2} mm, more than {most}");
    }
}

#[test]
fn every_output_is_there_and_fits_its_schema() {
    for name in ["points.laz", "inventory.csv", "inventory.xlsx", "findings.csv", "findings.xlsx", "model.glb", "report.html"] {
        assert!(whole_run().join(name).metadata().unwrap().len() > 100, "{name} is empty");
    }
    for name in ["asbuilt", "match", "findings", "run"] {
        fits_its_schema(whole_run(), name);
    }
}

/// A pipe of the truth or of the result, site coordinates.
struct Pipe {
    a: P3,
    b: P3,
    radius: f64,
    dn: Option<u64>,
}

fn figures(truth: &Value, objects: &[Value]) -> BTreeMap<&'static str, f64> {
    let mut figures = BTreeMap::new();
    pipe_figures(&true_pipes(truth), &found_pipes(objects), &mut figures);
    for (class, name) in [("elbow", "elbow recall"), ("tee", "tee recall"), ("valve", "valve recall"), ("tank", "tank recall")] {
        figures.insert(name, recall(truth, objects, class));
    }
    figures
}

/// Which stretch of each true pipe is covered by found ones of its axis and radius, and how well.
fn pipe_figures(wanted: &[(Pipe, bool)], found: &[Pipe], figures: &mut BTreeMap<&'static str, f64>) {
    let (mut covered, mut seen, mut explained, mut right) = (0.0, 0.0, 0.0, 0.0);
    let mut errors: Vec<(f64, f64)> = Vec::new();
    for (pipe, is_seen) in wanted {
        let mut spans: Vec<(f64, f64)> = Vec::new();
        for other in found {
            let Some(overlap) = overlap(pipe, other) else { continue };
            explained += overlap.to - overlap.from;
            right += if pipe.dn == other.dn { overlap.to - overlap.from } else { 0.0 };
            errors.push(((other.radius - pipe.radius).abs() * 1e3, overlap.offset * 1e3));
            spans.push((overlap.from, overlap.to));
        }
        if *is_seen {
            seen += length(pipe);
            covered += union(spans);
        }
    }
    let total: f64 = found.iter().map(length).sum();
    figures.insert("pipe recall", covered / seen);
    figures.insert("pipe precision", explained / total);
    figures.insert("pipe size right", right / explained);
    figures.insert("radius error mm", median(errors.iter().map(|error| error.0)));
    figures.insert("axis error mm", median(errors.iter().map(|error| error.1)));
}

/// A stretch of a true pipe, m from its start, and the distance of the found axis from the true one, m.
struct Overlap {
    from: f64,
    to: f64,
    offset: f64,
}

/// Same axis within 3 degrees and 20 mm (or a third of the radius), same radius within 10 mm (or 15 %).
fn overlap(pipe: &Pipe, other: &Pipe) -> Option<Overlap> {
    let (u, v) = (unit(sub(pipe.b, pipe.a)), unit(sub(other.b, other.a)));
    let along = |point: P3| dot(sub(point, pipe.a), u);
    let (s, t) = (along(other.a), along(other.b));
    let (from, to) = (s.min(t).max(0.0), s.max(t).min(length(pipe)));
    let middle: P3 = std::array::from_fn(|axis| pipe.a[axis] + u[axis] * (from + to) / 2.0);
    let away = sub(middle, other.a);
    let beside = dot(away, v);
    let offset = norm(std::array::from_fn(|axis| away[axis] - beside * v[axis]));
    let parallel = dot(u, v).abs() > 3f64.to_radians().cos();
    let close = offset < 0.02f64.max(0.35 * pipe.radius) && (other.radius - pipe.radius).abs() < 0.01f64.max(0.15 * pipe.radius);
    (to > from && parallel && close).then_some(Overlap { from, to, offset })
}

/// Share of the seen true parts of a class that have a found object of that class at their place, each used once.
fn recall(truth: &Value, objects: &[Value], class: &str) -> f64 {
    let parts = truth["parts"].as_array().unwrap();
    let seen: Vec<&Value> = parts.iter().filter(|part| part["cls"] == class && is_seen(truth, part)).collect();
    let mut free: Vec<P3> =
        objects.iter().filter(|object| object["class"] == class).map(|object| point(&object["position"])).collect();
    let mut hits = 0;
    for part in &seen {
        let (lo, hi) = (point(&part["lo"]), point(&part["hi"]));
        let boxed = std::array::from_fn(|axis| (lo[axis] + hi[axis]) / 2.0);
        let middle = add(if part["pos"].is_array() { point(&part["pos"]) } else { boxed }, point(&truth["offset"]));
        let reach = 0.12f64.max(norm(sub(hi, lo)) / 2.0);
        let distance = |at: &P3| norm(sub(*at, middle));
        let nearest = (0..free.len()).min_by(|a, b| distance(&free[*a]).total_cmp(&distance(&free[*b])));
        if let Some(nearest) = nearest.filter(|nearest| distance(&free[*nearest]) < reach) {
            free.remove(nearest);
            hits += 1;
        }
    }
    if seen.is_empty() { 1.0 } else { f64::from(hits) / seen.len() as f64 }
}

fn true_pipes(truth: &Value) -> Vec<(Pipe, bool)> {
    let offset = point(&truth["offset"]);
    let parts = truth["parts"].as_array().unwrap().iter().filter(|part| part["cls"] == "pipe");
    parts
        .map(|part| {
            let (a, b) = (add(point(&part["a"]), offset), add(point(&part["b"]), offset));
            (Pipe { a, b, radius: part["radius"].as_f64().unwrap(), dn: part["dn"].as_u64() }, is_seen(truth, part))
        })
        .collect()
}

fn found_pipes(objects: &[Value]) -> Vec<Pipe> {
    let cylinders = objects.iter().filter(|object| object["class"] == "pipe" && object["geometry"]["kind"] == "cylinder");
    cylinders
        .map(|object| {
            let geometry = &object["geometry"];
            let radius = geometry["radius"].as_f64().unwrap();
            Pipe { a: point(&geometry["start"]), b: point(&geometry["end"]), radius, dn: object["dn"].as_u64() }
        })
        .collect()
}

fn is_seen(truth: &Value, part: &Value) -> bool {
    !truth["unseen"].as_array().unwrap().contains(&part["id"])
}

fn union(mut spans: Vec<(f64, f64)>) -> f64 {
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut end = 0f64;
    spans.iter().fold(0.0, |sum, (from, to)| {
        let gained = (to - from.max(end)).max(0.0);
        end = end.max(*to);
        sum + gained
    })
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn point(value: &Value) -> P3 {
    std::array::from_fn(|axis| value[axis].as_f64().unwrap())
}

fn length(pipe: &Pipe) -> f64 {
    norm(sub(pipe.b, pipe.a))
}

fn add(a: P3, b: P3) -> P3 {
    std::array::from_fn(|axis| a[axis] + b[axis])
}

fn sub(a: P3, b: P3) -> P3 {
    std::array::from_fn(|axis| a[axis] - b[axis])
}

fn dot(a: P3, b: P3) -> f64 {
    (0..3).map(|axis| a[axis] * b[axis]).sum()
}

fn norm(a: P3) -> f64 {
    dot(a, a).sqrt()
}

fn unit(a: P3) -> P3 {
    let size = norm(a).max(1e-12);
    a.map(|value| value / size)
}
