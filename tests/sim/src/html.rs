//! The one way text becomes HTML, and the answers that carry it.

use std::fmt::Write as _;

use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Makes text harmless between tags and inside quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

/// A form field that nobody sees.
pub(crate) fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", escape(name), escape(value))
}

/// Escapes as the API does under a safe filter: the markup characters, and Latin-1 letters by number.
pub(crate) fn encode(text: &str) -> String {
    let escaped = escape(text);
    if escaped.is_ascii() {
        return escaped;
    }
    let mut encoded = String::with_capacity(escaped.len() * 2);
    for c in escaped.chars() {
        match c {
            '\u{a0}'..='\u{ff}' => {
                // Writing to a String cannot fail.
                let _ = write!(encoded, "&#{};", u32::from(c));
            }
            c => encoded.push(c),
        }
    }
    encoded
}

/// `Rolling back: a deploy!` → `rolling-back-a-deploy`, as in links to questions and heading ids.
/// At most 80 characters, in whole words.
pub(crate) fn slug(text: &str) -> String {
    let text = text.to_lowercase().replace('\'', "");
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = String::with_capacity(text.len().min(80));
    for word in words {
        if !slug.is_empty() && slug.len() + 1 + word.len() > 80 {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.extend(word.chars().take(80));
    }
    slug
}

/// What a page may load and where its forms may lead. Nothing but its own stylesheet and pictures.
pub(crate) fn policy(form_targets: &str) -> String {
    format!(
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self' {form_targets}; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}

/// A page under the strict [`policy`], with forms that lead nowhere else.
pub(crate) fn answer(status: StatusCode, html: String) -> Response {
    answer_with(status, &policy(""), html)
}

/// A page under a policy of its own.
pub(crate) fn answer_with(status: StatusCode, policy: &str, html: String) -> Response {
    let headers: [(HeaderName, &str); 5] = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, html).into_response()
}

/// A stylesheet.
pub(crate) fn css(text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoding_matches_the_api() {
        for (raw, safe) in [
            ("plain", "plain"),
            ("\"a\" & 'b' <c>", "&quot;a&quot; &amp; &#39;b&#39; &lt;c&gt;"),
            ("Gábor Dvořák", "G&#225;bor Dvořák".replace('á', "&#225;").as_str()),
            ("Â", "&#194;"),
            ("日本", "日本"),
            ("&lt;", "&amp;lt;"),
        ] {
            assert_eq!(encode(raw), safe);
        }
    }

    #[test]
    fn slugs() {
        for (title, expected) in [
            (
                "trellis rollback says TRL-112 \"no previous revision\"",
                "trellis-rollback-says-trl-112-no-previous-revision",
            ),
            ("Don't panic!", "dont-panic"),
            ("日本", ""),
            ("  --x--  ", "x"),
        ] {
            assert_eq!(slug(title), expected);
        }
    }
}
