//! One site: its content, its people, its clock, and what it has seen.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::accounts::{Accounts, Scope};
use crate::applications::Registered;
use crate::clock::Clock;
use crate::config::Config;
use crate::corpus::{LoadError, community, demo, dump, jsonl, people};
use crate::docs::Library;
use crate::fault::{Fault, Faults};
use crate::flood::Flood;
use crate::log::Logged;
use crate::pacing::Pacing;
use crate::store::{Id, Store};
use crate::team::Content;
use crate::v2::Filters;
use crate::v3::{Images, Throttle};

/// Everything a running site knows. Cheap to clone; all clones are the same site.
///
/// ```
/// # fn main() -> Result<(), askside_sim::LoadError> {
/// let sim = askside_sim::Sim::demo()?;
/// let site = askside_sim::app(sim.clone());
/// let token = sim.issue_token("amal", &["write_access"]);
/// # let _ = (site, token);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Sim {
    config: Arc<Config>,
    state: Arc<State>,
    content: Arc<Content>,
    /// The team whose content it is, if it is one's.
    team: Option<Arc<str>>,
}

struct State {
    clock: Clock,
    teams: Vec<Arc<Content>>,
    accounts: Mutex<Accounts>,
    registered: Mutex<Registered>,
    pacing: Mutex<Pacing>,
    flood: Mutex<Flood>,
    throttle: Mutex<Throttle>,
    images: Mutex<Images>,
    filters: Mutex<Filters>,
    library: Mutex<Library>,
    faults: Mutex<Faults>,
    log: Mutex<Vec<Logged>>,
}

/// The demo's content, from which copies are made.
struct DemoImages {
    site: Vec<u8>,
    /// Each with its slug.
    teams: Vec<(String, Vec<u8>)>,
}

impl Sim {
    /// The demo site, compiled in: the questions and docs of a grocer named Fernwick.
    ///
    /// # Errors
    /// If a file of the demo is wrong; the error names the line.
    pub fn demo() -> Result<Self, LoadError> {
        // Filled once a process: tests want hundreds of these.
        static DEMO: OnceLock<DemoImages> = OnceLock::new();
        let DemoImages { site, teams } = match DEMO.get() {
            Some(demo) => demo,
            None => {
                let filled = Self::fill_demo()?;
                DEMO.get_or_init(|| filled)
            }
        };
        let team = |(slug, image): &(String, Vec<u8>)| Ok(Content::of_team(slug.clone(), Store::of_image(image)?));
        let teams = teams.iter().map(team).collect::<Result<_, LoadError>>()?;
        Ok(Self::new(Store::of_image(site)?, teams, Library::demo()))
    }

    /// Makes the demo's site and teams.
    fn fill_demo() -> Result<DemoImages, LoadError> {
        let store = Store::new()?;
        store.batch(|store| {
            store.add_people(people::PEOPLE)?;
            for question in demo::questions()? {
                store.add_question(&question)?;
            }
            community::enliven(store)?;
            store.count_reputation()?;
            Ok::<_, LoadError>(())
        })?;
        let team = |team: &demo::Team| Ok((team.slug.clone(), team.store()?.image()?));
        let teams = demo::teams()?.iter().map(team).collect::<Result<_, LoadError>>()?;
        Ok(DemoImages { site: store.image()?, teams })
    }

    /// A site from a directory with `questions_*.jsonl` and `pages.jsonl`: every question file, or with `page` only
    /// the one that this page's row names. Fernwick's people can sign in; the questions have no owners.
    ///
    /// Or from one with a data dump of the public network, as `Posts.xml` and the other files of it that the directory
    /// has; then its own people can sign in, and numbers are those of the dump.
    ///
    /// # Errors
    /// If a file is missing or a line of it is wrong; the error names both.
    pub fn load(dir: &Path, page: Option<&str>) -> Result<Self, LoadError> {
        let pages = jsonl::pages(dir, page)?;
        if dump::is_in(dir) {
            let store = Store::large()?;
            store.batch(|store| dump::load(dir, store))?;
            return Ok(Self::new(store, Vec::new(), Library::of(pages)));
        }
        let site = page.and_then(|_| pages.first()).map(|page| page.site.as_str());
        let files = jsonl::question_files(dir, site)?;
        let store = Store::new()?;
        store.batch(|store| {
            store.add_people(people::PEOPLE)?;
            for file in files {
                jsonl::for_each_question(&file, |question| {
                    store.add_question(&question)?;
                    Ok(())
                })?;
            }
            Ok::<_, LoadError>(())
        })?;
        Ok(Self::new(store, Vec::new(), Library::of(pages)))
    }

    fn new(store: Store, teams: Vec<Content>, library: Library) -> Self {
        let state = State {
            clock: Clock::default(),
            teams: teams.into_iter().map(Arc::new).collect(),
            accounts: Mutex::default(),
            registered: Mutex::default(),
            pacing: Mutex::default(),
            flood: Mutex::default(),
            throttle: Mutex::default(),
            images: Mutex::default(),
            filters: Mutex::default(),
            library: Mutex::new(library),
            faults: Mutex::default(),
            log: Mutex::default(),
        };
        Self { config: Arc::default(), state: Arc::new(state), content: Arc::new(Content::of_site(store)), team: None }
    }

    /// The same site under other settings. Clones made before keep theirs.
    #[must_use]
    pub fn with_config(self, config: Config) -> Self {
        // Nothing but a mistake in the statement could fail here, and every test would show it.
        let _ = self.store().require_tags(&config.limits.required_tags);
        Self { config: Arc::new(config), ..self }
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Every request received so far, in order.
    pub fn log(&self) -> Vec<Logged> {
        lock(&self.state.log).clone()
    }

    /// Puts a page of a test's own on the docs host, as it is and without a content security policy.
    pub fn add_doc(&self, path: &str, html: String) {
        self.library().add(path, html);
    }

    /// Makes something go wrong from now on.
    pub fn fault(&self, fault: Fault) {
        self.faults().add(fault);
    }

    /// Ends all faults.
    pub fn clear_faults(&self) {
        self.faults().clear();
    }

    /// Moves the site's clock: tokens expire, pauses end, a new day has a new quota.
    pub fn clock_skip(&self, seconds: i64) {
        self.state.clock.skip(seconds);
    }

    /// Stops the site's clock: from now on it only moves when it is told to.
    pub fn clock_stop(&self) {
        self.state.clock.stop();
    }

    /// The time on the site's clock, in Unix seconds.
    pub fn now(&self) -> i64 {
        self.state.clock.now()
    }

    /// A token of the first application, as if this user had approved it in the dialog. Somebody unknown gets an
    /// account; unknown scopes count for nothing.
    pub fn issue_token(&self, user: &str, scope: &[&str]) -> String {
        let client_id = self.config.apps.first().map_or(0, |app| app.client_id);
        self.issue_token_of(client_id, user, scope)
    }

    /// The same for another application.
    pub fn issue_token_of(&self, client_id: u32, user: &str, scope: &[&str]) -> String {
        let scope = Scope::known(scope);
        let user = self.store().person_called(user, self.now()).unwrap_or_default();
        self.grant(client_id, user, scope).token
    }

    /// Every token that was given out so far, alive or not: what has to stay secret.
    pub fn tokens(&self) -> Vec<String> {
        self.accounts().tokens().to_vec()
    }

    /// Whether the API takes this token now.
    pub fn is_alive(&self, token: &str) -> bool {
        self.accounts().grant_of(token, self.now()).is_some()
    }

    /// Every authorization code that was given out so far, good or not.
    pub fn codes(&self) -> Vec<String> {
        self.accounts().codes.all()
    }

    /// The number that a question of a data file was given, by the id it has there.
    pub fn question_id(&self, source: &str) -> Option<u32> {
        self.store().by_source(source).ok().flatten()
    }

    /// The id that the question of this number has in its data file.
    pub fn source_id(&self, question_id: u32) -> Option<String> {
        self.store().source_of(question_id).ok().flatten()
    }

    /// The ids that a data file gave its questions, with the numbers that the site gave them.
    pub fn sources(&self) -> Vec<(String, u32)> {
        self.store().sources().unwrap_or_default()
    }

    /// A new token, which ends as the settings and the scope have it.
    pub(crate) fn grant(&self, client_id: u32, user: Id, scope: Vec<Scope>) -> crate::accounts::Grant {
        let expires = self.expiry(&scope);
        self.accounts().grant(client_id, user, scope, expires)
    }

    /// When a token of this scope ends that begins now.
    pub(crate) fn expiry(&self, scope: &[Scope]) -> Option<i64> {
        (!scope.contains(&Scope::NoExpiry)).then(|| self.now() + self.config.token_life)
    }

    pub(crate) fn append(&self, entry: Logged) -> usize {
        let mut log = lock(&self.state.log);
        log.push(entry);
        log.len() - 1
    }

    pub(crate) fn answered(&self, at: usize, status: u16) {
        if let Some(entry) = lock(&self.state.log).get_mut(at) {
            entry.status = status;
        }
    }

    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        lock(&self.content.store)
    }

    pub(crate) fn accounts(&self) -> MutexGuard<'_, Accounts> {
        lock(&self.state.accounts)
    }

    pub(crate) fn registered(&self) -> MutexGuard<'_, Registered> {
        lock(&self.state.registered)
    }

    pub(crate) fn pacing(&self) -> MutexGuard<'_, Pacing> {
        lock(&self.state.pacing)
    }

    pub(crate) fn flood(&self) -> MutexGuard<'_, Flood> {
        lock(&self.state.flood)
    }

    /// What this site, or this team of it, has.
    pub(crate) fn content(&self) -> Arc<Content> {
        Arc::clone(&self.content)
    }

    /// What its private teams have.
    pub(crate) fn team_contents(&self) -> &[Arc<Content>] {
        &self.state.teams
    }

    /// The team whose content this is.
    pub(crate) fn team_slug(&self) -> Option<&str> {
        self.team.as_deref()
    }

    /// The same site with a team's content.
    pub(crate) fn within(&self, team: &str, content: Arc<Content>, config: Config) -> Self {
        Self { config: Arc::new(config), state: Arc::clone(&self.state), content, team: Some(team.into()) }
    }

    pub(crate) fn throttle(&self) -> MutexGuard<'_, Throttle> {
        lock(&self.state.throttle)
    }

    pub(crate) fn images(&self) -> MutexGuard<'_, Images> {
        lock(&self.state.images)
    }

    pub(crate) fn filters(&self) -> MutexGuard<'_, Filters> {
        lock(&self.state.filters)
    }

    pub(crate) fn library(&self) -> MutexGuard<'_, Library> {
        lock(&self.state.library)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.state.faults)
    }
}

impl fmt::Debug for Sim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sim").field("config", &self.config).finish_non_exhaustive()
    }
}

/// A test that panicked elsewhere must not take the site down for the others.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
