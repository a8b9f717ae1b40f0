//! Seventh step: the project's rules and the reviewers' decisions laid over the differences. Takes no time, so it is not kept.

use crate::decided;
use crate::failure::Result;
use crate::pipeline::Run;
use crate::recognise::Connected;
use crate::steps::differences::Compared;
use crate::steps::drawings::DrawnPlant;
use crate::store::Kept;
use rosette_compare::decisions::join;
use rosette_compare::rules::{Ruled, Rules, apply};
use rosette_plant::{Difference, Note, PlantGraph, Reviews};
use serde::Serialize;
use std::collections::BTreeMap;

/// What is reported.
#[derive(Debug, Serialize)]
pub struct Reviewed {
    /// What differs, without what the rules leave out.
    pub differences: Vec<Difference>,
    /// How it stands to rules and decisions; none in a run without either.
    pub reviews: Option<Reviews>,
    /// What the rules leave out, counted.
    pub notes: Vec<Note>,
}

/// Lays rules and decisions over the differences.
pub fn reviewed(
    run: &Run<'_>,
    drawn: &Kept<DrawnPlant>,
    as_built: &Kept<Connected>,
    comparison: &Kept<Compared>,
) -> Result<Reviewed> {
    let project = &run.job.project;
    let file = project.decisions.clone().unwrap_or_else(|| decided::beside(&run.job.out));
    let decisions = decided::read(&file)?;
    let earlier = project.baseline.as_deref().map(decided::findings).transpose()?;
    let differences = comparison.value.differences.clone();
    if project.rules == Rules::default() && decisions.is_empty() && earlier.is_none() {
        return Ok(Reviewed { differences, reviews: None, notes: Vec::new() });
    }
    let nothing = PlantGraph::default();
    let graph = drawn.value.graph.as_ref().unwrap_or(&nothing);
    let ruled = apply(&project.rules, differences, graph, &as_built.value.graph);
    let reviews = join(&ruled, &decisions, &earlier.unwrap_or_default());
    Ok(Reviewed { notes: notes(&ruled), differences: ruled.reported, reviews: Some(reviews) })
}

fn notes(ruled: &Ruled) -> Vec<Note> {
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for ignored in &ruled.ignored {
        *reasons.entry(&ignored.ignored_by).or_default() += 1;
    }
    let note = |(reason, n): (&str, u64)| {
        Note::new("compare", "ignored_by_rule", n, format!("{n} findings left out by the project's rules: {reason}"))
    };
    reasons.into_iter().map(note).collect()
}
