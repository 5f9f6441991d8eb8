//! What is copied, as it comes out of the platform's parser: read, and never alive.

use crate::sanitizer::{hostile, loads, ran};
use askside::{draft::pasted, ui::read};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn nothing_that_is_pasted_comes_alive() {
    for html in &hostile().collect::<Vec<_>>() {
        let markdown = pasted("", &read(html), "").unwrap_or_default();
        loads().await;
        assert_eq!(ran(), 0, "{html} ran");
        for scheme in ["](javascript", "](data", "](blob", "](vbscript", "](file", "<script"] {
            assert!(!markdown.to_lowercase().contains(scheme), "{html} became {markdown}");
        }
    }
}

#[wasm_bindgen_test]
fn what_is_copied_is_read() {
    let deep = format!("{}deep{}", "<b><i>".repeat(200), "</i></b>".repeat(200));
    let long = format!("<p><b>a</b></p>{}", "<p>a</p>".repeat(20_000));
    for (html, expect) in [
        (
            "<html><head><title>T</title><style>p {}</style></head><body><!--StartFragment--><h2>A</h2>\n<p>b <a href='https://d.test/?utm_source=x'>c</a><!--EndFragment--></body></html>",
            "**A**\n\nb [c](https://d.test/)",
        ),
        (
            "<pre><code class='language-rust hljs'>fn <span>main</span>() {}\n</code></pre>",
            "```rust\nfn main() {}\n```",
        ),
        ("<ol><li>a<ul><li>b</ul><li>c</ol>", "1. a\n   - b\n2. c"),
        ("<p><img src='https://d.test/a.png' alt='shot'> <em>b</em>", "[shot](https://d.test/a.png) *b*"),
        (
            "<b id='docs-internal-guid-1' style='font-weight:normal'><p><span>a</span>&nbsp;<strong>b</strong></p></b>",
            "a **b**",
        ),
        ("<table><tbody><tr><th>a<td>b<tr><td>1<td>2</table>", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("<p>a <b>b</b><script>c</script><svg><text>d</text></svg><button>e</button></p>", "a **b**"),
        (deep.as_str(), "***deep***"),
    ] {
        assert_eq!(pasted("", &read(html), "").as_deref(), Some(expect), "{html:.80}");
    }
    assert!(read(&long).len() <= 5_000);
}
