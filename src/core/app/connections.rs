//! The sites that Askside is connected to: which there are, which one is in use, and where each stands.
//!
//! Several lie side by side. An administrator's policy may set one up, and may make it the only one; it is read anew
//! each time and never copied. Signing in is `account`'s.

use super::{
    App, AppError, DraftSummary, account::KEEPING, mine::mine_of, pins::pins_of, post::rules_of, search::searches_of,
    tags::tags_of,
};
use crate::{
    api::{Why, calls, features_of},
    auth::{Scope, Session, vault},
    draft::Secrets,
    json,
    model::{
        Account, Connection, ConnectionId, Flow, Home, HostAccess, HostRule, Kind, Question, Secret, Site, TagRule,
        Timestamp, Typed, Way, visible,
    },
    ports::{Area, Entropy, Locks, Permissions, Ports, Store},
    words,
};
use serde::{Deserialize, Serialize};

const CONNECTIONS: &str = "connections";
const ACTIVE: &str = "active";

/// What the person types to connect.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ConnectForm {
    /// Address of the site.
    pub site: String,
    /// How to get in, where a company's site leaves the choice.
    pub door: Door,
    /// Client id of the application registered there.
    pub client_id: String,
    /// Its key.
    pub key: Typed,
    /// Whether the key may be kept on disk.
    pub keep_key: bool,
    /// A token that the person made.
    pub token: Typed,
}

/// The ways into a company's site, to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Door {
    /// The site's sign-in page.
    SignIn(Flow, Home),
    /// The application's key alone.
    Key,
    /// A token that the person made.
    Token,
}

impl Default for Door {
    fn default() -> Self {
        Self::SignIn(Flow::default(), Home::default())
    }
}

/// Where things stand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// The connection in use.
    pub active: Option<Standing>,
    /// The others.
    pub others: Vec<Standing>,
    /// Whether a policy says that there is one site and no other.
    pub locked: bool,
    /// What the policy says about keys and passwords in a question.
    pub secrets: Secrets,
    /// The questions that the person keeps at hand.
    pub pins: Vec<Question>,
    /// Drafts that are not posted yet, the newest first.
    pub drafts: Vec<DraftSummary>,
    /// Answers to the person's own questions that were new when these were last listed.
    pub unseen: u32,
    /// The host of this extension that sign-in windows come back to.
    pub redirect_host: String,
}

impl Overview {
    /// The site in use.
    #[must_use]
    pub fn site(&self) -> Option<&Site> {
        self.active.as_ref().map(|active| &active.site)
    }

    /// Who is signed in there.
    #[must_use]
    pub fn account(&self) -> Option<&Account> {
        self.active.as_ref()?.account.as_ref()
    }
}

/// Where one connection stands. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Standing {
    /// Which.
    pub id: ConnectionId,
    /// Its site.
    pub site: Site,
    /// How one gets in.
    pub way: Way,
    /// Whether a policy set it up.
    pub managed: bool,
    /// Who is signed in.
    pub account: Option<Account>,
    /// What they let Askside do.
    pub scope: Option<Scope>,
    /// Until when; none if the site set no end, or nobody is signed in.
    pub expires: Option<Timestamp>,
    /// What is missing before anything can be read.
    pub missing: Option<Missing>,
}

/// What a connection lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Missing {
    /// A sign-in.
    SignIn,
    /// The key: it was not to be kept on disk, and the browser was closed since.
    Key,
    /// The token: it is never kept on disk.
    Token,
}

/// What an administrator may set; see `extension/managed_schema.json`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Policy {
    site_url: Option<String>,
    sign_in: Option<String>,
    comes_home: Option<String>,
    client_id: Option<u32>,
    api_key: Option<Typed>,
    pub(super) token: Option<Typed>,
    lock_site: Option<bool>,
    pub(super) tag_rules: Option<Vec<TagRule>>,
    block_secrets: Option<bool>,
    watch_hosts: Option<Vec<String>>,
    deny_hosts: Option<Vec<String>>,
}

impl Policy {
    /// Whether keys and passwords may be in a question.
    pub(super) fn secrets(&self) -> Secrets {
        if self.block_secrets.unwrap_or_default() { Secrets::Barred } else { Secrets::Warned }
    }

    /// The hosts that it decides about.
    pub(super) fn hosts(self) -> Vec<HostRule> {
        let rules = |hosts: Option<Vec<String>>, access| {
            let rule = move |host: String| HostRule { host: host.to_ascii_lowercase(), access, managed: true };
            hosts.unwrap_or_default().into_iter().map(rule)
        };
        rules(self.deny_hosts, HostAccess::Denied).chain(rules(self.watch_hosts, HostAccess::Watched)).collect()
    }

    /// What it would be if a person had typed it: it is checked in the same way.
    fn form(&self) -> Result<ConnectForm, AppError> {
        let invalid =
            |name: &str, value: &str| Err(AppError::Policy(words::policy_value(name, &visible(value.to_owned()))));
        let home = match self.comes_home.as_deref() {
            None | Some("window") => Home::Window,
            Some("tab") => Home::Tab,
            Some(other) => return invalid("comesHome", other),
        };
        let door = match self.sign_in.as_deref() {
            None if home == Home::Tab => Door::SignIn(Flow::Code, home),
            None | Some("implicit") => Door::SignIn(Flow::Implicit, home),
            Some("code") => Door::SignIn(Flow::Code, home),
            Some("key") => Door::Key,
            Some("token") if self.token.is_some() => Door::Token,
            Some(other) => return invalid("signIn", other),
        };
        Ok(ConnectForm {
            site: self.site_url.clone().unwrap_or_default(),
            door,
            client_id: self.client_id.map(|id| id.to_string()).unwrap_or_default(),
            key: self.api_key.clone().unwrap_or_default(),
            keep_key: false,
            token: self.token.clone().unwrap_or_default(),
        })
    }
}

impl ConnectForm {
    /// The connection that was typed, not tried yet, and the token with it.
    fn read(&self, id: ConnectionId) -> Result<(Connection, Option<Secret>), AppError> {
        let site: Site = self.site.parse()?;
        let (key, token) = (self.key.secret()?, self.token.secret()?);
        // Only a company's site leaves a choice: a team takes personal tokens, and the public network nothing.
        let way = match (site.kind(), self.door) {
            (Kind::Network, _) => Way::Open,
            (Kind::Business, _) | (_, Door::Token) => Way::Token,
            (_, Door::Key) => Way::Key,
            (_, Door::SignIn(flow, home)) => {
                let client_id = self.client_id.trim().parse().map_err(|_| AppError::ClientId)?;
                Way::SignIn(client_id, flow, home)
            }
        };
        if key.is_none() && matches!(way, Way::Key | Way::SignIn(..)) {
            return Err(AppError::Key);
        }
        // A public site's key opens nothing.
        let key_on_disk = self.keep_key || way == Way::Open;
        Ok((Connection { key_on_disk, ..Connection::new(id, site, way, key) }, token))
    }
}

impl<P: Ports> App<P> {
    pub(super) async fn overview(&self) -> Result<Overview, AppError> {
        let all = self.connections().await?;
        let chosen = self.chosen(&all).await?;
        let policy = self.policy().await?;
        let (mut active, mut others) = (None, Vec::new());
        for one in &all {
            let standing = self.standing(one).await?;
            if chosen == Some(&one.id) { active = Some(standing) } else { others.push(standing) }
        }
        let mut unseen = 0;
        if let Some(Standing { id, account: Some(account), .. }) = &active {
            unseen = self.unseen_answers(id, account).await?;
        }
        Ok(Overview {
            others,
            locked: policy.lock_site.unwrap_or_default(),
            secrets: policy.secrets(),
            pins: match &active {
                Some(active) => self.pins(&active.id).await?,
                None => Vec::new(),
            },
            drafts: self.draft_summaries().await?,
            unseen,
            redirect_host: self.redirect_host(),
            active,
        })
    }

    async fn standing(&self, connection: &Connection) -> Result<Standing, AppError> {
        let session = self.session(&connection.id).await?;
        let missing = match connection.way {
            Way::Key | Way::SignIn(..) if connection.key.is_none() => Some(Missing::Key),
            Way::SignIn(..) if session.is_none() => Some(Missing::SignIn),
            Way::Token if session.is_none() => Some(Missing::Token),
            _ => None,
        };
        let Connection { id, site, way, managed, .. } = connection.clone();
        let (scope, expires) = (session.as_ref().map(|s| s.scope), session.as_ref().and_then(|s| s.expires));
        Ok(Standing { id, site, way, managed, account: session.map(|s| s.account), scope, expires, missing })
    }

    /// Tries what was typed and keeps it, in place of what it corrects.
    pub(super) async fn connect(&self, typed: &ConnectForm) -> Result<(), AppError> {
        if self.policy().await?.lock_site.unwrap_or_default() {
            return Err(AppError::Locked);
        }
        let (mut connection, token) = typed.read(ConnectionId(self.ports.entropy().token()))?;
        self.check_granted(&connection.site).await?;
        let session = match (connection.way, token) {
            (Way::Token, Some(token)) => Some(self.verified_token(&connection, token).await?),
            (Way::Token, None) => return Err(AppError::Token),
            _ => {
                self.probe(&connection).await?;
                None
            }
        };
        connection.account = session.as_ref().map(|session| session.account.clone());
        let _turn = self.ports.locks().hold(KEEPING).await;
        let mut all = self.connections().await?;
        // Two people's tokens lie side by side. Anything else for the same site corrects what was there: whoever signs
        // in by its page is whoever its cookie says.
        let corrects = |old: &Connection| {
            let same_person =
                old.way != Way::Token || connection.way != Way::Token || old.account == connection.account;
            old.site == connection.site && !old.managed && same_person
        };
        for old in all.extract_if(.., |old| corrects(old)) {
            self.forget_secrets(&old.id).await?;
        }
        if let Some(key) = connection.key.as_ref().filter(|_| !connection.key_on_disk) {
            self.ports.store().set(Area::Session, &key_of(&connection.id), vault::key_to_vault(key)).await?;
        }
        if let Some(session) = session {
            self.keep_session(&connection.id, &session).await?;
        }
        let id = connection.id.clone();
        all.push(connection);
        self.keep_connections(&all).await?;
        self.keep(Area::Local, ACTIVE, &id).await
    }

    /// Whether there is such a site, and whether it knows the key.
    async fn probe(&self, connection: &Connection) -> Result<(), AppError> {
        match self.client(connection, None).list(&calls::info().fresh()).await {
            Ok(_) => Ok(()),
            // A private site may want a token even for this; that it says so proves that it is one. With nothing but a
            // key it would say so for ever.
            Err(error) if connection.way != Way::Key && matches!(error.why(), Some(Why::SignIn | Why::Denied)) => {
                Ok(())
            }
            Err(error) => Err(AppError::Api { site: connection.site.clone(), scope: Scope::Read, error }),
        }
    }

    /// Uses another connection from now on.
    pub(super) async fn switch(&self, id: &ConnectionId) -> Result<(), AppError> {
        let known = self.connections().await?.iter().any(|one| one.id == *id);
        if !known {
            return Err(AppError::NotConnected);
        }
        self.keep(Area::Local, ACTIVE, id).await?;
        self.focus_related().await
    }

    /// Takes Askside out of the person's account, where somebody is signed in, and forgets the connection with all
    /// that belongs to it but the drafts. Whether the site was told.
    pub(super) async fn disconnect(&self, id: &ConnectionId) -> Result<bool, AppError> {
        let _turn = self.ports.locks().hold(KEEPING).await;
        let mut all = self.connections().await?;
        let Some(at) = all.iter().position(|one| one.id == *id && !one.managed) else {
            return Err(AppError::NotConnected);
        };
        let connection = all.remove(at);
        let told = match self.session(id).await? {
            Some(session) if matches!(connection.way, Way::SignIn(..)) => {
                self.check_granted(&connection.site).await.is_ok()
                    && self.client(&connection, Some(&session.token)).send(&calls::deauthenticate()).await.is_ok()
            }
            _ => true,
        };
        self.forget_secrets(id).await?;
        self.keep_connections(&all).await?;
        let site = &connection.site;
        for key in [tags_of(site), rules_of(site), features_of(site, true), mine_of(id), pins_of(id), searches_of(id)] {
            self.ports.store().remove(Area::Local, &key).await?;
        }
        let permission = connection.site.permission();
        let watches = |rule: &HostRule| rule.access == HostAccess::Watched && rule.permission() == permission;
        let is_watched = self.hosts().await?.iter().any(watches);
        if !is_watched && !all.iter().any(|one| one.site.permission() == permission) {
            self.ports.permissions().give_back(&permission).await;
        }
        Ok(told)
    }

    /// The connection in use, if there is one, its host is granted, and its key is at hand.
    pub(super) async fn connection(&self) -> Result<Connection, AppError> {
        let connection = self.active().await?;
        self.check_granted(&connection.site).await?;
        match connection.way {
            Way::Key | Way::SignIn(..) if connection.key.is_none() => Err(AppError::KeyGone(connection.site)),
            _ => Ok(connection),
        }
    }

    /// The connection in use, whether or not it can be used now.
    pub(super) async fn active(&self) -> Result<Connection, AppError> {
        let mut all = self.connections().await?;
        let chosen = self.chosen(&all).await?.cloned();
        let at = all.iter().position(|one| Some(&one.id) == chosen.as_ref()).ok_or(AppError::NotConnected)?;
        Ok(all.swap_remove(at))
    }

    /// All connections: the policy's first, each with its key if that is at hand.
    pub(super) async fn connections(&self) -> Result<Vec<Connection>, AppError> {
        let policy = self.policy().await?;
        let mut all = Vec::new();
        if policy.site_url.is_some() {
            let id = ConnectionId("policy".to_owned());
            let (connection, _) = policy.form()?.read(id).map_err(|error| AppError::Policy(error.to_string()))?;
            let kept: Option<(Site, _, _)> = self.load(Area::Local, MANAGED).await?;
            let kept = kept.filter(|(site, ..)| *site == connection.site);
            let (account, granted) = kept.map(|(_, account, granted)| (account, granted)).unwrap_or_default();
            all.push(Connection { managed: true, account, granted, ..connection });
        }
        if !policy.lock_site.unwrap_or_default() {
            let kept = self.kept(Area::Local, CONNECTIONS).await?;
            all.extend(kept.map(|text| vault::connections_from_disk(&text)).unwrap_or_default());
        }
        for one in all.iter_mut().filter(|one| one.key.is_none()) {
            let kept = self.kept(Area::Session, &key_of(&one.id)).await?;
            one.key = kept.and_then(|text| vault::key_from_vault(&text));
        }
        Ok(all)
    }

    /// Remembers who signed in to a connection, and for what; nobody once they signed out.
    pub(super) async fn note_account(
        &self,
        connection: &Connection,
        session: Option<&Session>,
    ) -> Result<(), AppError> {
        let account = session.map(|session| session.account.clone());
        let granted = session.map(|session| session.scope.max(connection.granted.unwrap_or(Scope::Read)));
        if connection.managed {
            return self.keep(Area::Local, MANAGED, &(&connection.site, account, granted)).await;
        }
        let mut all = self.connections().await?;
        if let Some(one) = all.iter_mut().find(|one| one.id == connection.id) {
            (one.account, one.granted) = (account, granted);
        }
        self.keep_connections(&all).await
    }

    /// The connection that was chosen, or the first one.
    async fn chosen<'a>(&self, all: &'a [Connection]) -> Result<Option<&'a ConnectionId>, AppError> {
        let chosen: Option<ConnectionId> = self.load(Area::Local, ACTIVE).await?;
        let found = all.iter().find(|one| Some(&one.id) == chosen.as_ref());
        Ok(found.or(all.first()).map(|one| &one.id))
    }

    async fn keep_connections(&self, all: &[Connection]) -> Result<(), AppError> {
        Ok(self.ports.store().set(Area::Local, CONNECTIONS, vault::connections_to_disk(all).to_string()).await?)
    }

    async fn forget_secrets(&self, id: &ConnectionId) -> Result<(), AppError> {
        self.ports.store().remove(Area::Session, &key_of(id)).await?;
        self.forget_session(id).await?;
        self.forget_kept(id).await
    }

    pub(super) async fn policy(&self) -> Result<Policy, AppError> {
        let text = self.ports.store().policy().await;
        text.map_or(Ok(Policy::default()), |text| json::read(&text).map_err(AppError::Policy))
    }

    pub(super) async fn check_granted(&self, site: &Site) -> Result<(), AppError> {
        if self.ports.permissions().granted(&site.permission()).await {
            Ok(())
        } else {
            Err(AppError::NotGranted(site.clone()))
        }
    }
}

/// Who signed in to the policy's connection, which is not among the kept ones, and at which site.
const MANAGED: &str = "policy account";

fn key_of(id: &ConnectionId) -> String {
    format!("key {}", id.0)
}
