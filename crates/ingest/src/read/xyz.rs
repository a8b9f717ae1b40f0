//! XYZ files.

use super::reading::Reading;
use super::source::Ledger;
use crate::error::{Place, ReadError};

pub(crate) fn open(_ledger: Ledger, _head: &super::head::Head) -> Result<Reading, ReadError> {
    Err(_ledger.blame.unsupported(Place::File, "is not read yet", "export it as E57 or LAZ"))
}
