//! Sixth step: which drawn element is which object, and what differs.

use crate::failure::{Failure, Result};
use crate::key::Key;
use crate::pipeline::Run;
use crate::recognise::Connected;
use crate::steps::drawings::DrawnPlant;
use crate::store::Kept;
use rosette_compare::{Comparison, Hints, compare_with};
use rosette_plant::{Difference, Matching, Note};
use serde::{Deserialize, Serialize};

/// What the comparison says; nothing without a drawing.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Compared {
    /// Which drawn element is which object.
    pub matching: Option<Matching>,
    /// What differs.
    pub differences: Vec<Difference>,
    /// What was left out, guessed or could not be judged.
    pub notes: Vec<Note>,
}

/// Compares the drawing with the field.
pub fn comparison(run: &mut Run<'_>, drawn: &Kept<DrawnPlant>, as_built: &Kept<Connected>) -> Result<Kept<Compared>> {
    let settings = &run.job.settings.compare;
    let code = env!("ROSETTE_CODE_COMPARE");
    let (text, name) = hints_of(run)?;
    let key = Key::new("compared", code).and("drawn", &drawn.hash).and("scanned", &as_built.hash).and("settings", settings);
    let key = if text.is_empty() { key } else { key.and("hints", &text) };
    let (folder, watch) = (&run.folder, run.watch);
    run.measures.step("compare", || {
        let kept = folder.store.value("compared", &key, || {
            let Some(graph) = &drawn.value.graph else { return Ok(Compared::default()) };
            watch.working("comparing with the drawings");
            let (hints, notes) = Hints::from_csv(&text, &name);
            let mut compared = compared(compare_with(graph, &as_built.value.graph, &hints, settings));
            compared.notes.splice(0..0, notes);
            Ok(compared)
        })?;
        let amount = if kept.made_now { as_built.value.graph.elements.len() as u64 } else { 0 };
        Ok((kept, amount, "objects"))
    })
}

/// Text and name of the file of hints; empty where there is none.
fn hints_of(run: &Run<'_>) -> Result<(String, String)> {
    let Some(path) = &run.job.hints else { return Ok(Default::default()) };
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|err| Failure::Usage(format!("{} cannot be read: {err}; check --hints", path.display())))?;
    Ok((text, path.file_name().unwrap_or_default().to_string_lossy().into_owned()))
}

fn compared(comparison: Comparison) -> Compared {
    let Comparison { matching, differences, notes } = comparison;
    Compared { matching: Some(matching), differences, notes }
}
