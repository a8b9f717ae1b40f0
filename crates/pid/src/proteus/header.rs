//! The head of a file: dialect, tool, units, drawing name and number.

use crate::attributes;
use crate::drawing::Drawing;
use crate::xml::El;

/// Counts every report has, zero or not.
pub(crate) const COUNTS: &[&str] = &[
    "equipment",
    "nozzles",
    "systems",
    "segments",
    "components",
    "offpage",
    "instruments",
    "connections",
    "connections_both_ends",
    "open_ends",
    "repaired_joints",
    "sizes_inherited",
    "duplicate_ids",
];

/// Start a [`Drawing`] from `PlantInformation`, `MetaData` and `Drawing`.
pub(super) fn read(root: El<'_>, file: &str) -> Drawing {
    let mut drawing = Drawing::default();
    drawing.report.file = file.to_owned();
    let information = root.child("PlantInformation");
    drawing.report.dialect = information.map_or_else(|| "Proteus".to_owned(), |i| dialect(root, i));
    drawing.report.origin = information.and_then(|i| i.filled("OriginatingSystem")).unwrap_or("unknown").to_owned();
    drawing.mm_per_unit = information.map_or(1.0, |i| units(&mut drawing, i));
    name_it(&mut drawing, root);
    drawing
}

/// DEXPI says so in `Application`; what lacks it is Proteus, written by one of three generations of tools.
fn dialect(root: El<'_>, information: El<'_>) -> String {
    let schema = information.filled("SchemaVersion").unwrap_or("?");
    let application = information.filled("Application").unwrap_or_default();
    if application.eq_ignore_ascii_case("dexpi") {
        return format!("DEXPI {}", information.filled("ApplicationVersion").unwrap_or("1.x"));
    }
    let tagged_segments = root.named("PipingNetworkSystem").flat_map(|s| s.named("PipingNetworkSegment"));
    let post_processed = schema.starts_with('3') || tagged_segments.take(50).any(|s| s.filled("TagName").is_some());
    let dexpi_sets = root.named("Equipment").chain(root.named("PipingNetworkSystem")).flat_map(|e| e.named("GenericAttributes"));
    let dexpi_names = dexpi_sets.take(50).any(|set| set.filled("Set") == Some("DexpiAttributes"));
    match (dexpi_names, post_processed) {
        (true, _) => format!("Proteus {schema} (DEXPI 1.2 names)"),
        (false, true) => format!("Proteus {schema} (ISO 15926 post-processed)"),
        (false, false) => format!("Proteus {schema}"),
    }
}

fn units(drawing: &mut Drawing, information: El<'_>) -> f64 {
    let unit = information.filled("Units").unwrap_or("mm").to_ascii_lowercase();
    match unit.as_str() {
        "mm" | "millimetre" | "millimeter" => 1.0,
        "m" | "metre" | "meter" => 1000.0,
        "cm" | "centimetre" | "centimeter" => 10.0,
        "in" | "inch" | "inches" => 25.4,
        _ => {
            drawing.warn(information.line(), format_args!("drawing unit `{unit}` makes no sense on paper; millimetres assumed"));
            1.0
        }
    }
}

fn name_it(drawing: &mut Drawing, root: El<'_>) {
    let meta = root.child("MetaData").map(attributes::read).unwrap_or_default();
    let sheet = root.child("Drawing");
    let number = attributes::first(&meta, &["DrawingNumber"]).or_else(|| sheet.and_then(|d| d.filled("Name")));
    let name = sheet.and_then(|d| d.filled("Name")).or(number).or_else(|| attributes::first(&meta, &["DrawingName"]));
    drawing.number = number.map(str::to_owned);
    drawing.name = name.unwrap_or_default().to_owned();
}
