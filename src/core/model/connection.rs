//! A way to a site: where it is, how one gets in, and who did last.
//!
//! Several lie side by side, and one is in use. What a way in can do follows from its kind alone, so that no screen
//! offers what cannot work.

use super::{Account, Kind, Scope, Secret, Site};
use serde::{Deserialize, Serialize};

/// Names a connection, for ever: a site that was disconnected and connected again has another.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConnectionId(pub String);

/// Where questions are read and posted, and how.
#[expect(missing_debug_implementations, reason = "it holds a key")]
#[derive(Clone, PartialEq, Eq)]
pub struct Connection {
    /// Its name.
    pub id: ConnectionId,
    /// The site.
    pub site: Site,
    /// How one gets in.
    pub way: Way,
    /// The application's key. A public site answers without one, only less often; a company's site answers v3 alone
    /// to a token without one.
    pub key: Option<Secret>,
    /// Whether the key may be kept on disk: with it alone, whoever can read this browser's files can read the site.
    pub key_on_disk: bool,
    /// Who signed in last and did not sign out: who a renewal must come back as.
    pub account: Option<Account>,
    /// What the person allowed then: a renewal asks for no more.
    pub granted: Option<Scope>,
    /// Whether an administrator's policy set it up.
    pub managed: bool,
}

/// How one gets into a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Way {
    /// By the site's own sign-in page, for the application with this client id.
    SignIn(u32, Flow, Home),
    /// By the application's key alone, which reads.
    Key,
    /// By a token that the person made on the site.
    Token,
    /// By nothing: the public network, where Askside only reads.
    Open,
}

/// How the sign-in page hands over the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Flow {
    /// In the address it sends the browser back to (RFC 6749 §4.2). Every site has it.
    #[default]
    Implicit,
    /// For a code and the proof of who asked for it (RFC 6749 §4.1 with RFC 7636, S256).
    Code,
}

/// Where the sign-in comes home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Home {
    /// The browser's sign-in window, which ends at an address that belongs to this extension.
    #[default]
    Window,
    /// A tab, which ends at a page of the site itself: for sites that only register their own domain.
    Tab,
}

impl Connection {
    /// A connection that nobody used yet.
    #[must_use]
    pub fn new(id: ConnectionId, site: Site, way: Way, key: Option<Secret>) -> Self {
        Self { id, site, way, key, key_on_disk: false, account: None, granted: None, managed: false }
    }
}

impl Way {
    /// Whether questions can be asked this way.
    #[must_use]
    pub fn writes(self) -> bool {
        matches!(self, Self::SignIn(..) | Self::Token)
    }

    /// Whether it is one of `kind`'s.
    #[must_use]
    pub fn fits(self, kind: Kind) -> bool {
        match kind {
            Kind::Enterprise => self != Self::Open,
            Kind::Business => self == Self::Token,
            Kind::Network => self == Self::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_ways() {
        let sign_in = Way::SignIn(1, Flow::Implicit, Home::Window);
        for (kind, ways) in [
            (Kind::Enterprise, vec![sign_in, Way::Key, Way::Token]),
            (Kind::Business, vec![Way::Token]),
            (Kind::Network, vec![Way::Open]),
        ] {
            let fitting: Vec<Way> =
                [sign_in, Way::Key, Way::Token, Way::Open].into_iter().filter(|way| way.fits(kind)).collect();
            assert_eq!(fitting, ways, "{kind:?}");
        }
    }
}
