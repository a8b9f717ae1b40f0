//! What rich plants have besides their trains: headers with many branches, banks of pumps, dosing skids, blowers, taps.

use super::grammar::{Composer, one};
use super::spec::{Cluster, EndSpec, EquipmentSpec, Item, Kind, LineSpec, Make, Size};
use crate::component::{InstrumentKind, Role};
use crate::model::catalogue::step;
use rosette_plant::Subtype;

/// How many of a rich plant's lines have something in them that is on no drawing.
const SUNDRY: f64 = 0.08;

impl Composer {
    /// Adds to a composed process, more to larger plants.
    pub(super) fn enrich(&mut self, kind: Kind, size: Size) {
        let rounds = match size {
            Size::Tiny => 0,
            Size::Small => 1,
            Size::Medium => 3,
            Size::Large => 7,
        };
        for _ in 0..rounds {
            match self.dice.below(5) {
                0 | 1 => self.header(),
                2 => self.dosing_skid(),
                3 if matches!(kind, Kind::WaterTreatment | Kind::BoilerHouse | Kind::ChemicalUnit) => self.blower(),
                _ => self.bank(),
            }
        }
        self.vary_valves();
        self.taps();
        self.safeties();
        for line in &mut self.process.lines {
            for _ in 0..self.dice.pick(&[0, 0, 1, 2]) {
                // The common four more often.
                let kinds = if self.dice.chance(0.7) { &InstrumentKind::ALL[..4] } else { &InstrumentKind::ALL };
                line.instruments.push(self.dice.pick(kinds));
            }
            if self.dice.chance(SUNDRY) {
                let at = self.dice.below(line.clusters.len() + 1);
                let bias = at.checked_sub(1).map_or(0.1, |before| line.clusters[before].bias + 0.05);
                line.clusters.insert(at, one(Item::Sundry, bias));
            }
        }
    }

    /// Any valve that plants have somewhere.
    fn any_valve(&mut self) -> Item {
        use Subtype::*;
        Item::Valve(self.dice.pick(&[Gate, Gate, Globe, Globe, Ball, Ball, Butterfly, Plug, Diaphragm, Needle, Control]))
    }

    /// A header through the hall with branches to consumers, each with a few components.
    fn header(&mut self) {
        let dn = self.dice.pick(&[50, 65, 80, 100, 150]);
        let keys: Vec<usize> = (0..self.dice.count(2, 5)).map(|_| self.key()).collect();
        let branch = step(dn, -(self.dice.count(1, 4) as isize));
        let mut clusters = vec![self.isolating(0.05)];
        let count = keys.len() as f64;
        clusters.extend(keys.iter().enumerate().map(|(i, &key)| one(Item::Tee { branch, key }, 0.15 + 0.8 * i as f64 / count)));
        self.line(EndSpec::OffPage("HDR"), EndSpec::OffPage("HDR2"), dn, clusters, vec![InstrumentKind::PressureGauge]);
        for key in keys {
            let mut items = vec![self.any_valve()];
            if self.dice.chance(0.4) {
                items.push(Item::Strainer);
            }
            if self.dice.chance(0.3) {
                items.push(Item::Flowmeter);
            }
            if self.dice.chance(0.4) {
                items.push(self.any_valve());
            }
            let step = 0.8 / items.len() as f64;
            let clusters = items.into_iter().enumerate().map(|(i, item)| one(item, 0.2 + step * i as f64)).collect();
            let end = self.dice.pick(&[EndSpec::OffPage("USER"), EndSpec::OffPage("USER"), EndSpec::Down]);
            self.line(EndSpec::Tee(key), end, branch, clusters, vec![]);
        }
    }

    /// Pumps side by side between two headers.
    fn bank(&mut self) {
        let dn = self.dice.pick(&[50, 65, 80, 100]);
        let wide = step(dn, 1);
        let pumps: Vec<[usize; 3]> =
            (0..self.dice.count(2, 3)).map(|_| [self.pump(dn, step(dn, -1)), self.key(), self.key()]).collect();
        let tees = |which: usize, branch: u32| -> Vec<Cluster> {
            let count = pumps.len() as f64;
            pumps.iter().enumerate().map(|(i, p)| one(Item::Tee { branch, key: p[which] }, (0.3 + i as f64) / count)).collect()
        };
        let (suction, discharge) = (tees(1, dn), tees(2, dn));
        self.line(EndSpec::OffPage("SUC"), EndSpec::OffPage("SUC2"), wide, suction, vec![]);
        self.line(EndSpec::OffPage("DIS"), EndSpec::OffPage("DIS2"), wide, discharge, vec![InstrumentKind::PressureTransmitter]);
        for [pump, from, to] in pumps {
            let clusters = vec![self.isolating(0.3), one(Item::Strainer, 0.7)];
            self.line(EndSpec::Tee(from), EndSpec::Nozzle(pump, Role::Suction), dn, clusters, vec![]);
            let clusters = vec![one(Item::Valve(Subtype::Check), 0.1), self.isolating(0.4)];
            self.line(
                EndSpec::Nozzle(pump, Role::Discharge),
                EndSpec::Tee(to),
                dn,
                clusters,
                vec![InstrumentKind::PressureGauge],
            );
        }
    }

    /// A small tank, a dosing pump, and a thin line with its valves.
    fn dosing_skid(&mut self) {
        let dn = self.dice.pick(&[15, 20, 25]);
        let (radius, height) = (self.dice.range(0.3, 0.6), self.dice.range(0.8, 1.4));
        let tag = self.tag(0, "T");
        let tank = self.add(tag, Make::Tank { radius, height });
        let tag = self.tag(2, "P");
        self.process.equipment.push(EquipmentSpec { tag, make: Make::Dosing { dn }, wanted: vec![] });
        let pump = self.process.equipment.len() - 1;
        let from = self.outlet(tank, dn);
        let foot = self.dice.pick(&[Subtype::Ball, Subtype::Diaphragm, Subtype::Ball]);
        let clusters = vec![one(Item::Valve(foot), 0.3), one(Item::Strainer, 0.7)];
        self.line(from, EndSpec::Nozzle(pump, Role::Suction), dn, clusters, vec![]);
        let second = self.dice.pick(&[Subtype::Needle, Subtype::Ball, Subtype::Diaphragm, Subtype::Relief]);
        let clusters =
            vec![one(Item::Valve(Subtype::Check), 0.2), one(Item::Valve(second), 0.5), one(Item::Valve(Subtype::Ball), 0.8)];
        self.line(
            EndSpec::Nozzle(pump, Role::Discharge),
            EndSpec::OffPage("DOS"),
            dn,
            clusters,
            vec![InstrumentKind::PressureGauge],
        );
    }

    fn blower(&mut self) {
        let dn = self.dice.pick(&[80, 100, 150]);
        let tag = self.tag(2, "B");
        self.process.equipment.push(EquipmentSpec { tag, make: Make::Blower { dn: [dn, dn] }, wanted: vec![] });
        let unit = self.process.equipment.len() - 1;
        let clusters =
            vec![one(Item::Valve(Subtype::Check), 0.2), one(Item::Valve(Subtype::Butterfly), 0.4), one(Item::Flowmeter, 0.7)];
        self.line(
            EndSpec::Nozzle(unit, Role::Discharge),
            EndSpec::OffPage("AIR"),
            dn,
            clusters,
            vec![InstrumentKind::Thermometer],
        );
        if self.dice.chance(0.6) {
            let clusters = vec![one(Item::Valve(Subtype::Butterfly), 0.5)];
            self.line(EndSpec::OffPage("ATM"), EndSpec::Nozzle(unit, Role::Suction), dn, clusters, vec![]);
        }
    }

    /// Exchanges some isolating valves for other subtypes than the plant's usual ones.
    fn vary_valves(&mut self) {
        use Subtype::*;
        for line in &mut self.process.lines {
            let small = line.dn <= 40;
            for item in line.clusters.iter_mut().flat_map(|c| &mut c.items) {
                if let Item::Valve(subtype) = item
                    && !matches!(subtype, Check | Relief | Control)
                    && self.dice.chance(0.3)
                {
                    *subtype =
                        self.dice.pick(&[Gate, Globe, Ball, Butterfly, Plug, Diaphragm, if small { Needle } else { Globe }]);
                    if *subtype == Butterfly && small {
                        *subtype = Ball;
                    }
                }
            }
        }
    }

    /// Drains and vents: thin branches with a small valve, open or capped at their ends.
    fn taps(&mut self) {
        let hosts: Vec<usize> = (0..self.process.lines.len()).filter(|&i| self.process.lines[i].dn >= 40).collect();
        for host in hosts {
            if !self.dice.chance(0.3) {
                continue;
            }
            let (key, branch) = (self.key(), self.dice.pick(&[15, 20, 25]));
            let bias = self.dice.range(0.2, 0.9);
            self.process.lines[host].clusters.push(one(Item::Tee { branch, key }, bias));
            self.process.lines[host].clusters.sort_by(|a, b| a.bias.total_cmp(&b.bias));
            let valve = self.dice.pick(&[Subtype::Ball, Subtype::Ball, Subtype::Gate, Subtype::Globe, Subtype::Needle]);
            let end = if self.dice.chance(0.6) { EndSpec::Down } else { EndSpec::Up };
            let index = self.line(EndSpec::Tee(key), end, branch, vec![one(Item::Valve(valve), 0.5)], vec![]);
            self.process.lines[index].fluid = "DR";
        }
    }

    /// Most safety valves stand on their nozzle and blow off to the side.
    fn safeties(&mut self) {
        let is_relief = |line: &LineSpec| matches!(line.from, EndSpec::Nozzle(_, Role::Relief));
        for line in self.process.lines.iter_mut().filter(|l| is_relief(l)) {
            if self.dice.chance(0.7) {
                line.safety = true;
                line.clusters.clear();
            }
        }
    }
}
