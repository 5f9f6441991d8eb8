//! What goes wrong ends in a plain sentence and the one thing to do next, and what was written is kept.

use askside_e2e::stage::{PERSON, Setting, Stage};
use askside_e2e::{Browser, Surface, until};
use askside_sim::{Application, Config, Fault, FaultKind, Sim};
use serde_json::json;

const DOC: &str = "trellis/rolling-back";
const RETRY: &str = "Try again";
const ELSEWHERE: &str = "Open another page and try there.";
const LOOK_UP: &str = "Look for it on the site";

/// Waits until the page tells exactly this trouble: the beginnings of its sentences and of its buttons.
async fn tells(surface: &Surface, expect: &[&str]) {
    const LINES: &str =
        "[...document.querySelector('[role=alert]')?.children ?? []].map(l => l.innerText).filter(l => l)";
    until(format!("the page to tell {expect:?}"), async || {
        let lines: Vec<String> = surface.eval(LINES).await.map_err(|error| error.to_string())?;
        let same = lines.len() == expect.len() && lines.iter().zip(expect).all(|(line, start)| line.starts_with(start));
        if same { Ok(()) } else { Err(format!("{lines:?}")) }
    })
    .await
    .unwrap();
}

async fn lists(surface: &Surface) {
    surface.css(".hits li").nth(0).visible().await.unwrap();
}

/// No page of the extension has complained.
fn assert_calm(browser: &Browser) {
    let home = browser.extension_url("");
    let problems: Vec<_> = browser.problems().into_iter().filter(|problem| problem.url.starts_with(&home)).collect();
    assert_eq!(problems, []);
}

async fn stage() -> Stage {
    Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap()
}

#[tokio::test]
async fn setting_up() {
    let stage = stage().await;
    let Application { client_id, key, .. } = Application::demo();
    let client_id = client_id.to_string();
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();

    // What cannot be right is told beside the field, and nothing leaves.
    stage.enter(&tab, "http://stack.fernwick.test", &client_id, &key).await.unwrap();
    tab.css("#site-problem").has_text("The address must begin with https://").await.unwrap();
    tab.role("textbox", "Site address").has_text("http://stack.fernwick.test").await.unwrap();
    assert_eq!(stage.sim.log(), []);

    // A wrong key is told with what was typed still there.
    stage.enter(&tab, Config::SITE_URL, &client_id, "of-another-site").await.unwrap();
    tab.css("[role=alert]").has_text("The site does not know this key").await.unwrap();
    tab.role("textbox", "Site address").has_text(Config::SITE_URL).await.unwrap();
    tab.role("textbox", "Key").has_text("of-another-site").await.unwrap();

    // A wrong client id: Chromium closes the window by itself when the site answers with an error.
    let closed = "The sign-in page was closed, or could not be loaded. If it said that redirect_uri is not configured, \
                  register the domain";
    stage.enter(&tab, Config::SITE_URL, "77", &key).await.unwrap();
    tab.css("[role=alert]").has_text(closed).await.unwrap();
    tab.role("textbox", "Client ID").has_text("77").await.unwrap();
    assert!(stage.sim.log().iter().any(|request| request.path == "/oauth/dialog" && request.status == 400));

    // A window that leads nowhere, closed by the person.
    stage.sim.fault(Fault::new(FaultKind::Html).at("/oauth/"));
    stage.enter(&tab, Config::SITE_URL, &client_id, &key).await.unwrap();
    let window = stage.browser.surface("/oauth/").await.unwrap();
    window.css("body").has_text("Sign in to continue").await.unwrap();
    window.close().await.unwrap();
    tab.css("[role=alert]").has_text(closed).await.unwrap();
    stage.sim.clear_faults();

    // Consent denied, then given.
    stage.enter(&tab, Config::SITE_URL, &client_id, &key).await.unwrap();
    let window = stage.browser.surface("/oauth/").await.unwrap();
    window.role_like("button", PERSON).click().await.unwrap();
    window.role("button", "Cancel").click().await.unwrap();
    tab.css("[role=alert]").has_text("You did not allow Askside to use your account.").await.unwrap();
    tab.role("button", "Connect").click().await.unwrap();
    stage.browser.surface("/oauth/").await.unwrap().role("button", "Approve").click().await.unwrap();
    tab.role_like("heading", "You are connected").visible().await.unwrap();
    assert_calm(&stage.browser);
}

#[tokio::test]
async fn reading() {
    let stage = stage().await;
    stage.connect().await.unwrap();
    let browser = &stage.browser;

    // The site fails. Once it is back, so is the list.
    let not_data = "The site answered with a web page instead of data";
    // A page each: what was answered about a page serves for a minute.
    for (doc, kind, expect) in [
        (DOC, FaultKind::Html, vec![not_data, "Check the connection"]),
        ("trellis/deploy-pipeline", FaultKind::CloseBeforeWork, vec!["The site did not answer.", RETRY]),
        ("trellis/memory-limits", FaultKind::Truncated, vec!["The site's answer could not be understood", RETRY]),
        ("millrace/dead-letters", FaultKind::WrongType, vec!["The site's answer could not be understood", RETRY]),
        ("burrow/connection-pools", FaultKind::Error { error_id: 500 }, vec!["The site refused", RETRY]),
        (
            "latchkey/rotating-secrets",
            FaultKind::Error { error_id: 403 },
            vec!["The site refused", "Ask whoever looks after your site"],
        ),
        // Last: after a few answers like this Chromium itself refuses an extension's calls for a second.
        ("silo/late-data", FaultKind::Down, vec![not_data, RETRY]),
    ] {
        let page = stage.doc(doc).await.unwrap();
        stage.sim.fault(Fault::new(kind).at("/api/"));
        let popup = browser.click_action(&page).await.unwrap();
        tells(&popup, &expect).await;
        stage.sim.clear_faults();
        let again = if expect[1] == RETRY { RETRY } else { "Related" };
        popup.role("button", again).click().await.unwrap();
        lists(&popup).await;
        popup.close().await.unwrap();
    }

    // Pages with nothing to read.
    let page = browser.open("chrome://version").await.unwrap();
    let popup = browser.click_action(&page).await.unwrap();
    tells(&popup, &["The browser does not let extensions read this page.", ELSEWHERE]).await;
    popup.close().await.unwrap();
    let head = "<!doctype html><link rel=icon href='data:,'>";
    stage.sim.add_doc("/empty", head.to_owned());
    let page = stage.doc("empty").await.unwrap();
    let popup = browser.click_action(&page).await.unwrap();
    tells(&popup, &["There is no text on this page", ELSEWHERE]).await;
    popup.close().await.unwrap();

    // And one with more than anybody reads.
    let line = "<p>After the rollback trellis said TRL-112 and basket kept the new config map.</p>\n";
    let much = format!("{head}<title>Rolling back</title><main>{}</main>", line.repeat(5_000_000 / line.len()));
    stage.sim.add_doc("/much", much);
    let page = stage.doc("much").await.unwrap();
    let popup = browser.click_action(&page).await.unwrap();
    lists(&popup).await;
    popup.close().await.unwrap();

    // A click lets one tab be read, of whatever host; the panel beside another tab says what to do.
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    lists(&panel).await;
    let other = stage.doc("millrace/consumer-lag").await.unwrap();
    let before = stage.calls().len();
    panel.role("button", "Read this page").click().await.unwrap();
    let press = "On the page, click Askside in the toolbar or press Alt+Shift+Q.";
    tells(&panel, &["Askside has not been asked to read this page.", press]).await;
    assert_eq!(stage.calls().len(), before, "nothing is sent about a page that was not read");
    browser.click_action(&other).await.unwrap().close().await.unwrap();
    panel.role("button", "Related").click().await.unwrap();
    lists(&panel).await;

    // The token ends.
    stage.sim.clock_skip(stage.sim.config().token_life + 1);
    let third = stage.doc("seedbed/flaky-builds").await.unwrap();
    browser.click_action(&third).await.unwrap().close().await.unwrap();
    panel.role("button", "Read this page").click().await.unwrap();
    lists(&panel).await; // renewed without a window: approved before, and the browser is still signed in at the site

    // The site asks for a pause and gets it.
    let fourth = stage.doc("burrow/failover").await.unwrap();
    stage.sim.fault(Fault::new(FaultKind::TooMany { retry_after: 30 }).at("/api/").times(1));
    let wait = ["The site asked Askside to wait.", "Try again in ", RETRY];
    let popup = browser.click_action(&fourth).await.unwrap();
    tells(&popup, &wait).await;
    popup.close().await.unwrap();
    panel.role("button", "Read this page").click().await.unwrap();
    tells(&panel, &wait).await;
    let before = stage.calls().len();
    panel.role("button", RETRY).click().await.unwrap();
    tells(&panel, &wait).await;
    let popup = browser.click_action(&fourth).await.unwrap();
    tells(&popup, &wait).await;
    assert_eq!(stage.calls().len(), before, "no call leaves before the pause is over");
    assert_calm(browser);
}

#[tokio::test]
async fn posting() {
    const TITLE: &str = "Does a rollback also restore the config map?";
    let stage = stage().await;
    stage.connect().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    stage.write(&page, &panel, TITLE).await.unwrap();
    let kept = async || {
        panel.role("textbox", "Title").has_text(TITLE).await.unwrap();
        panel.css("textarea").has_text("I did as the page says").await.unwrap();
    };

    // The site is down for the preview; nothing is lost.
    let down = || Fault::new(FaultKind::Down).at("/api/2.3/questions/add");
    let post = stage.review(&panel).await.unwrap();
    panel.role("button", "Back to editing").click().await.unwrap();
    kept().await;
    stage.sim.fault(down());
    panel.role("button", "Review").click().await.unwrap();
    tells(&panel, &["The site answered with a web page", RETRY]).await;
    stage.sim.clear_faults();
    panel.role("button", RETRY).click().await.unwrap();
    panel.role("heading", "Review").visible().await.unwrap();

    // Down for the post: whether it arrived is looked up before anything may be sent again.
    let unknown = ["The answer was lost on the way", LOOK_UP];
    stage.sim.fault(down());
    panel.role("button", &post).click().await.unwrap();
    tells(&panel, &unknown).await;
    stage.sim.clear_faults();
    panel.role("button", LOOK_UP).click().await.unwrap();
    panel.role("heading", "It is not on the site").visible().await.unwrap();
    panel.role("button", "Back to the draft").click().await.unwrap();
    kept().await;

    // The post arrives and its answer does not.
    panel.role("button", "Review").click().await.unwrap();
    panel.role("heading", "Review").visible().await.unwrap();
    stage.sim.fault(Fault::new(FaultKind::CloseBeforeAnswer).at("/api/2.3/questions/add").times(1));
    panel.role("button", &post).click().await.unwrap();
    tells(&panel, &unknown).await;
    panel.reload().await.unwrap();
    panel.role("heading", "Was it posted?").visible().await.unwrap();
    panel.role("button", LOOK_UP).click().await.unwrap();
    panel.role("heading", "Your question is posted").visible().await.unwrap();
    assert_eq!(on_site(&stage, TITLE).await, 1);
    panel.role("button", "Related").click().await.unwrap();
    panel.css("h2.page").visible().await.unwrap();
    panel.role("region", "Drafts").gone().await.unwrap();

    // Two quick clicks are one.
    let title = "Does a rollback also restore the feature flags?";
    stage.write(&page, &panel, title).await.unwrap();
    panel.role("button", "Review").click().await.unwrap();
    panel.role("heading", "Review").visible().await.unwrap();
    let before = stage.posts().len();
    stage.sim.fault(Fault::new(FaultKind::Slow { ms: 200 }).at("/api/2.3/questions/add"));
    click_twice(&panel, ".review .primary:enabled").await;
    panel.role("heading", "Your question is posted").visible().await.unwrap();
    assert_eq!(stage.posts().len(), before + 1);
    assert_eq!(on_site(&stage, title).await, 1);

    // So are clicks in two places that show the same draft.
    let title = "Does a rollback also restore the dead letters?";
    stage.write(&page, &panel, title).await.unwrap();
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
    for surface in [&panel, &tab] {
        surface.role("button", "Review").click().await.unwrap();
        surface.role("heading", "Review").visible().await.unwrap();
    }
    let before = stage.posts().len();
    let (one, other) = (panel.role("button", &post), tab.role("button", &post));
    tokio::try_join!(one.click(), other.click()).unwrap();
    for surface in [&panel, &tab] {
        surface.role("button", &post).gone().await.unwrap();
        surface.css("main :is(h2, [role=alert])").visible().await.unwrap();
    }
    assert_eq!(stage.posts().len(), before + 1);
    assert_eq!(on_site(&stage, title).await, 1);
    tab.close().await.unwrap();

    // The token ends while the draft is written.
    let title = "Does a rollback also restore the tokens?";
    stage.write(&page, &panel, title).await.unwrap();
    stage.sim.clock_skip(stage.sim.config().token_life + 1);
    panel.role("button", "Review").click().await.unwrap(); // renewed without a window, for what was allowed before
    panel.role("heading", "Review").visible().await.unwrap();
    panel.role("button", "Back to editing").click().await.unwrap();
    panel.role("textbox", "Title").has_text(title).await.unwrap();
    assert_calm(&stage.browser);
}

/// Two clicks with no wait between them.
async fn click_twice(surface: &Surface, selector: &str) {
    let middle =
        "function() { const b = this.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2] }";
    let (x, y): (f64, f64) = surface.css(selector).call(middle).await.unwrap();
    let mouse = |kind: &str, count: u8| {
        let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": count });
        surface.cdp("Input.dispatchMouseEvent", event)
    };
    let (down, up) = ("mousePressed", "mouseReleased");
    tokio::try_join!(mouse(down, 1), mouse(up, 1), mouse(down, 2), mouse(up, 2)).unwrap();
}

/// How many questions with this title the site's front page lists.
pub(crate) async fn on_site(stage: &Stage, title: &str) -> usize {
    let home = stage.browser.open(Config::SITE_URL).await.unwrap();
    let titles = home.css(".questions a").texts().await.unwrap();
    assert!(!titles.is_empty(), "the front page lists questions");
    home.close().await.unwrap();
    titles.iter().filter(|found| *found == title).count()
}
