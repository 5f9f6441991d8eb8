//! The extension in each of its languages: all of it is said in that language, in its direction, and fits.

use std::collections::{BTreeMap, BTreeSet};

use askside_e2e::gallery::Gallery;
use askside_e2e::stage::{PERSON, Setting, Stage, root};
use askside_e2e::{ContextClick, Surface};
use askside_sim::Sim;
use serde_json::Value;

use crate::everyone::{inspect_words, misfits};

/// All words of a page: its text, and the names of what has none.
const WORDS: &str = r#"[document.body.innerText, ...[...document.querySelectorAll("*")].flatMap((element) =>
    ["aria-label", "title", "placeholder", "alt", "data-empty"].map((name) => element.getAttribute(name) ?? ""))].join("\n")"#;

fn catalogue(language: &str) -> BTreeMap<String, String> {
    let path = root().join(format!("extension/_locales/{language}/messages.json"));
    let entries: BTreeMap<String, Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    entries.into_iter().map(|(key, entry)| (key, entry["message"].as_str().unwrap().to_owned())).collect()
}

/// One language and its texts.
struct Spoken {
    language: &'static str,
    own: BTreeMap<String, String>,
    /// What is English and not also this language's, and the keys, which are nobody's.
    foreign: BTreeSet<String>,
}

impl Spoken {
    fn of(language: &'static str) -> Self {
        let own = catalogue(language);
        let said: BTreeSet<&String> = own.values().collect();
        let foreign = catalogue("en").into_iter().flat_map(<[String; 2]>::from).filter(|text| !said.contains(text));
        Self { language, foreign: foreign.collect(), own }
    }

    /// The text of a message that fills in nothing.
    fn say(&self, key: &str) -> &str {
        &self.own[key]
    }

    /// Nothing on a screen is in English that the language says otherwise, nor is a key there instead of a text.
    async fn hears(&self, panel: &Surface, screen: &str) {
        let shown: String = panel.eval(WORDS).await.unwrap();
        for line in shown.lines().map(str::trim) {
            assert!(!self.foreign.contains(line), "{} {screen}: “{line}” is English, or a key", self.language);
        }
    }

    /// All of a screen is in the language, and fits, and axe finds nothing.
    async fn check(&self, panel: &Surface, screen: &str) {
        self.hears(panel, screen).await;
        inspect_words(panel, &format!("{} {screen}", self.language)).await;
    }

    async fn press(&self, panel: &Surface, key: &str) {
        panel.role("button", self.say(key)).click().await.unwrap();
    }
}

async fn speaks(language: &'static str, direction: &str) {
    let spoken = Spoken::of(language);
    let setting = Setting { language: Some(language.to_owned()), ..Setting::default() };
    let stage = Stage::set(Sim::demo().unwrap(), setting).await.unwrap();
    let tab = stage.browser.open(&stage.browser.extension_url("panel.html")).await.unwrap();
    tab.role("button", spoken.say("connect")).visible().await.unwrap();
    let page: (String, String) =
        tab.eval("[document.documentElement.lang, getComputedStyle(document.body).direction]").await.unwrap();
    assert_eq!(page, (language.to_owned(), direction.to_owned()));
    spoken.check(&tab, "connect").await;
    tab.close().await.unwrap();
    stage.connect().await.unwrap();

    let page = stage.doc("trellis/rolling-back").await.unwrap();
    let panel = stage.panel(&page).await.unwrap();
    panel.css(".hits li").nth(0).visible().await.unwrap();
    spoken.check(&panel, "related").await;
    panel.css("input[type=search]").fill("[trellis] rollback hascode:yes").await.unwrap();
    panel.press("Enter").await.unwrap();
    panel.css(".orders").visible().await.unwrap();
    spoken.check(&panel, "search").await;
    panel.css(".hits h3 a").nth(0).click().await.unwrap();
    panel.css(".prose").nth(0).visible().await.unwrap();
    spoken.check(&panel, "question").await;

    stage.browser.context_menu(&page, ContextClick { item: "ask", ..ContextClick::default() }).await.unwrap();
    panel.css("[name=title]").visible().await.unwrap();
    spoken.press(&panel, "review").await;
    panel.css(".problem:not(:empty)").nth(0).visible().await.unwrap();
    spoken.check(&panel, "draft").await;
    panel.css("[name=title]").fill("Does a rollback also restore the config map?").await.unwrap();
    panel.css("textarea").fill("I did as the page says and it did **not** do what it says. Why?").await.unwrap();
    panel.css("[name=tags]").fill("trellis rollback").await.unwrap();
    spoken.press(&panel, "review").await;
    spoken.press(&panel, "allow_posting").await;
    stage.browser.surface("/oauth").await.unwrap().role("button", "Approve").click().await.unwrap();
    panel.css(".review .primary").visible().await.unwrap();
    spoken.check(&panel, "review").await;
    panel.css(".review .primary:enabled").click().await.unwrap();
    panel.until("it to be posted", "!document.querySelector('.review')").await.unwrap();
    assert_eq!(stage.posts().len(), 1);
    let body = &stage.posts()[0].body;
    assert!(!body.contains(['\u{2068}', '\u{2069}']), "{body}");

    spoken.press(&panel, "sites").await;
    panel.css(".sites").visible().await.unwrap();
    spoken.check(&panel, "sites").await;
    assert!(panel.eval::<String>("document.body.innerText").await.unwrap().contains(PERSON));
    assert!(stage.browser.problems().is_empty(), "{:?}", stage.browser.problems());
}

#[tokio::test]
async fn german() {
    speaks("de", "ltr").await;
}

#[tokio::test]
async fn french() {
    speaks("fr", "ltr").await;
}

#[tokio::test]
async fn spanish() {
    speaks("es", "ltr").await;
}

#[tokio::test]
async fn japanese() {
    speaks("ja", "ltr").await;
}

#[tokio::test]
async fn arabic() {
    speaks("ar", "rtl").await;
}

/// The states that no person gets into easily, too, in the language that runs the other way and in the one with the
/// longest words. What the controls are shown with is English, and nobody else's.
#[tokio::test]
async fn every_component_in_other_words() {
    for language in ["ar", "de"] {
        let (spoken, gallery) = (Spoken::of(language), Gallery::open(Some(language)).await.unwrap());
        let mut faults = Vec::new();
        for state in gallery.states.iter().filter(|state| !state.starts_with("controls/")) {
            gallery.show(state).await.unwrap();
            spoken.hears(&gallery.page, state).await;
            let found = misfits(&gallery.page, 260, 700).await;
            faults.extend(found.into_iter().map(|fault| format!("{language} {state}: {fault}")));
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
