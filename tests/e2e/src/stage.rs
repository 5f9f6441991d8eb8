//! A browser with the packed extension beside a simulated site: what every end-to-end test and the demo
//! begin with, and the steps that all of them take.

use std::path::{Path, PathBuf};

use askside_sim::{Application, Config, Kind, Logged, Served, Sim, Tls, serve};

use tempfile::TempDir;

use crate::{Browser, BrowserError, ContextClick, Options, Secrets, Surface, extension_id};

/// The demo's people sign in by name; this one is new at the company and has questions.
pub const PERSON: &str = "Amal Haddad";

/// The browser's log of its requests, in a folder of its own.
const NET_LOG: &str = "net.json";

/// Everything on stage. Dropping it closes the browser and stops the site.
#[derive(Debug)]
pub struct Stage {
    /// The browser.
    pub browser: Browser,
    /// The site, to look behind the scenes.
    pub sim: Sim,
    served: Served,
    profile: Option<PathBuf>,
    net_log: Option<TempDir>,
}

/// How the stage is set.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The unpacked extension.
    pub extension: PathBuf,
    /// What the site is. A public one is superuser.com, with its API where the public network has it.
    pub kind: Kind,
    /// Without a window.
    pub headless: bool,
    /// Dark colours.
    pub dark: bool,
    /// Window size.
    pub window: (u32, u32),
    /// A profile to use again after a restart; without one, a fresh one that is deleted.
    pub profile: Option<PathBuf>,
    /// Has the browser log its requests, for [`Stage::leaks`].
    pub logged: bool,
}

impl Default for Setting {
    /// Headless, light, with the extension that `./build.sh` packs for browsers nobody sits at.
    fn default() -> Self {
        Setting {
            extension: root().join("target/e2e/chrome"),
            kind: Kind::Enterprise,
            headless: true,
            dark: false,
            window: (1100, 760),
            profile: None,
            logged: false,
        }
    }
}

impl Stage {
    /// Serves `sim` over TLS and starts a browser that finds it under its own host names.
    ///
    /// # Errors
    /// Whatever could not be started, and what to do about it.
    pub async fn set(sim: Sim, setting: Setting) -> Result<Stage, Box<dyn std::error::Error>> {
        let manifest: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(setting.extension.join("manifest.json"))?)?;
        let id = extension_id(manifest["key"].as_str().unwrap_or_default())?;
        let mut application = Application::demo();
        application.domain.push(format!("{id}.chromiumapp.org"));
        let config = Config { apps: vec![application], kind: setting.kind, ..Config::default() };
        let sim = sim.with_config(match setting.kind {
            Kind::Network => {
                Config { slug: "superuser".to_owned(), site_url: "https://superuser.com".to_owned(), ..config }
            }
            _ => config,
        });
        let served = serve(sim.clone(), Some(Tls::self_signed()?), 0, 0).await?;
        let site = if setting.kind == Kind::Network { "api.stackexchange.com" } else { "stack.fernwick.test" };
        let mut map = vec![(site, served.site), ("docs.fernwick.test", served.docs)];
        if setting.kind != Kind::Network {
            // A second host that the extension is granted; its visitors are on the log of the docs.
            map.push(("api.stackexchange.com", served.docs));
        }
        let net_log = setting.logged.then(TempDir::new).transpose()?;
        let options = Options {
            map: &map,
            net_log: net_log.as_ref().map(|folder| folder.path().join(NET_LOG)),
            spki: served.spki.clone(),
            headless: setting.headless,
            window: setting.window,
            dark: setting.dark,
            profile: setting.profile.as_deref(),
            ..Options::new(&setting.extension)
        };
        let browser = Browser::start(options).await?;
        Ok(Stage { browser, sim, served, profile: setting.profile, net_log })
    }

    /// Connects the extension to the site and signs in as [`PERSON`], as a person does, in a tab.
    ///
    /// # Errors
    /// The step that did not come about.
    pub async fn connect(&self) -> Result<(), BrowserError> {
        self.connect_as(PERSON).await
    }

    /// The same as somebody whose name contains this.
    ///
    /// # Errors
    /// The step that did not come about.
    pub async fn connect_as(&self, name: &str) -> Result<(), BrowserError> {
        let tab = self.browser.open(&self.browser.extension_url("panel.html")).await?;
        let application = Application::demo();
        self.enter(&tab, &self.served.site_url, &application.client_id.to_string(), &application.key).await?;
        let window = self.browser.surface("/oauth/").await?;
        window.role_like("button", name).click().await?;
        window.role("button", "Approve").click().await?;
        tab.role_like("heading", "You are connected").visible().await?;
        tab.close().await
    }

    /// Fills in the connection form and sends it; a public site's has no more than the address.
    ///
    /// # Errors
    /// The step that did not come about.
    pub async fn enter(&self, tab: &Surface, site: &str, client_id: &str, key: &str) -> Result<(), BrowserError> {
        tab.role("textbox", "Site address").fill(site).await?;
        if !client_id.is_empty() {
            tab.role("textbox", "Client ID").fill(client_id).await?;
            tab.role("textbox", "Key").fill(key).await?;
        }
        tab.role("button", "Connect").click().await
    }

    /// Opens the side panel on a page, by the shortcut, and waits until it shows what is related.
    ///
    /// # Errors
    /// The step that did not come about.
    pub async fn panel(&self, page: &Surface) -> Result<Surface, BrowserError> {
        page.front().await?;
        page.press("Alt+Shift+Q").await?;
        let panel = self.browser.side_panel().await?;
        panel.css("h2.page").visible().await?;
        Ok(panel)
    }

    /// Starts a draft about a page that was read, by the context menu, and writes a question that the site takes.
    ///
    /// # Errors
    /// The step that did not come about.
    pub async fn write(&self, page: &Surface, panel: &Surface, title: &str) -> Result<(), BrowserError> {
        self.browser.context_menu(page, ContextClick { item: "ask", ..ContextClick::default() }).await?;
        panel.role_like("heading", "Ask on ").visible().await?;
        panel.role("textbox", "Title").fill(title).await?;
        // The site takes no two questions with the same text.
        let body = format!("I did as the page says and it did **not** do what it says. {title}");
        panel.css("textarea").fill(&body).await?;
        panel.role("textbox", "Tags, up to five").fill("trellis rollback").await
    }

    /// Goes on to the review of a draft, allowing Askside to post, and answers with the name of the button that posts.
    ///
    /// # Errors
    /// The step that did not come about.
    pub async fn review(&self, panel: &Surface) -> Result<String, BrowserError> {
        panel.role("button", "Review").click().await?;
        panel.role("button", "Allow Askside to post").click().await?;
        self.browser.surface("/oauth/").await?.role("button", "Approve").click().await?;
        panel.role("heading", "Review").visible().await?;
        panel.css(".review .primary").text().await
    }

    /// Writes that reached the site and were more than dry runs, in order.
    #[must_use]
    pub fn posts(&self) -> Vec<Logged> {
        let real = |request: &Logged| {
            request.method == "POST" && request.path.starts_with("/api/") && !request.body.contains("preview=true")
        };
        self.calls().into_iter().filter(real).collect()
    }

    /// All calls that reached the site's API, in order.
    #[must_use]
    pub fn calls(&self) -> Vec<Logged> {
        self.sim.log().into_iter().filter(|request| request.path.starts_with("/api/")).collect()
    }

    /// Closes the browser, and says where the secrets of this run are that should not be: in what was sent, stored,
    /// shown, said, or left on the disk. The tokens in use are in the extension's memory, and nowhere else.
    ///
    /// # Errors
    /// If some place cannot be looked at.
    pub async fn leaks(self) -> Result<Vec<String>, BrowserError> {
        let secrets = Secrets::of(&self.sim);
        let in_memory: Vec<&str> = secrets.tokens().chain(secrets.states()).collect();
        let mut leaks = secrets.in_requests(&self.sim.log(), true);
        for (place, text) in self.browser.memory().await? {
            leaks.extend(secrets.in_text(&place, &text, if place == "session" { &in_memory } else { &[] }));
        }
        let fresh = self.browser.close();
        let profile = fresh.as_ref().map(TempDir::path).or(self.profile.as_deref()).unwrap_or(Path::new(""));
        leaks.extend(secrets.in_files(profile).map_err(BrowserError::io("cannot read the profile"))?);
        let net_log = self.net_log.as_ref().map(|folder| folder.path().join(NET_LOG)).unwrap_or_default();
        let hosts = [Config::SITE_URL, Config::DOCS_URL].map(|url| url.trim_start_matches("https://"));
        let sent =
            secrets.in_addresses(&net_log, &hosts).map_err(BrowserError::io("cannot read the log of requests"))?;
        leaks.extend(sent);
        Ok(leaks)
    }

    /// Opens a page of the docs host.
    ///
    /// # Errors
    /// If it does not load.
    pub async fn doc(&self, path: &str) -> Result<Surface, BrowserError> {
        self.browser.open(&format!("{}/{path}", Config::DOCS_URL)).await
    }
}

/// The workspace.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
