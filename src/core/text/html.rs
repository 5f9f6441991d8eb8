//! Plain text of the site's HTML, for matching only: never shown, so it need not be safe, only quick.

use super::decode_entities;
use std::borrow::Cow;

/// The text between the tags of `html`, entities decoded.
#[must_use]
pub fn to_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut tag = "";
    texts(html, |text| {
        out.push_str(std::mem::replace(&mut tag, " "));
        out.push_str(&text);
    });
    out
}

/// The same text by text, a tag between any two.
pub(crate) fn texts(html: &str, mut each: impl FnMut(Cow<'_, str>)) {
    let mut rest = Some(html);
    while let Some(from) = rest {
        let (text, tag) = from.split_at(from.find('<').unwrap_or(from.len()));
        each(if text.contains('&') { decode_entities(text).into() } else { text.into() });
        // It is near, mostly.
        rest = tag
            .bytes()
            .position(|byte| byte == b'>')
            .map(|close| &tag[close + 1..])
            .or((!tag.is_empty()).then_some(""));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keeps_text_only() {
        assert_eq!(to_text("<p>a &lt;b&gt;</p><pre><code>x &amp;&amp; y"), " a <b>   x && y");
        assert_eq!(to_text("1 < 2"), "1  ");
    }

    proptest! {
        #[test]
        fn never_panics(html in "[<>&;a#é ]{0,80}") {
            prop_assert!(!to_text(&html).contains('<'));
        }
    }
}
