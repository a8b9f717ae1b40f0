//! Writes the drawing as DEXPI 1.3 in Proteus XML, with graphics.

use super::drawing::{Drawing, DrawnItem, DrawnLine};
use super::symbols::SYMBOLS;
use super::xml::Xml;
use crate::error::SimulateError;
use crate::model::LineEnd;
use std::collections::BTreeMap;
use std::path::Path;

/// Writes `pid.xml` into `dir`.
pub fn write_proteus(drawing: &Drawing, name: &str, dir: &Path) -> Result<(), SimulateError> {
    let path = dir.join("pid.xml");
    std::fs::write(&path, proteus(drawing, name)).map_err(|e| SimulateError::Write { path, message: e.to_string() })
}

/// A place on the sheet, mm.
type At = (f64, f64);

struct Writer<'a> {
    xml: Xml,
    drawing: &'a Drawing,
    counts: BTreeMap<&'static str, usize>,
    /// ID and place of the nozzle for an equipment part and its nozzle number.
    nozzles: BTreeMap<(usize, usize), (String, At)>,
    /// Place of drawn tees by part.
    tees: BTreeMap<usize, (String, At)>,
    actuated: Vec<(String, Option<String>, At)>,
}

/// The document.
pub fn proteus(drawing: &Drawing, name: &str) -> String {
    let mut w = Writer {
        xml: Xml::new(),
        drawing,
        counts: BTreeMap::new(),
        nozzles: BTreeMap::new(),
        tees: BTreeMap::new(),
        actuated: Vec::new(),
    };
    w.xml.open("PlantModel", &[]);
    w.header(name);
    w.catalogue();
    w.equipment();
    w.place_tees();
    for index in 0..drawing.lines.len() {
        w.line(index);
    }
    w.actuators();
    w.xml.finish()
}

const INFORMATION: &[(&str, &str)] = &[
    ("Application", "Dexpi"),
    ("ApplicationVersion", "1.3.1"),
    ("Date", "2020-01-31"),
    ("Discipline", "PID"),
    ("Is3D", "no"),
    ("OriginatingSystem", "Rosette simulate"),
    ("OriginatingSystemVendor", "n/a"),
    ("OriginatingSystemVersion", "1"),
    ("SchemaVersion", "4.1.1"),
    ("Time", "08:00:00"),
    ("Units", "mm"),
];

fn uri(name: &str) -> String {
    format!("http://sandbox.dexpi.org/rdl/{name}")
}

fn mm(x: f64) -> String {
    format!("{x:.2}")
}

impl Writer<'_> {
    fn id(&mut self, class: &'static str) -> String {
        let count = self.counts.entry(class).or_default();
        *count += 1;
        format!("{class}-{count}")
    }

    fn sheet(&self) -> At {
        (
            (70.0 * self.drawing.equipment.len() as f64 + 200.0).max(841.0),
            (14.0 * self.drawing.lines.len() as f64 + 300.0).max(594.0),
        )
    }

    fn header(&mut self, name: &str) {
        self.xml.open("PlantInformation", INFORMATION);
        self.xml.leaf("UnitsOfMeasure", &[]);
        self.xml.close();
        self.xml
            .open("MetaData", &[("ID", "MetaData-1"), ("ComponentClass", "MetaData"), ("ComponentClassURI", &uri("MetaData"))]);
        self.attributes(&[("DrawingNameAssignmentClass", name), ("DrawingNumberAssignmentClass", name)]);
        self.xml.close();
        self.xml.open("Drawing", &[("Name", name), ("Type", "PID")]);
        self.ink("0.25");
        self.xml.open("Extent", &[]);
        let (x, y) = self.sheet();
        self.xml.leaf("Min", &[("X", "0"), ("Y", "0")]);
        self.xml.leaf("Max", &[("X", &mm(x)), ("Y", &mm(y))]);
        self.xml.close();
        self.xml.close();
    }

    fn ink(&mut self, weight: &str) {
        self.xml.leaf("Presentation", &[("LineType", "0"), ("LineWeight", weight), ("R", "0"), ("G", "0"), ("B", "0")]);
    }

    fn position(&mut self, at: At) {
        self.xml.open("Position", &[]);
        self.xml.leaf("Location", &[("X", &mm(at.0)), ("Y", &mm(at.1)), ("Z", "0")]);
        self.xml.leaf("Axis", &[("X", "0"), ("Y", "0"), ("Z", "1")]);
        self.xml.leaf("Reference", &[("X", "1"), ("Y", "0"), ("Z", "0")]);
        self.xml.close();
    }

    fn attributes(&mut self, values: &[(&str, &str)]) {
        self.xml.open("GenericAttributes", &[("Set", "DexpiAttributes"), ("Number", &values.len().to_string())]);
        for (name, value) in values {
            self.xml.leaf(
                "GenericAttribute",
                &[("Name", name), ("AttributeURI", &uri(name)), ("Format", "string"), ("Value", value)],
            );
        }
        self.xml.close();
    }

    fn label(&mut self, class: &'static str, text: &str, at: At) {
        let id = self.id(class);
        self.xml.open("Label", &[("ID", &id), ("ComponentClass", "Label")]);
        let style = [("String", text), ("Font", "Calibri"), ("Height", "2.5"), ("Width", "0"), ("Justification", "CenterCenter")];
        self.xml.open("Text", &style);
        self.xml.leaf("Presentation", &[("R", "0"), ("G", "0"), ("B", "0")]);
        self.position(at);
        self.xml.close();
        self.xml.close();
    }

    fn catalogue(&mut self) {
        self.xml.open("ShapeCatalogue", &[("Name", "Shapes")]);
        for symbol in &SYMBOLS {
            let (id, name) = (format!("Shape-{}", symbol.class), format!("{}_SHAPE", symbol.class));
            self.xml.open(symbol.element, &[("ID", &id), ("ComponentClass", symbol.class), ("ComponentName", &name)]);
            for line in symbol.lines {
                self.xml.open("PolyLine", &[("NumPoints", &line.len().to_string())]);
                self.ink("0.35");
                for (x, y) in *line {
                    self.xml.leaf("Coordinate", &[("X", &x.to_string()), ("Y", &y.to_string())]);
                }
                self.xml.close();
            }
            for radius in symbol.circles {
                self.xml.open("Circle", &[("Radius", &radius.to_string())]);
                self.ink("0.35");
                self.position((0.0, 0.0));
                self.xml.close();
            }
            self.xml.close();
        }
        self.xml.close();
    }

    fn equipment(&mut self) {
        let height = self.sheet().1;
        for (index, equipment) in self.drawing.equipment.iter().enumerate() {
            let row = match equipment.class {
                "CentrifugalPump" => 60.0,
                "Tank" => 130.0,
                _ => height - 60.0,
            };
            let at = (70.0 + 70.0 * index as f64, row);
            let name = format!("{}_SHAPE", equipment.class);
            self.xml.open(
                "Equipment",
                &[
                    ("ID", &equipment.id),
                    ("ComponentClass", equipment.class),
                    ("ComponentClassURI", &uri(equipment.class)),
                    ("ComponentName", &name),
                    ("TagName", &equipment.tag),
                ],
            );
            self.position(at);
            self.label("EquipmentTagNameLabel", &equipment.tag, (at.0, at.1 + 20.0));
            let (prefix, number) = equipment.tag.split_once('-').unwrap_or(("", &equipment.tag));
            self.attributes(&[
                ("TagNameAssignmentClass", &equipment.tag),
                ("TagNamePrefixAssignmentClass", prefix),
                ("TagNameSequenceNumberAssignmentClass", number),
            ]);
            self.nozzles_of(equipment.part, at);
            self.xml.close();
        }
    }

    fn nozzles_of(&mut self, part: usize, at: At) {
        let drawing = self.drawing;
        let ends = drawing.lines.iter().flat_map(|l| [(&l.from, l.first_dn()), (&l.to, l.last_dn())]);
        let wanted: Vec<(usize, u32)> = ends
            .filter_map(|(end, dn)| match end {
                LineEnd::Nozzle(unit, nozzle) if *unit == part => Some((*nozzle, dn)),
                _ => None,
            })
            .collect();
        for (k, (nozzle, dn)) in wanted.into_iter().enumerate() {
            let id = self.id("Nozzle");
            let place = (at.0 - 12.0 + 6.0 * k as f64, at.1 + 16.0);
            self.xml.open("Nozzle", &[("ID", &id), ("ComponentClass", "Nozzle"), ("ComponentClassURI", &uri("Nozzle"))]);
            self.xml.open("ConnectionPoints", &[("NumPoints", "2")]);
            self.xml.leaf("Node", &[("ID", &format!("{id}-DefaultNode"))]);
            self.node(Some(dn), place);
            self.xml.close();
            self.attributes(&[("SubTagNameAssignmentClass", &format!("N{}", k + 1))]);
            self.xml.close();
            self.nozzles.insert((part, nozzle), (id, place));
        }
    }

    fn node(&mut self, dn: Option<u32>, at: At) {
        let id = self.id("PipingNode");
        self.xml.open("Node", &[("ID", &id), ("Type", "process")]);
        if let Some(dn) = dn {
            self.attributes(&[
                ("NominalDiameterNumericalValueRepresentationAssignmentClass", &dn.to_string()),
                ("NominalDiameterRepresentationAssignmentClass", &format!("DN {dn}")),
            ]);
        }
        self.position(at);
        self.xml.close();
    }

    /// Height of a line's track on the sheet.
    fn track(&self, line: usize) -> f64 {
        180.0 + 14.0 * line as f64
    }

    /// Where a line's items stand: evenly along its track.
    fn item_at(&self, line: usize, item: usize) -> At {
        let count = self.drawing.lines[line].items.len() as f64;
        let width = self.sheet().0 - 200.0;
        (100.0 + width * (item as f64 + 1.0) / (count + 1.0), self.track(line))
    }

    fn place_tees(&mut self) {
        for (index, line) in self.drawing.lines.iter().enumerate() {
            for (k, item) in line.items.iter().enumerate().filter(|(_, i)| i.class == "PipeTee") {
                let at = self.item_at(index, k);
                if let Some(part) = item.part {
                    self.tees.insert(part, (item.id.clone(), at));
                }
            }
        }
    }

    fn line(&mut self, index: usize) {
        let line = &self.drawing.lines[index];
        let id = self.id("PipingNetworkSystem");
        self.xml.open(
            "PipingNetworkSystem",
            &[
                ("ID", &id),
                ("ComponentClass", "PipingNetworkSystem"),
                ("ComponentClassURI", &uri("PipingNetworkSystem")),
                ("TagName", &line.tag),
            ],
        );
        let class = line.tag.rsplit('-').next().unwrap_or("");
        self.attributes(&[
            ("FluidCodeAssignmentClass", &line.fluid),
            ("LineNumberAssignmentClass", &format!("{:03}", line.number)),
            ("PipingClassCodeAssignmentClass", class),
            ("NominalDiameterNumericalValueRepresentationAssignmentClass", &line.dn.to_string()),
            ("NominalDiameterRepresentationAssignmentClass", &format!("DN {}", line.dn)),
        ]);
        let segments = self.segments(index, class);
        self.xml.close();
        for (k, item) in line.instruments.iter().enumerate() {
            let segment = &segments[item.after_tees.min(segments.len() - 1)];
            self.instrument(item, segment, (120.0 + 40.0 * k as f64, self.track(index) + 9.0));
        }
    }

    /// Writes the line's segments, which end at its tees; returns their IDs.
    fn segments(&mut self, index: usize, class: &str) -> Vec<String> {
        let line = &self.drawing.lines[index];
        let mut ids = Vec::new();
        let mut from = self.end(&line.from);
        let mut dn = line.first_dn();
        let mut items: Vec<usize> = Vec::new();
        let mut enter = matches!(line.from, LineEnd::OffPage(_));
        for k in 0..=line.items.len() {
            let last = k == line.items.len();
            if !last {
                items.push(k);
            }
            let at_tee = !last && line.items[k].class == "PipeTee";
            if !last && !at_tee {
                continue;
            }
            let id = self.open_segment(ids.len() + 1, line, dn, class);
            if std::mem::take(&mut enter) {
                from = self.off_page("FlowInPipeOffPageConnector", &line.from, (60.0, self.track(index)));
            }
            let mut here = from.as_ref().map_or((80.0, self.track(index)), |f| f.2);
            for k in items.drain(..) {
                let at = self.item_at(index, k);
                let end = (at.0 - 3.0, at.1);
                // From a nozzle or another line the way runs round by the left, so that it does not pass later items.
                let comes_from_afar = (here.1 - at.1).abs() > 0.1;
                if comes_from_afar {
                    self.center_line(&[here, (here.0, at.1 + 5.0), (90.0, at.1 + 5.0), (90.0, at.1), end]);
                } else {
                    self.center_line(&[here, end]);
                }
                self.item(&line.items[k], line, at);
                here = (at.0 + 3.0, at.1);
                dn = line.items[k].dn[1];
            }
            let to = if at_tee {
                let tee = &line.items[k];
                Some((tee.id.clone(), 1, here))
            } else if matches!(line.to, LineEnd::OffPage(_)) {
                let at = (self.sheet().0 - 60.0, self.track(index));
                self.center_line(&[here, at]);
                self.off_page("FlowOutPipeOffPageConnector", &line.to, at)
            } else {
                let to = self.end(&line.to);
                let at = to.as_ref().map_or((here.0 + 40.0, here.1), |t| t.2);
                let right = self.sheet().0 - 90.0;
                if to.is_some() {
                    self.center_line(&[here, (right, here.1), (right, here.1 - 5.0), (at.0, here.1 - 5.0), at]);
                } else {
                    self.center_line(&[here, at]);
                }
                to
            };
            self.connection(&from, &to);
            self.xml.close();
            ids.push(id);
            if at_tee {
                from = Some((line.items[k].id.clone(), 2, here));
            }
        }
        ids
    }

    fn open_segment(&mut self, number: usize, line: &DrawnLine, dn: u32, class: &str) -> String {
        let id = self.id("PipingNetworkSegment");
        self.xml.open(
            "PipingNetworkSegment",
            &[("ID", &id), ("ComponentClass", "PipingNetworkSegment"), ("ComponentClassURI", &uri("PipingNetworkSegment"))],
        );
        self.attributes(&[
            ("NominalDiameterNumericalValueRepresentationAssignmentClass", &dn.to_string()),
            ("NominalDiameterRepresentationAssignmentClass", &format!("DN {dn}")),
            ("FluidCodeAssignmentClass", &line.fluid),
            ("PipingClassCodeAssignmentClass", class),
            ("SegmentNumberAssignmentClass", &format!("S{number}")),
        ]);
        id
    }

    /// ID, node and place of a line's end; none if it is open.
    fn end(&self, end: &LineEnd) -> Option<(String, usize, At)> {
        match end {
            LineEnd::Nozzle(part, nozzle) => self.nozzles.get(&(*part, *nozzle)).map(|(id, at)| (id.clone(), 1, *at)),
            LineEnd::Tee(part) => self.tees.get(part).map(|(id, at)| (id.clone(), 3, *at)),
            LineEnd::OffPage(_) | LineEnd::Open => None,
        }
    }

    fn connection(&mut self, from: &Option<(String, usize, At)>, to: &Option<(String, usize, At)>) {
        let from = from.as_ref().map(|(id, node, _)| (id.clone(), node.to_string()));
        let to = to.as_ref().map(|(id, node, _)| (id.clone(), node.to_string()));
        let mut values = Vec::new();
        if let Some((id, node)) = &from {
            values.extend([("FromID", id.as_str()), ("FromNode", node.as_str())]);
        }
        if let Some((id, node)) = &to {
            values.extend([("ToID", id.as_str()), ("ToNode", node.as_str())]);
        }
        if !values.is_empty() {
            self.xml.leaf("Connection", &values);
        }
    }

    fn center_line(&mut self, points: &[At]) {
        self.xml.open("CenterLine", &[("NumPoints", &points.len().to_string())]);
        self.ink("0.5");
        for (x, y) in points {
            self.xml.leaf("Coordinate", &[("X", &mm(*x)), ("Y", &mm(*y))]);
        }
        self.xml.close();
    }

    fn off_page(&mut self, class: &'static str, end: &LineEnd, at: At) -> Option<(String, usize, At)> {
        let LineEnd::OffPage(name) = end else { return None };
        let id = self.id(class);
        let flow = if class.starts_with("FlowIn") { ("FlowOut", "1") } else { ("FlowIn", "1") };
        self.xml.open(
            "PipeOffPageConnector",
            &[("ID", &id), ("ComponentClass", class), ("ComponentClassURI", &uri(class)), ("TagName", name)],
        );
        self.xml.open("ConnectionPoints", &[("NumPoints", "2"), flow]);
        self.xml.leaf("Node", &[("ID", &format!("{id}-DefaultNode"))]);
        self.node(None, at);
        self.xml.close();
        self.position(at);
        self.xml.close();
        Some((id, 1, at))
    }

    fn item(&mut self, item: &DrawnItem, line: &DrawnLine, at: At) {
        let name = format!("{}_SHAPE", item.class);
        let class = uri(item.class);
        let mut values = vec![
            ("ID", item.id.as_str()),
            ("ComponentClass", item.class),
            ("ComponentClassURI", &class),
            ("ComponentName", &name),
        ];
        if let Some(tag) = &item.tag {
            values.push(("TagName", tag));
        }
        self.xml.open("PipingComponent", &values);
        let nodes = if item.branch_dn.is_some() { "4" } else { "3" };
        self.xml.open("ConnectionPoints", &[("NumPoints", nodes), ("FlowIn", "1"), ("FlowOut", "2")]);
        self.xml.leaf("Node", &[("ID", &format!("{}-DefaultNode", item.id))]);
        self.node(Some(item.dn[0]), (at.0 - 3.0, at.1));
        self.node(Some(item.dn[1]), (at.0 + 3.0, at.1));
        if let Some(dn) = item.branch_dn {
            self.node(Some(dn), at);
        }
        self.xml.close();
        self.position(at);
        if let Some(tag) = &item.tag {
            self.label("PipingComponentLabel", tag, (at.0, at.1 + 5.0));
            let mut attributes =
                vec![("PipingComponentNumberAssignmentClass", tag.as_str()), ("FluidCodeAssignmentClass", &line.fluid)];
            if item.class == "CustomOperatedValve" {
                attributes.push(("TypeNameAssignmentClass", "Diaphragm valve"));
            }
            self.attributes(&attributes);
        }
        self.xml.close();
        if item.actuated {
            self.actuated.push((item.id.clone(), item.tag.clone(), at));
        }
    }

    fn instrument(&mut self, item: &DrawnItem, segment: &str, at: At) {
        let tag = item.tag.clone().unwrap_or_default();
        self.xml.open(
            "ProcessInstrumentationFunction",
            &[("ID", &item.id), ("ComponentClass", item.class), ("ComponentClassURI", &uri(item.class)), ("TagName", &tag)],
        );
        self.position(at);
        let (letters, number) = tag.split_once('-').unwrap_or((&tag, ""));
        let (category, functions) = letters.split_at(letters.len().min(1));
        self.attributes(&[
            ("ProcessInstrumentationFunctionCategoryAssignmentClass", category),
            ("ProcessInstrumentationFunctionsAssignmentClass", functions),
            ("ProcessInstrumentationFunctionNumberAssignmentClass", number),
            ("LocationSpecialization", "Field"),
        ]);
        let id = self.id("ProcessSignalGeneratingFunction");
        self.xml.open("ProcessSignalGeneratingFunction", &[("ID", &id), ("ComponentClass", "ProcessSignalGeneratingFunction")]);
        self.xml.leaf("Association", &[("Type", "is located in"), ("ItemID", segment)]);
        self.xml.close();
        self.xml.close();
    }

    fn actuators(&mut self) {
        for (valve, tag, at) in std::mem::take(&mut self.actuated) {
            let id = self.id("ActuatingSystem");
            self.xml.open(
                "ActuatingSystem",
                &[("ID", &id), ("ComponentClass", "ActuatingSystem"), ("ComponentClassURI", &uri("ActuatingSystem"))],
            );
            self.attributes(&[("ActuatingSystemNumberAssignmentClass", tag.as_deref().unwrap_or(""))]);
            for class in ["ControlledActuator", "OperatedValveReference"] {
                let id = self.id(class);
                self.xml.open(
                    "ActuatingSystemComponent",
                    &[("ID", &id), ("ComponentClass", class), ("ComponentClassURI", &uri(class))],
                );
                if class == "ControlledActuator" {
                    self.position((at.0, at.1 + 6.0));
                } else {
                    self.xml.leaf("Association", &[("Type", "refers to"), ("ItemID", &valve)]);
                }
                self.xml.close();
            }
            self.xml.close();
        }
    }
}

impl DrawnLine {
    /// Nominal diameter where the line begins.
    fn first_dn(&self) -> u32 {
        self.items.first().map_or(self.dn, |i| i.dn[0])
    }

    /// Nominal diameter where the line ends.
    fn last_dn(&self) -> u32 {
        self.items.last().map_or(self.dn, |i| i.dn[1])
    }
}
