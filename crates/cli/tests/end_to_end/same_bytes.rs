//! Same input, same settings: the same bytes, whatever the threads and however often.

use crate::support::{assert_same_outputs, assert_same_run, contents, copy_of_whole_run, expect, json, run_fixture, whole_run};

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
    assert_same_run(whole_run(), &run("one", &["--threads", "1"]));
    assert_same_run(whole_run(), &run("five", &["--threads", "5"]));
    assert_same_outputs(whole_run(), &run("little", &["--threads", "2", "--memory", "256M"]));
}

#[test]
fn a_finished_run_is_left_alone_and_says_so() {
    let dir = copy_of_whole_run();
    let before = (contents(dir.path()), json(&dir.path().join("run.json")));
    let said = expect(run_fixture(dir.path()), 0);
    assert!(said.contains("nothing to do"), "{said}");
    assert_eq!(before, (contents(dir.path()), json(&dir.path().join("run.json"))));
}

#[test]
fn outputs_that_were_lost_or_changed_are_written_again() {
    let dir = copy_of_whole_run();
    std::fs::remove_file(dir.path().join("findings.json")).unwrap();
    std::fs::write(dir.path().join("asbuilt.json"), "{}").unwrap();
    std::fs::write(dir.path().join("pictures/old.png"), "of a finding that is no more").unwrap();
    expect(run_fixture(dir.path()), 0);
    assert_same_run(whole_run(), dir.path());
}

#[test]
fn forced_runs_start_anew_and_give_the_same() {
    let dir = copy_of_whole_run();
    let mut command = run_fixture(dir.path());
    command.arg("--force");
    let said = expect(command, 0);
    assert!(!said.contains("nothing to do"), "{said}");
    assert_same_run(whole_run(), dir.path());
}
