//! Texts that belong to an element.

use crate::xml::El;

/// Texts of an element and its labels, in document order.
pub(super) fn texts(element: El<'_>) -> Vec<String> {
    let own = element.named("Text");
    let labels = element.named("Label").flat_map(|label| label.children().filter(|c| c.name() == "Text"));
    own.chain(labels).filter_map(text).collect()
}

/// The string of a `Text`, its content, or what its template gives.
pub(crate) fn text(element: El<'_>) -> Option<String> {
    if let Some(string) = element.filled("String") {
        return Some(string.to_owned());
    }
    if !element.text().is_empty() {
        return Some(element.text().to_owned());
    }
    let parts = element.named("TextStringFormatSpecification").flat_map(|spec| spec.children());
    let joined: String = parts.filter_map(|part| part.filled("DependantAttributeContents")).collect();
    (!joined.is_empty() && joined != "Value").then_some(joined)
}

/// The label of a line: the text of a label made for that, `MNb 47121 75HB13 80`.
pub(super) fn line_label(element: El<'_>) -> Option<String> {
    let labels = element.named("Label").filter(|label| {
        let class = label.filled("ComponentClass").unwrap_or_default();
        matches!(class, "PipingNetworkSystemLabel" | "PipingNetworkSegmentLabel")
    });
    labels.flat_map(|label| label.children().filter(|c| c.name() == "Text")).find_map(text)
}
