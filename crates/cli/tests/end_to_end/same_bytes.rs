//! Same input, same settings: the same bytes, whatever the threads and however often.

use crate::support::{assert_same_outputs, assert_same_run, contents, expect, json, run_fixture};

#[test]
fn threads_and_memory_do_not_change_a_byte() {
    let dir = tempfile::tempdir().unwrap();
    let run = |name: &str, more: &[&str]| {
        let out = dir.path().join(name);
        let mut command = run_fixture(&out);
        command.args(more);
        expect(command, 0);
        out
    };
    let one = run("one", &["--threads", "1"]);
    assert_same_run(&one, &run("three", &["--threads", "3"]));
    assert_same_outputs(&one, &run("little", &["--threads", "2", "--memory", "256M"]));
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
