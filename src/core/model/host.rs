//! The hosts of pages, and how the person lets Askside read those of each.

use super::on_the_web;
use serde::{Deserialize, Serialize};

/// How pages of a host are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum HostAccess {
    /// When the person asks, each time.
    OnClick,
    /// As they come up.
    Watched,
    /// Never.
    Denied,
}

/// How pages of one host are read, and who says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostRule {
    /// The host: lower case, without a port. In a policy, `*.` before it stands for any below it, `*` for all.
    pub host: String,
    /// How.
    pub access: HostAccess,
    /// Whether an administrator's policy says so: nobody else changes that.
    pub managed: bool,
}

impl HostRule {
    /// Whether it is about `host`.
    #[must_use]
    pub fn fits(&self, host: &str) -> bool {
        self.host == "*" || host_fits(&self.host, host)
    }

    /// What to ask the browser for, so that its pages can be read unasked: over https, on any port.
    #[must_use]
    pub fn permission(&self) -> String {
        format!("https://{}/*", self.host)
    }
}

/// The host of an address on the web, as browsers write it, without a port; none of any other address.
#[must_use]
pub fn host_of(url: &str) -> Option<String> {
    let (authority, _) = parts(on_the_web(url)?);
    let host = authority.rsplit('@').next()?;
    let port = host.rfind(':').filter(|at| host[at + 1..].bytes().all(|byte| byte.is_ascii_digit()));
    let host = host[..port.unwrap_or(host.len())].trim_end_matches('.').to_ascii_lowercase();
    Some(host).filter(|host| !host.is_empty())
}

/// Whether `host` is the one of a rule, or below it where that begins with `*.`.
pub(super) fn host_fits(rule: &str, host: &str) -> bool {
    let below = |name: &str| host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
    rule.strip_prefix("*.").map_or_else(|| host == rule, below)
}

/// The host, port included, of an address without a scheme, and what follows it.
pub(super) fn parts(address: &str) -> (&str, &str) {
    address.split_at(address.find(['/', '?', '#', '\\']).unwrap_or(address.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_an_address() {
        for (url, expect) in [
            ("https://docs.test/a?b#c", Some("docs.test")),
            ("https://Docs.Test:8443", Some("docs.test")),
            ("http://docs.test./", Some("docs.test")),
            ("https://docs.test?x=https://other.test/", Some("docs.test")),
            ("https://docs.test@evil.test/", Some("evil.test")),
            ("https://evil.test\\@docs.test/", Some("evil.test")),
            ("https://[::1]:8080/a", Some("[::1]")),
            ("https://[2001:db8::1]/", Some("[2001:db8::1]")),
            ("https:///", None),
            ("file:///etc/hosts", None),
            ("chrome://settings", None),
            ("docs.test", None),
            ("", None),
        ] {
            assert_eq!(host_of(url).as_deref(), expect, "{url}");
        }
    }

    #[test]
    fn a_rule_is_about_its_host() {
        for (rule, host, expect) in [
            ("docs.test", "docs.test", true),
            ("docs.test", "a.docs.test", false),
            ("*.docs.test", "a.b.docs.test", true),
            ("*.docs.test", "docs.test", false),
            ("*.docs.test", "evildocs.test", false),
            ("*", "docs.test", true),
        ] {
            let rule = HostRule { host: rule.into(), access: HostAccess::Denied, managed: true };
            assert_eq!(rule.fits(host), expect, "{rule:?} {host}");
        }
    }
}
