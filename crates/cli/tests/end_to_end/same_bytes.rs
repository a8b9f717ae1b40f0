//! Same input, same settings: the same bytes, whatever the threads and however often.

use crate::support::{assert_same_run, contents, expect, json, run_fixture};

#[test]
fn threads_and_memory_do_not_change_a_byte() {
    let dir = tempfile::tempdir().unwrap();
    let one = dir.path().join("one");
    let three = dir.path().join("three");
    let mut single = run_fixture(&one);
    single.args(["--threads", "1"]);
    expect(single, 0);
    let mut several = run_fixture(&three);
    several.args(["--threads", "3", "--memory", "1G"]);
    expect(several, 0);
    assert_same_run(&one, &three);
}

#[test]
fn a_finished_run_is_left_alone_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    expect(run_fixture(dir.path()), 0);
    let before = (contents(dir.path()), json(&dir.path().join("run.json")));
    let said = expect(run_fixture(dir.path()), 0);
    assert!(said.contains("nothing to do"), "{said}");
    assert_eq!(before, (contents(dir.path()), json(&dir.path().join("run.json"))));
}

#[test]
fn outputs_that_were_lost_or_changed_are_written_again() {
    let dir = tempfile::tempdir().unwrap();
    expect(run_fixture(dir.path()), 0);
    let before = contents(dir.path());
    std::fs::remove_file(dir.path().join("findings.json")).unwrap();
    std::fs::write(dir.path().join("asbuilt.json"), "{}").unwrap();
    expect(run_fixture(dir.path()), 0);
    assert_eq!(before, contents(dir.path()));
}
