//! `./build.sh gallery`: what every component looks like in every state, light and dark, narrow and wide.
#![expect(clippy::print_stdout, reason = "a program for a terminal")]

use std::{env, error::Error};

use askside_e2e::gallery::Gallery;
use askside_e2e::stage::root;

const THEMES: [&str; 2] = ["light", "dark"];
const WIDTHS: [u32; 2] = [260, 800];

/// Pixels of a page that a picture shows at least: with fewer, the bar below a list does not stay in sight.
const LEAST: u32 = 360;

/// Ends what moves, as far as it has an end.
const SKIP: &str = "document.getAnimations().forEach((one) => { try { one.finish() } catch { one.cancel() } })";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (part, language) = (env::args().nth(1).unwrap_or_default(), env::args().nth(2));
    let gallery = Gallery::open(language.as_deref()).await?;
    let spoken = language.map_or_else(String::new, |language| format!("-{language}"));
    let folder = root().join("target/gallery");
    let mut count = 0;
    for state in gallery.states.iter().filter(|state| state.contains(&part)) {
        for width in WIDTHS {
            gallery.page.resize(width, LEAST).await?;
            gallery.show(state).await?;
            let height: u32 = gallery.page.eval("document.documentElement.scrollHeight").await?;
            gallery.page.resize(width, height).await?;
            gallery.page.eval::<()>(SKIP).await?;
            for theme in THEMES {
                gallery.page.media(&[("prefers-color-scheme", theme)]).await?;
                let file = format!("{theme}-{width}{spoken}/{}.png", state.replace('/', "-"));
                gallery.page.screenshot(&folder.join(file)).await?;
            }
        }
        count += 1;
    }
    println!("{count} states, light and dark, narrow and wide: look at target/gallery/*/*.png");
    println!("in a browser: load target/gallery/chrome unpacked, and open its gallery.html");
    Ok(())
}
