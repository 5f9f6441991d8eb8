//! A question and its answers, read inside the panel: the first answer open, the others folded, comments on demand.
//!
//! What is folded or loaded here is remembered nowhere: whoever comes back reads anew.

use super::{
    controls::{Kind, block, button, copy, focus_on, link_out, list, skeleton, spans, text},
    failure::failure_note,
    go::{Go, Reading},
    html::read,
    later::Later,
    marks::{Marks, ask_leave},
    panel::Panel,
    prose::Prose,
    related::{facts, kept_since},
};
use crate::{
    app::{Answers, Failure, ReadAnswers, ReadComments, Thread},
    browser::Browser,
    draft::cite,
    model::{Answer, AnswerId, Asked, Author, Comment, Details, PostId, Question, QuestionId, Site, Timestamp, age},
    ports::Clock,
    text::to_text,
    words,
};
use leptos::{
    ev::{self, Event, KeyboardEvent},
    prelude::*,
};
use wasm_bindgen::JsCast;
use web_sys::HtmlDetailsElement;

/// Most characters of an answer that a fold shows; the style sheet cuts them to the line.
const FIRST_WORDS: usize = 160;

/// The question, its answers, and the way back to where it was opened. None is a question on its way.
pub(super) fn reading(panel: Panel, which: Reading, thread: Option<Result<Thread, Failure>>) -> AnyView {
    goes_back_by_keys(panel);
    let back = block("actions", vec![button(Kind::Quiet, words::back(), move |_| panel.back())]);
    let title = match &thread {
        Some(Ok(thread)) => link_out(thread.asked.question.link.clone(), thread.asked.question.title.clone()),
        _ => which.title.clone().into_any(),
    };
    let rest = match thread {
        None => skeleton(),
        Some(Err(failure)) => failure_note(panel, failure, Go::Read(which)),
        Some(Ok(thread)) => shown(panel, which, thread),
    };
    view! { <article class="thread stack" aria-labelledby="thread">{back}<h2 id="thread"><bdi>{title}</bdi></h2>{rest}</article> }
        .into_any()
}

/// Alt+Left does what the button does, as Escape does everywhere.
fn goes_back_by_keys(panel: Panel) {
    let keys = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        if event.alt_key() && event.key() == "ArrowLeft" {
            event.prevent_default();
            panel.back();
        }
    });
    on_cleanup(move || keys.remove());
}

fn shown(panel: Panel, which: Reading, thread: Thread) -> AnyView {
    let Thread { asked: Asked { question, body, accepted, details }, answers, kept } = thread;
    let now = Browser.now();
    let site = StoredValue::new(panel.overview().and_then(|overview| overview.active).map(|active| active.site));
    let reader = Reader { panel, site, id: question.id, accepted, found: which.answer, now };
    let id = PostId::Question(question.id);
    let marks = Marks::of(panel, id, question.owner.as_ref(), question.score, &details);
    let (told, licence) = (question.clone(), licence(&details));
    let told = move || {
        let line = facts(&Question { score: marks.score(), ..told.clone() }, now);
        spans("", [format!("{line}{licence}")])
    };
    let facts = vec![spans("tag", question.tags.clone()), told.into_any()];
    let buttons = view! { {marks.buttons(&words::the_question())}{ask_leave(panel, which.clone())} }.into_any();
    let body = if body.is_empty() {
        text("hint", words::question_without_text())
    } else {
        reader.prose(words::the_question()).text(body)
    };
    let answers = match answers {
        Err(failure) => failure_note(panel, failure, Go::Read(which)),
        Ok(answers) if answers.list.is_empty() => none_yet(&question.link),
        Ok(answers) => {
            which.answer.into_iter().for_each(|id| focus_on(format!("#{}", key(id))));
            let here = u32::try_from(answers.list.len()).unwrap_or(u32::MAX);
            let count = question.answers.max(here); // a site may not count them
            let name = words::answers(count);
            let list = reader.answers(answers, count, true);
            view! { <section aria-label=name.clone()><p class="group">{name.clone()}</p>{list}</section> }.into_any()
        }
    };
    let comments = reader.comments(id, details.comments);
    view! { {kept_since(kept, now)}{block("facts", facts)}{body}{buttons}{comments}{answers} }.into_any()
}

/// The licence of a post, to be told behind its other facts.
fn licence(details: &Details) -> String {
    details.licence.as_ref().map_or_else(String::new, |licence| format!(" · {licence}"))
}

fn none_yet(link: &str) -> AnyView {
    let answer = link_out(link.to_owned(), words::answer_it_on_site());
    view! { <p>{words::no_answer_yet()}" "{answer}</p> }.into_any()
}

/// What all answers of a question are shown with.
#[derive(Clone, Copy)]
struct Reader {
    panel: Panel,
    site: StoredValue<Option<Site>>,
    id: QuestionId,
    accepted: Option<AnswerId>,
    /// The one that was looked for.
    found: Option<AnswerId>,
    now: Timestamp,
}

impl Reader {
    fn prose(self, name: String) -> Prose {
        Prose { panel: self.panel, site: self.site.get_value(), name }
    }

    /// Some answers, and below them those that follow, once somebody wants them. `left` is how many there are from here.
    fn answers(self, Answers { list: all, next }: Answers, left: u32, is_first: bool) -> AnyView {
        let left = left.saturating_sub(u32::try_from(all.len()).unwrap_or(u32::MAX));
        let items = all.into_iter().enumerate().map(|(at, answer)| {
            let is_open = is_first && at == 0 || self.found == Some(answer.id);
            vec![self.answer(answer, is_open)]
        });
        view! { {list("answers", items.collect())}{next.map(|page| self.more(page, left))} }.into_any()
    }

    /// The button that loads a page, or what came of it.
    fn more(self, page: u32, left: u32) -> AnyView {
        let label = if left == 0 { words::show_rest_of_answers() } else { words::show_more_answers(left) };
        let following = Later::new(ReadAnswers(self.id, page, self.accepted));
        // The button goes with its press, so the focus moves on to what it brought.
        let press = move || {
            following.want(|answers| {
                answers.list.first().into_iter().for_each(|first| focus_on(format!("#{}", key(first.id))))
            })
        };
        let before = move || button(Kind::Plain, label.clone(), move |_| press());
        following.view(before, move |answers| self.answers(answers.clone(), left, false))
    }

    /// An answer under its head, which says enough to know whether to unfold it.
    fn answer(self, answer: Answer, is_open: bool) -> AnyView {
        let cited = answer.clone();
        let Answer { id, body, score, accepted, created, owner, link, details, .. } = answer;
        let first_words: String = to_text(&body).split_whitespace().collect::<Vec<_>>().join(" ");
        let first_words: String = first_words.chars().take(FIRST_WORDS).collect();
        let author = owner.as_ref().map(|Author(name, _)| name.as_str());
        let name = author.map_or_else(words::an_answer, words::the_answer_by);
        let head = match (accepted, author) {
            (true, Some(author)) => words::head_accepted_by(author),
            (true, None) => words::head_accepted(),
            (false, Some(author)) => words::head_answer_by(author),
            (false, None) => words::answer(),
        };
        let post = PostId::Answer(self.id, id);
        let marks = Marks::of(self.panel, post, owner.as_ref(), score, &details);
        let rest = format!(" · {}{}", age(created.until(self.now)), licence(&details));
        let facts = (move || format!("{}{rest}", words::votes(marks.score()))).into_any();
        let on_the_site = (!link.is_empty()).then(|| link_out(link, words::on_the_site()));
        let body = if body.is_empty() {
            text("hint", words::answer_without_text())
        } else {
            self.prose(name.clone()).text(body)
        };
        let copy = copy(words::copy_answer(), &name, move || {
            self.panel.say(words::copied());
            cite(&read(&cited.body), &cited)
        });
        let buttons = marks.buttons(&name);
        let comments = self.comments(post, details.comments);
        view! {
            <details open=is_open>
                <summary id=key(id)>
                    <h3 class:accepted=accepted>{head}</h3>
                    <span class="facts">{facts}</span>
                    <span class="words" dir="auto">{first_words}</span>
                </summary>
                {body}
                {buttons}
                {block("actions", vec![copy, on_the_site.into_any()])}
                {comments}
            </details>
        }
        .into_any()
    }

    /// The comments of a post, asked for once somebody unfolds them; nothing where the site says that there are none.
    fn comments(self, post: PostId, count: Option<u32>) -> AnyView {
        let label = match count {
            Some(0) => return ().into_any(),
            Some(n) => words::comments(n),
            None => words::uncounted_comments(),
        };
        let comments = Later::new(ReadComments(post));
        let open = move |event: Event| {
            let details = event.target().and_then(|target| target.dyn_into::<HtmlDetailsElement>().ok());
            if details.is_some_and(|details| details.open()) {
                comments.want(|_| ());
            }
        };
        let show = move |all: &Vec<Comment>| match all.as_slice() {
            [] => text("hint", words::no_comments()),
            all => list("comments", all.iter().cloned().map(|one| self.comment(one)).collect()),
        };
        let shown = comments.view(|| ().into_any(), show);
        view! { <details class="comments" on:toggle=open><summary>{label}</summary>{shown}</details> }.into_any()
    }

    fn comment(self, Comment { body, score, created, owner, .. }: Comment) -> Vec<AnyView> {
        let by = owner.map_or_else(String::new, |Author(name, _)| format!("{name} · "));
        let liked = if score > 0 { format!(" · {}", words::votes(score)) } else { String::new() };
        let facts = format!("{by}{}{liked}", age(created.until(self.now)));
        vec![self.prose(words::a_comment()).text(body), text("facts", facts)]
    }
}

/// The fold of an answer, by the id that it has in the page.
fn key(id: AnswerId) -> String {
    format!("a{}", id.0)
}
