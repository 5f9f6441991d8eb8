//! A question read inside the panel, from the list and back to it.

use crate::editor::fits;
use crate::everyone::inspect;
use askside_e2e::Surface;
use askside_e2e::stage::{Setting, Stage};
use askside_sim::{Application, Fault, FaultKind, Sim};
use serde_json::{Value, json};

const DOC: &str = "trellis/rolling-back";
const TITLE: &str = "trellis rollback says TRL-112";

/// The panel beside a page, with a question of its list opened.
async fn opened(stage: &Stage) -> Surface {
    stage.connect().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    panel.role_like("link", TITLE).nth(0).click().await.unwrap();
    panel.css(".thread .prose").nth(0).visible().await.unwrap();
    panel
}

#[tokio::test]
async fn a_question_is_read_and_left_again() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let panel = opened(&stage).await;
    panel.role_like("heading", TITLE).visible().await.unwrap();
    panel.role_like("heading", "✓ Accepted answer by Mira Okafor").visible().await.unwrap();
    let open = "[...document.querySelectorAll('.answers details:not(.comments)')].map(details => details.open)";
    assert_eq!(panel.eval::<Vec<bool>>(open).await.unwrap(), [true, false]);
    panel.role_like("heading", "Answer by Callum Reid").click().await.unwrap();
    assert_eq!(panel.eval::<Vec<bool>>(open).await.unwrap(), [true, true]);
    // Markup of a post stays below the headings around it, and keeps no names of its own.
    let names =
        "[...document.querySelectorAll('.prose [class]:not(.code, .copy), .prose [id], .prose [style]')].length";
    assert_eq!(panel.eval::<usize>(names).await.unwrap(), 0);

    // Comments are asked for when somebody wants them, once.
    let asked = || stage.calls().iter().filter(|call| call.path.ends_with("/comments")).count();
    assert_eq!(asked(), 0);
    panel.css(".thread > .comments > summary").click().await.unwrap();
    panel.css(".thread > .comments li").nth(1).has_text("trellis status").await.unwrap();
    panel.css(".thread > .comments > summary").click().await.unwrap();
    panel.css(".thread > .comments > summary").click().await.unwrap();
    panel.css(".thread > .comments li").nth(1).visible().await.unwrap();
    assert_eq!(asked(), 1);
    fits(&panel, "thread").await;

    // Every way back leads to the same place, with the focus where it was.
    let focused = "document.activeElement.textContent";
    for way in ["button", "Escape", "Alt+ArrowLeft"] {
        match way {
            "button" => panel.role("button", "← Back").click().await.unwrap(),
            key => panel.press(key).await.unwrap(),
        }
        panel.css(".hits").nth(0).visible().await.unwrap();
        panel.until("the focus to be back", &format!("{focused}.startsWith('{TITLE}')")).await.unwrap();
        panel.press("Enter").await.unwrap();
        panel.css(".thread .prose").nth(0).visible().await.unwrap();
    }
    assert_eq!(stage.browser.problems(), []);
}

#[tokio::test]
async fn what_fails_is_told_where_it_belongs() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    stage.connect().await.unwrap();
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    // The title is there while the rest is on its way, and when that fails.
    stage.sim.fault(Fault::new(FaultKind::Truncated).at("/api/v3/questions/"));
    panel.role_like("link", TITLE).nth(0).click().await.unwrap();
    panel.css("article.thread [role=alert]").visible().await.unwrap();
    panel.role_like("heading", TITLE).visible().await.unwrap();
    fits(&panel, "thread-failed").await;
    stage.sim.clear_faults();
    panel.role("button", "Try again").click().await.unwrap();
    panel.css(".thread .prose").nth(0).visible().await.unwrap();
    panel.role("button", "← Back").click().await.unwrap();
    panel.css(".hits").nth(0).visible().await.unwrap();
    assert_eq!(stage.browser.problems(), []);
}

/// Has somebody ask a question, without Askside.
async fn ask(stage: &Stage, title: &str, body: &str) {
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
    let question = json!({ "title": title, "body": body, "tags": "trellis;rollback" });
    let ask = format!(
        "fetch('https://stack.fernwick.test/api/2.3/questions/add', {{ method: 'POST',
            headers: {{ 'x-api-key': {}, 'x-api-access-token': {} }}, body: new URLSearchParams({question}) }})
            .then(answer => answer.json())",
        json!(Application::demo().key),
        json!(stage.sim.issue_token("mira", &["write_access"])),
    );
    let posted: Value = tab.eval(&ask).await.unwrap();
    assert!(posted["items"][0]["question_id"].is_u64(), "{posted}");
    tab.close().await.unwrap();
}

/// Keeps a picture on the site: its address there.
async fn upload(stage: &Stage) -> String {
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
    let upload = format!(
        "fetch('https://stack.fernwick.test/api/v3/images/upload', {{ method: 'POST', body: new TextEncoder().encode({}),
            headers: {{ authorization: {}, 'content-type': 'image/bmp' }} }}).then(answer => answer.json())",
        json!(PICTURE),
        json!(format!("Bearer {}", stage.sim.issue_token("mira", &["write_access"]))),
    );
    let kept: Value = tab.eval(&upload).await.unwrap();
    tab.close().await.unwrap();
    kept["url"].as_str().unwrap().to_owned()
}

/// One pixel, as a bitmap that is text, too.
const PICTURE: &str = "BM:\0\0\0\0\0\0\x006\0\0\0(\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18\0\0\0\0\0\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10\x20\x30\0";

/// A host that is not the site's. It is at the docs' server, whose log tells who was there.
const ELSEWHERE: &str = "https://api.stackexchange.com";

const WRITTEN: &str = "Quernstone says QRN-4711 after every turn";

/// A panel with a question opened that holds all that a post may.
async fn written(stage: &Stage) -> Surface {
    stage.connect().await.unwrap();
    let own = upload(stage).await;
    let other = "https://stack.fernwick.test/questions/249/trellis-rollback?x=1#250";
    let body = format!(
        "Look at ![the log]({ELSEWHERE}/pic?of=log), at [![a graph]({ELSEWHERE}/pic?of=graph)](https://docs.fernwick.test/beacon) \
         and at ![ours]({own}), which [this question]({other}) has, too. It is \\\\(a^2 + b^2\\\\) and $$c^2$$.\n\n\
         ```bash\necho \"$HOME\" | tr a b   # and a line that is far too long for the width of a panel beside a page\n```\n\n\
         | revision | when | who deployed it and why that was | what the log said about it in the end |\n|---|---|---|---|\n\
         | 4711-aaaaaaaaaaaaaaaaaaaa | 2026-01-01T00:00:00 | mira-okafor-of-the-platform | previous-revision-not-found |\n"
    );
    ask(stage, WRITTEN, &body).await;
    stage.sim.add_doc("/pic", PICTURE.to_owned());
    let text =
        "<p>When the quernstone stops, quern says QRN-4711 and the quernstone must be turned by hand.</p>".repeat(3);
    let html = format!("<!doctype html><link rel=icon href='data:,'><title>Quernstone</title><main>{text}</main>");
    stage.sim.add_doc("/quernstone", html);
    let page = stage.doc("quernstone").await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    panel.role("link", WRITTEN).click().await.unwrap();
    panel.css(".thread .prose").nth(0).visible().await.unwrap();
    panel
}

#[tokio::test]
async fn a_picture_from_elsewhere_is_fetched_when_somebody_asks_for_it() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let panel = written(&stage).await;
    // The site's own is there at once.
    let shown =
        "[...document.querySelectorAll('.prose img')].filter(img => img.naturalWidth === 1).map(img => img.alt)";
    panel.until("the site's own picture", &format!("({shown}).join() === 'ours'")).await.unwrap();
    let there = || stage.sim.log().into_iter().filter(|call| call.path == "/pic").collect::<Vec<_>>();
    assert_eq!(there().len(), 0, "nobody else learns that the question is read");
    panel.role("button", "Show image from api.stackexchange.com: a graph").visible().await.unwrap();
    panel.role("button", "Show image from api.stackexchange.com: the log").click().await.unwrap();
    panel.until("the picture from elsewhere", &format!("({shown}).join() === 'the log,ours'")).await.unwrap();
    let log = there();
    assert_eq!(log.len(), 1, "{log:?}");
    assert_eq!(log[0].query.as_deref(), Some("of=log"));
    assert!(["cookie", "referer", "authorization", "x-api-key"].iter().all(|name| log[0].header(name).is_none()));
    // What is none is a link to where it should be.
    stage.sim.add_doc("/pic", "<svg onload=alert(1)>".to_owned());
    panel.role("button", "Show image from api.stackexchange.com: a graph").click().await.unwrap();
    panel.role("link", "Open image from api.stackexchange.com: a graph").visible().await.unwrap();
    assert_eq!(stage.browser.problems(), []);
}

#[tokio::test]
async fn code_is_copied_and_what_is_wide_scrolls() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let panel = written(&stage).await;
    panel.resize(260, 900).await.unwrap();
    let regions = "[...document.querySelectorAll('.prose [role=region]')].map(box => box.ariaLabel)";
    panel.until("regions that scroll", &format!("({regions}).length === 2")).await.unwrap();
    assert_eq!(panel.eval::<Vec<String>>(regions).await.unwrap(), ["Code: the question", "Table: the question"]);
    panel.until("the picture", "document.querySelector('.prose img')?.naturalWidth === 1").await.unwrap();
    fits(&panel, "prose").await;
    inspect(&panel, "a question with all that a post may hold").await;
    // Colours are no markup.
    let colours = "[...CSS.highlights].map(([name, all]) => `${name}: ${[...all].join('|')}`).sort()";
    assert_eq!(
        panel.eval::<Vec<String>>(colours).await.unwrap(),
        [
            "code-comment: # and a line that is far too long for the width of a panel beside a page",
            "code-text: \"$HOME\""
        ]
    );
    panel.resize(2000, 900).await.unwrap();
    panel.until("nothing to scroll", &format!("({regions}).length === 0")).await.unwrap();
    assert!(panel.css(".thread .prose").nth(0).text().await.unwrap().contains(r"\(a^2 + b^2\) and $$c^2$$"));

    panel
        .eval::<()>("navigator.clipboard.writeText = async (text) => { globalThis.copied = text }; undefined")
        .await
        .unwrap();
    panel.role("button", "Copy code: the question").click().await.unwrap();
    panel.css("[role=status]").nth(0).has_text("Copied").await.unwrap();
    let copied = async || panel.eval::<String>("copied").await.unwrap();
    let line = "echo \"$HOME\" | tr a b   # and a line that is far too long for the width of a panel beside a page";
    assert_eq!(copied().await, line);
    // A link to another question of the site opens it over this one.
    panel.role("link", "this question").click().await.unwrap();
    panel.role_like("heading", TITLE).visible().await.unwrap();
    panel.role_like("button", "Copy answer: the answer by Mira").click().await.unwrap();
    let answer = copied().await;
    assert!(answer.contains("\n\n```bash\ntrellis history slots --env prod\n```\n\n"), "{answer}");
    assert!(answer.contains("\n\n— [Answer by Mira Okafor](https://stack.fernwick.test/questions/249/"), "{answer}");
    panel.role("button", "← Back").click().await.unwrap();
    panel.role("heading", WRITTEN).visible().await.unwrap();
    panel.press("Escape").await.unwrap();
    panel.css(".hits").nth(0).visible().await.unwrap();
    assert_eq!(panel.eval::<usize>("[...CSS.highlights.values()].flatMap((all) => [...all]).length").await.unwrap(), 0);
    assert_eq!(stage.browser.problems(), []);
}

/// Whether the toggle with this in its name is pressed.
async fn is_pressed(panel: &Surface, name: &str) -> bool {
    panel.role_like("button", name).call("function() { return this.ariaPressed === 'true' }").await.unwrap()
}

#[tokio::test]
async fn a_vote_leaves_once_and_is_taken_back_by_the_same_button() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    stage.connect_as("Luca").await.unwrap(); // who wrote none of it
    let page = stage.doc(DOC).await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    panel.css(".hits #q249").click().await.unwrap();
    // Reading comes first; who wants to vote says so, and is back at the question.
    assert_eq!(panel.css(".marks").count().await.unwrap(), 0);
    panel.role("button", "Allow Askside to vote and save for you").click().await.unwrap();
    stage.browser.surface("/oauth").await.unwrap().role("button", "Approve").click().await.unwrap();
    let answer = "Upvote (21): the answer by Mira Okafor";
    assert!(!is_pressed(&panel, answer).await);
    fits(&panel, "marks").await;
    inspect(&panel, "a question to vote on").await;
    let writes = || stage.calls().into_iter().filter(|call| call.method != "GET").count();
    assert_eq!(writes(), 0);

    panel.css(".marks button:enabled").nth(2).click().await.unwrap();
    let voted = "Upvote (22): the answer by Mira Okafor";
    panel.role("button", voted).visible().await.unwrap();
    assert!(is_pressed(&panel, voted).await);
    panel.css(".answers summary .facts").nth(0).has_text("22 votes").await.unwrap();
    assert_eq!(writes(), 1);
    panel.role("button", voted).click().await.unwrap();
    panel.role("button", answer).visible().await.unwrap();
    assert!(!is_pressed(&panel, answer).await);
    assert_eq!(writes(), 2);

    // What is saved is so when the question is opened again, and what fails says why and changes nothing.
    panel.role("button", "Save: the question").click().await.unwrap();
    panel
        .until("it to be saved", "document.querySelectorAll('.marks [aria-pressed=true]').length === 1")
        .await
        .unwrap();
    assert_eq!(writes(), 3);
    panel.role("button", "← Back").click().await.unwrap();
    panel.css(".hits").nth(0).visible().await.unwrap();
    panel.css(".hits #q249").click().await.unwrap();
    panel.css(".marks button:enabled").nth(2).visible().await.unwrap();
    assert!(is_pressed(&panel, "Save: the question").await);
    stage.sim.fault(Fault::new(FaultKind::Status { status: 500 }).method("POST"));
    panel.role("button", answer).click().await.unwrap();
    panel.css(".answers .marks .hint").nth(0).has_text(".").await.unwrap();
    assert!(!is_pressed(&panel, answer).await);
    assert_eq!(writes(), 4);
    assert_eq!(stage.browser.problems(), []);
}

#[tokio::test]
async fn a_vote_is_there_on_the_way_back() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let panel = written(&stage).await;
    panel.role("button", "Allow Askside to vote and save for you").click().await.unwrap();
    stage.browser.surface("/oauth").await.unwrap().role("button", "Approve").click().await.unwrap();
    panel.role("button", "Upvote (0): the question").click().await.unwrap();
    panel.role("button", "Upvote (1): the question").visible().await.unwrap();
    panel.role("link", "this question").click().await.unwrap();
    panel.role_like("heading", TITLE).visible().await.unwrap();
    panel.role("button", "← Back").click().await.unwrap();
    panel.role("heading", WRITTEN).visible().await.unwrap();
    assert!(is_pressed(&panel, "Upvote (1): the question").await);
    assert_eq!(stage.posts().iter().filter(|call| call.path.ends_with("/upvote")).count(), 1);
    assert_eq!(stage.browser.problems(), []);
}

/// Reads the first question of a list, and goes back to it, so many times; answers with the bytes that the module has
/// taken then.
const READS: &str = r#"async (rounds) => {
    const there = (selector) => new Promise((done) => {
        const look = () => document.querySelector(selector) && (watch.disconnect(), done());
        const watch = new MutationObserver(look);
        watch.observe(document.body, { childList: true, subtree: true });
        look();
    });
    for (let round = 0; round < rounds; round++) {
        document.querySelector(".hits h3 a").click();
        await there(".thread .prose");
        [...document.querySelectorAll("button")].find((one) => one.innerText === "← Back").click();
        await there(".hits li");
    }
    return (await (await import("./app.js")).default()).memory.buffer.byteLength;
}"#;

#[tokio::test]
async fn what_was_read_is_let_go() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let panel = opened(&stage).await;
    panel.role("button", "← Back").click().await.unwrap();
    panel.css(".hits li").nth(0).visible().await.unwrap();
    let few: u32 = panel.eval(&format!("({READS})(20)")).await.unwrap();
    let many: u32 = panel.eval(&format!("({READS})(150)")).await.unwrap();
    // Memory is taken by 64 KB. A row that stays known to anything that lasts would take two of that.
    assert!(many - few <= 65_536, "{few} bytes after 20 questions, {many} after 170");
}
