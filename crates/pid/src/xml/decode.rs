//! Bytes of an XML file to text: byte order mark, declaration, and what to do when both are wrong.

use quick_xml::encoding::{DetectedEncoding, detect_encoding};
use quick_xml::events::{BytesDecl, Event};
use quick_xml::reader::Reader;

/// Decode a file; the second value says what was wrong with its encoding, if anything.
pub(super) fn decode(bytes: &[u8]) -> (String, Option<String>) {
    let detected = detect_encoding(bytes);
    let sixteen_bit = !matches!(detected, None | Some(DetectedEncoding::AsciiCompatible | DetectedEncoding::Utf8Bom));
    if let (true, Some(found)) = (sixteen_bit, &detected) {
        let (text, _, lossy) = found.encoding().decode(bytes);
        return (text.into_owned(), lossy.then(|| "undecodable UTF-16 characters were replaced".into()));
    }
    decode_ascii_compatible(bytes)
}

/// Decode text that declares nothing: by its byte order mark, else UTF-8, else Latin 1.
pub(crate) fn decode_text(bytes: &[u8]) -> (String, Option<String>) {
    match detect_encoding(bytes) {
        // Without a mark only XML can be told.
        Some(found) if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") => {
            let (text, _, lossy) = found.encoding().decode(bytes);
            (text.into_owned(), lossy.then(|| "undecodable UTF-16 characters were replaced".into()))
        }
        _ => {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
            match std::str::from_utf8(bytes) {
                Ok(text) => (text.to_owned(), None),
                Err(_) => (decode_as(bytes, "windows-1252"), Some("read as windows-1252 (Latin 1)".into())),
            }
        }
    }
}

fn decode_ascii_compatible(bytes: &[u8]) -> (String, Option<String>) {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let declared = declared_encoding(bytes);
    // A declaration of UTF-16 that could be read byte by byte is wrong.
    let declared = declared.filter(|label| !label.to_ascii_lowercase().starts_with("utf-16"));
    let utf8 = declared.as_deref().is_none_or(|l| l.eq_ignore_ascii_case("utf-8") || l.eq_ignore_ascii_case("us-ascii"));
    match std::str::from_utf8(bytes) {
        Ok(text) if utf8 => (text.to_owned(), None),
        _ if utf8 => (
            decode_as(bytes, "windows-1252"),
            Some("the file is not the UTF-8 it claims to be; it was read as windows-1252 (Latin 1)".into()),
        ),
        _ => {
            let label = declared.unwrap_or_default();
            let known = BytesDecl::new("1.0", Some(&label), None).encoder().is_some();
            let warning = (!known).then(|| format!("unknown encoding `{label}`; the file was read as UTF-8"));
            (decode_as(bytes, &label), warning)
        }
    }
}

fn decode_as(bytes: &[u8], label: &str) -> String {
    match BytesDecl::new("1.0", Some(label), None).encoder() {
        Some(encoding) => encoding.decode(bytes).0.into_owned(),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The `encoding` of the XML declaration, which is ASCII in every encoding that gets here.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(256))?).into_owned();
    match Reader::from_str(&head).read_event() {
        Ok(Event::Decl(declaration)) => Some(declaration.encoding()?.ok()?.into_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    fn check(bytes: &[u8], expect: &str, warned: bool) {
        let (text, warning) = decode(bytes);
        assert!(text.ends_with(expect), "{text:?} should end with {expect:?}");
        assert_eq!(warning.is_some(), warned, "{warning:?}");
    }

    fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
        let mark = if mark { "\u{FEFF}" } else { "" };
        format!("{mark}{text}")
            .encode_utf16()
            .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect()
    }

    #[test]
    fn encodings() {
        check("<?xml version='1.0'?><a t='ä'/>".as_bytes(), "<a t='ä'/>", false);
        check("\u{FEFF}<a t='ä'/>".as_bytes(), "<a t='ä'/>", false);
        check(b"<?xml version='1.0' encoding='ISO-8859-1'?><a t='\xE4'/>", "<a t='ä'/>", false);
        check(b"<?xml version='1.0' encoding='UTF-8'?><a t='\xE4'/>", "<a t='ä'/>", true);
        check(b"<?xml version='1.0' encoding='UTF-16'?><a t='x'/>", "<a t='x'/>", false);
        check(b"<?xml version='1.0' encoding='klingon'?><a t='x'/>", "<a t='x'/>", true);
        for little in [true, false] {
            for mark in [true, false] {
                let text = "<?xml version='1.0' encoding='UTF-16'?><a t='ä'/>";
                check(&utf16(text, little, mark), "<a t='ä'/>", false);
            }
        }
    }
}
