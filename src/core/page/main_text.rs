//! Which blocks of a page are its main text, and which are the site around it.
//!
//! Three kinds of evidence, from sure to likely: what an element is (its name, its ARIA role), what its author
//! called it (classes and ids), and how much of its text is links. No site is known by name.

use super::outline::{Block, Outline};
use crate::text::lower;

/// For each block, whether it belongs to the main text, where those of `aside` do not.
///
/// A page all of whose text is set aside is one that uses its elements in its own way: then everything is main text.
pub(super) fn main_text(outline: &Outline<'_>, aside: &[bool]) -> Vec<bool> {
    let root = root(outline, aside);
    let main = outline.down(root.is_none(), |at, inside| inside || Some(at) == root);
    let main: Vec<bool> = main.iter().zip(aside).map(|(main, aside)| *main && !aside).collect();
    let says = |at: usize| main[at] && outline.blocks[at].letters > 0;
    if (0..main.len()).any(says) { main } else { vec![true; main.len()] }
}

/// For each block, whether it is a part of the site rather than of the page.
pub(super) fn set_aside(outline: &Outline<'_>) -> Vec<bool> {
    let blocks = &outline.blocks;
    let count = |tags: &[&str]| outline.sum(|at| usize::from(tags.contains(&&*blocks[at].tag)));
    let (titles, headings, code) = (count(&["h1"]), count(&["h1", "h2"]), count(&["pre", "code"]));
    let mains = outline.sum(|at| usize::from(is_main(&blocks[at])));
    let inside = outline.down(false, |at, inside| inside || is_main(&blocks[at]));
    let titled = |at: usize| titles[at] > 0 || (inside[at] && headings[at] > 0);
    let sure = outline.down(false, |at, outer| outer || is_site(&blocks[at], titled(at)));

    let prose = prose(outline, &sure);
    let all = total(outline, &prose);
    // A name may be that of a layout: what holds a title, code or much of the text is not set aside for its name.
    let holds = |at: usize| titles[at] + code[at] + mains[at] > 0 || prose[at] * 4 > all || is_content(&blocks[at]);
    let (letters, jumps) = (outline.sum(|at| blocks[at].letters), outline.sum(|at| blocks[at].jumps));
    let texts = outline.sum(|at| usize::from(blocks[at].letters > 0));
    let contents = |at: usize| texts[at] > 1 && jumps[at] > 0 && jumps[at] * 10 >= letters[at] * 8;
    let likely = |at: usize| contents(at) || (!holds(at) && is_named(&blocks[at].names));
    outline.down(false, |at, outer| outer || sure[at] || likely(at))
}

/// Letters outside links and outside what is set aside, of each block and all within it.
fn prose(outline: &Outline<'_>, aside: &[bool]) -> Vec<usize> {
    outline.sum(|at| if aside[at] { 0 } else { outline.blocks[at].letters - outline.blocks[at].links })
}

/// What sums over blocks come to for the page.
fn total(outline: &Outline<'_>, sums: &[usize]) -> usize {
    let outermost = outline.blocks.iter().zip(sums).filter(|(block, _)| block.within.is_none());
    outermost.map(|(_, sum)| sum).sum()
}

/// The block that holds the main text; none if that is all of them.
fn root(outline: &Outline<'_>, aside: &[bool]) -> Option<usize> {
    let blocks = &outline.blocks;
    let prose = prose(outline, aside);
    let all = total(outline, &prose);
    let most = |fits: &dyn Fn(usize) -> bool| {
        (0..blocks.len()).filter(|at| !aside[*at] && fits(*at)).max_by_key(|at| prose[*at])
    };
    let main = most(&|at| is_main(&blocks[at])).filter(|at| prose[*at] >= ENOUGH || prose[*at] * 2 >= all);
    let inside = outline.down(main.is_none(), |at, inside| inside || Some(at) == main);
    let article = |at: usize| {
        let says = blocks[at].tag == "article" || blocks[at].role == "article";
        says && inside[at] && !aside[at] && prose[at] >= ENOUGH
    };
    // One of several articles is not the page, nor is one beside as much text.
    let alone = (0..blocks.len()).filter(|at| article(*at)).count() == 1;
    let whole = main.map_or(all, |main| prose[main]);
    let only = most(&article).filter(|at| alone && prose[*at] * 2 >= whole);
    // Without a word from the page, down into whatever holds most of its text.
    let deepest = || (0..blocks.len()).rfind(|at| prose[*at] * 4 > all * 3 && prose[*at] > blocks[*at].letters);
    only.or(main).or_else(deepest)
}

/// Letters that are more than a teaser's.
const ENOUGH: usize = 200;

fn is_main(block: &Block<'_>) -> bool {
    block.tag == "main" || block.role == "main"
}

/// Whether an element can only be a part of the text around it.
fn is_content(block: &Block<'_>) -> bool {
    matches!(&*block.tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "td" | "th" | "tr" | "dd" | "dt" | "html" | "body")
}

/// Whether an element is, by what it is, a part of the site.
fn is_site(block: &Block<'_>, titled: bool) -> bool {
    const ROLES: &str = " alertdialog banner complementary contentinfo dialog hidden listbox menu menubar navigation \
        search tab tablist toolbar tooltip tree ";
    match &*block.tag {
        "nav" | "footer" | "dialog" | "menu" | "address" => true,
        "header" => !titled,
        // Also what documentation sets a warning in.
        "aside" => !is_note(&block.names),
        _ => !block.role.is_empty() && holds_word(ROLES, &block.role) && !is_note(&block.names),
    }
}

/// Whether these are names of a warning, a tip or the like, which are main text.
fn is_note(names: &str) -> bool {
    const NOTES: &str = " admonition alert callout caution danger info important note tip warning ";
    words(names).any(|word| holds_word(NOTES, &word))
}

/// Whether these are names of a part of the site.
fn is_named(names: &str) -> bool {
    const WORDS: &str = " ads advert announcement appbar badge breadcrumb breadcrumbs byline clipboard consent cookie \
        cookies crumbs drawer dropdown feedback footer gdpr helpful masthead menu menubar metadata modal nav navbar \
        navigation newsletter overlay pager pagination popover popup promo rating reactions recommended search \
        searchbox share sharing sidebar sidenav skip social sponsor subscribe survey toc toolbar toolbox tooltip topbar ";
    const PHRASES: &str = "backtotop catlinks editpage editthis headerlink langselect languageswitch lastupdated \
        lastmodified onthispage pageactions pagetree prevnext relatedarticle relatedcontent sidebar sidemenu sidenav \
        siteheader skiplink sronly tableofcontents versionselect versionswitch visuallyhidden";
    words(names).any(|word| holds_word(WORDS, &word))
        || named(names).any(|name| {
            let name: String = lower(name).chars().filter(|c| c.is_alphanumeric()).collect();
            PHRASES.split(' ').any(|phrase| name.contains(phrase))
        })
}

/// Whether `word` is one of `all`, which are between blanks.
fn holds_word(all: &str, word: &str) -> bool {
    all.match_indices(word).any(|(at, _)| all[..at].ends_with(' ') && all[at + word.len()..].starts_with(' '))
}

/// The names that say something: not those of utility classes, which hold signs and say how things look when.
fn named(names: &str) -> impl Iterator<Item = &str> {
    names.split_whitespace().filter(|name| !name.contains([':', '[', '/']))
}

/// The words that names are put together from, lower case, without numbers.
fn words(names: &str) -> impl Iterator<Item = String> {
    let parts = named(names).flat_map(|name| name.split(|c: char| !c.is_alphabetic())).filter(|part| !part.is_empty());
    parts.flat_map(|part| {
        let hump = |(at, c): &(usize, char)| c.is_uppercase() && !part[..*at].ends_with(char::is_uppercase);
        let humps: Vec<usize> =
            part.char_indices().skip(1).filter(hump).map(|(at, _)| at).chain([part.len()]).collect();
        let mut from = 0;
        humps.into_iter().map(move |end| lower(&part[std::mem::replace(&mut from, end)..end]))
    })
}
