//! What a person should know before they post, in words: where it goes, who sees it, as whom, and what is in it besides
//! their own words. Judges nothing and keeps nothing back: that is [`super::check()`]'s.

use super::preview::{bare_addresses, events};
use crate::{
    model::{Kind, Review, Site, SourcePage, on_the_web},
    text::is_ideograph,
    words,
};
use pulldown_cmark::{Event, Tag, TagEnd};

/// A fact: what it is about, and what there is to say, a line each.
pub type Fact = (String, Vec<String>);

/// The facts of `review`, of a draft that was begun on `source`. `checked` says that the site tried the post without
/// keeping it.
#[must_use]
pub fn facts(review: &Review, source: &SourcePage, checked: bool) -> Vec<Fact> {
    let (site, post) = (&review.site, &review.writing);
    let holds = Holds::of(&post.body);
    let leads_back = |link: &String| link.starts_with(source.url.split('#').next().unwrap_or_default());
    let provenance = match holds.links.iter().any(leads_back) {
        _ if review.target.is_some() || on_the_web(&source.url).is_none() => Vec::new(),
        true => vec![words::begun_on_linked(&source.title)],
        false => vec![words::begun_on_unlinked(&source.title)],
    };
    let by = if checked { words::checked_by_site(site.host()) } else { words::checked_by_askside(site.host()) };
    let to = if review.target.is_some() { words::fact_changed_on() } else { words::fact_posted_to() };
    let mut all = vec![
        (to, vec![site.host().to_owned()]),
        (words::fact_team(), site.team().map(str::to_owned).into_iter().collect()),
        (words::fact_seen_by(), vec![readers(site)]),
        (words::fact_as(), vec![review.account.name.clone()]),
        (words::fact_tags(), vec![words::listed(&post.tags)]),
        (words::fact_begun_on(), provenance),
        (words::fact_quotes(), holds.quotes()),
        (words::fact_links_to(), holds.links),
        (words::fact_shows_images_of(), holds.images),
        (words::fact_also_sent(), vec![words::also_sent_nothing()]),
        (words::fact_checked_by(), vec![by]),
    ];
    all.retain(|(_, lines)| !lines.is_empty());
    all
}

fn readers(site: &Site) -> String {
    match (site.kind(), site.team()) {
        (Kind::Network, _) => words::seen_by_everybody(),
        (_, Some(team)) => words::seen_by_team(team),
        (_, None) => words::seen_by_readers(site.host()),
    }
}

/// What a body holds besides words.
#[derive(Default)]
struct Holds {
    links: Vec<String>,
    images: Vec<String>,
    quotes: usize,
    quoted_words: usize,
}

impl Holds {
    fn of(body: &str) -> Self {
        let mut holds = Self::default();
        let (mut depth, mut in_code) = (0_usize, false);
        for event in events(body) {
            match event {
                Event::Start(Tag::Link { dest_url, .. }) => holds.links.push(dest_url.into_string()),
                Event::Start(Tag::Image { dest_url, .. }) => holds.images.push(dest_url.into_string()),
                Event::Start(Tag::CodeBlock(_)) => in_code = true,
                Event::End(TagEnd::CodeBlock) => in_code = false,
                Event::Start(Tag::BlockQuote(_)) => {
                    holds.quotes += usize::from(depth == 0);
                    depth += 1;
                }
                Event::End(TagEnd::BlockQuote(_)) => depth = depth.saturating_sub(1),
                // Whatever raw HTML leads to is told, whether or not the site keeps it.
                Event::Html(text) | Event::InlineHtml(text) => holds.link_bare(&text),
                Event::Text(text) => {
                    if depth > 0 {
                        holds.quoted_words += text.split_whitespace().map(words_in).sum::<usize>();
                    }
                    if !in_code {
                        holds.link_bare(&text);
                    }
                }
                _ => {}
            }
        }
        for list in [&mut holds.links, &mut holds.images] {
            list.sort_unstable();
            list.dedup();
        }
        holds
    }

    fn link_bare(&mut self, text: &str) {
        self.links.extend(bare_addresses(text).map(|at| text[at].to_owned()));
    }

    fn quotes(&self) -> Vec<String> {
        let said = || format!("{}, {}", words::passages(self.quotes), words::words_count(self.quoted_words));
        (self.quotes > 0).then(said).into_iter().collect()
    }
}

/// How many words a run without blanks is: in a script that has none between words, each sign counts.
fn words_in(run: &str) -> usize {
    let signs = run.chars().filter(|&c| is_ideograph(c)).count();
    let others = run.chars().any(|c| c.is_alphanumeric() && !is_ideograph(c));
    (signs + usize::from(others)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, Draft, DraftId, Writing};

    fn told(site: &str, body: &str, checked: bool) -> String {
        let source = SourcePage { title: "Rolling back".into(), url: "https://docs.test/a".into() };
        let writing = Writing { title: "T".into(), body: body.into(), tags: vec!["a".into(), "b".into()] };
        let draft = Draft::new(DraftId("d".into()), site.parse().unwrap(), source.clone(), writing);
        let review = Review::new(&draft, Account { user_id: 1, account_id: 2, name: "Ann".into() });
        let row = |(name, lines): Fact| format!("{name}: {}\n", lines.join(" | "));
        facts(&review, &source, checked).into_iter().map(row).collect()
    }

    #[test]
    fn what_is_in_a_post() {
        let body = "> quoted *here*\n>> and there\n\nSee [A](https://docs.test/a#:~:text=x), https://e.test, \
            https://e.test and ![shot](https://i.test/b.png).\n\n> again\n\n    https://code.test\n\n<a href='https://f.test'>f</a>";
        insta::assert_snapshot!(told("stack.example.com", body, true), @r"
        Posted to: stack.example.com
        Seen by: everybody who can read stack.example.com
        As: Ann
        Tags: a, b
        Begun on: Rolling back, which the post links to
        Quotes: 2 passages, 5 words
        Links to: https://docs.test/a#:~:text=x | https://e.test | https://f.test
        Shows images of: https://i.test/b.png
        Also sent: nothing: no file, and nothing about your browser
        Checked by: stack.example.com, which would take it as it is
        ");
    }

    #[test]
    fn words_are_counted_in_any_script() {
        for (quote, expect) in [("> one\n> two, three", "1 passage, 3 words"), ("> 設定 of X は", "1 passage, 5 words")]
        {
            assert!(told("stack.example.com", quote, true).contains(expect), "{quote}");
        }
    }

    #[test]
    fn what_of_it_there_is_not() {
        insta::assert_snapshot!(told("https://stackoverflowteams.com/c/fernwick", "Words.", false), @r"
        Posted to: stackoverflowteams.com
        Team: fernwick
        Seen by: all members of the team fernwick
        As: Ann
        Tags: a, b
        Begun on: Rolling back, which the post does not link to
        Also sent: nothing: no file, and nothing about your browser
        Checked by: Askside alone: stackoverflowteams.com cannot try a post without keeping it
        ");
    }
}
