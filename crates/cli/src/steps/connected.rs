//! Fifth step: the components of all areas as one as-built graph.

use crate::failure::Result;
use crate::key::Key;
use crate::pipeline::Run;
use crate::recognise::{self, Connected};
use crate::steps::areas::Site;
use crate::steps::recognised::Parts;
use crate::store::Kept;

/// Joins ports, bridges gaps, and gives every open end its seen state.
pub fn scanned_graph(run: &mut Run<'_>, site: &Site, parts: &Parts) -> Result<Kept<Connected>> {
    let settings = &run.job.settings;
    let key = Key::new("scanned", env!("ROSETTE_CODE_CONNECT"))
        .and("site", &site.key.as_str())
        .and("parts", &parts.hashes())
        .and("settings", &settings.reconstruct);
    let (folder, watch) = (&run.folder, run.watch);
    run.measures.step("connect", || {
        let kept = folder.store.value("scanned", &key, || {
            watch.working("joining the network");
            Ok(recognise::connect(&parts.components(folder)?, &site.seen()?, settings))
        })?;
        let amount = if kept.made_now { kept.value.graph.elements.len() as u64 } else { 0 };
        Ok((kept, amount, "objects"))
    })
}
