//! Proteus XML and DEXPI 1.x: one walk over the tree gives the [`Drawing`].

mod header;
pub(crate) use header::COUNTS;
mod instruments;
pub(crate) use instruments::{Systems, function_tag};
mod items;
mod labels;
pub(crate) use labels::text as label_text;
mod pieces;
mod piping;

use crate::drawing::{Drawing, Target};
use crate::xml::El;
use std::collections::BTreeMap;

/// What the walk is inside of.
#[derive(Debug, Clone, Copy, Default)]
struct Inside {
    equipment: Option<usize>,
    component: Option<usize>,
    segment: Option<usize>,
    instrument: Option<usize>,
}

/// State of the walk over one file.
struct Reader {
    drawing: Drawing,
    systems: Systems,
    /// Line-level attributes of the piping network system the walk is in.
    system: Option<piping::System>,
    /// Id given to the element at this key of the tree, where it is not the id written there.
    element_ids: BTreeMap<u32, String>,
}

/// Read a `PlantModel`. The second value maps tree keys to element ids, for the graphics.
pub(crate) fn read(root: El<'_>, file: &str) -> (Drawing, BTreeMap<u32, String>) {
    let drawing = header::read(root, file);
    let mut reader = Reader { drawing, systems: Systems::default(), system: None, element_ids: BTreeMap::new() };
    for key in header::COUNTS {
        reader.drawing.count_n(key, 0);
    }
    reader.walk_children(root, Inside::default());
    let Reader { mut drawing, systems, element_ids, .. } = reader;
    systems.finish(&mut drawing);
    (drawing, element_ids)
}

impl Reader {
    fn walk_children(&mut self, element: El<'_>, inside: Inside) {
        for child in element.children() {
            self.walk(child, inside);
        }
    }

    fn walk(&mut self, element: El<'_>, inside: Inside) {
        match element.name() {
            // Holds complete elements as symbols: none of them stands in the plant.
            "ShapeCatalogue" => {}
            "Equipment" => self.equipment(element, inside),
            "Nozzle" | "Nozzles" => self.nozzle(element, inside),
            "PipingNetworkSystem" => self.piping_system(element, inside),
            "PipingNetworkSegment" => self.piping_segment(element, inside),
            "PipingComponent" => self.component(element, inside),
            "PipeOffPageConnector" | "PipeConnectorSymbol" => self.off_page(element, inside),
            "PropertyBreak" => self.property_break(element, inside),
            "ProcessInstrument" => self.process_instrument(element, inside),
            "ProcessInstrumentationFunction" => self.instrument(element, inside),
            "ProcessSignalGeneratingFunction" => self.signal_generator(element, inside),
            "InformationFlow" => self.information_flow(element, inside),
            "ActuatingFunction" => self.actuating_function(element),
            "ActuatingSystem" => self.actuating_system(element),
            "CenterLine" => self.centre_line(element, inside),
            "Connection" => self.connection(element, inside),
            "PipeFlowArrow" | "PipeSlopeSymbol" | "InsulationSymbol" | "InstrumentComponent" | "SignalLine" => {
                self.other(element);
            }
            "Component" => self.part_of_component(element, inside),
            _ if is_leaf(element.name()) => {}
            _ => self.walk_children(element, inside),
        }
    }

    /// Register an id; a duplicate is counted and leaves the first in place.
    fn register(&mut self, element: El<'_>, target: Target) {
        let Some(id) = element.filled("ID") else { return };
        if self.drawing.ids.contains_key(id) {
            self.drawing.count("duplicate_ids");
            self.drawing.warn(element.line(), format_args!("the id `{id}` is used twice; references mean the first one"));
            return;
        }
        self.drawing.ids.insert(id.to_owned(), target);
        for association in element.named("Association") {
            let located = association.filled("Type").is_some_and(|t| t.eq_ignore_ascii_case("is the location of"));
            if let (true, Some(function)) = (located, association.filled("ItemID")) {
                self.systems.locations.push((id.to_owned(), function.to_owned()));
            }
        }
    }

    /// Id for a new element: the one written, made unique within the file.
    fn fresh_id(&mut self, element: El<'_>) -> String {
        let written = match element.filled("ID") {
            Some(id) => id.to_owned(),
            None => {
                self.drawing.count("missing_ids");
                format!("{}@{}", element.name(), element.line())
            }
        };
        let taken = |id: &str| self.drawing.ids.contains_key(id);
        if !taken(&written) {
            if element.filled("ID").is_none() {
                self.drawing.ids.insert(written.clone(), Target::Else);
                self.element_ids.insert(element.key(), written.clone());
            }
            return written;
        }
        // The key makes it unique whatever the file holds.
        let unique = format!("{written}#{}", element.key());
        self.element_ids.insert(element.key(), unique.clone());
        unique
    }

    fn other(&mut self, element: El<'_>) {
        if element.name() == "InstrumentComponent" {
            self.drawing.count("instrument_components");
        }
        self.register(element, Target::Else);
        // Connections and centre lines in here are signals, not pipes.
        for child in element.named("Connection") {
            self.count_connection(child);
        }
    }
}

/// Graphics and attributes: nothing of the topology is inside.
fn is_leaf(name: &str) -> bool {
    matches!(
        name,
        "Drawing"
            | "Label"
            | "Text"
            | "Line"
            | "PolyLine"
            | "Shape"
            | "Circle"
            | "Ellipse"
            | "TrimmedCurve"
            | "CompositeCurve"
            | "BsplineCurve"
            | "BSplineCurve"
            | "GenericAttributes"
            | "Presentation"
            | "Position"
            | "Extent"
            | "Scale"
            | "ConnectionPoints"
            | "Association"
            | "PersistentID"
            | "PlantInformation"
            | "MetaData"
            | "PlantStructureItem"
            | "InstrumentationLoopFunction"
            | "InstrumentLoop"
    )
}
