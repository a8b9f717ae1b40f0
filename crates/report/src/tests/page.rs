//! The report page: complete, self-contained, and unmoved by what drawings say.

use super::case::Case;
use super::plant::scan;
use crate::*;

fn page(case: &Case) -> String {
    let dir = tempfile::tempdir().unwrap();
    let mut scene = Scene::new(&case.scanned, &case.differences);
    if !case.scanned.elements.is_empty() {
        scan(&case.scanned, 0.08).areas().for_each(|(cloud, labels)| scene.add(cloud, labels).unwrap());
    }
    let pictures = write_pictures(dir.path(), &case.inputs(), scene).unwrap();
    write_report_html(dir.path(), &case.inputs(), &pictures).unwrap();
    std::fs::read_to_string(dir.path().join("report.html")).unwrap()
}

/// The page without the text of its own script and data.
fn markup(page: &str) -> String {
    page.split("<script").map(|part| part.split_once("</script>").map_or(part, |(_, after)| after)).collect()
}

#[test]
fn every_finding_object_and_sheet_is_there() {
    let case = Case::full();
    let page = page(&case);
    for n in numbered(&case.differences) {
        assert!(page.contains(&format!("id=\"f-{}\"", n.label)));
        let embedded = page.contains(&format!("alt=\"Place of {}\"", n.label));
        assert_eq!(embedded, n.difference.position.is_some(), "{}", n.label);
    }
    for element in &case.scanned.elements {
        assert!(page.contains(&format!("<td>{}</td>", element.id)), "{}", element.id);
    }
    for element in &case.drawn.as_ref().unwrap().elements {
        assert!(page.contains(&format!("data-el=\"{}\"", element.id)), "{}", element.id);
    }
    for words in [
        "What this report does not know",
        "Setup 02",
        "SightGlassSpecial",
        "mixed pixels removed",
        "yard.xyz",
        "DN150",
        "· hydrant",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert_eq!(page.matches("<svg class=\"zoom\"").count(), 2);
}

#[test]
fn ids_of_two_sheets_do_not_clash() {
    let page = page(&Case::full());
    let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let distinct: std::collections::BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(ids.len(), distinct.len());
    assert!(page.contains("id=\"s0-page\"") && page.contains("url(#s1-page)"));
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    for case in [Case::full(), Case::hostile()] {
        let markup = markup(&page(&case));
        for attribute in ["src=\"", "href=\""] {
            for value in markup.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()) {
                let own = ["data:image/jpeg;base64,", "#"].iter().any(|start| value.starts_with(start));
                let beside = !value.contains(':') && !value.starts_with('/');
                assert!(own || beside, "{attribute}{}", &value[..value.len().min(60)]);
            }
        }
        assert!(!markup.contains("@import") && !markup.contains("url(http"));
    }
}

#[test]
fn what_drawings_say_stays_text() {
    let page = page(&Case::hostile());
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script").count(), 2);
    let markup = markup(&page);
    assert!(!markup.contains("<img src=x") && !markup.contains("onclick=") && !markup.contains("javascript:"));
    assert!(!markup.contains("49=1+1"), "templates must not be run twice");
    let data = page.split_once("id=\"data\">").unwrap().1.split_once("</script>").unwrap().0;
    assert!(serde_json::from_str::<serde_json::Value>(data).is_ok());
}

#[test]
fn a_page_without_drawing_or_anything_at_all() {
    let page = page(&Case::without_drawing());
    assert!(page.contains("No P&amp;ID was given") && page.contains("There are no findings"));
    assert!(!page.contains("id=\"drawing\""));
    let page = self::page(&Case::empty());
    assert!(page.contains("Nothing was recognised") && page.contains("As-built report"));
}

#[test]
fn two_thousand_findings() {
    let dir = tempfile::tempdir().unwrap();
    write_report_html(dir.path(), &Case::flooded().inputs(), &Pictures::default()).unwrap();
    let page = std::fs::read_to_string(dir.path().join("report.html")).unwrap();
    assert_eq!(page.matches("<tr id=\"f-").count(), 2000);
}
