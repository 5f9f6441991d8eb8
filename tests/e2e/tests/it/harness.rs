//! Proves the harness on an extension of its own, so that a failing end-to-end test speaks of the
//! product and not of its driver.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use askside_e2e::{Browser, BrowserError, ContextClick, Options, ProblemKind, extension_id, until};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A public key made for this test alone, and the id Chromium derives from it.
const KEY: &str = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAm3hdWtBKZQeo+ZiJdkBBh30ihxGpGfsuPLG52LT2e+uLPoKn8WZekjyvGVcertpzqs1gG73MR7TF1XEyhbl+bnaiJUpQZ0ATLD76JfYYUAmJIl0YpMzp/aEm6iE7Jm/9i7UtA1eWv1pEWuZstac+bk39zR/46EAlkKh9idC1Hh5j5Ne4u6LRbJPIcbiKZlDe+bkZg7mkWQwh81XE3p4dpjvFQJ6A5fqQ0aMEU8QnpWhgqMCUiZEUfjA4ziCVRoYC++7FZ23uTEJX9uaVx2OoqTkHXNuIr7qnZpgkteEVQTlmTiirAFXUi3ktdALsGTu0EZ6anuQ3+I0KyYzfpIVzowIDAQAB";
const ID: &str = "emahjggiinnmjinnomiandhcpolofdho";

const BACKGROUND: &str = r#"
chrome.sidePanel.setPanelBehavior({ openPanelOnActionClick: false });
chrome.runtime.onMessage.addListener((message, sender, respond) => {
    if (message.signIn) {
        chrome.identity.launchWebAuthFlow({ url: message.signIn, interactive: true })
            .then(respond, e => respond(String(e)));
        return true;
    }
    respond({ echo: message });
});
const note = async (key, tab, value) => {
    const read = { target: { tabId: tab.id }, func: () => document.title };
    const [{ result }] = await chrome.scripting.executeScript(read);
    await chrome.storage.session.set({ [key]: { value, title: result } });
};
chrome.commands.onCommand.addListener((command, tab) => note("command", tab, command));
chrome.contextMenus.onClicked.addListener((info, tab) => note("menu", tab, info.selectionText));
console.error("the worker complains");
"#;

const POPUP: &str = r#"<!doctype html><meta charset="utf-8"><title>Popup</title>
<body style="width: 300px; height: 200px"><h1>Popup</h1>
<button id="read">Read   the page</button><button disabled>Wait</button>
<label>Title <input value="old"></label><output></output><script src="popup.js"></script>"#;

const POPUP_JS: &str = r#"
document.querySelector('#read').onclick = async e => {
    const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
    const read = { target: { tabId: tab.id }, func: () => document.querySelector("h1").innerText };
    const [{ result }] = await chrome.scripting.executeScript(read);
    document.querySelector("output").textContent = `${e.isTrusted} ${new URL(tab.url).pathname} ${result}`;
};
document.querySelector("input").oninput = e => document.title = e.target.value;
"#;

const PANEL: &str = r#"<!doctype html><meta charset="utf-8"><title>Panel</title><h1>Panel</h1>
<button id="open">Open the panel</button><button id="sign-in">Sign in</button>
<output></output><script src="panel.js"></script>"#;

const PANEL_JS: &str = r#"
let here;
chrome.windows.getCurrent().then(w => { here = w.id; });
document.querySelector('#open').onclick = () => chrome.sidePanel.open({ windowId: here });
document.querySelector('#sign-in').onclick = async () => {
    const signIn = new URLSearchParams(location.search).get("site") + "/dialog";
    document.querySelector("output").textContent = await chrome.runtime.sendMessage({ signIn });
};
"#;

fn extension(manifest: impl FnOnce(&mut Value)) -> TempDir {
    let mut json = json!({
        "manifest_version": 3, "name": "Harness", "version": "1", "key": KEY,
        "action": { "default_popup": "popup.html" },
        "side_panel": { "default_path": "panel.html" },
        "background": { "service_worker": "background.js", "type": "module" },
        "permissions": ["activeTab", "scripting", "storage", "identity", "sidePanel",
            "contextMenus", "alarms"],
        "commands": { "ask": {
            "description": "Ask", "suggested_key": { "default": "Alt+Shift+Q" },
        }},
    });
    manifest(&mut json);
    let dir = TempDir::new().unwrap();
    for (name, text) in [
        ("manifest.json", json.to_string().as_str()),
        ("background.js", BACKGROUND),
        ("popup.html", POPUP),
        ("popup.js", POPUP_JS),
        ("panel.html", PANEL),
        ("panel.js", PANEL_JS),
    ] {
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

/// A site with a page under every path, and a sign-in dialog whose button leads to the extension.
async fn site() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = vec![0; 8192];
                let length = stream.read(&mut request).await.unwrap_or(0);
                let request = String::from_utf8_lossy(&request[..length]).into_owned();
                let path = request.split(' ').nth(1).unwrap_or("/");
                let (status, body) = match path {
                    "/favicon.ico" => ("204 No Content", ""),
                    "/dialog" => (
                        "200 OK",
                        "<title>Dialog</title><form action=/approved method=post>\
                        <button>Approve</button></form>",
                    ),
                    "/approved" => ("302 Found", ""),
                    _ => (
                        "200 OK",
                        "<title>A page</title><h1>Rolling back</h1>\
                        <script>console.error('the page', 'complains'); alert('hello')</script>",
                    ),
                };
                let answer = format!(
                    "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nConnection: close\r\n\
                     Location: https://{ID}.chromiumapp.org/done#state=s\r\n\
                     Content-Length: {}\r\n\r\n{body}",
                    body.len()
                );
                let _ = stream.write_all(answer.as_bytes()).await;
            });
        }
    });
    address
}

#[test]
fn the_id_follows_from_the_key() {
    assert_eq!(extension_id(KEY).unwrap(), ID);
}

#[tokio::test]
async fn every_surface_is_within_reach() {
    let extension = extension(|_| {});
    let site = format!("http://{}", site().await);
    let options = Options { dark: true, ..Options::new(extension.path()) };
    let browser = Browser::start(options).await.unwrap();
    assert_eq!(browser.extension_id(), ID);

    // A page, and what goes wrong in it.
    let page = browser.open(&format!("{site}/rollback")).await.unwrap();
    page.role("heading", "Rolling back").visible().await.unwrap();
    let dark = "matchMedia('(prefers-color-scheme: dark)').matches";
    assert!(page.eval::<bool>(dark).await.unwrap());
    let problems = browser.problems();
    let said = |kind, text: &str| problems.iter().any(|p| p.kind == kind && p.text == text);
    assert!(said(ProblemKind::Console, "the page complains"), "{problems:?}");
    assert!(said(ProblemKind::Dialog, "alert: hello"), "{problems:?}");

    // The popup, on the page, with the grant to read it.
    let popup = browser.click_action(&page).await.unwrap();
    assert_eq!(popup.url(), browser.extension_url("popup.html"));
    popup.role("button", "Read the page").click().await.unwrap();
    popup.css("output").has_text("true /rollback Rolling back").await.unwrap();
    popup.role("textbox", "Title").fill("new").await.unwrap();
    popup.until("the title to follow the field", "document.title === 'new'").await.unwrap();
    popup.press("Shift+Tab").await.unwrap();
    assert_eq!(popup.eval::<String>("document.activeElement.id").await.unwrap(), "read");
    assert_eq!(popup.css("button").texts().await.unwrap(), ["Read the page", "Wait"]);
    popup.media(&[("prefers-color-scheme", "light")]).await.unwrap();
    assert!(!popup.eval::<bool>(dark).await.unwrap());
    let picture = extension.path().join("pictures/popup.png");
    popup.screenshot(&picture).await.unwrap();
    assert!(is_png(&picture));
    popup.close().await.unwrap();

    // The keyboard command and the context menu.
    page.press("Alt+Shift+Q").await.unwrap();
    let seen = async |key: &str| {
        until(format!("the worker to note a {key}"), async || {
            let all: Value = browser.in_worker("chrome.storage.session.get()").await.unwrap();
            all.get(key).cloned().ok_or(all)
        })
        .await
        .unwrap()
    };
    assert_eq!(seen("command").await, json!({ "value": "ask", "title": "A page" }));
    let click = ContextClick { item: "ask", selection: Some("back"), ..ContextClick::default() };
    browser.context_menu(&page, click).await.unwrap();
    assert_eq!(seen("menu").await, json!({ "value": "back", "title": "A page" }));
    assert!(browser.problems().iter().any(|p| p.text == "the worker complains"));

    // The side panel, opened by the extension and by the toolbar button.
    let address = browser.extension_url(&format!("panel.html?site={site}"));
    let tab = browser.open(&address).await.unwrap();
    tab.role("button", "Open the panel").click().await.unwrap();
    let kind = "chrome.runtime.getContexts({ contextTypes: ['SIDE_PANEL'] }).then(c => c.length)";
    let panel = browser.side_panel().await.unwrap();
    assert_eq!(panel.eval::<u8>(kind).await.unwrap(), 1);
    assert_eq!(panel.url(), browser.extension_url("panel.html"));
    panel.close().await.unwrap();
    browser
        .in_worker::<()>(
            "chrome.sidePanel.setPanelBehavior({ openPanelOnActionClick: true })
                .then(() => chrome.action.setPopup({ popup: '' }))",
        )
        .await
        .unwrap();
    let panel = browser.click_action(&page).await.unwrap();
    assert_eq!(panel.eval::<u8>(kind).await.unwrap(), 1);
    panel.resize(320, 600).await.unwrap();
    panel.until("the panel to be narrow", "innerWidth === 320").await.unwrap();
    let picture = extension.path().join("pictures/panel.png");
    panel.screenshot(&picture).await.unwrap();
    assert!(is_png(&picture));

    // The sign-in window.
    tab.front().await.unwrap();
    tab.role("button", "Sign in").click().await.unwrap();
    let dialog = browser.surface("/dialog").await.unwrap();
    dialog.role("button", "Approve").click().await.unwrap();
    dialog.closed().await.unwrap();
    tab.css("output").has_text("chromiumapp.org/done#state=s").await.unwrap();

    // The worker dies and comes back; so does the page.
    browser.in_worker::<()>("globalThis.life = 1; undefined").await.unwrap();
    browser.kill_worker().await.unwrap();
    assert!(!browser.worker_runs().await.unwrap());
    let echo: Value = tab.eval("chrome.runtime.sendMessage('are you there')").await.unwrap();
    assert_eq!(echo, json!({ "echo": "are you there" }));
    assert_eq!(browser.in_worker::<String>("typeof globalThis.life").await.unwrap(), "undefined");
    browser.kill_worker().await.unwrap();
    assert_eq!(browser.in_worker::<u8>("1 + 1").await.unwrap(), 2);
    page.eval::<()>("document.title = 'changed'; undefined").await.unwrap();
    page.reload().await.unwrap();
    assert_eq!(page.eval::<String>("document.title").await.unwrap(), "A page");
    let refused = browser.open("https://elsewhere.example/").await.unwrap_err();
    assert!(refused.to_string().contains("ERR_NAME_NOT_RESOLVED"), "{refused}");
}

#[tokio::test]
async fn a_broken_extension_is_named_with_the_reason() {
    let extension = extension(|manifest| manifest["background"]["service_worker"] = json!("no.js"));
    let error = Browser::start(Options::new(extension.path())).await.unwrap_err();
    assert!(matches!(error, BrowserError::Extension { .. }), "{error}");
    assert!(error.to_string().contains("background script"), "{error}");
}

fn is_png(path: &Path) -> bool {
    fs::read(path).unwrap().starts_with(b"\x89PNG")
}
