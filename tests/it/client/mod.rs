//! The client of the site's API, against every kind of site.

mod answers;
mod calls;
mod keeping;
mod kinds;
mod laws;
mod limits;
mod recorded;
mod troubles;

use crate::platform::Platform;
use askside::{
    api::{Client, Entry, Request, Shared, Wire},
    model::{Connection, ConnectionId, Flow, Home, QuestionId, Secret, Site, Way},
    ports::{Area, Clock},
};
use askside_sim::{Application, Config, Fault, FaultKind, Kind, Logged, Sim};
use std::cell::Cell;

/// What the key is on the sites that have one.
const KEY: &str = "fernwick-askside-demo";

/// A site, a connection to it, and what calls of it share.
struct Desk {
    sim: Sim,
    platform: Platform,
    shared: Shared,
    connection: Connection,
    token: Option<Secret>,
    seen: Cell<usize>,
}

impl Desk {
    fn new(kind: Kind, config: Config, address: &str, key: Option<&str>) -> Self {
        let site: Site = address.parse().unwrap();
        let slug = match kind {
            Kind::Network => site.host().split('.').next().unwrap().to_owned(),
            Kind::Business | Kind::Basic => site.team().unwrap().to_owned(),
            Kind::Enterprise => String::new(),
        };
        let sim = Sim::demo().unwrap().with_config(Config { kind, slug, ..config });
        let way = Way::SignIn(1, Flow::Implicit, Home::Window);
        let connection = Connection::new(ConnectionId("desk".to_owned()), site, way, key.map(Secret::new));
        let platform = Platform::new(&sim);
        Self { sim, platform, shared: Shared::default(), connection, token: None, seen: Cell::new(0) }
    }

    /// A company's site, read by its key alone.
    fn enterprise() -> Self {
        Self::enterprise_with(Config::default())
    }

    fn enterprise_with(config: Config) -> Self {
        Self::new(Kind::Enterprise, config, Config::SITE_URL, Some(KEY))
    }

    /// A company's site, with Amal's token for everything.
    fn signed_in() -> Self {
        Self::enterprise().with_token("amal")
    }

    fn with_token(mut self, user: &str) -> Self {
        let all = ["write_access", "read_inbox", "private_info"];
        self.token = Some(Secret::new(self.sim.issue_token(user, &all)));
        self
    }

    /// A team of Stack Overflow Business, with Amal's personal access token.
    fn business() -> Self {
        let address = "https://stackoverflowteams.com/c/fernwick";
        let mut desk = Self::new(Kind::Business, Config::default(), address, None);
        desk.token = Some(Secret::new(desk.sim.issue_personal_token("amal", "fernwick", &["write_access"])));
        desk
    }

    /// A public site, read by nobody in particular.
    fn network() -> Self {
        let config = Config { site_url: "https://superuser.com".to_owned(), ..Config::default() };
        Self::new(Kind::Network, config, "https://superuser.com", None)
    }

    fn client(&self) -> Client<'_, Platform> {
        Client::new(&self.platform, &self.shared, &self.connection, self.token.as_ref())
    }

    async fn list<T: Wire>(&self, request: &Request<T>) -> Vec<T> {
        self.client().list(request).await.unwrap_or_else(|error| panic!("{request:?}: {error}"))
    }

    /// The worker dies: what was not kept is gone.
    fn restart(&mut self) {
        self.shared = Shared::default();
    }

    /// What arrived since this was last asked.
    fn calls(&self) -> Vec<Logged> {
        let log = self.sim.log();
        log[self.seen.replace(log.len())..].to_vec()
    }

    /// The same, as methods and paths below the version's base.
    fn paths(&self) -> Vec<String> {
        self.calls().iter().map(|call| format!("{} {}", call.method, call.path)).collect()
    }

    /// The site's filter is made and v3 is known.
    async fn settled(self) -> Self {
        self.list(&askside::api::calls::questions().sized(15)).await;
        self.list(&askside::api::calls::tags().sized(1)).await;
        self.platform.clock.pass(120_000);
        self.calls();
        self
    }

    fn fault(&self, kind: FaultKind, times: u32) {
        self.sim.fault(Fault::new(kind).times(times));
    }

    fn entries(&self) -> Vec<Entry> {
        self.shared.ledger()
    }

    fn now(&self) -> askside::model::Timestamp {
        self.platform.clock.now()
    }

    fn dump(&self) -> String {
        let store = &self.platform.store.0;
        store.dump(Area::Local) + &store.dump(Area::Session)
    }

    /// The number of the question that begins like this.
    async fn question(&self, title: &str) -> QuestionId {
        let all = self.list(&askside::api::calls::questions().sized(100)).await;
        let more = self.list(&askside::api::calls::questions().sized(100).page(2)).await;
        let found = all.iter().chain(&more).find(|question| question.title.starts_with(title));
        found.unwrap_or_else(|| panic!("no question begins with {title}")).id
    }
}

fn applications(write_enabled: bool) -> Vec<Application> {
    vec![Application { write_enabled, ..Application::demo() }]
}
