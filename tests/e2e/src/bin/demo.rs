//! `./build.sh run`: the whole path on the simulated site, for a person to try, or headless to look at.
#![expect(clippy::print_stdout, reason = "a program for a terminal")]

use std::{env, error::Error, path::PathBuf};

use askside_e2e::Surface;
use askside_e2e::stage::{PERSON, Setting, Stage, root};
use askside_sim::{Config, Sim};

type Outcome<T> = Result<T, Box<dyn Error>>;

const DOC: &str = "trellis/rolling-back";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let Arguments { data, page } = Arguments::read(env::args().skip(1))?;
    let (sim, path) = match (&data, &page) {
        (Some(dir), Some(page)) => (Sim::load(dir, Some(page))?, format!("page/{}", percent_encode(page))),
        (Some(dir), None) => (Sim::load(dir, None)?, String::new()),
        (None, _) => (Sim::demo()?, page.unwrap_or_else(|| DOC.to_owned())),
    };
    if env::var_os("DISPLAY").is_some() || env::var_os("WAYLAND_DISPLAY").is_some() {
        show(sim, &path).await
    } else {
        play(sim, &path).await
    }
}

/// What the command line says.
struct Arguments {
    data: Option<PathBuf>,
    page: Option<String>,
}

impl Arguments {
    fn read(mut words: impl Iterator<Item = String>) -> Outcome<Self> {
        let mut read = Self { data: None, page: None };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value after it"));
            match word.as_str() {
                "--data" => read.data = Some(value()?.into()),
                "--page" => read.page = Some(value()?),
                _ => {
                    return Err(
                        format!("unknown argument {word}; usage: ./build.sh run [--data DIR] [--page PAGE]").into()
                    );
                }
            }
        }
        Ok(read)
    }
}

/// A browser for a person, and five lines on what to click.
async fn show(sim: Sim, path: &str) -> Outcome<()> {
    let setting = Setting { extension: root().join("dist/chrome"), headless: false, ..Setting::default() };
    let stage = Stage::set(sim, setting).await?;
    let _page = stage.doc(path).await?;
    let site = Config::SITE_URL;
    eprintln!(
        "1. Click the puzzle piece, then Askside (Connect your site): {site}, client ID 1, key fernwick-askside-demo."
    );
    eprintln!("2. Allow the site, sign in as {PERSON}, approve; go back to the docs page and click Askside again.");
    eprintln!("3. Press Alt+Shift+Q for the side panel, or read another page and click Askside there.");
    eprintln!("4. Select a sentence, right-click, “Ask colleagues about this”; write, review, post.");
    eprintln!("5. Press Ctrl+C here when you have seen enough.");
    tokio::signal::ctrl_c().await?;
    Ok(())
}

/// The path without a person: prints what came of it, saves what it looked like.
async fn play(sim: Sim, path: &str) -> Outcome<()> {
    let stage = Stage::set(sim, Setting::default()).await?;
    let form = stage.browser.open(&stage.browser.extension_url("panel.html")).await?;
    form.role("heading", "Connect your site").visible().await?;
    form.resize(360, 620).await?;
    save(&form, "set-up").await?;
    form.close().await?;
    stage.connect().await?;
    let page = stage.doc(path).await?;
    println!("page       {}", page.eval::<String>("document.title").await?);
    println!("address    {}", page.url());

    let popup = stage.browser.click_action(&page).await?;
    popup.css("h2.page").visible().await?;
    let sent = "[...document.querySelectorAll('.sent li')].map((row) => row.textContent)";
    for query in popup.eval::<Vec<String>>(sent).await? {
        println!("sent       {query}");
    }
    let rows = popup.css(".hits h3").texts().await?;
    let reasons = popup.css(".hits .reasons").texts().await?;
    for (title, reason) in rows.iter().zip(&reasons) {
        println!("related    {title}\n           {reason}");
    }
    if rows.is_empty() {
        println!("related    nothing close");
    }
    save(&popup, "popup").await?;

    page.front().await?;
    page.eval::<()>("getSelection().selectAllChildren(document.querySelector('main p'))").await?;
    page.press("Alt+Shift+Q").await?;
    let panel = stage.browser.side_panel().await?;
    panel.css("h2.page").visible().await?;
    save(&panel, "panel").await?;
    panel.media(&[("prefers-color-scheme", "dark")]).await?;
    save(&panel, "panel-dark").await?;
    panel.resize(260, 620).await?;
    save(&panel, "panel-narrow").await?;
    panel.resize(360, 620).await?;
    panel.media(&[("prefers-color-scheme", "light")]).await?;
    panel.role("button", "Ask a question").click().await?;
    panel.role("textbox", "Title").fill("What does this page not say about my case?").await?;
    let body: String = panel.css("textarea").call("function() { return this.value }").await?;
    let own = "I followed the page up to this point, and then my case is another one. What do I do?\n\nRead in";
    panel.css("textarea").fill(&body.replacen("Read in", own, 1)).await?;
    let tags: String = panel.role("combobox", "Tags, up to five").call("function() { return this.value }").await?;
    if tags.is_empty() {
        panel.role("combobox", "Tags, up to five").fill("documentation").await?;
    }
    save(&panel, "draft").await?;
    panel.role("button", "Review").click().await?;
    panel.role("button", "Allow Askside to post").click().await?;
    stage.browser.surface("/oauth/").await?.role("button", "Approve").click().await?;
    panel.role("heading", "Review").visible().await?;
    save(&panel, "review").await?;
    let posted = stage.sim.log().iter().any(|request| request.method == "POST" && request.body.contains("request_id"));
    println!(
        "posted     {}",
        if posted { "something, without a press of the button" } else { "nothing: nobody pressed the button" }
    );
    println!("look at    target/demo/*.png");
    if posted { Err("a question was posted that nobody confirmed".into()) } else { Ok(()) }
}

async fn save(surface: &Surface, name: &str) -> Outcome<()> {
    Ok(surface.screenshot(&root().join(format!("target/demo/{name}.png"))).await?)
}

/// A page's id as one segment of a path.
fn percent_encode(id: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    id.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
