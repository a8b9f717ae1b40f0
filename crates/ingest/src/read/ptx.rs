//! Leica PTX: blocks of a scanner's grid, each with the scanner's pose; `0 0 0` is a ray without a return.

use super::batch::Batch;
use super::columns::{Layout, Role};
use super::lines::Lines;
use super::number::{Delimiter, fields, parse};
use super::reading::Reading;
use super::source::{Decode, Ledger};
use crate::error::{Place, ReadError};
use nalgebra::{Matrix3, Vector3};

/// Shortest row, `0 0 0` and its line end, bytes.
const ROW_MIN: u64 = 6;
/// The scanner's position is written twice; a larger difference is worth a note, m.
const POSITION_TOLERANCE: f64 = 1e-3;

pub(crate) fn open(mut ledger: Ledger) -> Result<Reading, ReadError> {
    let mut ptx = Ptx { lines: Lines::open(&ledger.blame, 0, 0)?, block: None, n_blocks: 0 };
    ledger.info.has_row_col = true;
    ledger.guess_intensity = true;
    ptx.block = ptx.next_block(&mut ledger)?;
    if ptx.block.is_none() {
        return Err(ledger.blame.damaged(Place::Header, "no header of a scan"));
    }
    Ok(Reading::new(ledger, ptx))
}

struct Ptx {
    lines: Lines,
    block: Option<Block>,
    n_blocks: usize,
}

/// One scan.
struct Block {
    n_rows: u64,
    n_cells: u64,
    n_read: u64,
    /// Columns of its rows; none until the first was seen.
    layout: Option<Layout>,
    rotation: Matrix3<f64>,
    translation: Vector3<f64>,
    station: u16,
}

impl Ptx {
    /// Reads the ten header lines of the next block; none at the end of the file.
    fn next_block(&mut self, ledger: &mut Ledger) -> Result<Option<Block>, ReadError> {
        loop {
            if !self.lines.advance()? {
                return Ok(None);
            }
            if !self.lines.line().is_empty() {
                break;
            }
        }
        self.n_blocks += 1;
        let n_columns = self.count(ledger)?;
        self.step(ledger)?;
        let n_rows = self.count(ledger)?;
        let mut numbers = Vec::new();
        for width in [3, 3, 3, 3, 4, 4, 4, 4] {
            self.step(ledger)?;
            numbers.extend(self.numbers(width, ledger)?);
        }
        let n_cells = n_columns.saturating_mul(n_rows);
        ledger.info.declared_points = Some(ledger.info.declared_points.unwrap_or(0).saturating_add(n_cells));
        if n_cells > ledger.info.bytes / ROW_MIN {
            let message = format!("scan {} declares {n_columns} x {n_rows} points, more than the file can hold", self.n_blocks);
            ledger.warn("absurd_count", n_cells, message);
        }
        Ok(Some(self.block(&numbers, n_rows, n_cells, ledger)))
    }

    /// `numbers`: position (3), axes (9), then the 4x4 matrix by rows, for row vectors: `site = scan * M`.
    fn block(&self, numbers: &[f64], n_rows: u64, n_cells: u64, ledger: &mut Ledger) -> Block {
        let at = |idx: usize| numbers.get(idx).copied().unwrap_or(0.0);
        let matrix = |row: usize, col: usize| at(12 + 4 * row + col);
        // Transposed: columns here are the file's rows.
        let rotation = Matrix3::from_fn(|i, j| matrix(j, i));
        let translation = Vector3::from_fn(|i, _| matrix(3, i));
        let stated = Vector3::new(at(0), at(1), at(2));
        let untransformed = rotation == Matrix3::identity() && translation == Vector3::zeros();
        let position = if untransformed { stated } else { translation };
        if !untransformed && (stated - translation).norm() * ledger.metres[0] > POSITION_TOLERANCE {
            let message =
                format!("scan {}: scanner position and transformation differ; the transformation was used", self.n_blocks);
            ledger.warn("two_positions", 1, message);
        }
        if (rotation.determinant() - 1.0).abs() > 1e-3 {
            let message =
                format!("scan {}: its transformation is no rotation (determinant {:.4})", self.n_blocks, rotation.determinant());
            ledger.warn("pose_not_rotation", 1, message);
        }
        let name = format!("{} {}", ledger.stem(), self.n_blocks);
        let station = ledger.add_station(name, Some(position.into()));
        Block { n_rows, n_cells, n_read: 0, layout: None, rotation, translation, station }
    }

    fn step(&mut self, ledger: &Ledger) -> Result<(), ReadError> {
        if self.lines.advance()? {
            Ok(())
        } else {
            Err(ledger.blame.damaged(Place::Scan(self.n_blocks), "the file ends within its header"))
        }
    }

    fn count(&self, ledger: &Ledger) -> Result<u64, ReadError> {
        let text = std::str::from_utf8(self.lines.line()).unwrap_or_default();
        text.parse().map_err(|_| self.malformed("a number of columns or rows", ledger))
    }

    fn numbers(&self, width: usize, ledger: &Ledger) -> Result<Vec<f64>, ReadError> {
        let numbers: Option<Vec<f64>> = fields(self.lines.line(), Delimiter::Space).map(parse).collect();
        let sound = numbers.filter(|n| n.len() == width && n.iter().all(|v| v.is_finite()));
        sound.ok_or_else(|| self.malformed(&format!("{width} numbers of a pose"), ledger))
    }

    fn malformed(&self, wanted: &str, ledger: &Ledger) -> ReadError {
        let shown: String = String::from_utf8_lossy(self.lines.line()).chars().take(40).collect();
        let remedy = "the header or the number of rows before it is wrong; export the file again";
        ledger.blame.damaged_with(Place::Line(self.lines.number()), format!("{wanted} should stand here, not '{shown}'"), remedy)
    }
}

impl Block {
    fn take(&mut self, line: &[u8], ledger: &mut Ledger, out: &mut Batch) {
        let cell = self.n_read;
        self.n_read += 1;
        let layout = self.layout.get_or_insert_with(|| layout(line, ledger));
        let Some(row) = layout.read_text(line, Delimiter::Space) else {
            ledger.dropped.undecodable += 1;
            return;
        };
        let scan = Vector3::new(row[Role::X as usize], row[Role::Y as usize], row[Role::Z as usize]);
        if scan == Vector3::zeros() {
            ledger.dropped.no_return += 1;
            return;
        }
        layout.push(&row, self.station, out);
        if let Some(position) = out.positions.last_mut() {
            *position = (self.rotation * scan + self.translation).into();
        }
        // Cells are written column by column.
        let (row, column) = (cell % self.n_rows, cell / self.n_rows);
        out.row_col.push([u32::try_from(row).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX)]);
    }
}

fn layout(line: &[u8], ledger: &mut Ledger) -> Layout {
    use Role::{Blue, Green, Intensity, Red, X, Y, Z};
    let layout = Layout::new(match fields(line, Delimiter::Space).count() {
        ..=3 => vec![X, Y, Z],
        4..=6 => vec![X, Y, Z, Intensity],
        7.. => vec![X, Y, Z, Intensity, Red, Green, Blue],
    });
    ledger.info.has_intensity |= layout.has(Intensity);
    ledger.info.has_color |= layout.has_color();
    layout
}

impl Decode for Ptx {
    fn decode(&mut self, ledger: &mut Ledger, out: &mut Batch, max: usize) -> Result<bool, ReadError> {
        let Some(block) = &mut self.block else { return Ok(false) };
        while block.n_read < block.n_cells && out.len() < max {
            if !self.lines.advance()? {
                let missing = block.n_cells - block.n_read;
                return Err(ledger
                    .blame
                    .damaged(Place::Scan(self.n_blocks), format!("the file ends {missing} points too early")));
            }
            if !self.lines.line().is_empty() {
                block.take(self.lines.line(), ledger, out);
            }
        }
        // A batch holds points of one block only: its columns may differ from the next one's.
        if block.n_read == block.n_cells {
            self.block = self.next_block(ledger)?;
        }
        Ok(self.block.is_some())
    }
}
