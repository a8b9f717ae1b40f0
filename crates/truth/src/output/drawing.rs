//! The plant as its P&ID shows it.

use crate::model::{LineEnd, Part, Plant};
use rosette_plant::{Class, Subtype};

/// A P&ID that can still be altered.
#[derive(Debug, Clone, Default)]
pub struct Drawing {
    /// Equipment with its drawn nozzles.
    pub equipment: Vec<DrawnEquipment>,
    /// Lines.
    pub lines: Vec<DrawnLine>,
}

/// A piece of equipment on the drawing.
#[derive(Debug, Clone)]
pub struct DrawnEquipment {
    /// The part it stands for.
    pub part: usize,
    /// Class name of the drawing's vocabulary.
    pub class: &'static str,
    /// Tag.
    pub tag: String,
    /// Element ID.
    pub id: String,
}

/// A line on the drawing.
#[derive(Debug, Clone)]
pub struct DrawnLine {
    /// Index of the plant's line; none if only drawn.
    pub line: Option<usize>,
    /// Line tag.
    pub tag: String,
    /// Fluid code.
    pub fluid: String,
    /// Running number.
    pub number: usize,
    /// Nominal diameter.
    pub dn: u32,
    /// Inline components in the order of the flow.
    pub items: Vec<DrawnItem>,
    /// Field instruments.
    pub instruments: Vec<DrawnItem>,
    /// Where it begins.
    pub from: LineEnd,
    /// Where it ends.
    pub to: LineEnd,
}

/// An inline component or instrument on the drawing.
#[derive(Debug, Clone)]
pub struct DrawnItem {
    /// The part it stands for; none if only drawn.
    pub part: Option<usize>,
    /// Class name of the drawing's vocabulary.
    pub class: &'static str,
    /// Tag.
    pub tag: Option<String>,
    /// Nominal diameter before and after it.
    pub dn: [u32; 2],
    /// Of a tee: nominal diameter of the branch.
    pub branch_dn: Option<u32>,
    /// Driven by an actuator.
    pub actuated: bool,
    /// Element ID.
    pub id: String,
    /// Number that differences know it by.
    pub mark: usize,
    /// Of an instrument: how many tees of the line come before it.
    pub after_tees: usize,
}

/// Class name of a valve in the drawing's vocabulary.
pub fn valve_class(subtype: Subtype) -> &'static str {
    match subtype {
        Subtype::Gate => "GateValve",
        Subtype::Globe | Subtype::Control => "GlobeValve",
        Subtype::Ball => "BallValve",
        Subtype::Butterfly => "ButterflyValve",
        Subtype::Check => "SwingCheckValve",
        Subtype::Relief => "SpringLoadedGlobeSafetyValve",
        Subtype::Plug => "PlugValve",
        Subtype::Needle => "NeedleValve",
        Subtype::Diaphragm | Subtype::Unknown => "CustomOperatedValve",
    }
}

fn class_name(part: &Part) -> Option<&'static str> {
    Some(match part.class {
        Class::Valve => valve_class(part.subtype.unwrap_or(Subtype::Unknown)),
        Class::Strainer => "Strainer",
        Class::Flowmeter if part.kind == Some("magnetic") => "ElectromagneticFlowMeter",
        Class::Flowmeter => "VolumeFlowMeasuringElement",
        Class::Reducer => "PipeReducer",
        Class::Tee => "PipeTee",
        Class::Instrument => "ProcessInstrumentationFunction",
        Class::Tank => "Tank",
        Class::Vessel => "PressureVessel",
        Class::Pump => "CentrifugalPump",
        Class::HeatExchanger if part.kind == Some("PlateHeatExchanger") => "PlateHeatExchanger",
        Class::HeatExchanger => "TubularHeatExchanger",
        _ => return None,
    })
}

/// Draws the plant as it is.
pub fn draw(plant: &Plant) -> Drawing {
    let mut drawing = Drawing::default();
    for (part, it) in plant.parts.iter().enumerate().filter(|(_, p)| p.class.is_equipment()) {
        let tag = it.tag.clone().unwrap_or_default();
        drawing.equipment.push(DrawnEquipment {
            part,
            class: class_name(it).unwrap_or("CustomEquipment"),
            tag,
            id: String::new(),
        });
    }
    let mut marks = 0;
    for (index, line) in plant.lines.iter().enumerate() {
        let mut item = |part: usize| draw_item(plant, part, &mut marks);
        let items: Vec<DrawnItem> = line.parts.iter().filter_map(|&p| item(p)).collect();
        let mut instruments: Vec<DrawnItem> = line.instruments.iter().filter_map(|&p| item(p)).collect();
        for instrument in &mut instruments {
            instrument.after_tees = tees_before(plant, index, instrument.part);
        }
        drawing.lines.push(DrawnLine {
            line: Some(index),
            tag: line.tag.clone(),
            fluid: line.fluid.clone(),
            number: line.number,
            dn: line.dn,
            items,
            instruments,
            from: line.from.clone(),
            to: line.to.clone(),
        });
    }
    drawing
}

fn draw_item(plant: &Plant, part: usize, marks: &mut usize) -> Option<DrawnItem> {
    let it = &plant.parts[part];
    let class = class_name(it)?;
    *marks += 1;
    let sizes = [0, 1].map(|k| it.ports.get(k).map_or(it.dn.unwrap_or(0), |j| j.dn));
    Some(DrawnItem {
        part: Some(part),
        class,
        tag: it.tag.clone(),
        dn: sizes,
        branch_dn: it.branch.map(|(_, dn)| dn),
        actuated: it.subtype == Some(Subtype::Control),
        id: String::new(),
        mark: *marks,
        after_tees: 0,
    })
}

/// How many tees of the line stand before the pipe that carries an instrument.
fn tees_before(plant: &Plant, line: usize, instrument: Option<usize>) -> usize {
    let host = plant.connections.iter().find(|c| Some(c[1]) == instrument).map(|c| c[0]);
    let before = plant.lines[line].parts.iter().take_while(|p| Some(**p) != host);
    before.filter(|p| plant.parts[**p].class == Class::Tee).count()
}

impl Drawing {
    /// Gives every element its ID: class name and number.
    pub fn identify(&mut self) {
        let mut counts = std::collections::BTreeMap::new();
        let mut id = |class: &'static str| {
            let count: &mut usize = counts.entry(class).or_default();
            *count += 1;
            format!("{class}-{count}")
        };
        for equipment in &mut self.equipment {
            equipment.id = id(equipment.class);
        }
        for line in &mut self.lines {
            for item in line.items.iter_mut().chain(&mut line.instruments) {
                item.id = id(item.class);
            }
        }
    }

    /// Which element is which part.
    pub fn links(&self) -> Vec<(String, Option<usize>)> {
        let equipment = self.equipment.iter().map(|e| (e.id.clone(), Some(e.part)));
        let items = self.lines.iter().flat_map(|l| l.items.iter().chain(&l.instruments)).map(|i| (i.id.clone(), i.part));
        equipment.chain(items).collect()
    }

    /// Element IDs of marked items.
    pub fn ids(&self, marks: &[usize]) -> Vec<String> {
        let items = self.lines.iter().flat_map(|l| l.items.iter().chain(&l.instruments));
        items.filter(|i| marks.contains(&i.mark)).map(|i| i.id.clone()).collect()
    }

    /// A mark that no item has yet.
    pub fn next_mark(&self) -> usize {
        self.lines.iter().flat_map(|l| l.items.iter().chain(&l.instruments)).map(|i| i.mark).max().unwrap_or(0) + 1
    }
}
