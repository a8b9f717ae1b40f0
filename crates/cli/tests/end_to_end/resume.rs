//! A run that is stopped or killed at any point goes on where it was and ends with the same bytes.
#![cfg(unix)]

use crate::support::{assert_same_run, contents, copy_of_whole_run, expect, run_fixture, whole_run};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

#[test]
fn a_run_that_is_killed_again_and_again_ends_like_one_that_was_not() {
    let dir = tempfile::tempdir().unwrap();
    let lines = lines_said(run_fixture(&dir.path().join("counted")));
    assert!(lines > 4, "only {lines} lines to kill at");
    let broken = dir.path().join("broken");
    for line in 1..=lines {
        kill_after_line(run_fixture(&broken), line, Duration::ZERO);
    }
    expect(run_fixture(&broken), 0);
    assert_same_run(whole_run(), &broken);
}

#[test]
fn a_run_that_is_killed_at_odd_moments_ends_like_one_that_was_not() {
    let dir = tempfile::tempdir().unwrap();
    for millis in [1, 15, 60, 150, 300, 600] {
        kill_after_line(run_fixture(dir.path()), 1, Duration::from_millis(millis));
    }
    expect(run_fixture(dir.path()), 0);
    assert_same_run(whole_run(), dir.path());
}

#[test]
fn results_that_were_cut_short_on_disk_are_made_again() {
    let dir = copy_of_whole_run();
    let before = contents(dir.path());
    for name in before.keys().filter(|name| name.starts_with("work/") && !name.ends_with("lock")) {
        let path = dir.path().join(name);
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    }
    expect(run_fixture(dir.path()), 0);
    assert_eq!(before, contents(dir.path()));
}

#[test]
fn ctrl_c_leaves_a_folder_that_can_be_gone_on_with() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = start(run_fixture(dir.path()));
    read_lines(&mut child, 2);
    signal(&child, "INT");
    // The work at hand may have been the last: then the run has simply finished.
    let code = child.wait().unwrap().code();
    assert!(matches!(code, Some(130 | 0)), "{code:?}");
    expect(run_fixture(dir.path()), 0);
    assert_same_run(whole_run(), dir.path());
}

#[test]
fn two_runs_do_not_work_in_one_folder() {
    let dir = tempfile::tempdir().unwrap();
    let mut first = start(run_fixture(dir.path()));
    read_lines(&mut first, 1);
    signal(&first, "STOP");
    let said = expect(run_fixture(dir.path()), 2);
    assert!(said.contains(&format!("process {}", first.id())), "{said}");
    first.kill().unwrap();
    first.wait().unwrap();
    expect(run_fixture(dir.path()), 0);
}

fn start(mut command: Command) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// How many log lines a whole run says.
fn lines_said(mut command: Command) -> usize {
    let output = command.output().unwrap();
    assert!(output.status.success());
    String::from_utf8_lossy(&output.stderr).lines().count()
}

/// Waits until the run has said so many lines.
fn read_lines(child: &mut Child, lines: usize) {
    let said = BufReader::new(child.stderr.as_mut().unwrap());
    assert_eq!(said.lines().take(lines).filter_map(Result::ok).count(), lines, "the run ended early");
}

/// Kills the run so that it can do nothing more, a while after it said so many lines (or after it ended).
fn kill_after_line(command: Command, lines: usize, pause: Duration) {
    let mut child = start(command);
    let said = BufReader::new(child.stderr.as_mut().unwrap());
    said.lines().take(lines).for_each(drop);
    std::thread::sleep(pause);
    child.kill().unwrap();
    child.wait().unwrap();
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").arg(format!("-{name}")).arg(child.id().to_string()).status().unwrap();
    assert!(sent.success());
}

/// A folder that was left by a killed run may hold files that were being written; a finished one must not.
#[test]
fn a_finished_run_leaves_nothing_half_written() {
    let dir = tempfile::tempdir().unwrap();
    kill_after_line(run_fixture(dir.path()), 2, Duration::from_millis(20));
    expect(run_fixture(dir.path()), 0);
    let left: Vec<String> =
        contents(dir.path()).into_keys().filter(|name| Path::new(name).extension().is_some_and(|ext| ext == "tmp")).collect();
    assert!(left.is_empty(), "{left:?}");
}
