//! Findings as marks on the sheets: red for what is new, green for what is to go, blue for the rest.

use super::Correction;
use rosette_pid::redline::{self, Addition, Kind, Mark};
use rosette_plant::{Action, DifferenceKind, Drawn, PlantGraph, Sheet};
use std::collections::{BTreeMap, BTreeSet};

/// Name of the file and content of each sheet that has findings. What stands on no sheet is in the table of the first one.
pub fn redlines(corrections: &[Correction<'_>], drawn: &PlantGraph<Drawn>, sheets: &[Sheet]) -> Vec<(String, String)> {
    let sheet_of: BTreeMap<&str, &str> = drawn.elements.iter().map(|e| (e.id.as_str(), e.evidence.sheet.as_str())).collect();
    let mut names = BTreeSet::new();
    let mut written = Vec::new();
    for (index, sheet) in sheets.iter().enumerate() {
        let belongs = |c: &&Correction<'_>| {
            let on = sheets_of(c, &sheet_of);
            on.contains(sheet.name.as_str()) || (on.is_empty() && index == 0)
        };
        let marks: Vec<Mark> = corrections.iter().filter(belongs).map(mark).collect();
        if !marks.is_empty() {
            written.push((file_name(&sheet.name, &mut names), redline::svg(sheet, &marks).svg));
        }
    }
    written
}

fn sheets_of<'a>(correction: &Correction<'_>, sheet_of: &BTreeMap<&str, &'a str>) -> BTreeSet<&'a str> {
    correction.near.iter().filter_map(|id| sheet_of.get(id.as_str()).copied()).collect()
}

fn mark(correction: &Correction<'_>) -> Mark {
    let finding = correction.finding;
    Mark {
        kind: match finding.kind {
            DifferenceKind::MissingInPid => Kind::New,
            DifferenceKind::MissingInField => Kind::Delete,
            _ => Kind::Comment,
        },
        letter: correction.label.clone(),
        message: finding.message.clone(),
        ids: correction.near.clone(),
        addition: correction.actions.as_ref().ok().and_then(|actions| actions.iter().find_map(addition)),
    }
}

fn addition(action: &Action) -> Option<Addition> {
    match action {
        Action::Add { place, item } => Some(Addition { place: place.clone(), items: vec![item.clone()], branch: false }),
        Action::Branch { place, items, .. } => Some(Addition { place: place.clone(), items: items.clone(), branch: true }),
        _ => None,
    }
}

/// `redline-SHEET.svg`, with what file systems dislike replaced, and a number where two sheets would have one name.
fn file_name(sheet: &str, taken: &mut BTreeSet<String>) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
    let stem: String = sheet.chars().take(80).map(plain).collect();
    let names = (1..).map(|n| if n == 1 { format!("redline-{stem}.svg") } else { format!("redline-{stem}-{n}.svg") });
    let name = names.into_iter().find(|name| taken.insert(name.to_lowercase()));
    name.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_after_sheets() {
        let mut taken = BTreeSet::new();
        let check = |sheet: &str, name: &str, taken: &mut BTreeSet<String>| assert_eq!(file_name(sheet, taken), name);
        check("P&ID 100/2", "redline-P_ID_100_2.svg", &mut taken);
        check("P+ID 100/2", "redline-P_ID_100_2-2.svg", &mut taken);
        check("p_id_100_2", "redline-p_id_100_2-3.svg", &mut taken);
        check("../../etc", "redline-.._.._etc.svg", &mut taken);
        check("", "redline-.svg", &mut taken);
    }
}
