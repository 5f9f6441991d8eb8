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

/// Each counts itself in `ran` if it comes alive, or loads from `evil.test`.
pub(crate) const HOSTILE: &[&str] = &[
    // Scripts.
    "<script>ran++</script>",
    "<p>a<script src=data:text/javascript,ran++></script></p>",
    "<script type=module>ran++</script>",
    "<svg><script>ran++</script></svg>",
    "<svg><script href=data:text/javascript,ran++ /></svg>",
    "<scr<script>ipt>ran++</scr</script>ipt>",
    "</div></body><script>ran++</script>",
    // Handlers.
    "<p onclick=ran++ onmouseover=ran++ onanimationstart=ran++>a</p>",
    "<body onload=ran++ onpageshow=ran++>a",
    "<details open ontoggle=ran++>a</details>",
    "<div onfocus=ran++ tabindex=0 autofocus>a</div>",
    "<p contenteditable autofocus onfocus=ran++>a</p>",
    "<marquee onstart=ran++>a</marquee>",
    "<a/onfocus=ran++/autofocus/href=https://ok.test>a</a>",
    "<custom-element onclick=ran++>a</custom-element><p is=custom-element>a</p>",
    // Links.
    "<a href=javascript:ran++>a</a>",
    "<a href='java&#10;script:ran++'>a</a>",
    "<a href='&#1;javascript:ran++'>a</a>",
    "<a href='JaVaScRiPt&colon;ran++'>a</a>",
    "<a href=vbscript:ran++>a</a>",
    "<a href='data:text/html,<script>ran++</script>'>a</a>",
    "<a href=blob:https://ok.test/1>a</a><a href=filesystem:https://ok.test/1>a</a>",
    "<a href=//evil.test>a</a><a href=/panel.html>a</a><a href=?x>a</a><a href=#frame>a</a><a href>a</a>",
    "<a href=http://evil.test>a</a><a href=chrome://settings>a</a><a href=mailto:a@evil.test>a</a>",
    "<a href=https://ok.test ping=https://evil.test download=x target=_self rel=opener referrerpolicy=unsafe-url>a</a>",
    "<a href=https://ok.test attributionsrc=https://evil.test>a</a><a href=https:evil.test>a</a>",
    "<map><area href=javascript:ran++ shape=default></map>",
    // SVG and MathML.
    "<p href=javascript:ran++ start=1>a</p><blockquote href=https://evil.test cite=https://evil.test>a</blockquote>",
    "<svg onload=ran++><circle r=1 /></svg>",
    "<svg><a xlink:href=javascript:ran++><text>a</text></a></svg>",
    "<svg><a><animate attributeName=href values=javascript:ran++ /><text>a</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg onload=ran++ />#x' /></svg>",
    "<svg><foreignObject><img src=data:, onerror=ran++></foreignObject></svg>",
    "<svg><style><img src=data:, onerror=ran++></style></svg>",
    "<svg></p><style><a id='</style><img src=data:, onerror=ran++>'></svg>",
    "<math href=javascript:ran++>a</math><math><maction actiontype=statusline xlink:href=javascript:ran++>a</maction></math>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=data:, onerror=ran++&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src=data:, onerror=ran++></style></mglyph></form>",
    "<math><annotation-xml encoding=text/html><img src=data:, onerror=ran++></annotation-xml></math>",
    // What loads.
    "<img src=data:, onerror=ran++>",
    "<img src=https://evil.test/i srcset='https://evil.test/j 2x'><image src=data:, onerror=ran++>",
    "<picture><source srcset=https://evil.test/i><img src=data:, onerror=ran++></picture>",
    "<video src=data:, poster=https://evil.test/p onerror=ran++><source onerror=ran++ src=data:,></video>",
    "<audio src=data:, onerror=ran++></audio><track src=https://evil.test/t><bgsound src=https://evil.test/b>",
    "<iframe src=javascript:parent.ran++></iframe>",
    "<iframe srcdoc='<script>parent.ran++</script>'></iframe>",
    "<frameset onload=ran++><frame src=javascript:parent.ran++></frameset>",
    "<object data='data:text/html,<script>ran++</script>' onerror=ran++></object><applet code=x></applet>",
    "<embed src=javascript:ran++ onload=ran++><portal src=https://evil.test></portal><fencedframe></fencedframe>",
    // Styles.
    "<style>* { background: url(https://evil.test/s) } @import 'https://evil.test/t';</style>",
    "<link rel=stylesheet href=https://evil.test/c><link rel=preload as=image href=https://evil.test/i onerror=ran++>",
    "<p style='position:fixed;inset:0;background:url(https://evil.test/u)'>a</p>",
    "<table background=https://evil.test/b bgcolor=red><td background=https://evil.test/b width=9999>a</table>",
    "<p class=primary title=a lang=en dir=rtl hidden popover inert>a</p>",
    // What looks like us or takes over the page.
    "<form action=https://evil.test><input name=token><button formaction=javascript:ran++>Sign in</button></form>",
    "<input type=image src=data:, onerror=ran++><select autofocus onfocus=ran++></select><textarea autofocus>a</textarea>",
    "<button popovertarget=x commandfor=x command=show-modal>a</button><dialog open id=x>a</dialog>",
    "<meta http-equiv=refresh content='0;url=javascript:ran++'><meta name=referrer content=unsafe-url>",
    "<base href=https://evil.test/ target=_self><title>Taken over</title>",
    "<p id=frame name=body>a</p><a id=location name=querySelector href=https://ok.test>a</a><p slot=x part=y>a</p>",
    "<p accesskey=x draggable=true itemprop=x nonce=x data-x=ran++ aria-label=x role=button>a</p>",
    "<template><img src=data:, onerror=ran++></template>",
    "<blockquote><template shadowrootmode=open><img src=data:, onerror=ran++></template></blockquote>",
    // Markup that reads differently the second time.
    "<noscript><p title='</noscript><img src=data:, onerror=ran++>'></noscript>",
    "<p title='</p><img src=data:, onerror=ran++>'><!-- a --!><img src=data:, onerror=ran++> -->",
    "<![CDATA[<img src=data:, onerror=ran++>]]><?xml <img src=data:, onerror=ran++>?>",
    "<table><p><svg><td><a><table><img src=data:, onerror=ran++></table></a>",
    "<xmp><img src=data:, onerror=ran++></xmp><textarea></textarea><img src=data:, onerror=ran++>",
    "<select><style></select><img src=data:, onerror=ran++></style></select>",
    "<b><p><a href=https://ok.test><b><p><a href=javascript:ran++>a<table><a href=//evil.test>",
    "<plaintext><script>ran++</script>",
    "<p",
    "<<p>>&lt;script&gt;ran++&lt;/script&gt;\0<\0script>ran++</script>",
];

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
            _ => assert_eq!(attributes, [""; 0], "<{name}> from {html}"),
        }
    }
}

#[wasm_bindgen_test]
async fn nothing_comes_alive() {
    let (title, address) = (document().title(), document().base_uri());
    for html in HOSTILE {
        let (prose, _mounted) = mounted(html).await;
        harmless(&prose, html);
        assert_eq!(prose.get_attribute_names().length(), 1, "the block itself, from {html}");
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
        ("<pre><code>fn main() {\n    a &lt;T&gt;();\n}\n</code></pre>", "="),
        ("<pre class=lang-rust><code class=hljs>x</code></pre>", "<pre><code>x</code></pre>"),
        ("<ul><li>a<ol start=\"3\"><li>b</li></ol></li></ul>", "="),
        ("<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>", "="),
        ("<blockquote><p>quoted</p></blockquote>", "="),
        ("<h1>a</h1><h2>b</h2><h3>c</h3><h4>d</h4><h5>e</h5><h6>f</h6>", "="),
        ("<a href=\"https://d.test/a?b=c&amp;d#e\">a</a>", "<a href=\"https://d.test/a?b=c&amp;d#e\" LINK>a</a>"),
        ("<a href=\"http://d.test\">a</a>", "<a>a</a>"),
        ("<div class=s-table-container><section><article><span>a</span></article></section></div>", "a"),
        ("<p>a<!-- b -->c</p>", "<p>ac</p>"),
        ("<p>a <img src=https://d.test/i alt=b> c</p>", "<p>a  c</p>"),
        ("<dl><dt>a</dt><dd>b</dd></dl><p><strike>c</strike></p>", "="),
        ("<p>é 日本語 😀 &nbsp;&amp;eacute;</p>", "="),
        ("<p>\u{202e}a&#x202e;b&#8203;c&ZeroWidthSpace;</p><pre>d\te&#x2066;\n</pre>", "<p>abc</p><pre>d\te\n</pre>"),
    ] {
        let (prose, _mounted) = mounted(html).await;
        let expect = if expect == "=" { html } else { expect };
        // The framework may leave a mark of its own at the end.
        assert_eq!(prose.inner_html().trim_end_matches("<!---->"), expect.replace("LINK", LINK), "{html}");
    }
}
