//! The list beside a page, searches, and a question with its answers.

use super::{
    Act::{Press, See, Type},
    State, background,
    data::{self, LONG, TITLE, UNBROKEN},
    state,
};
use crate::{
    app::{Answers, AppError, Failure, Overview, Related, Searched, Standing, Thread},
    auth::Scope,
    model::{
        Account, Answer, AnswerId, ArticleId, Asked, Author, Details, Found, Hit, HostAccess, HostRule, Question,
        QuestionId, Timestamp,
    },
    related::{Ask, Group, Ranked, Reason, Sent},
    search::Order,
    ui::{
        go::{Go, Reading, Sought},
        panel::Panel,
        related::{looking, related, unread},
        results::results,
        screen::Screen,
        search::search_box,
        thread::reading,
    },
};
use leptos::prelude::*;

pub(super) fn states() -> Vec<State> {
    [lists(), unread_pages(), searches(), threads()].into_iter().flatten().collect()
}

fn lists() -> Vec<State> {
    vec![
        state("list/loading", |panel| Screen::Loading.view(panel)),
        state("list/looking", |_| looking(data::page().title)),
        state("list/empty", |panel| list(panel, Vec::new())),
        state("list/one", |panel| list(panel, one())),
        state("list/groups", |panel| list(panel, every_kind())),
        state("list/more", |panel| list(panel, many())),
        state("list/all", |panel| list(panel, many()))
            .after(&[Press(".hits + button"), See(".hits ~ section, .hits + .hits")]),
        state("list/watch-off", |panel| beside(panel, HostAccess::OnClick, false)),
        state("list/watch-on", |panel| beside(panel, HostAccess::Watched, false)),
        state("list/watch-managed", |panel| beside(panel, HostAccess::Watched, true)),
        state("list/offline", |panel| {
            related(panel, Related { kept: Some(data::ago(5 * data::HOUR)), ..found(one()) })
        }),
        state("list/pinned", pinned),
        state("list/pinned-open", pinned).after(&[Press(".pinned summary")]),
        state("list/failed", |panel| Screen::Failed(data::offline(), Go::Related).view(panel)),
    ]
}

fn list(panel: Panel, hits: Vec<Ranked>) -> AnyView {
    related(panel, found(hits))
}

fn found(hits: Vec<Ranked>) -> Related {
    let sent = vec![
        Sent(Ask::Similar("Rolling back a deployment".to_owned()), Some(hits.len())),
        Sent(Ask::Search(vec!["trellis".to_owned(), "undo".to_owned()]), Some(0)),
    ];
    Related { page: data::page(), hits, sent, host: None, kept: None }
}

fn beside(panel: Panel, access: HostAccess, managed: bool) -> AnyView {
    let host = Some(data::rule(access, managed));
    related(panel, Related { host, ..found(one()) })
}

fn pinned(panel: Panel) -> AnyView {
    let pins = vec![data::question(1, TITLE), data::question(2, LONG)];
    panel.know(Some(Overview { pins, ..data::overview() }));
    list(panel, one())
}

/// Each group, each reason, and each thing that a question may be.
fn every_kind() -> Vec<Ranked> {
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let question = |id, title| data::question(id, title);
    let marked = data::hit(
        Question { accepted: true, answers: 3, ..question(2, TITLE) },
        vec![Reason::Code(words(&["trellis undo", "--to"])), Reason::Title(words(&["rollback"]))],
        Group::Related,
    );
    vec![
        data::hit(question(1, "Rolling back: what the page leaves out"), vec![Reason::Link], Group::Linking),
        Ranked { marks: vec![(7, 15), (33, 43)], ..marked },
        data::hit(
            Question { score: -3, answers: 0, closed: true, owner: None, ..question(3, LONG) },
            vec![Reason::Tags(words(&["trellis", "deployment"])), Reason::Text(words(&["revision", "undo"]))],
            Group::Related,
        ),
        data::hit(
            Question { score: 1, answers: 1, created: data::ago(90), ..question(4, UNBROKEN) },
            vec![Reason::Code(words(&[UNBROKEN]))],
            Group::Related,
        ),
        data::hit(
            Question {
                score: 12_345,
                answers: 1_204,
                accepted: true,
                tags: words(&["kubernetes", "trellis-deployments", "memory-limits", "rolling-update", "production"]),
                owner: data::author("Maximiliana Wolfeschlegelsteinhausenbergerdorff"),
                created: Timestamp(1_262_304_000),
                ..question(5, "Where do the logs of a deployment go?")
            },
            vec![Reason::Text(words(&["deployment"]))],
            Group::Topic,
        ),
    ]
}

fn one() -> Vec<Ranked> {
    vec![data::hit(data::question(1, TITLE), Vec::new(), Group::Related)]
}

fn many() -> Vec<Ranked> {
    let title = |at: u64| format!("Question {at} about rolling back");
    (1..=13).map(|at| data::hit(data::question(at, &title(at)), Vec::new(), Group::Related)).collect()
}

fn unread_pages() -> Vec<State> {
    vec![
        state("unread/invoke", |panel| not_read(panel, &AppError::NotWatched(None))),
        state("unread/watch", |panel| {
            not_read(panel, &AppError::NotWatched(Some(data::rule(HostAccess::OnClick, false))))
        }),
        state("unread/long-host", |panel| {
            let host = "documentation.internal.platform-engineering.fernwick-industries.test".to_owned();
            let rule = HostRule { host, ..data::rule(HostAccess::OnClick, false) };
            not_read(panel, &AppError::NotWatched(Some(rule)))
        }),
        state("unread/denied", |panel| not_read(panel, &AppError::HostDenied(data::rule(HostAccess::Denied, false)))),
        state("unread/denied-managed", |panel| {
            not_read(panel, &AppError::HostDenied(data::rule(HostAccess::Denied, true)))
        }),
        state("unread/other-page", |panel| not_read(panel, &AppError::BlankPage)),
    ]
}

fn not_read(panel: Panel, why: &AppError) -> AnyView {
    unread(panel, why.failure())
}

fn searches() -> Vec<State> {
    vec![
        state("search/box", search_box),
        state("search/box-filled", |panel| {
            panel.typed().set(format!("[trellis] {LONG}"));
            search_box(panel)
        }),
        state("search/operators", search_box).after(&[Press("input"), See(".choices li")]),
        state("search/tags", search_box).after(&[Type("input", "[tr"), See(".choices li .tag")]),
        state("search/guide", |panel| searched(panel, "", nothing())).after(&[See(".past")]),
        state("search/guide-waiting", |panel| searched(panel, "", nothing())),
        state("search/loading", |panel| results(panel, &sought("rollback"), None)),
        state("search/results", |panel| searched(panel, "rollback config", Searched { hits: hits(), ..nothing() })),
        state("search/one", |panel| {
            searched(panel, "rollback", Searched { hits: hits().into_iter().take(1).collect(), ..nothing() })
        }),
        state("search/by-votes", |panel| {
            let sought = Sought { order: Order::Votes, ..sought("rollback config") };
            results(panel, &sought, Some(Ok(Searched { hits: hits(), ..nothing() })))
        }),
        state("search/first-page", first_page),
        state("search/second-page", first_page).after(&[Press(".hits + button"), See("#a77")]),
        state("search/second-page-waiting", first_page).after(&[Press(".hits + button")]),
        state("search/none", |panel| searched(panel, "rollback", nothing())),
        state("search/none-of-many", |panel| searched(panel, "[trellis] user:me score:3 rollback", nothing())),
        state("search/none-so-far", |panel| {
            searched(panel, "hascode:yes rollback", Searched { next: Some(2), ..nothing() })
        }),
        state("search/notes", |panel| {
            let notes =
                ["“colour:red” is no operator of this site.", "Only the first 5 tags count."].map(str::to_owned);
            searched(panel, "colour:red rollback", Searched { notes: notes.into(), hits: hits(), ..nothing() })
        }),
        state("search/not-asked", |panel| {
            let notes = vec!["“score:many” is no number.".to_owned()];
            searched(panel, "score:many", Searched { notes, sent: Vec::new(), ..nothing() })
        }),
        state("search/failed", |panel| results(panel, &sought("rollback"), Some(Err(data::offline())))),
    ]
}

fn sought(text: &str) -> Sought {
    Sought { text: text.to_owned(), ..Sought::default() }
}

fn searched(panel: Panel, text: &str, found: Searched) -> AnyView {
    results(panel, &sought(text), Some(Ok(found)))
}

fn first_page(panel: Panel) -> AnyView {
    searched(panel, "rollback", Searched { hits: hits(), next: Some(2), ..nothing() })
}

fn nothing() -> Searched {
    Searched { hits: Vec::new(), next: None, sent: vec![("v2.3: rollback config".to_owned(), 5)], notes: Vec::new() }
}

/// Of each kind, with what was searched for in them.
fn hits() -> Vec<Hit> {
    let hit = |post, title: &str| Hit {
        post,
        title: title.to_owned(),
        excerpt: "…does the rollback restore the config map as well, or only what the pods run…".to_owned(),
        tags: vec!["trellis".to_owned()],
        answered: true,
        score: 4,
        created: data::ago(12 * data::DAY),
        owner: data::author("Ines Duarte"),
        link: "https://stack.fernwick.test/questions/1".to_owned(),
    };
    vec![
        hit(Found::Question(QuestionId(1), 2, true), TITLE),
        hit(Found::Question(QuestionId(2), 0, false), LONG),
        hit(Found::Answer(AnswerId(11), QuestionId(1), true), TITLE),
        Hit { owner: None, tags: Vec::new(), ..hit(Found::Answer(AnswerId(12), QuestionId(2), false), UNBROKEN) },
        hit(Found::Article(ArticleId(3)), "How we roll back"),
    ]
}

/// What a post may hold.
const POST: &str = r#"<p>I follow <a href="https://docs.fernwick.test/trellis">the page</a> and <strong>nothing</strong> <em>happens</em>.
</p><p>See <a href="https://stack.fernwick.test/questions/2">this question</a>, too.</p>
<pre class="lang-python"><code># roll back
def undo(revision: int = 41) -> None:
    print(f"to {revision}", "and everything that belongs to it", "in a line that is far too long for any panel")
</code></pre>
<pre class="lang-diff"><code>- memory: 512Mi
+ memory: 256Mi
</code></pre>
<blockquote><p>A rollback restores what was deployed.</p></blockquote>
<ul><li>one</li><li>two<ol><li>and a half</li></ol></li></ul>
<table><thead><tr><th>Object</th><th>Restored</th><th>By what, and since which version</th></tr></thead>
<tbody><tr><td>Deployment</td><td>yes</td><td><code>trellis undo</code></td></tr></tbody></table>
<p><kbd>Ctrl</kbd> <del>gone</del> x<sup>2</sup></p><hr>
<p><img src="https://pictures.example.com/a.png" alt="A graph of the memory"></p>
<p><img src="https://pictures.example.com/b.png"></p>"#;

const ANSWER: &str = "<p>No: it is an object of its own. Roll it back with <code>--with-config</code>.</p>";

fn threads() -> Vec<State> {
    vec![
        state("thread/loading", |panel| reading(panel, which(1), None)),
        state("thread/failed", |panel| reading(panel, which(1), Some(Err(data::offline())))),
        state("thread/no-answer", |panel| read(panel, asked(ANSWER), Vec::new())),
        state("thread/answers", |panel| read(panel, asked(ANSWER), answers())),
        state("thread/all-open", |panel| read(panel, asked(ANSWER), answers()))
            .after(&[Press(".answers li:nth-child(2) summary"), Press(".answers li:nth-child(3) summary")]),
        state("thread/found-answer", |panel| {
            reading(
                panel,
                Reading { answer: Some(AnswerId(22)), ..which(1) },
                Some(Ok(thread(asked(ANSWER), answers()))),
            )
        }),
        state("thread/text", |panel| read(panel, asked(POST), Vec::new())).after(&[See("[data-src]")]),
        state("thread/picture-not-to-be-had", |panel| read(panel, asked(POST), Vec::new()))
            .after(&[Press("button.image"), See("a[href*=pictures]")]),
        state("thread/picture-waiting", |panel| read(panel, asked(POST), Vec::new())).after(&[Press("button.image")]),
        state("thread/empty", |panel| read(panel, asked(""), vec![data::answer(20, "Wei Zhang", "")])),
        state("thread/long", |panel| {
            let asked = Asked { question: data::question(1, LONG), ..asked("<p>Short.</p>") };
            let who = Some(Author("Maximiliana Wolfeschlegelsteinhausenbergerdorff".to_owned(), None));
            read(
                panel,
                asked,
                vec![Answer { owner: who, ..data::answer(20, "", &format!("<p>{UNBROKEN} {LONG}</p>")) }],
            )
        }),
        state("thread/marked", |panel| read(panel, marked(true), Vec::new())),
        state("thread/own", |panel| {
            let own = Question { owner: Some(Author("Amal Haddad".to_owned(), Some(7))), ..data::question(1, TITLE) };
            read(panel, Asked { question: own, ..asked(ANSWER) }, Vec::new())
        }),
        state("thread/read-only", |panel| {
            let active = Standing { scope: Some(Scope::Read), ..data::standing() };
            panel.know(Some(Overview { active: Some(active), ..data::overview() }));
            read(panel, marked(false), Vec::new())
        }),
        state("thread/another-account", |panel| {
            let account = Some(Account { user_id: 11, ..data::account() });
            panel.know(Some(Overview { active: Some(Standing { account, ..data::standing() }), ..data::overview() }));
            read(panel, asked(ANSWER), answers())
        }),
        state("thread/comments", |panel| read(panel, asked(ANSWER), Vec::new()))
            .after(&[Press(".comments summary"), See("ul.comments")]),
        state("thread/comments-waiting", |panel| read(panel, asked(ANSWER), Vec::new()))
            .after(&[Press(".comments summary")]),
        state("thread/comments-failed", |panel| {
            let question = Question { id: background::UNREACHABLE, ..data::question(1, TITLE) };
            read(panel, Asked { question, ..asked(ANSWER) }, Vec::new())
        })
        .after(&[Press(".comments summary"), See(".comments .actions")]),
        state("thread/more-answers", first_answers),
        state("thread/more-answers-shown", first_answers).after(&[Press(".answers + button"), See("#a30")]),
        state("thread/offline", |panel| {
            let kept = Some(data::ago(5 * data::HOUR));
            reading(panel, which(1), Some(Ok(Thread { kept, ..thread(asked(ANSWER), answers()) })))
        }),
        state("thread/answers-failed", |panel| {
            let failed = Thread { answers: Err(data::offline()), ..thread(asked(ANSWER), Vec::new()) };
            reading(panel, which(1), Some(Ok(failed)))
        }),
    ]
}

fn which(id: u64) -> Reading {
    Reading { id: QuestionId(id), title: TITLE.to_owned(), answer: None }
}

fn asked(body: &str) -> Asked {
    data::asked(Question { answers: 0, ..data::question(1, TITLE) }, body)
}

fn marked(is_up: bool) -> Asked {
    let details = Details { upvoted: Some(is_up), bookmarked: Some(is_up), comments: Some(0), ..Details::default() };
    Asked { details, ..asked(ANSWER) }
}

fn answers() -> Vec<Answer> {
    let details =
        Details { comments: Some(1), licence: Some("CC BY-SA 4.0".to_owned()), upvoted: Some(true), bookmarked: None };
    vec![
        Answer { accepted: true, score: 9, details, ..data::answer(21, "Ines Duarte", ANSWER) },
        Answer { score: -1, ..data::answer(22, "Wei Zhang", &format!("<p>{LONG} {LONG}</p>")) },
        Answer { owner: None, link: String::new(), ..data::answer(23, "", &format!("{POST}<h1>A heading</h1>")) },
    ]
}

fn thread(asked: Asked, list: Vec<Answer>) -> Thread {
    Thread { asked, answers: Ok(Answers { list, next: None }), kept: None }
}

fn read(panel: Panel, asked: Asked, answers: Vec<Answer>) -> AnyView {
    reading(panel, which(1), Some(Ok::<_, Failure>(thread(asked, answers))))
}

fn first_answers(panel: Panel) -> AnyView {
    let asked = Asked { question: Question { answers: 4, ..data::question(1, TITLE) }, ..asked(ANSWER) };
    let answers = Ok(Answers { list: answers(), next: Some(2) });
    reading(panel, which(1), Some(Ok(Thread { asked, answers, kept: None })))
}
