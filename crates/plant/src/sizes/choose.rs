//! The catalogue that a site's measured diameters speak for.

use super::{CATALOGUES, Catalogue, name_size};
use crate::Note;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::TAU;

/// A measured pipe.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// Outside diameter, m.
    pub od: f64,
    /// Its standard deviation, m.
    pub sigma: f64,
    /// Length over which it was measured, m: its weight.
    pub length: f64,
}

/// How well a catalogue explains the measured diameters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CatalogueScore {
    /// Name of the catalogue.
    pub name: String,
    /// Log likelihood over that of diameters without any catalogue, nats, with the prior.
    pub score: f64,
    /// Share of the measured length that it can name, 0 to 1.
    pub named: f64,
}

/// The catalogue to use, and how sure that is.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The catalogue.
    pub catalogue: &'static Catalogue,
    /// All catalogues, best first.
    pub scores: Vec<CatalogueScore>,
    /// Another catalogue is nearly as likely and would name some measured pipe otherwise, or nothing was measured.
    /// Never where the catalogue was set.
    pub ambiguous: bool,
    /// What to tell people.
    pub notes: Vec<Note>,
}

/// Share of cylinders that are no bare pipe of any catalogue: insulated, columns, handrails, false ones.
/// Greater listens less to each pipe; even at one half a dozen bare pipes of three sizes decide.
const STRAY_SHARE: f64 = 0.3;
/// Noise that no fit knows of: makers' tolerance, paint, station offsets, m. And 0.3 % of the diameter for ovality.
const SIGMA_FLOOR: f64 = 0.001;
const SIGMA_SHARE: f64 = 0.003;
/// Each size is one in so many, whatever the catalogue: a longer list is not less likely for the sizes it shares.
const SIZES: f64 = 25.0;
/// Diameters without a catalogue spread evenly over the logarithm of this range, m.
const RANGE: (f64, f64) = (0.008, 2.0);
/// A pipe's weight by length is kept within these factors of the mean one's: a long header is still one size.
const WEIGHTS: (f64, f64) = (0.2, 3.0);
/// No more than so many pipes' worth of evidence: errors common to all (scale, paint) do not average out.
const EVIDENCE_MAX: f64 = 40.0;
/// Less than 20 : 1 between two catalogues is nearly as good, nats.
const MARGIN: f64 = 3.0;

/// Chooses the catalogue: the one set by name, else the most likely one given the diameters.
///
/// Each pipe is bare and of one of the catalogue's sizes (with normal error), or, in three cases of ten, anything at all:
/// `p(od) = 0.7 sum_k N(od; od_k, s) / 25 + 0.3 / (od ln range)`. The sum of logarithms, weighted by length, is the score.
/// Without evidence it is ASME B36.10. A name that no catalogue has is noted and not followed: refuse it before.
pub fn choose(measured: &[Measured], forced: Option<&str>) -> Choice {
    let pipes = usable(measured);
    let mut notes = vec![];
    let ignored = measured.len() - pipes.len();
    if ignored > 0 {
        let message = format!("{ignored} measured diameters are no positive numbers and did not count for the catalogue");
        notes.push(Note::new("sizes", "diameters_ignored", ignored as u64, message));
    }
    let mut ranked: Vec<_> = CATALOGUES.iter().map(|c| (score(&pipes, c), c)).collect();
    ranked.sort_by(|a, b| b.0.score.total_cmp(&a.0.score));
    let set = forced.and_then(|name| set_by_name(name, &mut notes));
    let catalogue = set.unwrap_or_else(|| ranked.first().map_or(&CATALOGUES[0], |(_, c)| c));
    let ambiguous = set.is_none() && doubt(&pipes, &ranked, &mut notes);
    remark_on_fit(&pipes, catalogue, &mut notes);
    Choice { catalogue, scores: ranked.into_iter().map(|(score, _)| score).collect(), ambiguous, notes }
}

/// A pipe with its weight.
struct Weighed {
    od: f64,
    sigma: f64,
    weight: f64,
}

fn usable(measured: &[Measured]) -> Vec<Weighed> {
    let length = |m: &Measured| if m.length.is_finite() { m.length.max(0.0) } else { 0.0 };
    let usable: Vec<_> = measured.iter().filter(|m| m.od.is_finite() && m.od > 0.0).collect();
    let n = usable.len() as f64;
    let mean = usable.iter().map(|m| length(m)).sum::<f64>() / n;
    let weight = |m: &Measured| if mean > 0.0 { (length(m) / mean).clamp(WEIGHTS.0, WEIGHTS.1) } else { 1.0 };
    let total: f64 = usable.iter().map(|m| weight(m)).sum();
    let share = (EVIDENCE_MAX / total).min(1.0);
    let sigma = |m: &Measured| if m.sigma.is_finite() { m.sigma.max(0.0) } else { 0.0 };
    usable.iter().map(|m| Weighed { od: m.od, sigma: sigma(m), weight: weight(m) * share }).collect()
}

fn score(pipes: &[Weighed], catalogue: &Catalogue) -> CatalogueScore {
    let evidence: f64 = pipes.iter().map(|p| p.weight * log_ratio(p, catalogue)).sum();
    CatalogueScore { name: catalogue.name.to_owned(), score: catalogue.prior + evidence, named: named_share(pipes, catalogue) }
}

/// Logarithm of the likelihood of a diameter under the catalogue over that without one.
fn log_ratio(pipe: &Weighed, catalogue: &Catalogue) -> f64 {
    let s = pipe.sigma.hypot(SIGMA_FLOOR).hypot(SIGMA_SHARE * pipe.od);
    let normal = |od: f64| (-0.5 * ((pipe.od - od) / s).powi(2)).exp() / (s * TAU.sqrt());
    let listed: f64 = catalogue.sizes.iter().map(|size| normal(size.od_mm * 1e-3)).sum();
    let anywhere = 1.0 / (pipe.od * (RANGE.1 / RANGE.0).ln());
    (STRAY_SHARE + (1.0 - STRAY_SHARE) * listed / SIZES / anywhere).ln()
}

fn named_share(pipes: &[Weighed], catalogue: &Catalogue) -> f64 {
    let total: f64 = pipes.iter().map(|p| p.weight).sum();
    let named = pipes.iter().filter(|p| name_size(p.od, p.sigma, catalogue).dn.is_some());
    if total > 0.0 { named.fold(0.0, |sum, p| sum + p.weight) / total } else { 0.0 }
}

fn set_by_name(name: &str, notes: &mut Vec<Note>) -> Option<&'static Catalogue> {
    let found = Catalogue::by_name(name);
    if found.is_none() {
        let known = CATALOGUES.iter().map(|c| c.name).collect::<Vec<_>>().join(", ");
        let message = format!("there is no pipe catalogue {name:?}; it was chosen from the diameters instead. Known: {known}");
        notes.push(Note::new("sizes", "unknown_catalogue", 1, message));
    }
    found
}

/// Whether another catalogue is nearly as likely and would name some pipe otherwise.
fn doubt(pipes: &[Weighed], ranked: &[(CatalogueScore, &Catalogue)], notes: &mut Vec<Note>) -> bool {
    let Some(((best_score, best), others)) = ranked.split_first() else { return true };
    if pipes.is_empty() {
        let message = format!("no pipe was measured; {} is assumed. Set the catalogue if it is another", best.name);
        notes.push(Note::new("sizes", "catalogue_without_evidence", 1, message));
        return true;
    }
    let near = others.iter().filter(|(s, _)| s.score > best_score.score - MARGIN);
    let rivals: Vec<_> = near.map(|(_, c)| (c.name, differing(pipes, best, c))).filter(|(_, n)| *n > 0).collect();
    for (name, n) in &rivals {
        let message = format!(
            "the measured diameters fit {name} nearly as well as {}, under which {n} pipes have another nominal size. Set the catalogue to settle it",
            best.name
        );
        notes.push(Note::new("sizes", "catalogue_ambiguous", *n as u64, message));
    }
    !rivals.is_empty()
}

fn differing(pipes: &[Weighed], a: &Catalogue, b: &Catalogue) -> usize {
    pipes.iter().filter(|p| name_size(p.od, p.sigma, a).dn != name_size(p.od, p.sigma, b).dn).count()
}

fn remark_on_fit(pipes: &[Weighed], catalogue: &Catalogue, notes: &mut Vec<Note>) {
    let named = named_share(pipes, catalogue);
    if !pipes.is_empty() && named < 0.5 {
        let unnamed = pipes.iter().filter(|p| name_size(p.od, p.sigma, catalogue).dn.is_none()).count();
        let message = format!(
            "{} names only {:.0} % of the measured pipe length; the rest is insulated, structure, or of another catalogue",
            catalogue.name,
            named * 100.0
        );
        notes.push(Note::new("sizes", "catalogue_poor_fit", unnamed as u64, message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pipes(od_mm: &[f64]) -> Vec<Measured> {
        od_mm.iter().map(|od| Measured { od: od * 1e-3, sigma: 0.0005, length: 2.0 }).collect()
    }

    fn check(od_mm: &[f64], name: &str, ambiguous: bool) {
        let choice = choose(&pipes(od_mm), None);
        assert_eq!((choice.catalogue.name, choice.ambiguous), (name, ambiguous), "{od_mm:?}: {choice:#?}");
    }

    #[test]
    fn sites_are_recognised() {
        // Nothing measured: ASME, and it is said to be a guess.
        check(&[], "ASME B36.10", true);
        // Sizes that ASME and EN 10220 share: ASME, and nothing hangs on it.
        check(&[114.0, 60.8, 88.5, 168.9, 219.0, 113.9], "ASME B36.10", false);
        // Sizes that tell the two apart.
        check(&[114.0, 60.8, 75.9, 76.4, 139.5, 139.9, 76.3], "EN 10220", false);
        check(&[114.0, 60.8, 73.2, 73.0, 141.5, 141.0, 72.8], "ASME B36.10", false);
        // Water works.
        check(&[229.5, 282.3, 335.0, 175.6, 230.4], "AWWA C151", false);
        check(&[222.3, 274.5, 326.4, 169.6, 117.7, 378.5], "EN 545", false);
        check(&[63.1, 110.2, 89.7, 160.4, 74.9, 49.8, 63.2, 225.3], "PVC", false);
        // Steel with insulated pipes and columns among it.
        check(&[114.0, 60.8, 88.5, 168.9, 219.0, 214.0, 160.5, 188.0, 300.0, 114.5, 60.1], "ASME B36.10", false);
        // Half way between the DN65 of both.
        check(&[114.3, 74.6, 74.5], "ASME B36.10", true);
        // One pipe that is 4 in ductile iron or nothing.
        check(&[121.9], "AWWA C151", true);
    }

    #[test]
    fn mixed_catalogues_are_ambiguous() {
        check(&[114.3, 60.3, 118.0, 98.0, 66.0, 88.9], "ASME B36.10", true);
    }

    #[test]
    fn a_set_catalogue_is_kept() {
        let choice = choose(&pipes(&[229.5, 282.3, 335.0]), Some("asme"));
        assert_eq!((choice.catalogue.name, choice.ambiguous), ("ASME B36.10", false));
        assert!(choice.notes.iter().any(|n| n.kind == "catalogue_poor_fit"), "{:?}", choice.notes);
        let choice = choose(&pipes(&[229.5, 282.3, 335.0, 175.3]), Some("cheese"));
        assert_eq!(choice.catalogue.name, "AWWA C151");
        assert!(choice.notes.iter().any(|n| n.kind == "unknown_catalogue" && n.message.contains("EN 545")));
    }

    #[test]
    fn hostile_measurements_do_not_count() {
        let odd = [f64::NAN, -1.0, 0.0, f64::INFINITY];
        let measured: Vec<_> = odd.map(|x| Measured { od: x, sigma: x, length: x }).into();
        let choice = choose(&measured, None);
        assert_eq!((choice.catalogue.name, choice.ambiguous, choice.notes[0].count), ("ASME B36.10", true, 4));
        let odd_weights = odd.map(|x| Measured { od: 0.2299, sigma: x, length: x });
        assert!(choose(&odd_weights, None).scores.iter().all(|s| s.score.is_finite()));
    }

    proptest! {
        #[test]
        fn a_site_of_many_sizes_is_recognised(c in 0..CATALOGUES.len(), seed: [prop::sample::Index; 24], noise: [i8; 24]) {
            let catalogue = &CATALOGUES[c];
            let sizes: Vec<_> = catalogue.sizes.iter().filter(|s| (40..=400).contains(&s.dn)).collect();
            let pick = |(index, noise): (&prop::sample::Index, &i8)| sizes[index.index(sizes.len())].od_mm + f64::from(*noise) / 160.0;
            let od_mm: Vec<_> = seed.iter().zip(&noise).map(pick).collect();
            let choice = choose(&pipes(&od_mm), None);
            prop_assert!(choice.catalogue == catalogue || choice.ambiguous || differing(&usable(&pipes(&od_mm)), choice.catalogue, catalogue) == 0,
                "{} taken for {}", catalogue.name, choice.catalogue.name);
        }

        #[test]
        fn order_does_not_matter(od_mm in prop::collection::vec(15.0..600.0_f64, 1..20)) {
            let mut reversed = od_mm.clone();
            reversed.reverse();
            let (a, b) = (choose(&pipes(&od_mm), None), choose(&pipes(&reversed), None));
            prop_assert_eq!((a.catalogue, a.ambiguous), (b.catalogue, b.ambiguous));
        }
    }
}
