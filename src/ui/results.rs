//! What a search found: questions, answers and articles as what they are, with the words that were searched for marked.

use super::{
    controls::{Kind, Local, block, button, focus, focus_on, list, section, skeleton, spans, text},
    failure::failure_note,
    go::{Go, Reading, Sought},
    later::Later,
    panel::Panel,
    related::{actions, badge, marked, opens, what_was_sent},
    screen::Screen,
    search::guide,
};
use crate::{
    app::{Failure, Search, Searched},
    browser::Browser,
    model::{AnswerId, ArticleId, Found, Hit, QuestionId, age},
    ports::Clock,
    search::{Marks, Order, Query},
    words,
};
use leptos::prelude::*;

const ORDERS: [(Order, fn() -> String); 4] = [
    (Order::Relevance, words::order_relevance),
    (Order::Newest, words::order_newest),
    (Order::Votes, words::order_votes),
    (Order::Activity, words::order_activity),
];

/// The results; none while they are on their way.
pub(super) fn results(panel: Panel, sought: &Sought, found: Option<Result<Searched, Failure>>) -> AnyView {
    match found {
        None => skeleton(),
        Some(Err(failure)) => failure_note(panel, failure, Go::Search(sought.clone())),
        Some(Ok(_)) if sought.text.trim().is_empty() => guide(panel),
        Some(Ok(found)) => List::new(panel, sought).view(sought, found),
    }
}

/// What all results of a search are shown with.
#[derive(Clone, Copy)]
struct List {
    panel: Panel,
    marks: StoredValue<Marks>,
    sent: Local<Vec<(String, String)>>,
}

impl List {
    fn new(panel: Panel, sought: &Sought) -> Self {
        let marks = StoredValue::new(Marks::of(&Query::parse(&sought.text)));
        Self { panel, marks, sent: Local::new(Vec::new()) }
    }

    fn view(self, sought: &Sought, found: Searched) -> AnyView {
        let heading = match (found.hits.len(), found.next) {
            (0, None) => words::nothing_found(),
            (0, Some(_)) => words::nothing_found_so_far(),
            (n, None) => words::results(n),
            (n, Some(_)) => words::first_results(n),
        };
        let notes = list("notes", found.notes.iter().map(|note| vec![text("", note.clone())]).collect());
        let asked = found.sent.len();
        let parts = if asked == 0 {
            return section(words::nothing_searched_for(), vec![notes]);
        } else if found.hits.is_empty() && found.next.is_none() {
            vec![notes, self.looser(&sought.text)]
        } else {
            vec![notes, self.orders(sought)]
        };
        let panel = self.panel;
        let (typed, hits) = (sought.text.clone(), self.page(sought.clone(), found));
        let ask = button(Kind::Primary, words::ask_question(), move |_| panel.go(Go::AskFor(typed.clone())));
        let more = vec![hits, what_was_sent(self.sent), block("actions bar", vec![ask])];
        view! { {section(heading, parts)}{more} }.into_any()
    }

    /// A page of results, and below them those that follow, once somebody wants them.
    fn page(self, sought: Sought, found: Searched) -> AnyView {
        let sent = found.sent.into_iter().map(|(query, count)| (query, words::query_found(count)));
        self.sent.change(|all| all.extend(sent));
        let rows: Vec<AnyView> = found.hits.into_iter().map(|hit| self.row(hit)).collect();
        let more = found.next.map(|page| {
            let following = Later::new(Search(sought.text.clone(), sought.order, page));
            let press = move || {
                following.want(move |found| {
                    // The button goes with its press, so the focus moves on to what it brought, or to the next.
                    match found.hits.first() {
                        Some(first) => focus_on(format!("#{}", key(first.post))),
                        None => focus(".hits + button, .sent summary"),
                    }
                    self.panel.say(match found.hits.len() {
                        0 => words::nothing_more_so_far(),
                        n => words::more_results(n),
                    });
                    let found = found.clone();
                    self.panel.amend(|screen| {
                        if let Screen::Search(_, Some(Ok(known))) = screen {
                            known.hits.extend(found.hits);
                            known.sent.extend(found.sent);
                            known.next = found.next;
                        }
                    });
                });
            };
            let before = move || button(Kind::Plain, words::show_more(), move |_| press());
            following.view(before, move |found| self.page(sought.clone(), found.clone()))
        });
        view! { <ol class="hits">{rows}</ol>{more} }.into_any()
    }

    fn row(self, hit: Hit) -> AnyView {
        let actions = actions(self.panel, &hit.title, &hit.link, hit.clone().question());
        let Hit { post, title, excerpt, tags, score, created, owner, link, .. } = hit;
        let reading = |id, answer| Some(Reading { id, title: title.clone(), answer });
        let (sign, kind, which) = match post {
            Found::Question(id, answers, accepted) => (badge(answers, accepted), String::new(), reading(id, None)),
            Found::Answer(id, question, accepted) => {
                let (class, mark, says) = if accepted {
                    ("badge accepted", format!("✓ {}", words::badge_answer()), words::accepted_answer())
                } else {
                    ("badge", words::badge_answer(), words::answer())
                };
                (kind_badge(class, mark, says), words::answer_to(), reading(question, Some(id)))
            }
            Found::Article(_) => {
                (kind_badge("badge", words::badge_article(), words::article()), words::article_named(), None)
            }
        };
        let age = age(created.until(Browser.now()));
        let owner = owner.map_or_else(String::new, |owner| format!(" · {}", owner.0));
        let facts = format!("{} · {age}{owner}", words::votes(score));
        let title = self.marked(&title);
        view! {
            <li>
                {sign}
                <article>
                    <h3 dir="auto">{kind}" "{opens(self.panel, key(post), which, title, link)}</h3>
                    <p class="excerpt" dir="auto">{self.marked(&excerpt)}</p>
                    <div class="facts">{spans("tag", tags)}{spans("", [facts])}</div>
                </article>
                {actions}
            </li>
        }
        .into_any()
    }

    /// A text with the words marked that were searched for.
    fn marked(self, text: &str) -> AnyView {
        marked(text, &self.marks.with_value(|marks| marks.places(text)))
    }

    fn orders(self, sought: &Sought) -> AnyView {
        let panel = self.panel;
        let buttons = ORDERS.map(|(order, name)| {
            let (again, pressed) =
                (Sought { order, ..sought.clone() }, if order == sought.order { "true" } else { "false" });
            let press = move |_| panel.go(Go::Search(again.clone()));
            view! { <button type="button" aria-pressed=pressed on:click=press>{name()}</button> }.into_any()
        });
        view! { <div class="orders" role="group" aria-label=words::sorted_by()>{Vec::from(buttons)}</div> }.into_any()
    }

    /// What may find something: the query without a part of it.
    fn looser(self, typed: &str) -> AnyView {
        let panel = self.panel;
        let press = |(part, rest): (String, String)| {
            let sought = Sought { text: rest, ..Sought::default() };
            button(Kind::Plain, words::search_without(&part), move |_| panel.go(Go::Search(sought.clone())))
        };
        let ways: Vec<AnyView> = Query::parse(typed).looser(typed).into_iter().map(press).collect();
        let advice = if ways.is_empty() { words::advice_other_word() } else { words::advice_looser() };
        block("stack", vec![text("hint", advice), block("actions", ways)])
    }
}

fn kind_badge(class: &'static str, mark: String, says: String) -> AnyView {
    view! { <span class=class role="img" aria-label=says.clone() title=says>{mark}</span> }.into_any()
}

/// The id of a result's link.
fn key(post: Found) -> String {
    match post {
        Found::Question(QuestionId(id), ..) => format!("q{id}"),
        Found::Answer(AnswerId(id), ..) => format!("a{id}"),
        Found::Article(ArticleId(id)) => format!("r{id}"),
    }
}
