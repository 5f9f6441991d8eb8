//! What is around Askside tries to get in, and what is inside tries to get out: markup, messages, other extensions,
//! pages, requests. Each test is named in `src/SECURITY.md`.

use std::fs;

use askside_e2e::Surface;
use askside_e2e::stage::{Setting, Stage, root};
use askside_sim::{Fault, FaultKind, Sim};
use serde_json::{Value, json};

const DOC: &str = "trellis/rolling-back";
const OUTSIDE: &str = "A message from outside of Askside was refused.";

async fn stage() -> Stage {
    Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap()
}

async fn panel_in_a_tab(stage: &Stage) -> Surface {
    stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap()
}

/// What `js` throws in a page, as code of the page's own, which the policy binds; none if it does not.
async fn thrown(page: &Surface, js: &str) -> Option<String> {
    let expression = format!("(() => {{ try {{ {js}; return null }} catch (e) {{ return String(e) }} }})()");
    let params = json!({ "expression": expression, "returnByValue": true, "allowUnsafeEvalBlockedByCSP": false });
    let answer = page.cdp("Runtime.evaluate", params).await.unwrap();
    answer["result"]["value"].as_str().map(str::to_owned)
}

/// Every request of the protocol, as a page sends it.
fn requests() -> Vec<String> {
    let path = root().join("src/core/app/snapshots/askside_core__app__message__tests__the_protocol_as_it_travels.snap");
    let snapshot = fs::read_to_string(path).unwrap();
    let requests: Vec<String> = snapshot.lines().filter(|line| line.starts_with('{')).map(str::to_owned).collect();
    assert!(requests.len() > 10, "{requests:?}");
    requests
}

#[tokio::test]
async fn no_text_becomes_markup_or_code_in_our_pages() {
    let stage = stage().await;
    let tab = panel_in_a_tab(&stage).await;
    tab.role("button", "Connect").visible().await.unwrap();
    for sink in [
        "document.body.innerHTML = '<p>harmless</p>'",
        "document.createElement('template').innerHTML = '<p>harmless</p>'",
        "document.querySelector('main').outerHTML = ''",
        "document.body.insertAdjacentHTML('beforeend', '<p>')",
        "document.body.setHTMLUnsafe('<p>')",
        "document.write('<p>')",
        "document.createRange().createContextualFragment('<p>')",
        "new DOMParser().parseFromString('<p>', 'text/html')",
        "document.createElement('iframe').srcdoc = '<p>'",
        "document.createElement('script').src = 'app.js'",
        "document.createElement('script').text = '1'",
        "document.createElement('script').textContent = '1'",
        "document.body.setAttribute('onclick', '1')",
        "setTimeout('1')",
        "eval('1')",
        "new Function('1')",
        "new Worker('app.js')",
        "trustedTypes.createPolicy('default', { createHTML: html => html })",
        "trustedTypes.createPolicy('own', { createHTML: html => html })",
    ] {
        let error = thrown(&tab, sink).await.unwrap_or_else(|| panic!("{sink} is let through"));
        assert!(["TypeError", "EvalError"].iter().any(|kind| error.starts_with(kind)), "{sink}: {error}");
    }
    assert_eq!(thrown(&tab, "document.body.append(document.createElement('p'))").await, None);
    // The worker is bound as well, and calls nothing but https.
    let created =
        "(() => { try { trustedTypes.createPolicy('own', {}); return '' } catch (e) { return String(e) } })()";
    let error: String = stage.browser.in_worker(created).await.unwrap();
    assert!(error.starts_with("TypeError"), "{error:?}");
    let before = stage.sim.log().len();
    for url in ["http://stack.fernwick.test/api/2.3/info", "ws://stack.fernwick.test/", "data:application/json,{}"] {
        let called = format!("fetch('{url}').then(() => '', String)");
        let error: String = stage.browser.in_worker(&called).await.unwrap();
        assert!(error.starts_with("TypeError"), "{url}: {error:?}");
    }
    assert_eq!(stage.sim.log().len(), before);
}

#[tokio::test]
async fn scripts_in_pages_are_refused_everything() {
    let stage = stage().await;
    stage.connect().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    stage.write(&page, &panel, "Does a rollback also restore the config map?").await.unwrap();
    stage.review(&panel).await.unwrap();

    // Whoever took a page's process over knows all: even the digest of what was reviewed.
    let drafts = "chrome.storage.local.get('drafts').then(({ drafts }) => JSON.parse(drafts)[0])";
    let id: String = panel.eval(drafts).await.unwrap();
    let call = |request: Value| format!("chrome.runtime.sendMessage({})", json!(request.to_string()));
    let reviewed: String = panel.eval(&call(json!({ "reviewDraft": id }))).await.unwrap();
    let digest = reviewed.split("\"digest\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let mut all = requests();
    all.extend([json!({ "postDraft": [id, digest] }), json!({ "getDraft": id })].map(|request| request.to_string()));
    let (calls, log) = (stage.calls().len(), stage.sim.log().len());
    let script = format!(
        "chrome.tabs.query({{ active: true, lastFocusedWindow: true }}).then(([tab]) => chrome.scripting.executeScript({{
            target: {{ tabId: tab.id }}, args: [{}],
            func: async (requests) => {{
                const told = async (call) => {{ try {{ return JSON.stringify(await call()) ?? 'nothing' }} catch (e) {{ return String(e) }} }};
                const port = new Promise((done) => {{
                    const port = chrome.runtime.connect();
                    port.onDisconnect.addListener(() => done(chrome.runtime.lastError.message));
                }});
                return {{
                    replies: await Promise.all(requests.map((request) => chrome.runtime.sendMessage(request))),
                    local: await told(() => chrome.storage.local.get()),
                    managed: await told(() => chrome.storage.managed.get()),
                    session: await told(() => chrome.storage.session.get()),
                    sync: await told(() => chrome.storage.sync.get()),
                    port: await port,
                }};
            }},
        }})).then(([{{ result }}]) => result)",
        json!(all)
    );
    page.front().await.unwrap();
    let told: Value = stage.browser.in_worker(&script).await.unwrap();
    let replies: Vec<&str> = told["replies"].as_array().unwrap().iter().map(|reply| reply.as_str().unwrap()).collect();
    assert_eq!(replies.len(), all.len());
    for (reply, request) in replies.iter().zip(&all) {
        assert!(reply.starts_with('!') && reply.contains(OUTSIDE), "{request}: {reply}");
    }
    for area in ["local", "managed", "session", "sync"] {
        assert!(told[area].as_str().unwrap().contains("not allowed from this context"), "{area}: {}", told[area]);
    }
    assert!(told["port"].as_str().unwrap().contains("Receiving end does not exist"), "{}", told["port"]);
    assert_eq!((stage.calls().len(), stage.posts().len()), (calls, 0), "nothing reached the site");
    assert_eq!(stage.sim.log().len(), log, "nor its docs");

    // The panel is listened to, but what it says is read with care.
    for (message, expect) in [
        ("'no json'", "Askside was updated"),
        ("{ getOverview: null }", "Askside was updated"),
        ("JSON.stringify({ startDraft: 'x' })", "Askside was updated"),
        ("JSON.stringify({ postEverything: [] })", "Askside was updated"),
        ("JSON.stringify({ getDraft: 'x'.repeat(4 << 20) })", "far longer than a site takes"),
    ] {
        let reply: String = panel.eval(&format!("chrome.runtime.sendMessage({message})")).await.unwrap();
        assert!(reply.starts_with('!') && reply.contains(expect), "{message}: {reply}");
    }
    let reply: String = panel.eval("chrome.runtime.sendMessage(JSON.stringify({ getOverview: null }))").await.unwrap();
    assert!(reply.contains("stack.fernwick.test"), "{reply}");
}

#[tokio::test]
async fn other_extensions_and_pages_find_nobody() {
    let stage = stage().await;
    stage.connect().await.unwrap();
    let ours = stage.browser.extension_id();
    let home = stage.browser.extension_url("");

    // Another extension, installed beside ours.
    let folder = tempfile::tempdir().unwrap();
    let manifest = json!({ "manifest_version": 3, "name": "Other", "version": "1" });
    fs::write(folder.path().join("manifest.json"), manifest.to_string()).unwrap();
    fs::write(folder.path().join("page.html"), "<!doctype html><title>Other</title><h1>Other</h1>").unwrap();
    let other = stage.browser.install(folder.path()).await.unwrap();
    let theirs = stage.browser.open(&format!("chrome-extension://{other}/page.html")).await.unwrap();
    let nobody = "Receiving end does not exist";
    for request in requests() {
        let sent = format!("chrome.runtime.sendMessage('{ours}', {})", json!(request));
        let refused = theirs.eval::<Value>(&sent).await.unwrap_err();
        assert!(refused.to_string().contains(nobody), "{request}: {refused}");
    }
    let connected = format!(
        "new Promise(done => chrome.runtime.connect('{ours}').onDisconnect.addListener(() => done(chrome.runtime.lastError.message)))"
    );
    let refused: String = theirs.eval(&connected).await.unwrap();
    assert!(refused.contains(nobody), "{refused}");

    // A page, and the other extension's: they can neither message, load nor frame anything of ours.
    let page = stage.doc(DOC).await.unwrap();
    assert!(!page.eval::<bool>("!!globalThis.chrome?.runtime?.sendMessage").await.unwrap());
    for stranger in [&page, &theirs] {
        for file in
            ["panel.html", "app.js", "app_bg.wasm", "extract.js", "selection.js", "manifest.json", "icons/16.png"]
        {
            let fetched = format!("fetch('{home}{file}').then(() => 'loaded', String)");
            let told: String = stranger.eval(&fetched).await.unwrap();
            assert!(told.starts_with("TypeError"), "{file}: {told}");
        }
        let framed = format!(
            "new Promise(done => {{
                const frame = document.createElement('iframe');
                frame.onload = frame.onerror = () => done();
                frame.src = '{home}panel.html';
                document.body.append(frame);
            }})"
        );
        stranger.eval::<()>(&framed).await.unwrap();
        let tree = stranger.cdp("Page.getFrameTree", json!({})).await.unwrap();
        let frames = tree["frameTree"]["childFrames"].as_array().unwrap();
        let is_blocked = |frame: &Value| frame["frame"]["url"] == "chrome-error://chromewebdata/";
        assert!(frames.iter().all(is_blocked) && frames.len() == 1, "{tree:#}");
    }
}

#[tokio::test]
async fn calls_carry_nothing_of_the_person_and_follow_nobody() {
    let stage = stage().await;
    stage.connect().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    // Signed in to the site itself, with cookies of every kind.
    for policy in ["Strict", "Lax", "None"] {
        let cookie = json!({ "url": "https://stack.fernwick.test/", "name": format!("session{policy}"), "value": "of-the-person",
            "secure": true, "httpOnly": true, "sameSite": policy });
        page.cdp("Network.setCookie", cookie).await.unwrap();
    }
    let site = stage.browser.open("https://stack.fernwick.test/").await.unwrap();
    let visit = stage.sim.log().into_iter().rfind(|request| request.host == "site" && request.path == "/").unwrap();
    assert!(visit.header("cookie").is_some_and(|cookies| cookies.matches("of-the-person").count() == 3), "{visit:?}");
    site.close().await.unwrap();

    let panel = stage.panel(&page).await.unwrap();
    stage.write(&page, &panel, "Does a rollback also restore the config map?").await.unwrap();
    let post = stage.review(&panel).await.unwrap();
    panel.role("button", &post).click().await.unwrap();
    panel.role("heading", "Your question is posted").visible().await.unwrap();
    let calls = stage.calls();
    assert!(calls.iter().any(|call| call.method == "POST") && calls.iter().any(|call| call.method == "GET"));
    for call in &calls {
        assert!(call.header("cookie").is_none() && call.header("referer").is_none(), "{call:?}");
        assert!(call.header("user-agent").is_some_and(|agent| !agent.is_empty()), "{call:?}");
        assert_eq!(call.header("cache-control"), Some("no-cache"), "{call:?}");
    }

    // A second host that the browser lets us call: the site sends our calls there, key and all.
    let elsewhere = "https://api.stackexchange.com/elsewhere";
    let visits = || stage.sim.log().iter().filter(|request| request.path == "/elsewhere").count();
    panel.eval::<()>(&format!("fetch('{elsewhere}').then(() => undefined)")).await.unwrap();
    assert_eq!(visits(), 1, "that host is there, and granted");
    stage.sim.fault(Fault::new(FaultKind::Redirect { to: elsewhere.to_owned() }).at("/api/"));
    let other = stage.doc("trellis/memory-limits").await.unwrap();
    let popup = stage.browser.click_action(&other).await.unwrap();
    popup.css("[role=alert]").has_text("The site did not answer.").await.unwrap();
    assert!(stage.calls().iter().any(|call| call.status == 302));
    assert_eq!(visits(), 1, "no call follows");
}

#[tokio::test]
async fn nothing_told_holds_a_secret() {
    let stage = stage().await;
    stage.connect().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    let shown = "document.documentElement.outerHTML";
    let mut seen = panel.eval::<String>(shown).await.unwrap();
    panel.close().await.unwrap();
    // The last one ends the sign-in.
    for (doc, kind) in [
        ("trellis/memory-limits", FaultKind::Html),
        ("millrace/dead-letters", FaultKind::Truncated),
        ("burrow/connection-pools", FaultKind::CloseBeforeWork),
        ("latchkey/rotating-secrets", FaultKind::Error { error_id: 403 }),
        ("trellis/deploy-pipeline", FaultKind::Error { error_id: 405 }),
        ("silo/late-data", FaultKind::Error { error_id: 401 }),
    ] {
        let page = stage.doc(doc).await.unwrap();
        stage.sim.fault(Fault::new(kind).at("/api/"));
        let popup = stage.browser.click_action(&page).await.unwrap();
        popup.css("[role=alert], main h2").visible().await.unwrap();
        seen += &popup.eval::<String>(shown).await.unwrap();
        popup.close().await.unwrap();
        stage.sim.clear_faults();
    }
    // What the worker and the pages printed.
    stage.browser.in_worker::<()>("console.log('the worker speaks'); undefined").await.unwrap();
    seen += &stage.browser.console().join("\n");
    assert!(seen.contains("the worker speaks"), "the console is heard");
    let calls = stage.calls();
    for header in ["x-api-key", "x-api-access-token"] {
        let secret = calls.iter().find_map(|call| call.header(header)).unwrap();
        assert!(!seen.contains(secret), "{header} is in {seen}");
    }
}
