//! The address by which a site is asked for the questions that link to a page.
//!
//! What is asked leaves the device, so an address is made of what names the page and of nothing else: of a query only
//! the one parameter that does is kept, because a session, a signature or a token can have any name. Where anything
//! private would be left nothing is asked at all.

use crate::{
    model::{PageSnapshot, on_the_web},
    text::{lower, private},
};

/// Longest address asked for, in bytes.
const MAX_ADDRESS: usize = 300;

/// Parameters that name a page where its path does not.
const NAMING: [&str; 7] = ["id", "page_id", "pageid", "p", "title", "topic", "article"];

/// Top-level names that stand for nothing outside of a network (RFC 6762, appendix G; RFC 8375).
const INTERNAL: [&str; 8] = ["local", "intranet", "internal", "private", "corp", "home", "lan", "arpa"];

/// The pattern of the links to `page`, whatever their scheme and however they end: with a slash, an anchor, a query or
/// `index.html`. None for a page that has no address to ask for.
pub(super) fn link_to(page: &PageSnapshot) -> Option<String> {
    let address = page.address();
    let (authority, rest) = split(&address)?;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    // A session may be in a segment, too: `;jsessionid=…`.
    let path: Vec<&str> = path.split('/').map(|segment| segment.split(';').next().unwrap_or_default()).collect();
    let path = path.join("/");
    let path = path.trim_end_matches("index.html").trim_end_matches('/');
    let name = query.split('&').find(|pair| names_page(pair));
    if path.is_empty() && name.is_none() {
        return None; // a whole site is linked to for any reason
    }
    let name = name.map(|name| format!("?*{name}")).unwrap_or_default();
    let link = format!("{authority}{path}{name}");
    let decoded: String = form_urlencoded::parse(link.as_bytes()).flat_map(|(name, value)| [name, value]).collect();
    let is_clean = [&link, &decoded].iter().all(|text| private(text).is_empty());
    (link.len() <= MAX_ADDRESS && is_clean).then(|| format!("*{link}*"))
}

/// Whether the host of `page` has a name that everybody can look up: the public network knows no other.
#[must_use]
pub fn is_public(page: &PageSnapshot) -> bool {
    let address = page.address();
    let host = split(&address).map_or("", |(authority, _)| authority.split(':').next().unwrap_or_default());
    host.rsplit_once('.')
        .is_some_and(|(_, top)| !INTERNAL.contains(&lower(top).as_str()) && top.chars().all(char::is_alphabetic))
}

/// Authority and rest of an address on the web, the latter with its first slash; none for any other, and for one that
/// names a person or this computer.
fn split(address: &str) -> Option<(&str, &str)> {
    let rest = on_the_web(address)?;
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let here = ["localhost", "127.", "[::1]"].iter().any(|name| authority.starts_with(name));
    (!authority.is_empty() && !authority.contains('@') && !here).then_some((authority, path))
}

/// Whether a parameter names a page, by a value that can only be a name.
fn names_page(pair: &str) -> bool {
    let Some((name, value)) = pair.split_once('=') else { return false };
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '+' | ':' | '%');
    NAMING.contains(&lower(name).as_str()) && (1..=80).contains(&value.len()) && value.chars().all(plain)
}

/// Whether a question whose text is `html` may be one that links to what `pattern` stands for: not if it only has links
/// to pages whose address goes on, such as `/retries-2` beside `/retries`. The link of one that has none is in an answer.
pub(super) fn may_link(html: &str, pattern: &str) -> bool {
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '%');
    let (html, end) = (lower(html), lower(pattern.trim_matches('*').rsplit('*').next().unwrap_or_default()));
    let mut after = html.match_indices(&end).map(|(at, found)| &html[at + found.len()..]).peekable();
    after.peek().is_none() || after.any(|rest| !rest.starts_with(goes_on))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn page(url: &str) -> PageSnapshot {
        PageSnapshot { url: url.into(), ..PageSnapshot::default() }
    }

    #[track_caller]
    fn check(urls: &[&str], expect: Option<&str>) {
        for url in urls {
            assert_eq!(link_to(&page(url)).as_deref(), expect, "{url}");
        }
    }

    #[test]
    fn one_pattern_for_all_ways_to_write_an_address() {
        check(
            &[
                "https://docs.test/a/b",
                "http://docs.test/a/b/",
                "https://docs.test/a/b/index.html",
                "https://docs.test/a/b?utm_source=mail#top",
                "https://docs.test/a/b?lang=de&theme=dark",
                "https://docs.test/a/b;jsessionid=0A1B2C",
            ],
            Some("*docs.test/a/b*"),
        );
        check(&["https://d.test/index.php?action=view&title=Fail_over"], Some("*d.test/index.php?*title=Fail_over*"));
        check(&["https://d.test/?p=12", "https://d.test/?p=12&preview=1"], Some("*d.test?*p=12*"));
        check(&["http://wiki:8080/Runbooks"], Some("*wiki:8080/Runbooks*"));
        let canonical = PageSnapshot { canonical: Some("https://docs.test/b".into()), ..page("https://docs.test/a") };
        assert_eq!(link_to(&canonical).as_deref(), Some("*docs.test/b*"));
    }

    /// What only a session knows is left out.
    #[test]
    fn what_opens_a_door_is_no_part_of_an_address() {
        check(
            &[
                "https://d.test/a?X-Amz-Signature=c0ffee&X-Amz-Credential=x&X-Amz-Expires=60",
                "https://d.test/a?sv=2024&sig=abc%3D&se=2026",
                "https://d.test/a?token=hunter2&sid=1&PHPSESSID=q",
                "https://d.test/a?q=salary+of+mira&id=a/b",
                "https://d.test/a#access_token=hunter2hunter2",
                "https://d.test/a;sid=3f/?code=4/0Ab",
            ],
            Some("*d.test/a*"),
        );
    }

    #[test]
    fn nothing_is_asked_for_an_address_that_says_nothing_or_too_much() {
        let blob = ["d41d8cd98f00b204", "e9800998ecf8427e"].concat();
        let key = ["glpat-", "abcDEF123456_-ghiJKL"].concat();
        check(
            &[
                "",
                "about:blank",
                "file:///home/mira/notes.html",
                "chrome-extension://abc/panel.html",
                "https://docs.test",
                "https://docs.test/",
                "https://docs.test/index.html#a",
                "https://docs.test/?q=x",
                "http://localhost:3000/a",
                "http://127.0.0.1/a",
                "http://[::1]/a",
                "http://10.12.0.7:8080/admin",
                "https://mira:hunter2@d.test/a",
                "https://d.test/people/mira@fernwick.test/cv",
                "https://d.test/people/mira%40fernwick.test",
                "https://d.test/wiki?title=password%3Dhunter2",
                &format!("https://d.test/share/{blob}"),
                &format!("https://d.test/share/{key}/a"),
                &format!("https://d.test/a?id={blob}"),
                &format!("https://d.test/{}", "long/".repeat(100)),
            ],
            None,
        );
    }

    #[test]
    fn the_public_network_knows_public_names() {
        for (url, expect) in [
            ("https://docs.rs/tokio/latest", true),
            ("https://doc.rust-lang.org:443/std", true),
            ("https://wiki/Runbooks", false),
            ("https://wiki.corp/Runbooks", false),
            ("https://grafana.Internal/d/1", false),
            ("https://8.8.8.8/a", false),
            ("file:///a.b", false),
        ] {
            assert_eq!(is_public(&page(url)), expect, "{url}");
        }
    }

    #[test]
    fn an_address_that_goes_on_is_another() {
        for (html, expect) in [
            ("<a href=\"https://Docs.test/a#b\">a</a>", true),
            ("see docs.test/a.", true),
            ("<a href=\"https://docs.test/a-2\">a</a>", false),
            ("docs.test/a-2 and docs.test/a", true),
            ("", true),
        ] {
            assert_eq!(may_link(html, "*docs.test/a*"), expect, "{html}");
        }
        assert!(may_link("d.test?x&amp;p=12#a", "*d.test?*p=12*") && !may_link("d.test?p=123", "*d.test?*p=12*"));
    }

    proptest! {
        #[test]
        fn no_secret_of_a_query_leaves(name in "[a-z_-]{1,12}", secret in "[A-Za-z0-9]{24}", path in "[a-z]{1,9}") {
            prop_assume!(!NAMING.contains(&name.as_str()));
            let pattern = link_to(&page(&format!("https://d.test/{path}?{name}={secret}")));
            prop_assert_eq!(pattern, Some(format!("*d.test/{path}*")));
        }

        #[test]
        fn any_address_is_read(url in "(https?://)?\\PC{0,60}") {
            let pattern = link_to(&page(&url));
            prop_assert!(pattern.is_none_or(|pattern| pattern.len() <= MAX_ADDRESS + 2));
            let _: bool = is_public(&page(&url));
        }
    }
}
