//! Signing in and out, and staying signed in.
//!
//! One sign-in at a time. Its state is kept before the page opens, and taken out before the answer is judged; a token
//! is kept only after the site said whose it is. Silent renewal asks for what the person allowed before and comes
//! back as the same person, or not at all.

use super::{App, AppError};
use crate::{
    api::{ApiError, Why, calls},
    auth::{Accepted, AuthError, Grant, Pending, Scope, Session, landing, sign_in_of},
    model::{Account, Connection, ConnectionId, Home, Secret, Timestamp, Way},
    ports::{Area, Clock, Entropy, Identity, Interaction, Locks, NoRedirect, Ports, Store, TabError, Tabs},
};

const PENDING: &str = "sign-in";

/// The lock of what is kept of a sign-in. Whoever signs out does not wait for the one above, which may be held for as
/// long as the person looks at the site's page.
pub(super) const KEEPING: &str = "session";

/// A session is renewed when it has less than this to live, in seconds.
const RENEW_BEFORE: i64 = 300;

/// After a renewal that came to nothing, no other is tried for so many seconds: the person has to be asked.
const RENEW_AGAIN: i64 = 600;

/// How often the tab of a sign-in is looked at, in milliseconds. Each look keeps the worker alive.
const LOOK: u32 = 250;

impl<P: Ports> App<P> {
    /// Signs in where the person pressed the button for it.
    pub(super) async fn sign_in(&self, scope: Scope) -> Result<Account, AppError> {
        let connection = self.connection().await?;
        let _turn = self.ports.locks().hold(PENDING).await;
        // Pressed twice, or in two places: whoever held the lock before has done it.
        if let Some(session) = self.session(&connection.id).await?.filter(|session| session.scope >= scope) {
            return Ok(session.account);
        }
        let session = self.authorize(&connection, scope, Interaction::Shown).await?;
        Ok(session.account)
    }

    /// Tells the site that the token is no longer wanted, and forgets it in any case. Whether the site was told.
    pub(super) async fn sign_out(&self) -> Result<bool, AppError> {
        let connection = self.active().await?;
        let _turn = self.ports.locks().hold(KEEPING).await;
        // First of all: from here on nothing signs in again without the person, even if this gets no further.
        self.note_account(&connection, None).await?;
        let told = match self.session(&connection.id).await? {
            // A token that the person made is the person's to end.
            Some(session) if connection.way != Way::Token => {
                self.check_granted(&connection.site).await.is_ok()
                    && self.client(&connection, Some(&session.token)).send(&calls::invalidate()).await.is_ok()
            }
            _ => true,
        };
        self.forget_session(&connection.id).await?;
        self.forget_kept(&connection.id).await?;
        Ok(told)
    }

    /// The session for reading; none where reading needs none.
    pub(super) async fn reader(&self, connection: &Connection) -> Result<Option<Session>, AppError> {
        match connection.way {
            Way::Open | Way::Key => Ok(None),
            Way::SignIn(..) | Way::Token => self.session_for(connection, Scope::Read).await.map(Some),
        }
    }

    /// A session that allows `scope` now, renewed if it has to be and can be without the person.
    pub(super) async fn session_for(&self, connection: &Connection, scope: Scope) -> Result<Session, AppError> {
        if !connection.way.writes() && scope == Scope::Write {
            return Err(AppError::ReadOnly(connection.site.clone(), connection.way));
        }
        let now = self.ports.clock().now();
        match self.session(&connection.id).await? {
            Some(session) if serves_on(&session, scope, now) => Ok(session),
            Some(session) if session.scope >= scope => Ok(self.renew(connection, scope).await?.unwrap_or(session)),
            // A token that a person made allows what it allows.
            Some(_) if connection.way == Way::Token => Err(AppError::ReadOnly(connection.site.clone(), connection.way)),
            _ => self.renew(connection, scope).await?.ok_or_else(|| not_signed_in(connection, scope)),
        }
    }

    /// Does `work`, and does it once more if the site took the token back meanwhile and gave a new one without asking.
    /// Only for what may be done twice.
    pub(super) async fn again<T>(&self, work: impl AsyncFn() -> Result<T, AppError>) -> Result<T, AppError> {
        let first = work().await;
        match &first {
            Err(AppError::Api { error, .. }) if error.why() == Some(Why::SignIn) => work().await,
            _ => first,
        }
    }

    /// The API's answer as the app's. A token that the site no longer takes is forgotten at once.
    /// `scope` is what the call needed.
    pub(super) async fn noted<T>(
        &self,
        connection: &Connection,
        scope: Scope,
        result: Result<T, ApiError>,
    ) -> Result<T, AppError> {
        if result.as_ref().is_err_and(|error| error.why() == Some(Why::SignIn)) {
            // If it cannot be forgotten, the next call is refused again and says so again.
            drop(self.forget_session(&connection.id).await);
        }
        result.map_err(|error| AppError::Api { site: connection.site.clone(), scope, error })
    }

    /// The session of a connection, if it is still good.
    pub(super) async fn session(&self, id: &ConnectionId) -> Result<Option<Session>, AppError> {
        let kept = self.kept(Area::Session, &session_of(id)).await?;
        let now = self.ports.clock().now();
        Ok(kept.and_then(|text| Session::from_vault(&text)).filter(|session| session.is_live(now)))
    }

    pub(super) async fn keep_session(&self, id: &ConnectionId, session: &Session) -> Result<(), AppError> {
        Ok(self.ports.store().set(Area::Session, &session_of(id), session.to_vault()).await?)
    }

    pub(super) async fn forget_session(&self, id: &ConnectionId) -> Result<(), AppError> {
        Ok(self.ports.store().remove(Area::Session, &session_of(id)).await?)
    }

    /// A token that a person made, if the site takes it. What it allows, the site says; when it ends, the API tells
    /// only whoever puts the token into an address, which is not done.
    pub(super) async fn verified_token(&self, connection: &Connection, token: Secret) -> Result<Session, AppError> {
        let mut session = self.verified(connection, Grant { token, scope: Scope::Read, expires: None }).await?;
        let may = self.client(connection, Some(&session.token)).list(&calls::write_permissions()).await;
        if may.is_ok_and(|kinds| kinds.iter().any(|kind| kind.kind == "question" && kind.add)) {
            session.scope = Scope::Write;
        }
        Ok(session)
    }

    /// A new session without the person, if one can be had; none if not.
    async fn renew(&self, connection: &Connection, scope: Scope) -> Result<Option<Session>, AppError> {
        let _turn = self.ports.locks().hold(PENDING).await;
        let now = self.ports.clock().now();
        // Whoever held the lock before may have brought one.
        if let Some(session) = self.session(&connection.id).await?.filter(|kept| serves_on(kept, scope, now)) {
            return Ok(Some(session));
        }
        let token = self.policy().await?.token.filter(|_| connection.managed && connection.way == Way::Token);
        if let Some(token) = token.and_then(|token| token.secret().ok().flatten()) {
            let session = self.verified_token(connection, token).await?;
            self.keep_session(&connection.id, &session).await?;
            return Ok(Some(session).filter(|session| session.scope >= scope));
        }
        let Some((.., Home::Window)) = sign_in_of(connection) else { return Ok(None) };
        let tried: Option<Timestamp> = self.load(Area::Session, &tried_of(&connection.id)).await?;
        let is_known = connection.account.is_some() && connection.granted >= Some(scope);
        if !is_known || tried.is_some_and(|at| now < at.plus(RENEW_AGAIN)) {
            return Ok(None);
        }
        self.keep(Area::Session, &tried_of(&connection.id), &now).await?;
        match self.authorize(connection, scope, Interaction::Silent).await {
            Ok(session) => Ok(Some(session)),
            // That the site cannot be reached, or wants a pause, a sign-in would not mend.
            Err(AppError::Api { site, scope, error }) if !matches!(error, ApiError::Refused(_)) => {
                Err(AppError::Api { site, scope, error })
            }
            Err(_) => Ok(None),
        }
    }

    /// Goes through the site's sign-in page and keeps the session that comes of it.
    async fn authorize(
        &self,
        connection: &Connection,
        scope: Scope,
        interaction: Interaction,
    ) -> Result<Session, AppError> {
        let now = || self.ports.clock().now();
        let (.., home) = sign_in_of(connection).ok_or_else(|| not_signed_in(connection, scope))?;
        let no_redirect = || AppError::NoRedirect { scope, domain: self.domain(connection, home) };
        let redirect = match home {
            Home::Window => {
                let home = self.ports.identity().redirect_uri();
                let (_, url) = self.begin(connection, home, scope).await?;
                self.ports.identity().authorize(&url, interaction).await.map_err(|NoRedirect| no_redirect())?
            }
            Home::Tab => self.through_tab(connection, scope).await?.ok_or_else(no_redirect)?,
        };
        // Taken out before it is judged: a state serves once.
        let pending = self.pending().await?;
        self.ports.store().remove(Area::Session, PENDING).await?;
        let pending = pending.filter(|pending| pending.connection == connection.id && pending.scope == scope);
        let accepted = pending.ok_or(AuthError::WrongState).and_then(|pending| pending.accept(&redirect, now()));
        let grant = match accepted.map_err(|error| AppError::Auth(scope, error))? {
            Accepted::Token(grant) => grant,
            Accepted::Code(exchange) => {
                let answer = self.client(connection, None).trade(&exchange).await;
                let answer = self.noted(connection, scope, answer).await?;
                Grant::from_answer(&answer, scope, now()).map_err(|error| AppError::Auth(scope, error))?
            }
        };
        let session = self.verified(connection, grant).await?;
        let _turn = self.ports.locks().hold(KEEPING).await;
        if self.has_left(connection).await? {
            // If the site cannot be told, the token ends by itself, and nobody has it.
            drop(self.client(connection, Some(&session.token)).send(&calls::invalidate()).await);
            return Err(not_signed_in(connection, scope));
        }
        self.keep_session(&connection.id, &session).await?;
        self.ports.store().remove(Area::Session, &tried_of(&connection.id)).await?;
        self.note_account(connection, Some(&session)).await?;
        Ok(session)
    }

    /// Whether the person signed out or disconnected since `connection` was read.
    async fn has_left(&self, connection: &Connection) -> Result<bool, AppError> {
        let now = self.connections().await?.into_iter().find(|now| now.id == connection.id);
        Ok(now.is_none_or(|now| connection.account.is_some() && now.account.is_none()))
    }

    /// Starts a sign-in, and keeps it before anything is opened.
    async fn begin(&self, to: &Connection, redirect_uri: String, scope: Scope) -> Result<(Pending, String), AppError> {
        let random = [(); 3].map(|()| self.ports.entropy().token());
        let started = Pending::new(to, redirect_uri, scope, random, self.ports.clock().now());
        let (pending, url) = started.ok_or_else(|| not_signed_in(to, scope))?;
        self.ports.store().set(Area::Session, PENDING, pending.to_vault()).await?;
        Ok((pending, url))
    }

    /// Goes through the sign-in page in a tab of our own, or goes on with the one that a worker before us opened: the
    /// address it comes home to is read once, and the tab closed. None if the person closed it.
    async fn through_tab(&self, connection: &Connection, scope: Scope) -> Result<Option<String>, AppError> {
        let (clock, tabs) = (self.ports.clock(), self.ports.tabs());
        let home = landing(&connection.site);
        let mine = |pending: &Pending| {
            pending.connection == connection.id && pending.scope == scope && pending.is_live(clock.now())
        };
        let mut going_on = self.pending().await?.filter(mine).and_then(|pending| Some((pending.tab?, pending)));
        if let Some((tab, _)) = &going_on
            && tabs.address(*tab).await.is_err()
        {
            going_on = None;
        }
        let (tab, pending) = match going_on {
            Some(found) => found,
            None => {
                let (mut pending, url) = self.begin(connection, home.clone(), scope).await?;
                let tab = tabs.open(&url, &home).await?;
                pending.tab = Some(tab);
                self.ports.store().set(Area::Session, PENDING, pending.to_vault()).await?;
                (tab, pending)
            }
        };
        loop {
            match tabs.address(tab).await {
                Err(TabError::Gone) => return Ok(None),
                Err(error) => return Err(error.into()),
                Ok(address) if address.split(['?', '#']).next() == Some(home.as_str()) => {
                    tabs.close(tab).await;
                    return Ok(Some(address));
                }
                Ok(_) if !pending.is_live(clock.now()) => {
                    tabs.close(tab).await;
                    return Err(AppError::Auth(scope, AuthError::Expired));
                }
                Ok(_) => clock.wait(LOOK).await,
            }
        }
    }

    /// Asks the site whose the token is: it has to belong to the key, and on renewal to whoever was signed in.
    async fn verified(&self, connection: &Connection, grant: Grant) -> Result<Session, AppError> {
        let Grant { token, scope, expires } = grant;
        let me = self.client(connection, Some(&token)).one(&calls::me()).await;
        let refused = |error| AppError::Api { site: connection.site.clone(), scope, error };
        let account: Account = me.map_err(refused)?;
        let same = |before: &Account| (before.user_id, before.account_id) == (account.user_id, account.account_id);
        match &connection.account {
            Some(before) if !same(before) => Err(AppError::OtherAccount),
            _ => Ok(Session { token, account, scope, expires }),
        }
    }

    async fn pending(&self) -> Result<Option<Pending>, AppError> {
        Ok(self.kept(Area::Session, PENDING).await?.and_then(|text| Pending::from_vault(&text)))
    }

    /// The host of this extension that sign-in windows come back to.
    pub(super) fn redirect_host(&self) -> String {
        self.ports.identity().redirect_uri().split('/').nth(2).unwrap_or_default().to_owned()
    }

    /// What has to be registered at the site for a sign-in to come home.
    fn domain(&self, connection: &Connection, home: Home) -> String {
        match home {
            Home::Window => self.redirect_host(),
            Home::Tab => connection.site.host().to_owned(),
        }
    }
}

/// Whether a session allows `scope` and is not to be renewed yet.
fn serves_on(session: &Session, scope: Scope, now: Timestamp) -> bool {
    session.scope >= scope && session.expires.is_none_or(|end| now.until(end) >= RENEW_BEFORE)
}

/// Why there is no session, as the way in has it.
fn not_signed_in(connection: &Connection, scope: Scope) -> AppError {
    match connection.way {
        Way::SignIn(..) => AppError::NotSignedIn(scope),
        Way::Token => AppError::TokenGone(connection.site.clone()),
        way => AppError::ReadOnly(connection.site.clone(), way),
    }
}

fn session_of(id: &ConnectionId) -> String {
    format!("session {}", id.0)
}

/// When a silent renewal was tried in vain.
fn tried_of(id: &ConnectionId) -> String {
    format!("renewal {}", id.0)
}
