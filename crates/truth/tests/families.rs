//! What must hold of every family of components and of samples of it, over several seeds and sizes.

use rosette_plant::Class;
use rosette_truth::component::family::{FAMILIES, FamilySet, Look, UNITS, built, set_of};
use rosette_truth::component::{Role, Style};
use rosette_truth::model::{Catalogue, Dice, Part};
use rosette_truth::surface::{P3, V3};
use rosette_truth::{Kind, SimulateSettings, component_sample, families, make};

const STYLE: Style = Style { catalogue: Catalogue::Asme, weld_neck: true, threaded: false };

fn is_sound(part: &Part) -> bool {
    let (lo, hi) = part.bounds();
    let finite = (0..3).all(|k| lo[k].is_finite() && hi[k].is_finite() && hi[k] - lo[k] < 12.0);
    finite && part.surfaces.iter().all(|s| s.area().is_finite() && s.area() >= 0.0) && part.area() > 1e-4
}

#[test]
fn inline_members_are_sound_and_their_ports_lie_on_the_pipe() {
    for family in FAMILIES {
        for seed in 0..8 {
            let mut dice = Dice::new(seed, &[1]);
            let look = Look::new(STYLE, FamilySet::default(), &mut dice);
            for dn in family.sizes {
                let Some(component) = built(family, dn, &look, &mut dice) else { continue };
                let part = component.placed(P3::origin(), V3::x(), V3::z());
                assert!(is_sound(&part), "{} DN{dn} seed {seed}", family.name);
                assert!(component.reach.iter().all(|r| *r + 1e-9 >= component.length / 2.0), "{} DN{dn}", family.name);
                assert!((part.ports[0].at - P3::new(-component.reach[0], 0.0, 0.0)).norm() < 1e-9);
                let out = if component.is_angled { V3::z() } else { V3::x() };
                assert!((part.ports[1].at - P3::from(out * component.reach[1])).norm() < 1e-9, "{}", family.name);
            }
        }
    }
}

#[test]
fn no_two_members_of_a_family_are_alike() {
    for family in FAMILIES {
        let one = |seed: u64| {
            let mut dice = Dice::new(seed, &[2]);
            let look = Look::new(STYLE, FamilySet::default(), &mut dice);
            built(family, family.sizes[0], &look, &mut dice).map(|c| c.placed(P3::origin(), V3::x(), V3::z()).bounds())
        };
        let made: Vec<_> = (0..6).filter_map(one).collect();
        for i in 1..made.len() {
            assert!(made[..i].iter().all(|b| (b.1 - made[i].1).norm() > 1e-6), "{}", family.name);
        }
    }
}

#[test]
fn samples_show_their_component_and_repeat() {
    for (name, class, _) in families() {
        let seen: usize =
            [1, 2].map(|seed| component_sample(seed, name).unwrap().is_own.iter().filter(|o| **o).count()).iter().sum();
        assert!(seen > 20, "{name}: {seen} points in two samples");
        let a = component_sample(1, name).unwrap();
        assert_eq!(a.class, class);
        if class == Class::Valve {
            let b = component_sample(1, name).unwrap();
            assert!(a.positions == b.positions && a.classes == b.classes, "{name} differs from run to run");
        }
        assert!(a.is_own.iter().zip(&a.classes).all(|(own, c)| !own || *c == class), "{name}");
    }
    assert!(component_sample(0, "no such family").is_none());
}

#[test]
fn families_that_are_left_out_do_not_occur() {
    let without: Vec<String> = ["gate_rising", "globe_straight", "ball_two_piece", "pump_end_suction"].map(String::from).to_vec();
    assert_eq!(set_of(&without).len(), 4);
    let scan = rosette_truth::ScanSettings { step_deg: 4.0, ..Default::default() };
    for (seed, kind) in Kind::ALL.into_iter().enumerate() {
        let settings =
            SimulateSettings { seed: seed as u64, kind, scan: scan.clone(), without: without.clone(), ..Default::default() };
        let case = make(&settings).unwrap();
        let found = case.plant.parts.iter().find(|p| p.family.is_some_and(|f| without.iter().any(|w| w == f)));
        assert!(found.is_none(), "{:?}", found.and_then(|p| p.family));
        assert!(case.plant.parts.iter().any(|p| p.class == Class::Valve && p.family.is_some()));
    }
}

#[test]
fn equipment_has_the_nozzles_that_lines_need() {
    use rosette_truth::component::family::{Wish, raise};
    let wanted = [(Role::Inlet, 50), (Role::Outlet, 50)];
    let faces = [V3::x(), -V3::x(), V3::y(), -V3::y()];
    for family in UNITS {
        for seed in 0..8 {
            let mut dice = Dice::new(seed, &[3]);
            let look = Look::new(STYLE, FamilySet::default(), &mut dice);
            let dn = 50.min(family.largest);
            let wish = Wish { dn: [dn; 2], radius: 0.5, length: 2.0, wanted: &wanted, faces: &faces };
            let unit = raise(family, &wish, &look, &mut dice);
            assert!(is_sound(&unit.part), "{} seed {seed}", family.name);
            assert_eq!(unit.part.ports.len(), unit.roles.len(), "{}", family.name);
            let needed: &[Role] = match family.class {
                Class::Pump => &[Role::Suction, Role::Discharge],
                Class::HeatExchanger => &[Role::HotIn, Role::HotOut, Role::ColdIn, Role::ColdOut],
                _ => &[Role::Inlet, Role::Outlet],
            };
            assert!(needed.iter().all(|r| unit.nozzle(*r).is_some()), "{} seed {seed}: {:?}", family.name, unit.roles);
            assert!(unit.part.bounds().0.z > -1e-6, "{} seed {seed} stands in the floor", family.name);
        }
    }
}
