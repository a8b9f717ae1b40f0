//! Makes a whole case: plant, scan, labels, drawing and truth.

use crate::error::SimulateError;
use crate::model::{Catalogue, Dice, Part, Plant};
use crate::output::{self, Difference, Drawing, ScanFormat, Visibility};
use crate::plan::{Growth, Kind, PlantSettings, Size, Variety, grow, person};
use crate::scan::{ScanSettings, Scene, StationScan, choose, scan};
use crate::surface::{P3, V3};
use nalgebra::{Isometry3, Translation3, UnitQuaternion};
use rosette_plant::Class;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What is to be simulated.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulateSettings {
    /// Seed of all choices: the same settings give the same bytes.
    pub seed: u64,
    /// What the plant is for.
    pub kind: Kind,
    /// How much of it.
    pub size: Size,
    /// Number of set-ups; 0: as the hall's size asks for.
    pub stations: usize,
    /// How the scanner works.
    pub scan: ScanSettings,
    /// Sizes of pipes; none: by the seed.
    pub catalogue: Option<Catalogue>,
    /// The plant is turned about z by this angle, degrees.
    pub rotation_deg: f64,
    /// Site position of the plant's origin, m.
    pub offset: [f64; 3],
    /// Walls and ceiling; none: by the kind.
    pub indoor: Option<bool>,
    /// Some lines are insulated.
    pub insulation: bool,
    /// How much things of one kind differ.
    pub variety: Variety,
    /// Names of families of components that must not occur, so that they can be held out.
    pub without: Vec<String>,
    /// Differences put into the drawing.
    pub differences: usize,
    /// Format of the scan.
    pub format: ScanFormat,
}

impl Default for SimulateSettings {
    fn default() -> Self {
        Self {
            seed: 1,
            kind: Kind::PumpStation,
            size: Size::Small,
            stations: 0,
            scan: ScanSettings::default(),
            catalogue: None,
            rotation_deg: 0.0,
            offset: [0.0; 3],
            indoor: None,
            insulation: false,
            variety: Variety::Rich,
            without: Vec::new(),
            differences: 5,
            format: ScanFormat::E57,
        }
    }
}

/// A case in memory.
#[derive(Debug, Clone)]
pub struct Case {
    /// The plant as it stands, turned, without offset.
    pub plant: Plant,
    /// One scan a station.
    pub scans: Vec<StationScan>,
    /// What the scans show of each part.
    pub seen: Vec<Visibility>,
    /// The drawing with its differences.
    pub drawing: Drawing,
    /// The differences.
    pub differences: Vec<Difference>,
    /// Equipment and lines that found no room.
    pub left_out: usize,
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Name of the case.
    pub case: String,
    /// The scan file.
    pub scan: PathBuf,
    /// Scan points.
    pub points: usize,
    /// Set-ups.
    pub stations: usize,
    /// Parts.
    pub parts: usize,
    /// Lines.
    pub lines: usize,
    /// Valves, strainers, meters, reducers and tees.
    pub inline: usize,
    /// Differences put in.
    pub differences: usize,
    /// Equipment and lines that found no room.
    pub left_out: usize,
}

/// Makes a case and writes `scan.e57` or `scan.laz`, `labels.npz`, `pid.xml` and `truth.json` into `dir`.
pub fn simulate(settings: &SimulateSettings, dir: &Path) -> Result<Summary, SimulateError> {
    let case = make(settings)?;
    let fail = |path: &Path, message: String| SimulateError::Write { path: path.into(), message };
    std::fs::create_dir_all(dir).map_err(|e| fail(dir, e.to_string()))?;
    let name = format!("{}-{}", settings.kind.name(), settings.seed);
    let offset = V3::from(settings.offset);
    let scan = output::write_scan(&case.scans, settings.format, settings.scan.colour, offset, dir)?;
    output::write_labels(&case.scans, dir)?;
    output::write_proteus(&case.drawing, &name, dir)?;
    let truth = output::truth_json(&name, &case.plant, &case.seen, &case.drawing, &case.differences, offset);
    let path = dir.join("truth.json");
    std::fs::write(&path, truth.to_string()).map_err(|e| fail(&path, e.to_string()))?;
    Ok(Summary {
        case: name,
        scan,
        points: case.scans.iter().map(|s| s.returns.len()).sum(),
        stations: case.scans.len(),
        parts: case.plant.parts.len(),
        lines: case.plant.lines.len(),
        inline: case.plant.parts.iter().filter(|p| p.class.is_inline()).count(),
        differences: case.differences.len(),
        left_out: case.left_out,
    })
}

/// Makes a case in memory.
pub fn make(settings: &SimulateSettings) -> Result<Case, SimulateError> {
    if !(0.005..=5.0).contains(&settings.scan.step_deg) {
        return Err(SimulateError::Step { step_deg: settings.scan.step_deg });
    }
    if settings.stations > 99 {
        return Err(SimulateError::Stations { stations: settings.stations });
    }
    let growth = grow(&plant_settings(settings));
    let (plant, scans) = scanned(&growth, settings)?;
    let seen = output::visibility(&plant, &scans, settings.seed);
    let mut drawing = output::draw(&plant);
    let differences = output::alter(&mut drawing, &plant, &seen, settings.differences, &mut Dice::new(settings.seed, &[30]));
    Ok(Case { plant, scans, seen, drawing, differences, left_out: growth.left_out })
}

fn plant_settings(settings: &SimulateSettings) -> PlantSettings {
    PlantSettings {
        seed: settings.seed,
        kind: settings.kind,
        size: settings.size,
        catalogue: settings.catalogue,
        indoor: settings.indoor,
        insulation: settings.insulation,
        variety: settings.variety,
        without: settings.without.clone(),
    }
}

/// Gives every line, unit and thing around a paint: by service, by maker, by chance.
fn paint(parts: &mut [Part], seed: u64) {
    const PAINTS: [[u8; 3]; 12] = [
        [70, 130, 70],
        [60, 90, 160],
        [170, 60, 50],
        [190, 190, 195],
        [150, 150, 150],
        [90, 95, 100],
        [215, 180, 60],
        [120, 85, 60],
        [225, 225, 220],
        [40, 45, 50],
        [80, 140, 190],
        [200, 120, 50],
    ];
    let of = |names: &[u64]| Dice::new(seed, names).pick(&PAINTS);
    for (index, part) in parts.iter_mut().enumerate() {
        part.colour = match (part.class, part.line) {
            (Class::Floor | Class::Wall | Class::Ceiling, _) => {
                Dice::new(seed, &[50, part.class as u64]).pick(&[[150; 3], [190; 3], [110, 110, 105]])
            }
            (Class::Pipe | Class::Elbow | Class::Tee | Class::Reducer | Class::Flange, Some(line)) => of(&[51, line as u64]),
            (Class::Valve | Class::Strainer, Some(line)) if index % 2 == 0 => of(&[51, line as u64]),
            (Class::Structure, _) => of(&[52, part.kind.map_or(0, str::len) as u64]),
            _ => of(&[53, index as u64]),
        };
    }
}

/// People who stand somewhere else at every station.
fn walkers(space: &crate::routing::Space, places: &[P3], seed: u64) -> Vec<Part> {
    let mut dice = Dice::new(seed, &[16]);
    let mut people = Vec::new();
    for (station, at) in places.iter().enumerate() {
        for _ in 0..dice.pick(&[0, 0, 0, 1, 2]) {
            let found = (0..10).map(|_| person(space, &mut dice)).find(|p| {
                let (lo, hi) = p.bounds();
                let clear = (nalgebra::center(&lo, &hi) - at).xy().norm() > 1.0;
                clear && space.is_free((lo + V3::z() * 0.05, hi), 0.0, &[])
            });
            people.extend(found.map(|p| Part { station: Some(station), ..p }));
        }
    }
    people
}

/// Chooses places in the unturned hall, then turns everything and scans it.
fn scanned(growth: &Growth, settings: &SimulateSettings) -> Result<(Plant, Vec<StationScan>), SimulateError> {
    let mut dice = Dice::new(settings.seed, &[12]);
    let area = (growth.space.hi.x - growth.space.lo.x) * (growth.space.hi.y - growth.space.lo.y);
    let count = settings.scan.device.views()
        * if settings.stations > 0 { settings.stations } else { ((area / 28.0).round() as usize).clamp(3, 12) };
    let mut growth = growth.clone();
    let places = choose(&growth.plant.parts, &Scene::new(&growth.plant.parts), &growth.space, count, &mut dice);
    if places.is_empty() {
        return Err(SimulateError::NoPlace { seed: settings.seed });
    }
    let turn = UnitQuaternion::from_axis_angle(&V3::z_axis(), settings.rotation_deg.to_radians());
    let motion = Isometry3::from_parts(Translation3::identity(), turn);
    if settings.variety == Variety::Rich {
        paint(&mut growth.plant.parts, settings.seed);
        growth.plant.parts.extend(walkers(&growth.space, &places, settings.seed));
    }
    let plant = growth.plant.moved(&motion);
    let places: Vec<_> = places.iter().map(|p| motion * p).collect();
    let scans = scan(&plant.parts, &Scene::new(&plant.parts), &places, &settings.scan, settings.seed);
    Ok((plant, scans))
}
