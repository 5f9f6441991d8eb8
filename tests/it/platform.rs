//! The ports of the test platform: the in-memory twins, and the simulated site where a browser would be.
//!
//! Each gives way once before it works, as a browser's do, so that calls made at the same time interleave.
//! What must hold of every request is asserted here, where it leaves.

use crate::network::{Mishap, Network};
use crate::world::{BACK, ELSEWHERE, KEY, SITE, between, pairs};
use askside::{
    memory::{CountingEntropy, ManualClock, MemoryLocks, MemoryPermissions, MemoryStore, MemoryTabs},
    model::{PageSnapshot, PictureUrl, TabId},
    ports::{
        Area, Clock, Header, Http, HttpError, HttpRequest, HttpResponse, Identity, Interaction, Method, NoRedirect,
        Ports, Store, StoreError, TabError, Tabs,
    },
    text::decode_entities,
};
use askside_sim::{Answer, HungUp, Sim, app, exchange};
use axum::{Router, body::Body, http::Request as Wire};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    ops::{Deref, DerefMut},
    rc::Rc,
};
use tokio::task::yield_now;

/// Who sits before the sign-in window, and what they do.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Person {
    Approves(&'static str),
    Cancels(&'static str),
    ClosesWindow,
    /// Looks at the page and does nothing yet.
    Hesitates,
}

pub(crate) const AMAL: Person = Person::Approves("Amal Haddad");
pub(crate) const MIRA: Person = Person::Approves("Mira Okafor");

/// All ports, shared by a worker and its successor, as a browser's are.
#[derive(Clone)]
pub(crate) struct Platform(Rc<Browser>);

impl Deref for Platform {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.0
    }
}

impl DerefMut for Platform {
    fn deref_mut(&mut self) -> &mut Browser {
        Rc::get_mut(&mut self.0).unwrap()
    }
}

/// What outlives a worker.
pub(crate) struct Browser {
    pub(crate) http: SiteHttp,
    pub(crate) store: SlowStore,
    pub(crate) identity: SignInWindow,
    pub(crate) tabs: PersonsTabs,
    locks: MemoryLocks,
    pub(crate) permissions: MemoryPermissions,
    pub(crate) clock: SharedClock,
    entropy: CountingEntropy,
}

impl Platform {
    pub(crate) fn new(sim: &Sim) -> Self {
        let person = Rc::new(Seat { site: app(sim.clone()), person: Cell::new(AMAL), cookie: RefCell::default() });
        Self(Rc::new(Browser {
            http: SiteHttp(app(sim.clone()), Network::new(sim)),
            store: SlowStore::default(),
            identity: SignInWindow(Rc::clone(&person)),
            tabs: PersonsTabs {
                tabs: MemoryTabs::default(),
                person,
                step: RefCell::default(),
                counts: RefCell::default(),
                slips: RefCell::default(),
            },
            locks: MemoryLocks::default(),
            permissions: MemoryPermissions::default(),
            clock: SharedClock::new(sim),
            entropy: CountingEntropy::default(),
        }))
    }
}

impl Ports for Platform {
    type Http = SiteHttp;
    type Store = SlowStore;
    type Identity = SignInWindow;
    type Locks = MemoryLocks;
    type Tabs = PersonsTabs;
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
    fn locks(&self) -> &MemoryLocks {
        &self.locks
    }
    fn tabs(&self) -> &PersonsTabs {
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

    /// Somebody sets the computer's clock; the site's goes on.
    pub(crate) fn jump(&self, seconds: i64) {
        self.0.0.set(self.0.0.get() + seconds * 1000);
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
pub(crate) struct SiteHttp(pub(crate) Router, pub(crate) Network);

impl Http for SiteHttp {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        check(&request);
        let mishap = self.1.takes(&request);
        yield_now().await;
        if mishap == Some(Mishap::Late) {
            return Err(HttpError::TimedOut);
        }
        self.1.arrives(&request);
        if mishap == Some(Mishap::Repeated) {
            drop(self.call(&request).await);
        }
        let answer = self.call(&request).await;
        yield_now().await;
        let answer = answer.map_err(|_| HttpError::Unreachable)?;
        assert!(!answer.status.is_redirection(), "the browser would refuse it");
        let named = |header: Header| Some((header, answer.header(header.name())?.to_owned()));
        let headers = Header::ALL.into_iter().filter_map(named).collect();
        Ok(HttpResponse { status: answer.status.as_u16(), headers, body: answer.text() })
    }

    async fn picture(&self, url: &PictureUrl) -> Result<Vec<u8>, HttpError> {
        yield_now().await;
        let of_the_docs = url.as_str().strip_prefix("https://docs.fernwick.test/").ok_or(HttpError::Unreachable)?;
        Ok(if of_the_docs == "page" { b"<svg>".to_vec() } else { b"GIF89a".to_vec() })
    }
}

impl SiteHttp {
    async fn call(&self, request: &HttpRequest) -> Result<Answer, HungUp> {
        let mut wire = Wire::builder().method(request.method.name()).uri(request.url());
        for (name, value) in &request.headers {
            wire = wire.header(*name, value);
        }
        exchange(&self.0, wire.body(Body::from(request.body.clone().unwrap_or_default())).unwrap()).await
    }

    /// Lets arrive what does before the site's clock shows `until`. Nobody hears the answers.
    pub(crate) async fn deliver(&self, until: i64) {
        for request in self.1.due(until) {
            drop(self.call(&request).await);
        }
    }
}

/// The hosts that the tests' sites have their API at.
const HOSTS: [&str; 4] =
    ["stack.fernwick.test", "stack.elsewhere.test", "api.stackoverflowteams.com", "api.stackexchange.com"];

/// What must hold of every request that leaves.
fn check(request: &HttpRequest) {
    let HttpRequest { method, headers, body, .. } = request;
    // Of a picture there is nothing to read.
    let body = body.as_ref().map(|body| String::from_utf8_lossy(body));
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

    async fn policy(&self) -> Option<String> {
        yield_now().await;
        self.0.policy().await
    }
}

/// The browser's sign-in window.
pub(crate) struct SignInWindow(Rc<Seat>);

impl Identity for SignInWindow {
    fn redirect_uri(&self) -> String {
        BACK.to_owned()
    }

    async fn authorize(&self, url: &str, interaction: Interaction) -> Result<String, NoRedirect> {
        let redirect = match interaction {
            Interaction::Shown => self.0.walk(url).await,
            Interaction::Silent => self.0.glance(url).await,
        };
        redirect.filter(|to| to.starts_with(BACK)).ok_or(NoRedirect) // an error page is closed by whoever sees it
    }
}

impl SignInWindow {
    /// Somebody else, in a browser of their own.
    pub(crate) fn seats(&self, person: Person) {
        self.0.person.set(person);
        self.0.cookie.take();
    }

    /// The same person, who does something else now.
    pub(crate) fn decides(&self, person: Person) {
        self.0.person.set(person);
    }

    /// Whoever sits there goes to the site by themselves, and lets Askside in.
    pub(crate) async fn visits_the_site(&self) {
        let query = format!("client_id=1&redirect_uri={BACK}&state=0");
        self.0.walk(&format!("{SITE}/oauth/dialog?{query}")).await;
    }
}

/// The person's tabs. In one that opens at a sign-in page they go through with it, a little later.
pub(crate) struct PersonsTabs {
    pub(crate) tabs: MemoryTabs,
    person: Rc<Seat>,
    /// A tab that they have not looked at yet, and where it is.
    step: RefCell<Option<(TabId, String)>>,
    /// The numbers on the toolbar button.
    pub(crate) counts: RefCell<HashMap<TabId, usize>>,
    /// The page that a tab goes to just before it is read.
    pub(crate) slips: RefCell<Option<(TabId, PageSnapshot)>>,
}

impl Tabs for PersonsTabs {
    async fn snapshot(&self, tab: TabId) -> Result<PageSnapshot, TabError> {
        if let Some((tab, page)) = self.slips.take() {
            self.tabs.0.borrow_mut().insert(tab, Ok(page));
        }
        self.tabs.snapshot(tab).await
    }

    async fn open(&self, url: &str, landing: &str) -> Result<TabId, TabError> {
        let tab = self.tabs.open(url, landing).await?;
        self.step.replace(Some((tab, url.to_owned())));
        Ok(tab)
    }

    async fn address(&self, tab: TabId) -> Result<String, TabError> {
        yield_now().await;
        let before = self.tabs.address(tab).await;
        let decided = !matches!(self.person.person.get(), Person::Hesitates);
        let step = self.step.borrow_mut().take_if(|(waiting, _)| decided && *waiting == tab);
        if let Some((tab, url)) = step {
            match self.person.walk(&url).await {
                Some(url) => drop(self.tabs.0.borrow_mut().insert(tab, Ok(PageSnapshot { url, ..Default::default() }))),
                None => self.tabs.close(tab).await,
            }
        }
        before
    }

    async fn count(&self, tab: TabId, number: usize) {
        self.counts.borrow_mut().insert(tab, number);
    }

    async fn close(&self, tab: TabId) {
        self.tabs.close(tab).await;
    }
}

/// Who sits before the browser, and the site's own pages, which they walk.
struct Seat {
    site: Router,
    person: Cell<Person>,
    cookie: RefCell<Option<String>>,
}

impl Seat {
    /// Where a sign-in page leads by itself.
    async fn glance(&self, url: &str) -> Option<String> {
        let answer = self.open(url).await;
        answer.header("location").filter(|_| answer.status == 302).map(str::to_owned)
    }

    /// Where it leads when the person has decided; none if they close it.
    async fn walk(&self, url: &str) -> Option<String> {
        assert!([SITE, ELSEWHERE].iter().any(|site| url.starts_with(&format!("{site}/oauth"))), "{url}");
        assert!(!url.contains(KEY), "{url}");
        let (name, decision) = match self.person.get() {
            Person::Approves(name) => (name, "approve"),
            Person::Cancels(name) => (name, "cancel"),
            Person::ClosesWindow | Person::Hesitates => ("", ""),
        };
        let mut answer = self.open(url).await;
        while let Some((action, mut fields)) = hidden_fields(&answer.text()).filter(|_| !name.is_empty()) {
            let page = answer.text();
            let person = page.split("<button name=\"user\" value=\"").find(|button| button.contains(name));
            let pressed = match (action, person) {
                ("/users/login", Some(button)) => ("user", between(button, "", "\"")),
                ("/users/login", None) => return None,
                _ => ("decision", decision),
            };
            fields.push((pressed.0.to_owned(), pressed.1.to_owned()));
            answer = self.submit(action, &fields).await;
        }
        answer.header("location").filter(|_| answer.status == 302).map(str::to_owned)
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

/// Where the page's form to sign in or to decide goes, and its hidden fields; none if it has neither.
fn hidden_fields(page: &str) -> Option<(&'static str, Vec<(String, String)>)> {
    let actions = ["/users/login", "/oauth/dialog", "/oauth"];
    let (action, form) = actions.into_iter().find_map(|action| {
        let form = page.split_once(&format!("action=\"{action}\""))?.1;
        Some((action, form))
    })?;
    let field = |field: &str| (between(field, "", "\"").to_owned(), decode_entities(between(field, "value=\"", "\"")));
    let fields = form.split("</form>").next()?.split("type=\"hidden\" name=\"").skip(1).map(field).collect();
    Some((action, fields))
}

/// A page, as a browser with this cookie gets it.
pub(crate) async fn get(site: &Router, path: &str, cookie: Option<&str>) -> Answer {
    let request = Wire::get(path).header("Cookie", cookie.unwrap_or_default());
    exchange(site, request.body(Body::empty()).unwrap()).await.unwrap()
}
