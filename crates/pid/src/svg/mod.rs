//! A sheet as SVG, drawn from the file's own graphics: symbols of the shape catalogue placed and scaled, lines, texts.
//!
//! Every element has one group with its id; lines of a segment stand in a group with the segment's id, inside it in one
//! of class `pipe`. Coordinates are millimetres on paper, y down. What has a position but no graphics gets a marker;
//! a file without any graphics is laid out as a plain schematic.

mod canvas;
mod frame;
mod markers;
mod shapes;
mod style;
mod template;
mod text;
mod walk;

use crate::drawing::Drawing;
use crate::geometry::{Bounds, point};
use crate::xml::{Dom, El};
pub(crate) use canvas::{Canvas, Lettering};
use rosette_plant::{Drawn, Element, PlantGraph};
pub(crate) use shapes::arrow_head;
use std::collections::BTreeMap;
pub(crate) use style::Style;

/// Output above this is not drawn: a bomb of nested symbols, not a sheet. Bytes, plus eight times the file's elements.
const MAX_OUTPUT: usize = 64 << 20;

/// What the drawing needs to know of the graph.
pub(crate) struct Context<'a> {
    /// Tree key to id, where the file's own id was not used.
    pub element_ids: &'a BTreeMap<u32, String>,
    /// File id to graph id, where they differ.
    pub renamed: &'a BTreeMap<String, String>,
    /// Elements of this sheet by graph id.
    pub elements: BTreeMap<&'a str, &'a Element<Drawn>>,
    /// Line tag of each segment, by file id.
    pub lines: BTreeMap<&'a str, &'a str>,
}

impl Context<'_> {
    /// Id of an element of the file in the graph.
    fn id(&self, el: El<'_>) -> Option<String> {
        let own = self.element_ids.get(&el.key()).map(String::as_str).or_else(|| el.filled("ID"))?;
        Some(self.renamed.get(own).map_or(own, String::as_str).to_owned())
    }
}

/// Draw a sheet; what was left out is counted in its report.
pub(crate) fn draw(
    dom: &Dom,
    drawing: &mut Drawing,
    element_ids: &BTreeMap<u32, String>,
    renamed: &BTreeMap<String, String>,
    graph: &PlantGraph<Drawn>,
) -> String {
    let own = graph.elements.iter().filter(|e| e.evidence.sheet == drawing.name);
    let elements: BTreeMap<&str, &Element<Drawn>> = own.map(|e| (e.id.as_str(), e)).collect();
    let segments = drawing.segments.iter();
    let lines = segments.filter_map(|s| Some((s.id.as_str(), s.line.as_deref()?))).collect();
    let context = Context { element_ids, renamed, elements, lines };
    let mut canvas = Canvas::new(drawing.mm_per_unit, MAX_OUTPUT);
    if let Some(root) = dom.root() {
        walk::sheet(&mut canvas, &context, root);
    }
    let nothing_drawn = canvas.n_shapes == 0;
    let bare = nothing_drawn && context.elements.values().all(|e| e.evidence.position.is_none());
    if bare {
        canvas = Canvas::new(1.0, MAX_OUTPUT);
        let is_own = |k: &usize| context.elements.contains_key(graph.elements[*k].id.as_str());
        let own = (0..graph.elements.len()).filter(is_own).collect();
        crate::layout::draw(&mut canvas, graph, &own);
    } else {
        let no_pipes = canvas.n_pipes == 0;
        markers::rest(&mut canvas, &context, graph, no_pipes);
    }
    let left_out = canvas.left_out;
    let extent = dom.root().filter(|_| !bare).and_then(|r| extent(r, canvas.mm_per_unit));
    let svg = finish(canvas, extent, &drawing.name);
    drawing.count_n("graphics_left_out", left_out);
    drawing.count_n("schematic", usize::from(bare));
    svg
}

/// The whole document around what was drawn, on a page of its size.
pub(crate) fn document(canvas: Canvas, name: &str) -> String {
    finish(canvas, None, name)
}

fn finish(canvas: Canvas, extent: Option<Bounds>, name: &str) -> String {
    let page = page(extent, &canvas);
    let [w, h] = page.size();
    let (x, y) = (page.min[0], page.min[1]);
    let mut head = String::new();
    canvas::write(
        &mut head,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{x:.2} {y:.2} {w:.2} {h:.2}\" width=\"{w:.2}mm\" \
             height=\"{h:.2}mm\" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\" font-family=\"sans-serif\">\n"
        ),
    );
    head.push_str("<title>");
    canvas::escape_into(&mut head, name);
    head.push_str("</title>\n");
    canvas::write(
        &mut head,
        format_args!("<rect class=\"paper\" x=\"{x:.2}\" y=\"{y:.2}\" width=\"{w:.2}\" height=\"{h:.2}\" fill=\"#ffffff\"/>\n"),
    );
    head.push_str(&canvas.out);
    head.push_str("</svg>\n");
    head
}

/// Extent of the drawing (or of the model), on paper.
fn extent(root: El<'_>, mm: f64) -> Option<Bounds> {
    let owners = root.named("Drawing").chain(std::iter::once(root));
    owners.filter_map(|o| o.child("Extent")).find_map(|e| {
        let corner = |name| e.child(name).and_then(|c| point(c.number("X"), c.number("Y")));
        let (a, b) = (corner("Min")?, corner("Max")?);
        let mut bounds = Bounds::EMPTY;
        bounds.add([a[0] * mm, -a[1] * mm]);
        bounds.add([b[0] * mm, -b[1] * mm]);
        let [w, h] = bounds.size();
        (w > 0.0 && h > 0.0).then_some(bounds)
    })
}

/// The stated extent where it holds nearly all that is drawn, else the box of what is drawn.
fn page(extent: Option<Bounds>, canvas: &Canvas) -> Bounds {
    const EMPTY_PAGE: Bounds = Bounds { min: [0.0, 0.0], max: [210.0, 148.0] };
    let content = canvas.content();
    match extent {
        Some(extent) if !content.is_usable() || holds(&extent, canvas) => extent,
        _ if content.is_usable() => with_margin(content),
        _ => EMPTY_PAGE,
    }
}

fn holds(extent: &Bounds, canvas: &Canvas) -> bool {
    const NEARLY_ALL: f64 = 0.98;
    let inside = |p: &&[f64; 2]| (0..2).all(|k| p[k] >= extent.min[k] - 1.0 && p[k] <= extent.max[k] + 1.0);
    let n = canvas.points.iter().filter(inside).count();
    n as f64 >= NEARLY_ALL * canvas.points.len() as f64
}

fn with_margin(b: Bounds) -> Bounds {
    let margin = (0.03 * b.size()[0].max(b.size()[1])).max(5.0);
    Bounds { min: [b.min[0] - margin, b.min[1] - margin], max: [b.max[0] + margin, b.max[1] + margin] }
}
