//! The address that a sign-in ends at, forged in a thousand ways, or in a million:
//! `PROPTEST_CASES=1000000 cargo test -p askside --test it redirects`.
//!
//! What is granted is judged by a second reader that shares nothing with the first: it takes the address apart from
//! the outside, and decodes as browsers do. What once failed is kept beside this file and tried first.

use askside::{
    auth::{Accepted, AuthError, Pending},
    model::{Connection, ConnectionId, Flow, Home, Scope, Timestamp, Way},
};
use proptest::{
    prelude::*,
    sample::{Index, select},
    test_runner::FileFailurePersistence,
};
use std::env;

const STATE: &str = "0123456789abcdef0123456789abcdef";
const WINDOW: &str = "https://abcdefghijklmnop.chromiumapp.org/";
const LANDING: &str = "https://stack.example.com/oauth/login_success";
const NOW: Timestamp = Timestamp(1_700_000_000);

/// Keys as an honest site writes them, and as nobody should.
const KEYS: [&str; 18] = [
    "state",
    "access_token",
    "code",
    "error",
    "error_description",
    "expires",
    "scope",
    "new",
    "State",
    "%73tate",
    "sta%74e",
    "state%00",
    "access%5Ftoken",
    "access_token[]",
    "%2561ccess_token",
    "+state",
    "",
    "=",
];

/// Values likewise.
const VALUES: [&str; 16] = [
    STATE,
    "0123456789abcdef0123456789abcdeF",
    "tok12345",
    "tok99999",
    "86400",
    "1800000000",
    "-1",
    "0",
    "soon",
    "",
    "write_access",
    "access_denied",
    "%",
    "%zz",
    "tok12345%0d%0a",
    "%F0%9F%92%A3tok12345",
];

/// Where an answer may come to that is almost home.
const ADDRESSES: [&str; 12] = [
    WINDOW,
    LANDING,
    "https://abcdefghijklmnop.chromiumapp.org",
    "https://abcdefghijklmnop.chromiumapp.org//",
    "http://abcdefghijklmnop.chromiumapp.org/",
    "https://abcdefghijklmnop.chromiumapp.org:443/",
    "https://abcdefghijklmnop.chromiumapp.org.evil.test/",
    "https://u:p@abcdefghijklmnop.chromiumapp.org/",
    "https://ABCDEFGHIJKLMNOP.chromiumapp.org/",
    "https://stack.example.com/oauth/login_success/",
    "https://stack.example.com/oauth/login_success%2f",
    "javascript:https://abcdefghijklmnop.chromiumapp.org/",
];

fn config() -> ProptestConfig {
    let cases = env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1_000);
    let kept = FileFailurePersistence::Direct("tests/it/redirects.seeds");
    ProptestConfig { cases, failure_persistence: Some(Box::new(kept)), ..ProptestConfig::default() }
}

fn home(home: Home) -> &'static str {
    if home == Home::Window { WINDOW } else { LANDING }
}

fn pending(flow: Flow, way: Home) -> Pending {
    let (id, site) = (ConnectionId("c".into()), "stack.example.com".parse().unwrap());
    let connection = Connection::new(id, site, Way::SignIn(3, flow, way), None);
    let random = [STATE.to_owned(), "a".repeat(32), "b".repeat(32)];
    Pending::new(&connection, home(way).to_owned(), Scope::Write, random, NOW).unwrap().0
}

/// The token or code that is granted for an address.
fn granted(flow: Flow, way: Home, redirect: &str) -> Result<String, AuthError> {
    Ok(match pending(flow, way).accept(redirect, NOW.plus(60))? {
        Accepted::Token(grant) => grant.token.expose().to_owned(),
        Accepted::Code(exchange) => exchange.code.expose().to_owned(),
    })
}

/// What is wrong with an address from which this was granted; nothing if it is the one true answer.
fn objection(flow: Flow, way: Home, redirect: &str, granted: &str) -> Option<&'static str> {
    let at = redirect.find(['?', '#'])?;
    let (address, rest) = redirect.split_at(at);
    let (mark, key, other) =
        if flow == Flow::Implicit { ('#', "access_token", "code") } else { ('?', "code", "access_token") };
    let answer = rest.strip_prefix(mark).map(|answer| answer.strip_suffix('#').unwrap_or(answer));
    let pairs: Vec<(String, String)> =
        form_urlencoded::parse(answer.unwrap_or_default().as_bytes()).into_owned().collect();
    let values = |wanted: &str| -> Vec<&str> {
        pairs.iter().filter(|(key, _)| key == wanted).map(|(_, value)| value.as_str()).collect()
    };
    let checks = [
        (address == home(way), "another address"),
        (answer.is_some_and(|answer| !answer.contains('#')), "another part of the address"),
        (values("state") == [STATE], "another state"),
        (values(key) == [granted], "another secret"),
        (values(other).is_empty() && values("error").is_empty(), "a second answer"),
        (values("expires").len() < 2 && values("scope").len() < 2, "a key twice"),
        (granted.len() >= 8 && granted.bytes().all(|byte| byte.is_ascii_graphic()), "no secret"),
    ];
    checks.into_iter().find(|(holds, _)| !holds).map(|(_, wrong)| wrong)
}

fn flows() -> impl Strategy<Value = Flow> {
    select(vec![Flow::Implicit, Flow::Code])
}

fn homes() -> impl Strategy<Value = Home> {
    select(vec![Home::Window, Home::Tab])
}

/// The pairs of an honest answer.
fn honest(flow: Flow) -> Vec<String> {
    let secret = if flow == Flow::Implicit { "access_token=tok12345" } else { "code=tok12345" };
    [secret, &format!("state={STATE}"), "expires=86400", "scope=write_access", "new=1"].map(str::to_owned).to_vec()
}

fn mark(flow: Flow) -> char {
    if flow == Flow::Implicit { '#' } else { '?' }
}

proptest! {
    #![proptest_config(config())]

    /// Whatever the order, and whatever a site adds that nobody knows.
    #[test]
    fn the_true_answer_is_taken(
        (flow, pairs) in flows().prop_flat_map(|flow| (Just(flow), Just(honest(flow)).prop_shuffle())),
        way in homes(),
        more in "[a-z]{9,12}=[a-zA-Z0-9%+_-]{0,0}[a-z0-9]{0,20}",
    ) {
        let redirect = format!("{}{}{}&{more}", home(way), mark(flow), pairs.join("&"));
        prop_assert_eq!(granted(flow, way, &redirect), Ok("tok12345".to_owned()), "{}", redirect);
        prop_assert_eq!(objection(flow, way, &redirect, "tok12345"), None, "{}", redirect);
    }

    /// Answers put together from what is right and what is almost right.
    #[test]
    fn nothing_is_granted_for_a_forgery(
        (flow, way) in (flows(), homes()),
        address in select(&ADDRESSES[..]),
        mark in select(vec!["#", "?", "#?", "?#", "##", "&", "/#", ""]),
        pairs in prop::collection::vec((select(&KEYS[..]), select(&VALUES[..])), 0..6),
        genuine in any::<bool>(),
    ) {
        let mut all: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}={value}")).collect();
        if genuine {
            all.extend(honest(flow));
        }
        let redirect = format!("{address}{mark}{}", all.join("&"));
        if let Ok(secret) = granted(flow, way, &redirect) {
            prop_assert_eq!(objection(flow, way, &redirect, &secret), None, "{}", redirect);
        }
    }

    /// The true answer with a few characters changed, anywhere.
    #[test]
    fn nothing_is_granted_for_a_scratch_too_many(
        (flow, way) in (flows(), homes()),
        scratches in prop::collection::vec((any::<Index>(), 0..3_u8, "[ -~\u{80}-\u{ff}\u{202e}]"), 1..4),
    ) {
        let mut redirect: Vec<char> = format!("{}{}{}", home(way), mark(flow), honest(flow).join("&")).chars().collect();
        for (at, how, with) in scratches {
            let at = at.index(redirect.len());
            match how {
                0 => drop(redirect.remove(at)),
                1 => redirect[at] = with.chars().next().unwrap_or(' '),
                _ => redirect.splice(at..at, with.chars()).for_each(drop),
            }
        }
        let redirect: String = redirect.into_iter().collect();
        if let Ok(secret) = granted(flow, way, &redirect) {
            prop_assert_eq!(objection(flow, way, &redirect, &secret), None, "{}", redirect);
        }
    }

    /// Anything at all.
    #[test]
    fn nothing_panics((flow, way) in (flows(), homes()), start in select(vec!["", WINDOW, LANDING]), rest in "\\PC{0,80}") {
        let redirect = start.to_owned() + &rest;
        prop_assert!(granted(flow, way, &redirect).is_err(), "{}", redirect);
    }
}
