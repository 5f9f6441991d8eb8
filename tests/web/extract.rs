//! `extract.js` and `selection.js`, and what is made of its answer, on pages as people write them, and on pages as nobody should.

use crate::frame::Frame;
use askside::{
    draft::excerpt,
    model::{PageSnapshot, Timestamp},
    page,
};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

const EXTRACT: &str = concat!(include_str!("../../extension/selection.js"), include_str!("../../extension/extract.js"));

/// Stands in a page's source, and in what is expected of it, for more text than a teaser has.
const PROSE: &str = "PROSE";

/// Reads the page in `frame`, and sees to it that reading left no trace.
#[track_caller]
fn read(frame: &Frame) -> PageSnapshot {
    let dom = || frame.run("document.documentElement.outerHTML");
    let before = dom();
    let text = frame.run(EXTRACT).as_string().unwrap();
    assert_eq!(before, dom(), "reading changed the page");
    page::read(&text).unwrap_or_else(|place| panic!("{place} of the snapshot does not parse"))
}

/// Reads `source`; each field named in `expect` must be as it says there.
async fn check_media(media: &str, source: &str, expect: Value) {
    let prose = "prose ".repeat(50);
    let frame = Frame::open(&source.replace(PROSE, prose.trim()), media).await;
    let mut page = read(&frame);
    page.text = page.text.replace(prose.trim(), PROSE).replace('\n', " ");
    let page = serde_json::to_value(page).unwrap();
    for (field, value) in expect.as_object().unwrap() {
        assert_eq!(page[field], *value, "{field} of {source}");
    }
}

async fn check(source: &str, expect: Value) {
    check_media("text/html", source, expect).await;
}

#[wasm_bindgen_test]
async fn main_text() {
    for (source, text) in [
        ("<nav>menu</nav><main>PROSE <b>bold</b></main><footer>legal</footer>", "PROSE bold"),
        ("<div>menu</div><div role=main>PROSE</div><div>legal</div>", "PROSE"),
        ("<div>menu</div><article>PROSE</article><div>legal</div>", "PROSE"),
        // A teaser is not the page.
        ("<article>teaser</article><p>PROSE</p>", "teaser PROSE"),
        ("<aside><article>PROSE ad</article></aside><main>PROSE</main>", "PROSE"),
        ("<main hidden>PROSE of another view</main><main>PROSE</main>", "PROSE"),
        ("<header>brand</header><p>no</p><p>main</p><footer>legal</footer>", "no main"),
        ("<main>PROSE<p>one\n\n two&nbsp;\t three</p></main>", "PROSE one two three"),
        ("<main>PROSE<!-- note --></main>", "PROSE"),
        ("<main>PROSE use <code>cargo</code> now</main>", "PROSE use cargo now"),
        ("<p>unclosed <b>markup <i>here", "unclosed markup here"),
        ("<frameset></frameset>", ""),
    ] {
        check(source, json!({ "text": text })).await;
    }
}

#[wasm_bindgen_test]
async fn what_is_not_the_page() {
    for part in [
        "<script>gone</script>",
        "<style>gone</style>",
        "<noscript>gone</noscript>",
        "<template>gone</template>",
        "<svg><text>gone</text></svg>",
        "<nav>gone</nav>",
        "<header>gone</header>",
        "<footer>gone <b>too</b></footer>",
        "<aside>gone</aside>",
        "<form><input value=gone> <textarea>gone</textarea><button>gone</button></form>",
        "<p hidden>gone</p>",
        "<p aria-hidden=true>gone</p>",
        "<div role=navigation>gone</div>",
        "<div role=banner>gone</div>",
        "<div role=contentinfo>gone</div>",
    ] {
        check(&format!("<main>PROSE {part}</main>"), json!({ "text": PROSE })).await;
    }
}

#[wasm_bindgen_test]
async fn code_and_headings_stand_apart() {
    let page =
        "<main><header><h1>Install  <b>it</b></h1></header>PROSE<pre><code>cargo <b>run</b>\n  --release</code></pre>
        <h2>\n Why\n</h2><h4>How</h4><pre></pre></main><h2>elsewhere</h2><pre>elsewhere</pre>";
    let headings = json!([
        { "level": 1, "text": "Install it" }, { "level": 2, "text": "Why" }, { "level": 4, "text": "How" },
    ]);
    check(
        page,
        json!({ "text": "Install it PROSE Why How", "code": ["cargo run\n  --release"], "headings": headings }),
    )
    .await;
}

#[wasm_bindgen_test]
async fn what_the_head_says() {
    let nothing = json!({ "title": "", "description": "", "canonical": null, "contentType": "text/html" });
    for (head, expect) in [
        ("", nothing.clone()),
        ("<title>\n A  page\n</title>", json!({ "title": "A page" })),
        ("<meta name=description content=' What  it says '>", json!({ "description": "What it says" })),
        ("<meta name=description content=''><link rel=canonical href=''>", nothing.clone()),
        ("<meta name=description><link rel=canonical>", nothing),
        ("<link rel=canonical href=https://d.test/a?b#c>", json!({ "canonical": "https://d.test/a?b#c" })),
        ("<base href=https://d.test/a/><link rel=canonical href=b>", json!({ "canonical": "https://d.test/a/b" })),
        ("<body><svg><title>An icon</title></svg>", json!({ "title": "" })),
        ("<title>A page</title><body><svg><title>An icon</title></svg>", json!({ "title": "A page" })),
    ] {
        check(head, expect).await;
    }
}

#[wasm_bindgen_test]
async fn documents_of_other_kinds() {
    let empty = json!({ "title": "", "text": "", "headings": [], "code": [], "selection": "", "selected": [] });
    check("", empty).await;
    let drawing = r#"<svg xmlns="http://www.w3.org/2000/svg"><title>A drawing</title><text>words</text></svg>"#;
    check_media("image/svg+xml", drawing, json!({ "title": "A drawing", "contentType": "image/svg+xml" })).await;
    let strict = r#"<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Strict</title></head><body><h2>Two</h2></body></html>"#;
    let expect = json!({ "title": "Strict", "headings": [{ "level": 2, "text": "Two" }], "text": "Two" });
    check_media("application/xhtml+xml", strict, expect).await;
    check_media("application/xml", "<note><to>you</to></note>", json!({ "text": "you", "title": "" })).await;
    check_media("text/plain", "a log", json!({ "text": "a log", "contentType": "text/plain" })).await;
}

#[wasm_bindgen_test]
async fn selection() {
    let page =
        "<p>some <b>bold</b> prose, <code>inline</code></p><pre>fn <b>main</b>()</pre><textarea>typed</textarea>";
    let frame = Frame::open(page, "text/html").await;
    for (script, text, markdown) in [
        ("", "", ""),
        ("s.selectAllChildren(q('b'))", "bold", "> **bold**"),
        ("s.setBaseAndExtent(q('p').firstChild, 2, q('b').firstChild, 2)", "me bo", "> me **bo**"),
        ("s.setBaseAndExtent(q('b').firstChild, 2, q('p').firstChild, 2)", "me bo", "> me **bo**"),
        ("s.selectAllChildren(q('p > code'))", "inline", "> `inline`"),
        ("s.selectAllChildren(q('pre'))", "fn main()", "```\nfn main()\n```"),
        ("s.setBaseAndExtent(q('pre b').firstChild, 0, q('pre b').firstChild, 4)", "main", "```\nmain\n```"),
        ("s.removeAllRanges()", "", ""),
    ] {
        frame.run(&format!("{{ const s = getSelection(), q = (x) => document.querySelector(x); {script} }}"));
        let page = read(&frame);
        assert_eq!((page.selection.as_str(), quote(&page).as_str()), (text, markdown), "{script}");
    }
}

/// What a draft quotes of a page.
fn quote(page: &PageSnapshot) -> String {
    let excerpt = excerpt(page, Timestamp(0));
    excerpt.rsplit_once("Read in ").unwrap().0.trim_end().to_owned()
}

#[wasm_bindgen_test]
async fn what_is_selected_keeps_its_form() {
    for (source, expect) in [
        ("<p>a <a href=/b?utm_source=c>b</a> <em>c</em><script>gone</script></p>", "> a [b](https://d.test/b) *c*"),
        ("<p>a <button>gone</button><b hidden>gone</b><i style='visibility: hidden'>gone</i></p>", "> a"),
        ("<a href='javascript:x'>a</a><svg><a href=https://e.test><text>gone</text></a></svg>", "> a"),
        ("<img src=b.png alt='A drawing'>", ""),
        ("x <img src=b.png alt='A drawing'>", "> x [A drawing](https://d.test/b.png)"),
        ("<ul><li>a<ol><li>b</ol><li>c</ul>", "> - a\n>   1. b\n> - c"),
        ("<table><tr><th>A<th>B<tr><td>1<td>2</table>", "> | A | B |\n> | --- | --- |\n> | 1 | 2 |"),
        (
            "<div class=highlight-sh><div><pre><span style='user-select: none'>1</span><span>a <b>b</b></span></pre></div></div>",
            "```sh\na b\n```",
        ),
        ("<my-note>a<p>b</p></my-note>", "> a\n>\n> b"),
        // A form's and a document's properties have names that elements can take.
        ("<form>a<input name=childNodes><input name=localName><input name=parentElement></form>", "> a"),
        ("a<img name=querySelectorAll><img name=getSelection><p id=Node>b", "> a\n>\n> b"),
    ] {
        let frame = Frame::open(&format!("<base href=https://d.test/a/../>{source}"), "text/html").await;
        frame.run("getSelection().selectAllChildren(document.body)");
        assert_eq!(quote(&read(&frame)), expect, "{source}");
    }
}

#[wasm_bindgen_test]
async fn the_heading_above_a_selection() {
    let frame = Frame::open("<h1>One</h1><h2>Two <b>b</b></h2><p>a</p><h2>Three</h2><p>b</p>", "text/html").await;
    for (at, expect) in [("p", "Two b"), ("p:last-child", "Three"), ("h1", ""), ("h2", "One")] {
        frame.run(&format!("getSelection().selectAllChildren(document.querySelector('{at}'))"));
        assert_eq!(read(&frame).selection_heading, expect, "{at}");
    }
}

#[wasm_bindgen_test]
async fn what_is_too_long_is_cut() {
    // Cut where it would hurt: an emoji is two units of a JavaScript string, and half of one is no text.
    for (unit, size) in [("word ", 5_000_000), ("€ ", 500_000), ("😀", 500_000)] {
        let long = |most: usize| unit.repeat(most / unit.encode_utf16().count());
        let read_page = async |source: &str| {
            let frame = Frame::open(source, "text/html").await;
            frame.run("getSelection().selectAllChildren(document.body)");
            read(&frame)
        };
        let is_cut = |text: &str, most: usize| (most - 5..=most).contains(&text.len());
        let parts: String = (0..size / 5_000).map(|at| format!("<p>{at} x{}</p>", long(5_000))).collect();
        let page = read_page(&format!("<title>x{}</title>{parts}", long(4_000))).await;
        assert!(is_cut(&page.title, 2_000) && is_cut(&page.selection, 20_000), "{unit}");
        assert!(is_cut(&page.text, PageSnapshot::MAX_TEXT), "{unit}");
        let parts = (0..201).map(|at| format!("<h2>{at} x{}</h2><pre>{at} y{}</pre>", long(200), long(2_100)));
        let page = read_page(&parts.collect::<String>()).await;
        assert_eq!((page.headings.len(), page.code.len()), (200, 200), "{unit}");
        let page = read_page(&format!("<h2>x{}</h2>", long(2_100))).await;
        assert!(is_cut(&page.headings[0].text, 2_000), "{unit}");
        let page = read_page(&format!("<pre>x{}</pre>", long(8_000))).await;
        assert!(is_cut(&page.code[0], 4_000), "{unit}");
    }
}

/// Pages that nobody wrote by hand, made by a script in them.
#[wasm_bindgen_test]
async fn pages_beyond_all_measure() {
    for (script, expect) in [
        (
            "let at = document.body; for (let n = 0; n < 10_000; n++) at = at.appendChild(document.createElement('div')); at.append('deep')",
            "deep",
        ),
        ("for (let n = 0; n < 100_000; n++) document.body.append(document.createElement('i'), 'w ')", "w w w"),
        ("document.body.append('x'.repeat(10 << 20))", "xxx"),
        ("document.body.append(' '.repeat(10 << 20), 'end')", ""),
        ("document.title = 'x'.repeat(100_000)", ""),
        ("document.body.append('\\u0000\\u0001\\ufffe\\u202e\\ud800 ok')", "\u{fffe}\u{fffd} ok"),
    ] {
        // Not laid out: ten thousand levels are more than the browser itself stands.
        let frame = Frame::open("<style>body { display: none }</style><body></body>", "text/html").await;
        frame.run(script);
        let page = read(&frame);
        assert!(page.text.starts_with(expect), "{script}: {}", page.text.chars().take(20).collect::<String>());
        assert!(page.text.len() <= PageSnapshot::MAX_TEXT && page.title.len() <= 2_000, "{script}");
    }
}

#[wasm_bindgen_test]
async fn shadow_trees_and_frames() {
    let shadow = "<main><div><template shadowrootmode=open><nav>gone</nav><h1>In the <slot name=t>shadow</slot></h1>
        <style>gone</style><slot></slot></template><b slot=t>light</b><p>PROSE</p></div></main>";
    check(shadow, json!({ "text": "In the light PROSE", "headings": [{ "level": 1, "text": "In the light" }] })).await;
    let unassigned = "<main><div><template shadowrootmode=open><slot>by default</slot> PROSE</template></div></main>";
    check(unassigned, json!({ "text": "by default PROSE" })).await;
    let closed = "<p>PROSE</p><div><template shadowrootmode=closed>gone</template>never shown</div>";
    check(closed, json!({ "text": "PROSE never shown" })).await;
    check("<iframe srcdoc='<h1>Framed</h1><p>PROSE</p>'></iframe>", json!({ "text": "Framed PROSE" })).await;
    check("<p>PROSE</p><iframe sandbox srcdoc='gone'></iframe>", json!({ "text": PROSE })).await;
    let frame = Frame::open("<iframe srcdoc='<pre>in code</pre>'></iframe>", "text/html").await;
    frame.run("{ const inner = frames[0].document; inner.getSelection().selectAllChildren(inner.body) }");
    let page = read(&frame);
    assert_eq!((page.selection.as_str(), quote(&page).as_str()), ("in code", "```\nin code\n```"));
}

#[wasm_bindgen_test]
async fn code_keeps_its_lines_and_its_language() {
    for (source, code, language) in [
        ("<pre class=language-sh><code><span>a<br></span><span>b<br></span></code></pre>", "a\nb", "sh"),
        (
            "<div class='highlight-python notranslate'><div class=highlight><pre><span></span>a\n  b\n</pre></div></div>",
            "a\n  b",
            "python",
        ),
        ("<pre><code class='hljs language-kotlin'>a</code><button>Copy</button></pre>", "a", "kotlin"),
        ("<div class='highlight highlight-source-shell'><pre>a</pre></div>", "a", "shell"),
        ("<pre data-syntaxhighlighter-params='brush: sql; gutter: false'>a</pre>", "a", "sql"),
        ("<span><code class=language-java>a\nb</code></span>", "a\nb", "java"),
        ("<pre><div>a</div><div>b</div></pre>", "a\nb", ""),
    ] {
        let expect = json!({ "text": PROSE, "code": [code], "languages": [language] });
        check(&format!("<p>PROSE</p>{source}<p>PROSE</p>"), expect).await;
    }
}

#[wasm_bindgen_test]
async fn half_a_character_does_not_cost_the_page() {
    let script = r"document.title = 'half \ud83d'; document.querySelector('pre').textContent = 'x\ude00'";
    let frame = Frame::open("<main><p>PROSE</p><pre></pre></main>", "text/html").await;
    frame.run(script);
    let page = read(&frame);
    assert_eq!((page.title.as_str(), page.text.trim()), ("half \u{fffd}", PROSE));
    assert_eq!(page.code, ["x\u{fffd}"]);
}

/// Elements with a `name` hide the document's and the form's own properties, from extensions too.
#[wasm_bindgen_test]
async fn names_that_hide_what_reading_needs() {
    for name in ["title", "body", "documentElement", "contentType", "querySelector", "getSelection"] {
        for part in [format!("<img name={name}>"), format!("<form name={name}></form>")] {
            let page = format!("<title>T</title>{part}<main><h1>H</h1>PROSE</main>");
            check(&page, json!({ "title": "T", "text": "H PROSE", "contentType": "text/html" })).await;
        }
    }
    for name in [
        "nodeType",
        "textContent",
        "localName",
        "namespaceURI",
        "childNodes",
        "shadowRoot",
        "getAttribute",
        "hidden",
        "parentElement",
    ] {
        let page = format!("<main>PROSE <form><input name={name}><button>gone</button></form></main>");
        check(&page, json!({ "text": PROSE })).await;
    }
    let frame = Frame::open("<form><input name=closest><i>words</i></form>", "text/html").await;
    frame.run("getSelection().selectAllChildren(document.forms[0])");
    assert_eq!(read(&frame).selection, "words");
}
