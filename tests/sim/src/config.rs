//! What an administrator of a real site decides: addresses, registered applications, limits.

use crate::accounts::PERSONAL;
use crate::host_of;
use crate::kind::Kind;
use crate::limits::{Limits, WriteInterval};

/// Settings of one simulated site. Start from [`Config::default`] and change what matters.
#[derive(Debug, Clone)]
pub struct Config {
    /// Which product the site is.
    pub kind: Kind,
    /// What `team` (Business) or `site` (public network) calls the site's own content.
    pub slug: String,
    /// Where the site says it lives; `link` fields and redirects begin with it. No trailing slash.
    pub site_url: String,
    /// Where the company's docs say they live. No trailing slash.
    pub docs_url: String,
    /// The registered API applications. [`Sim::issue_token`](crate::Sim::issue_token) uses the first.
    pub apps: Vec<Application>,
    /// Calls a day for each key, or for each pair of application and user once a token is sent.
    pub quota: u32,
    /// Calls a day from one address that sends no key, where that is allowed.
    pub keyless_quota: u32,
    /// The pace of writing through API v2.3.
    pub write_interval: WriteInterval,
    /// What posts have to be like.
    pub limits: Limits,
    /// Whether a write is refused whose `request_id` another had, as some sites do not.
    pub knows_request_ids: bool,
    /// Seconds a token lives unless `no_expiry` was granted.
    pub token_life: i64,
    /// Seconds in which an authorization code has to be exchanged for a token.
    pub code_life: i64,
    /// How fast a token may call API v3.
    pub throttling: Throttling,
    /// Whether `/sim/…` answers: the log, faults and clock for tests outside this process.
    pub control: bool,
}

/// The two limits of API v3, which every token and every key has for itself.
#[derive(Debug, Clone)]
pub struct Throttling {
    /// Calls at once.
    pub burst: u32,
    /// Seconds after which as many may follow.
    pub burst_seconds: i64,
    /// Calls in the bucket, when it is full.
    pub bucket: u32,
    /// Calls that come back to the bucket every `refill_seconds`.
    pub refill: u32,
    /// The length of that, in seconds.
    pub refill_seconds: i64,
    /// Whether a refusal has a `Retry-After` header.
    pub retry_after: bool,
}

impl Default for Throttling {
    fn default() -> Self {
        Self { burst: 50, burst_seconds: 2, bucket: 5000, refill: 100, refill_seconds: 60, retry_after: true }
    }
}

/// One registered API application.
#[derive(Debug, Clone)]
pub struct Application {
    /// The number that the OAuth dialog is opened with.
    pub client_id: u32,
    /// The key that API calls carry.
    pub key: String,
    /// What it proves itself with when it exchanges a code without PKCE.
    pub client_secret: String,
    /// The name that people see on the approval screen.
    pub name: String,
    /// Hosts, each with its sub-domains, that the dialog may redirect to.
    pub domain: Vec<String>,
    /// Whether the administrator lets this application write.
    pub write_enabled: bool,
}

impl Config {
    /// Where the demo site lives unless told otherwise.
    pub const SITE_URL: &str = "https://stack.fernwick.test";
    /// Where the demo docs live unless told otherwise; the demo's posts link here.
    pub const DOCS_URL: &str = "https://docs.fernwick.test";

    pub(crate) fn app_by_key(&self, key: &str) -> Option<&Application> {
        self.apps.iter().find(|app| app.key == key)
    }

    pub(crate) fn app_by_id(&self, client_id: u32) -> Option<&Application> {
        self.apps.iter().find(|app| app.client_id == client_id)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            kind: Kind::default(),
            slug: "fernwick".into(),
            site_url: Self::SITE_URL.into(),
            docs_url: Self::DOCS_URL.into(),
            apps: vec![Application::demo()],
            quota: 10_000,
            keyless_quota: 300,
            write_interval: WriteInterval::default(),
            limits: Limits::default(),
            knows_request_ids: true,
            token_life: 86_400,
            code_life: 300,
            throttling: Throttling::default(),
            control: true,
        }
    }
}

impl Application {
    /// The application that every demo site has registered: client id 1, key `fernwick-askside-demo`.
    pub fn demo() -> Self {
        Self {
            client_id: 1,
            key: "fernwick-askside-demo".into(),
            client_secret: "fernwick-askside-secret".into(),
            name: "Askside".into(),
            domain: vec![host_of(Config::SITE_URL).into()],
            write_enabled: true,
        }
    }

    /// What stands for the application of a personal access token.
    pub(crate) fn personal(write_enabled: bool) -> Self {
        Self::unregistered("personal", write_enabled)
    }

    /// What stands for the application of somebody at an address who names none.
    pub(crate) fn anonymous(address: &str) -> Self {
        Self::unregistered(address, false)
    }

    fn unregistered(key: &str, write_enabled: bool) -> Self {
        Self {
            client_id: PERSONAL,
            key: key.to_owned(),
            client_secret: String::new(),
            name: String::new(),
            domain: Vec::new(),
            write_enabled,
        }
    }
}
