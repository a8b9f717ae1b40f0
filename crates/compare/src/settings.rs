//! Settings of the comparison, each with its unit and reason.

use serde::{Deserialize, Serialize};

/// Settings of the comparison. Similarities and confidences run from 0 to 1, lengths are in metres.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CompareSettings {
    /// Candidates kept per drawn node. The right one is nearly always among the first 30 of its family; small plants keep all.
    pub candidates: usize,
    /// Pairs up to which all pairs of one family are candidates (memory: about 300 bytes a pair).
    pub all_pairs_up_to: usize,
    /// Rounds of belief propagation: evidence about as many bodies away counts. More rounds repeat the evidence of loops.
    pub rounds: usize,
    /// Times the search is repeated with the neighbours of matched pairs as further candidates, in plants too large for all pairs.
    pub enrichments: usize,
    /// Moves per drawn body while the mapping is annealed: more is slower and slightly better.
    pub sweeps: usize,
    /// Times that plants of up to 600 bodies are annealed anew; the best mapping stays.
    pub restarts: usize,
    /// Class confidence from which another class (reducer against valve) is believed.
    pub class_confidence: f64,
    /// Class confidence from which an inline body of another class (flowmeter against valve) is a type mismatch: exchanges are
    /// rare, so that a recogniser that errs once in ten would raise more false alarms than right ones.
    pub exchange_confidence: f64,
    /// Class confidence from which another valve subtype is a type mismatch.
    pub subtype_confidence: f64,
    /// As before, for subtypes that look alike (gate and globe, ball and plug).
    pub similar_subtype_confidence: f64,
    /// As before, for subtypes with a shape of their own: check and relief valves have neither handwheel nor lever.
    pub distinct_subtype_confidence: f64,
    /// Confidence below which an undocumented object is noted but not reported: false alarms are what users fear most.
    pub undocumented_confidence: f64,
    /// As before, for valves whose subtype was recognised: on simulated scans eight in ten of them stand there from 0.5 on, as
    /// many as of the others from 0.6 on.
    pub undocumented_subtype_confidence: f64,
    /// Length from which an undocumented branch of plain pipe is reported, m; shorter ones are mostly supports and stubs.
    pub plain_branch_m: f64,
    /// Hidden stretch from which a body may be hidden in it, m. The shortest valve bodies (DN50 wafer) are about 0.05 m.
    pub hiding_gap_m: f64,
    /// Share of a pipe's circumference that must have been seen before a missing instrument on it is called missing.
    pub instrument_coverage: f64,
    /// Share of documented elements of a class that must have been found before one more is called missing: below it the
    /// recogniser, not the plant, is the likelier cause.
    pub trusted_recall: f64,
    /// The same for instruments, which are small and often not recognised at all.
    pub trusted_instrument_recall: f64,
    /// Confidence below which a difference is noted but not reported.
    pub least_confidence: f64,
    /// Confidence below which a documented thing is not called missing but not verifiable: to send someone to look is cheap, to take a
    /// thing for absent that stands behind another is not.
    pub least_missing_confidence: f64,
    /// Confidence from which a difference can be of severity high.
    pub high_confidence: f64,
    /// Ratio of two nominal sizes above which a wrong pair is likelier than a wrong size.
    pub plausible_size_ratio: f64,
    /// Confidence from which an undocumented instrument is reported; boxes and lamps look like one.
    pub undocumented_instrument_confidence: f64,
    /// Distance up to which a second body beside a matched one is taken for a part of it, m.
    pub split_m: f64,
}

impl Default for CompareSettings {
    fn default() -> Self {
        Self {
            candidates: 60,
            all_pairs_up_to: 250_000,
            rounds: 7,
            enrichments: 1,
            sweeps: 100,
            restarts: 1,
            class_confidence: 0.8,
            exchange_confidence: 0.93,
            subtype_confidence: 0.75,
            similar_subtype_confidence: 0.8,
            distinct_subtype_confidence: 0.68,
            undocumented_confidence: 0.6,
            undocumented_subtype_confidence: 0.5,
            plain_branch_m: 1.0,
            hiding_gap_m: 0.05,
            instrument_coverage: 0.75,
            trusted_recall: 0.5,
            trusted_instrument_recall: 0.9,
            least_confidence: 0.35,
            least_missing_confidence: 0.6,
            high_confidence: 0.75,
            plausible_size_ratio: 2.6,
            undocumented_instrument_confidence: 0.75,
            split_m: 0.12,
        }
    }
}
