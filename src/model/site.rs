//! The site that questions are read from and posted to.
//!
//! One type holds every promise about where requests may go: https only, one host, no user info. It
//! must not guess: text that could mean another host is refused with a reason.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A Stack Overflow Enterprise site, by its web origin: `https://` + lower-case ASCII host + optional port.
///
/// Never assumes a vendor domain: companies run sites under their own (contract §1.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Site {
    host: String,
    port: Option<u16>,
}

/// Why a text is not a site address. Each says what to type instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SiteError {
    /// Nothing was typed.
    #[error("enter the address of your site, such as https://stack.example.com")]
    Empty,
    /// Another scheme than https.
    #[error("the address must begin with https://, because sign-in over “{0}” could be read by others")]
    Insecure(String),
    /// `user@host`: a classic way to hide the real host.
    #[error("the address must not contain “@”: enter only the host name")]
    UserInfo,
    /// A letter that a host name cannot have, or that looks like another.
    #[error("“{0}” is not a plain letter, digit, dot or hyphen: copy the address from the site's own address bar")]
    Character(char),
    /// Not a host name with at least two labels, or a bad port.
    #[error("“{0}” is not a host name: it should look like stack.example.com")]
    Host(String),
}

impl Site {
    /// The host name, lower case.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// `https://host` or `https://host:port`, without a trailing slash.
    #[must_use]
    pub fn origin(&self) -> String {
        self.to_string()
    }

    /// The host permission to ask for. Without a port: Firefox grants a pattern with one and then ignores it.
    #[must_use]
    pub fn permission(&self) -> String {
        format!("https://{}/*", self.host)
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://{}", self.host)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

impl FromStr for Site {
    type Err = SiteError;

    /// Reads a site from any address a person may paste: a bare host, or the URL of any page of the site.
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
        let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
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
        if host.len() > 253 || !host.contains('.') || !host.split('.').all(label) {
            return Err(SiteError::Host(authority.to_owned()));
        }
        Ok(Self { host, port })
    }
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

/// What set-up asks for: the site and the API application registered there (contract §3.6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// Where questions are read and posted.
    pub site: Site,
    /// The application's client id: names Askside to the site at sign-in.
    pub client_id: u32,
    /// The application's request key. It identifies, it does not authorise: a token made by the same
    /// application is needed beside it to read a private site (contract §1.2).
    pub key: String,
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ] {
            check(text, Ok("https://stack.example.com"));
        }
        check("https://stack.example.com:8443/x", Ok("https://stack.example.com:8443"));
    }

    #[test]
    fn refuses_what_may_mean_another_host() {
        check("  ", Err(SiteError::Empty));
        check("http://stack.example.com", Err(SiteError::Insecure("http://".into())));
        check("javascript://stack.example.com", Err(SiteError::Insecure("javascript://".into())));
        check("https://stack.example.com@evil.test", Err(SiteError::UserInfo));
        check("https://ѕtack.example.com", Err(SiteError::Character('ѕ')));
        check("https://stack%2eexample.com", Err(SiteError::Character('%')));
        for host in ["[::1]", "localhost", "stack.example.com.", "a..b", "-a.b", "a.b:port", ".", "a.b:99999"] {
            check(host, Err(SiteError::Host(host.into())));
        }
    }

    #[test]
    fn permission_has_no_port() {
        let site: Site = "https://stack.example.com:8443".parse().unwrap();
        assert_eq!(site.permission(), "https://stack.example.com/*");
    }
}
