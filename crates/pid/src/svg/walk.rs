//! The walk over a Proteus file that draws it.

use super::canvas::Canvas;
use super::frame::{self, Frame};
use super::style::{Paper, Style};
use super::{Context, markers, shapes, text};
use crate::geometry::{Bounds, Point, point};
use crate::xml::El;
use std::collections::BTreeMap;

/// Symbols inside symbols deeper than this are not drawn.
const MAX_SYMBOL_DEPTH: usize = 4;
/// Nodes of symbols placed on one sheet; more is a bomb of symbols, not a drawing.
const MAX_PLACED: usize = 20_000_000;

/// What the walk carries along.
struct Walk<'a, 'c> {
    canvas: &'c mut Canvas,
    context: &'c Context<'c>,
    catalogue: BTreeMap<&'a str, El<'a>>,
    paper: Frame,
    units: Paper,
    printer: text::Printer<'a>,
    /// Nodes of each symbol, counted once.
    symbol_sizes: BTreeMap<u32, usize>,
    /// Nodes of symbols placed so far.
    placed: usize,
}

/// Draw a whole `PlantModel`: the sheet's own border and notes first, then everything else in document order.
pub(super) fn sheet(canvas: &mut Canvas, context: &Context<'_>, root: El<'_>) {
    let catalogues = root.named("ShapeCatalogue").flat_map(|c| c.children());
    let mut catalogue = BTreeMap::new();
    for symbol in catalogues {
        if let Some(name) = symbol.filled("ComponentName") {
            catalogue.entry(name).or_insert(symbol);
        }
    }
    let paper = Frame::paper(canvas.mm_per_unit);
    let units = Paper::of(root, canvas.mm_per_unit);
    let printer = text::Printer::new(root);
    let mut walk = Walk { canvas, context, catalogue, paper, units, printer, symbol_sizes: BTreeMap::new(), placed: 0 };
    let style = Style::default();
    let drawings = root.named("Drawing");
    for drawing in drawings {
        walk.canvas.open(None, "sheet", &[]);
        walk.inside(drawing, &style);
        walk.canvas.close();
    }
    for child in root.children().filter(|c| !matches!(c.name(), "Drawing" | "ShapeCatalogue")) {
        walk.element(child, &style);
    }
}

impl Walk<'_, '_> {
    /// Draw an element of the file and what is inside it.
    fn element(&mut self, el: El<'_>, outer: &Style) {
        match el.name() {
            name if shapes::is_shape(name) => shapes::draw(self.canvas, el, &self.paper, outer, self.units),
            "Text" => text::draw(self.canvas, el, &self.paper, &outer.colour, &mut self.printer),
            "Label" | "DrawingBorder" | "Symbol" | "CompositeCurve" => self.plain_group(el, outer),
            "PipingNetworkSegment" => self.segment(el, outer),
            _ => match class(el.name()) {
                Some(class) => self.item(el, class, outer),
                None => self.inside(el, outer),
            },
        }
    }

    fn inside(&mut self, el: El<'_>, outer: &Style) {
        let style = self.own_style(el, outer);
        for child in el.children() {
            self.element(child, &style);
        }
    }

    /// A drawing's own presentation is its background, not its pen.
    fn own_style(&self, el: El<'_>, outer: &Style) -> Style {
        if el.name() == "Drawing" { outer.clone() } else { Style::of(el, outer, self.units) }
    }

    fn plain_group(&mut self, el: El<'_>, outer: &Style) {
        let class = if el.name() == "Label" { "label" } else { "graphic" };
        self.canvas.open(None, class, &[]);
        self.symbol(el, outer);
        self.own_graphics(el, outer);
        self.canvas.close();
    }

    /// A segment: its pipes in one group, its items each in their own.
    fn segment(&mut self, el: El<'_>, outer: &Style) {
        let style = Style::of(el, outer, self.units);
        let own = el.filled("ID").unwrap_or_default();
        let line = self.context.lines.get(own).copied().unwrap_or_default();
        self.canvas.open(self.context.id(el).as_deref(), "segment", &[("data-line", line)]);
        self.canvas.open(None, "pipe", &[]);
        for line in el.named("CenterLine") {
            self.canvas.n_pipes += 1;
            shapes::draw(self.canvas, line, &self.paper, &style, self.units);
        }
        self.canvas.close();
        for child in el.children().filter(|c| c.name() != "CenterLine") {
            self.element(child, &style);
        }
        self.canvas.close();
    }

    /// Anything with an id: symbol, own graphics, labels, and what it holds.
    fn item(&mut self, el: El<'_>, class: &str, outer: &Style) {
        let id = self.context.id(el);
        let element = id.as_deref().and_then(|id| self.context.elements.get(id).copied());
        let class_name = el.filled("ComponentClass").unwrap_or(el.name());
        let tag = element.and_then(|e| e.tag.as_deref()).or_else(|| el.filled("TagName")).unwrap_or_default();
        let kind = element.map_or("", |e| e.class.name());
        let classes = format!("{class} {kind}");
        self.canvas.open(id.as_deref(), classes.trim(), &[("data-class", class_name), ("data-tag", tag)]);
        let title = format!("{tag} {class_name}");
        self.canvas.title(title.trim());
        let before = self.canvas.n_shapes;
        self.symbol(el, outer);
        self.own_graphics(el, outer);
        let drawn = self.canvas.n_shapes > before;
        if let (Some(element), false) = (element, drawn) {
            markers::mark(self.canvas, element);
        }
        if let (Some(id), true) = (id, element.is_some()) {
            self.canvas.drawn.insert(id);
        }
        self.canvas.close();
    }

    /// The catalogue symbol of the element's name, where the element stands.
    fn symbol(&mut self, el: El<'_>, outer: &Style) {
        let (Some(name), Some(own)) = (el.filled("ComponentName"), frame::of(el)) else { return };
        let frame = self.paper.then(&own);
        self.place(name, &frame, outer, 0);
    }

    fn place(&mut self, name: &str, frame: &Frame, outer: &Style, depth: usize) {
        let Some(symbol) = self.catalogue.get(name).copied() else { return };
        self.placed += *self.symbol_sizes.entry(symbol.key()).or_insert_with(|| size(symbol));
        if depth >= MAX_SYMBOL_DEPTH || self.placed > MAX_PLACED {
            self.canvas.left_out += 1;
            return;
        }
        let style = Style::of(symbol, outer, self.units);
        self.symbol_parts(symbol, frame, &style, depth);
    }

    fn symbol_parts(&mut self, symbol: El<'_>, frame: &Frame, style: &Style, depth: usize) {
        for part in symbol.children() {
            match part.name() {
                name if shapes::is_shape(name) => shapes::draw(self.canvas, part, frame, style, self.units),
                // Texts of a symbol are samples; the element has its own.
                "Text" | "GenericAttributes" | "ConnectionPoints" => {}
                "CompositeCurve" | "Label" => self.symbol_parts(part, frame, style, depth),
                _ => {
                    if let (Some(name), Some(own)) = (part.filled("ComponentName"), frame::of(part)) {
                        self.place(name, &frame.then(&own), style, depth + 1);
                    }
                }
            }
        }
    }

    /// Shapes directly in the element. Some tools give them on the sheet, others about the element's position.
    fn own_graphics(&mut self, el: El<'_>, outer: &Style) {
        let style = Style::of(el, outer, self.units);
        let about_position = frame::placed(el).filter(|f| is_local(el, f.origin)).map(|f| self.paper.then(&f));
        let units = if about_position.is_none() { self.grown(el, &style) } else { self.units };
        for child in el.children() {
            match about_position {
                Some(frame) if shapes::is_shape(child.name()) => {
                    shapes::draw(self.canvas, child, &frame, &style, self.units);
                }
                None if shapes::is_shape(child.name()) => shapes::draw(self.canvas, child, &self.paper, &style, units),
                _ => self.element(child, &style),
            }
        }
    }
}

impl Walk<'_, '_> {
    /// Some exports place and scale the lines and centres of a symbol but leave its radii as they were. The stated extent
    /// tells: the element's scale is taken for the curves where that fits it better.
    fn grown(&self, el: El<'_>, style: &Style) -> Paper {
        let plain = self.units;
        let Some([x, y]) = frame::scale(el).filter(|s| *s != [1.0, 1.0]) else { return plain };
        let Some(extent) = extent(el) else { return plain };
        let grown = Paper { grow: [x, y], ..plain };
        let misfit = |units: Paper| {
            let mut scratch = Canvas::new(units.mm, SCRATCH);
            let shapes = el.children().filter(|c| shapes::is_shape(c.name()));
            shapes.for_each(|c| shapes::draw(&mut scratch, c, &self.paper, style, units));
            let drawn = scratch.content();
            let corners = [self.paper.apply(extent.min), self.paper.apply(extent.max)];
            [
                drawn.min[0] - corners[0][0],
                drawn.max[0] - corners[1][0],
                drawn.min[1] - corners[1][1],
                drawn.max[1] - corners[0][1],
            ]
            .map(f64::abs)
            .iter()
            .sum::<f64>()
        };
        if misfit(grown) < misfit(plain) { grown } else { plain }
    }
}

/// Text of shapes drawn only to measure them, bytes.
const SCRATCH: usize = 1 << 20;

/// Nodes in a subtree.
fn size(el: El<'_>) -> usize {
    1 + el.children().map(size).sum::<usize>()
}

/// Whether an element's shapes are given about its position: they lie nearer to the origin than to the position, and the
/// stated extent, where there is one, says the same.
fn is_local(el: El<'_>, position: Point) -> bool {
    let mut raw = Bounds::EMPTY;
    for shape in el.children().filter(|c| shapes::is_shape(c.name())) {
        shape.named("Coordinate").filter_map(|c| point(c.number("X"), c.number("Y"))).for_each(|p| raw.add(p));
        let basis = shape.children().find(|c| matches!(c.name(), "Circle" | "Ellipse")).unwrap_or(shape);
        if let Some(f) = frame::placed(basis) {
            raw.add(f.origin);
        }
    }
    if !raw.size().iter().all(|s| s.is_finite()) {
        return false;
    }
    if let Some(extent) = extent(el) {
        let moved = Bounds { min: add(raw.min, position), max: add(raw.max, position) };
        return !inside(&raw, &extent) && (inside(&moved, &extent) || off(&moved, &extent) < off(&raw, &extent));
    }
    let middle = [(raw.min[0] + raw.max[0]) / 2.0, (raw.min[1] + raw.max[1]) / 2.0];
    crate::geometry::distance(middle, [0.0, 0.0]) < crate::geometry::distance(middle, position)
}

fn add(a: Point, b: Point) -> Point {
    [a[0] + b[0], a[1] + b[1]]
}

/// Inside, to within a twentieth of the size.
fn inside(inner: &Bounds, outer: &Bounds) -> bool {
    let slack = outer.size().map(|s| 0.05 * s.abs());
    (0..2).all(|k| inner.min[k] >= outer.min[k] - slack[k] && inner.max[k] <= outer.max[k] + slack[k])
}

/// Distance of the middles.
fn off(a: &Bounds, b: &Bounds) -> f64 {
    let middle = |b: &Bounds| [(b.min[0] + b.max[0]) / 2.0, (b.min[1] + b.max[1]) / 2.0];
    crate::geometry::distance(middle(a), middle(b))
}

fn extent(el: El<'_>) -> Option<Bounds> {
    let e = el.child("Extent")?;
    let mut bounds = Bounds::EMPTY;
    for corner in [e.child("Min")?, e.child("Max")?] {
        bounds.add(point(corner.number("X"), corner.number("Y"))?);
    }
    Some(bounds)
}

/// Class of the group of an element of the file; none for what is only a container.
fn class(name: &str) -> Option<&'static str> {
    Some(match name {
        "Equipment" => "equipment",
        "Nozzle" | "Nozzles" => "nozzle",
        "PipingComponent" | "Component" => "component",
        "PipeOffPageConnector" | "PipeConnectorSymbol" => "offpage",
        "PropertyBreak" => "break",
        "ProcessInstrumentationFunction" | "ProcessInstrument" | "InstrumentComponent" => "instrumentation",
        "ActuatingSystem" | "ActuatingSystemComponent" => "actuator",
        "InformationFlow" | "SignalLine" => "signal",
        "PipeFlowArrow" | "PipeSlopeSymbol" | "InsulationSymbol" => "annotation",
        _ => return None,
    })
}
