//! The drawing as built: accepted changes written into the file as it was read, everything else left as it stands.
//!
//! The text is edited in place, one change after the other; after each the file is read again by the importer, and a change
//! after which anything else differs than what was asked for is taken back and refused with the reason. Proteus XML and
//! DEXPI 1.x only. Not done: DEXPI 2.0, changes over sheet borders, new equipment, nice drafting: what is added stands on the
//! drawing where it belongs, in symbols of the file or of ours, but lines are not moved to make room.

mod add;
mod alter;
mod branch;
mod encoding;
mod make;
mod remove;
mod reorder;
mod source;
mod verify;
mod view;

use crate::PidError;
use rosette_plant::{Action, Change};
use source::Edits;
use std::path::PathBuf;
use verify::Expect;
use view::{Refusal, View};

/// The tolerance of the import by default, so that both read the same.
fn snap_mm() -> f64 {
    crate::ImportSettings::default().snap_mm
}

/// A drawing with changes in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Corrected {
    /// The file, in the encoding it came in.
    pub bytes: Vec<u8>,
    /// Changes that are in it.
    pub applied: Vec<Applied>,
    /// Changes that are not: index and reason.
    pub refused: Vec<(usize, String)>,
}

/// A change that was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// Index of the change.
    pub index: usize,
    /// Ids of the elements made for it.
    pub created: Vec<String>,
}

/// One edit of the text, and what must come of it.
struct Step {
    edits: Edits,
    expect: Expect,
}

/// Write changes into a drawing, in the order given. Later changes may name elements that earlier ones made.
///
/// # Errors
/// Only where the file is no well-formed Proteus or DEXPI 1.x drawing. A change that cannot be made is in `refused`.
pub fn corrected(original: &[u8], changes: &[Change]) -> Result<Corrected, PidError> {
    let (text, encoding) = encoding::decode(original);
    let fault = |problem| PidError::Xml { file: PathBuf::from("drawing"), line: 1, problem };
    let mut view = View::read(text, snap_mm()).map_err(fault)?;
    let (mut applied, mut refused) = (Vec::new(), Vec::new());
    for (index, change) in changes.iter().enumerate() {
        match write_one(&view.source.text, &change.action) {
            Ok((after, created)) => {
                view = after;
                applied.push(Applied { index, created });
            }
            Err(reason) => refused.push((index, reason)),
        }
    }
    Ok(Corrected { bytes: encoding::encode(view.source.text, encoding), applied, refused })
}

/// The drawing after one change, and the ids made for it.
fn write_one(text: &[u8], action: &Action) -> Result<(View, Vec<String>), Refusal> {
    let mut writer = Writer { view: View::read(text.to_vec(), snap_mm())?, created: Vec::new() };
    match action {
        Action::Remove { ids } => remove::remove(&mut writer, ids)?,
        Action::Add { place, item } => {
            add::add(&mut writer, place, item)?;
        }
        Action::Retype { id, class, subtype } => alter::retype(&mut writer, id, *class, *subtype)?,
        Action::Resize { id, dn } => alter::resize(&mut writer, id, *dn)?,
        Action::Reorder { ids } => reorder::reorder(&mut writer, ids)?,
        Action::Reconnect { id, from, to } => branch::reconnect(&mut writer, id, from, to)?,
        Action::Branch { place, dn, items, to } => branch::branch(&mut writer, place, *dn, items, to)?,
    }
    Ok((writer.view, writer.created))
}

/// A drawing being changed.
struct Writer {
    view: View,
    created: Vec<String>,
}

impl Writer {
    /// Make an edit, read the result, and see that it is what was meant.
    fn step(&mut self, step: Step) -> Result<(), Refusal> {
        let text = step.edits.apply(&self.view.source.text).ok_or("the places to be edited overlap")?;
        let after = View::read(text, snap_mm())?;
        verify::verify(&self.view, &after, &step.expect)?;
        self.created.extend(step.expect.created);
        self.view = after;
        Ok(())
    }
}
