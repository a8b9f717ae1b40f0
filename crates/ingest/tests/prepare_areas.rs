//! The ingest stage from scan files to areas: what comes out is right, complete, and the same whatever the threads and the memory.

use rosette_cloud::{Cloud, Quiet, Seen, SeenState, Watch};
use rosette_ingest::{IngestError, IngestSettings, Ingested, Input, PositionSource, ingest, load_area, load_seen};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

const SCANNERS: [[f64; 3]; 2] = [[1.5, 1.5, 1.6], [4.5, 2.5, 1.6]];
/// A national grid: f32 would resolve half a metre there.
const GRID: [f64; 3] = [652_300.0, 6_861_200.0, 35.0];

/// Range from a scanner to the walls of a 6 x 4 x 3 m room or to a DN100 pipe standing in its middle.
fn range(from: [f64; 3], way: [f64; 3]) -> f64 {
    let mut best = f64::INFINITY;
    for (axis, high) in [6.0, 4.0, 3.0].into_iter().enumerate() {
        let to = if way[axis] > 0.0 { high - from[axis] } else { -from[axis] };
        if way[axis] != 0.0 {
            best = best.min(to / way[axis]);
        }
    }
    let (ox, oy) = (from[0] - 3.0, from[1] - 2.0);
    let (a, b, c) = (way[0] * way[0] + way[1] * way[1], ox * way[0] + oy * way[1], ox * ox + oy * oy - 0.057f64.powi(2));
    let root = b * b - a * c;
    if root > 0.0 && b < 0.0 { best.min((-b - root.sqrt()) / a) } else { best }
}

/// A scan as PTX: columns of shots, the scanner's pose in the header, 1 mm of noise that repeats from run to run.
fn ptx(scanner: [f64; 3], grid: [f64; 3], columns: u32) -> String {
    let rows = columns * 2 / 5;
    let at: Vec<f64> = (0..3).map(|a| scanner[a] + grid[a]).collect();
    let mut text = format!("{columns}\n{rows}\n{} {} {}\n1 0 0\n0 1 0\n0 0 1\n", at[0], at[1], at[2]);
    writeln!(text, "1 0 0 0\n0 1 0 0\n0 0 1 0\n{} {} {} 1", at[0], at[1], at[2]).unwrap();
    for i in 0..columns * rows {
        let (az, el) = (
            f64::from(i / rows) * std::f64::consts::TAU / f64::from(columns),
            (f64::from(i % rows) * 144.0 / f64::from(rows) - 60.0).to_radians(),
        );
        let way = [az.cos() * el.cos(), az.sin() * el.cos(), el.sin()];
        let noise = f64::from(i.wrapping_mul(2_654_435_761) >> 16 & 0xff) / 255e3 - 0.0005;
        let r = range(scanner, way) + noise;
        writeln!(text, "{:.5} {:.5} {:.5} {:.3} {} 120 40", r * way[0], r * way[1], r * way[2], 0.5, i % 256).unwrap();
    }
    text
}

struct Case {
    dir: TempDir,
    inputs: Vec<Input>,
}

impl Case {
    fn file(&mut self, name: &str, content: impl AsRef<[u8]>) -> &mut Self {
        let path = self.dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        self.inputs.push(Input::new(path));
        self
    }

    fn out(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }
}

fn empty() -> Case {
    Case { dir: tempfile::tempdir().unwrap(), inputs: Vec::new() }
}

fn room(grid: [f64; 3], columns: u32) -> Case {
    let mut case = empty();
    case.file("a.ptx", ptx(SCANNERS[0], grid, columns)).file("b.ptx", ptx(SCANNERS[1], grid, columns));
    case
}

/// Many small areas.
fn small_areas() -> IngestSettings {
    IngestSettings { max_area_points: 10_000, ..IngestSettings::default() }
}

/// All files a run left, by name.
fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    entries
        .filter(|entry| entry.file_type().unwrap().is_file())
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
        .collect()
}

fn run_with(threads: usize, case: &Case, settings: &IngestSettings, out: &Path) -> Ingested {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| ingest(&case.inputs, settings, out, &Quiet)).unwrap()
}

fn clouds(dir: &Path, result: &Ingested) -> Vec<Cloud> {
    result.areas.iter().map(|area| load_area(dir, area).unwrap()).collect()
}

/// A point's site position in micrometres: the same point of two areas agrees to the rounding of f32.
fn key(site: [f64; 3]) -> [i64; 3] {
    site.map(|v| (v * 2e5).round() as i64)
}

/// The entry at a key or one step beside it.
fn near<T>(map: &BTreeMap<[i64; 3], T>, [x, y, z]: [i64; 3]) -> Option<&T> {
    (0..27i64).find_map(|i| map.get(&[x + i % 3 - 1, y + i / 3 % 3 - 1, z + i / 9 - 1]))
}

#[test]
fn threads_do_not_change_a_byte() {
    let case = room(GRID, 300);
    let (one, three) = (case.out("one"), case.out("three"));
    run_with(1, &case, &small_areas(), &one);
    run_with(3, &case, &small_areas(), &three);
    assert!(files(&one).len() > 4);
    assert_eq!(files(&one), files(&three));
}

#[test]
fn little_memory_does_not_change_the_points() {
    let case = room(GRID, 700);
    let (rich, poor) = (case.out("rich"), case.out("poor"));
    let rich_result = run_with(2, &case, &IngestSettings { cell: 2.0, ..small_areas() }, &rich);
    let poor_result = run_with(2, &case, &IngestSettings { cell: 2.0, memory: 16 << 20, ..small_areas() }, &poor);
    assert!(rich_result.counts.read > 390_000);
    assert_eq!(rich_result.areas, poor_result.areas, "the hashes of all areas are among these");
    assert_eq!(load_seen(&rich).unwrap().to_bytes(), load_seen(&poor).unwrap().to_bytes());
    assert!(!poor.join("scratch").exists());
}

#[test]
fn the_order_of_files_does_not_move_a_point() {
    let case = room(GRID, 200);
    let mut turned = room(GRID, 200);
    turned.inputs.reverse();
    let (a, b) = (case.out("out"), turned.out("out"));
    let (one, two) = (run_with(2, &case, &small_areas(), &a), run_with(2, &turned, &small_areas(), &b));
    for (x, y) in clouds(&a, &one).iter().zip(clouds(&b, &two)) {
        assert_eq!((&x.positions, &x.weights, &x.color), (&y.positions, &y.weights, &y.color));
    }
    assert_eq!(load_seen(&a).unwrap().to_bytes(), load_seen(&b).unwrap().to_bytes());
}

#[test]
fn nothing_vanishes() {
    let case = room([0.0; 3], 300);
    let result = run_with(2, &case, &small_areas(), &case.out("out"));
    let c = &result.counts;
    assert_eq!(c.read, 2 * 300 * 120);
    assert_eq!(c.read, c.merged + c.voxels);
    assert_eq!(c.voxels, c.kept + c.isolated + c.mixed);
    assert_eq!(c.kept, result.areas.iter().map(|a| a.core_points).sum::<u64>());
    let weights: u64 = clouds(&case.out("out"), &result)
        .iter()
        .map(|cloud| (0..cloud.len()).filter(|&i| cloud.is_core(i)).map(|i| u64::from(cloud.weights[i])).sum::<u64>())
        .sum();
    assert_eq!(weights + c.removed_returns, c.read);
    assert_eq!(Ingested::load(&case.out("out")).unwrap(), result, "what is loaded is what was returned");
}

#[test]
fn areas_join_without_a_seam() {
    let case = room(GRID, 400);
    let (whole, cut) = (case.out("whole"), case.out("cut"));
    let one = run_with(2, &case, &IngestSettings::default(), &whole);
    let many = run_with(2, &case, &IngestSettings { halo: 0.5, ..small_areas() }, &cut);
    assert_eq!(one.areas.len(), 1);
    assert!(many.areas.len() >= 5, "{}", many.areas.len());
    let whole_cloud = &clouds(&whole, &one)[0];
    let normals: BTreeMap<_, _> = (0..whole_cloud.len()).map(|i| (key(whole_cloud.site(i)), whole_cloud.normals[i])).collect();
    let mut core_points = 0;
    for (area, cloud) in many.areas.iter().zip(clouds(&cut, &many)) {
        assert!(area.core_points <= 10_000);
        for i in 0..cloud.len() {
            let site = cloud.site(i);
            assert_eq!(near(&normals, key(site)), Some(&cloud.normals[i]), "the normal at {site:?} is the un-split one");
            let owned = area.owns(site);
            // a point within a hair of the border may round across it
            let border =
                (0..3).map(|a| (site[a] - area.low[a]).abs().min((site[a] - area.high[a]).abs())).fold(f64::INFINITY, f64::min);
            assert!(owned == cloud.is_core(i) || border < 1e-5, "{site:?}");
            core_points += usize::from(cloud.is_core(i));
        }
        let wanted: Vec<_> = normals
            .keys()
            .filter(|k| (0..3).all(|a| (area.low[a] - 0.5) * 2e5 <= k[a] as f64 && k[a] as f64 <= (area.high[a] + 0.5) * 2e5))
            .collect();
        let have: BTreeMap<_, _> = (0..cloud.len()).map(|i| (key(cloud.site(i)), ())).collect();
        assert!(wanted.iter().all(|k| near(&have, **k).is_some()), "the rim is full");
    }
    assert_eq!(core_points, whole_cloud.len());
}

#[test]
fn national_grid_coordinates_keep_their_precision() {
    let (plain, grid) = (room([0.0; 3], 200), room(GRID, 200));
    let (a, b) = (plain.out("out"), grid.out("out"));
    let (one, two) = (run_with(2, &plain, &IngestSettings::default(), &a), run_with(2, &grid, &IngestSettings::default(), &b));
    let sites = |dir: &Path, result: &Ingested, grid: [f64; 3]| {
        let mut sites: Vec<[f64; 3]> = Vec::new();
        for cloud in clouds(dir, result) {
            sites.extend((0..cloud.len()).map(|i| std::array::from_fn(|k| cloud.site(i)[k] - grid[k])));
        }
        sites
    };
    let (p, q) = (sites(&a, &one, [0.0; 3]), sites(&b, &two, GRID));
    // 652300, 6861200 and 35 are whole numbers of voxels, so the same returns merge, but for those that round to the other side
    let far: BTreeMap<_, _> = q.iter().map(|s| (key(*s), ())).collect();
    let same = p.iter().filter(|s| near(&far, key(**s)).is_some()).count();
    assert!(same > p.len() * 98 / 100, "{same} of {}", p.len());
}

#[test]
fn normals_are_those_of_the_surfaces_and_face_the_scanner() {
    let case = room([0.0; 3], 600);
    let result = run_with(2, &case, &IngestSettings::default(), &case.out("out"));
    let cloud = &clouds(&case.out("out"), &result)[0];
    let (mut floor, mut pipe) = (Vec::new(), Vec::new());
    for i in 0..cloud.len() {
        let (at, n) = (cloud.site(i), cloud.normal(i));
        let to_axis = nalgebra::Vector3::new(at[0] - 3.0, at[1] - 2.0, 0.0);
        if to_axis.norm() < 0.06 && (0.2..2.5).contains(&at[2]) {
            pipe.push(n.dot(&to_axis.normalize()));
        } else if at[2].abs() < 0.003 && to_axis.norm() > 0.3 && (0.2..5.8).contains(&at[0]) && (0.2..3.8).contains(&at[1]) {
            floor.push(n.z);
        }
    }
    let share = |all: &[f64], least: f64| all.iter().filter(|c| **c > least).count() as f64 / all.len() as f64;
    assert!(floor.len() > 1000 && share(&floor, 0.999) > 0.95, "{} {}", floor.len(), share(&floor, 0.999));
    assert!(pipe.len() > 500 && share(&pipe, 0.98) > 0.85, "{} {}", pipe.len(), share(&pipe, 0.98));
}

fn state(seen: &Seen, at: [f64; 3]) -> SeenState {
    seen.state(std::array::from_fn(|a| at[a] + GRID[a]))
}

#[test]
fn seen_space_tells_empty_hidden_and_occupied() {
    let case = room(GRID, 600);
    let result = run_with(2, &case, &IngestSettings::default(), &case.out("out"));
    assert!(result.stations.iter().all(|s| s.position_source == PositionSource::File));
    let seen = load_seen(&case.out("out")).unwrap();
    let check = |at, want| assert_eq!(state(&seen, at), want, "{at:?}");
    check([2.0, 1.0, 1.0], SeenState::Empty);
    check([3.0, 1.95, 1.0], SeenState::Occupied);
    check([2.0, 1.0, -0.01], SeenState::Occupied);
    check([2.0, 1.0, -0.5], SeenState::Unseen);
    check([7.0, 1.0, 1.0], SeenState::Unseen);
}

#[test]
fn without_positions_nothing_is_called_empty_unless_the_user_gives_them() {
    let mut case = empty();
    let text: String = ptx(SCANNERS[0], GRID, 200)
        .lines()
        .skip(10)
        .map(|line| {
            let v: Vec<f64> = line.split(' ').map(|w| w.parse().unwrap()).collect();
            format!(
                "{} {} {}\n",
                v[0] + SCANNERS[0][0] + GRID[0],
                v[1] + SCANNERS[0][1] + GRID[1],
                v[2] + SCANNERS[0][2] + GRID[2]
            )
        })
        .collect();
    case.file("a.xyz", text);
    let settings = IngestSettings { recover_positions: false, ..IngestSettings::default() };
    let unknown = run_with(2, &case, &settings, &case.out("unknown"));
    assert_eq!(unknown.stations[0].position_source, PositionSource::None);
    assert!(unknown.notes.iter().any(|n| n.kind == "scanner_position_unknown"));
    assert_eq!(state(&load_seen(&case.out("unknown")).unwrap(), [2.0, 1.0, 1.0]), SeenState::Unknown);
    case.inputs[0].stations = vec![std::array::from_fn(|a| SCANNERS[0][a] + GRID[a])];
    let given = run_with(2, &case, &settings, &case.out("given"));
    assert_eq!(given.stations[0].position_source, PositionSource::User);
    assert_eq!(state(&load_seen(&case.out("given")).unwrap(), [2.0, 1.0, 1.0]), SeenState::Empty);
    case.inputs[0].stations = vec![[0.0; 3]; 2];
    let wrong = run_with(2, &case, &settings, &case.out("wrong"));
    assert!(wrong.notes.iter().any(|n| n.kind == "scanner_positions_not_used"));
}

#[test]
fn one_bad_file_is_reported_and_the_rest_goes_on() {
    let mut case = room(GRID, 200);
    case.file("bad.e57", b"ASTM-E57 but not really").file("empty.las", b"").file("text.xyz", "no numbers here\n");
    let result = run_with(2, &case, &IngestSettings::default(), &case.out("out"));
    assert_eq!(result.files.len(), 5);
    let failed: Vec<bool> = result.files.iter().map(|f| f.error.is_some()).collect();
    assert_eq!(failed, [false, false, true, true, true]);
    assert_eq!(result.notes.iter().filter(|n| n.kind == "file_not_read").count(), 3);
    assert!(result.counts.kept > 10_000);
    case.inputs.drain(..2);
    let error = ingest(&case.inputs, &IngestSettings::default(), &case.out("none"), &Quiet).unwrap_err();
    assert!(matches!(error, IngestError::NothingRead { n: 3, .. }), "{error}");
    assert!(Ingested::load(&case.out("none")).is_err());
    assert!(matches!(ingest(&[], &IngestSettings::default(), &case.out("none"), &Quiet), Err(IngestError::NoInput)));
}

#[test]
fn duplicates_planes_and_strange_numbers() {
    let mut case = empty();
    let mut text = String::new();
    for _ in 0..3000 {
        text.push_str("1.25 1.25 0.5\n");
    }
    for i in 0..100 {
        for j in 0..100 {
            // multiples of the voxel: every point lies on its border
            writeln!(text, "{} {} 0", f64::from(i) * 0.01, f64::from(j) * 0.01).unwrap();
        }
    }
    text.push_str("nan 1 1\n1 inf 1\n1e300 0 0\n");
    case.file("odd.xyz", text);
    let settings = IngestSettings { clean: false, ..IngestSettings::default() };
    let result = run_with(2, &case, &settings, &case.out("out"));
    let cloud = &clouds(&case.out("out"), &result)[0];
    assert_eq!(cloud.len(), 10_001);
    assert_eq!(cloud.weights.iter().copied().max(), Some(3000));
    assert_eq!(result.counts.read, 13_000);
    assert_eq!(result.counts.dropped_reading, 3);
    assert!(cloud.positions.iter().flatten().all(|v| v.is_finite()));
    let flat = (0..cloud.len()).filter(|&i| cloud.normal(i).z > 0.9999).count();
    assert_eq!(flat, 10_000, "all but the lonely one");
}

/// Stops at the so-manieth question whether to stop.
struct StopAt(AtomicUsize);

impl Watch for StopAt {
    fn begin(&self, _: &str, _: u64, _: &str) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
    fn stopped(&self) -> bool {
        self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| Some(n.saturating_sub(1))) == Ok(0)
    }
}

#[test]
fn a_stopped_run_is_never_taken_for_complete_and_can_be_run_again() {
    let case = room(GRID, 150);
    let (out, fresh) = (case.out("out"), case.out("fresh"));
    run_with(2, &case, &small_areas(), &fresh);
    let mut stops = 0;
    for n in 0..200 {
        match ingest(&case.inputs, &small_areas(), &out, &StopAt(AtomicUsize::new(n))) {
            Err(IngestError::Stopped) => stops += 1,
            Ok(_) => break,
            Err(other) => panic!("{other}"),
        }
        assert!(Ingested::load(&out).is_err(), "stopped at {n}");
    }
    assert!(stops > 5, "{stops}");
    run_with(2, &case, &small_areas(), &out);
    assert_eq!(files(&out), files(&fresh));
    // a run that is killed leaves whatever it had: an old result must be gone before anything else is touched
    let result = ingest(&case.inputs, &small_areas(), &out, &StopAt(AtomicUsize::new(0)));
    assert!(matches!(result, Err(IngestError::Stopped)) && Ingested::load(&out).is_err());
}

#[test]
fn cut_or_foreign_area_files_are_refused() {
    let case = room(GRID, 150);
    let out = case.out("out");
    let result = run_with(2, &case, &small_areas(), &out);
    let (first, second) = (&result.areas[0], &result.areas[1]);
    let bytes = std::fs::read(out.join(&first.file)).unwrap();
    for cut in [0, 10, bytes.len() / 2, bytes.len() - 1] {
        std::fs::write(out.join(&first.file), &bytes[..cut]).unwrap();
        assert!(matches!(load_area(&out, first), Err(IngestError::Damaged { .. })), "cut at {cut}");
    }
    std::fs::copy(out.join(&second.file), out.join(&first.file)).unwrap();
    assert!(matches!(load_area(&out, first), Err(IngestError::Damaged { .. })), "another area's file");
    std::fs::remove_file(out.join(&first.file)).unwrap();
    assert!(matches!(load_area(&out, first), Err(IngestError::Io { .. })));
    std::fs::write(out.join("seen.bin"), b"RSTSEEN1").unwrap();
    assert!(matches!(load_seen(&out), Err(IngestError::Damaged { .. })));
}

#[test]
fn stations_are_reported_as_a_surveyor_asks() {
    let case = room(GRID, 900);
    let result = run_with(2, &case, &IngestSettings::default(), &case.out("out"));
    assert_eq!(result.stations.len(), 2);
    for (s, scanner) in result.stations.iter().zip(SCANNERS) {
        assert_eq!(s.points, 324_000);
        let at = s.station.position.unwrap();
        assert!((0..3).all(|a| (at[a] - scanner[a] - GRID[a]).abs() < 1e-6));
        assert!((0.85..=1.0).contains(&s.overlap), "{}", s.overlap);
        assert!((5.0..60.0).contains(&s.spacing_mm), "{}", s.spacing_mm);
        assert!(s.misfit.patches > 30 && s.misfit.median_mm < 0.3 && s.misfit.p95_mm < 1.5, "{:?}", s.misfit);
        assert!((0..3).all(|a| (s.extent[0][a] - GRID[a]).abs() < 0.002));
    }
    assert_eq!(result.pairs.len(), 1);
}

/// The scanners of a shared case are found from the order of its returns alone; the file knows where they stood.
#[test]
fn recovered_positions_are_those_of_the_file() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/open-small/scan.e57");
    if !path.exists() {
        eprintln!("{} is absent: skipped", path.display());
        return;
    }
    let mut case = empty();
    let mut truth = Vec::new();
    for (i, mut part) in rosette_ingest::read::open_parts(&path, &Default::default()).unwrap().into_iter().enumerate() {
        let mut batch = rosette_ingest::read::Batch::default();
        let mut text = String::new();
        while part.next_batch(&mut batch, 100_000).unwrap() {
            for [x, y, z] in &batch.positions {
                writeln!(text, "{x:.4} {y:.4} {z:.4}").unwrap();
            }
        }
        truth.push(part.info().stations[0].position.unwrap());
        case.file(&format!("{i}.xyz"), text);
        if i == 1 {
            break;
        }
    }
    let result = run_with(2, &case, &IngestSettings { clean: false, ..IngestSettings::default() }, &case.out("out"));
    for (s, want) in result.stations.iter().zip(truth) {
        assert_eq!(s.position_source, PositionSource::Recovered);
        let at = s.station.position.unwrap();
        assert!((0..3).all(|a| (at[a] - want[a]).abs() < 0.003), "{at:?} {want:?}");
    }
}
