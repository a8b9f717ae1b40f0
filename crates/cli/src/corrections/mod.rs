//! What the findings mean for the drawing: changes to be written into it, and marks on its sheets.
//!
//! A finding becomes a change only where the scan and the drawing together say exactly what is to be done; otherwise the
//! reason goes with it, and the change is left to the draughtsman. Not done: new equipment, reducers of another ratio.

mod branch;
mod connection;
mod field;
mod files;
mod marks;
mod paper;
mod sizes;
#[cfg(test)]
mod tests;

pub use files::by_file;
pub use marks::redlines;

use field::Field;
use paper::Paper;
use rosette_plant::{Action, Difference, DifferenceKind, Drawn, Matching, NewItem, PlantGraph, Scanned};
use rosette_report::numbered;

/// Why a finding cannot be written into the drawing, in words.
pub type Reason = String;

/// What was compared, and what came of it.
#[derive(Clone, Copy)]
pub struct Compared<'a> {
    /// The plant as drawn.
    pub drawn: &'a PlantGraph<Drawn>,
    /// The plant as the scan shows it.
    pub scanned: &'a PlantGraph<Scanned>,
    /// Which is which.
    pub matching: &'a Matching,
    /// What differs.
    pub differences: &'a [Difference],
}

/// What a finding means for the drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Correction<'a> {
    /// The finding's label in the report, e.g. `N3`.
    pub label: String,
    /// The finding.
    pub finding: &'a Difference,
    /// What is to be done, in terms of drawn elements of the whole import; or why that cannot be said.
    pub actions: std::result::Result<Vec<Action>, Reason>,
    /// Drawn elements it is about, or next to which its objects stand.
    pub near: Vec<String>,
}

/// What each finding means for the drawing, in the order of the report.
pub fn corrections<'a>(compared: &Compared<'a>) -> Vec<Correction<'a>> {
    let paper = Paper::new(compared.drawn);
    let field = Field::new(compared, &paper);
    let correction =
        |(label, finding)| Correction { label, finding, actions: actions(&field, &paper, finding), near: near(&field, finding) };
    numbered(compared.differences).into_iter().map(|n| correction((n.label, n.difference))).collect()
}

fn actions(field: &Field<'_>, paper: &Paper<'_>, finding: &Difference) -> Result<Vec<Action>, Reason> {
    match finding.kind {
        DifferenceKind::MissingInField if finding.one_of => {
            Err("which of several equal ones in a row is gone cannot be told from the scan: their tag plates tell".into())
        }
        DifferenceKind::MissingInPid if finding.one_of => addition(field, paper, finding).map(|a| vec![a]),
        DifferenceKind::MissingInField => Ok(vec![Action::Remove { ids: finding.pid_ids.clone() }]),
        DifferenceKind::MissingInPid if finding.object_ids.len() == 1 => addition(field, paper, finding).map(|a| vec![a]),
        DifferenceKind::MissingInPid => branch::branch(field, paper, finding).map(|a| vec![a]),
        DifferenceKind::TypeMismatch => retyping(field, finding).map(|a| vec![a]),
        DifferenceKind::SizeMismatch => sizes::resizing(field, paper, finding),
        DifferenceKind::OrderMismatch => reordering(paper, finding).map(|a| vec![a]),
        DifferenceKind::ConnectivityMismatch => connection::reconnection(field, paper, finding).map(|a| vec![a]),
        DifferenceKind::NotVerifiable => Err("the scan did not show the place, so there is nothing to change".into()),
    }
}

/// Drawn elements of a finding, or those that its objects stand next to.
fn near(field: &Field<'_>, finding: &Difference) -> Vec<String> {
    if !finding.pid_ids.is_empty() {
        return finding.pid_ids.clone();
    }
    field.met(&field.objects(&finding.object_ids)).into_iter().map(String::from).collect()
}

/// One body, or one instrument, that is not drawn.
fn addition(field: &Field<'_>, paper: &Paper<'_>, finding: &Difference) -> Result<Action, Reason> {
    let object = field.first(finding)?;
    let item = field.item(object);
    if item.class.is_equipment() {
        return Err(format!("a new {} has to be drawn by hand", words(&item)));
    }
    let met = field.met(&field.with_host(object));
    Ok(Action::Add { place: paper.place(&met, finding.line.as_deref())?, item })
}

fn retyping(field: &Field<'_>, finding: &Difference) -> Result<Action, Reason> {
    let NewItem { class, subtype, .. } = field.item(field.first(finding)?);
    let [id] = finding.pid_ids.as_slice() else { return Err("it is not about one drawn element".into()) };
    Ok(Action::Retype { id: id.clone(), class, subtype })
}

/// Two neighbours change places: the order of the field, with the flow as drawn.
fn reordering(paper: &Paper<'_>, finding: &Difference) -> Result<Action, Reason> {
    let [x, y] = finding.pid_ids.as_slice() else { return Err("it is not about two drawn elements".into()) };
    let ids = if paper.leads_to(x, y) { [y, x] } else { [x, y] };
    Ok(Action::Reorder { ids: ids.map(String::clone).to_vec() })
}

fn words(item: &NewItem) -> String {
    item.class.name().replace('_', " ")
}
