//! Plain text of the site's HTML, for matching only: never shown, so it need not be safe, only quick.

use super::decode_entities;

/// The text between the tags of `html`, entities decoded.
#[must_use]
pub fn to_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        out.push(' ');
        rest = rest[open..].find('>').map_or("", |close| &rest[open + close + 1..]);
    }
    out.push_str(rest);
    decode_entities(&out)
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
