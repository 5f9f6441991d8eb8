//! A browser with the packed extension beside a simulated site: what every end-to-end test and the demo
//! begin with, and the steps that all of them take.

use std::path::{Path, PathBuf};

use askside_sim::{Application, Config, Kind, Logged, Served, Sim, Tls, serve};

use tempfile::TempDir;

use crate::secrets::Secrets;
use crate::{Browser, BrowserError, ContextClick, Options, Surface, extension_id};

/// The demo's people sign in by name; this one is new at the company and has questions.
pub const PERSON: &str = "Amal Haddad";

/// Where the second site is.
pub const BESIDE: &str = "https://stack.orchard.test";

/// What says what an extension is.
const MANIFEST: &str = "manifest.json";

/// The browser's log of its requests, in a folder of its own.
const NET_LOG: &str = "net.json";

/// Everything on stage. Dropping it closes the browser and stops the site.
#[derive(Debug)]
pub struct Stage {
    /// The browser.
    pub browser: Browser,
    /// The site, to look behind the scenes.
    pub sim: Sim,
    /// Another company's site, if the setting has one.
    pub beside: Option<Sim>,
    /// They stop when they are dropped.
    _served: Vec<Served>,
    /// The extension, if it was packed for this stage.
    _changed: Option<TempDir>,
    door: Option<Door>,
    profile: Option<PathBuf>,
    net_log: Option<TempDir>,
}

/// How a sign-in is done, in the words of the connection form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Door {
    /// What the site hands over.
    pub grant: &'static str,
    /// What it comes back through.
    pub home: &'static str,
}

impl Door {
    const TOKEN: &str = "Token in the answer (implicit)";
    const CODE: &str = "Code and proof (PKCE)";
    const WINDOW: &str = "The browser's sign-in window";
    const TAB: &str = "A tab on the site";

    /// Both grants, both ways home.
    pub const ALL: [Door; 4] = [
        Door { grant: Door::TOKEN, home: Door::WINDOW },
        Door { grant: Door::TOKEN, home: Door::TAB },
        Door { grant: Door::CODE, home: Door::WINDOW },
        Door { grant: Door::CODE, home: Door::TAB },
    ];

    /// Whether the site hands over a code, and not the token.
    #[must_use]
    pub fn is_code(self) -> bool {
        self.grant == Door::CODE
    }

    /// Whether it comes back through a tab, and not the browser's window.
    #[must_use]
    pub fn is_tab(self) -> bool {
        self.home == Door::TAB
    }
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
    /// How to sign in; without one, as the form has it.
    pub door: Option<Door>,
    /// A second site, at [`BESIDE`].
    pub beside: Option<Sim>,
    /// Hosts that are granted besides, as if the person had agreed: the prompt for them cannot be clicked.
    pub hosts: Vec<&'static str>,
    /// The one language that the extension speaks; without one, the browser's.
    pub language: Option<String>,
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
            door: None,
            beside: None,
            hosts: Vec::new(),
            language: None,
        }
    }
}

impl Stage {
    /// Serves `sim` over TLS and starts a browser that finds it under its own host names.
    ///
    /// # Errors
    /// Whatever could not be started, and what to do about it.
    pub async fn set(sim: Sim, setting: Setting) -> Result<Stage, Box<dyn std::error::Error>> {
        let (manifest, changed) = prepared(&setting)?;
        let extension = changed.as_ref().map_or(setting.extension.as_path(), TempDir::path);
        let id = extension_id(manifest["key"].as_str().unwrap_or_default())?;
        let mut application = Application::demo();
        application.domain.push(format!("{id}.chromiumapp.org"));
        let config = Config { apps: vec![application.clone()], kind: setting.kind, ..sim.config().clone() };
        let sim = sim.with_config(match setting.kind {
            Kind::Network => {
                Config { slug: "superuser".to_owned(), site_url: "https://superuser.com".to_owned(), ..config }
            }
            _ => config,
        });
        let tls = Tls::self_signed()?;
        let served = serve(sim.clone(), Some(tls.clone()), 0, 0).await?;
        let site = if setting.kind == Kind::Network { "api.stackexchange.com" } else { host(Config::SITE_URL) };
        let mut map = vec![(site, served.site), ("docs.fernwick.test", served.docs)];
        if setting.kind != Kind::Network {
            // A second host that the extension is granted; its visitors are on the log of the docs.
            map.push(("api.stackexchange.com", served.docs));
        }
        let mut all = vec![served];
        let beside = setting.beside.clone().map(|sim| {
            application.key = "orchard-askside-demo".to_owned();
            application.domain.push(host(BESIDE).to_owned());
            sim.with_config(Config { apps: vec![application], site_url: BESIDE.to_owned(), ..Config::default() })
        });
        if let Some(sim) = &beside {
            let served = serve(sim.clone(), Some(tls), 0, 0).await?;
            map.push((host(BESIDE), served.site));
            all.push(served);
        }
        let net_log = setting.logged.then(TempDir::new).transpose()?;
        let options = Options {
            map: &map,
            net_log: net_log.as_ref().map(|folder| folder.path().join(NET_LOG)),
            spki: all.iter().find_map(|served| served.spki.clone()),
            headless: setting.headless,
            window: setting.window,
            dark: setting.dark,
            profile: setting.profile.as_deref(),
            ..Options::new(extension)
        };
        let browser = Browser::start(options).await?;
        let Setting { door, profile, .. } = setting;
        Ok(Stage { browser, sim, beside, _served: all, _changed: changed, door, profile, net_log })
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
        self.enter(&tab, &self.sim.config().site_url, &application.client_id.to_string(), &application.key).await?;
        self.approve_as(name).await?;
        tab.until("to be connected", "document.querySelector('main h2') && !document.querySelector('main form')")
            .await?;
        tab.close().await
    }

    /// Signs in on the site's page as somebody whose name contains this, and lets Askside do what it asks to.
    ///
    /// # Errors
    /// The step that did not come about.
    pub async fn approve_as(&self, name: &str) -> Result<(), BrowserError> {
        let window = self.browser.surface("/oauth").await?;
        window.role_like("button", name).click().await?;
        window.role("button", "Approve").click().await
    }

    /// Signs out, and leaves the page open that has the button to sign in.
    ///
    /// # Errors
    /// The step that did not come about.
    pub async fn sign_out(&self) -> Result<Surface, BrowserError> {
        let tab = self.browser.open(&self.browser.extension_url("panel.html?sites")).await?;
        tab.role("button", "Sign out").click().await?;
        tab.css("[role=status].notice").has_text("You are signed out").await?;
        Ok(tab)
    }

    /// Fills in the connection form and sends it; a public site's has no more than the address.
    ///
    /// # Errors
    /// The step that did not come about.
    pub async fn enter(&self, tab: &Surface, site: &str, client_id: &str, key: &str) -> Result<(), BrowserError> {
        tab.css("[name=site]").fill(site).await?;
        if !client_id.is_empty() {
            tab.css("[name=client-id]").fill(client_id).await?;
            tab.css("[name=key]").fill(key).await?;
        }
        if let Some(door) = self.door {
            tab.css("form summary").click().await?;
            tab.role("radio", door.home).click().await?; // first: a tab brings the code along
            tab.role("radio", door.grant).click().await?;
        }
        tab.css("[type=submit]").click().await
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
        panel.role("combobox", "Tags, up to five").fill("trellis rollback").await
    }

    /// Goes on to the review of a draft, allowing Askside to post, and answers with the name of the button that posts.
    ///
    /// # Errors
    /// The step that did not come about.
    pub async fn review(&self, panel: &Surface) -> Result<String, BrowserError> {
        panel.role("button", "Review").click().await?;
        panel.role("button", "Allow Askside to post").click().await?;
        self.browser.surface("/oauth").await?.role("button", "Approve").click().await?;
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
        let sites: Vec<(&Sim, Secrets)> =
            [Some(&self.sim), self.beside.as_ref()].into_iter().flatten().map(|sim| (sim, Secrets::of(sim))).collect();
        let mut leaks = Vec::new();
        for (owner, secrets) in &sites {
            for (site, _) in &sites {
                leaks.extend(secrets.in_requests(&site.log(), std::ptr::eq(*site, *owner)));
            }
        }
        for (place, text) in self.browser.memory().await? {
            for (_, secrets) in &sites {
                let in_memory: Vec<&str> = secrets.tokens().chain(secrets.states()).collect();
                leaks.extend(secrets.in_text(&place, &text, if place == "session" { &in_memory } else { &[] }));
            }
        }
        let fresh = self.browser.close();
        let profile = fresh.as_ref().map(TempDir::path).or(self.profile.as_deref()).unwrap_or(Path::new(""));
        let net_log = self.net_log.as_ref().map(|folder| folder.path().join(NET_LOG)).unwrap_or_default();
        let hosts = [Config::SITE_URL, Config::DOCS_URL, BESIDE].map(host);
        for (_, secrets) in &sites {
            leaks.extend(secrets.in_files(profile).map_err(BrowserError::io("cannot read the profile"))?);
            let sent = secrets.in_addresses(&net_log, &hosts);
            leaks.extend(sent.map_err(BrowserError::io("cannot read the log of requests"))?);
        }
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

/// The extension's manifest, and a folder with the extension as the setting wants it where that is not how it was packed.
pub(crate) fn prepared(setting: &Setting) -> Result<(serde_json::Value, Option<TempDir>), Box<dyn std::error::Error>> {
    let mut manifest = serde_json::from_str(&std::fs::read_to_string(setting.extension.join(MANIFEST))?)?;
    let is_changed = !setting.hosts.is_empty() || setting.language.is_some();
    let changed = if is_changed { Some(changed(&mut manifest, setting)?) } else { None };
    Ok((manifest, changed))
}

/// The extension with some more hosts granted, or in one language only, in a folder of its own.
fn changed(manifest: &mut serde_json::Value, setting: &Setting) -> Result<TempDir, Box<dyn std::error::Error>> {
    let folder = TempDir::new()?;
    let copied =
        std::process::Command::new("cp").arg("-R").arg(setting.extension.join(".")).arg(folder.path()).status()?;
    if !copied.success() {
        return Err(format!("cannot copy {}", setting.extension.display()).into());
    }
    if let Some(hosts) = manifest.get_mut("host_permissions").and_then(serde_json::Value::as_array_mut) {
        hosts.extend(setting.hosts.iter().map(|host| serde_json::Value::from(*host)));
    }
    if let Some(language) = &setting.language {
        // Whatever the browser's language is, it has no other catalogue.
        manifest["default_locale"] = language.as_str().into();
        for entry in std::fs::read_dir(folder.path().join("_locales"))?.flatten() {
            if entry.file_name() != language.as_str() {
                std::fs::remove_dir_all(entry.path())?;
            }
        }
    }
    std::fs::write(folder.path().join(MANIFEST), manifest.to_string())?;
    Ok(folder)
}

/// The host of an address without a path.
fn host(url: &str) -> &str {
    url.trim_start_matches("https://")
}

/// The workspace.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
