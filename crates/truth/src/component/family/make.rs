//! What a family builds with: the growing shape, the sizes and the dice of one component.

use super::Look;
use crate::component::{Component, Stance};
use crate::model::catalogue::FlangeSize;
use crate::model::{Dice, Shape};
use crate::surface::{P3, V3};
use rosette_plant::{Class, Subtype};

/// A component in the making: pipe along x, stem along z.
pub(super) struct Make<'a> {
    pub shape: Shape,
    /// Nominal diameter.
    pub dn: u32,
    /// Outside radius of the pipe, m.
    pub r: f64,
    /// The flange of this component; makers differ.
    pub flange: FlangeSize,
    pub look: &'a Look,
    pub dice: &'a mut Dice,
    /// Its ends are bolted to flanges of the pipe.
    pub is_bolted: bool,
}

/// What a family says of the component it has built.
pub(super) struct Body {
    /// Half the length between the faces, m.
    pub half: f64,
    /// From the centre to the pipe, m.
    pub reach: f64,
    pub stance: Stance,
    /// From the centre to the outlet, m, where that goes off along z and the stem stands along x.
    pub outlet: Option<f64>,
}

impl Body {
    pub fn new((half, reach): (f64, f64), stance: Stance) -> Self {
        Self { half, reach, stance, outlet: None }
    }
}

impl<'a> Make<'a> {
    pub fn new(dn: u32, look: &'a Look, dice: &'a mut Dice) -> Self {
        let mut flange = look.style.catalogue.flange(dn);
        let r = look.style.catalogue.radius(dn);
        flange.radius = r + (flange.radius - r) * look.rating * dice.range(0.95, 1.06);
        flange.thickness *= look.rating * dice.range(0.85, 1.25);
        flange.neck = flange.neck.max(1.4 * flange.thickness) * dice.range(0.9, 1.1);
        Self { shape: Shape::default(), dn, r, flange, look, dice, is_bolted: false }
    }

    /// Even in `low..high`.
    pub fn any(&mut self, low: f64, high: f64) -> f64 {
        self.dice.range(low, high)
    }

    pub fn chance(&mut self, p: f64) -> bool {
        self.dice.chance(p)
    }

    /// Half of a tabled length, as makers deviate from it.
    pub fn half(&mut self, length: f64) -> f64 {
        length / 2.0 * self.dice.range(0.86, 1.18)
    }

    /// Builds something apart and takes it over turned about the stem.
    pub fn turned(&mut self, angle: f64, build: impl FnOnce(&mut Self)) {
        let before = std::mem::take(&mut self.shape);
        build(self);
        let part = std::mem::replace(&mut self.shape, before);
        self.shape.add_turned(&part, angle, [0.0; 3]);
    }

    /// Builds something apart and takes it over stretched about `center`.
    pub fn stretched(&mut self, center: [f64; 3], scale: [f64; 3], build: impl FnOnce(&mut Self)) {
        let before = std::mem::take(&mut self.shape);
        build(self);
        let part = std::mem::replace(&mut self.shape, before);
        self.shape.add_scaled(&part, center, scale);
    }

    /// Builds something apart about the origin with its stem along z, and takes it over with the stem leaning by `angle` from z to x.
    pub fn leaning(&mut self, angle: f64, build: impl FnOnce(&mut Self)) {
        let before = std::mem::take(&mut self.shape);
        build(self);
        let part = std::mem::replace(&mut self.shape, before);
        let turn = nalgebra::UnitQuaternion::from_axis_angle(&crate::surface::V3::y_axis(), angle);
        self.shape.0.extend(part.moved(&nalgebra::Isometry3::from_parts(nalgebra::Translation3::identity(), turn)));
    }

    /// Builds something apart with its foot at the origin and its axis along z, and takes it over with the foot at `at`, its axis
    /// along `axis` and its x as near to `side` as may be.
    pub fn standing(&mut self, at: [f64; 3], axis: [f64; 3], side: [f64; 3], build: impl FnOnce(&mut Self)) {
        let before = std::mem::take(&mut self.shape);
        build(self);
        let part = std::mem::replace(&mut self.shape, before);
        let (z, x) = (V3::from(axis).normalize(), V3::from(side));
        let x = (x - z * x.dot(&z)).normalize();
        self.shape.0.extend(part.moved(&crate::component::frame(P3::from(at), x, z)));
    }

    /// The finished component.
    pub fn finish(self, class: Class, subtype: Option<Subtype>, family: &'static str, body: Body) -> Component {
        Component {
            class,
            subtype,
            kind: None,
            family: Some(family),
            shape: self.shape,
            reach: [body.reach, body.outlet.unwrap_or(body.reach)],
            length: 2.0 * body.half,
            dn: [self.dn; 2],
            stance: body.stance,
            branch: None,
            is_angled: body.outlet.is_some(),
            loose: None,
        }
    }
}
