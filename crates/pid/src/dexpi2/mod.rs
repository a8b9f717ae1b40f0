//! DEXPI 2.0 XML: a generic tree of objects, data, components and references becomes the same [`Drawing`] as DEXPI 1.x.
//!
//! The role of an object follows from the property it hangs on, so that types of a profile nobody knows still find
//! their place; their class follows from the super types of the profile, where the profile is among the files.

mod diagram;
mod instruments;
mod items;
mod model;
mod piping;
mod values;

use crate::drawing::{Drawing, Target};
use crate::proteus::{COUNTS, Systems};
use crate::xml::El;
use diagram::Diagram;
pub(crate) use model::{Model, Object, SuperTypes};
use std::collections::BTreeMap;

/// What the walk is inside of.
#[derive(Debug, Clone, Copy, Default)]
struct Inside {
    equipment: Option<usize>,
    segment: Option<usize>,
    instrument: Option<usize>,
}

/// State of the walk over one model.
struct Reader<'m> {
    model: &'m Model,
    diagram: Diagram,
    super_types: &'m SuperTypes,
    drawing: Drawing,
    systems: Systems,
    system: Option<piping::System>,
    /// Segments of the drawing and their objects: their connections are read at the end.
    segment_objects: Vec<(usize, usize)>,
    /// Sizes such as `0600` are hundredths of an inch on the whole sheet.
    hundredths: bool,
    element_ids: BTreeMap<u32, String>,
}

/// Whether the file only declares classes (a profile) and holds no plant.
pub(crate) fn is_profile(root: El<'_>) -> bool {
    root.child("Package").is_some() && root.child("Object").is_none()
}

/// Read a `Model`. The second value maps tree keys to element ids, for the graphics.
pub(crate) fn read(root: El<'_>, file: &str, super_types: &SuperTypes) -> (Drawing, BTreeMap<u32, String>) {
    let model = Model::read(root);
    let diagram = Diagram::read(root);
    let mut drawing = Drawing { mm_per_unit: 1.0, ..Drawing::default() };
    drawing.report.file = file.to_owned();
    drawing.report.dialect = dialect(root);
    drawing.report.origin = origin(&model);
    from_model(&model, diagram, super_types, drawing)
}

/// Read a model that came as a graph of objects: it has no diagram.
pub(crate) fn from_objects(model: &Model, drawing: Drawing) -> Drawing {
    from_model(model, Diagram::default(), &SuperTypes::default(), drawing).0
}

fn from_model(
    model: &Model,
    diagram: Diagram,
    super_types: &SuperTypes,
    mut drawing: Drawing,
) -> (Drawing, BTreeMap<u32, String>) {
    name_it(&mut drawing, model);
    COUNTS.iter().for_each(|key| drawing.count_n(key, 0));
    drawing.count_n("duplicate_ids", model.duplicates.len());
    for (id, line) in model.duplicates.iter().take(20) {
        drawing.warn(*line, format_args!("the id `{id}` is used twice; references mean the first one"));
    }
    let mut reader = Reader {
        model,
        diagram,
        super_types,
        drawing,
        systems: Systems::default(),
        system: None,
        segment_objects: Vec::new(),
        hundredths: values::in_hundredths_of_an_inch(model),
        element_ids: BTreeMap::new(),
    };
    for root in model.roots() {
        reader.walk(root, Inside::default());
    }
    reader.connect();
    let Reader { mut drawing, systems, element_ids, .. } = reader;
    if drawing.items.is_empty() && drawing.segments.is_empty() {
        drawing.warn(1, "the model holds no equipment and no piping: a process model, or a diagram only");
    }
    systems.finish(&mut drawing);
    (drawing, element_ids)
}

/// What an object is to a P&ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Equipment,
    Nozzle,
    System,
    Segment,
    Component,
    OffPage,
    Break,
    Instrument,
    SignalGenerator,
    Signal,
    ActuatingSystem,
    /// Pipes, nodes, meta data: read with the object they belong to.
    Read,
    /// Holds other objects.
    Container,
}

impl Reader<'_> {
    fn walk(&mut self, idx: usize, inside: Inside) {
        let Some(object) = self.model.get(idx) else { return };
        match self.role(object) {
            Role::Equipment => self.equipment(object, inside),
            Role::Nozzle => self.nozzle(object, inside),
            Role::System => self.piping_system(object, inside),
            Role::Segment => self.segment(object, inside),
            Role::Component => self.component(object, inside),
            Role::OffPage => self.off_page(object, inside),
            Role::Break => self.property_break(object, inside),
            Role::Instrument => self.instrument(object, inside),
            Role::SignalGenerator => self.signal_generator(object, inside),
            Role::Signal => self.signal(object),
            Role::ActuatingSystem => self.actuating_system(object),
            Role::Read => {}
            Role::Container => {
                self.register(object, Target::Else);
                self.walk_children(object, inside);
            }
        }
    }

    fn walk_children(&mut self, object: &Object, inside: Inside) {
        for child in &object.children {
            self.walk(*child, inside);
        }
    }

    /// By the property, else by the type or one of its super types, else by the package of the type.
    fn role(&self, object: &Object) -> Role {
        let is = |names: &[&str]| self.lineage(object).iter().any(|class| names.iter().any(|n| class.eq_ignore_ascii_case(n)));
        match object.property.as_str() {
            "taggedplantitems" => Role::Equipment,
            "nozzles" => Role::Nozzle,
            "pipingnetworksystems" => Role::System,
            "segments" if !is(&["ColumnSection"]) => Role::Segment,
            "connections" | "nodes" | "metadata" | "persistentidentifiers" => Role::Read,
            "processinstrumentationfunctions" => Role::Instrument,
            "processsignalgeneratingfunctions" => Role::SignalGenerator,
            "signalconveyingfunctions" => Role::Signal,
            "actuatingsystems" => Role::ActuatingSystem,
            _ if is(&["PipingNetworkSystem"]) => Role::System,
            _ if is(&["PipingNetworkSegment"]) => Role::Segment,
            _ if is(&["PipeOffPageConnector", "FlowInPipeOffPageConnector", "FlowOutPipeOffPageConnector"]) => Role::OffPage,
            _ if is(&["PropertyBreak", "LogicalBreak"]) || (object.property == "items" && object.class.ends_with("Break")) => {
                Role::Break
            }
            _ if is(&["Nozzle"]) => Role::Nozzle,
            _ if is(&["ProcessSignalGeneratingFunction"]) => Role::SignalGenerator,
            _ if is(&["ProcessInstrumentationFunction"]) => Role::Instrument,
            _ if is(&["SignalConveyingFunction", "MeasuringLineFunction", "SignalLineFunction"]) => Role::Signal,
            _ if is(&["ActuatingSystem"]) => Role::ActuatingSystem,
            _ if is(&["Pipe", "DirectPipingConnection", "PipingNode", "MetaData", "PlantMetaData"]) => Role::Read,
            "items" => Role::Component,
            _ => by_package(object),
        }
    }

    /// Type of an object and the super types its profile gives, nearest first.
    fn lineage<'a>(&'a self, object: &'a Object) -> Vec<&'a str> {
        self.super_types.lineage(&object.class)
    }

    fn register(&mut self, object: &Object, target: Target) {
        self.drawing.ids.entry(object.id.clone()).or_insert(target);
    }

    /// The object is drawn as `id`: for the graphics, where the file gives it none.
    fn made_id(&mut self, object: &Object) -> String {
        if object.id_is_made {
            self.drawing.count("missing_ids");
            self.element_ids.insert(object.key, object.id.clone());
        }
        object.id.clone()
    }
}

fn by_package(object: &Object) -> Role {
    let known = crate::classes::by_name(&object.class);
    match object.package.as_str() {
        "ProcessEquipment" => Role::Equipment,
        "Piping" => Role::Component,
        // A graph of objects says no package: what the class table knows as a thing is one.
        "" if known.is_some_and(|m| m.class.is_inline() || m.class == rosette_plant::Class::Flange) => Role::Component,
        "" if known.is_some_and(|m| m.part || m.class.is_equipment()) => Role::Equipment,
        _ => Role::Container,
    }
}

/// `DEXPI 2.0.0`, and the profiles the file is written against.
fn dialect(root: El<'_>) -> String {
    let imports = root.named("Import");
    let sources: Vec<(&str, &str)> = imports.filter_map(|i| Some((i.filled("prefix")?, i.filled("source")?))).collect();
    let version = sources.iter().find_map(|(_, source)| source.split_once("/models/")?.1.split('/').next());
    let base = ["Builtin", "Core", "Plant", "Process", "MetaData", "Profile"];
    let profiles: Vec<&str> = sources.iter().map(|(prefix, _)| *prefix).filter(|p| !base.contains(p)).collect();
    let with = if profiles.is_empty() { String::new() } else { format!(" with profile {}", profiles.join(", ")) };
    format!("DEXPI {}{with}", version.unwrap_or("2.0"))
}

fn origin(model: &Model) -> String {
    let names = ["OriginatingSystemName", "OriginatingSystem"];
    let found = model.roots().filter_map(|r| model.get(r)).find_map(|o| names.iter().find_map(|n| o.data.get(*n)));
    found.map_or_else(|| "unknown".to_owned(), Clone::clone)
}

fn name_it(drawing: &mut Drawing, model: &Model) {
    let Some(meta) = model.iter().find(|o| o.property == "metadata" || o.class.ends_with("MetaData")) else { return };
    let value = |name: &str| meta.data.get(name).cloned();
    drawing.number = value("DrawingNumber");
    if drawing.name.is_empty() {
        drawing.name = drawing.number.clone().or_else(|| value("DrawingName")).unwrap_or_default();
    }
}
