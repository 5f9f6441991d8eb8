//! The ports of the test platform: the in-memory twins, and the simulated site where a browser would be.
//!
//! Each gives way once before it works, as a browser's do, so that calls made at the same time interleave.
//! What must hold of every request is asserted here, where it leaves.

use crate::world::{BACK, ELSEWHERE, KEY, SITE, between, pairs};
use askside::{
    memory::{CountingEntropy, ManualClock, MemoryPermissions, MemoryStore, MemoryTabs},
    ports::{
        Area, Clock, Header, Http, HttpError, HttpRequest, HttpResponse, Identity, Method, NoRedirect, Ports, Store,
        StoreError,
    },
    text::decode_entities,
};
use askside_sim::{Answer, Sim, app, exchange};
use axum::{Router, body::Body, http::Request as Wire};
use std::cell::{Cell, RefCell};
use tokio::task::yield_now;

/// Who sits before the sign-in window, and what they do.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Person {
    Approves(&'static str),
    Cancels(&'static str),
    ClosesWindow,
}

pub(crate) const AMAL: Person = Person::Approves("Amal Haddad");
pub(crate) const MIRA: Person = Person::Approves("Mira Okafor");

/// All ports.
pub(crate) struct Platform {
    pub(crate) http: SiteHttp,
    pub(crate) store: SlowStore,
    pub(crate) identity: SignInWindow,
    pub(crate) tabs: MemoryTabs,
    pub(crate) permissions: MemoryPermissions,
    pub(crate) clock: SharedClock,
    entropy: CountingEntropy,
}

impl Platform {
    pub(crate) fn new(sim: &Sim) -> Self {
        Self {
            http: SiteHttp(app(sim.clone())),
            store: SlowStore::default(),
            identity: SignInWindow { site: app(sim.clone()), person: Cell::new(AMAL), cookie: RefCell::default() },
            tabs: MemoryTabs::default(),
            permissions: MemoryPermissions::default(),
            clock: SharedClock::new(sim),
            entropy: CountingEntropy::default(),
        }
    }
}

impl Ports for Platform {
    type Http = SiteHttp;
    type Store = SlowStore;
    type Identity = SignInWindow;
    type Tabs = MemoryTabs;
    type Permissions = MemoryPermissions;
    type Clock = SharedClock;
    type Entropy = CountingEntropy;

    fn http(&self) -> &SiteHttp {
        &self.http
    }
    fn store(&self) -> &SlowStore {
        &self.store
    }
    fn identity(&self) -> &SignInWindow {
        &self.identity
    }
    fn tabs(&self) -> &MemoryTabs {
        &self.tabs
    }
    fn permissions(&self) -> &MemoryPermissions {
        &self.permissions
    }
    fn clock(&self) -> &SharedClock {
        &self.clock
    }
    fn entropy(&self) -> &CountingEntropy {
        &self.entropy
    }
}

/// A clock that the site follows, because time passes for both.
pub(crate) struct SharedClock(ManualClock, Sim);

impl SharedClock {
    fn new(sim: &Sim) -> Self {
        sim.clock_stop();
        Self(ManualClock(Cell::new(sim.now() * 1000)), sim.clone())
    }

    pub(crate) fn pass(&self, millis: i64) {
        let now = &self.0.0;
        let before = self.now().0;
        now.set(now.get() + millis);
        self.1.clock_skip(self.now().0 - before);
    }
}

impl Clock for SharedClock {
    fn millis(&self) -> i64 {
        self.0.millis()
    }

    async fn wait(&self, millis: u32) {
        self.pass(millis.into());
    }
}

/// Calls the site's router.
pub(crate) struct SiteHttp(pub(crate) Router);

impl Http for SiteHttp {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        check(&request);
        yield_now().await;
        let method = request.method.name();
        let wire = request
            .headers
            .iter()
            .fold(Wire::builder().method(method).uri(request.url()), |wire, (name, value)| wire.header(*name, value));
        let answer = exchange(&self.0, wire.body(Body::from(request.body.unwrap_or_default())).unwrap()).await;
        yield_now().await;
        let answer = answer.map_err(|_| HttpError::Unreachable)?;
        assert!(!answer.status.is_redirection(), "the browser would refuse it");
        let named = |header: Header| Some((header, answer.header(header.name())?.to_owned()));
        let headers = Header::ALL.into_iter().filter_map(named).collect();
        Ok(HttpResponse { status: answer.status.as_u16(), headers, body: answer.text() })
    }
}

/// The hosts that the tests' sites have their API at.
const HOSTS: [&str; 4] =
    ["stack.fernwick.test", "stack.elsewhere.test", "api.stackoverflowteams.com", "api.stackexchange.com"];

/// What must hold of every request that leaves.
fn check(request: &HttpRequest) {
    let HttpRequest { method, headers, body, .. } = request;
    let url = request.url();
    let host = url.split('/').nth(2).unwrap_or_default();
    assert!(url.starts_with("https://") && HOSTS.contains(&host), "{url}");
    let allowed = ["accept", "content-type", "x-api-key", "x-api-access-token", "authorization"];
    assert!(headers.iter().all(|(name, _)| allowed.contains(name)), "{request:?}");
    assert!(*method != Method::Get || body.is_none());
    let is_public = host == "api.stackexchange.com"; // where a key is no secret and has no other place
    let (_, query) = url.split_once('?').unwrap_or_default();
    for sent in [query, body.as_deref().unwrap_or_default()] {
        let named = |(name, _): &(String, String)| {
            ["access_token", "client_secret"].contains(&name.as_str()) || (name == "key" && !is_public)
        };
        assert!(!pairs(sent).iter().any(named), "{url}");
    }
    let shown = format!("{request:?}");
    // Three calls have no place for the token they are about but their address.
    let is_about_token = url.contains("/access-tokens/") || url.contains("/apps/");
    for (_, secret) in headers.iter().filter(|(name, _)| name.starts_with("x-api-") || *name == "authorization") {
        let secret = secret.trim_start_matches("Bearer ");
        let hidden = |text: &str| !text.contains(secret);
        assert!(hidden(&shown) && body.as_deref().is_none_or(hidden), "a credential outside of its header");
        assert!(hidden(url) || is_about_token, "a credential in an address");
    }
}

/// A [`MemoryStore`] that, like a browser's, answers later.
#[derive(Debug, Default)]
pub(crate) struct SlowStore(pub(crate) MemoryStore);

impl Store for SlowStore {
    async fn get(&self, area: Area, key: &str) -> Result<Option<String>, StoreError> {
        yield_now().await;
        self.0.get(area, key).await
    }

    async fn set(&self, area: Area, key: &str, value: String) -> Result<(), StoreError> {
        yield_now().await;
        self.0.set(area, key, value).await
    }

    async fn remove(&self, area: Area, key: &str) -> Result<(), StoreError> {
        yield_now().await;
        self.0.remove(area, key).await
    }
}

/// Walks the site's own pages, as the person before it decides.
pub(crate) struct SignInWindow {
    site: Router,
    person: Cell<Person>,
    cookie: RefCell<Option<String>>,
}

impl Identity for SignInWindow {
    fn redirect_uri(&self) -> String {
        BACK.to_owned()
    }

    async fn authorize(&self, url: &str) -> Result<String, NoRedirect> {
        assert!([SITE, ELSEWHERE].iter().any(|site| url.starts_with(&format!("{site}/oauth/dialog?"))), "{url}");
        assert!(!url.contains(KEY), "{url}");
        let (name, decision) = match self.person.get() {
            Person::Approves(name) => (name, "approve"),
            Person::Cancels(name) => (name, "cancel"),
            Person::ClosesWindow => ("", ""),
        };
        let mut answer = self.open(url).await;
        while let Some(mut fields) = hidden_fields(&answer.text()).filter(|_| !name.is_empty()) {
            let page = answer.text();
            let person = page.split("<button name=\"user\" value=\"").find(|button| button.contains(name));
            let (action, pressed) = match person {
                Some(button) if page.contains("action=\"/users/login\"") => {
                    ("/users/login", ("user", between(button, "", "\"")))
                }
                _ => ("/oauth/dialog", ("decision", decision)),
            };
            fields.push((pressed.0.to_owned(), pressed.1.to_owned()));
            answer = self.submit(action, &fields).await;
        }
        let redirect = answer.header("location").filter(|_| answer.status == 302);
        redirect.map(str::to_owned).ok_or(NoRedirect) // an error page is closed by whoever sees it
    }
}

impl SignInWindow {
    /// Somebody else, in a browser of their own.
    pub(crate) fn seats(&self, person: Person) {
        self.person.set(person);
        self.cookie.take();
    }

    async fn open(&self, url: &str) -> Answer {
        let cookie = self.cookie.borrow().clone();
        get(&self.site, url, cookie.as_deref()).await
    }

    /// Sends a form and follows the site's redirects to itself.
    async fn submit(&self, action: &str, fields: &[(String, String)]) -> Answer {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Wire::post(action).header("Content-Type", "application/x-www-form-urlencoded");
        let request = request.header("Cookie", self.cookie.borrow().clone().unwrap_or_default());
        let answer = exchange(&self.site, request.body(Body::from(form)).unwrap()).await.unwrap();
        if let Some(cookie) = answer.header("set-cookie") {
            self.cookie.replace(cookie.split(';').next().map(str::to_owned));
        }
        match answer.header("location").filter(|to| to.starts_with('/')) {
            Some(to) => self.open(to).await,
            None => answer,
        }
    }
}

/// The hidden fields of the page's form to sign in or to decide; none if it has neither.
fn hidden_fields(page: &str) -> Option<Vec<(String, String)>> {
    let form = ["action=\"/users/login\"", "action=\"/oauth/dialog\""].into_iter().find_map(|a| page.split_once(a))?.1;
    let field = |field: &str| (between(field, "", "\"").to_owned(), decode_entities(between(field, "value=\"", "\"")));
    Some(form.split("</form>").next()?.split("type=\"hidden\" name=\"").skip(1).map(field).collect())
}

/// A page, as a browser with this cookie gets it.
pub(crate) async fn get(site: &Router, path: &str, cookie: Option<&str>) -> Answer {
    let request = Wire::get(path).header("Cookie", cookie.unwrap_or_default());
    exchange(site, request.body(Body::empty()).unwrap()).await.unwrap()
}
