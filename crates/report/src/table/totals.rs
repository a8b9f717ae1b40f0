//! Totals of the inventory: length of pipe by nominal size, counts by class.

use super::inventory::Row;
use super::{Cell, Table, column};
use rosette_plant::Class;
use std::collections::BTreeMap;

/// What there is of one nominal size.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SizeTotal {
    /// Nominal diameter; none for sizes that no catalogue names.
    pub dn: Option<u32>,
    /// Length of straight pipe that was seen, m.
    pub seen_m: f64,
    /// Length of straight pipe that was inferred, m.
    pub inferred_m: f64,
    /// Number of objects by class.
    pub by_class: BTreeMap<Class, usize>,
}

/// Totals of an inventory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Totals {
    /// By nominal size, smallest first, unnamed sizes last.
    pub sizes: Vec<SizeTotal>,
    /// Number of objects by class: seen, inferred.
    pub classes: BTreeMap<Class, (usize, usize)>,
}

impl Totals {
    /// Adds up the rows.
    pub fn new(rows: &[Row]) -> Self {
        let mut sizes: BTreeMap<u32, SizeTotal> = BTreeMap::new();
        let mut classes: BTreeMap<Class, (usize, usize)> = BTreeMap::new();
        for row in rows {
            let (seen, inferred) = classes.entry(row.class).or_default();
            *(if row.inferred { inferred } else { seen }) += 1;
            if has_size(row.class) {
                sizes.entry(row.dn.unwrap_or(u32::MAX)).or_default().add(row);
            }
        }
        let sizes = sizes.into_values().collect();
        Self { sizes, classes }
    }

    /// Length of straight pipe, m: seen, inferred.
    pub fn pipe_m(&self) -> (f64, f64) {
        self.sizes.iter().fold((0.0, 0.0), |(seen, inferred), s| (seen + s.seen_m, inferred + s.inferred_m))
    }

    /// Number of objects: seen, inferred.
    pub fn objects(&self) -> (usize, usize) {
        self.classes.values().fold((0, 0), |(seen, inferred), c| (seen + c.0, inferred + c.1))
    }
}

impl SizeTotal {
    fn add(&mut self, row: &Row) {
        self.dn = row.dn;
        *self.by_class.entry(row.class).or_default() += 1;
        if row.class == Class::Pipe {
            *(if row.inferred { &mut self.inferred_m } else { &mut self.seen_m }) += row.length_m.unwrap_or(0.0);
        }
    }

    /// Number of objects of a class.
    pub fn n(&self, class: Class) -> usize {
        self.by_class.get(&class).copied().unwrap_or(0)
    }
}

/// Classes of the pipework, which have a nominal size.
fn has_size(class: Class) -> bool {
    class.is_inline() || matches!(class, Class::Pipe | Class::Elbow | Class::Flange)
}

pub(super) fn size_table(totals: &Totals) -> Table {
    let columns = vec![
        column("DN", 10.0, 0),
        column("Pipe seen, m", 12.0, 2),
        column("Pipe inferred, m", 12.0, 2),
        column("Pipe, m", 12.0, 2),
        column("Elbows", 10.0, 0),
        column("Tees", 10.0, 0),
        column("Reducers", 10.0, 0),
        column("Flanges", 10.0, 0),
        column("Valves", 10.0, 0),
        column("Strainers", 10.0, 0),
        column("Flowmeters", 12.0, 0),
    ];
    Table { name: "By size", columns, rows: totals.sizes.iter().map(size_row).collect() }
}

/// Classes counted by size, in the order of the columns.
pub(crate) const COUNTED: [Class; 7] =
    [Class::Elbow, Class::Tee, Class::Reducer, Class::Flange, Class::Valve, Class::Strainer, Class::Flowmeter];

fn size_row(size: &SizeTotal) -> Vec<Cell> {
    let dn = size.dn.map_or(Cell::text("not named"), |dn| Cell::Count(dn.into()));
    let lengths = [size.seen_m, size.inferred_m, size.seen_m + size.inferred_m].map(Cell::Number);
    let counts = COUNTED.map(|class| Cell::Count(size.n(class) as u64));
    [dn].into_iter().chain(lengths).chain(counts).collect()
}

pub(super) fn total_table(totals: &Totals) -> Table {
    let columns = vec![column("Class", 18.0, 0), column("Seen", 10.0, 0), column("Inferred", 10.0, 0), column("All", 10.0, 0)];
    let row = |(class, (seen, inferred)): (&Class, &(usize, usize))| {
        let counts = [*seen, *inferred, seen + inferred].map(|n| Cell::Count(n as u64));
        [Cell::text(class.name())].into_iter().chain(counts).collect()
    };
    Table { name: "By class", columns, rows: totals.classes.iter().map(row).collect() }
}
