//! The fixture in the repository is what the generator makes: to the byte.

use rosette_truth::{fixture, simulate};
use std::path::Path;

#[test]
fn the_fixture_is_reproduced_to_the_byte() {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/plant-s");
    let made = tempfile::tempdir().unwrap();
    let summary = simulate(&fixture::plant_s(), made.path()).unwrap();
    assert!((150_000..300_000).contains(&summary.points), "{} points", summary.points);
    assert_eq!((summary.left_out, summary.lines, summary.differences), (0, 3, 3));
    for name in ["scan.e57", "labels.npz", "pid.xml", "truth.json"] {
        let (kept, made) = (std::fs::read(kept.join(name)).unwrap(), std::fs::read(made.path().join(name)).unwrap());
        assert!(
            kept == made,
            "{name} differs: run `cargo run --release -p rosette-truth --example make_fixtures` if that is meant"
        );
        assert!(kept.len() < 3_000_000, "{name}: {} bytes", kept.len());
    }
}
