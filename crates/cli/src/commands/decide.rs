//! `rosette decide`: what a reviewer decided about a finding.

use crate::args::DecideArgs;
use crate::failure::{DONE, Failure, Result};
use crate::progress::say;
use crate::{calendar, decided};
use rosette_compare::decisions::decide as decision;
use rosette_plant::{DecisionState, Difference};

/// Appends the decision to the file of decisions.
pub fn decide(args: &DecideArgs) -> Result<u8> {
    let state = state(&args.state)?;
    let findings = decided::findings(&args.run)?;
    let finding = chosen(&findings, &args.finding)?;
    let file = decided::file_of(&args.run, args.decisions.as_deref(), args.project.as_deref())?;
    let on = args.on.clone().unwrap_or_else(calendar::now);
    let by = args.by.trim();
    if by.is_empty() {
        return Err(Failure::Usage("say who decides with --by NAME".into()));
    }
    decided::append(&file, &decision(finding, state, by, &on, &args.comment))?;
    say(format!("{} {} {}: {}\nkept in {}", finding.id, state.name(), by, finding.message, file.display()));
    Ok(DONE)
}

fn state(text: &str) -> Result<DecisionState> {
    let plain = text.replace(['-', ' '], "_").to_lowercase();
    let names = DecisionState::ALL.map(DecisionState::name);
    let found = DecisionState::ALL.into_iter().find(|state| state.name() == plain);
    found.ok_or_else(|| Failure::Usage(format!("{text} is no decision; give one of: {}", names.join(", "))))
}

/// The finding of an id, or of the only id that begins so.
fn chosen<'a>(findings: &'a [Difference], id: &str) -> Result<&'a Difference> {
    if let Some(exact) = findings.iter().find(|d| d.id == id) {
        return Ok(exact);
    }
    let beginning: Vec<&Difference> = findings.iter().filter(|d| d.id.starts_with(id)).collect();
    match beginning.as_slice() {
        [one] => Ok(one),
        [] => Err(Failure::Usage(format!("the run has no finding {id}; the ids are in findings.json and report.html"))),
        several => {
            let ids: Vec<&str> = several.iter().map(|d| d.id.as_str()).collect();
            Err(Failure::Usage(format!("{id} could be any of {}; give more of the id", ids.join(", "))))
        }
    }
}
