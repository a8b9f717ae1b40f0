//! The process: which equipment there is and which lines run between, by kind and size.

use super::spec::{Cluster, EndSpec, EquipmentSpec, Item, Kind, LineSpec, Make, PlantSettings, Size, Variety};
use crate::component::{InstrumentKind, Role};
use crate::model::Dice;
use crate::model::catalogue::{smaller, step};
use rosette_plant::Subtype;

/// Equipment and lines that are wanted. Lines stand before those that branch from them.
#[derive(Debug, Clone, Default)]
pub struct Process {
    pub equipment: Vec<EquipmentSpec>,
    pub lines: Vec<LineSpec>,
}

/// What is usual in a kind of plant.
struct Habits {
    fluids: &'static [&'static str],
    main: &'static [u32],
    isolating: &'static [Subtype],
    pumps: &'static [PumpMake],
    insulated: f64,
}

#[derive(Debug, Clone, Copy)]
enum PumpMake {
    EndSuction,
    InLine,
    Multistage,
}

fn habits(kind: Kind) -> Habits {
    use PumpMake::*;
    use Subtype::*;
    match kind {
        Kind::PumpStation => Habits {
            fluids: &["RW", "CW"],
            main: &[100, 150, 200],
            isolating: &[Butterfly, Gate, Butterfly],
            pumps: &[EndSuction, EndSuction, InLine],
            insulated: 0.0,
        },
        Kind::WaterTreatment => Habits {
            fluids: &["RW", "DW", "BW"],
            main: &[65, 80, 100, 150],
            isolating: &[Butterfly, Ball, Diaphragm, Gate],
            pumps: &[Multistage, EndSuction],
            insulated: 0.0,
        },
        Kind::TankFarm => Habits {
            fluids: &["OL", "FO", "SL"],
            main: &[80, 100, 150],
            isolating: &[Gate, Ball, Plug],
            pumps: &[EndSuction, InLine],
            insulated: 0.2,
        },
        Kind::ChemicalUnit => Habits {
            fluids: &["CH", "PR", "AC"],
            main: &[40, 50, 80, 100],
            isolating: &[Ball, Gate, Globe, Plug, Diaphragm],
            pumps: &[EndSuction, EndSuction, Multistage],
            insulated: 0.25,
        },
        Kind::BoilerHouse => Habits {
            fluids: &["HW", "BF", "ST"],
            main: &[50, 65, 80, 100, 125],
            isolating: &[Gate, Globe, Butterfly, Ball],
            pumps: &[InLine, Multistage, EndSuction],
            insulated: 0.4,
        },
    }
}

/// The process of a plant.
pub fn compose(settings: &PlantSettings) -> Process {
    let mut composer = Composer {
        process: Process::default(),
        habits: habits(settings.kind),
        dice: Dice::new(settings.seed, &[1]),
        insulation: settings.insulation,
        keys: 0,
        tags: [100; 5],
    };
    composer.compose(settings.kind, settings.size);
    if settings.variety == Variety::Rich {
        composer.enrich(settings.kind, settings.size);
    }
    composer.process
}

pub(super) struct Composer {
    pub(super) process: Process,
    habits: Habits,
    pub(super) dice: Dice,
    insulation: bool,
    keys: usize,
    tags: [usize; 5],
}

impl Composer {
    fn compose(&mut self, kind: Kind, size: Size) {
        match size {
            Size::Tiny => self.tiny(),
            Size::Small => self.train(kind, false),
            Size::Medium => {
                for i in 0..self.dice.count(2, 3) {
                    self.train(kind, i == 0);
                }
            }
            Size::Large => {
                for i in 0..self.dice.count(4, 6) {
                    self.train(kind, i < 2);
                }
            }
        }
    }

    /// A tank, a pump, and a way out of the room.
    fn tiny(&mut self) {
        let dn = 80;
        let tank = self.tank();
        let pump = self.pump(dn, dn);
        let from = self.outlet(tank, dn);
        self.line(from, EndSpec::Nozzle(pump, Role::Suction), dn, vec![one(Item::Valve(Subtype::Gate), 0.3)], vec![]);
        let key = self.key();
        let clusters = vec![
            one(Item::Valve(Subtype::Check), 0.1),
            one(Item::Valve(Subtype::Ball), 0.3),
            one(Item::Tee { branch: 50, key }, 0.6),
            one(Item::Reducer(50), 0.8),
        ];
        let dn_out = 65;
        self.line(
            EndSpec::Nozzle(pump, Role::Discharge),
            EndSpec::OffPage("1"),
            dn_out,
            clusters,
            vec![InstrumentKind::PressureGauge],
        );
        self.line(EndSpec::Tee(key), EndSpec::OffPage("2"), 50, vec![one(Item::Valve(Subtype::Globe), 0.5)], vec![]);
    }

    /// Source, pump set, what it serves, and the small lines around it.
    fn train(&mut self, kind: Kind, rich: bool) {
        let dn = self.dice.pick(self.habits.main);
        let source = match kind {
            Kind::ChemicalUnit if self.dice.chance(0.5) => self.drum(),
            Kind::BoilerHouse if self.dice.chance(0.5) => self.upright(),
            _ => self.tank(),
        };
        let heated = self.dice.chance(match kind {
            Kind::BoilerHouse => 0.8,
            Kind::ChemicalUnit => 0.6,
            _ => 0.2,
        });
        let target = match kind {
            Kind::TankFarm | Kind::PumpStation if self.dice.chance(0.6) => None,
            Kind::ChemicalUnit | Kind::BoilerHouse => Some(if self.dice.chance(0.5) { self.drum() } else { self.upright() }),
            _ => Some(if self.dice.chance(0.5) { self.tank() } else { self.upright() }),
        };
        let end = if heated { self.exchanger(dn, target) } else { self.inlet_or_off_page(target, dn) };
        let standby = rich || self.dice.chance(0.55);
        self.pump_set(source, end, dn, standby);
        self.fill(source, dn);
        for vessel in [Some(source), target].into_iter().flatten() {
            self.small_lines(vessel);
        }
    }

    fn inlet_or_off_page(&mut self, target: Option<usize>, dn: u32) -> EndSpec {
        match target {
            Some(vessel) => self.inlet(vessel, dn),
            None => EndSpec::OffPage("OUT"),
        }
    }

    /// A pump or two between `source` and `end`.
    fn pump_set(&mut self, source: usize, end: EndSpec, dn: u32, standby: bool) {
        let (narrow, wide) = (step(dn, -1), if self.dice.chance(0.5) { dn } else { step(dn, 1) });
        let wide = if wide == 125 { 150 } else { wide };
        let nozzles = if self.dice.chance(0.6) { (dn, narrow) } else { (narrow, narrow) };
        let first = self.pump(nozzles.0, nozzles.1);
        let mut suction = vec![self.isolating(0.25)];
        let keys = [self.key(), self.key()];
        if standby {
            suction.push(one(Item::Tee { branch: wide, key: keys[0] }, 0.5));
        }
        if self.dice.chance(0.6) {
            suction.push(one(Item::Strainer, 0.8));
        }
        let from = self.outlet(source, wide);
        self.line(from, EndSpec::Nozzle(first, Role::Suction), wide, suction, vec![]);

        let mut discharge = vec![one(Item::Valve(Subtype::Check), 0.05), self.isolating(0.15)];
        if standby {
            discharge.push(one(Item::Tee { branch: dn, key: keys[1] }, 0.3));
        }
        let bypass = self.metering(&mut discharge, dn);
        if self.dice.chance(0.4) {
            discharge.push(self.isolating(0.95));
        }
        let index = self.line(EndSpec::Nozzle(first, Role::Discharge), end, dn, discharge, vec![InstrumentKind::PressureGauge]);
        let more = self.more_instruments();
        self.process.lines[index].instruments.extend(more);
        if let Some([a, b]) = bypass {
            let globe = one(Item::Valve(Subtype::Globe), 0.5);
            self.line(EndSpec::Tee(a), EndSpec::Tee(b), step(dn, -1), vec![globe], vec![]);
        }
        if standby {
            let second = self.pump(nozzles.0, nozzles.1);
            let mut clusters = vec![self.isolating(0.3)];
            if self.dice.chance(0.5) {
                clusters.push(one(Item::Strainer, 0.8));
            }
            self.line(EndSpec::Tee(keys[0]), EndSpec::Nozzle(second, Role::Suction), wide, clusters, vec![]);
            let clusters = vec![one(Item::Valve(Subtype::Check), 0.1), self.isolating(0.35)];
            self.line(
                EndSpec::Nozzle(second, Role::Discharge),
                EndSpec::Tee(keys[1]),
                dn,
                clusters,
                vec![InstrumentKind::PressureGauge],
            );
        }
    }

    /// A flow meter, a control station with bypass, or both; returns the keys of the bypass's tees.
    fn metering(&mut self, clusters: &mut Vec<Cluster>, dn: u32) -> Option<[usize; 2]> {
        if self.dice.chance(0.6) {
            clusters.push(one(Item::Flowmeter, 0.5));
        }
        let valve = Item::Valve(Subtype::Control);
        if self.dice.chance(0.4) {
            let small = smaller(dn, &mut self.dice);
            let items = if self.dice.chance(0.5) { vec![valve] } else { vec![Item::Reducer(small), valve, Item::Reducer(dn)] };
            clusters.push(Cluster { items, bias: 0.7 });
            return None;
        }
        if self.dice.chance(0.5) {
            return None;
        }
        let keys = [self.key(), self.key()];
        let branch = step(dn, -1);
        let gate = Item::Valve(self.dice.pick(self.habits.isolating));
        let items = vec![Item::Tee { branch, key: keys[0] }, gate, valve, gate, Item::Tee { branch, key: keys[1] }];
        clusters.push(Cluster { items, bias: 0.7 });
        Some(keys)
    }

    /// An exchanger before the target, with its cooling or heating lines; returns the inlet of its hot side.
    fn exchanger(&mut self, dn: u32, target: Option<usize>) -> EndSpec {
        let (hot, cold) = (step(dn, -1), step(dn, if self.dice.chance(0.5) { 0 } else { -1 }));
        let tag = self.tag(3, "E");
        let make = if self.dice.chance(0.6) {
            let radius = self.dice.range(0.15, 0.4).max(0.004 * f64::from(dn) * 0.8);
            Make::ShellAndTube { radius, length: self.dice.range(1.8, 3.6), dn: [hot, cold] }
        } else {
            Make::Plate { dn: [hot, cold] }
        };
        self.process.equipment.push(EquipmentSpec { tag, make, wanted: vec![] });
        let unit = self.process.equipment.len() - 1;
        let end = self.inlet_or_off_page(target, dn);
        let clusters = vec![self.isolating(0.6)];
        self.line(EndSpec::Nozzle(unit, Role::HotOut), end, dn, clusters, vec![InstrumentKind::Thermometer]);
        for (role, fluid) in [(Role::ColdIn, "CWS"), (Role::ColdOut, "CWR")] {
            let clusters = vec![self.isolating(0.5)];
            let mut instruments = self.more_instruments();
            instruments.push(InstrumentKind::Thermometer);
            let (nozzle, far) = (EndSpec::Nozzle(unit, role), EndSpec::OffPage(fluid));
            let (from, to) = if role == Role::ColdIn { (far, nozzle) } else { (nozzle, far) };
            let index = self.line(from, to, cold, clusters, instruments);
            self.process.lines[index].fluid = fluid;
        }
        EndSpec::Nozzle(unit, Role::HotIn)
    }

    /// A line that fills a vessel from elsewhere.
    fn fill(&mut self, vessel: usize, dn: u32) {
        let to = self.inlet(vessel, dn);
        let mut clusters = vec![self.isolating(0.4)];
        if self.dice.chance(0.3) {
            clusters.push(one(Item::Flowmeter, 0.6));
        }
        let key = self.key();
        let tapped = self.dice.chance(0.65);
        if tapped {
            clusters.push(one(Item::Tee { branch: 25, key }, 0.7));
        }
        self.line(EndSpec::OffPage("IN"), to, dn, clusters, vec![]);
        if tapped {
            let end = if self.dice.chance(0.7) { EndSpec::Down } else { EndSpec::Up };
            let index = self.line(EndSpec::Tee(key), end, 25, vec![one(Item::Valve(Subtype::Ball), 0.5)], vec![]);
            self.process.lines[index].fluid = "DR";
        }
    }

    /// Drain, vent and relief of a vessel.
    fn small_lines(&mut self, vessel: usize) {
        let dn = self.dice.pick(&[25, 40, 50]);
        if self.dice.chance(0.8) {
            self.want(vessel, Role::Drain, dn);
            let valve = self.dice.pick(&[Subtype::Ball, Subtype::Ball, Subtype::Gate, Subtype::Plug]);
            let index =
                self.line(EndSpec::Nozzle(vessel, Role::Drain), EndSpec::Down, dn, vec![one(Item::Valve(valve), 0.5)], vec![]);
            self.process.lines[index].fluid = "DR";
        }
        let is_tank = matches!(self.process.equipment[vessel].make, Make::Tank { .. });
        let dn = self.dice.pick(&[40, 50, 80]);
        if self.dice.chance(0.6) {
            let role = if is_tank { Role::Vent } else { Role::Relief };
            self.want(vessel, role, dn);
            let clusters = if is_tank { vec![] } else { vec![one(Item::Valve(Subtype::Relief), 0.2)] };
            let end = if self.dice.chance(0.5) { EndSpec::Up } else { EndSpec::OffPage("VENT") };
            let index = self.line(EndSpec::Nozzle(vessel, role), end, dn, clusters, vec![]);
            self.process.lines[index].fluid = "VT";
        }
    }

    fn more_instruments(&mut self) -> Vec<InstrumentKind> {
        use InstrumentKind::*;
        (0..self.dice.count(0, 2))
            .map(|_| self.dice.pick(&[PressureGauge, Thermometer, PressureTransmitter, TemperatureTransmitter]))
            .collect()
    }

    pub(super) fn isolating(&mut self, bias: f64) -> Cluster {
        one(Item::Valve(self.dice.pick(self.habits.isolating)), bias)
    }

    pub(super) fn line(
        &mut self,
        from: EndSpec,
        to: EndSpec,
        dn: u32,
        clusters: Vec<Cluster>,
        instruments: Vec<InstrumentKind>,
    ) -> usize {
        let insulated = self.insulation && self.dice.chance(self.habits.insulated);
        let insulation = if insulated { self.dice.pick(&[0.03, 0.04, 0.05]) } else { 0.0 };
        let fall = if self.dice.chance(0.25) { self.dice.pick(&[0.005, 0.01, 0.02]) } else { 0.0 };
        let fluid = self.dice.pick(self.habits.fluids);
        self.process.lines.push(LineSpec {
            fluid,
            dn,
            from,
            to,
            clusters,
            instruments,
            insulation,
            fall,
            look: None,
            safety: false,
        });
        self.process.lines.len() - 1
    }

    pub(super) fn key(&mut self) -> usize {
        self.keys += 1;
        self.keys
    }

    pub(super) fn tag(&mut self, series: usize, prefix: &str) -> String {
        self.tags[series] += 1;
        format!("{prefix}-{}", self.tags[series])
    }

    pub(super) fn add(&mut self, tag: String, make: Make) -> usize {
        self.process.equipment.push(EquipmentSpec { tag, make, wanted: vec![] });
        self.process.equipment.len() - 1
    }

    fn tank(&mut self) -> usize {
        let tag = self.tag(0, "T");
        let make = Make::Tank { radius: self.dice.range(0.6, 1.5), height: self.dice.range(1.8, 3.4) };
        self.add(tag, make)
    }

    fn drum(&mut self) -> usize {
        let tag = self.tag(1, "V");
        let make = Make::Drum { radius: self.dice.range(0.35, 0.75), length: self.dice.range(1.6, 3.4) };
        self.add(tag, make)
    }

    fn upright(&mut self) -> usize {
        let tag = self.tag(1, "V");
        let make = Make::Upright { radius: self.dice.range(0.35, 0.8), height: self.dice.range(1.2, 2.4) };
        self.add(tag, make)
    }

    pub(super) fn pump(&mut self, suction: u32, discharge: u32) -> usize {
        let tag = self.tag(2, "P");
        let make = match self.dice.pick(self.habits.pumps) {
            PumpMake::EndSuction => Make::EndSuction { dn: [suction, discharge] },
            PumpMake::InLine => Make::InLine { dn: discharge },
            PumpMake::Multistage => Make::Multistage { dn: discharge.min(100) },
        };
        self.add(tag, make)
    }

    /// The first role of `choices` that the vessel does not have yet.
    fn want_first(&mut self, vessel: usize, choices: [Role; 3], dn: u32) -> EndSpec {
        let wanted = &self.process.equipment[vessel].wanted;
        let role = choices.into_iter().find(|c| wanted.iter().all(|(r, _)| r != c)).unwrap_or(choices[2]);
        self.want(vessel, role, dn);
        EndSpec::Nozzle(vessel, role)
    }

    fn want(&mut self, vessel: usize, role: Role, dn: u32) {
        self.process.equipment[vessel].wanted.push((role, dn));
    }

    pub(super) fn outlet(&mut self, vessel: usize, dn: u32) -> EndSpec {
        self.want_first(vessel, [Role::Outlet, Role::Suction, Role::ColdOut], dn)
    }

    fn inlet(&mut self, vessel: usize, dn: u32) -> EndSpec {
        self.want_first(vessel, [Role::Inlet, Role::Discharge, Role::HotIn], dn)
    }
}

pub(super) fn one(item: Item, bias: f64) -> Cluster {
    Cluster { items: vec![item], bias }
}
