//! HTML entities in the plain-text fields of a safe filter (contract §1.6): decoded here, exactly once.

/// Decodes the five named references and every numeric one that is not padded beyond reason; anything else stays as it
/// is.
#[must_use]
pub fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().skip(1).take(LONGEST + 1).position(|byte| byte == b';');
        match end.and_then(|end| Some((character(&rest[1..=end])?, end + 2))) {
            Some((c, used)) => {
                out.push(c);
                rest = &rest[used..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Bytes of the longest name, with room: a text of nothing but `&` is not searched to its end for each.
const LONGEST: usize = 16;

/// The character that `name` stands for, between `&` and `;`.
fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decodes_once() {
        for (text, expect) in [
            ("", ""),
            ("Can&#39;t use &quot;a &lt; b&quot; &amp; c", "Can't use \"a < b\" & c"),
            ("literally &amp;lt;", "literally &lt;"),
            ("G&#225;bor &#xE1;", "Gábor á"),
            ("a & b; &unknown; &#0; &#xD800; &", "a & b; &unknown; &#0; &#xD800; &"),
        ] {
            assert_eq!(decode(text), expect);
        }
    }

    /// A page or a post may be nothing but these: each is looked at once, or this takes minutes.
    #[test]
    fn what_is_no_entity_costs_no_more_than_its_length() {
        let signs = "&".repeat(2_000_000);
        assert!(decode(&signs) == signs);
    }

    proptest! {
        #[test]
        fn undoes_encoding(text in "\\PC{0,40}") {
            let encoded = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
                .replace('"', "&quot;").replace('\'', "&#39;");
            prop_assert_eq!(decode(&encoded), text);
        }

        /// Text that was decoded stays as it is, unless it was about entities.
        #[test]
        fn leaves_decoded_text_alone(text in "[^&]{0,40}", name in "[a-z0-9#;]{0,3}") {
            prop_assert_eq!(decode(&text), text.clone());
            let about = format!("{text}& {name}");
            prop_assert_eq!(decode(&about), about);
        }
    }
}
