//! Changes by drawing file, in the ids of that file: several sheets read as one may have been given other ids.

use super::Correction;
use rosette_plant::{Action, Change, Drawn, End, Place, PlantGraph, Sheet};
use std::collections::{BTreeMap, BTreeSet};

/// Changes to one file, and which correction each comes from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FileChanges {
    /// The changes.
    pub changes: Vec<Change>,
    /// Index of the correction of each.
    pub of: Vec<usize>,
}

/// Changes for each sheet, and the corrections that fit no single sheet, with the reason. `own_ids` are the ids that each
/// sheet's file has by itself.
pub fn by_file(
    corrections: &[Correction<'_>],
    drawn: &PlantGraph<Drawn>,
    sheets: &[Sheet],
    own_ids: &[BTreeSet<String>],
) -> (Vec<FileChanges>, Vec<(usize, String)>) {
    let sheet_of: BTreeMap<&str, &str> = drawn.elements.iter().map(|e| (e.id.as_str(), e.evidence.sheet.as_str())).collect();
    let segments =
        drawn.elements.iter().filter_map(|e| Some((e.evidence.attributes.get("segment")?.as_str(), &e.evidence.sheet)));
    let sheet_of: BTreeMap<&str, &str> = segments.map(|(id, sheet)| (id, sheet.as_str())).chain(sheet_of).collect();
    let mut files = vec![FileChanges::default(); sheets.len()];
    let mut left = Vec::new();
    for (k, correction) in corrections.iter().enumerate() {
        let actions = match &correction.actions {
            Ok(actions) => actions,
            Err(reason) => {
                left.push((k, reason.clone()));
                continue;
            }
        };
        for action in actions {
            match file_of(action, &sheet_of, sheets) {
                Err(reason) => left.push((k, reason)),
                Ok(file) => {
                    let nothing = BTreeSet::new();
                    let own = own_ids.get(file).unwrap_or(&nothing);
                    let action = renamed(action, &|id| own_id(id, &sheets[file].name, own));
                    files[file].changes.push(Change { finding: Some(correction.finding.id.clone()), action });
                    files[file].of.push(k);
                }
            }
        }
    }
    (files, left)
}

/// The sheet that all ids of an action are on.
fn file_of(action: &Action, sheet_of: &BTreeMap<&str, &str>, sheets: &[Sheet]) -> Result<usize, String> {
    let mut names = BTreeSet::new();
    let ids = std::cell::RefCell::new(Vec::new());
    renamed(action, &|id| {
        ids.borrow_mut().push(id.to_owned());
        id.to_owned()
    });
    for id in ids.into_inner() {
        names.insert(*sheet_of.get(id.as_str()).ok_or_else(|| format!("{id} is on none of the sheets"))?);
    }
    let mut names = names.into_iter();
    match (names.next(), names.next()) {
        (Some(name), None) => sheets.iter().position(|s| s.name == name).ok_or_else(|| format!("there is no sheet {name}")),
        (Some(_), Some(_)) => Err("it spans several sheets: change them by hand".into()),
        _ => Err("it names no drawn element".into()),
    }
}

/// An id of the whole import as the file itself has it.
fn own_id(id: &str, sheet: &str, own: &BTreeSet<String>) -> String {
    let stripped = id.strip_prefix(sheet).and_then(|rest| rest.strip_prefix('/'));
    match stripped {
        Some(stripped) if !own.contains(id) => stripped.to_owned(),
        _ => id.to_owned(),
    }
}

/// An action with every id put through `name`.
fn renamed(action: &Action, name: &dyn Fn(&str) -> String) -> Action {
    let all = |ids: &[String]| ids.iter().map(|id| name(id)).collect();
    let place = |p: &Place| Place { a: name(&p.a), b: p.b.as_deref().map(name), line: p.line.clone() };
    let end = |to: &End| match to {
        End::Open => End::Open,
        End::Element { id } => End::Element { id: name(id) },
        End::Into { place: p } => End::Into { place: place(p) },
    };
    match action {
        Action::Remove { ids } => Action::Remove { ids: all(ids) },
        Action::Add { place: p, item } => Action::Add { place: place(p), item: item.clone() },
        Action::Retype { id, class, subtype } => Action::Retype { id: name(id), class: *class, subtype: *subtype },
        Action::Resize { id, dn } => Action::Resize { id: name(id), dn: *dn },
        Action::Reorder { ids } => Action::Reorder { ids: all(ids) },
        Action::Reconnect { id, from, to } => Action::Reconnect { id: name(id), from: name(from), to: end(to) },
        Action::Branch { place: p, dn, items, to } => {
            Action::Branch { place: place(p), dn: *dn, items: items.clone(), to: end(to) }
        }
    }
}
