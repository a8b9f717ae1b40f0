//! Every shared P&ID file imports, with the counts an independent reader took.

use rosette_pid::{ImportSettings, import};
use std::path::{Path, PathBuf};

fn shared(path: &str) -> Option<PathBuf> {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    if !full.exists() {
        eprintln!("{} is not there: nothing tested", full.display());
        return None;
    }
    Some(full)
}

#[test]
fn counts_agree_with_the_independent_reader() {
    let Some(folder) = shared("data/dexpi") else { return };
    let table = std::fs::read_to_string(folder.join("counts.csv")).unwrap();
    let mut lines = table.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut wrong = Vec::new();
    for line in lines {
        let row: Vec<&str> = line.split(',').collect();
        let import = import(&[folder.join(row[0])], &ImportSettings::default()).unwrap();
        let sheet = &import.sheets[0];
        assert!(sheet.svg.starts_with("<svg"), "{}", row[0]);
        for (name, expect) in head.iter().zip(&row).skip(4) {
            let got = sheet.report.counts[*name];
            if got.to_string() != *expect {
                wrong.push(format!("{} {name}: {got}, not {expect}", row[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
