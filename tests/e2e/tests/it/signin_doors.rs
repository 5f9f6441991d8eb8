//! Each way in, from the form to a question on the site and out again, by both grants and on both ways home.

use askside_e2e::stage::{BESIDE, Door, PERSON, Setting, Stage};
use askside_e2e::{ContextClick, Surface, until};
use askside_sim::{Application, Config, Edit, Fault, FaultKind, Sim};
use serde_json::json;

const DOC: &str = "trellis/rolling-back";
const TITLE: &str = "Does a rollback also restore the config map?";

async fn stage(door: Door) -> Stage {
    let setting = Setting { logged: true, door: Some(door), ..Setting::default() };
    Stage::set(Sim::demo().unwrap(), setting).await.unwrap()
}

/// What the extension has in memory.
async fn session(stage: &Stage) -> String {
    stage.browser.in_worker("chrome.storage.session.get().then(JSON.stringify)").await.unwrap()
}

async fn lists(surface: &Surface) {
    surface.css(".hits li").nth(0).visible().await.unwrap();
}

#[tokio::test]
async fn from_the_form_to_a_post_and_out_again() {
    for door in Door::ALL {
        let stage = stage(door).await;
        stage.connect().await.unwrap();
        let page = stage.doc(DOC).await.unwrap();
        let panel = stage.panel(&page).await.unwrap();
        lists(&panel).await;
        stage.write(&page, &panel, TITLE).await.unwrap();
        let post = stage.review(&panel).await.unwrap();
        assert!(post.contains(PERSON), "{post}");
        panel.role("button", &post).click().await.unwrap();
        panel.role("heading", "Your question is posted").visible().await.unwrap();
        let token = stage.sim.tokens().pop().unwrap();
        assert!(session(&stage).await.contains(&token) && stage.sim.is_alive(&token), "{door:?}");

        panel.role("button", "Sites").click().await.unwrap();
        panel.role("button", "Sign out").click().await.unwrap();
        panel.css("[role=status].notice").has_text("You are signed out").await.unwrap();
        assert!(!session(&stage).await.contains(&token) && !stage.sim.is_alive(&token), "{door:?}");
        assert_eq!(stage.leaks().await.unwrap(), [""; 0], "{door:?}");
    }
}

/// Sites need not forbid that their redirects are kept.
#[tokio::test]
async fn a_site_whose_redirects_may_be_kept() {
    for door in Door::ALL.into_iter().filter(|door| !door.is_code()) {
        for value in ["", "private", "public, max-age=86400"] {
            let stage = stage(door).await;
            stage.sim.fault(Fault::new(FaultKind::CacheControl { value: value.to_owned() }).at("/oauth"));
            stage.connect().await.unwrap();
            let tab = stage.sign_out().await.unwrap();
            tab.role("button", "Sign in").click().await.unwrap(); // approved before: a redirect, and no form
            tab.css("header .who").has_text(PERSON).await.unwrap();
            assert_eq!(stage.leaks().await.unwrap(), [""; 0], "{door:?} {value:?}");
        }
    }
}

/// Sites may send the browser on by a script in a page. A renewal gives it the moment that this takes.
#[tokio::test]
async fn a_site_that_sends_on_by_script() {
    for door in Door::ALL {
        let stage = stage(door).await;
        stage.sim.fault(Fault::new(FaultKind::Rewrite { edits: vec![Edit::Script] }).at("/oauth"));
        stage.connect().await.unwrap();
        if !door.is_tab() {
            let before = stage.sim.tokens().len();
            stage.browser.in_worker::<()>("chrome.storage.session.clear()").await.unwrap();
            let page = stage.doc(DOC).await.unwrap();
            lists(&stage.browser.click_action(&page).await.unwrap()).await;
            assert_eq!(stage.sim.tokens().len(), before + 1, "{door:?}");
        }
        assert_eq!(stage.leaks().await.unwrap(), [""; 0], "{door:?}");
    }
}

/// The page that sign-ins end at, opened by somebody else, with anything in its address.
#[tokio::test]
async fn a_page_that_was_not_opened_by_us() {
    for door in Door::ALL.into_iter().filter(|door| door.is_tab()) {
        let stage = stage(door).await;
        stage.connect().await.unwrap();
        let (before, kept) = (stage.calls().len(), session(&stage).await);
        let stolen = stage.sim.issue_token("mira", &["write_access"]);
        let mark = if door.is_code() { "?code" } else { "#access_token" };
        let forged = format!("{}/oauth/login_success{mark}={stolen}&state=", Config::SITE_URL);

        // While nothing goes on, and by a page as well as by the person.
        stage.browser.open(&forged).await.unwrap();
        let page = stage.doc(DOC).await.unwrap();
        page.goto(&forged).await.unwrap();
        assert_eq!((session(&stage).await, stage.calls().len()), (kept, before), "{door:?}");

        // While a sign-in is under way, with the very state that it waits for.
        let tab = stage.browser.open(&stage.browser.extension_url("panel.html?sites")).await.unwrap();
        tab.role("button", "Sign out").click().await.unwrap();
        tab.css("[role=status].notice").has_text("You are signed out").await.unwrap();
        let before = stage.calls().len();
        stage.sim.fault(Fault::new(FaultKind::Html).at("/oauth").times(1));
        tab.role("button", "Sign in").click().await.unwrap();
        let window = stage.browser.surface("client_id=").await.unwrap();
        let state = window.url().split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
        stage.browser.open(&(forged + &state)).await.unwrap();
        assert_eq!(stage.calls().len(), before, "{door:?}: another tab is no answer");
        drop(window.cdp("Page.reload", json!({})).await); // and closes as soon as it is home
        tab.css("header .who").has_text(PERSON).await.unwrap();
        assert!(!session(&stage).await.contains(&stolen), "{door:?}");
    }
}

/// The same profile a day later: nobody is asked, and no window comes or goes.
#[tokio::test]
async fn a_renewal_after_a_restart_shows_no_window() {
    for door in Door::ALL.into_iter().filter(|door| !door.is_tab()) {
        let sim = Sim::demo().unwrap();
        let profile = tempfile::tempdir().unwrap();
        let setting =
            Setting { logged: true, door: Some(door), profile: Some(profile.path().into()), ..Setting::default() };
        let stage = Stage::set(sim.clone(), setting.clone()).await.unwrap();
        stage.connect().await.unwrap();
        // The site remembers who signs in for longer than the browser is open.
        let home = stage.browser.open(Config::SITE_URL).await.unwrap();
        let cookies = home.cdp("Network.getCookies", json!({})).await.unwrap();
        let id = cookies["cookies"][0]["value"].clone();
        let lasting = json!({ "name": "acct", "value": id, "url": Config::SITE_URL, "httpOnly": true, "secure": true,
            "sameSite": "Lax", "expires": 4_000_000_000_u32 });
        home.cdp("Network.setCookie", lasting).await.unwrap();
        let before = stage.sim.tokens().len();
        assert_eq!(stage.leaks().await.unwrap(), [""; 0], "{door:?}");

        sim.clock_skip(sim.config().token_life);
        let stage = Stage::set(sim, setting).await.unwrap();
        let page = stage.doc(DOC).await.unwrap();
        const WATCH: &str = "globalThis.opened = []; chrome.windows.onCreated.addListener(w => opened.push(w.type)); 0";
        stage.browser.in_worker::<u8>(WATCH).await.unwrap();
        let popup = stage.browser.click_action(&page).await.unwrap();
        lists(&popup).await;
        assert_eq!(stage.browser.in_worker::<Vec<String>>("opened").await.unwrap(), [""; 0], "{door:?}");
        assert_eq!(stage.sim.tokens().len(), before + 1, "{door:?}: one renewal");
        assert_eq!(stage.leaks().await.unwrap(), [""; 0], "{door:?}");
    }
}

/// Two companies, one beside the other: what is for one never goes to the other, and the one in use is named.
#[tokio::test]
async fn two_sites_side_by_side() {
    let setting = Setting { logged: true, beside: Some(Sim::demo().unwrap()), ..Setting::default() };
    let stage = Stage::set(Sim::demo().unwrap(), setting).await.unwrap();
    let beside = stage.beside.clone().unwrap();
    stage.connect().await.unwrap();
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html?sites")).await.unwrap();
    tab.role("button", "Connect another site").click().await.unwrap();
    stage.enter(&tab, BESIDE, "1", "orchard-askside-demo").await.unwrap();
    stage.approve_as("Mira").await.unwrap();
    tab.role_like("heading", "You are connected").visible().await.unwrap();
    tab.css("header .host").has_text("stack.orchard.test").await.unwrap();
    tab.css("header .who").has_text("Mira Okafor").await.unwrap();

    let page = stage.doc(DOC).await.unwrap();
    let (here, there) = (stage.calls().len(), beside.log().len());
    let panel = stage.panel(&page).await.unwrap();
    lists(&panel).await;
    panel.css("header .host").has_text("stack.orchard.test").await.unwrap();
    assert!(stage.calls().len() == here && beside.log().len() > there, "the one in use is asked");
    panel.role("button", "Sites").click().await.unwrap();
    let (here, there) = (stage.calls().len(), beside.log().len());
    panel.role("button", "Use stack.fernwick.test").click().await.unwrap();
    panel.css("header .host").has_text("stack.fernwick.test").await.unwrap();
    panel.css("header .who").has_text(PERSON).await.unwrap();
    lists(&panel).await;
    assert!(stage.calls().len() > here && beside.log().len() == there, "and no other");

    // Disconnecting from one leaves the other as it is.
    let [own, other] = [&stage.sim, &beside].map(|sim| sim.tokens().pop().unwrap());
    panel.role("button", "Sites").click().await.unwrap();
    panel.role("button", "Disconnect stack.orchard.test").click().await.unwrap();
    until("the token to end", async || if beside.is_alive(&other) { Err("it lives") } else { Ok(()) }).await.unwrap();
    panel.role("button", "Use stack.fernwick.test").gone().await.unwrap();
    panel.css("header .host").has_text("stack.fernwick.test").await.unwrap();
    assert!(stage.sim.is_alive(&own));
    let kept = session(&stage).await;
    assert!(kept.contains(&own) && !kept.contains(&other));
    assert_eq!(stage.leaks().await.unwrap(), [""; 0]);
}

/// With the key alone all is there to read, and each way to write says what is missing.
#[tokio::test]
async fn the_key_alone_reads() {
    const LACKS: &str = "to ask there, connect it with a sign-in";
    let setting = Setting { logged: true, ..Setting::default() };
    let stage = Stage::set(Sim::demo().unwrap(), setting).await.unwrap();
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
    tab.role("textbox", "Site address").fill(Config::SITE_URL).await.unwrap();
    tab.role("radio", "With the key alone: reading only").click().await.unwrap();
    tab.role("textbox", "Key").fill(&Application::demo().key).await.unwrap();
    tab.role("button", "Connect").click().await.unwrap();
    tab.role_like("heading", "You are connected").visible().await.unwrap();
    tab.close().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    lists(&panel).await;
    panel.role("button", "Ask a question").click().await.unwrap();
    panel.css("[role=alert]").has_text(LACKS).await.unwrap();
    panel.role("button", "Related").click().await.unwrap();
    lists(&panel).await;
    stage.browser.context_menu(&page, ContextClick { item: "ask", ..ContextClick::default() }).await.unwrap();
    panel.css("[role=alert]").has_text(LACKS).await.unwrap();
    assert!(stage.sim.log().iter().all(|request| !request.path.starts_with("/oauth")), "nobody is asked to sign in");
    assert!(stage.calls().iter().all(|call| call.method == "GET" && call.header("x-api-access-token").is_none()));
    assert_eq!(stage.leaks().await.unwrap(), [""; 0]);
}

/// A token that the person made is used as long as the browser is open, and asked for again after.
#[tokio::test]
async fn a_pasted_token_is_gone_after_a_restart() {
    let sim = Sim::demo().unwrap();
    let profile = tempfile::tempdir().unwrap();
    let setting = Setting { logged: true, profile: Some(profile.path().into()), ..Setting::default() };
    let stage = Stage::set(sim.clone(), setting.clone()).await.unwrap();
    let token = stage.sim.issue_token("amal", &["write_access", "no_expiry"]);
    let paste = async |tab: &Surface| {
        tab.role("textbox", "Token").fill(&token).await.unwrap();
        tab.role("button", "Connect").click().await.unwrap();
        tab.css("header .who").has_text(PERSON).await.unwrap();
    };
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
    tab.role("textbox", "Site address").fill(Config::SITE_URL).await.unwrap();
    tab.role("radio", "With a token that I made").click().await.unwrap();
    tab.role("textbox", "Key, if the site wants one").fill(&Application::demo().key).await.unwrap();
    paste(&tab).await;
    tab.close().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let popup = stage.browser.click_action(&page).await.unwrap();
    lists(&popup).await;
    assert_eq!(stage.leaks().await.unwrap(), [""; 0]);

    let stage = Stage::set(sim, setting).await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let before = stage.calls().len();
    let popup = stage.browser.click_action(&page).await.unwrap();
    popup.css("[role=alert]").has_text("is not kept on this computer: enter it again").await.unwrap();
    assert_eq!(stage.calls().len(), before);
    assert_eq!(stage.leaks().await.unwrap(), [""; 0]);
}
