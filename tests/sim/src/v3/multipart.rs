//! The one field that is wanted of a `multipart/form-data` body.

use std::ops::Range;

/// The boundary that a content type announces.
pub(super) fn boundary(content_type: &str) -> Option<&str> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let named = parameters.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("boundary").then(|| value.trim().trim_matches('"'))
    });
    named.filter(|boundary| !boundary.is_empty())
}

/// Where the value of a field lies in a body.
pub(super) fn field(body: &[u8], boundary: &str, name: &str) -> Option<Range<usize>> {
    // Every delimiter but the first has a line end before it; the body is read as if that one had it too.
    let delimiter = format!("\r\n--{boundary}");
    let opening = &delimiter[2..];
    let mut at = if body.starts_with(opening.as_bytes()) {
        opening.len()
    } else {
        find(body, 0, delimiter.as_bytes())? + delimiter.len()
    };
    loop {
        let head_end = find(body, at, b"\r\n\r\n")?;
        let end = find(body, head_end + 2, delimiter.as_bytes())?;
        if is_named(&body[at..head_end], name) {
            return Some((head_end + 4).min(end)..end);
        }
        at = end + delimiter.len();
    }
}

fn is_named(head: &[u8], name: &str) -> bool {
    let head = String::from_utf8_lossy(head);
    let mut dispositions = head.lines().filter_map(|line| line.split_once(':'));
    let disposition = dispositions.find(|(header, _)| header.trim().eq_ignore_ascii_case("content-disposition"));
    let mut parameters = disposition.into_iter().flat_map(|(_, value)| value.split(';'));
    parameters.any(|pair| {
        let value = pair.trim().strip_prefix("name=").map(|value| value.trim_matches('"'));
        value == Some(name)
    })
}

fn find(body: &[u8], from: usize, wanted: &[u8]) -> Option<usize> {
    let rest = body.get(from..)?;
    rest.windows(wanted.len()).position(|window| window == wanted).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BODY: &[u8] = b"--xyz\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n\
        --xyz\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\
        \x00\r\n\r\n--xy\r\n--xyz--\r\n";

    #[test]
    fn a_field_among_others() {
        for (name, value) in [("file", Some(&b"\x00\r\n\r\n--xy"[..])), ("note", Some(b"hello")), ("more", None)] {
            assert_eq!(field(BODY, "xyz", name).map(|range| &BODY[range]), value, "{name}");
        }
        let empty = b"preamble\r\n--b\r\nContent-Disposition: form-data; name=file\r\n\r\n\r\n--b--";
        assert_eq!(field(empty, "b", "file").map(|range| range.len()), Some(0));
    }

    #[test]
    fn boundaries() {
        for (kind, expected) in [
            ("multipart/form-data; boundary=xyz", Some("xyz")),
            ("Multipart/Form-Data; charset=utf-8; Boundary=\"x y\"", Some("x y")),
            ("multipart/form-data", None),
            ("multipart/form-data; boundary=", None),
            ("application/json; boundary=xyz", None),
        ] {
            assert_eq!(boundary(kind), expected, "{kind}");
        }
    }

    proptest! {
        /// Whatever is sent, what is found lies in it.
        #[test]
        fn anything_may_be_sent(cut in 0..BODY.len(), noise in prop::collection::vec(any::<u8>(), 0..40)) {
            let body = [&BODY[..cut], &noise, &BODY[cut..]].concat();
            if let Some(range) = field(&body, "xyz", "file") {
                prop_assert!(range.start <= range.end && range.end <= body.len());
            }
        }
    }
}
