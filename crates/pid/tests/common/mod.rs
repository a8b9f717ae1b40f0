//! Small drawings written by hand, and ways to show what became of them.
#![allow(dead_code, clippy::unwrap_used)] // each test file uses its own part

use rosette_pid::{Import, ImportSettings, PidError, import};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

static NEXT: AtomicUsize = AtomicUsize::new(0);

/// A file of its own in the temporary folder, removed when dropped.
pub struct TempFile(pub PathBuf);

impl TempFile {
    pub fn new(name: &str, content: &[u8]) -> Self {
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("rosette-pid-{}-{n}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(name);
        std::fs::write(&path, content).unwrap();
        Self(path)
    }
}

impl Drop for TempFile {
    fn drop(&mut self) {
        if let Some(folder) = self.0.parent() {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// Import contents as files `sheet1.xml`, `sheet2.xml`...
pub fn import_bytes(contents: &[&[u8]]) -> Result<Import, PidError> {
    let files: Vec<TempFile> =
        contents.iter().enumerate().map(|(k, c)| TempFile::new(&format!("sheet{}.xml", k + 1), c)).collect();
    let paths: Vec<PathBuf> = files.iter().map(|f| f.0.clone()).collect();
    import(&paths, &ImportSettings::default())
}

/// A whole DEXPI file around its content.
pub fn dexpi(content: &str) -> String {
    format!(
        "<PlantModel><PlantInformation Application='Dexpi' ApplicationVersion='1.3' SchemaVersion='4.1' \
         OriginatingSystem='hand' Units='mm'/>{content}</PlantModel>"
    )
}

/// Import one hand-written DEXPI file.
pub fn import_one(content: &str) -> Import {
    import_bytes(&[dexpi(content).as_bytes()]).unwrap()
}

/// Joints as `A.port-B.port line DN`, `~` before those not stated in the file, sorted.
pub fn joints(import: &Import) -> Vec<String> {
    let graph = &import.graph;
    let end = |k: usize, port: Option<usize>| {
        let element = &graph.elements[k];
        match port {
            Some(p) => format!("{}.{}", element.id, element.ports[p].name.clone().unwrap_or_else(|| p.to_string())),
            None => element.id.clone(),
        }
    };
    let mut all: Vec<String> = graph
        .joints
        .iter()
        .map(|j| {
            let mark = if j.inferred { "~" } else { "" };
            let dn = j.dn.map_or_else(String::new, |dn| format!(" DN{dn}"));
            let line = j.line.as_ref().map_or_else(String::new, |l| format!(" {l}"));
            format!("{mark}{}-{}{line}{dn}", end(j.a, j.a_port), end(j.b, j.b_port))
        })
        .collect();
    all.sort();
    all
}

/// Open ends as `A.port`.
pub fn open_ends(import: &Import) -> Vec<String> {
    let graph = &import.graph;
    graph.open_ends.iter().map(|o| format!("{}.{}", graph.elements[o.element].id, o.port)).collect()
}

pub fn count(import: &Import, key: &str) -> usize {
    import.sheets[0].report.counts.get(key).copied().unwrap_or_default()
}

pub fn attribute<'a>(import: &'a Import, id: &str, key: &str) -> Option<&'a str> {
    let element = import.graph.elements.iter().find(|e| e.id == id)?;
    element.evidence.attributes.get(key).map(String::as_str)
}

/// A tank with nozzles.
pub fn tank(id: &str, nozzles: &[&str]) -> String {
    let nozzles: String = nozzles
        .iter()
        .map(|n| format!("<Nozzle ID='{id}-{n}' ComponentClass='Nozzle' TagName='{n}'><ConnectionPoints><Node/><Node Type='process'/></ConnectionPoints></Nozzle>"))
        .collect();
    format!("<Equipment ID='{id}' ComponentClass='Tank' TagName='{id}'>{nozzles}</Equipment>")
}

/// A component with nodes, and a position where one is given.
pub fn component(id: &str, class: &str, nodes: usize, at: Option<(f64, f64)>) -> String {
    let nodes = "<Node Type='process'/>".repeat(nodes);
    let place = at.map_or_else(String::new, |(x, y)| format!("<Position><Location X='{x}' Y='{y}'/></Position>"));
    format!(
        "<PipingComponent ID='{id}' ComponentClass='{class}'>{place}<ConnectionPoints><Node/>{nodes}</ConnectionPoints></PipingComponent>"
    )
}

/// A line with segments.
pub fn line(tag: &str, dn: u32, segments: &str) -> String {
    format!(
        "<PipingNetworkSystem TagName='{tag}'><GenericAttributes Set='DexpiAttributes'>\
         <GenericAttribute Name='NominalDiameterRepresentationAssignmentClass' Value='DN {dn}'/></GenericAttributes>{segments}</PipingNetworkSystem>"
    )
}

pub fn segment(id: &str, items: &str, connection: &str) -> String {
    format!(
        "<PipingNetworkSegment ID='{id}' ComponentClass='PipingNetworkSegment'>{items}<Connection {connection}/></PipingNetworkSegment>"
    )
}

pub fn centre_line(points: &[(f64, f64)]) -> String {
    let points: String = points.iter().map(|(x, y)| format!("<Coordinate X='{x}' Y='{y}'/>")).collect();
    format!("<CenterLine>{points}</CenterLine>")
}
