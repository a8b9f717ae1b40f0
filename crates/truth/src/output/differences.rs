//! Puts differences between plant and drawing on purpose, and records them.

use super::drawing::{Drawing, DrawnItem, DrawnLine, valve_class};
use super::truth_file::{Visibility, part_id, rounded};
use crate::model::{Dice, LineEnd, Plant, catalogue};
use crate::surface::V3;
use rosette_plant::{Class, DifferenceKind, Subtype};
use serde_json::{Value, json};

/// A difference that was put in.
#[derive(Debug, Clone)]
pub struct Difference {
    /// Its kind.
    pub kind: DifferenceKind,
    /// Kinds that are as right.
    pub also: Vec<DifferenceKind>,
    /// Parts it is about.
    pub parts: Vec<usize>,
    /// Line tag.
    pub line: Option<String>,
    /// Tag.
    pub tag: Option<String>,
    /// In words.
    pub what: String,
    /// Marks of drawn items it is about.
    pub marks: Vec<usize>,
    /// Element IDs, once the drawing has them.
    pub pids: Vec<String>,
}

impl Difference {
    fn new(kind: DifferenceKind, line: &DrawnLine, what: String) -> Self {
        Self { kind, also: vec![], parts: vec![], line: Some(line.tag.clone()), tag: None, what, marks: vec![], pids: vec![] }
    }

    /// The record in `truth.json`.
    pub fn json(&self, index: usize, plant: &Plant, offset: V3) -> Value {
        let parts: Vec<String> = self.parts.iter().map(|&p| part_id(p)).collect();
        let place = self.parts.get(self.parts.len() / 2).map(|&p| {
            let (lo, hi) = plant.parts[p].bounds();
            rounded(&(plant.parts[p].pos.unwrap_or(nalgebra::center(&lo, &hi)) + offset))
        });
        json!({
            "id": format!("d{index:02}"), "kind": self.kind, "also": self.also, "parts": parts, "pos": place,
            "line": self.line, "tag": self.tag, "what": self.what, "pids": self.pids,
        })
    }
}

/// One way of altering a drawing; `None` where it finds nothing to alter.
type Alteration = fn(&mut Drawing, &Plant, &[Visibility], &[String], &mut Dice) -> Option<Difference>;

const ALTERATIONS: [Alteration; 9] = [
    forget_valve,
    invent_valve,
    change_type,
    change_size,
    swap_order,
    forget_branch,
    move_end,
    forget_instrument,
    invent_instrument,
];

/// Alters the drawing up to `count` times, on different lines and parts that the scan shows, and gives it its IDs.
pub fn alter(drawing: &mut Drawing, plant: &Plant, seen: &[Visibility], count: usize, dice: &mut Dice) -> Vec<Difference> {
    let mut differences: Vec<Difference> = Vec::new();
    let mut touched: Vec<String> = Vec::new();
    let mut turn = 0;
    while differences.len() < count && turn < 3 * ALTERATIONS.len() {
        if let Some(difference) = ALTERATIONS[turn % ALTERATIONS.len()](drawing, plant, seen, &touched, dice) {
            touched.extend(difference.line.clone());
            differences.push(difference);
        }
        turn += 1;
    }
    drawing.identify();
    for difference in &mut differences {
        difference.pids = drawing.ids(&difference.marks);
    }
    differences
}

/// Lines that no difference has touched yet, with the wanted items.
fn choose(
    drawing: &Drawing,
    touched: &[String],
    dice: &mut Dice,
    wanted: impl Fn(&DrawnLine, &DrawnItem) -> bool,
) -> Option<(usize, usize)> {
    let untouched = drawing.lines.iter().enumerate().filter(|(_, l)| !touched.contains(&l.tag));
    let found: Vec<(usize, usize)> = untouched
        .flat_map(|(i, l)| l.items.iter().enumerate().filter(|(_, item)| wanted(l, item)).map(move |(k, _)| (i, k)))
        .collect();
    (!found.is_empty()).then(|| dice.pick(&found))
}

fn subtype(plant: &Plant, item: &DrawnItem) -> Option<Subtype> {
    plant.parts[item.part?].subtype
}

fn is_seen(seen: &[Visibility], item: &DrawnItem) -> bool {
    item.part.is_some_and(|p| seen[p].is_seen() && seen[p].shown > 0.3)
}

fn forget_valve(
    drawing: &mut Drawing,
    plant: &Plant,
    seen: &[Visibility],
    touched: &[String],
    dice: &mut Dice,
) -> Option<Difference> {
    let (line, at) =
        choose(drawing, touched, dice, |_, i| subtype(plant, i).is_some_and(|s| s != Subtype::Relief) && is_seen(seen, i))?;
    let item = drawing.lines[line].items.remove(at);
    let name = subtype(plant, &item)?.name();
    let tag = item.tag.clone().unwrap_or_default();
    let mut difference =
        Difference::new(DifferenceKind::MissingInPid, &drawing.lines[line], format!("{name} {tag} stands in the field only"));
    difference.parts = vec![item.part?];
    Some(difference)
}

/// Whether the scan shows the pipes of a line well, so that a missing component can be told from a hidden one.
fn line_is_seen(line: &DrawnLine, plant: &Plant, seen: &[Visibility]) -> bool {
    let Some(index) = line.line else { return false };
    let parts = &plant.lines[index].parts;
    parts.iter().filter(|&&p| seen[p].is_seen()).count() * 10 >= parts.len() * 8
}

fn invent_valve(
    drawing: &mut Drawing,
    plant: &Plant,
    seen: &[Visibility],
    touched: &[String],
    dice: &mut Dice,
) -> Option<Difference> {
    let lines: Vec<usize> = (0..drawing.lines.len())
        .filter(|&i| !touched.contains(&drawing.lines[i].tag) && line_is_seen(&drawing.lines[i], plant, seen))
        .collect();
    if lines.is_empty() {
        return None;
    }
    let (line, mark) = (dice.pick(&lines), drawing.next_mark());
    let kind = dice.pick(&[Subtype::Gate, Subtype::Ball, Subtype::Butterfly, Subtype::Globe]);
    let at = dice.below(drawing.lines[line].items.len() + 1);
    let dn = drawing.lines[line]
        .items
        .get(at)
        .map_or(drawing.lines[line].items.last().map_or(drawing.lines[line].dn, |i| i.dn[1]), |i| i.dn[0]);
    let tag = format!("HV-{}", 900 + mark);
    let item = DrawnItem {
        part: None,
        class: valve_class(kind),
        tag: Some(tag.clone()),
        dn: [dn; 2],
        branch_dn: None,
        actuated: false,
        id: String::new(),
        mark,
        after_tees: 0,
    };
    drawing.lines[line].items.insert(at, item);
    let mut difference = Difference::new(
        DifferenceKind::MissingInField,
        &drawing.lines[line],
        format!("{} {tag} is documented only", kind.name()),
    );
    difference.marks = vec![mark];
    difference.tag = Some(tag);
    Some(difference)
}

fn change_type(
    drawing: &mut Drawing,
    plant: &Plant,
    seen: &[Visibility],
    touched: &[String],
    dice: &mut Dice,
) -> Option<Difference> {
    let plain = [Subtype::Gate, Subtype::Globe, Subtype::Ball, Subtype::Butterfly, Subtype::Check];
    let (line, at) =
        choose(drawing, touched, dice, |_, i| subtype(plant, i).is_some_and(|s| plain.contains(&s)) && is_seen(seen, i))?;
    let item = &mut drawing.lines[line].items[at];
    let real = subtype(plant, item)?;
    let others: Vec<Subtype> = plain.into_iter().filter(|s| *s != real).collect();
    let drawn = dice.pick(&others);
    item.class = valve_class(drawn);
    let (part, mark, tag) = (item.part?, item.mark, item.tag.clone());
    let what = format!("{}: documented {}, in the field {}", tag.clone().unwrap_or_default(), drawn.name(), real.name());
    let mut difference = Difference::new(DifferenceKind::TypeMismatch, &drawing.lines[line], what);
    (difference.parts, difference.marks, difference.tag) = (vec![part], vec![mark], tag);
    Some(difference)
}

fn change_size(
    drawing: &mut Drawing,
    plant: &Plant,
    seen: &[Visibility],
    touched: &[String],
    dice: &mut Dice,
) -> Option<Difference> {
    let fits = |l: &DrawnLine| {
        let bare = l.line.is_some_and(|i| plant.lines[i].parts.iter().all(|&p| plant.parts[p].insulation == 0.0));
        let plain = l.items.iter().all(|i| i.class != "PipeReducer" && i.dn == [l.dn; 2]);
        bare && plain && l.items.len() >= 2 && line_is_seen(l, plant, seen) && !touched.contains(&l.tag)
    };
    let lines: Vec<usize> = (0..drawing.lines.len()).filter(|&i| fits(&drawing.lines[i])).collect();
    if lines.is_empty() {
        return None;
    }
    let line = dice.pick(&lines);
    let line = &mut drawing.lines[line];
    let real = line.dn;
    let drawn = catalogue::step(real, if dice.chance(0.5) { 2 } else { -2 });
    line.dn = drawn;
    for item in &mut line.items {
        item.dn = [drawn; 2];
    }
    let mut difference =
        Difference::new(DifferenceKind::SizeMismatch, line, format!("{}: documented DN{drawn}, in the field DN{real}", line.tag));
    difference.parts = line.line.map(|i| plant.lines[i].parts.clone()).unwrap_or_default();
    difference.marks = line.items.iter().map(|i| i.mark).collect();
    Some(difference)
}

fn swap_order(
    drawing: &mut Drawing,
    plant: &Plant,
    seen: &[Visibility],
    touched: &[String],
    dice: &mut Dice,
) -> Option<Difference> {
    let movable = |i: &DrawnItem| !matches!(i.class, "PipeTee" | "PipeReducer") && is_seen(seen, i);
    let mut found = Vec::new();
    for (index, line) in drawing.lines.iter().enumerate().filter(|(_, l)| !touched.contains(&l.tag)) {
        let pairs = line.items.windows(2).enumerate();
        found
            .extend(pairs.filter(|(_, w)| movable(&w[0]) && movable(&w[1]) && w[0].class != w[1].class).map(|(k, _)| (index, k)));
    }
    if found.is_empty() {
        return None;
    }
    let (line, at) = dice.pick(&found);
    drawing.lines[line].items.swap(at, at + 1);
    let pair = [drawing.lines[line].items[at].clone(), drawing.lines[line].items[at + 1].clone()];
    let names = pair.clone().map(|i| i.tag.unwrap_or_default());
    let mut difference = Difference::new(
        DifferenceKind::OrderMismatch,
        &drawing.lines[line],
        format!("{} and {} stand in the other order", names[1], names[0]),
    );
    difference.also = vec![DifferenceKind::TypeMismatch];
    difference.parts = pair.iter().filter_map(|i| i.part).collect();
    difference.marks = pair.iter().map(|i| i.mark).collect();
    let _ = plant;
    Some(difference)
}

/// Leaves out a line that ends in the open, with the nozzle or tee it comes from.
fn forget_branch(
    drawing: &mut Drawing,
    plant: &Plant,
    seen: &[Visibility],
    touched: &[String],
    dice: &mut Dice,
) -> Option<Difference> {
    let fits = |l: &DrawnLine| {
        let shown = l.line.is_some_and(|i| {
            plant.lines[i].parts.iter().filter(|&&p| seen[p].is_seen()).count() * 2 > plant.lines[i].parts.len()
        });
        let host = match l.from {
            LineEnd::Tee(part) => plant.parts[part].line.map(|i| plant.lines[i].tag.clone()),
            _ => None,
        };
        l.to == LineEnd::Open && shown && !touched.contains(&l.tag) && host.is_none_or(|h| !touched.contains(&h))
    };
    let lines: Vec<usize> = (0..drawing.lines.len()).filter(|&i| fits(&drawing.lines[i])).collect();
    if lines.is_empty() {
        return None;
    }
    let line = drawing.lines.remove(dice.pick(&lines));
    let mut difference =
        Difference::new(DifferenceKind::MissingInPid, &line, format!("branch {} stands in the field only", line.tag));
    difference.also = vec![DifferenceKind::ConnectivityMismatch];
    difference.parts = line.line.map(|i| plant.lines[i].parts.clone()).unwrap_or_default();
    if let LineEnd::Tee(tee) = line.from {
        drawing.lines.iter_mut().for_each(|l| without_tee(l, tee));
        difference.parts.push(tee);
    }
    Some(difference)
}

/// Takes a tee out of a line; instruments behind it move one segment forward.
fn without_tee(line: &mut DrawnLine, tee: usize) {
    let before = line.items.iter().take_while(|i| i.part != Some(tee)).filter(|i| i.class == "PipeTee").count();
    let count = line.items.len();
    line.items.retain(|i| i.part != Some(tee));
    if line.items.len() < count {
        line.instruments.iter_mut().filter(|i| i.after_tees > before).for_each(|i| i.after_tees -= 1);
    }
}

/// Draws a line to other equipment than it runs to.
fn move_end(
    drawing: &mut Drawing,
    plant: &Plant,
    seen: &[Visibility],
    touched: &[String],
    dice: &mut Dice,
) -> Option<Difference> {
    let fits = |l: &DrawnLine| {
        let at_vessel = |e: &LineEnd| matches!(e, LineEnd::Nozzle(p, _) if plant.parts[*p].class != Class::Pump);
        at_vessel(&l.to) && !touched.contains(&l.tag) && line_is_seen(l, plant, seen)
    };
    let lines: Vec<usize> = (0..drawing.lines.len()).filter(|&i| fits(&drawing.lines[i])).collect();
    if lines.is_empty() {
        return None;
    }
    let line = dice.pick(&lines);
    let LineEnd::Nozzle(old, _) = drawing.lines[line].to else { return None };
    let ends: Vec<usize> = [&drawing.lines[line].from, &drawing.lines[line].to]
        .into_iter()
        .filter_map(|e| if let LineEnd::Nozzle(p, _) = e { Some(*p) } else { None })
        .collect();
    let others: Vec<&super::drawing::DrawnEquipment> = drawing
        .equipment
        .iter()
        .filter(|e| !ends.contains(&e.part) && matches!(plant.parts[e.part].class, Class::Tank | Class::Vessel))
        .collect();
    if others.is_empty() {
        return None;
    }
    let other = others[dice.below(others.len())];
    let (other, name) = (other.part, other.tag.clone());
    let old = plant.parts[old].tag.clone().unwrap_or_default();
    drawing.lines[line].to = LineEnd::Nozzle(other, 90 + line);
    let line = &drawing.lines[line];
    let mut difference = Difference::new(
        DifferenceKind::ConnectivityMismatch,
        line,
        format!("{}: documented to {name}, in the field to {old}", line.tag),
    );
    difference.marks = line.items.iter().map(|i| i.mark).collect();
    difference.parts = line.line.and_then(|i| plant.lines[i].parts.last().copied()).into_iter().collect();
    Some(difference)
}

fn forget_instrument(
    drawing: &mut Drawing,
    plant: &Plant,
    seen: &[Visibility],
    touched: &[String],
    dice: &mut Dice,
) -> Option<Difference> {
    let found: Vec<(usize, usize)> = drawing
        .lines
        .iter()
        .enumerate()
        .filter(|(_, l)| !touched.contains(&l.tag))
        .flat_map(|(i, l)| l.instruments.iter().enumerate().filter(|(_, item)| is_seen(seen, item)).map(move |(k, _)| (i, k)))
        .collect();
    if found.is_empty() {
        return None;
    }
    let (line, at) = dice.pick(&found);
    let item = drawing.lines[line].instruments.remove(at);
    let tag = item.tag.clone().unwrap_or_default();
    let mut difference =
        Difference::new(DifferenceKind::MissingInPid, &drawing.lines[line], format!("instrument {tag} stands in the field only"));
    difference.parts = vec![item.part?];
    let _ = plant;
    Some(difference)
}

fn invent_instrument(
    drawing: &mut Drawing,
    plant: &Plant,
    seen: &[Visibility],
    touched: &[String],
    dice: &mut Dice,
) -> Option<Difference> {
    let lines: Vec<usize> = (0..drawing.lines.len())
        .filter(|&i| !touched.contains(&drawing.lines[i].tag) && line_is_seen(&drawing.lines[i], plant, seen))
        .collect();
    if lines.is_empty() {
        return None;
    }
    let (line, mark) = (dice.pick(&lines), drawing.next_mark());
    let tag = format!("{}-{}", dice.pick(&["PI", "TI"]), 900 + mark);
    let item = DrawnItem {
        part: None,
        class: "ProcessInstrumentationFunction",
        tag: Some(tag.clone()),
        dn: [15; 2],
        branch_dn: None,
        actuated: false,
        id: String::new(),
        mark,
        after_tees: 0,
    };
    drawing.lines[line].instruments.push(item);
    let mut difference =
        Difference::new(DifferenceKind::MissingInField, &drawing.lines[line], format!("instrument {tag} is documented only"));
    difference.marks = vec![mark];
    difference.tag = Some(tag);
    Some(difference)
}
