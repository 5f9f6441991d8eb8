//! Pages, people and sites that attack: what they write is shown as text or made harmless, and nothing of it runs,
//! loads or leads anywhere.

use askside_e2e::stage::{Setting, Stage};
use askside_e2e::{ContextClick, Problem, ProblemKind, Surface};
use askside_sim::{Application, Sim};
use serde_json::{Value, json};

/// What must never be requested: a path of the docs host, which exists, so that only the log can tell.
const BEACON: &str = "/beacon";

/// Every way in that a line of text has.
const LINES: [&str; 6] = [
    r#"</title></textarea><script>alert("TRL-112")</script>"#,
    r#"<img src="https://docs.fernwick.test/beacon?img" onerror="alert('TRL-112')">"#,
    r#""'><svg/onload=alert(1)><iframe srcdoc="<script>parent.alert(1)</script>"></iframe>"#,
    "{{constructor.constructor('alert(1)')()}} ${alert(1)} #{7*7} <%= 7*7 %>",
    "[rollback](javascript:alert(1)) ![i](https://docs.fernwick.test/beacon?md) <https://evil.test>",
    "\u{202e}kcabllor\u{2066} \u{200b}trellis rollback\u{feff}",
];

/// What a site under somebody else's control may answer as a post's HTML.
const POST: &str = r#"<p id="kept">The <b onclick="alert(1)" style="position:fixed;inset:0" class="primary">rollback</b> of
<a id="good" href="https://docs.fernwick.test/trellis/rolling-back" onmouseover="alert(1)" ping="https://docs.fernwick.test/beacon?ping">basket</a>
<a class="bad" href="javascript:alert(1)">one</a> <a class="bad" href="data:text/html,<script>alert(1)</script>">two</a>
<a class="bad" href="/panel.html">three</a> <a class="bad" href="http://evil.test/">four</a> <a class="bad" href="//evil.test/">five</a></p>
<script>alert(1)</script><script src="https://docs.fernwick.test/beacon?script"></script>
<img src="https://docs.fernwick.test/beacon?img" onerror="alert(1)"><img src=x onerror=alert(1)>
<svg onload="alert(1)"><script>alert(1)</script><image href="https://docs.fernwick.test/beacon?svg"/><a href="javascript:alert(1)">s</a></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;"></style></mglyph></table></mtext></math>
<iframe src="https://docs.fernwick.test/beacon?frame"></iframe><iframe srcdoc="<script>parent.alert(1)</script>"></iframe>
<object data="https://docs.fernwick.test/beacon?object"></object><embed src="https://docs.fernwick.test/beacon?embed">
<video src="https://docs.fernwick.test/beacon?video" autoplay></video><audio src="https://docs.fernwick.test/beacon?audio" autoplay></audio>
<link rel="stylesheet" href="https://docs.fernwick.test/beacon?link"><link rel="prefetch" href="https://docs.fernwick.test/beacon?prefetch">
<style>@import "https://docs.fernwick.test/beacon?css"; body { display: none }</style><base href="https://evil.test/">
<meta http-equiv="refresh" content="0; url=https://docs.fernwick.test/beacon?meta">
<form action="https://docs.fernwick.test/beacon?form"><input name="body" autofocus onfocus="alert(1)"><button>Post to stack.fernwick.test</button></form>
<template><script>alert(1)</script></template><noscript><img src=x onerror=alert(1)></noscript><!-- <script>alert(1)</script> -->
<details open ontoggle="alert(1)"><summary>x</summary></details><dialog open>y</dialog><blink-182 onclick=alert(1)>z</blink-182>"#;

/// What the body of a page of ours must not hold beside our own drawings: whatever runs, loads, or leads anywhere but to https.
const HARM: &str = r#"[...document.body.querySelectorAll(":not(header > h1 *, .icon:not(.prose *) *)")].filter(element =>
    element.matches("script, img, picture, iframe, frame, object, embed, svg, math, style, link, base, meta, video, audio, template, dialog, [src], [srcset], [srcdoc], [style], [action], [formaction], [ping], [background]")
    || element.shadowRoot
    || [...element.attributes].some(({ name }) => name.startsWith("on"))
    || element.hasAttribute("href") && (!element.href.startsWith("https://") || element.rel !== "noopener noreferrer")
).map(element => element.outerHTML.slice(0, 200))"#;

/// What nobody sees, or what turns around what they see.
const UNSEEN: &str =
    r"document.body.innerText.match(/[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g) ?? []";

async fn assert_harmless(surface: &Surface) {
    assert_eq!(surface.eval::<Vec<String>>(UNSEEN).await.unwrap(), Vec::<String>::new(), "in {}", surface.url());
    assert_eq!(surface.eval::<Vec<String>>(HARM).await.unwrap(), Vec::<String>::new(), "in {}", surface.url());
}

/// What Chromium's sanitizer reports of what it drops, before it drops it.
const DROPPED: [&str; 2] = ["Executing inline event handler violates", "Applying inline style violates"];

/// Nothing popped up, nobody complained but of what may be `dropped`, and nothing was fetched that only an attack asks for.
fn assert_unmoved(stage: &Stage, dropped: &[&str]) {
    let told = |problem: &Problem| {
        problem.kind != ProblemKind::Browser || !dropped.iter().any(|start| problem.text.starts_with(start))
    };
    let problems: Vec<_> = stage.browser.problems().into_iter().filter(told).collect();
    assert_eq!(problems, []);
    let log = stage.sim.log();
    let caused: Vec<_> = log.iter().filter(|request| request.path.starts_with(BEACON)).collect();
    assert!(caused.is_empty(), "{caused:#?}");
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// A docs page that says these lines everywhere, harmless in itself, and hides the document's properties behind names.
fn page() -> String {
    let [title, ..] = LINES;
    let all = LINES.map(|line| format!("<h2>{0}</h2><p>{0}</p><pre>{0}</pre>", escape(line))).concat();
    format!(
        "<!doctype html><meta charset=utf-8><link rel=icon href='data:,'><title>{}</title>
        <meta name=description content=\"{}\"><link rel=canonical href='javascript:alert(1)//docs.fernwick.test/'>
        <form name=title><input name=matches><input name=textContent></form><form name=querySelectorAll></form>
        <form name=body></form><form name=createTreeWalker></form><form id=getSelection name=documentElement></form>
        <main><h1>trellis rollback TRL-112</h1>{all}</main>",
        escape(title),
        escape(&LINES.join(" ")),
    )
}

#[tokio::test]
async fn a_page_that_attacks() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    stage.connect().await.unwrap();
    stage.sim.add_doc("/hostile", page());
    let page = stage.doc("hostile").await.unwrap();

    // Popup and panel name the page in its own words and search with them.
    let popup = stage.browser.click_action(&page).await.unwrap();
    popup.css("h2.page b").has_text(LINES[0]).await.unwrap();
    popup.css(".hits li").nth(0).visible().await.unwrap();
    assert_harmless(&popup).await;
    popup.close().await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    panel.css("h2.page b").has_text(LINES[0]).await.unwrap();
    panel.css("summary").click().await.unwrap();
    assert_harmless(&panel).await;

    // A draft from all of it: quoted so that nothing in it is markup, and attributed to where it was read.
    page.eval::<()>("getSelection().selectAllChildren(document.querySelector('main'))").await.unwrap();
    let click = ContextClick { item: "ask", selection: Some("all"), link: None };
    stage.browser.context_menu(&page, click).await.unwrap();
    panel.role_like("heading", "Ask on ").visible().await.unwrap();
    let body = panel.css("textarea").text().await.unwrap();
    assert!(body.contains("\nRead in [") && body.contains("](https://docs.fernwick.test/hostile#:~:text="), "{body}");
    assert!(!body.contains(['\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}']), "{body:?}");
    assert!(body.lines().all(|line| line.is_empty() || line.starts_with(['>', 'R'])), "{body}");
    assert_harmless(&panel).await;

    // The review shows the site's rendering of it.
    panel.role("textbox", "Title").fill(LINES[0]).await.unwrap();
    panel.css("textarea").fill(&format!("{body}\n\nWhat is this? {}", LINES.join("\n"))).await.unwrap();
    panel.role("combobox", "Tags, up to five").fill("trellis").await.unwrap();
    // To Askside it is a title of one word, which the person may insist on.
    panel.role("button", "Review").click().await.unwrap();
    panel.role("button", "It may be posted").click().await.unwrap();
    let post = stage.review(&panel).await.unwrap();
    panel.css(".review h3").has_text(LINES[0]).await.unwrap();
    panel.css(".review .prose").has_text("What is this?").await.unwrap();
    panel.css(".review .prose blockquote").has_text(LINES[1]).await.unwrap();
    assert_eq!(panel.css(".review .prose blockquote a").count().await.unwrap(), 0, "a quote holds no links");
    assert_harmless(&panel).await;
    panel.role("button", &post).click().await.unwrap();
    panel.role("heading", "Your question is posted").visible().await.unwrap();
    assert_harmless(&panel).await;

    // Found again, it is a question like any other.
    panel.role("button", "Related").click().await.unwrap();
    panel.role("link", LINES[0]).visible().await.unwrap();
    assert_harmless(&panel).await;
    assert_unmoved(&stage, &[]);
}

#[tokio::test]
async fn a_colleague_and_a_site_that_attack() {
    const NAME: &str = r#"<img src="https://docs.fernwick.test/beacon?name" onerror=alert(1)>"#;
    const TITLE: &str = "Quernstone says QRN-4711 <script>alert(1)</script> {{7*7}} \u{202e}x";
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    let token = stage.sim.issue_token(NAME, &["write_access"]);
    stage.connect_as(NAME).await.unwrap();
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
    let question =
        json!({ "title": TITLE, "body": format!("{POST}\n\n{}", LINES.join("\n")), "tags": "trellis;\u{202e}x" });
    let ask = format!(
        "fetch('https://stack.fernwick.test/api/2.3/questions/add', {{ method: 'POST',
            headers: {{ 'x-api-key': {}, 'x-api-access-token': {} }}, body: new URLSearchParams({question}) }})
            .then(answer => answer.json())",
        json!(Application::demo().key),
        json!(token),
    );
    let posted: Value = tab.eval(&ask).await.unwrap();
    assert!(posted["items"][0]["question_id"].is_u64(), "{posted}");
    tab.close().await.unwrap();

    // A colleague's question and name.
    let text =
        "<p>When the quernstone stops, quern says QRN-4711 and the quernstone must be turned by hand.</p>".repeat(3);
    let html = format!("<!doctype html><link rel=icon href='data:,'><title>Quernstone</title><main>{text}</main>");
    stage.sim.add_doc("/quernstone", html);
    let page = stage.doc("quernstone").await.unwrap();
    let title = TITLE.replace('\u{202e}', "");
    let shown = async |surface: &Surface| {
        surface.role("link", &title).visible().await.unwrap();
        surface.css(".who").has_text(NAME).await.unwrap();
        assert!(surface.css(".facts").texts().await.unwrap().iter().any(|facts| facts.contains(NAME)));
        assert_harmless(surface).await;
    };
    let popup = stage.browser.click_action(&page).await.unwrap();
    shown(&popup).await;
    popup.close().await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    shown(&panel).await;

    // From here on the site itself is somebody else's: it answers what it likes.
    stage.write(&page, &panel, "Does a rollback also restore the config map?").await.unwrap();
    let entities = escape(LINES[1]);
    let answer = json!({ "items": [{
        "question_id": 7, "title": format!("{} QRN-4711", LINES[1]), "body": POST, "tags": LINES, "link": "javascript:alert(1)",
        "owner": { "user_id": 1, "display_name": LINES[2] }, "answer_count": 1, "score": -1,
    }] });
    let refusal = json!({ "error_id": 407, "error_name": "x", "error_message": entities });
    let post = stage.review(&panel).await.unwrap();
    panel.role("button", "Back to editing").click().await.unwrap();
    let takeover = |answer: &Value| {
        let text = Value::from(answer.to_string());
        format!("globalThis.fetch = async () => new Response({text}); undefined")
    };
    stage.browser.in_worker::<()>(&takeover(&refusal)).await.unwrap();
    panel.role("button", "Review").click().await.unwrap();
    panel.css("[role=alert]").has_text(LINES[1]).await.unwrap();
    assert_harmless(&panel).await;
    panel.role("button", "Back to the draft").click().await.unwrap();
    stage.browser.in_worker::<()>(&takeover(&answer)).await.unwrap();
    panel.role("button", "Review").click().await.unwrap();
    panel.css(".review .prose a").nth(0).visible().await.unwrap();
    assert_harmless(&panel).await;
    let links = "[...document.querySelectorAll('.prose a')].map(a => a.href)";
    let links: Vec<String> = panel.eval(links).await.unwrap();
    assert_eq!(links.iter().filter(|link| !link.is_empty()).count(), 1, "{links:?}");
    let names = panel.css(".review button").texts().await.unwrap();
    assert_eq!(names, [post.as_str(), "Back to editing"], "the site adds no buttons");
    panel.role("button", &post).click().await.unwrap();
    panel.role("heading", "Your question is posted").visible().await.unwrap();
    assert_harmless(&panel).await;
    panel.role("button", "Open it").click().await.unwrap();
    panel.role("button", "Related").click().await.unwrap();
    panel.css(".hits h3").nth(0).has_text(LINES[1]).await.unwrap();
    assert_harmless(&panel).await;
    assert_eq!(panel.css(".hits a[href]").count().await.unwrap(), 0, "only https addresses are links");
    assert_unmoved(&stage, &DROPPED);
}

/// What the site says in place of every body that it is asked for, in turn; three dozen answers and a hundred comments
/// where it has some.
const BODIES: &str = r#"(bodies) => {
    const real = globalThis.real ??= fetch;
    let at = 0;
    const fill = (value) => {
        if (Array.isArray(value)) value.forEach(fill);
        else if (value && typeof value === "object") {
            for (const key of Object.keys(value)) {
                if (key === "body") value.body = bodies[at++ % bodies.length]; else fill(value[key]);
            }
        }
    };
    globalThis.fetch = async (request, init) => {
        const answer = await real(request, init);
        const address = request.url ?? String(request);
        const data = await answer.json();
        const many = /comments/.test(address) ? 100 : /answers/.test(address) ? 36 : 1;
        if (many > 1 && data.items?.length) {
            const copy = (_, n) => {
                const one = structuredClone(data.items[n % data.items.length]);
                for (const id of ["id", "answer_id", "comment_id"]) if (id in one) one[id] += 100000 * n;
                return one;
            };
            data.items = Array.from({ length: many }, copy);
        }
        fill(data);
        return new Response(JSON.stringify(data), { status: answer.status, headers: answer.headers });
    };
}"#;

/// What lies over our own interface, or reaches out of the place that a post has.
const OVER: &str = r#"(() => {
    scrollTo(0, 0);
    const over = [...document.querySelectorAll("header button, header h1, main > * > .actions button")].filter((own) => {
        const box = own.getBoundingClientRect();
        const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return box.bottom < innerHeight && !own.contains(hit);
    });
    const out = [...document.querySelectorAll(".prose *")].filter((e) => {
        const box = e.getBoundingClientRect(), place = e.closest(".prose").getBoundingClientRect(), style = getComputedStyle(e);
        const is_out = box.width > 0 && (box.left < place.left - 40 || box.right > place.right + 1 || box.top < place.top - 1 || box.bottom > place.bottom + 1);
        return style.position !== "static" || style.zIndex !== "auto" || is_out && !e.parentElement.closest("pre, table");
    });
    const wide = document.documentElement.scrollWidth > innerWidth ? [document.documentElement] : [];
    return [...over, ...out, ...wide].map((e) => e.outerHTML.slice(0, 120));
})()"#;

/// Every vector of the corpus, as the body of a question, of answers and of comments.
#[tokio::test]
async fn posts_that_attack() {
    let vectors: Vec<String> = include_str!("../../../hostile.txt")
        .lines()
        .filter(|line| !line.starts_with("# "))
        .map(|line| line.replace("\\0", "\0").replace("\\n", "\n").replace("evil.test", "docs.fernwick.test/beacon"))
        .collect();
    assert!(vectors.len() >= 100);
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    stage.connect().await.unwrap();
    let page = stage.doc("trellis/rolling-back").await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    panel.eval::<()>("void (globalThis.ran = 0)").await.unwrap();
    panel.resize(400, 700).await.unwrap();
    let all = Value::from(vectors.concat());
    let mut shown = 0;
    // All in one body first, then one by one.
    for round in 0..5 {
        let mut bodies: Vec<Value> = vectors.iter().cloned().map(Value::from).collect();
        bodies.rotate_left(round * 34 % vectors.len());
        bodies.insert(0, all.clone());
        stage.browser.in_worker::<()>(&format!("({BODIES})({}); undefined", Value::from(bodies))).await.unwrap();
        panel.css(".hits h3 a").nth(round % 2).click().await.unwrap();
        panel.css(".thread .prose").nth(36).call::<()>("function() {}").await.unwrap();
        panel.eval::<()>("document.querySelectorAll('details').forEach((fold) => { fold.open = true })").await.unwrap();
        panel.until("the comments", "!document.querySelector('.comments .skeleton')").await.unwrap();
        assert_harmless(&panel).await;
        assert_eq!(panel.eval::<Vec<String>>(OVER).await.unwrap(), Vec::<String>::new());
        assert_eq!(panel.eval::<u32>("ran").await.unwrap(), 0);
        shown += panel.css(".thread .prose").count().await.unwrap();
        panel.role_like("button", "Back").click().await.unwrap();
        panel.css(".hits h3 a").nth(0).visible().await.unwrap();
    }
    assert!(shown > vectors.len() + 4, "{shown}");
    assert_unmoved(&stage, &DROPPED);
}
