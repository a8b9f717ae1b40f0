//! A project's rules: what is ignored, which severity things have there, and how sure a finding must be.
//!
//! Nothing is dropped: what a rule leaves out is given back with the rule, to be counted and listed.

mod glob;
mod subject;

use rosette_plant::{Class, Difference, DifferenceKind, Drawn, Ignored, PlantGraph, Scanned, Severity, Subtype};
use serde::{Deserialize, Serialize};
use std::fmt;
use subject::{Subject, Subjects};

/// The rules of a project file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// What is left out. A finding is ignored if one of these fits.
    pub ignore: Vec<Ignore>,
    /// Which severity things have here; the first that fits counts.
    pub severity: Vec<SeverityRule>,
    /// How sure a finding must be.
    pub thresholds: Thresholds,
}

/// What a rule is about: every criterion that is given must fit, and of each list one entry.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// Kinds of finding.
    pub kinds: Vec<DifferenceKind>,
    /// Classes; all that the finding is about, pipework aside, must be among them.
    pub classes: Vec<Class>,
    /// Subtypes of valves; one that the finding is about must be among them.
    pub subtypes: Vec<Subtype>,
    /// Line tags; `*` stands for any letters, `?` for one.
    pub lines: Vec<String>,
    /// Tags or drawn ids, likewise.
    pub tags: Vec<String>,
    /// Two opposite corners of a box, site, m; the finding's position must lie in it.
    pub area: Option<[[f64; 3]; 2]>,
    /// Nominal sizes up to this one.
    pub dn_up_to: Option<u32>,
}

/// Something that is left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ignore {
    /// Why, in words; shown beside what it leaves out.
    pub reason: String,
    /// What is left out.
    #[serde(flatten)]
    pub about: About,
}

/// The severity of something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SeverityRule {
    /// The severity.
    pub severity: Severity,
    /// Of what.
    #[serde(flatten)]
    pub about: About,
}

impl Default for SeverityRule {
    fn default() -> Self {
        Self { severity: Severity::Medium, about: About::default() }
    }
}

/// How sure a finding must be to be reported, 0 to 1; one for a kind comes before the one for all.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Thresholds {
    /// Any finding but `not_verifiable`.
    pub least_confidence: f64,
    pub missing_in_field: Option<f64>,
    pub missing_in_pid: Option<f64>,
    pub type_mismatch: Option<f64>,
    pub size_mismatch: Option<f64>,
    pub order_mismatch: Option<f64>,
    pub connectivity_mismatch: Option<f64>,
    pub not_verifiable: Option<f64>,
}

impl Thresholds {
    fn of(&self, kind: DifferenceKind) -> Option<f64> {
        match kind {
            DifferenceKind::MissingInField => self.missing_in_field,
            DifferenceKind::MissingInPid => self.missing_in_pid,
            DifferenceKind::TypeMismatch => self.type_mismatch,
            DifferenceKind::SizeMismatch => self.size_mismatch,
            DifferenceKind::OrderMismatch => self.order_mismatch,
            DifferenceKind::ConnectivityMismatch => self.connectivity_mismatch,
            DifferenceKind::NotVerifiable => self.not_verifiable,
        }
    }

    fn all(&self) -> impl Iterator<Item = f64> {
        DifferenceKind::ALL.into_iter().filter_map(|kind| self.of(kind)).chain([self.least_confidence])
    }
}

/// Findings as the rules see them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ruled {
    /// What is reported, sorted as before but for changed severities.
    pub reported: Vec<Difference>,
    /// What is left out.
    pub ignored: Vec<Ignored>,
}

/// A rule that makes no sense.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleError {
    /// Rule number `n` (from 1) of the list says nothing of what it is about, and would fit everything.
    Everything {
        /// `ignore` or `severity`.
        list: &'static str,
        /// Number from 1.
        n: usize,
    },
    /// A corner of an area is no position.
    Area {
        /// `ignore` or `severity`.
        list: &'static str,
        /// Number from 1.
        n: usize,
    },
    /// A threshold is not between 0 and 1.
    Threshold(f64),
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything { list, n } => {
                write!(f, "[[{list}]] number {n} fits everything: give kinds, classes, subtypes, lines, tags, area or dn_up_to")
            }
            Self::Area { list, n } => {
                write!(f, "[[{list}]] number {n}: area needs two corners in metres, [[x, y, z], [x, y, z]]")
            }
            Self::Threshold(value) => write!(f, "threshold {value} is not between 0 and 1"),
        }
    }
}

impl std::error::Error for RuleError {}

impl Rules {
    /// Refuses rules that make no sense.
    pub fn check(&self) -> Result<(), RuleError> {
        let lists = [
            ("ignore", self.ignore.iter().map(|rule| &rule.about).collect::<Vec<_>>()),
            ("severity", self.severity.iter().map(|rule| &rule.about).collect()),
        ];
        for (list, rules) in lists {
            for (n, about) in (1..).zip(rules) {
                about.check(list, n)?;
            }
        }
        let wrong = self.thresholds.all().find(|value| !(0.0..=1.0).contains(value));
        wrong.map_or(Ok(()), |value| Err(RuleError::Threshold(value)))
    }
}

/// Applies the rules of a project to the findings of a comparison.
pub fn apply(rules: &Rules, differences: Vec<Difference>, drawn: &PlantGraph<Drawn>, scanned: &PlantGraph<Scanned>) -> Ruled {
    let subjects = Subjects::of(drawn, scanned);
    let mut ruled = Ruled::default();
    for mut difference in differences {
        let subject = subjects.of_difference(&difference);
        if let Some(rule) = rules.severity.iter().find(|rule| rule.about.fits(&difference, &subject)) {
            difference.severity = rule.severity;
        }
        match rules.reason_to_ignore(&difference, &subject) {
            Some(ignored_by) => ruled.ignored.push(Ignored { difference, ignored_by }),
            None => ruled.reported.push(difference),
        }
    }
    let key = |d: &Difference| (std::cmp::Reverse(d.severity), d.line.clone(), d.id.clone());
    ruled.reported.sort_by_key(key);
    ruled
}

impl Rules {
    fn reason_to_ignore(&self, difference: &Difference, subject: &Subject) -> Option<String> {
        let rule = self.ignore.iter().zip(1..).find(|(rule, _)| rule.about.fits(difference, subject));
        if let Some((rule, n)) = rule {
            return Some(if rule.reason.is_empty() { format!("ignore rule {n}") } else { rule.reason.clone() });
        }
        let own = self.thresholds.of(difference.kind);
        let least = own.unwrap_or(self.thresholds.least_confidence);
        let judged = difference.kind != DifferenceKind::NotVerifiable || own.is_some();
        (judged && difference.confidence < least).then(|| format!("confidence below {least}"))
    }
}

impl About {
    fn check(&self, list: &'static str, n: usize) -> Result<(), RuleError> {
        let lists = [self.kinds.len(), self.classes.len(), self.subtypes.len(), self.lines.len(), self.tags.len()];
        if lists.iter().all(|len| *len == 0) && self.area.is_none() && self.dn_up_to.is_none() {
            return Err(RuleError::Everything { list, n });
        }
        let finite = self.area.is_none_or(|corners| corners.iter().flatten().all(|v| v.is_finite()));
        if finite { Ok(()) } else { Err(RuleError::Area { list, n }) }
    }

    fn fits(&self, difference: &Difference, subject: &Subject) -> bool {
        let any = |patterns: &[String], text: &str| patterns.iter().any(|pattern| glob::fits(pattern, text));
        let kind = self.kinds.is_empty() || self.kinds.contains(&difference.kind);
        let class = self.classes.is_empty()
            || (!subject.classes.is_empty() && subject.classes.iter().all(|class| self.classes.contains(class)));
        let subtype = self.subtypes.is_empty() || subject.subtypes.iter().any(|subtype| self.subtypes.contains(subtype));
        let line = self.lines.is_empty() || subject.lines.iter().any(|line| any(&self.lines, line));
        let tag = self.tags.is_empty() || subject.names.iter().any(|name| any(&self.tags, name));
        let size = self.dn_up_to.is_none_or(|most| subject.dn.is_some_and(|dn| dn <= most));
        kind && class && subtype && line && tag && size && self.area.is_none_or(|area| lies_in(difference.position, area))
    }
}

fn lies_in(position: Option<[f64; 3]>, [a, b]: [[f64; 3]; 2]) -> bool {
    position.is_some_and(|p| (0..3).all(|k| p[k] >= a[k].min(b[k]) && p[k] <= a[k].max(b[k])))
}

#[cfg(test)]
mod tests;
