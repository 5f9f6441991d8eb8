//! Which product a site is. It decides where the API is, what selects the content, and what a caller has to show.

use serde::{Deserialize, Serialize};

/// A product of the vendor's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A company's own site: API below `/api`, applications with OAuth, private teams beside the content for all.
    #[default]
    Enterprise,
    /// Teams on a shared host: every call names its team and shows a personal access token.
    Business,
    /// The same for less money: the API only reads.
    Basic,
    /// The public network: every call names its site, reading needs neither key nor token, and there is no API v3.
    Network,
}

/// A path of API v2.3, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Located<'p> {
    /// What follows the root.
    pub(crate) method: &'p str,
    /// The team, where the path names one.
    pub(crate) team: Option<&'p str>,
}

impl Kind {
    /// The kind of this name, as on the command line.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "enterprise" => Some(Self::Enterprise),
            "business" => Some(Self::Business),
            "basic" => Some(Self::Basic),
            "network" => Some(Self::Network),
            _ => None,
        }
    }

    /// Where API v2 begins. Older minor versions are still asked for on the public network, and answer the same.
    pub(crate) fn v2_roots(self) -> &'static [&'static str] {
        match self {
            Self::Enterprise => &["/api/2.3"],
            Self::Business | Self::Basic => &["/2.3", "/v2.3/teams/{team}"],
            Self::Network => &["/2.3", "/2.2", "/2.1", "/2.0"],
        }
    }

    /// Where API v3 begins, where there is one.
    pub(crate) fn v3_root(self) -> Option<&'static str> {
        match self {
            Self::Enterprise => Some("/api/v3"),
            Self::Business | Self::Basic => Some("/v3"),
            Self::Network => None,
        }
    }

    /// Finds the method, and the team if it is part of the path.
    pub(crate) fn locate(self, path: &str) -> Option<Located<'_>> {
        self.v2_roots().iter().find_map(|root| match root.split_once("{team}") {
            None => below(path, root).map(|method| Located { method, team: None }),
            Some((root, _)) => {
                let rest = path.strip_prefix(root)?;
                let (team, method) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
                Some(Located { method, team: Some(team) })
            }
        })
    }

    /// Whether applications sign people in.
    pub(crate) fn has_oauth(self) -> bool {
        matches!(self, Self::Enterprise | Self::Network)
    }

    /// Whether all content belongs to a team that a call has to name.
    pub(crate) fn is_shared(self) -> bool {
        matches!(self, Self::Business | Self::Basic)
    }
}

/// Whether a path is one of API v3, on any kind of site.
pub(crate) fn is_v3(path: &str) -> bool {
    path.starts_with("/api/v3/") || path.starts_with("/v3/")
}

fn below<'p>(path: &'p str, root: &str) -> Option<&'p str> {
    path.strip_prefix(root).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_found_below_their_root() {
        #[track_caller]
        fn check(kind: Kind, path: &str, expected: Option<(&str, Option<&str>)>) {
            let found = kind.locate(path).map(|located| (located.method, located.team));
            assert_eq!(found, expected, "{kind:?} {path}");
        }
        check(Kind::Enterprise, "/api/2.3/info", Some(("/info", None)));
        check(Kind::Enterprise, "/api/2.3", Some(("", None)));
        check(Kind::Enterprise, "/api/2.33/info", None);
        check(Kind::Enterprise, "/2.3/info", None);
        check(Kind::Business, "/2.3/info", Some(("/info", None)));
        check(Kind::Business, "/v2.3/teams/a/questions/1", Some(("/questions/1", Some("a"))));
        check(Kind::Basic, "/v2.3/teams/a", Some(("", Some("a"))));
        check(Kind::Network, "/2.2/info", Some(("/info", None)));
        check(Kind::Network, "/v2.3/teams/a/info", None);
    }
}
