//! The as-drawn graph as GraphML: written for networkx, yEd, Gephi and the like, read back whole, and read from other tools.
//!
//! [`write`] gives one node an element and one edge a joint, directed with the flow as drawn; data keys carry everything
//! else, attributes of the drawing as `attribute.NAME`. [`read`] gives back the same graph. A file of another tool is
//! taken in by the names of its attributes (`dexpi_class`, `ComponentClass`, `tagName`, `nominal_diameter`...), and a graph
//! of DEXPI objects (`composition` and `reference` edges, as pyDEXPI writes it) is read like the model it shows.
//!
//! Not done: hyperedges (counted), ports as elements of their own on writing, characters that XML 1.0 cannot hold
//! (written as U+FFFD), single values longer than 64 KiB (cut on reading, with a warning).

mod foreign;
mod names;
mod objects;
mod own;
mod tree;
mod write;

use crate::assemble::SheetGraph;
use crate::drawing::{Drawing, Reference, Target};
use crate::xml::{self, El};
use crate::{PidError, assemble, notes, topology};
use rosette_plant::{Drawn, Note, PlantGraph};
use std::path::Path;
pub use write::write;

/// Read a graph. `file` is the name used in messages; nothing is opened.
///
/// # Errors
/// Where the content is no XML, or no GraphML.
///
/// ```
/// use rosette_pid::graphml;
/// use rosette_plant::{Drawn, PlantGraph};
/// let graph = PlantGraph::<Drawn>::default();
/// let text = graphml::write(&graph);
/// assert_eq!(graphml::read(text.as_bytes(), "empty.graphml".as_ref()).unwrap(), graph);
/// ```
pub fn read(content: &[u8], file: &Path) -> Result<PlantGraph<Drawn>, PidError> {
    let dom = xml::parse(content).map_err(|p| PidError::Xml { file: file.to_owned(), line: p.line, problem: p.problem })?;
    let root = dom.root().filter(|r| r.name() == "graphml");
    let root = root
        .ok_or_else(|| PidError::NotADrawing { file: file.to_owned(), root: dom.root().map_or("", |r| r.name()).to_owned() })?;
    let name = file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let mut drawing = Drawing { mm_per_unit: 1.0, ..Drawing::default() };
    drawing.report.file = name;
    Ok(match understand(root, drawing) {
        Content::Own(graph, _) => *graph,
        Content::Graph(graph, drawing) => with_notes(*graph, &drawing),
        Content::Objects(mut drawing) => {
            let topology = topology::resolve(&mut drawing, 0.0);
            let sheet = assemble::assemble(&mut drawing, &topology);
            let graph =
                PlantGraph { elements: sheet.elements, joints: sheet.joints, open_ends: sheet.open_ends, notes: Vec::new() };
            with_notes(graph, &drawing)
        }
    })
}

fn with_notes(mut graph: PlantGraph<Drawn>, drawing: &Drawing) -> PlantGraph<Drawn> {
    graph.notes.extend(notes::of(&drawing.report));
    graph.notes.extend(drawing.report.warnings.iter().map(|w| Note::new("pid", "graph_warning", 1, w.clone())));
    graph
}

/// What a GraphML file turns out to be.
pub(crate) enum Content {
    /// Written by [`write`].
    Own(Box<PlantGraph<Drawn>>, Box<Drawing>),
    /// Elements and joints of another tool.
    Graph(Box<PlantGraph<Drawn>>, Box<Drawing>),
    /// A graph of DEXPI objects.
    Objects(Box<Drawing>),
}

/// Tell the three apart and read.
pub(crate) fn understand(root: El<'_>, mut drawing: Drawing) -> Content {
    let tree = tree::Tree::read(root);
    drawing.report.dialect = "GraphML".into();
    drawing.report.origin = "unknown".into();
    if tree.value("format").is_some_and(|f| f.starts_with(own::FORMAT)) {
        drawing.report.origin = "rosette".into();
        let graph = own::read(&tree, &mut drawing);
        return Content::Own(Box::new(graph), Box::new(drawing));
    }
    if objects::is_object_graph(&tree) {
        drawing.report.dialect = "GraphML (DEXPI objects)".into();
        let model = objects::model(&tree, &mut drawing);
        return Content::Objects(Box::new(crate::dexpi2::from_objects(&model, drawing)));
    }
    let graph = foreign::read(&tree, &mut drawing);
    Content::Graph(Box::new(graph), Box::new(drawing))
}

/// A read graph as one sheet of an import: its elements belong to that sheet, its connectors can be stitched.
pub(crate) fn as_sheet(graph: PlantGraph<Drawn>, drawing: &mut Drawing) -> SheetGraph {
    let mut elements = graph.elements;
    drawing.report.warnings.extend(graph.notes.iter().map(|n| format!("noted in the file: {}", n.message)));
    for element in &mut elements {
        drawing.ids.insert(element.id.clone(), Target::Else);
        let sheet = std::mem::replace(&mut element.evidence.sheet, drawing.name.clone());
        if !sheet.is_empty() && sheet != drawing.name {
            element.evidence.attributes.insert("sheet".into(), sheet);
        }
    }
    let connectors = elements.iter().enumerate().filter(|(_, e)| e.evidence.class_name.contains("OffPageConnector"));
    let reference = |e: &rosette_plant::Element<Drawn>| Reference {
        number: e.tag.clone(),
        inward: match e.evidence.class_name.as_str() {
            name if name.starts_with("FlowIn") => Some(true),
            name if name.starts_with("FlowOut") => Some(false),
            _ => None,
        },
        ..Reference::default()
    };
    let connectors = connectors.filter(|(_, e)| !e.evidence.attributes.contains_key("stitched_to"));
    let connectors = connectors.map(|(k, e)| (k, reference(e))).collect();
    drawing.count_n("open_ends", graph.open_ends.len());
    SheetGraph { elements, joints: graph.joints, open_ends: graph.open_ends, connectors }
}
