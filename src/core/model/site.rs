//! The site that questions are read from and posted to.
//!
//! One type holds every promise about where requests may go: https only, one host, no user info. It
//! must not guess: text that could mean another host is refused with a reason.

use super::{AnswerId, ArticleId, Found, QuestionId, visible};
use crate::words;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A site, of any of the kinds that answer the API (contract §1.1).
///
/// Its text form is the address a person would open, without a trailing slash: `https://stack.example.com`,
/// `https://stack.example.com/c/team`, `https://stackoverflowteams.com/c/team`, `https://superuser.com`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Site(Place);

/// The kinds, each with what tells its sites apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Place {
    Enterprise { host: String, port: Option<u16>, team: Option<String> },
    Business { team: String },
    Network { host: String },
}

/// A kind of site: which API it has, and how one proves who one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A company's own site, on any domain: v2.3 and v3, key and OAuth token, private teams.
    Enterprise,
    /// A Business or Basic team on `stackoverflowteams.com`: v2.3 and v3, personal access token.
    Business,
    /// A site of the public Stack Exchange network: v2.3; Askside only reads there, without an account.
    Network,
}

/// Why a text is not a site address. Each says what to type instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SiteError {
    /// Nothing was typed.
    #[error("{}", words::site_address_none())]
    Empty,
    /// Another scheme than https.
    #[error("{}", words::site_insecure(&visible(.0.clone())))]
    Insecure(String),
    /// `user@host`: a classic way to hide the real host.
    #[error("{}", words::site_with_user())]
    UserInfo,
    /// A letter that a host name cannot have, or that looks like another.
    #[error("{}", words::site_letter_wrong(&visible(.0.to_string())))]
    Character(char),
    /// Not a host name with at least two labels, or a bad port.
    #[error("{}", words::site_host_wrong(&visible(.0.clone())))]
    Host(String),
    /// A team's name that cannot be one.
    #[error("{}", words::site_team_wrong(&visible(.0.clone())))]
    Team(String),
    /// The address of all teams, or of all sites, without one.
    #[error("{}", words::site_is_many(.0))]
    Many(String),
}

/// Where Business and Basic teams live, on the web and for the API.
const BUSINESS: [&str; 2] = ["stackoverflowteams.com", "api.stackoverflowteams.com"];

/// The API of the public network.
const NETWORK_API: &str = "api.stackexchange.com";

/// The domains of the public network. Each is a site, and so are their sub-domains; the first is none itself.
const NETWORK: [&str; 7] = [
    "stackexchange.com",
    "stackoverflow.com",
    "superuser.com",
    "serverfault.com",
    "askubuntu.com",
    "mathoverflow.net",
    "stackapps.com",
];

impl Site {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.0 {
            Place::Enterprise { .. } => Kind::Enterprise,
            Place::Business { .. } => Kind::Business,
            Place::Network { .. } => Kind::Network,
        }
    }

    /// The host name of its pages, lower case.
    #[must_use]
    pub fn host(&self) -> &str {
        match &self.0 {
            Place::Enterprise { host, .. } | Place::Network { host } => host,
            Place::Business { .. } => BUSINESS[0],
        }
    }

    /// Where it lists all questions of a user.
    #[must_use]
    pub fn questions_of(&self, user: u64) -> String {
        format!("{self}/users/{user}?tab=questions")
    }

    /// Where a post can be read.
    #[must_use]
    pub fn address_of(&self, post: Found) -> String {
        match post {
            Found::Question(QuestionId(id), ..) => format!("{self}/questions/{id}"),
            Found::Answer(AnswerId(id), ..) => format!("{self}/a/{id}"),
            Found::Article(ArticleId(id)) => format!("{self}/articles/{id}"),
        }
    }

    /// The question that an address of this site is about, by its number.
    #[must_use]
    pub fn question_at(&self, url: &str) -> Option<QuestionId> {
        let path = url.strip_prefix(&self.to_string())?;
        let rest = path.strip_prefix("/questions/").or_else(|| path.strip_prefix("/q/"))?;
        let id = rest.split(['/', '?', '#']).next().unwrap_or_default();
        id.parse().ok().map(QuestionId)
    }

    /// The team's short name: a private team of a company's site, or the Business team.
    #[must_use]
    pub fn team(&self) -> Option<&str> {
        match &self.0 {
            Place::Enterprise { team, .. } => team.as_deref(),
            Place::Business { team } => Some(team),
            Place::Network { .. } => None,
        }
    }

    /// What to call it: the host, and the team if there is one.
    #[must_use]
    pub fn name(&self) -> String {
        self.team().map_or_else(|| self.host().to_owned(), |team| format!("{}/c/{team}", self.host()))
    }

    /// `https://host` or `https://host:port` of its pages, without a trailing slash.
    #[must_use]
    pub fn origin(&self) -> String {
        origin(self.host(), self.port())
    }

    /// The origin that API calls go to.
    #[must_use]
    pub fn api_origin(&self) -> String {
        origin(self.api_host(), self.port())
    }

    /// The host permission to ask for. Without a port: Firefox grants a pattern with one and then ignores it.
    #[must_use]
    pub fn permission(&self) -> String {
        format!("https://{}/*", self.api_host())
    }

    /// The host that API calls go to.
    #[must_use]
    pub fn api_host(&self) -> &str {
        match &self.0 {
            Place::Enterprise { host, .. } => host,
            Place::Business { .. } => BUSINESS[1],
            Place::Network { .. } => NETWORK_API,
        }
    }

    fn port(&self) -> Option<u16> {
        match self.0 {
            Place::Enterprise { port, .. } => port,
            Place::Business { .. } | Place::Network { .. } => None,
        }
    }
}

fn origin(host: &str, port: Option<u16>) -> String {
    port.map_or_else(|| format!("https://{host}"), |port| format!("https://{host}:{port}"))
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin())?;
        self.team().map_or(Ok(()), |team| write!(f, "/c/{team}"))
    }
}

impl FromStr for Site {
    type Err = SiteError;

    /// Reads a site from any address a person may paste: a bare host, the URL of any page of the site, or an
    /// address of its API.
    fn from_str(text: &str) -> Result<Self, SiteError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(SiteError::Empty);
        }
        let rest = match text.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => rest,
            Some((scheme, _)) => return Err(SiteError::Insecure(format!("{scheme}://"))),
            None => text,
        };
        // A backslash ends the authority too: browsers read it as a slash.
        let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.contains('@') {
            return Err(SiteError::UserInfo);
        }
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => {
                let port = port.parse::<u16>().map_err(|_| SiteError::Host(authority.to_owned()))?;
                (host, (port != 443).then_some(port))
            }
            None => (authority, None),
        };
        if let Some(odd) = host.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-')) {
            return Err(SiteError::Character(odd));
        }
        let label = |l: &str| !l.is_empty() && l.len() <= 63 && !l.starts_with('-') && !l.ends_with('-');
        let host = host.to_ascii_lowercase();
        // Browsers read a host that ends in a number as an IPv4 address, however it is written.
        let number = host.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit()));
        if host.len() > 253 || number || !host.contains('.') || !host.split('.').all(label) {
            return Err(SiteError::Host(authority.to_owned()));
        }
        let path = path.split('#').next().unwrap_or_default();
        let team = team_in(path)?;
        place(&host, port, team, path).map(Self)
    }
}

/// The site at a valid host.
fn place(host: &str, port: Option<u16>, team: Option<String>, path: &str) -> Result<Place, SiteError> {
    let host = host.strip_prefix("www.").filter(|host| host.contains('.')).unwrap_or(host);
    if BUSINESS.contains(&host) || (host == "stackoverflow.com" && team.is_some()) {
        return team.map(|team| Place::Business { team }).ok_or(SiteError::Many(host.to_owned()));
    }
    if host == NETWORK_API {
        let named = parameter(path, "site").ok_or(SiteError::Many(host.to_owned()))?;
        let host = NETWORK.into_iter().find(|known| known.split('.').next() == Some(named));
        let host = host.map_or_else(|| format!("{named}.{}", NETWORK[0]), str::to_owned);
        return if named.contains('.') {
            named.parse::<Site>().map(|site| site.0)
        } else {
            host.parse::<Site>().map(|site| site.0)
        };
    }
    let is_below = |domain: &str| host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    match NETWORK.into_iter().find(|domain| is_below(domain)) {
        Some(_) if host == NETWORK[0] => Err(SiteError::Many(host.to_owned())),
        Some(_) => Ok(Place::Network { host: host.to_owned() }),
        None => Ok(Place::Enterprise { host: host.to_owned(), port, team }),
    }
}

/// The team that an address names: `/c/TEAM`, `/teams/TEAM` of an API, or `?team=TEAM`.
fn team_in(path: &str) -> Result<Option<String>, SiteError> {
    let segments: Vec<&str> = path.split(['?', '#']).next().unwrap_or_default().split(['/', '\\']).collect();
    let named = match segments.as_slice() {
        ["", "c", team, ..] | ["", _, "teams", team, ..] | ["", "api", _, "teams", team, ..] => Some(*team),
        _ => parameter(path, "team"),
    };
    let Some(team) = named.filter(|team| !team.is_empty()) else { return Ok(None) };
    let is_name = team.len() <= 64 && team.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if is_name { Ok(Some(team.to_ascii_lowercase())) } else { Err(SiteError::Team(team.to_owned())) }
}

/// A parameter of the query, if it is written plainly.
fn parameter<'p>(path: &'p str, name: &str) -> Option<&'p str> {
    let (_, query) = path.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

impl TryFrom<String> for Site {
    type Error = SiteError;

    fn try_from(text: String) -> Result<Self, SiteError> {
        text.parse()
    }
}

impl From<Site> for String {
    fn from(site: Site) -> Self {
        site.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_by_their_address() {
        for (site, url, expect) in [
            ("a.test", "https://a.test/questions/7", Some(7)),
            ("a.test", "https://a.test/questions/7/some-title?x=1#9", Some(7)),
            ("a.test", "https://a.test/q/7", Some(7)),
            ("a.test", "https://a.test/questions/7#9", Some(7)),
            ("a.test:8443/c/t", "https://a.test:8443/c/t/questions/7/t", Some(7)),
            ("a.test/c/t", "https://a.test/questions/7/t", None),
            ("a.test", "https://a.test/c/t/questions/7/t", None),
            ("a.test", "https://a.test.evil.test/questions/7", None),
            ("a.test", "https://a.test/questions/tagged/7", None),
            ("a.test", "https://a.test/questions/", None),
            ("a.test", "https://a.test/a/7", None),
            ("a.test", "http://a.test/questions/7", None),
        ] {
            let site: Site = site.parse().unwrap();
            assert_eq!(site.question_at(url), expect.map(QuestionId), "{url} on {site}");
        }
    }
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expect: Result<&str, SiteError>) {
        assert_eq!(text.parse::<Site>().map(|s| s.to_string()), expect.map(str::to_owned), "{text}");
    }

    #[test]
    fn reads_what_people_paste() {
        for text in [
            "stack.example.com",
            " https://stack.example.com/ ",
            "HTTPS://Stack.Example.com:443/questions/12?x=1#a",
            "https://stack.example.com\\@elsewhere.test",
            "www.stack.example.com",
            "https://stack.example.com/api/2.3/questions?order=desc",
        ] {
            check(text, Ok("https://stack.example.com"));
        }
        check("https://stack.example.com:8443/x", Ok("https://stack.example.com:8443"));
    }

    #[test]
    fn reads_teams_and_public_sites() {
        for text in [
            "https://stack.example.com/c/Payments",
            "https://stack.example.com/c/payments/questions/12",
            "https://stack.example.com/api/2.3/questions?order=desc&team=payments",
            "https://stack.example.com/api/v3/teams/payments/questions",
        ] {
            check(text, Ok("https://stack.example.com/c/payments"));
        }
        for text in [
            "https://stackoverflowteams.com/c/acme/questions",
            "stackoverflow.com/c/acme",
            "https://api.stackoverflowteams.com/2.3/questions?team=acme",
            "https://api.stackoverflowteams.com/v3/teams/acme/questions",
        ] {
            check(text, Ok("https://stackoverflowteams.com/c/acme"));
        }
        for (text, site) in [
            ("stackoverflow.com", "https://stackoverflow.com"),
            ("https://stackoverflow.com/questions/11227809/why-is", "https://stackoverflow.com"),
            ("https://www.superuser.com/", "https://superuser.com"),
            ("https://unix.stackexchange.com/a/1", "https://unix.stackexchange.com"),
            ("https://ru.stackoverflow.com", "https://ru.stackoverflow.com"),
            ("https://api.stackexchange.com/2.3/questions?site=stackoverflow", "https://stackoverflow.com"),
            ("https://api.stackexchange.com/2.3/questions?site=unix", "https://unix.stackexchange.com"),
            ("https://api.stackexchange.com/2.3/info?site=askubuntu.com", "https://askubuntu.com"),
            ("https://notstackoverflow.com", "https://notstackoverflow.com"),
        ] {
            check(text, Ok(site));
        }
        for (text, host, api) in [
            ("https://stackoverflowteams.com/c/acme", "stackoverflowteams.com/c/acme", "api.stackoverflowteams.com"),
            ("https://superuser.com", "superuser.com", "api.stackexchange.com"),
            ("https://a.test:8443/c/t", "a.test/c/t", "a.test"),
        ] {
            let site: Site = text.parse().unwrap();
            assert_eq!((site.name().as_str(), site.api_host()), (host, api));
        }
    }

    #[test]
    fn refuses_what_may_mean_another_host() {
        check("  ", Err(SiteError::Empty));
        check("http://stack.example.com", Err(SiteError::Insecure("http://".into())));
        check("javascript://stack.example.com", Err(SiteError::Insecure("javascript://".into())));
        check("https://stack.example.com@evil.test", Err(SiteError::UserInfo));
        check("https://ѕtack.example.com", Err(SiteError::Character('ѕ')));
        check("https://stack%2eexample.com", Err(SiteError::Character('%')));
        check("https://stack.example.com/c/a%2Fb", Err(SiteError::Team("a%2Fb".into())));
        for many in ["stackoverflowteams.com", "stackexchange.com", "api.stackexchange.com"] {
            check(many, Err(SiteError::Many(many.into())));
        }
        for host in [
            "localhost",
            "localhost:8443",
            "stack.example.com.",
            "a..b",
            "-a.b",
            "a.b:port",
            ".",
            "a.b:99999",
            "[::1]",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.0x1",
            "stack.0",
            "1.2.3.4:8443",
        ] {
            check(host, Err(SiteError::Host(host.into())));
        }
        for (text, host) in [
            ("//stack.example.com", ""),
            ("https:///stack.example.com", ""),
            ("https:\\stack.example.com", "https:"),
            ("https:/stack.example.com", "https:"),
            ("https:stack.example.com", "https:stack.example.com"),
            ("javascript:alert(1)", "javascript:alert(1)"),
        ] {
            check(text, Err(SiteError::Host(host.into())));
        }
        // Dots, letters and nothings that look like ours; what browsers would decode or leave out.
        for (text, odd) in [
            ("https://stack。example.com", '。'),
            ("https://ｓtack.example.com", 'ｓ'),
            ("https://stack.example\u{2024}com", '\u{2024}'),
            ("https://stack\u{200b}.example.com", '\u{200b}'),
            ("https://stack\u{ad}.example.com", '\u{ad}'),
            ("https://\u{202e}moc.elpmaxe.kcats", '\u{202e}'),
            ("https://stack.exa\tmple.com", '\t'),
            ("https://stack.example.com%2eevil.test", '%'),
            ("https://stack_example.com", '_'),
            ("https://[::1]:443", '['),
        ] {
            check(text, Err(SiteError::Character(odd)));
        }
        // A name in another script is seen as what it is.
        check("https://xn--tack-p4d.example.com", Ok("https://xn--tack-p4d.example.com"));
        check("https://STACK.EXAMPLE.COM", Ok("https://stack.example.com"));
    }

    #[test]
    fn permission_is_one_host_without_a_port() {
        for (site, pattern) in [
            ("https://stack.example.com:8443", "https://stack.example.com/*"),
            ("https://stack.example.com/c/team", "https://stack.example.com/*"),
            ("https://stackoverflowteams.com/c/acme", "https://api.stackoverflowteams.com/*"),
            ("https://superuser.com", "https://api.stackexchange.com/*"),
        ] {
            assert_eq!(site.parse::<Site>().unwrap().permission(), pattern);
        }
    }

    proptest! {
        #[test]
        fn a_sites_own_text_is_that_site(text in "(https://)?([a-z]{1,8}\\.){1,2}(com|test)(:[0-9]{2,4})?(/c/[a-z-]{1,9})?(/x)?") {
            if let Ok(site) = text.parse::<Site>() {
                prop_assert_eq!(site.to_string().parse::<Site>().unwrap(), site);
            }
        }

        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            drop(text.parse::<Site>());
        }
    }
}
