//! Finds what must not leave the device unasked: keys, passwords, people's addresses and numbers, internal hosts.
//!
//! Errs towards finding too much where a miss would leak, and towards too little where ordinary documentation would
//! lose its words: versions, identifiers, colours and short hashes are no secrets. Only finds and takes out; who is
//! told, and what is done about it, is others' business.

use super::{
    number::number,
    runs::{Ends, letters},
};
use crate::model::PageSnapshot;
use std::{borrow::Cow, ops::Range};

/// What kind of private thing a text holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrivateKind {
    /// A token, an API key, a private key, or a long code that can only be one.
    Key,
    /// A password, as an assignment or within an address.
    Password,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A payment card's number.
    Card,
    /// An address of an internal network (RFC 1918, RFC 3927, RFC 4193, RFC 4291 link-local).
    Host,
}

/// A private thing in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Private {
    /// What it is.
    pub kind: PrivateKind,
    /// Which bytes of the text it is.
    pub at: Range<usize>,
}

/// Stands where something private was taken out.
const REMOVED: &str = "…";

/// Everything private in `text`, in order; no two overlap.
#[must_use]
pub fn private(text: &str) -> Vec<Private> {
    let mut found: Vec<Private> = Vec::new();
    let mut at = 0;
    while let Some(start) = ENDS.past(text, at) {
        at = start + letters(&text.as_bytes()[start..text.len().min(start + LONG)]);
        if is_plain(text, start..at) {
            continue; // nearly every word of a page
        }
        let Some(run) = ENDS.next_run(text, start, MAX_RUN) else { break };
        at = run.end;
        if let Some(private) = in_run(text, run) {
            at = private.at.end;
            found.push(private);
        }
    }
    found
}

/// `text` without what is private in it.
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    let found = private(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for Private { at, .. } in found {
        out.push_str(&text[from..at.start]);
        out.push_str(REMOVED);
        from = at.end;
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// The page without what is private in it: the only form of a page that a query may be made of.
#[must_use]
pub fn redact_page(page: &PageSnapshot) -> PageSnapshot {
    let mut page = page.clone();
    (page.selected, page.selection_heading) = Default::default(); // no query is made of them
    let lines = [&mut page.url, &mut page.title, &mut page.description, &mut page.text, &mut page.selection];
    let headings = page.headings.iter_mut().map(|heading| &mut heading.text);
    for text in lines.into_iter().chain(&mut page.canonical).chain(headings).chain(&mut page.code) {
        if let Cow::Owned(redacted) = redact(text) {
            *text = redacted;
        }
    }
    page
}

/// Longest run looked at as one, in bytes: each thing found in a run has the rest of it read once more.
const MAX_RUN: usize = 1_000;

/// Bytes from which a run may be a key whatever it is made of.
const LONG: usize = 20;

/// Blanks, quotes and brackets end a run.
static ENDS: Ends = Ends::at(b"\"'`<>()[]{},;|", |c| c.is_whitespace() || c == '…');

/// Whether letters of a text are a run that says nothing.
fn is_plain(text: &str, letters: Range<usize>) -> bool {
    let ends = text.as_bytes().get(letters.end).is_none_or(|byte| ENDS.has(*byte));
    let says = || text[letters.clone()].eq_ignore_ascii_case("bearer") || is_signed(text[letters.end..].bytes());
    ends && letters.len() < LONG && !says()
}

/// The first private thing that begins in a run. What is longer than a run, such as a number with blanks, is
/// followed into the text after it.
fn in_run(text: &str, run: Range<usize>) -> Option<Private> {
    let word = &text[run.clone()];
    let found = |kind, from: usize, to: usize| Some(Private { kind, at: run.start + from..run.start + to });
    let telling = |b: u8| b.is_ascii_digit() || matches!(b, b'@' | b':' | b'=');
    let plain = word.len() < LONG && !word.starts_with("--") && !word.bytes().any(telling);
    if plain && !is_signed(text[run.end..].bytes()) && !word.eq_ignore_ascii_case("bearer") {
        return None;
    }
    if word.starts_with("-----BEGIN") {
        return Some(Private { kind: PrivateKind::Key, at: run.start..pem_end(text, run.start) });
    }
    let simple = pieces(word, &['=', '&', '?', '/', ':', '#']).find_map(|(from, piece)| {
        let piece = piece.trim_end_matches(['.', '!', '\\']);
        let kind = match () {
            () if is_key(piece) => PrivateKind::Key,
            () if is_email(piece) => PrivateKind::Email,
            () if is_internal_v4(piece.rsplit('@').next().unwrap_or_default()) => PrivateKind::Host,
            () => return None,
        };
        found(kind, from, from + piece.len())
    });
    // A slash is a digit of base64, too.
    let mut blobs =
        pieces(word, &['=', '&', '?']).filter(|(_, piece)| is_blob(piece.trim_end_matches(['.', ':', '!'])));
    let all = [
        assigned(text, &run).map(|at| Private { kind: PrivateKind::Password, at }),
        user_info(word).and_then(|(from, to)| found(PrivateKind::Password, from, to)),
        simple,
        blobs.next().and_then(|(from, blob)| found(PrivateKind::Key, from, from + blob.len())),
        found(PrivateKind::Host, 0, word.len()).filter(|_| is_internal_v6(word.trim_end_matches(['.', '/']))),
        number(text, run.start),
    ];
    all.into_iter().flatten().min_by_key(|private| private.at.start)
}

/// The parts of `word` between any of `separators`, all ASCII, each with the byte that it begins at.
fn pieces<'a>(word: &'a str, separators: &'static [char]) -> impl Iterator<Item = (usize, &'a str)> {
    let mut next = 0;
    word.split(separators).map(move |piece| {
        let from = next;
        next += piece.len() + 1;
        (from, piece)
    })
}

/// Where a block in PEM armour (RFC 7468) ends; without an end, with the text.
fn pem_end(text: &str, start: usize) -> usize {
    let Some(end) = text[start..].find("-----END").map(|at| start + at + "-----END".len()) else { return text.len() };
    text[end..].find("-----").map_or(text.len(), |at| end + at + "-----".len())
}

/// Beginnings that only keys have, by how many characters must follow.
#[rustfmt::skip] // a line a length
const PREFIXES: [(usize, &[&str]); 3] = [
    (10, &["AKIA", "ASIA", "rk_live_", "rk_test_", "sk_live_", "sk_test_", "xapp-", "xoxa-", "xoxb-", "xoxe-", "xoxp-", "xoxr-", "xoxs-"]),
    (16, &["ATATT3x", "GOCSPX-", "dop_v1_", "github_pat_", "glpat-", "shpat_", "whsec_", "ya29."]),
    (20, &["AIza", "SG.", "gho_", "ghp_", "ghr_", "ghs_", "ghu_", "hf_", "npm_", "pypi-", "sk-"]),
];

/// Bytes of the shortest key, `AKIA` and what must follow.
const SHORTEST: usize = 14;

fn is_key(word: &str) -> bool {
    if word.len() < SHORTEST {
        return false;
    }
    let code = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let follows = |prefix: &str, least: usize| {
        let Some(rest) = word.strip_prefix(prefix) else { return false };
        rest.len() >= least && rest.bytes().all(code) && rest.bytes().any(|b| b.is_ascii_digit())
    };
    let prefixed = PREFIXES.iter().any(|(least, all)| all.iter().any(|prefix| follows(prefix, *least)));
    // A JSON Web Token: the letters are {" in base64.
    let jwt = word.starts_with("eyJ") && word.len() > 20 && word.contains('.');
    jwt || prefixed || is_blob(word)
}

/// Whether it is too long and too mixed for a name: 32 hex digits, or 24 characters of base64 that change between
/// small letters, capitals and digits at every third step.
fn is_blob(word: &str) -> bool {
    let bytes = word.as_bytes();
    let count = |is: fn(&u8) -> bool| bytes.iter().filter(|&b| is(b)).count();
    let (digits, small, large) =
        (count(u8::is_ascii_digit), count(u8::is_ascii_lowercase), count(u8::is_ascii_uppercase));
    if bytes.len() >= 32 && bytes.iter().all(u8::is_ascii_hexdigit) {
        return digits > 3 && small + large > 3;
    }
    if bytes.len() < 24 || !bytes.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=_-".contains(b)) {
        return false;
    }
    let class = |b: u8| if b.is_ascii_digit() { 0 } else { 1 + u8::from(b.is_ascii_lowercase()) };
    let steps = bytes.windows(2).filter(|pair| pair.iter().all(u8::is_ascii_alphanumeric));
    let changes = steps.filter(|pair| class(pair[0]) != class(pair[1])).count();
    digits > 1 && small > 2 && large > 2 && changes * 3 >= bytes.len()
}

/// The name and password in `scheme://name:password@host`.
fn user_info(word: &str) -> Option<(usize, usize)> {
    let start = word.contains('@').then(|| word.find("://"))?? + 3;
    let (info, _) = word[start..].split(['/', '?', '#']).next()?.rsplit_once('@')?;
    let (_, password) = info.split_once(':')?;
    (!is_placeholder(password)).then_some((start, start + info.len()))
}

fn is_email(word: &str) -> bool {
    let Some((name, host)) = word.split_once('@') else { return false };
    let Some((domain, top)) = host.rsplit_once('.') else { return false };
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | '%');
    let part = |text: &str| !text.is_empty() && text.chars().all(fits);
    let picture = domain.len() == 2 && domain.ends_with('x'); // logo@2x.png
    name != "git" && part(name) && part(domain) && !picture && top.len() >= 2 && top.chars().all(char::is_alphabetic)
}

/// 10/8, 172.16/12, 192.168/16 and 169.254/16, also with the length of a prefix behind a slash.
fn is_internal_v4(word: &str) -> bool {
    let octets = word.split('.').map(|part| part.parse().ok().filter(|_| part.len() <= 3));
    let octets: Option<Vec<u8>> = octets.take(5).collect();
    matches!(octets.as_deref(), Some([10, _, _, _] | [172, 16..=31, _, _] | [192, 168, _, _] | [169, 254, _, _]))
}

/// fd00::/8 and fe80::/10, as they are written in practice.
fn is_internal_v6(word: &str) -> bool {
    let word = word.split(['/', '%']).next().unwrap_or_default();
    let first = word.split(':').next().unwrap_or_default();
    let internal = matches!(first.as_bytes(), [b'f' | b'F', b'd' | b'D', _, _]) || first.eq_ignore_ascii_case("fe80");
    internal && word.matches(':').count() >= 2 && word.bytes().all(|b| b.is_ascii_hexdigit() || b == b':')
}

/// Words that what is assigned to is a secret by.
#[rustfmt::skip] // three lines
const SECRET: [&str; 17] = [
    "password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "api_key", "api-key", "accesskey",
    "access_key", "access-key", "accountkey", "private_key", "credential", "sig", "signature",
];

fn names_secret(name: &str) -> bool {
    let end = |length| name.len().checked_sub(length).and_then(|at| name.get(at..)).unwrap_or_default();
    SECRET.iter().any(|secret| end(secret.len()).eq_ignore_ascii_case(secret))
}

/// The value in `password=…`, `"token": "…"`, `--password …` and `Bearer …`, where the run is the name, or holds it.
fn assigned(text: &str, run: &Range<usize>) -> Option<Range<usize>> {
    let word = &text[run.clone()];
    // name=value and name:value in one run, as in an address or a connection string.
    for (at, _) in word.match_indices(['=', ':']) {
        let name = word[..at].rsplit(['&', '?', ':', '=', '/']).next().unwrap_or_default();
        let value = word[at + 1..].split('&').next().unwrap_or_default();
        let sure = word.as_bytes()[at] == b'=';
        if names_secret(name) && is_value(value, sure) && !value.eq_ignore_ascii_case(name) {
            return Some(run.start + at + 1..run.start + at + 1 + value.len());
        }
    }
    // The name alone: its value is the next run, if nothing but a sign, quotes and a few blanks are between.
    let bare = word.trim_end_matches(['=', ':']);
    let option = bare.starts_with("--");
    let bearer = bare.eq_ignore_ascii_case("bearer");
    if !(bearer || names_secret(bare)) {
        return None;
    }
    let next = ENDS.next_run(text, run.end, MAX_RUN)?;
    let between = &text[run.start + bare.len()..next.start];
    // A sign may be a run of its own: `secret = "…"`.
    let (between, next) = match &text[next.clone()] {
        "=" | ":" | ":=" | "=>" => {
            let value = ENDS.next_run(text, next.end, MAX_RUN)?;
            (&text[run.start + bare.len()..value.start], value)
        }
        _ => (between, next),
    };
    let quoted = between.ends_with(['"', '\'', '`']);
    let signed = is_signed(between.bytes());
    let near = between.len() <= MAX_GAP && between.bytes().all(is_gap);
    let value = &text[next.clone()];
    let called = text[next.end..].starts_with(['(', '[', '>']);
    let is = if bearer { value.len() >= 12 && is_value(value, false) } else { is_value(value, quoted && signed) };
    (near && (signed || option || bearer) && is && !called).then_some(next)
}

/// What may be between a name and its value.
fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b'"' | b'\'' | b'`' | b'=' | b':' | b'>')
}

/// How many bytes of it.
const MAX_GAP: usize = 8;

/// Whether what follows a name says that a value comes.
fn is_signed(after: impl Iterator<Item = u8>) -> bool {
    after.take(MAX_GAP).take_while(|b| is_gap(*b)).any(|b| matches!(b, b'=' | b':'))
}

/// Whether a value may be a real one. Unless the text makes `sure` that it is a value, it needs a digit or a sign.
fn is_value(value: &str, sure: bool) -> bool {
    let odd = value.contains(|c: char| c.is_ascii_digit() || "!#%^&*+@".contains(c));
    value.len() >= 4 && (sure || (odd && value.len() >= 6)) && !is_placeholder(value)
}

/// What documentation writes where a reader is to write the secret.
fn is_placeholder(value: &str) -> bool {
    const WORDS: [&str; 12] =
        ["your", "my", "example", "changeme", "password", "secret", "token", "null", "none", "true", "false", "string"];
    let same = |c: char| value.chars().all(|other| other == c);
    value.starts_with(['$', '%', '<', '{', '['])
        || value.chars().next().is_none_or(same)
        || WORDS.iter().any(|word| value.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::{PrivateKind::*, *};
    use crate::model::Heading;
    use proptest::prelude::*;

    /// The only private thing in `text`.
    #[track_caller]
    fn check(kind: PrivateKind, text: &str, expect: &str) {
        let found: Vec<(PrivateKind, &str)> = private(text).into_iter().map(|p| (p.kind, &text[p.at])).collect();
        assert_eq!(found, [(kind, expect)], "{text}");
    }

    /// Keys are put together here, so that no scanner takes the source for a leak.
    #[test]
    fn keys() {
        for parts in [
            ["AKIA", "IOSFODNN7EXAMPLE"],
            ["ASIA", "IOSFODNN7EXAMPLE"],
            ["wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYzEXAMPLEKEY1"],
            ["ghp_", "16C7e42F292c6912E7710c838347Ae178B4a"],
            ["github_pat_", "11ABCDEFG0abcdefghijkl_mnopqrstuv"],
            ["glpat-", "abcDEF123456_-ghiJKL"],
            ["xoxb-", "123456789012-abcdefABCDEF"],
            ["AIza", "SyA1bC2dE3fG4hI5jK6lM7nO8pQ9rS0tU1v"],
            ["sk_live_", "4eC39HqLyjWDarjtT1zdp7dc"],
            ["sk-", "proj-a1B2c3D4e5F6g7H8i9J0"],
            ["SG.", "ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf-09kqeF8tAmbihYzrnopKc-1s5cr"],
            ["npm_", "a1b2c3d4e5f6a1b2c3d4e5f6a1b2c3d4e5f6"],
            ["ATATT3x", "FfGF0a1b2c3d4e5f6g7h8"],
            ["eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9"],
            ["d41d8cd98f00b204", "e9800998ecf8427e"],
            ["2fd4e1c67a2d28fced84", "9ee1bb76e7391b93eb12"],
        ] {
            let key = parts.concat();
            check(Key, &format!("set it to {key}, then"), &key);
            check(Key, &format!("https://d.test/a/b?k=1&x={key}"), &key);
            check(Key, &format!("\"{key}\""), &key);
        }
        check(
            Key,
            "a -----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY----- b",
            "-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----",
        );
        check(Key, "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl cut", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl cut");
    }

    #[test]
    fn passwords() {
        for (text, expect) in [
            ("password=hunter2", "hunter2"),
            ("DB_PASSWORD=correct-horse", "correct-horse"),
            ("Server=db;User Id=sa;Password=Passw0rd!;", "Passw0rd!"),
            ("password: \"correct horse\"", "correct"),
            ("{\"client_secret\": \"aBcD\"}", "aBcD"),
            ("secret = 'swordfish'", "swordfish"),
            ("api_key => s3cr3t-value", "s3cr3t-value"),
            ("the password: s3cr3t!", "s3cr3t!"),
            ("mysql --password s3cr3t4 db", "s3cr3t4"),
            ("https://d.test/?access_token=abcdefgh&x=1", "abcdefgh"),
            ("Authorization: Bearer abc123.def456", "abc123.def456"),
            ("postgres://app:s3cret@db.test:5432/x", "app:s3cret"),
            ("mongodb+srv://root:p%40ss@cluster0.test/", "root:p%40ss"),
        ] {
            check(Password, text, expect);
        }
    }

    #[test]
    fn people_and_hosts() {
        for (kind, text, expect) in [
            (Email, "write to mira.okafor+docs@mail.fernwick.test!", "mira.okafor+docs@mail.fernwick.test"),
            (Email, "<a.b@ünï.de>", "a.b@ünï.de"),
            (Email, "mailto:a@b.test?subject=x", "a@b.test"),
            (Phone, "call +49 30 901820-15 now", "+49 30 901820-15"),
            (Phone, "call (555) 867-5309.", "(555) 867-5309"),
            (Phone, "call 555-867-5309", "555-867-5309"),
            (Phone, "1-800-867-5309", "1-800-867-5309"),
            (Phone, "Tel. 030 9018 2015", "030 9018 2015"),
            (Card, "pay with 4111 1111 1111 1111 today", "4111 1111 1111 1111"),
            (Card, "5500-0000-0000-0004", "5500-0000-0000-0004"),
            (Card, "378282246310005", "378282246310005"),
            (Host, "ssh 10.12.0.7", "10.12.0.7"),
            (Host, "http://192.168.1.20:8080/admin", "192.168.1.20"),
            (Host, "172.31.255.1/16", "172.31.255.1"),
            (Host, "deploy@169.254.169.254:/srv", "deploy@169.254.169.254"),
            (Host, "at fd12:3456:789a::1.", "fd12:3456:789a::1."),
            (Host, "[fe80::1%eth0]:80", "fe80::1%eth0"),
        ] {
            check(kind, text, expect);
        }
    }

    /// What documentation is full of.
    #[test]
    fn nothing_private() {
        for text in [
            "",
            "E0502 TRL-112 KB5034441 CVE-2024-3094 RFC 7468 ISO/IEC 7812-1 10.0.19041.1 172.15.0.1 8.8.8.8 1.2.3.4",
            "v1.28.4 2.0.0-rc.1+build.20240501 pkg@1.2.3 @scope/name@^4 logo@2x.png git@github.test:org/repo.git",
            "f9b1a31 a5f6fc36e1d9 #ff8800 #0A0B0C0D 0xdeadbeef 550e8400-e29b-41d4-a716-446655440000",
            "std::collections::HashMap fade::out face:b00c:: ::1 std::fd::AsFd fd::x",
            "org.springframework.beans.factory.support.AbstractAutowireCapableBeanFactory",
            "AbstractAnnotationConfigDispatcherServletInitializer getHTTPServletRequest2 X509v3SubjectAlternativeName",
            "src/components/Button2/IndexPage.test.tsx /usr/lib/x86_64-linux-gnu/libssl.so.3 web-7d9f8b6c5-x2x4z",
            "2024-05-01 10:22:33 1714557753000 1 000 000 000 12345 3.14159265358979 100-200-300 0 1 2 3 4 5 6 7 8 9",
            "4111 1111 1111 1112 1234567890123456 1-2-3 +1 +20% (200) 010 000 00",
            "password=<your password> token=$TOKEN secret: ${{ secrets.X }} PASSWORD=%PW% pwd=**** api_key={key}",
            "Password: The password of the account. token: string, secret = load_secret() a reset password email",
            "The token is refreshed. Set the password to something long. --password PASSWORD Bearer token bearer of news",
            "password=your-password token=token http://user:password@host https://d.test/@org/pkg ssh://git@h.test/x",
            "design: solid2x 令牌 = 密码 كلمة المرور пароль",
        ] {
            assert_eq!(private(text), [], "{text}");
            assert!(matches!(redact(text), Cow::Borrowed(_)));
        }
    }

    #[test]
    fn a_page_is_redacted_everywhere() {
        let secret = "password=hunter2 by a@b.test";
        assert_eq!(redact(secret), "password=… by …");
        let page = PageSnapshot {
            url: format!("https://d.test/?{secret}"),
            canonical: Some(secret.into()),
            title: secret.into(),
            description: secret.into(),
            headings: vec![Heading { level: 1, text: secret.into() }],
            text: secret.into(),
            code: vec![secret.into()],
            selection: secret.into(),
            ..PageSnapshot::default()
        };
        let redacted = crate::json::write(&redact_page(&page));
        assert!(!redacted.contains("hunter2") && !redacted.contains("a@b"), "{redacted}");
    }

    #[test]
    fn no_key_is_shorter_than_the_shortest() {
        let all = PREFIXES.iter().flat_map(|(least, all)| all.iter().map(move |prefix| prefix.len() + least));
        assert_eq!(all.min(), Some(SHORTEST));
    }

    /// A page may be one word: its parts are looked at once each, or this takes half a minute.
    #[test]
    fn one_long_word_costs_no_more_than_its_length() {
        assert!(private(&"a".repeat(8_000_000)).is_empty());
    }

    proptest! {
        /// Spans are in order, apart, at character boundaries; and a key between blanks is never left.
        #[test]
        fn spans_are_sound(
            text in "([a-zé ]{0,9}|[0-9. ()+-]{0,20}|token|eyJ|[=:@/ \n]|://|-----BEGIN|[A-Za-z0-9+/]{24,40}|\\PC{0,9}){0,12}",
            key in "ghp_[a-z]{18}[0-9]{18}",
        ) {
            let text = format!("{text} {key} {text}");
            let found = private(&text);
            prop_assert!(found.windows(2).all(|pair| pair[0].at.end <= pair[1].at.start));
            prop_assert!(found.iter().all(|private| text.get(private.at.clone()).is_some_and(|it| !it.is_empty())));
            prop_assert!(!redact(&text).contains(&key));
        }
    }
}
