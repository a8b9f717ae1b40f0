//! The picture of a finding: its place in the scan, what it is about highlighted, the rest ghosted.

use super::camera::{Camera, V3};
use super::canvas::{Canvas, Pen};
use super::draw::{self, Tint};
use super::letters;
use super::outline::{circle, outline};
use super::place::Place;
use super::scene::Gathered;
use super::spacing::{median, spacings};
use super::thin::ThinPoint;
use super::view::{Subject, best_view};
use crate::names::{Rgb, class_color, kind_color};
use rosette_plant::{Class, Difference, Element, PlantGraph, Scanned};

/// Size of the picture, pixels.
pub(super) const SIZE: (usize, usize) = (720, 540);
/// Labels of objects that are written out; more would cover the picture.
const MOST_LABELS: usize = 4;
/// Radius of the ring about a place where nothing was recognised, m.
const RING: f64 = 0.12;

/// Renders the place of a difference.
pub(super) fn render(scene: &Gathered, graph: &PlantGraph<Scanned>, difference: &Difference, place: &Place) -> Canvas {
    let points = scene.around(place);
    let spacings = spacings(&points, scene.cell);
    let camera = view(place, &points, median(&spacings));
    let color = kind_color(difference.kind);
    let mut canvas = Canvas::new(SIZE.0, SIZE.1);
    let sized = points.iter().zip(spacings);
    draw::points(&mut canvas, &camera, sized, scene.stretch, |p| tint(place, p, color));
    canvas.close_pinholes();
    canvas.shade_by_depth(9.0);
    for element in place.neighbours.iter().filter_map(|i| graph.elements.get(*i as usize)) {
        draw::lines(&mut canvas, &camera, &outline(&element.evidence.geometry, scene.origin, &camera), ghost(element));
    }
    let concerned: Vec<&Element<Scanned>> = place.objects.iter().filter_map(|i| graph.elements.get(*i as usize)).collect();
    for element in &concerned {
        draw::lines(&mut canvas, &camera, &outline(&element.evidence.geometry, scene.origin, &camera), firm(element, color));
    }
    if let Some(marker) = place.marker.filter(|_| concerned.is_empty()) {
        ring(&mut canvas, &camera, marker, color);
    }
    labels(&mut canvas, &camera, scene.origin, &concerned, color);
    draw::scale_bar(&mut canvas, &camera, (place.center - camera.eye).dot(&camera.forward));
    canvas
}

fn view(place: &Place, points: &[ThinPoint], spacing: f64) -> Camera {
    let about = |p: &ThinPoint| place.objects.contains(&p.object);
    let near = |p: &ThinPoint| (V3::from(p.at.map(f64::from)) - place.center).norm() < place.radius;
    let any = points.iter().any(about);
    let wanted: &dyn Fn(&ThinPoint) -> bool = if any { &about } else { &near };
    // A third more than the things themselves, so that one sees where they are.
    let subject = Subject { center: place.center, radius: place.radius * 1.3, points, wanted, spacing };
    best_view(&subject, SIZE.0, SIZE.1)
}

fn tint(place: &Place, point: &ThinPoint, color: Rgb) -> Tint {
    let class = Class::ALL.get(usize::from(point.class)).copied().unwrap_or(Class::Unclassified);
    if place.objects.contains(&point.object) {
        Tint { color, share: 0.8, fade: 0.0, layer: 3 }
    } else if place.neighbours.contains(&point.object) {
        Tint { color: class_color(class), share: 0.55, fade: 0.12, layer: 2 }
    } else {
        // Where nothing was recognised, what was recognised about it is the best there is to look at.
        let (share, fade) = match (class.is_process(), place.objects.is_empty()) {
            (true, true) => (0.5, 0.1),
            (true, false) => (0.25, 0.42),
            (false, _) => (0.0, 0.42),
        };
        Tint { color: class_color(class), share, fade, layer: 1 }
    }
}

fn firm(element: &Element<Scanned>, color: Rgb) -> Pen {
    let dark = color.map(|v| (f32::from(v) * 0.7) as u8);
    Pen { color: dark, half: 1.2, front: 0.95, behind: 0.35, dashed: element.evidence.inferred }
}

fn ghost(element: &Element<Scanned>) -> Pen {
    let color = class_color(element.class).map(|v| (f32::from(v) * 0.6) as u8);
    Pen { color, half: 0.6, front: 0.55, behind: 0.12, dashed: element.evidence.inferred }
}

/// A ring and a cross about a place where something should be.
fn ring(canvas: &mut Canvas, camera: &Camera, at: V3, color: Rgb) {
    let pen = Pen { color, half: 1.6, front: 1.0, behind: 0.7, dashed: false };
    let towards = camera.towards_eye(at);
    let arm = |direction: V3, sign: f64| vec![at + direction * (RING * 0.6 * sign), at + direction * (RING * 1.5 * sign)];
    let arms = [camera.right, camera.up].into_iter().flat_map(|d| [arm(d, 1.0), arm(d, -1.0)]);
    let lines: Vec<Vec<V3>> = [circle(at, towards, RING)].into_iter().chain(arms).collect();
    draw::lines(canvas, camera, &lines, pen);
}

fn labels(canvas: &mut Canvas, camera: &Camera, origin: [f64; 3], elements: &[&Element<Scanned>], color: Rgb) {
    for element in worth_naming(elements) {
        let Some(at) = camera.project(V3::from(element.evidence.position) - V3::from(origin)) else { continue };
        let text: String = element.tag.as_deref().unwrap_or(&element.id).chars().take(24).collect();
        letters::label(canvas, at.x as isize + 14, at.y as isize - 30, &text, color);
    }
}

/// Of few elements all, of many the ones that are not just pipework, and no more than a picture can hold.
fn worth_naming<'a>(elements: &[&'a Element<Scanned>]) -> Vec<&'a Element<Scanned>> {
    let pipework = |class: Class| matches!(class, Class::Pipe | Class::Elbow | Class::Flange);
    let few = elements.len() <= 2;
    elements.iter().copied().filter(|e| few || !pipework(e.class)).take(MOST_LABELS).collect()
}
