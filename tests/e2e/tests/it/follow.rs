//! The panel goes along from page to page: what it shows belongs to the page in front, and to no other.

use crate::editor::fits;
use askside_e2e::stage::{Setting, Stage};
use askside_e2e::{Surface, until};
use askside_sim::{Fault, FaultKind, Sim};
use std::collections::{BTreeMap, BTreeSet};

/// A page, and what the questions beside it have in their titles.
const PAGES: [(&str, &str, &str); 4] = [
    ("trellis/rolling-back", "Rolling back a deploy", "TRL-112"),
    ("burrow/connection-pools", "Connection pools", "query_wait_timeout"),
    ("latchkey/rotating-secrets", "Rotating secrets", "LKY-411"),
    ("millrace/dead-letters", "Dead letters", "Replaying basket.orders.v2.dlq"),
];

/// Watches the docs in a panel that was opened beside one of its pages.
async fn watching(stage: &Stage) -> (Surface, Surface) {
    stage.connect().await.unwrap();
    let page = stage.doc(PAGES[0].0).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    panel.role("switch", "Watch docs.fernwick.test").click().await.unwrap();
    panel.css("[role=switch][aria-checked=true]").visible().await.unwrap();
    (page, panel)
}

fn granted() -> Setting {
    Setting { hosts: vec!["https://docs.fernwick.test/*"], ..Setting::default() }
}

/// Notes every title that is painted together with a list, for as long as the panel lives.
const RECORD: &str = r#"
    globalThis.painted = new Set();
    new MutationObserver(() => {
        const page = document.querySelector("h2.page b")?.textContent;
        const hits = [...document.querySelectorAll("ol.hits h3")].map((title) => title.textContent);
        if (page && hits.length) painted.add(JSON.stringify([page, hits]));
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
    undefined"#;

#[tokio::test]
async fn twenty_switches_never_show_another_pages_questions() {
    let stage = Stage::set(Sim::demo().unwrap(), granted()).await.unwrap();
    let (first, panel) = watching(&stage).await;
    let mut tabs = vec![first];
    for (path, ..) in &PAGES[1..] {
        tabs.push(stage.doc(path).await.unwrap());
    }
    panel.eval::<()>(RECORD).await.unwrap();
    // Faster than anybody: some are left before their questions are there.
    for round in 0..20 {
        let at = (round * 3 + round / 4 + 1) % PAGES.len();
        tabs[at].front().await.unwrap();
        if round % 4 == 3 {
            panel.css("h2.page b").has_text(PAGES[at].1).await.unwrap();
            panel.css("main").has_text(PAGES[at].2).await.unwrap();
        }
    }
    let painted: Vec<(String, Vec<String>)> = panel
        .eval::<Vec<String>>("[...painted]")
        .await
        .unwrap()
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(painted.len() >= PAGES.len(), "{painted:?}");
    for (page, hits) in painted {
        let (_, _, own) = PAGES.iter().find(|(_, title, _)| page.contains(title)).unwrap_or_else(|| panic!("{page}"));
        assert!(hits.iter().any(|hit| hit.contains(own)), "{page}: {hits:?}");
    }
    assert_eq!(stage.browser.problems(), []);
}

/// Twenty pages and 52,620 questions that people wrote, where they are: each page has one list, whenever it comes up.
#[tokio::test]
async fn twenty_real_pages_have_a_list_each() {
    let shared = std::env::var_os("ASKSIDE_SHARED").unwrap_or_else(|| "../shared".into());
    let data = askside_e2e::stage::root().join(shared).join("relevance/dev");
    if !data.join("pages.jsonl").exists() {
        eprintln!("skipped: no questions at {}; ASKSIDE_SHARED says where they are", data.display());
        return;
    }
    let stage = Stage::set(Sim::load(&data, None).unwrap(), granted()).await.unwrap();
    let ids: Vec<String> = std::fs::read_to_string(data.join("pages.jsonl"))
        .unwrap()
        .lines()
        .step_by(17)
        .take(20)
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().to_owned())
        .collect();
    stage.connect().await.unwrap();
    let page = stage.doc(&format!("page/{}", ids[0])).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    panel.role("switch", "Watch docs.fernwick.test").click().await.unwrap();
    panel.css("[role=switch][aria-checked=true]").visible().await.unwrap();
    panel.eval::<()>(RECORD).await.unwrap();
    for turn in 0..2 {
        for (at, id) in ids.iter().enumerate() {
            page.goto(&format!("https://docs.fernwick.test/page/{id}")).await.unwrap();
            // Some are left at once.
            if (at + turn) % 2 == 0 {
                let title: String = page.eval("document.title.split(' · ')[0]").await.unwrap();
                panel.css("h2.page b").has_text(title.trim()).await.unwrap();
                panel.css(".sent").visible().await.unwrap();
            }
        }
    }
    let mut lists: BTreeMap<String, BTreeSet<Vec<String>>> = BTreeMap::new();
    for line in panel.eval::<Vec<String>>("[...painted]").await.unwrap() {
        let (page, hits) = serde_json::from_str(&line).unwrap();
        lists.entry(page).or_default().insert(hits);
    }
    assert!(lists.len() > 10, "{lists:?}");
    assert!(lists.values().all(|lists| lists.len() == 1), "{lists:#?}");
    assert_eq!(stage.browser.problems(), []);
}

/// An application that changes its route without a load; its title and its text come later.
const APPLICATION: &str = r#"<!doctype html><meta charset=utf-8><title>Docs</title><link rel=icon href="data:,"><main></main>
<script>
  const routes = {
    rollback: ["Rolling back a deploy", "After the first deploy trellis rollback says TRL-112: there is no previous revision."],
    pools: ["Connection pools", "burrow says FATAL: query_wait_timeout when a client waits for a connection of the pool."],
  };
  globalThis.show = (name) => {
    history.pushState({}, "", name);
    setTimeout(() => {
      document.title = routes[name][0];
      document.querySelector("main").innerHTML = `<h1>${routes[name][0]}</h1><p>${routes[name][1]}</p>`;
    }, 100);
  };
</script>"#;

#[tokio::test]
async fn an_application_that_never_loads_is_followed() {
    let stage = Stage::set(Sim::demo().unwrap(), granted()).await.unwrap();
    let (_, panel) = watching(&stage).await;
    stage.sim.add_doc("/app/", APPLICATION.to_owned());
    let page = stage.doc("app/").await.unwrap();
    for (route, title, found) in
        [("rollback", PAGES[0].1, PAGES[0].2), ("pools", PAGES[1].1, PAGES[1].2), ("rollback", PAGES[0].1, PAGES[0].2)]
    {
        page.eval::<()>(&format!("show('{route}')")).await.unwrap();
        panel.css("h2.page b").has_text(title).await.unwrap();
        panel.css("main").has_text(found).await.unwrap();
    }
    // A place on the page is no other page, and nor is a title that counts.
    let before = stage.calls().len();
    page.eval::<()>("location.hash = 'further'; document.title = '(3) ' + document.title; undefined").await.unwrap();
    panel.css("h2.page b").has_text(PAGES[0].1).await.unwrap();
    panel.css("main").has_text(PAGES[0].2).await.unwrap();
    assert_eq!(stage.calls().len(), before);
    assert_eq!(stage.browser.problems(), []);
}

#[tokio::test]
async fn nothing_is_read_that_nobody_watches() {
    let stage = Stage::set(Sim::demo().unwrap(), granted()).await.unwrap();
    stage.connect().await.unwrap();
    let page = stage.doc(PAGES[0].0).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    let before = stage.calls().len();
    let other = stage.doc(PAGES[1].0).await.unwrap();
    panel.role_like("heading", "This page has not been read").visible().await.unwrap();
    fits(&panel, "unread").await;
    assert_eq!(stage.calls().len(), before);
    // Once, by a click.
    other.front().await.unwrap();
    panel.role("button", "Read this page").click().await.unwrap();
    panel.css("main").has_text(PAGES[1].2).await.unwrap();
    // The count is on the button of that tab.
    let badge = "chrome.tabs.query({ active: true }).then(([tab]) => chrome.action.getBadgeText({ tabId: tab.id }))";
    let count: String = stage.browser.in_worker(badge).await.unwrap();
    assert!(count.parse::<u32>().unwrap() > 0, "{count}");

    // Never again.
    panel.role("button", "Never read it").click().await.unwrap();
    panel.role_like("heading", "Askside does not read pages of docs.fernwick.test").visible().await.unwrap();
    fits(&panel, "denied").await;
    let asked = stage.calls().len();
    page.front().await.unwrap();
    page.press("Alt+Shift+Q").await.unwrap();
    panel.role_like("heading", "Askside does not read pages").visible().await.unwrap();
    assert_eq!(stage.calls().len(), asked);
    // The list of hosts has the way back.
    panel.role("button", "Sites").click().await.unwrap();
    panel.css("summary").nth(0).click().await.unwrap();
    fits(&panel, "hosts").await;
    panel.role_like("button", "Let it be read on a click").click().await.unwrap();
    panel.css(".hosts").gone().await.unwrap();
    panel.role_like("button", "Related").nth(0).click().await.unwrap();
    panel.css("main").has_text(PAGES[0].2).await.unwrap();
    assert_eq!(stage.browser.problems(), []);
}

/// Whoever reads or writes is left in peace, and finds the page in front when they come back.
#[tokio::test]
async fn whoever_writes_is_left_in_peace() {
    let stage = Stage::set(Sim::demo().unwrap(), granted()).await.unwrap();
    let (page, panel) = watching(&stage).await;
    panel.css("ol.hits h3 a").nth(0).click().await.unwrap();
    panel.css(".prose").nth(0).visible().await.unwrap();
    let heading = panel.css("h2").text().await.unwrap();
    let before = stage.calls().len();
    stage.doc(PAGES[1].0).await.unwrap();
    until("the tab to be in front", async || {
        let title: String = panel
            .eval("chrome.tabs.query({ active: true }).then(([tab]) => tab.title)")
            .await
            .map_err(|error| error.to_string())?;
        if title.contains(PAGES[1].1) { Ok(()) } else { Err(title) }
    })
    .await
    .unwrap();
    assert_eq!((panel.css("h2").text().await.unwrap(), stage.calls().len()), (heading, before));
    panel.press("Escape").await.unwrap();
    panel.css("h2.page b").has_text(PAGES[1].1).await.unwrap();
    panel.css("main").has_text(PAGES[1].2).await.unwrap();
    drop(page);
    assert_eq!(stage.browser.problems(), []);
}

#[tokio::test]
async fn the_list_by_keys_and_the_queries_by_hand() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    stage.connect().await.unwrap();
    let page = stage.doc(PAGES[0].0).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    panel.css("ol.hits").nth(0).visible().await.unwrap();
    fits(&panel, "list").await;
    let focused = async |js: &str| panel.eval::<String>(&format!("document.activeElement.{js}")).await.unwrap();
    let titles = panel.css("ol.hits h3 a").texts().await.unwrap();
    for key in ["ArrowDown", "j", "k", "ArrowDown"] {
        panel.press(key).await.unwrap();
    }
    assert_eq!(focused("innerText").await, titles[1]);
    panel.press("Enter").await.unwrap();
    panel.css("article.thread, section").nth(0).visible().await.unwrap();
    panel.role_like("heading", &titles[1]).visible().await.unwrap();
    panel.press("Escape").await.unwrap();
    panel.css("ol.hits").nth(0).visible().await.unwrap();
    panel
        .until("the focus to be back", &format!("document.activeElement.innerText === {:?}", titles[1]))
        .await
        .unwrap();

    // Pinned, it is there beside any page.
    panel.press("p").await.unwrap();
    panel.css(".pinned summary").has_text("Pinned (1)").await.unwrap();
    // Folded, it is in nobody's way.
    panel.eval::<()>("document.activeElement.blur()").await.unwrap();
    panel.press("ArrowDown").await.unwrap();
    assert_eq!(focused("innerText").await, titles[0]);
    panel.css(".pinned summary").click().await.unwrap();
    assert_eq!(panel.css(".pinned h3 a").texts().await.unwrap(), [titles[1].clone()]);
    fits(&panel, "pinned").await;

    // One query in other words, one taken away, one added.
    panel.css(".sent summary").click().await.unwrap();
    fits(&panel, "chips").await;
    panel.role_like("button", "Change: similar to: Rolling back").click().await.unwrap();
    panel.role("textbox", "What to ask your site").fill("TRL-118 migration barrier").await.unwrap();
    panel.press("Enter").await.unwrap();
    panel.css(".sent").has_text("similar to: TRL-118 migration barrier").await.unwrap();
    let count = panel.css(".chip").count().await.unwrap();
    panel.css(".chip button:last-child").nth(0).click().await.unwrap();
    until("one to go", async || {
        let now = panel.css(".chip").count().await.map_err(|error| error.to_string())?;
        if now == count - 1 { Ok(()) } else { Err(format!("{now} of {count}")) }
    })
    .await
    .unwrap();
    panel.role("button", "Ask something else").click().await.unwrap();
    panel.role("textbox", "What to ask your site").fill("TRL-112").await.unwrap();
    panel.press("Enter").await.unwrap();
    panel.css(".chips").has_text("TRL-112").await.unwrap();
    panel.css("main").has_text("TRL-112").await.unwrap();

    // The keys are told, and can be others.
    panel.press("?").await.unwrap();
    panel.role("heading", "Keys").visible().await.unwrap();
    fits(&panel, "keys").await;
    let field = panel.role("textbox", "Key: Related questions");
    field.fill("j").await.unwrap();
    panel.press("Tab").await.unwrap();
    panel.css("[role=alert]").has_text("“j” does something else already.").await.unwrap();
    field.fill("x").await.unwrap();
    panel.press("Tab").await.unwrap();
    panel.css("[role=alert]").gone().await.unwrap();
    panel.role("button", "← Back").click().await.unwrap();
    panel.css(".pinned").visible().await.unwrap();
    panel.press("?").await.unwrap();
    panel.role("textbox", "Key: Related questions").has_text("x").await.unwrap();
    assert_eq!(stage.posts().len(), 0);
    assert_eq!(stage.browser.problems(), []);
}

/// Browsers end a background whenever they like.
#[tokio::test]
async fn a_background_that_ends_under_the_reader_is_not_noticed() {
    let stage = Stage::set(Sim::demo().unwrap(), granted()).await.unwrap();
    let (first, panel) = watching(&stage).await;
    let mut tabs = vec![first];
    for (path, ..) in &PAGES[1..] {
        tabs.push(stage.doc(path).await.unwrap());
    }
    for round in 0..8 {
        let at = (round * 3 + 1) % PAGES.len();
        tabs[at].front().await.unwrap();
        // Sometimes before it is asked, sometimes under its hands, sometimes after.
        let (killed, ()) = tokio::join!(stage.browser.kill_worker(), async {
            if round % 2 == 0 {
                panel.css("h2.page b").has_text(PAGES[at].1).await.unwrap();
            }
        });
        killed.unwrap();
        panel.css("h2.page b").has_text(PAGES[at].1).await.unwrap();
        panel.css(".hits h3 a").nth(0).click().await.unwrap();
        stage.browser.kill_worker().await.unwrap();
        panel.css(".thread .prose").nth(0).visible().await.unwrap();
        panel.press("Escape").await.unwrap();
        panel.css("main").has_text(PAGES[at].2).await.unwrap();
    }
    assert_eq!(stage.browser.problems(), []);
}

#[tokio::test]
async fn a_site_that_is_gone_leaves_what_was_read() {
    let stage = Stage::set(Sim::demo().unwrap(), granted()).await.unwrap();
    let (page, panel) = watching(&stage).await;
    panel.css(".hits h3 a").nth(0).click().await.unwrap();
    panel.css(".thread .prose").nth(0).visible().await.unwrap();
    panel.press("Escape").await.unwrap();
    stage.browser.kill_worker().await.unwrap(); // and with it the answers that it had at hand
    stage.sim.fault(Fault::new(FaultKind::Down).at("/api/").times(99));
    let other = stage.doc(PAGES[1].0).await.unwrap();
    panel.css("[role=alert]").visible().await.unwrap();
    page.front().await.unwrap();
    panel.css(".notice").has_text("Your site cannot be asked now.").await.unwrap();
    panel.css("main").has_text(PAGES[0].2).await.unwrap();
    fits(&panel, "offline").await;
    panel.css(".hits h3 a").nth(0).click().await.unwrap();
    panel.css(".thread .prose").nth(0).visible().await.unwrap();
    panel.css(".notice").has_text("Your site cannot be asked now.").await.unwrap();
    drop(other);
}
