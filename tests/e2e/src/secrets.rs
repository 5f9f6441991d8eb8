//! Looks for the secrets of a run wherever a browser sends, shows or keeps anything.
//!
//! What is looked for comes from the site, which gave it out or was sent it, and not from the extension, which might
//! be mistaken about itself. Where it is looked for does not depend on the extension either: in all that reached the
//! site, in all addresses that the browser asked for, in its storage, cookies, consoles and pages, and, once it has
//! closed, in every file of the profile.

use std::fs;
use std::io;
use std::path::Path;

use askside_sim::{Logged, Sim};
use serde_json::Value;

/// What may not turn up where it does not belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// In headers to its own site, and in the address of the calls that are about a token: the API has no other place.
    Token,
    /// From the site's redirect to the token endpoint. Worth nothing without its verifier, and only once.
    Code,
    /// To the token endpoint.
    Verifier,
    /// To the dialog and back. Worth nothing once it has come back.
    State,
}

/// The secrets of a run.
#[derive(Clone, Debug)]
pub(crate) struct Secrets {
    all: Vec<(Kind, String)>,
    /// Those that were in the address of a page, which a browser's history keeps.
    in_history: Vec<String>,
}

/// A part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'a> {
    Path,
    Query,
    Header(&'a str),
    Body,
}

impl Secrets {
    /// All that the site knows of: the tokens and codes that it gave out, the states and verifiers that it was sent.
    pub(crate) fn of(sim: &Sim) -> Secrets {
        let log = sim.log();
        let mut all: Vec<(Kind, String)> = Vec::new();
        all.extend(sim.tokens().into_iter().map(|token| (Kind::Token, token)));
        all.extend(sim.codes().into_iter().map(|code| (Kind::Code, code)));
        for request in log.iter().filter(|request| request.path.starts_with("/oauth")) {
            let query = request.query.as_deref().unwrap_or_default();
            all.extend(value(query, "state").map(|state| (Kind::State, state)));
            all.extend(value(&request.body, "code_verifier").map(|verifier| (Kind::Verifier, verifier)));
        }
        let shown = log.iter().filter(|request| request.method == "GET" && request.path.starts_with("/oauth"));
        let shown: Vec<&str> = shown.filter_map(|request| request.query.as_deref()).collect();
        let in_history = all.iter().filter(|(_, secret)| shown.iter().any(|query| query.contains(secret)));
        let in_history = in_history.map(|(_, secret)| secret.clone()).collect();
        Secrets { all, in_history }
    }

    /// The tokens among them.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = &str> {
        self.all.iter().filter(|(kind, _)| *kind == Kind::Token).map(|(_, token)| token.as_str())
    }

    /// What the requests of the site's log hold that they may not. The other log is of a site that these secrets
    /// are no business of, if `own` is not set.
    pub(crate) fn in_requests(&self, log: &[Logged], own: bool) -> Vec<String> {
        let mut leaks = Vec::new();
        for request in log {
            let query = request.query.as_deref().unwrap_or_default();
            let mut parts = vec![(Part::Path, request.path.as_str()), (Part::Query, query)];
            parts.push((Part::Body, request.body.as_str()));
            parts.extend(request.headers.iter().map(|(name, value)| (Part::Header(name), value.as_str())));
            for (part, text) in parts {
                for (kind, _) in self.found(text).filter(|(kind, _)| !(own && kind.may_be_in(part, request))) {
                    leaks.push(format!(
                        "{kind:?} in {part:?} of {} {} to {}",
                        request.method, request.path, request.host
                    ));
                }
            }
        }
        leaks
    }

    /// What the addresses hold that the browser asked anybody for, as its own log has them. The site's and the docs'
    /// are judged in [`Secrets::in_requests`], where there is more to judge by.
    ///
    /// Chromium has begun to ask for an address below the extension's own `chromiumapp.org` when it hands it over, and
    /// would have asked if that host resolved. A code gets that far, and is worth nothing there; a token never does.
    pub(crate) fn in_addresses(&self, net_log: &Path, own_hosts: &[&str]) -> io::Result<Vec<String>> {
        let text = fs::read_to_string(net_log)?;
        let is_leak = |url: &String| {
            let host = url.split('/').nth(2).unwrap_or_default();
            let may_be_there = |kind| host.ends_with(".chromiumapp.org") && [Kind::Code, Kind::State].contains(&kind);
            !own_hosts.contains(&host) && self.found(url).any(|(kind, _)| !may_be_there(kind))
        };
        let leaks = addresses(&text).into_iter().filter(is_leak);
        Ok(leaks.map(|url| format!("a secret in a request for {url}")).collect())
    }

    /// What a text holds, but for what it is allowed to.
    pub(crate) fn in_text(&self, place: &str, text: &str, allowed: &[&str]) -> Vec<String> {
        let found = self.found(text).filter(|(_, secret)| !allowed.contains(secret));
        found.map(|(kind, _)| format!("{kind:?} in {place}")).collect()
    }

    /// What the files below a folder hold, in one byte or two for a letter. The history has the addresses of pages,
    /// and with them what is spent once it has been there.
    pub(crate) fn in_files(&self, folder: &Path) -> io::Result<Vec<String>> {
        let in_history: Vec<&str> = self.in_history.iter().map(String::as_str).collect();
        let mut leaks = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                leaks.extend(self.in_files(&path)?);
            } else if let Ok(mut bytes) = fs::read(&path) {
                // Sockets and the like cannot be read, and hold nothing.
                bytes.retain(|byte| *byte != 0);
                leaks.extend(self.in_text(&path.display().to_string(), &String::from_utf8_lossy(&bytes), &in_history));
            }
        }
        Ok(leaks)
    }

    /// The states among them.
    pub(crate) fn states(&self) -> Vec<&str> {
        self.all.iter().filter(|(kind, _)| *kind == Kind::State).map(|(_, state)| state.as_str()).collect()
    }

    fn found<'s>(&'s self, text: &str) -> impl Iterator<Item = (Kind, &'s str)> {
        let held = self.all.iter().filter(move |(_, secret)| text.contains(secret.as_str()));
        held.map(|(kind, secret)| (*kind, secret.as_str())).collect::<Vec<_>>().into_iter()
    }
}

impl Kind {
    fn may_be_in(self, part: Part<'_>, request: &Logged) -> bool {
        let path = request.path.as_str();
        let (on_site, is_api) = (request.host == "site", path.starts_with("/api/"));
        let is_exchange = request.method == "POST" && path.starts_with("/oauth/access_token");
        on_site
            && match (self, part) {
                (Kind::Token, Part::Header(name)) => is_api && ["x-api-access-token", "authorization"].contains(&name),
                (Kind::Token, Part::Path) => path.contains("/access-tokens/") || path.contains("/apps/"),
                (Kind::Code, Part::Query) => path == "/oauth/login_success",
                (Kind::Code | Kind::Verifier, Part::Body) => is_exchange,
                // The site's own pages tell the site where they were reached from.
                (Kind::Code | Kind::State, Part::Header("referer")) => !is_api,
                (Kind::State, Part::Query | Part::Body) => {
                    ["/oauth", "/users/login"].iter().any(|p| path.starts_with(p))
                }
                _ => false,
            }
    }
}

/// The value of a key in a query or form. Secrets are of letters that no percent sign stands for.
fn value(pairs: &str, key: &str) -> Option<String> {
    pairs.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('=')).map(str::to_owned)
}

/// The addresses in a browser's log of its network, one event a line, without fragments, which do not leave.
fn addresses(net_log: &str) -> Vec<String> {
    let event = |line: &str| serde_json::from_str::<Value>(line.trim_end_matches(',')).ok();
    let events = net_log.lines().filter_map(event);
    let urls = events.filter_map(|event| Some(event.pointer("/params/url")?.as_str()?.split('#').next()?.to_owned()));
    urls.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "aaaa1111";
    const CODE: &str = "bbbb2222";
    const VERIFIER: &str = "cccc3333";
    const STATE: &str = "dddd4444";

    fn secrets() -> Secrets {
        let all = [(Kind::Token, TOKEN), (Kind::Code, CODE), (Kind::Verifier, VERIFIER), (Kind::State, STATE)];
        let all = all.map(|(kind, secret)| (kind, secret.to_owned())).to_vec();
        Secrets { all, in_history: vec![CODE.to_owned()] }
    }

    fn request(line: &str, header: (&str, &str), body: &str) -> Logged {
        let mut words = line.split(' ');
        let mut next = || words.next().unwrap_or_default().to_owned();
        let (host, method, address) = (next(), next(), next());
        let (path, query) = address.split_once('?').unwrap_or((&address, ""));
        Logged {
            at: 0,
            host: if host == "site" { "site" } else { "docs" },
            method,
            path: path.to_owned(),
            query: Some(query.to_owned()).filter(|query| !query.is_empty()),
            headers: vec![(header.0.to_owned(), header.1.to_owned())],
            body: body.to_owned(),
            status: 200,
        }
    }

    #[track_caller]
    fn check(line: &str, header: (&str, &str), body: &str, leaks: &[&str]) {
        let found = secrets().in_requests(&[request(line, header, body)], true);
        let begins: Vec<&str> = found.iter().map(|leak| leak.split(" of ").next().unwrap_or_default()).collect();
        assert_eq!(begins, leaks, "{line} {header:?} {body}");
        let strangers = secrets().in_requests(&[request(line, header, body)], false);
        assert!(strangers.len() >= found.len() && !strangers.is_empty(), "to another site all of it is a leak: {line}");
    }

    #[test]
    fn where_secrets_may_be_sent() {
        let none = ("accept", "*/*");
        check("site GET /api/2.3/me", ("x-api-access-token", TOKEN), "", &[]);
        check("site GET /api/v3/questions", ("authorization", "Bearer aaaa1111"), "", &[]);
        check("site GET /api/2.3/access-tokens/aaaa1111/invalidate", none, "", &[]);
        check("site GET /oauth?state=dddd4444", none, "", &[]);
        check("site POST /users/login", none, "returnurl=%2Foauth%3Fstate%3Ddddd4444", &[]);
        check("site GET /oauth/login_success?code=bbbb2222", none, "", &[]);
        check("site POST /oauth/access_token/json", none, "code=bbbb2222&code_verifier=cccc3333", &[]);
        check("site GET /site.css", ("referer", "https://a.test/oauth?state=dddd4444"), "", &[]);
    }

    #[test]
    fn where_they_may_not() {
        let none = ("accept", "*/*");
        check("site GET /api/2.3/me?access_token=aaaa1111", none, "", &["Token in Query"]);
        check("site POST /api/2.3/questions/add", none, "access_token=aaaa1111", &["Token in Body"]);
        check("site GET /api/2.3/me", ("cookie", TOKEN), "", &["Token in Header(\"cookie\")"]);
        check("site GET /questions", ("authorization", TOKEN), "", &["Token in Header(\"authorization\")"]);
        check("docs GET /x", ("authorization", TOKEN), "", &["Token in Header(\"authorization\")"]);
        check("docs GET /x", ("referer", STATE), "", &["State in Header(\"referer\")"]);
        check("site GET /api/2.3/me", ("referer", STATE), "", &["State in Header(\"referer\")"]);
        check("site GET /oauth/access_token?code_verifier=cccc3333", none, "", &["Verifier in Query"]);
        check("site GET /oauth?code=bbbb2222", none, "", &["Code in Query"]);
        check("docs GET /dddd4444", none, "", &["State in Path"]);
    }

    #[test]
    fn addresses_of_a_log_of_the_network() {
        let log = "{\"constants\":{},\n\"events\": [\n{\"params\":{\"url\":\"https://a.test/x?y=1#z\"},\"type\":2},\n\
                   {\"params\":{\"host\":\"a.test\"}},\n{\"type\":1}],\n\"polledData\": []}\n";
        assert_eq!(addresses(log), ["https://a.test/x?y=1"]);
    }

    #[test]
    fn a_code_may_be_asked_for_at_the_extensions_own_host() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("net.json");
        for (url, leaks) in [
            ("https://abc.chromiumapp.org/?code=bbbb2222&state=dddd4444", 0),
            ("https://abc.chromiumapp.org/?access_token=aaaa1111", 1),
            ("https://abc.chromiumapp.org/?code_verifier=cccc3333", 1),
            ("https://elsewhere.test/?code=bbbb2222", 1),
            ("https://elsewhere.test/#access_token=aaaa1111", 0),
            ("https://stack.fernwick.test/?code=bbbb2222", 0),
        ] {
            fs::write(&log, format!("{{\"params\":{{\"url\":\"{url}\"}}}},\n")).unwrap();
            let found = secrets().in_addresses(&log, &["stack.fernwick.test"]).unwrap();
            assert_eq!(found.len(), leaks, "{url}");
        }
    }

    #[test]
    fn files_in_one_byte_or_two_and_what_a_history_keeps() {
        let folder = tempfile::tempdir().unwrap();
        let wide: Vec<u8> = format!("x{TOKEN}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (name, bytes) in [("wide", wide.as_slice()), ("spent", CODE.as_bytes()), ("narrow", VERIFIER.as_bytes())] {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        let mut leaks = secrets().in_files(folder.path()).unwrap();
        leaks.sort_unstable();
        assert_eq!(leaks.len(), 2, "{leaks:?}");
        assert!(leaks[0].starts_with("Token in ") && leaks[0].ends_with("wide"), "{leaks:?}");
        assert!(leaks[1].starts_with("Verifier in ") && leaks[1].ends_with("narrow"), "{leaks:?}");
    }
}
