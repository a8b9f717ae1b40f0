//! Pictures of the whole: a plan from above and a view from the side.

use super::camera::{Camera, V3};
use super::canvas::Canvas;
use super::draw::{self, Tint};
use super::extent::{Extent, extent};
use super::scene::Gathered;
use super::spacing::median;
use super::thin::ThinPoint;
use super::view::{Subject, best_view, normal};
use crate::names::class_color;
use rosette_plant::{Class, PlantGraph, Scanned};

/// Size of the view, pixels.
const VIEW: (usize, usize) = (1360, 960);
/// Longest side of the plan, pixels.
const PLAN: f64 = 1400.0;
/// Ground shown around the objects on the plan, m.
const MARGIN: f64 = 1.0;

/// A plan and the part of the site it shows.
pub(super) struct Plan {
    pub canvas: Canvas,
    /// Site x and y of its lower left corner, m.
    pub min: [f64; 2],
    /// Site x and y of its upper right corner, m.
    pub max: [f64; 2],
}

/// The whole seen from the side that shows most of the process; none if there is nothing.
pub(super) fn view(scene: &Gathered, graph: &PlantGraph<Scanned>) -> Option<Canvas> {
    let bounds = bounds(scene, graph);
    if bounds.is_empty() {
        return None;
    }
    let process = |p: &ThinPoint| class(p).is_process();
    let subject = Subject {
        center: bounds.center(),
        radius: (bounds.radius() * 0.85).max(0.5),
        points: &scene.whole,
        wanted: &process,
        spacing: median(&scene.whole_spacings),
    };
    let camera = Camera { near: 0.05, ..best_view(&subject, VIEW.0, VIEW.1) };
    let mut canvas = Canvas::new(VIEW.0, VIEW.1);
    let shown = scene.whole_sized().filter(|(p, _)| class(p) != Class::Ceiling);
    draw::points(&mut canvas, &camera, shown, scene.stretch, by_class);
    canvas.close_pinholes();
    canvas.shade_by_depth(12.0);
    let mut canvas = canvas.crop(12);
    draw::scale_bar(&mut canvas, &camera, (subject.center - camera.eye).dot(&camera.forward));
    Some(canvas)
}

/// The whole from above, without what covers it; none if there is nothing.
pub(super) fn plan(scene: &Gathered, graph: &PlantGraph<Scanned>) -> Option<Plan> {
    let bounds = bounds(scene, graph);
    if bounds.is_empty() {
        return None;
    }
    let (min, max) = (bounds.min.add_scalar(-MARGIN), bounds.max.add_scalar(MARGIN));
    let size = max - min;
    let scale = PLAN / size.x.max(size.y);
    let pixels = |metres: f64| (metres * scale).ceil().clamp(1.0, PLAN) as usize;
    let camera = Camera::above(V3::new(min.x, max.y, max.z + 100.0), scale, pixels(size.x), pixels(size.y));
    let mut canvas = Canvas::new(camera.width, camera.height);
    let shown = scene.whole_sized().filter(|(p, _)| !covers(p, bounds.min.z));
    draw::points(&mut canvas, &camera, shown, scene.stretch, faint_by_class);
    canvas.close_pinholes();
    canvas.shade_by_depth(40.0);
    let site = |v: V3| [v.x + scene.origin[0], v.y + scene.origin[1]];
    Some(Plan { canvas, min: site(min), max: site(max) })
}

/// Bounds of the recognised process, else of all points.
fn bounds(scene: &Gathered, graph: &PlantGraph<Scanned>) -> Extent {
    let origin = V3::from(scene.origin);
    let mut bounds = Extent::EMPTY;
    for element in graph.elements.iter().filter(|e| e.class.is_process()) {
        let shape = extent(&element.evidence.geometry);
        if !shape.is_empty() {
            bounds.grow(shape.min - origin, 0.0);
            bounds.grow(shape.max - origin, 0.0);
        }
    }
    if bounds.is_empty() {
        scene.whole.iter().for_each(|p| bounds.grow(V3::from(p.at.map(f64::from)), 0.0));
    }
    bounds
}

fn class(point: &ThinPoint) -> Class {
    Class::ALL.get(usize::from(point.class)).copied().unwrap_or(Class::Unclassified)
}

fn by_class(point: &ThinPoint) -> Tint {
    let class = class(point);
    let (share, fade) = if class.is_process() { (0.8, 0.0) } else { (0.0, 0.4) };
    Tint { color: class_color(class), share, fade, layer: 1 }
}

/// For the plan, on which outlines are drawn later.
fn faint_by_class(point: &ThinPoint) -> Tint {
    let class = class(point);
    let (share, fade) = if class.is_process() { (0.6, 0.3) } else { (0.0, 0.55) };
    Tint { color: class_color(class), share, fade, layer: 1 }
}

/// Ceilings, and surfaces that look down from above head height, hide the plant from above.
fn covers(point: &ThinPoint, floor: f64) -> bool {
    const HEAD: f64 = 2.2;
    let class = class(point);
    class == Class::Ceiling || (!class.is_process() && normal(point).z < -0.7 && f64::from(point.at[2]) > floor + HEAD)
}
