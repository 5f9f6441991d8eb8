//! A page that does not want to be read: the extension reads it from a world of its own.

use askside_e2e::stage::{Setting, Stage};
use askside_sim::Sim;

/// Its text is in a shadow tree, and its script lies to whoever asks the document by what reading asks it.
const LIES: &str = r#"<!doctype html><meta charset=utf-8><title>Rolling back · Fernwick</title><link rel=icon href="data:,">
<main><div><template shadowrootmode=open><h1>Rolling back</h1>
<p>After the first deploy of a service trellis rollback says TRL-112: there is no previous revision to return to.</p>
</template></div></main>
<script>
  const lie = () => { throw new Error("asked"); };
  const lies = (type, names) => names.forEach((name) => Object.defineProperty(type, name, { get: lie }));
  lies(Node.prototype, ["nodeType", "textContent", "childNodes", "parentElement"]);
  lies(Element.prototype, ["getAttribute", "hasAttribute", "localName", "namespaceURI", "shadowRoot", "querySelector"]);
  lies(Document.prototype, ["documentElement", "contentType", "title", "getSelection"]);
  lies(CharacterData.prototype, ["data"]);
  lies(String.prototype, ["replace", "slice", "trim", "toWellFormed"]);
  lies(Reflect, ["get"]);
  lies(JSON, ["stringify"]);
</script>"#;

#[tokio::test]
async fn a_page_that_lies_to_whoever_asks_it() {
    let stage = Stage::set(Sim::demo().unwrap(), Setting::default()).await.unwrap();
    stage.connect().await.unwrap();
    stage.sim.add_doc("/lies", LIES.to_owned());
    let page = stage.doc("lies").await.unwrap();
    let popup = stage.browser.click_action(&page).await.unwrap();
    popup.css("h2.page b").has_text("Rolling back").await.unwrap();
    popup.role_like("link", "trellis rollback says TRL-112").nth(0).visible().await.unwrap();
    assert_eq!(stage.browser.problems(), []);
}
