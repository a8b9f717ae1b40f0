//! Files in other encodings than UTF-8: edited as UTF-8, given back as they came.

use std::borrow::Cow;

/// How a file came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Encoding {
    /// `mark`: with a byte order mark, which the reader of tags does not count.
    Utf8 {
        mark: bool,
    },
    /// One byte a character: each stands for the character of its number, which loses nothing whatever the code page.
    OneByte,
    Utf16 {
        little: bool,
        mark: bool,
    },
}

const MARK: &[u8] = b"\xEF\xBB\xBF";

/// The text as UTF-8, and how it came.
pub(super) fn decode(bytes: &[u8]) -> (Vec<u8>, Encoding) {
    let (little, mark) = match bytes {
        [0xFF, 0xFE, ..] => (true, true),
        [0xFE, 0xFF, ..] => (false, true),
        [b'<', 0, ..] => (true, false),
        [0, b'<', ..] => (false, false),
        _ if std::str::from_utf8(bytes).is_ok() => {
            let body = bytes.strip_prefix(MARK);
            return (body.unwrap_or(bytes).to_vec(), Encoding::Utf8 { mark: body.is_some() });
        }
        _ => return (bytes.iter().map(|b| *b as char).collect::<String>().into_bytes(), Encoding::OneByte),
    };
    let body = bytes.get(if mark { 2 } else { 0 }..).unwrap_or(&[]);
    let unit = |pair: &[u8]| match pair {
        [a, b] if little => u16::from_le_bytes([*a, *b]),
        [a, b] => u16::from_be_bytes([*a, *b]),
        _ => 0xFFFD,
    };
    let units: Vec<u16> = body.chunks(2).map(unit).collect();
    (String::from_utf16_lossy(&units).into_bytes(), Encoding::Utf16 { little, mark })
}

/// The text as it came.
pub(super) fn encode(text: Vec<u8>, encoding: Encoding) -> Vec<u8> {
    let chars = |text: Vec<u8>| String::from_utf8_lossy(&text).into_owned();
    match encoding {
        Encoding::Utf8 { mark: true } => [MARK, text.as_slice()].concat(),
        Encoding::Utf8 { mark: false } => text,
        // What was added is ASCII.
        Encoding::OneByte => chars(text).chars().map(|c| u8::try_from(c as u32).unwrap_or(b'?')).collect(),
        Encoding::Utf16 { little, mark } => {
            let mark = if mark { "\u{FEFF}" } else { "" };
            let text = chars(text);
            let units = mark.encode_utf16().chain(text.encode_utf16());
            units.flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
        }
    }
}

/// The text for a reader that goes by the declaration, which speaks of the file as it came.
pub(super) fn declared_utf8(text: &[u8]) -> Cow<'_, [u8]> {
    const HEAD: usize = 200;
    let head = text.get(..text.len().min(HEAD)).unwrap_or(&[]);
    let declaration = head.windows(2).position(|w| w == b"?>").unwrap_or(0);
    let name = b"encoding";
    let Some(at) = head.get(..declaration).and_then(|h| h.windows(name.len()).position(|w| w == name)) else {
        return Cow::Borrowed(text);
    };
    // Another name of the attribute, so that there is no declared encoding.
    let mut own = text.to_vec();
    own.get_mut(at..at + name.len()).into_iter().for_each(|n| n.copy_from_slice(b"x-coding"));
    Cow::Owned(own)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_goes() {
        let utf16: Vec<u8> = "\u{FEFF}<a t='\u{e4}'/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in
            [&b"<a/>"[..], b"<?xml version='1.0' encoding='ISO-8859-1'?><a t='\xE4'/>", &utf16, b"", b"\xFF", b"\xEF\xBB\xBF<a/>"]
        {
            let (text, encoding) = decode(bytes);
            assert!(std::str::from_utf8(&text).is_ok());
            assert_eq!(encode(text, encoding), bytes);
        }
        let text = "<?xml version='1.0' encoding='ISO-8859-1'?><a t='\u{e4}'/>".as_bytes();
        let parsed = crate::xml::parse(&declared_utf8(text)).unwrap();
        assert_eq!(parsed.root().unwrap().attr("t"), Some("\u{e4}"));
    }
}
