//! The site's API, v2.3 and v3: the only module that knows its paths, its parameters and its JSON.
//!
//! [`calls`] makes a [`Request`]; [`Client::send`] takes it to the site in whichever version fits and is there, when
//! the [`throttle`] allows, and returns a [`Page`] of the domain's types: nobody else knows which version it was.
//! Every call is in the [`Ledger`] before it leaves. A read is repeated at most twice, a write never.
//!
//! [`route`] names every path once; [`wire`] and [`posts`] the fields; [`judge`] tells a yes from a no. Nothing here knows a browser.

mod answers;
pub mod calls;
mod credentials;
mod criteria;
mod error;
mod features;
mod judge;
mod ledger;
mod pictures;
mod posts;
mod request;
mod route;
mod throttle;
mod wire;

pub use credentials::Exchange;
pub use criteria::Criteria;
pub use error::{ApiError, Refusal, Why};
pub use ledger::{Entry, Ledger, Outcome};
pub use request::{Request, Sort};
pub use route::{Access, Endpoint, Route, Version, base, oauth, selector};
pub use throttle::{Admit, Lesson, Limiter};
pub use wire::{Encoding, Filter, Page, Preview, Source, Uploaded, Wire};

use crate::{
    json::{self, Object},
    model::{Connection, Kind, Secret, Site, Timestamp},
    ports::{Area, Clock, Entropy, Http, HttpError, HttpRequest, HttpResponse, Method, Ports, Store},
};
use answers::{Answer, Answers};
use credentials::Credentials;
use features::{Features, WITH_BODY, filter_of, says_absent};
use futures_util::stream::{Stream, try_unfold};
use judge::judge;
use request::Spec;
use std::{cell::RefCell, rc::Rc};
use wire::{Item, collect};

/// Questions asked for in one call.
pub const PAGE_SIZE: u32 = 30;

/// Pages read of one list, whatever the site says.
const MAX_PAGES: u32 = 1_000;

/// Longest wait within a call, in seconds; a longer one is the person's to know of.
const MAX_WAIT: i64 = 5;

/// Repetitions of a read.
const MAX_RETRIES: u32 = 2;

/// What the calls of a background share: pauses, ledger, answers at hand, what sites have.
#[derive(Debug, Default)]
pub struct Shared {
    /// None until it was read from the store.
    journal: RefCell<Option<Journal>>,
    features: RefCell<Vec<(String, Features)>>,
    answers: Answers,
}

/// What has to outlive the worker. In memory until the browser closes.
type Journal = (Limiter, Ledger);

const JOURNAL: &str = "calls";

impl Shared {
    /// The latest calls, the latest first.
    #[must_use]
    pub fn ledger(&self) -> Vec<Entry> {
        self.journal.borrow().as_ref().map(|(_, ledger)| ledger.entries().cloned().collect()).unwrap_or_default()
    }
}

/// Calls one site under one set of credentials.
#[expect(missing_debug_implementations, reason = "it holds secrets")]
pub struct Client<'a, P> {
    ports: &'a P,
    shared: &'a Shared,
    connection: &'a Connection,
    token: Option<&'a Secret>,
}

impl<'a, P: Ports> Client<'a, P> {
    /// A client for `connection`, signed in if there is a `token`.
    pub fn new(ports: &'a P, shared: &'a Shared, connection: &'a Connection, token: Option<&'a Secret>) -> Self {
        Self { ports, shared, connection, token }
    }

    /// Makes a call.
    ///
    /// # Errors
    /// [`ApiError`]; after a write, [`ApiError::outcome_is_known`] says whether it may have happened all the same.
    pub async fn send<T: Wire>(&self, request: &Request<T>) -> Result<Page<T>, ApiError> {
        let mut items = Vec::new();
        let has_more = self.exchange(&request.0, &mut collect(&mut items)).await?;
        Ok(Page { items, has_more })
    }

    /// Makes a call and returns its items alone.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn list<T: Wire>(&self, request: &Request<T>) -> Result<Vec<T>, ApiError> {
        self.send(request).await.map(|page| page.items)
    }

    /// Makes a call that answers with one item.
    ///
    /// # Errors
    /// As [`Client::send`]; without an item [`ApiError::Decode`].
    pub async fn one<T: Wire>(&self, request: &Request<T>) -> Result<T, ApiError> {
        let none = || ApiError::Decode("items[0]".to_owned());
        self.list(request).await?.into_iter().next().ok_or_else(none)
    }

    /// All pages of a list, one call each, made as they are asked for. Ends after the last page, an empty one, or an
    /// error.
    pub fn pages<T: Wire>(&self, request: Request<T>) -> impl Stream<Item = Result<Vec<T>, ApiError>> {
        try_unfold(Some(request), async |next| {
            let Some(request) = next else { return Ok(None) };
            let page = self.send(&request).await?;
            let number = request.0.page;
            let follows = page.has_more && !page.items.is_empty() && number < MAX_PAGES;
            Ok(Some((page.items, follows.then(|| request.page(number + 1)))))
        })
    }

    /// Makes a call, or finds its answer at hand. Whether more items follow.
    async fn exchange(&self, spec: &Spec, read: &mut Item<'_>) -> Result<bool, ApiError> {
        let access = spec.route.access();
        if self.connection.site.kind() == Kind::Network && access != Access::Key {
            return Err(ApiError::Unavailable(spec.route)); // there Askside only reads, as nobody
        }
        if access != Access::Key && self.token.is_none() {
            return Err(ApiError::Refused(Refusal { why: Why::SignIn, message: String::new() }));
        }
        if spec.is_write() {
            let result = self.ask(spec, read).await;
            self.shared.answers.clear();
            return result.map(|answer| answer.has_more);
        }
        let asked = self.shared.answers.turn();
        let slot = self.shared.answers.slot(self.key(spec));
        let mut kept = slot.lock().await;
        let now = self.ports.clock().millis();
        let result = match kept.as_ref().and_then(|kept| kept.serves(now, asked, spec.fresh)) {
            Some(result) => {
                let answer = result?;
                let mut item = |mut item: Object<'_>| read(&mut item, answer.version, answer.text);
                return judge(&answer.response, answer.version, &mut item).outcome;
            }
            None => self.ask(spec, read).await,
        };
        self.shared.answers.keep(&slot, &mut kept, self.ports.clock().millis(), result.clone());
        result.map(|answer| answer.has_more)
    }

    /// Whether the site may be able to answer a call.
    pub async fn offers<T>(&self, request: &Request<T>) -> bool {
        !self.versions(&request.0).await.is_empty()
    }

    /// The versions to ask, the preferred one first.
    async fn versions(&self, spec: &Spec) -> Vec<Version> {
        let features = self.features().await;
        let kind = self.connection.site.kind();
        // v2.3 of a company's site takes no token without the key of its application (error 405); v3 does.
        let keyless = kind == Kind::Enterprise && self.connection.key.is_none() && self.token.is_some();
        let fits = |version: &Version| spec.fits(*version) && !(keyless && *version == Version::V2);
        let fitting: Vec<Version> = spec.route.versions(kind).filter(fits).collect();
        let there = |version: &Version| features.may_ask(spec.route, *version, spec.is_write());
        let mut versions: Vec<Version> = fitting.iter().copied().filter(there).collect();
        if versions.is_empty() {
            // Only v3 has it, and v3 is not known yet: the call itself finds out.
            versions.extend(fitting.into_iter().filter(|version| *version == Version::V3 && spec.is_write()));
        }
        versions
    }

    /// Asks the versions that fit; the next one if a site turns out not to have it.
    async fn ask(&self, spec: &Spec, read: &mut Item<'_>) -> Result<Rc<Answer>, ApiError> {
        let mut failed = ApiError::Unavailable(spec.route);
        for version in self.versions(spec).await {
            let result = self.attempt(spec, version, read).await;
            let absent = |error: &ApiError| says_absent(error, version, self.token.is_some(), !spec.path.is_empty());
            let outcome = result.as_ref().map(drop).map_err(absent);
            self.learn(|features| features.learn(spec.route, version, outcome)).await;
            match result {
                Err(error) if !spec.is_write() && outcome == Err(true) => failed = error,
                result => return result,
            }
        }
        Err(failed)
    }

    /// Calls one version, again if that can help.
    async fn attempt(&self, spec: &Spec, version: Version, read: &mut Item<'_>) -> Result<Rc<Answer>, ApiError> {
        let (mut filter, mut text) = match version {
            Version::V2 => self.filter(spec).await?,
            Version::V3 => (None, Encoding::Entities),
        };
        let mut attempt = 0;
        loop {
            let error = match self.once(spec, version, filter.as_deref(), text, read).await {
                Ok(answer) => return Ok(answer),
                Err(error) if spec.is_write() => return Err(error),
                Err(error) => error,
            };
            if text == Encoding::Raw && blames_filter(&error) {
                // The site forgot it. The built-in one serves until another is made tomorrow.
                self.learn(|features| features.use_filter(WITH_BODY)).await;
                (filter, text) = filter_of(spec.route, None);
                continue;
            }
            let Some(millis) = retry_after(&error, attempt, self.ports.clock().now()) else { return Err(error) };
            attempt += 1;
            self.ports.clock().wait(millis + self.jitter()).await;
        }
    }

    /// One request, if the site's pauses allow it.
    async fn once(
        &self,
        spec: &Spec,
        version: Version,
        filter: Option<&str>,
        text: Encoding,
        read: &mut Item<'_>,
    ) -> Result<Rc<Answer>, ApiError> {
        let (site, clock) = (&self.connection.site, self.ports.clock());
        let endpoint = spec.route.endpoint(version, site.kind()).ok_or(ApiError::Unavailable(spec.route))?;
        let address = endpoint.counts_as();
        let lane = format!("{site} {}", if self.token.is_some() { "token" } else { "key" });
        self.load_journal().await;
        loop {
            let now = clock.now();
            match self.journal(|(limiter, _)| limiter.admit(&lane, &address, now, site.kind() == Kind::Network)) {
                Admit::Go => break,
                Admit::WaitUntil(until) if now.until(until) > MAX_WAIT => return Err(ApiError::Throttled(until)),
                Admit::WaitUntil(until) => clock.wait(whole_millis(now.until(until)) + self.jitter()).await,
            }
        }
        let request = self.request(spec, version, endpoint, filter);
        let (number, outcome, sent) = self.leave(request, endpoint.path, spec.said()).await;
        let judged = sent.map(|response| {
            let verdict = judge(&response, version, &mut |mut item| read(&mut item, version, text));
            (response, verdict)
        });
        let now = clock.now();
        let until = self.journal(|(limiter, ledger)| {
            let verdict = judged.as_ref().ok().map(|(_, verdict)| verdict);
            ledger.close(number, Outcome { quota: verdict.and_then(|verdict| verdict.quota), ..outcome });
            limiter.learn(&lane, &address, now, &verdict?.lesson)
        });
        self.keep_journal().await;
        let (response, verdict) = judged?;
        let outcome = verdict.outcome.map_err(|error| self.credentials().taken_out_of(error));
        match (outcome, until) {
            (Ok(has_more), _) => Ok(Rc::new(Answer { response, version, text, has_more })),
            (Err(ApiError::Refused(refusal)), Some(_)) if refusal.may_have_happened() => {
                Err(ApiError::Refused(refusal))
            }
            (Err(_), Some(until)) => Err(ApiError::Throttled(until)),
            (Err(error), None) => Err(error),
        }
    }

    /// Trades a code for its token at the site's own endpoint, once: a code serves once. The answer is for
    /// [`crate::auth`] to read.
    ///
    /// # Errors
    /// [`ApiError::Http`] without an answer.
    pub async fn trade(&self, exchange: &Exchange) -> Result<HttpResponse, ApiError> {
        let headers = vec![
            ("accept", "application/json".to_owned()),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ];
        let body = Some(exchange.form().into_bytes());
        let request = HttpRequest::new(Method::Post, &self.connection.site, oauth::TOKEN, headers, body);
        self.load_journal().await;
        let (number, outcome, sent) = self.leave(request, oauth::TOKEN, Vec::new()).await;
        self.journal(|(_, ledger)| ledger.close(number, outcome));
        self.keep_journal().await;
        Ok(sent?)
    }

    /// Sends a request under a line of the ledger, which is kept before it leaves: the line's number, and what to
    /// close it with.
    async fn leave(
        &self,
        request: HttpRequest,
        path: &str,
        said: Vec<String>,
    ) -> (u32, Outcome, Result<HttpResponse, HttpError>) {
        let size = |answer: &HttpResponse| (answer.status, answer.body.len());
        self.on_ledger(request.method, path, said, self.ports.http().send(request), size).await
    }

    fn request(&self, spec: &Spec, version: Version, endpoint: Endpoint, filter: Option<&str>) -> HttpRequest {
        let site = &self.connection.site;
        let mut parameters = spec.parameters(version);
        parameters.extend(filter.map(|filter| ("filter", filter.to_owned())));
        let mut query: Vec<(&str, String)> = Vec::new();
        let mut body = None;
        match (version, endpoint.method) {
            (Version::V2, Method::Post) => {
                body = Some(("application/x-www-form-urlencoded".to_owned(), form(&parameters).into_bytes()));
            }
            (Version::V3, Method::Post | Method::Put) => body = spec.body(),
            _ => query = parameters,
        }
        if version == Version::V2 {
            query.extend(selector(site).map(|(name, value)| (name, value.to_owned())));
        }
        let credentials = self.credentials();
        query.extend(credentials.parameter(site));
        let mut headers = vec![("accept", "application/json".to_owned())];
        headers.extend(credentials.headers(site, version, spec.is_write()));
        let (kind, body) = body.unzip();
        headers.extend(kind.map(|kind| ("content-type", kind)));
        let query = if query.is_empty() { String::new() } else { format!("?{}", form(&query)) };
        let path = if spec.route.names_own_token() { &credentials.path() } else { &spec.path };
        let path = format!("{}{}{query}", base(site, version), fill(endpoint.path, path));
        HttpRequest::new(endpoint.method, site, &path, headers, body)
    }

    fn credentials(&self) -> Credentials<'a> {
        Credentials { key: self.connection.key.as_ref(), token: self.token }
    }

    /// What makes a read the same as another: the call, and who makes it.
    fn key(&self, spec: &Spec) -> String {
        let (site, who) = (&self.connection.site, self.credentials().fingerprint());
        format!("{site} {who:x} {:?} {:?} {}", spec.route, spec.path, form(&spec.parameters(Version::V2)))
    }

    /// The filter for a call of v2.3: ours for a read, made on the site's first; the built-in one for a write, which
    /// has one try only.
    async fn filter(&self, spec: &Spec) -> Result<(Option<String>, Encoding), ApiError> {
        if spec.is_write() {
            return Ok(filter_of(spec.route, None));
        }
        let known = self.features().await.filter;
        let (named, text) = filter_of(spec.route, known.as_deref());
        if named.is_none() || known.is_some() {
            return Ok((named, text));
        }
        // Boxed: this call makes another.
        let made = Box::pin(self.one(&calls::create_filter(features::FIELDS))).await;
        let name = match made {
            Ok(made) => made.name,
            // The call itself will say what is wrong with key, token or network.
            Err(error @ (ApiError::Http(_) | ApiError::Throttled(_))) => return Err(error),
            Err(ApiError::Refused(Refusal { why: Why::SignIn | Why::Key | Why::Denied, .. })) => {
                return Ok((named, text));
            }
            Err(_) => WITH_BODY.to_owned(),
        };
        self.learn(|features| features.use_filter(&name)).await;
        Ok(filter_of(spec.route, Some(&name)))
    }

    async fn features(&self) -> Features {
        let (name, now) = (self.features_key(), self.ports.clock().now());
        let find = |all: &[(String, Features)]| all.iter().find(|(known, _)| *known == name).map(|(_, f)| f.clone());
        let mut kept = None;
        if find(&self.shared.features.borrow()).is_none() {
            kept = self.ports.store().get(Area::Local, &name).await.ok().flatten();
        }
        // Whoever was quicker may have learnt something meanwhile.
        let found = find(&self.shared.features.borrow()).or_else(|| json::read(&kept?).ok());
        let features = found.unwrap_or_default().at(now);
        let mut all = self.shared.features.borrow_mut();
        all.retain(|(known, _)| *known != name);
        all.push((name, features.clone()));
        features
    }

    /// Changes what is known of the site, and keeps it if that made a difference.
    async fn learn(&self, change: impl FnOnce(&mut Features) -> bool) {
        let name = self.features_key();
        let kept = {
            let mut all = self.shared.features.borrow_mut();
            let Some((_, features)) = all.iter_mut().find(|(known, _)| *known == name) else { return };
            change(features).then(|| json::write(features))
        };
        if let Some(kept) = kept {
            // Losing this only costs another try.
            drop(self.ports.store().set(Area::Local, &name, kept).await);
        }
    }

    fn features_key(&self) -> String {
        features_of(&self.connection.site, self.token.is_some())
    }

    async fn load_journal(&self) {
        if self.shared.journal.borrow().is_none() {
            let kept = self.ports.store().get(Area::Session, JOURNAL).await.ok().flatten();
            let kept = kept.and_then(|text| json::read(&text).ok()).unwrap_or_default();
            self.shared.journal.borrow_mut().get_or_insert(kept);
        }
    }

    fn journal<R>(&self, change: impl FnOnce(&mut Journal) -> R) -> R {
        change(self.shared.journal.borrow_mut().get_or_insert_default())
    }

    async fn keep_journal(&self) {
        let kept = self.journal(|journal| json::write(journal));
        // Losing this costs one refused call, and a line of the ledger.
        drop(self.ports.store().set(Area::Session, JOURNAL, kept).await);
    }

    /// Up to a quarter of a second, so that many who were turned away do not come back at once.
    fn jitter(&self) -> u32 {
        u32::from_str_radix(&self.ports.entropy().token()[..2], 16).unwrap_or_default()
    }
}

/// Where what a site turned out to have is kept: whoever is signed in may find more there.
#[must_use]
pub fn features_of(site: &Site, is_signed_in: bool) -> String {
    format!("features {} {site}", if is_signed_in { "token" } else { "key" })
}

fn blames_filter(error: &ApiError) -> bool {
    matches!(error, ApiError::Refused(refusal) if refusal.why == Why::Parameter && refusal.message.contains("filter"))
}

/// Milliseconds after which a failed read may be repeated; none if that would not help, or not soon.
fn retry_after(error: &ApiError, attempt: u32, now: Timestamp) -> Option<u32> {
    let doubling = Some(500 << attempt);
    if attempt >= MAX_RETRIES {
        return None;
    }
    match error {
        ApiError::Throttled(until) => Some(now.until(*until)).filter(|wait| *wait <= MAX_WAIT).map(whole_millis),
        ApiError::Http(HttpError::Unreachable) | ApiError::NotApi(500..=599) => doubling,
        // Both are seen without a reason, and gone at the next try (contract §1.7).
        ApiError::Refused(Refusal { why: Why::Broken | Why::NoMethod, .. }) if attempt == 0 => doubling,
        _ => None,
    }
}

fn whole_millis(seconds: i64) -> u32 {
    u32::try_from(seconds.saturating_mul(1000)).unwrap_or(u32::MAX)
}

/// Puts `parts` into the braces of a path, from the last: v2.3 needs fewer than v3.
fn fill(path: &str, parts: &[String]) -> String {
    let braces = path.matches("{}").count();
    let mut parts = parts[parts.len().saturating_sub(braces)..].iter();
    let mut filled = String::new();
    for (at, piece) in path.split("{}").enumerate() {
        if at > 0 {
            let escaped = |name: &str| form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>();
            let names: Vec<String> = parts.next().map_or("", String::as_str).split(';').map(escaped).collect();
            filled.push_str(&names.join(";"));
        }
        filled.push_str(piece);
    }
    filled
}

fn form(pairs: &[(&str, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Reads an answer's items as the client does; for tests and benchmarks of recorded answers.
///
/// # Errors
/// [`ApiError`] as the client would report it.
pub fn decode<T: Wire>(response: &HttpResponse, version: Version, text: Encoding) -> Result<Page<T>, ApiError> {
    let mut items = Vec::new();
    let mut read = collect(&mut items);
    let outcome = judge(response, version, &mut |mut item| read(&mut item, version, text)).outcome;
    drop(read);
    Ok(Page { items, has_more: outcome? })
}
