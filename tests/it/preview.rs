//! The preview beside the editor: what CommonMark's own examples say, what the site's dry run shows, and nothing else.

use crate::world::{World, writing};
use askside::{
    app::{ReviewDraft, ReviewScreen, SaveDraft},
    auth::Scope,
    draft::preview,
    model::Writing,
};
use proptest::prelude::*;
use std::{fs, path::PathBuf, process::Command};

/// Elements that a post may hold, and those among them that stand in a line.
const ELEMENTS: &str = "a b blockquote br code dd del dl dt em h1 h2 h3 h4 h5 h6 hr i kbd li ol p pre s strike strong \
    sub sup table tbody td th thead tr ul";
const INLINE: &str = "a b code del em i kbd s strike strong sub sup";

/// HTML as two renderers would agree on it: known elements with the attributes that mean something here, text with its
/// entities read, and blanks where they show.
fn normal(html: &str) -> String {
    let mut out = String::new();
    let (mut rest, mut pre) = (html, false);
    while !rest.is_empty() {
        let open = rest.find('<').unwrap_or(rest.len());
        text(&decoded(&rest[..open]), pre, &mut out);
        rest = &rest[open..];
        let end = if rest.starts_with("<!--") { "-->" } else { ">" };
        let Some(close) = rest.find(end) else { break };
        let tag = &rest[1..close];
        rest = &rest[close + end.len()..];
        let inner = tag.trim_start_matches('/');
        let name = inner.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_lowercase();
        if name == "img" {
            // Not loaded, but described.
            out.push_str("<em>");
            text(&format!("Image: {}", decoded(&attribute(inner, "alt"))), pre, &mut out);
            out.push_str("</em>");
        }
        if !ELEMENTS.split(' ').any(|known| known == name) {
            continue;
        }
        let inline = INLINE.split(' ').any(|known| known == name);
        if !inline && !pre {
            out.truncate(out.trim_end_matches(' ').len());
        }
        let slash = if tag.starts_with('/') { "/" } else { "" };
        out.push_str(&format!("<{slash}{name}"));
        for attribute_name in [("a", "href"), ("ol", "start")].iter().filter(|(of, _)| *of == name).map(|(_, it)| it) {
            let value = attribute(inner, attribute_name);
            if slash.is_empty() && (name == "a" || !value.is_empty()) {
                out.push_str(&format!(" {attribute_name}={}", unescaped(&decoded(&value))));
            }
        }
        out.push_str(if inline { ">" } else { ">\u{1}" });
        pre = if name == "pre" { slash.is_empty() } else { pre };
    }
    let out = out.replace("\u{1} ", "").replace('\u{1}', "");
    out.trim().to_owned()
}

fn text(text: &str, pre: bool, out: &mut String) {
    if pre {
        return out.push_str(text);
    }
    for c in text.chars() {
        let blank = c.is_ascii_whitespace();
        if !blank || !out.ends_with(' ') {
            out.push(if blank { ' ' } else { c });
        }
    }
}

fn attribute(tag: &str, name: &str) -> String {
    let value = tag.split_once(&format!("{name}=\"")).and_then(|(_, rest)| rest.split('"').next());
    value.unwrap_or_default().to_owned()
}

fn decoded(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (entity, c)| text.replace(entity, c))
}

/// An address without its percent signs, which a browser sees to.
fn unescaped(address: &str) -> String {
    let bytes: Vec<u8> =
        form_urlencoded::parse(format!("a={}", address.replace('+', "%2B").replace('&', "%26")).as_bytes())
            .next()
            .map(|(_, value)| value.into_owned().into_bytes())
            .unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The examples of CommonMark, as the parser's published package carries them: Markdown and its HTML.
fn examples() -> Vec<(String, String)> {
    let listed = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--manifest-path"])
        .arg(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .output()
        .unwrap();
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    let package = listed["packages"].as_array().unwrap().iter().find(|package| package["name"] == "pulldown-cmark");
    let manifest = PathBuf::from(package.unwrap()["manifest_path"].as_str().unwrap());
    let source = fs::read_to_string(manifest.with_file_name("tests").join("suite/spec.rs")).unwrap();
    let texts: Vec<&str> = source.split("r##\"").skip(1).map(|part| part.split("\"##").next().unwrap()).collect();
    texts.chunks_exact(2).map(|pair| (pair[0].to_owned(), pair[1].to_owned())).collect()
}

/// All of CommonMark, but for tables in raw HTML, which are not for posts, and for the addresses that are links on the
/// site without being marked as such.
#[test]
fn commonmark_says_so() {
    let examples = examples();
    assert!(examples.len() > 600, "{} examples", examples.len());
    let differs =
        |(markdown, html): &&(String, String)| !markdown.contains("<ta") && normal(&preview(markdown)) != normal(html);
    let differ: Vec<&str> = examples.iter().filter(differs).map(|(markdown, _)| markdown.as_str()).collect();
    assert_eq!(differ, ["<https://foo.bar/baz bim>\n", "< https://foo.bar >\n", "https://example.com\n"]);
}

#[test]
fn the_dialect_of_posts() {
    for (markdown, html) in [
        ("", ""),
        ("*a* **b** `<c>` &copy; & <", "<p><em>a</em> <strong>b</strong> <code>&lt;c&gt;</code> © &amp; &lt;</p>\n"),
        ("# A\n\na\\\nb  \nc\nd", "<h1>A</h1>\n<p>a<br>\nb<br>\nc\nd</p>\n"),
        ("```rust\nlet a = \"<b>\";\n```", "<pre><code>let a = &quot;&lt;b&gt;&quot;;\n</code></pre>\n"),
        ("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        (
            "|a|b|\n|-|-|\n|1|",
            "<table><thead><tr><th>a</th>\n<th>b</th>\n</tr></thead>\n<tbody><tr><td>1</td>\n<td></td>\n</tr>\n</tbody></table>\n",
        ),
        // No post has any of these.
        ("~~a~~ [^1] - [ ] a $b$", "<p>~~a~~ [^1] - [ ] a $b$</p>\n"),
        // Addresses.
        (
            "See https://d.test/a?b=1&c=2, or (http://e.test/(f)). xhttps://g.test https:// `https://h.test`",
            "<p>See <a href=\"https://d.test/a?b=1&amp;c=2\">https://d.test/a?b=1&amp;c=2</a>, or (<a href=\"http://e.test/(f)\">\
             http://e.test/(f)</a>). xhttps://g.test https:// <code>https://h.test</code></p>\n",
        ),
        ("[https://a.test](https://b.test)", "<p><a href=\"https://b.test\">https://a.test</a></p>\n"),
        ("<a@b.test>", "<p><a href=\"mailto:a@b.test\">a@b.test</a></p>\n"),
        // Images.
        (
            "![an *error*](https://d.test/a.png \"t\") ![x](data:image/png,x) <img src=\"https://d.test/b\" alt=\"B\">",
            "<p><em>Image: an error</em> (<a href=\"https://d.test/a.png\">https://d.test/a.png</a>) <em>Image: x</em> \
             <em>Image: B</em> (<a href=\"https://d.test/b\">https://d.test/b</a>)</p>\n",
        ),
        (
            "[![a ![b](c)](https://d.test/a)](https://e.test)",
            "<p><a href=\"https://e.test\"><em>Image: a b</em> (https://d.test/a)</a></p>\n",
        ),
        // Raw HTML.
        ("Press <kbd class=x>Ctrl</kbd><br/>", "<p>Press <kbd>Ctrl</kbd><br></p>\n"),
        ("<a href=\"https://d.test\" onclick=\"x\">a</a>", "<p><a href=\"https://d.test\">a</a></p>\n"),
        ("<!-- language: lang-js -->\n\n    a < b", "\n<pre><code>a &lt; b</code></pre>\n"),
        ("<!-- a\n<b>\n\nc --> d", " d"),
        ("<script>a</script>\n\nb", "a\n<p>b</p>\n"),
    ] {
        assert_eq!(preview(markdown), html, "{markdown}");
    }
}

/// Where the site has a dry run, both say the same.
#[tokio::test]
async fn the_site_shows_the_same() {
    let world = World::signed_in(Scope::Write).await;
    for (revision, body) in [
        "I *deployed* twice, **rolled back** once, and ran\n\n```sh\nls <dir>\n```\n\n1. a\n2. b\n   - c",
        "> quoted\n>\n> more & more\n\nIt is [documented](https://docs.fernwick.test/a?b=1&c=2 \"t\") with `code` in it.",
        "What | is\n--- | ---\nthis | *table*\n\nHere <kbd>Ctrl</kbd> is pressed,  \nand <u>nothing</u> happens.\n\n---\n\n### End",
    ]
    .into_iter()
    .enumerate()
    {
        let title = format!("What does the preview number {revision} show?");
        let id = world.draft(&title).await;
        let wanted = Writing { body: body.to_owned(), ..writing(&title) };
        world.done(SaveDraft(id.clone(), 99, wanted, Vec::new())).await;
        let ReviewScreen(_, html, ..) = world.done(ReviewDraft(id)).await;
        assert_eq!(normal(&preview(body)), normal(&html), "{body}");
    }
}

/// Every tag is one of ours, and carries no more than where it leads or what it begins to count at.
fn harmless(html: &str) -> bool {
    let tag = |tag: &str| {
        let tag = tag.split('>').next().unwrap_or_default();
        let name = tag.strip_prefix('/').unwrap_or(tag);
        let has = |start: &str| name.strip_prefix(start).and_then(|rest| rest.strip_suffix('"'));
        let value = has("a href=\"").or(has("ol start=\""));
        ELEMENTS.split_whitespace().any(|known| known == name) || value.is_some_and(|value| !value.contains(['"', '<']))
    };
    html.split('<').skip(1).all(tag)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn anything_is_a_preview(
        markdown in "([a-c é]|\n|[\\[\\]()!<>*_`&\"'|=#\\\\-]|    |https://a|<b |<!--|-->|<img src=\"|\" alt=\"|<script>|</|&lt;|\\|-\\|\n){0,40}",
    ) {
        let html = preview(&markdown);
        prop_assert!(harmless(&html), "{:?} became {}", markdown, html);
    }
}

/// What takes some renderers longer than anybody waits, or more memory than there is.
#[test]
fn traps_end() {
    const MANY: usize = 30_000;
    let of = |part: &str| part.repeat(MANY);
    for trap in [
        of("["),
        of("![["),
        of("[a]("),
        of("[](<"),
        of("> "),
        of("- "),
        of("* a\n"),
        of("*a **a "),
        of("a**b_"),
        of("<!--"),
        of("<a href=\""),
        of("<![CDATA["),
        of("https://"),
        of("http://a "),
        of("&amp"),
        (1..300).map(|ticks| format!("{} ", "`".repeat(ticks))).collect(),
        format!("{}\n{}\n{}", of("|a"), of("|-"), of("a\n")),
        format!("{}a{}", of("**"), of("**")),
        (0..300).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect(),
    ] {
        let html = preview(&trap);
        assert!(html.len() < 2_000_000, "{trap:.9} made {}", html.len());
        assert!(harmless(&html), "{trap:.9}");
    }
}
