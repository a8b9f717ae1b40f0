//! Import drawings and write what was understood: `cargo run --release -p rosette-pid --example look -- OUT FILE...`

use rosette_pid::{ImportSettings, import};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let out = arguments.next().ok_or("usage: look OUT FILE...")?;
    let files: Vec<PathBuf> = arguments.collect();
    let import = import(&files, &ImportSettings::default())?;
    std::fs::create_dir_all(&out)?;
    for sheet in &import.sheets {
        let name: String = sheet.name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
        std::fs::write(out.join(format!("{name}.svg")), &sheet.svg)?;
        println!("{} ({}, {}): {:?}", sheet.name, sheet.report.dialect, sheet.report.origin, sheet.report.counts);
        println!("  unknown {:?}", sheet.report.unknown_classes);
        sheet.report.warnings.iter().take(20).for_each(|w| println!("  {w}"));
    }
    std::fs::write(out.join("drawn.graphml"), rosette_pid::graphml::write(&import.graph))?;
    for e in &import.graph.elements {
        let ports: Vec<String> =
            e.ports.iter().map(|p| format!("{}:{}", p.name.as_deref().unwrap_or(""), p.dn.unwrap_or(0))).collect();
        let kept = |k: &&String| {
            [
                "between_a",
                "between_b",
                "on_line",
                "actuator",
                "body",
                "read_out_of",
                "flow_from",
                "flow_to",
                "parts",
                "stitched_to",
            ]
            .contains(&k.as_str())
                || k.starts_with("line.")
        };
        let attributes: Vec<String> =
            e.evidence.attributes.iter().filter(|(k, _)| kept(k)).map(|(k, v)| format!("{k}={v}")).collect();
        println!(
            "{} {:?} {:?} tag={:?} line={:?} dn={:?} physical={} ports={ports:?} {}",
            e.id,
            e.class,
            e.subtype,
            e.tag,
            e.line,
            e.dn,
            e.evidence.physical,
            attributes.join(" ")
        );
    }
    for j in &import.graph.joints {
        let id = |k: usize| import.graph.elements[k].id.as_str();
        println!("{}[{:?}] -> {}[{:?}] {:?} {:?} {}", id(j.a), j.a_port, id(j.b), j.b_port, j.line, j.dn, j.confidence);
    }
    for o in &import.graph.open_ends {
        println!("open {}[{}]", import.graph.elements[o.element].id, o.port);
    }
    import.graph.notes.iter().for_each(|n| println!("note {} {}: {}", n.kind, n.count, n.message));
    Ok(())
}
