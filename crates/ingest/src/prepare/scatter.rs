//! The streaming pass: points of all files into cells.
//!
//! Files, and the scans within a file that can be read apart, are work for as many workers as there are threads. A return carries the
//! provisional number of its station, given out in order of arrival; the final numbers follow the order of files and are put in when a
//! cell is merged. So the result does not depend on who read what when.

use super::Input;
use super::areas::Carried;
use super::fault::IngestError;
use super::report::FileReport;
use super::spill::Spill;
use super::trace::Trace;
use crate::read::{Batch, OpenOptions, Source, SourceInfo, UnitSource, open_parts};
use rosette_cloud::lattice::{CellIdx, Lattice};
use rosette_cloud::returns::Return;
use rosette_cloud::{Note, Station, Watch};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Points a batch holds at most: 20 MB with all columns.
const BATCH: usize = 1 << 18;
/// Returns of a cell a worker collects before it hands them over: half a megabyte.
const CHUNK: usize = 1 << 15;
/// Returns a worker holds at most over all cells.
const HELD: usize = 1 << 21;
/// Cells one scan may touch. A plant of 1 km by 1 km by 50 m has 110,000 cells of 8 m; more means damaged coordinates or a wrong unit.
const MAX_CELLS: usize = 200_000;
/// Station numbers: the highest stands for unknown.
pub(crate) const UNKNOWN: u16 = u16::MAX;
/// Stations of a scan whose scanner is looked for: bounds the memory of their traces to 200 MB.
const TRACED: usize = 256;
/// LAS classes for noise, low and high.
const NOISE_CLASSES: [u8; 2] = [7, 18];

/// A station as met while reading.
#[derive(Debug, Clone)]
pub(crate) struct Met {
    pub input: usize,
    part: usize,
    local: usize,
    pub station: Station,
    pub points: u64,
    pub low: [f64; 3],
    pub high: [f64; 3],
    /// Its scan was given up; its points do not count.
    pub given_up: bool,
    /// Samples to find its scanner by, if the file does not give it.
    pub trace: Option<Box<Trace>>,
}

/// What the pass yields.
pub(crate) struct Scattered {
    pub spill: Spill,
    /// Stations in order of files, scans and their own numbers.
    pub stations: Vec<Met>,
    /// Final number of every provisional one; none where the points are dropped.
    pub numbers: Vec<Option<u16>>,
    pub files: Vec<FileReport>,
    pub notes: Vec<Note>,
    pub noise_class: u64,
    pub carried: Carried,
}

/// Reads all files.
pub(crate) fn scatter(inputs: &[Input], lattice: &Lattice, spill: Spill, watch: &dyn Watch) -> Result<Scattered, IngestError> {
    let bytes = |input: &Input| std::fs::metadata(&input.path).map_or(0, |meta| meta.len());
    watch.begin("read scans", inputs.iter().map(bytes).sum(), "bytes");
    let shared = Shared::new(inputs, spill);
    if let [_] = inputs
        && let Some(only) = shared.only_part()
    {
        Worker::new(&shared, lattice, watch).read_overlapped(only);
    } else {
        let workers = rayon::current_num_threads().max(1);
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| Worker::new(&shared, lattice, watch).work());
            }
        });
    }
    watch.end();
    shared.finish(watch)
}

struct Part {
    input: usize,
    part: usize,
    share: u64,
    source: Box<dyn Source>,
}

/// What the workers share.
struct Shared<'a> {
    inputs: &'a [Input],
    queue: Mutex<Queue>,
    spill: Mutex<Spill>,
    met: Mutex<Vec<Met>>,
    /// By input and part; put in order at the end.
    done: Mutex<Vec<(usize, usize, PartReport)>>,
    fault: Mutex<Option<IngestError>>,
}

#[derive(Default)]
struct Queue {
    parts: VecDeque<Part>,
    next_input: usize,
}

struct PartReport {
    carried: Carried,
    file: FileReport,
    notes: Vec<Note>,
    noise_class: u64,
}

impl<'a> Shared<'a> {
    fn new(inputs: &'a [Input], spill: Spill) -> Self {
        Self {
            inputs,
            queue: Mutex::default(),
            spill: Mutex::new(spill),
            met: Mutex::default(),
            done: Mutex::default(),
            fault: Mutex::default(),
        }
    }

    /// The single part of a single file, if that is all there is.
    fn only_part(&self) -> Option<Part> {
        let first = self.next()?;
        let mut queue = lock(&self.queue);
        if queue.parts.is_empty() {
            return Some(first);
        }
        queue.parts.push_front(first);
        None
    }

    /// The next scan to read; opens files as the queue runs dry.
    fn next(&self) -> Option<Part> {
        loop {
            let input = {
                let mut queue = lock(&self.queue);
                if let Some(part) = queue.parts.pop_front() {
                    return Some(part);
                }
                let input = queue.next_input;
                if input >= self.inputs.len() {
                    return None;
                }
                queue.next_input += 1;
                input
            };
            self.open(input);
        }
    }

    fn open(&self, input: usize) {
        let path = &self.inputs[input].path;
        let options = OpenOptions { unit: self.inputs[input].unit, ..OpenOptions::default() };
        match open_parts(path, &options) {
            Ok(sources) => {
                let share = std::fs::metadata(path).map_or(0, |meta| meta.len()) / sources.len().max(1) as u64;
                let parts = sources.into_iter().enumerate();
                let mut queue = lock(&self.queue);
                queue.parts.extend(parts.map(|(part, source)| Part { input, part, share, source }));
            }
            Err(error) => {
                let file =
                    FileReport { path: path.display().to_string(), error: Some(error.to_string()), ..FileReport::default() };
                let note = Note::new("ingest", "file_not_read", 1, error.to_string());
                lock(&self.done).push((
                    input,
                    0,
                    PartReport { carried: Carried::default(), file, notes: vec![note], noise_class: 0 },
                ));
            }
        }
    }

    /// Registers a station and gives its provisional number.
    fn meet(&self, input: usize, part: usize, local: usize) -> u16 {
        let mut met = lock(&self.met);
        if met.len() >= usize::from(UNKNOWN) {
            return UNKNOWN;
        }
        let (low, high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
        met.push(Met { input, part, local, station: Station::default(), points: 0, low, high, given_up: false, trace: None });
        (met.len() - 1) as u16
    }

    fn finish(self, watch: &dyn Watch) -> Result<Scattered, IngestError> {
        if let Some(fault) = into_inner(self.fault) {
            return Err(fault);
        }
        if watch.stopped() {
            return Err(IngestError::Stopped);
        }
        let met = into_inner(self.met);
        let (stations, numbers) = in_file_order(met);
        let mut done = into_inner(self.done);
        done.sort_by_key(|(input, part, _)| (*input, *part));
        let mut scattered = Scattered {
            spill: into_inner(self.spill),
            stations,
            numbers,
            files: Vec::new(),
            notes: Vec::new(),
            noise_class: 0,
            carried: Carried::default(),
        };
        let mut last = None;
        for (input, _, report) in done {
            scattered.noise_class += report.noise_class;
            scattered.carried.intensity |= report.carried.intensity;
            scattered.carried.color |= report.carried.color;
            scattered.notes.extend(report.notes);
            match scattered.files.last_mut() {
                Some(file) if last == Some(input) => join_reports(file, report.file),
                _ => scattered.files.push(report.file),
            }
            last = Some(input);
        }
        Ok(scattered)
    }
}

/// Sorts the stations by file, scan and own number; gives the new number of each.
fn in_file_order(met: Vec<Met>) -> (Vec<Met>, Vec<Option<u16>>) {
    let mut order: Vec<usize> = (0..met.len()).collect();
    order.sort_by_key(|&i| (met[i].input, met[i].part, met[i].local));
    let mut numbers = vec![None; met.len()];
    let mut stations = Vec::with_capacity(met.len());
    for i in order {
        if met[i].given_up {
            continue;
        }
        numbers[i] = Some(stations.len() as u16);
        stations.push(met[i].clone());
    }
    (stations, numbers)
}

fn join_reports(file: &mut FileReport, part: FileReport) {
    file.read += part.read;
    file.dropped += part.dropped;
    file.stations += part.stations;
    file.declared = match (file.declared, part.declared) {
        (Some(a), Some(b)) => Some(a.saturating_add(b)),
        _ => None,
    };
    if file.error.is_none() {
        file.error = part.error;
    }
}

/// Reads scans, one after another.
struct Worker<'a> {
    shared: &'a Shared<'a>,
    lattice: &'a Lattice,
    watch: &'a dyn Watch,
}

impl<'a> Worker<'a> {
    fn new(shared: &'a Shared<'a>, lattice: &'a Lattice, watch: &'a dyn Watch) -> Self {
        Self { shared, lattice, watch }
    }

    fn work(&self) {
        while let Some(part) = self.shared.next() {
            if self.halted() {
                return;
            }
            self.read(part);
        }
    }

    fn halted(&self) -> bool {
        self.watch.stopped() || lock(&self.shared.fault).is_some()
    }

    fn read(&self, mut part: Part) {
        let mut sorter = Sorter::new(self.shared, self.lattice, &part);
        let mut batch = Batch::default();
        let mut error = None;
        while !self.halted() && !sorter.scattered {
            match part.source.next_batch(&mut batch, BATCH) {
                Ok(true) => sorter.take(&batch, &Hint::new(part.source.info()), self.watch),
                Ok(false) => break,
                Err(problem) => {
                    error = Some(problem.to_string());
                    break;
                }
            }
        }
        sorter.finish(part, error, self.watch);
    }

    /// As [`Self::read`] for the only scan there is: the next batch is decoded while one is sorted.
    fn read_overlapped(&self, mut part: Part) {
        let mut sorter = Sorter::new(self.shared, self.lattice, &part);
        let (mut full, mut empty) = (Batch::default(), Batch::default());
        let mut error = None;
        let mut more = true;
        while more && !self.halted() && !sorter.scattered {
            let hint = Hint::new(part.source.info());
            let source = &mut part.source;
            let (next, ()) = rayon::join(|| source.next_batch(&mut empty, BATCH), || sorter.take(&full, &hint, self.watch));
            std::mem::swap(&mut full, &mut empty);
            more = next.unwrap_or_else(|problem| {
                error = Some(problem.to_string());
                full.clear();
                false
            });
        }
        sorter.finish(part, error, self.watch);
    }
}

/// What a source says of itself that matters for its next batch.
struct Hint {
    declared: Option<u64>,
    /// By station: whether the scanner's position is known.
    known: Vec<bool>,
}

impl Hint {
    fn new(info: &SourceInfo) -> Self {
        Self { declared: info.declared_points, known: info.stations.iter().map(|s| s.position.is_some()).collect() }
    }
}

/// A station of the scan at hand.
struct Local {
    number: u16,
    points: u64,
    low: [f64; 3],
    high: [f64; 3],
    trace: Option<Box<Trace>>,
}

/// Sorts the points of one scan into cells.
struct Sorter<'a> {
    shared: &'a Shared<'a>,
    lattice: &'a Lattice,
    input: usize,
    part: usize,
    locals: Vec<Option<Local>>,
    slots: HashMap<CellIdx, usize>,
    open: Vec<(CellIdx, Vec<Return>)>,
    held: usize,
    touched: HashSet<CellIdx>,
    scattered: bool,
    read: u64,
    unplaced: u64,
    noise_class: u64,
    share: u64,
    advanced: u64,
}

impl<'a> Sorter<'a> {
    fn new(shared: &'a Shared<'a>, lattice: &'a Lattice, part: &Part) -> Self {
        Self {
            shared,
            lattice,
            input: part.input,
            part: part.part,
            locals: Vec::new(),
            slots: HashMap::new(),
            open: Vec::new(),
            held: 0,
            touched: HashSet::new(),
            scattered: false,
            read: 0,
            unplaced: 0,
            noise_class: 0,
            share: part.share,
            advanced: 0,
        }
    }

    fn take(&mut self, batch: &Batch, hint: &Hint, watch: &dyn Watch) {
        let mut slot = usize::MAX;
        let mut cell = [i32::MAX; 3];
        for i in 0..batch.len() {
            if batch.label.get(i).is_some_and(|label| NOISE_CLASSES.contains(label)) {
                self.noise_class += 1;
                continue;
            }
            let site = batch.positions[i];
            let guess = if slot == usize::MAX { [0; 3] } else { cell };
            let Some(place) = self.lattice.place_near(site, guess) else {
                self.unplaced += 1;
                continue;
            };
            if slot == usize::MAX || place.cell != cell {
                cell = place.cell;
                slot = self.slot(cell);
            }
            let local = batch.station.get(i).copied().unwrap_or(0);
            let known = hint.known.get(usize::from(local)).copied().unwrap_or(false);
            let station = self.station(local, known, site);
            let intensity = batch.intensity.get(i).copied().unwrap_or(0.0);
            let color = batch.color.get(i).copied().unwrap_or_default();
            let buffer = &mut self.open[slot].1;
            buffer.push(Return::new(&place, station, intensity, color, false));
            if buffer.len() >= CHUNK {
                self.flush(slot);
            }
        }
        self.read += batch.len() as u64;
        self.held += batch.len();
        if self.held > HELD {
            self.flush_all();
        }
        self.tell(watch, hint.declared);
    }

    /// Progress in bytes of the file, as far as its header's count can be trusted.
    fn tell(&mut self, watch: &dyn Watch, declared: Option<u64>) {
        let Some(declared) = declared.filter(|&n| n > 0) else { return };
        let now = (self.share as f64 * (self.read as f64 / declared as f64).min(1.0)) as u64;
        watch.advance(now.saturating_sub(self.advanced));
        self.advanced = self.advanced.max(now);
    }

    fn station(&mut self, local: u16, known: bool, site: [f64; 3]) -> u16 {
        let idx = usize::from(local);
        if idx >= self.locals.len() {
            self.locals.resize_with(idx + 1, || None);
        }
        let entry = self.locals[idx].get_or_insert_with(|| Local {
            number: if local == UNKNOWN { UNKNOWN } else { self.shared.meet(self.input, self.part, idx) },
            points: 0,
            low: [f64::INFINITY; 3],
            high: [f64::NEG_INFINITY; 3],
            trace: (idx < TRACED && !known).then(Box::default),
        });
        entry.points += 1;
        if let Some(trace) = &mut entry.trace {
            trace.push(site);
        }
        for (axis, v) in site.into_iter().enumerate() {
            entry.low[axis] = entry.low[axis].min(v);
            entry.high[axis] = entry.high[axis].max(v);
        }
        entry.number
    }

    fn slot(&mut self, cell: CellIdx) -> usize {
        if let Some(&slot) = self.slots.get(&cell) {
            return slot;
        }
        self.touched.insert(cell);
        self.scattered |= self.touched.len() > MAX_CELLS;
        self.open.push((cell, Vec::new()));
        self.slots.insert(cell, self.open.len() - 1);
        self.open.len() - 1
    }

    fn flush(&mut self, slot: usize) {
        let (cell, buffer) = &mut self.open[slot];
        let full = std::mem::replace(buffer, Vec::with_capacity(CHUNK));
        self.held = self.held.saturating_sub(full.len());
        let pushed = lock(&self.shared.spill).push(*cell, full);
        self.note_fault(pushed);
    }

    fn flush_all(&mut self) {
        let open = std::mem::take(&mut self.open);
        self.slots.clear();
        self.held = 0;
        for (cell, mut buffer) in open.into_iter().filter(|(_, buffer)| !buffer.is_empty()) {
            buffer.shrink_to_fit();
            let pushed = lock(&self.shared.spill).push(cell, buffer);
            self.note_fault(pushed);
        }
    }

    fn note_fault(&self, result: Result<(), IngestError>) {
        if let Err(fault) = result {
            lock(&self.shared.fault).get_or_insert(fault);
        }
    }

    fn finish(mut self, part: Part, mut error: Option<String>, watch: &dyn Watch) {
        self.flush_all();
        watch.advance(self.share.saturating_sub(self.advanced));
        let info = part.source.info();
        if self.scattered {
            error = Some(format!(
                "{}: its points are scattered over more than {MAX_CELLS} cells of {} m; the coordinates are damaged or the unit is wrong; set the unit",
                info.path.display(),
                self.lattice.cell()
            ));
        }
        self.settle_stations(info);
        let carried = Carried { intensity: info.has_intensity, color: info.has_color };
        let notes = self.notes(info, error.as_deref());
        let dropped = part.source.dropped().total() + self.unplaced;
        let stations = self.locals.iter().flatten().count() as u64;
        let file = FileReport { read: self.read, dropped, stations, error, ..file_report(info) };
        lock(&self.shared.done).push((self.input, self.part, PartReport { carried, file, notes, noise_class: self.noise_class }));
    }

    fn settle_stations(&mut self, info: &SourceInfo) {
        let mut met = lock(&self.shared.met);
        for (idx, local) in self.locals.iter_mut().enumerate() {
            let Some(local) = local.as_mut().filter(|local| local.number != UNKNOWN) else { continue };
            if let Some(entry) = met.get_mut(usize::from(local.number)) {
                entry.station = info.stations.get(idx).cloned().unwrap_or_default();
                (entry.points, entry.low, entry.high, entry.given_up) = (local.points, local.low, local.high, self.scattered);
                entry.trace = local.trace.take();
            }
        }
    }

    fn notes(&self, info: &SourceInfo, error: Option<&str>) -> Vec<Note> {
        let path = info.path.display();
        let mut notes = info.warnings.clone();
        notes.extend(error.map(|error| Note::new("ingest", "file_not_read", 1, error)));
        if self.noise_class > 0 {
            let message = format!(
                "{path}: {} points that the file classifies as noise (LAS class 7 or 18) were left out",
                self.noise_class
            );
            notes.push(Note::new("ingest", "noise_class_dropped", self.noise_class, message));
        }
        if self.unplaced > 0 {
            let message = format!("{path}: {} points beyond 100,000 km were left out", self.unplaced);
            notes.push(Note::new("ingest", "far_points_dropped", self.unplaced, message));
        }
        notes
    }
}

fn file_report(info: &SourceInfo) -> FileReport {
    let unit_source = match info.unit_source {
        UnitSource::File => "file",
        UnitSource::User => "user",
        UnitSource::Format => "format",
        UnitSource::Assumed => "assumed",
    };
    FileReport {
        path: info.path.display().to_string(),
        format: info.detail.clone(),
        bytes: info.bytes,
        unit: info.unit.to_string(),
        unit_source: unit_source.into(),
        declared: info.declared_points,
        ..FileReport::default()
    }
}

/// No data is left half-changed under these locks, so a poisoned one is still usable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}
