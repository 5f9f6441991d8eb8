//! Which hosts' pages are read as they come up, which on a click only, and which never.
//!
//! What an administrator says goes before what the person says, and a refusal before a permission. The list stays on the
//! device.

use super::{App, AppError};
use crate::{
    model::{HostAccess, HostRule, TabId, host_of},
    ports::{Area, Locks, Permissions, Ports, TabError, Tabs},
};

const HOSTS: &str = "hosts";

/// The lock of whoever changes the list.
const CHANGING: &str = "hosts";

/// Whether somebody asked for a page to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// The person did.
    Yes,
    /// It only came up.
    No,
}

impl<P: Ports> App<P> {
    /// The hosts that somebody decided about, the administrator first.
    pub(super) async fn hosts(&self) -> Result<Vec<HostRule>, AppError> {
        let mut all = self.policy().await?.hosts();
        all.extend(self.own_hosts().await?);
        Ok(all)
    }

    async fn own_hosts(&self) -> Result<Vec<HostRule>, AppError> {
        Ok(self.load(Area::Local, HOSTS).await?.unwrap_or_default())
    }

    /// How pages of the host of `url` are read; none if it has no host, or one that cannot be watched.
    async fn host_rule(&self, url: &str) -> Result<Option<HostRule>, AppError> {
        let Some(host) = host_of(url) else { return Ok(None) };
        let all = self.hosts().await?;
        let first = |access| all.iter().find(|rule| rule.access == access && rule.fits(&host));
        let rule = first(HostAccess::Denied).or_else(|| first(HostAccess::Watched));
        let (access, managed) = rule.map_or((HostAccess::OnClick, false), |rule| (rule.access, rule.managed));
        Ok(Some(HostRule { host, access, managed }))
    }

    /// Makes sure that the page at `url` may be read: how pages of its host are.
    pub(super) async fn check_host(&self, url: &str, asked: Asked) -> Result<Option<HostRule>, AppError> {
        match (self.host_rule(url).await?, asked) {
            (Some(rule), _) if rule.access == HostAccess::Denied => Err(AppError::HostDenied(rule)),
            (Some(rule), Asked::No) if rule.access == HostAccess::OnClick => Err(AppError::NotWatched(Some(rule))),
            (None, Asked::No) => Err(AppError::NotWatched(None)),
            (rule, _) => Ok(rule),
        }
    }

    /// The same for the page that `tab` shows now.
    pub(super) async fn check_tab(&self, tab: TabId, asked: Asked) -> Result<(), AppError> {
        match (self.ports.tabs().address(tab).await?, asked) {
            // The browser does not tell us, so it will not let us read it either, and says why.
            (url, Asked::Yes) if url.is_empty() => Ok(()),
            (url, asked) => self.check_host(&url, asked).await.map(drop),
        }
    }

    /// Decides how pages of `host` are read from now on. What the browser let us read is given back where it is no longer
    /// wanted.
    pub(super) async fn set_host(&self, host: &str, access: HostAccess) -> Result<(), AppError> {
        let host = host_of(&format!("https://{host}")).ok_or(TabError::Forbidden)?;
        let rule = HostRule { host, access, managed: false };
        if access == HostAccess::Watched && !self.ports.permissions().granted(&rule.permission()).await {
            return Err(AppError::NotWatched(Some(HostRule { access: HostAccess::OnClick, ..rule })));
        }
        let _turn = self.ports.locks().hold(CHANGING).await;
        let mut all = self.own_hosts().await?;
        all.retain(|known| known.host != rule.host);
        let (permission, needed) = (rule.permission(), access == HostAccess::Watched);
        all.extend((access != HostAccess::OnClick).then_some(rule));
        self.keep(Area::Local, HOSTS, &all).await?;
        if !needed && !self.connections().await?.iter().any(|one| one.site.permission() == permission) {
            self.ports.permissions().give_back(&permission).await;
        }
        Ok(())
    }
}
