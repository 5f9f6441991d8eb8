//! `SafeHtml` against markup that wants to be more than text.

use askside::ui::SafeHtml;
use leptos::{mount::mount_to, prelude::*, web_sys};
use wasm_bindgen::{JsCast, prelude::*};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(inline_js = r#"
globalThis.ran = 0;
export const ran = () => globalThis.ran;
export const turn = () => new Promise((done) => setTimeout(done));
// An image that cannot load tells so later than any handler that was there before it.
export const loads = () => new Promise((done) => Object.assign(new Image(), { onerror: done, src: "data:," }));
export const raw = (element, html) => { element.innerHTML = html; };
"#)]
extern "C" {
    pub(crate) fn ran() -> u32;
    async fn turn();
    pub(crate) async fn loads();
    fn raw(element: &web_sys::Element, html: &str);
}

const ELEMENTS: &str = "p br hr strong b em i s del sub sup kbd blockquote pre code ul ol li table thead tbody tr th td \
    a h1 h2 h3 h4 h5 h6 dl dt dd strike";

/// One on a line, below what it tries.
const HOSTILE: &str = include_str!("../hostile.txt");

/// Markup that counts itself in `ran` if it comes alive, or loads from `evil.test`.
pub(crate) fn hostile() -> impl Iterator<Item = String> {
    let vectors = HOSTILE.lines().filter(|line| !line.starts_with("# "));
    vectors.map(|line| line.replace("\\0", "\0").replace("\\n", "\n"))
}

/// Mounts `html` into the page and lets it settle. The view lives until the handle is dropped.
async fn mounted(html: &str) -> (web_sys::Element, impl Drop) {
    let host: web_sys::HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&host).unwrap();
    let html = html.to_owned();
    let handle = mount_to(host.clone(), move || view! { <SafeHtml html/> });
    turn().await;
    (host.first_element_child().unwrap(), Mounted { _handle: handle, host })
}

struct Mounted<H> {
    _handle: H,
    host: web_sys::HtmlElement,
}

impl<H> Drop for Mounted<H> {
    fn drop(&mut self) {
        self.host.remove();
    }
}

/// All elements below `prose` are known, with known attributes only, and its links lead outside.
#[track_caller]
fn harmless(prose: &web_sys::Element, html: &str) {
    let all = prose.query_selector_all("*").unwrap();
    for element in (0..all.length()).map(|at| all.item(at).unwrap().unchecked_into::<web_sys::Element>()) {
        let (name, href) = (element.local_name(), element.get_attribute("href"));
        assert!(ELEMENTS.split_whitespace().any(|known| known == name), "<{name}> from {html}");
        assert_eq!(element.namespace_uri().as_deref(), Some("http://www.w3.org/1999/xhtml"), "<{name}> from {html}");
        assert!(element.shadow_root().is_none(), "a shadow root from {html}");
        let mut attributes: Vec<String> =
            element.get_attribute_names().iter().filter_map(|name| name.as_string()).collect();
        attributes.sort_unstable();
        match (name.as_str(), href) {
            ("a", Some(href)) => {
                assert!(href.starts_with("https://") && !href.contains("evil.test"), "{href} from {html}");
                assert_eq!(attributes, ["href", "rel", "target"], "{html}");
                assert_eq!(element.get_attribute("rel").as_deref(), Some("noopener noreferrer"), "{html}");
                assert_eq!(element.get_attribute("target").as_deref(), Some("_blank"), "{html}");
            }
            ("ol", _) => {
                assert!(attributes.iter().all(|name| name == "start"), "{attributes:?} from {html}")
            }
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", _) => assert_eq!(attributes, ["aria-level"], "{html}"),
            ("pre", _) => assert_eq!(attributes, ["dir"], "{html}"),
            _ => assert_eq!(attributes, [""; 0], "<{name}> from {html}"),
        }
    }
}

#[wasm_bindgen_test]
async fn nothing_comes_alive() {
    let (title, address) = (document().title(), document().base_uri());
    for html in &hostile().collect::<Vec<_>>() {
        let (prose, _mounted) = mounted(html).await;
        harmless(&prose, html);
        assert_eq!(prose.get_attribute_names().length(), 2, "the block's own class and dir, from {html}");
        loads().await;
        assert_eq!(ran(), 0, "{html} ran");
    }
    assert_eq!((document().title(), document().base_uri()), (title, address));
}

#[wasm_bindgen_test]
async fn what_would_come_alive_is_seen() {
    let element = document().create_element("div").unwrap();
    let before = ran();
    raw(&element, "<img src=data:, onerror=ran++>");
    loads().await;
    assert_eq!(ran(), before + 1);
    raw(&document().create_element("div").unwrap(), "<img src=data:, onerror=ran-->");
    loads().await;
    assert_eq!(ran(), before, "the counter is as it was for the other tests");
}

#[wasm_bindgen_test]
async fn posts_survive() {
    const LINK: &str = r#"target="_blank" rel="noopener noreferrer""#;
    for (html, expect) in [
        ("", ""),
        ("a < b && c", "a &lt; b &amp;&amp; c"),
        ("<p>one</p>\n<p>two<br>three</p><hr>", "<p>one</p>\n<p>two<br>three</p><hr>"),
        (
            "<p><b>a</b><i>b</i><em>c</em><strong>d</strong><s>e</s><del>f</del><sub>g</sub><sup>h</sup><kbd>i</kbd></p>",
            "=",
        ),
        ("<pre dir=\"ltr\"><code>fn main() {\n    a &lt;T&gt;();\n}\n</code></pre>", "="),
        ("<pre class=lang-rust><code class=hljs>x</code></pre>", "<pre dir=\"ltr\"><code>x</code></pre>"),
        ("<ul><li>a<ol start=\"3\"><li>b</li></ol></li></ul>", "="),
        ("<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>", "="),
        ("<blockquote><p>quoted</p></blockquote>", "="),
        (
            "<h1>a</h1><h2>b</h2><h3>c</h3><h6>d</h6>",
            "<h1 aria-level=\"4\">a</h1><h2 aria-level=\"5\">b</h2><h3 aria-level=\"6\">c</h3><h6 aria-level=\"6\">d</h6>",
        ),
        (
            "<h3>a</h3><h6>b</h6><h2>c</h2><h5>d</h5>",
            "<h3 aria-level=\"4\">a</h3><h6 aria-level=\"5\">b</h6><h2 aria-level=\"4\">c</h2><h5 aria-level=\"5\">d</h5>",
        ),
        ("<a href=\"https://d.test/a?b=c&amp;d#e\">a</a>", "<a href=\"https://d.test/a?b=c&amp;d#e\" LINK>a</a>"),
        ("<a href=\"http://d.test\">a</a>", "<a>a</a>"),
        ("<div class=s-table-container><section><article><span>a</span></article></section></div>", "a"),
        ("<p>a<!-- b -->c</p>", "<p>ac</p>"),
        ("<p>a <img src=https://d.test/i alt=b> c</p>", "<p>a  c</p>"),
        ("<dl><dt>a</dt><dd>b</dd></dl><p><strike>c</strike></p>", "="),
        ("<p>é 日本語 😀 &nbsp;&amp;eacute;</p>", "="),
        (
            "<p>\u{202e}a&#x202e;b&#8203;c&ZeroWidthSpace;</p><pre>d\te&#x2066;\n</pre>",
            "<p>abc</p><pre dir=\"ltr\">d\te\n</pre>",
        ),
    ] {
        let (prose, _mounted) = mounted(html).await;
        let expect = if expect == "=" { html } else { expect };
        // The framework may leave a mark of its own at the end.
        assert_eq!(prose.inner_html().trim_end_matches("<!---->"), expect.replace("LINK", LINK), "{html}");
    }
}
