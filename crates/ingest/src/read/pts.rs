//! Leica PTS: the number of points, then rows of x y z, with intensity (-2048 to 2047), colours or both.

use super::columns::{Layout, Role};
use super::head::Head;
use super::lines::Lines;
use super::number::Delimiter;
use super::reading::Reading;
use super::source::Ledger;
use super::table::Table;
use crate::error::{Place, ReadError};

pub(crate) fn open(mut ledger: Ledger, head: &Head) -> Result<Reading, ReadError> {
    let width = head.rows().filter(|row| !row.is_single_integer()).map(|row| row.numbers().len()).next().unwrap_or(0);
    use Role::{Blue, Green, Intensity, Red, X, Y, Z};
    let roles = match width {
        3 => vec![X, Y, Z],
        4 | 5 => vec![X, Y, Z, Intensity],
        6 => vec![X, Y, Z, Red, Green, Blue],
        7.. => vec![X, Y, Z, Intensity, Red, Green, Blue],
        _ => {
            let remedy = "give the number of points, then rows of x y z [intensity] [red green blue]";
            return Err(ledger.blame.damaged_with(Place::Line(2), "no rows of at least three numbers", remedy));
        }
    };
    let n_used = roles.len();
    let layout = Layout::new(roles);
    layout.describe(&mut ledger);
    ledger.guess_intensity = true;
    if width > n_used {
        ledger.warn("columns_ignored", (width - n_used) as u64, format!("columns {} to {width} were ignored", n_used + 1));
    }
    let station = ledger.add_plain_station();
    let mut table = Table::new(Lines::open(&ledger.blame, 0, 0)?, layout, Delimiter::Any, station);
    table.has_counts = true;
    Ok(Reading::new(ledger, table))
}
