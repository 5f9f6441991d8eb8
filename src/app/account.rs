//! Connecting to a site, signing in and out, and the overview that every surface starts from.

use super::{App, AppError, DraftSummary};
use crate::{
    api::{ApiError, Why, calls},
    auth::{AuthError, Pending, Scope, Session},
    model::{Account, Connection, Key, Kind, Site},
    ports::{Area, Clock, Entropy, Identity, NoRedirect, Permissions, Ports, Store},
};
use serde::{Deserialize, Serialize};

const CONNECTION: &str = "connection";
const SESSION: &str = "session";
const PENDING: &str = "sign-in";

/// What the person types to connect.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ConnectForm {
    /// Address of the site.
    pub site: String,
    /// Client id of the application registered there.
    pub client_id: String,
    /// Its key.
    pub key: String,
}

/// Where things stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// The site, if one is set up.
    pub site: Option<Site>,
    /// Who is signed in.
    pub account: Option<Account>,
    /// Drafts that are not posted yet, the newest first.
    pub drafts: Vec<DraftSummary>,
    /// What the site's application must name as its domain for sign-in to come back here.
    pub redirect_host: String,
}

impl<P: Ports> App<P> {
    pub(super) async fn overview(&self) -> Result<Overview, AppError> {
        let connection = self.load::<Connection>(Area::Local, CONNECTION).await?;
        let session = match &connection {
            Some(_) => self.session().await?,
            None => None,
        };
        let redirect = self.ports.identity().redirect_uri();
        Ok(Overview {
            site: connection.map(|c| c.site),
            account: session.map(|s| s.account),
            drafts: self.draft_summaries().await?,
            redirect_host: redirect.split('/').nth(2).unwrap_or_default().to_owned(),
        })
    }

    pub(super) async fn connect(&self, typed: &ConnectForm) -> Result<(), AppError> {
        let site: Site = typed.site.parse()?;
        let (client_id, key) = (typed.client_id.trim(), typed.key.trim());
        if !key.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(AppError::Key);
        }
        // Where nobody signs in there is no application to sign in with, and a public site does without a key.
        let is_own = site.kind() == Kind::Enterprise;
        let client_id = client_id.parse().ok().filter(|_| is_own);
        if is_own && client_id.is_none() {
            return Err(AppError::ClientId);
        }
        if is_own && key.is_empty() {
            return Err(AppError::Key);
        }
        let key = Some(Key(key.to_owned())).filter(|key| !key.0.is_empty());
        let connection = Connection { site, client_id, key };
        self.check_granted(&connection.site).await?;
        let probe = self.client(&connection, None).list(&calls::info().fresh()).await;
        // A private site may want a token even for this; that it says so proves that it is one.
        if let Err(error) = probe
            && !matches!(error.why(), Some(Why::SignIn | Why::Denied))
        {
            return Err(AppError::Api { site: connection.site, scope: Scope::Read, error });
        }
        self.ports.store().remove(Area::Session, SESSION).await?;
        self.keep(Area::Local, CONNECTION, &connection).await
    }

    pub(super) async fn sign_in(&self, scope: Scope) -> Result<Account, AppError> {
        let connection = self.connection().await?;
        let Some(client_id) = connection.client_id else { return Err(AppError::NoSignIn(connection.site)) };
        let before = self.session().await?;
        let identity = self.ports.identity();
        let pending = Pending::new(
            &connection,
            identity.redirect_uri(),
            scope,
            self.ports.entropy().token(),
            self.ports.clock().now(),
        );
        self.keep(Area::Session, PENDING, &pending).await?;
        let redirect = identity.authorize(&pending.authorize_url(client_id)).await;
        let redirect = redirect.map_err(|NoRedirect| AppError::NoRedirect(scope))?;
        // Taken out before it is judged: a state serves once.
        let kept = self.load::<Pending>(Area::Session, PENDING).await?;
        self.ports.store().remove(Area::Session, PENDING).await?;
        let granted = match kept.filter(|kept| *kept == pending) {
            Some(kept) => kept.accept(&redirect, self.ports.clock().now()),
            None => Err(AuthError::WrongState),
        };
        let grant = granted.map_err(|error| AppError::Auth(scope, error))?;
        let me = self.client(&connection, Some(&grant.token)).one(&calls::me()).await;
        let account = self.noted(&connection.site, scope, me).await?;
        if before.is_some_and(|before| before.account.account_id != account.account_id) {
            return Err(AppError::OtherAccount);
        }
        let session =
            Session { token: grant.token, account: account.clone(), scope: grant.scope, expires: grant.expires };
        self.ports.store().set(Area::Session, SESSION, session.to_vault()).await?;
        Ok(account)
    }

    pub(super) async fn sign_out(&self) -> Result<(), AppError> {
        Ok(self.ports.store().remove(Area::Session, SESSION).await?)
    }

    /// The connection, if it is set up and its host is granted.
    pub(super) async fn connection(&self) -> Result<Connection, AppError> {
        let connection: Connection = self.load(Area::Local, CONNECTION).await?.ok_or(AppError::NotConnected)?;
        self.check_granted(&connection.site).await?;
        Ok(connection)
    }

    /// The session for reading; none where reading needs none.
    pub(super) async fn reader(&self, connection: &Connection) -> Result<Option<Session>, AppError> {
        if connection.site.kind() == Kind::Network { Ok(None) } else { self.session_for(Scope::Read).await.map(Some) }
    }

    /// The session, if it allows `scope` now.
    pub(super) async fn session_for(&self, scope: Scope) -> Result<Session, AppError> {
        self.session().await?.filter(|session| session.scope >= scope).ok_or(AppError::NotSignedIn(scope))
    }

    /// The API's answer as the app's. A token that the site no longer takes is forgotten at once.
    /// `scope` is what the call needed.
    pub(super) async fn noted<T>(&self, site: &Site, scope: Scope, result: Result<T, ApiError>) -> Result<T, AppError> {
        if result.as_ref().is_err_and(|error| error.why() == Some(Why::SignIn)) {
            // If it cannot be forgotten, the next call is refused again and says so again.
            drop(self.ports.store().remove(Area::Session, SESSION).await);
        }
        result.map_err(|error| AppError::Api { site: site.clone(), scope, error })
    }

    async fn session(&self) -> Result<Option<Session>, AppError> {
        let kept = self.kept(Area::Session, SESSION).await?;
        let now = self.ports.clock().now();
        Ok(kept.and_then(|json| Session::from_vault(&json)).filter(|session| session.is_live(now)))
    }

    async fn check_granted(&self, site: &Site) -> Result<(), AppError> {
        if self.ports.permissions().granted(site).await { Ok(()) } else { Err(AppError::NotGranted(site.clone())) }
    }
}
