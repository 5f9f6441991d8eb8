//! Stands in for the background: the views of the gallery ask as they do in the panel, and get what is written here.
//!
//! What would act (post, change, sign in) is never answered.

use super::data;
use crate::{
    app::{Answers, Failure, FoundTags, Request, Searched, Similar, TagRules, Thread, encode_reply, read_request},
    json,
    model::{
        AnswerId, Comment, CommentId, Found, Hit, HostAccess, HostRule, PostId, QuestionId, SiteTags, Synonym, Tag,
    },
    related::{Ask, Group, Sent},
};
use js_sys::{Promise, Reflect, global};
use serde::Serialize;
use wasm_bindgen::{JsValue, prelude::Closure};

/// The question whose comments and further answers are not to be had.
pub(super) const UNREACHABLE: QuestionId = QuestionId(404);

/// From now on, `answers` says whether what is asked of the background gets an answer from here.
pub(super) fn stand_in(answers: impl Fn() -> bool + 'static) {
    let send = Closure::<dyn Fn(String) -> Promise>::new(move |message: String| {
        match answer(&message).filter(|_| answers()) {
            Some(answer) => Promise::resolve(&JsValue::from(answer)),
            None => Promise::new(&mut |_, _| {}),
        }
    });
    let runtime =
        ["browser", "runtime"].iter().try_fold(JsValue::from(global()), |at, name| Reflect::get(&at, &(*name).into()));
    if let Ok(runtime) = runtime {
        drop(Reflect::set(&runtime, &"sendMessage".into(), &send.into_js_value()));
    }
}

fn answer(message: &str) -> Option<String> {
    Some(encode_reply(match read_request(message).ok()? {
        Request::GetHosts(_) => told(&hosts()),
        Request::GetTagRules(_) => told(&rules()),
        Request::GetSearches(_) => told(&["[trellis] rollback", "user:me answers:0"]),
        Request::GetTags(_) => told(&SiteTags { tags: tags(), whole: true, synonyms: synonyms(), moderates: false }),
        Request::FindTags(_) => told(&FoundTags(tags(), true, true)),
        Request::GetLimits(_) => told(&crate::draft::Limits::default()),
        Request::SaveDraft(_) => told(&()),
        Request::ReadComments(call) if post(call.0) == UNREACHABLE => Err(data::offline()),
        Request::ReadComments(_) => told(&comments()),
        Request::ReadAnswers(call) if call.0 == UNREACHABLE => Err(data::offline()),
        Request::ReadAnswers(_) => {
            told(&Answers { list: vec![data::answer(30, "Tomasz Lis", "<p>With 4.3 it is gone.</p>")], next: None })
        }
        Request::ReadPicture(_) => Err(data::offline()),
        Request::ReadQuestion(call) => told(&thread(call.0)),
        Request::FindSimilar(_) => told(&similar()),
        Request::Search(_) => told(&more()),
        _ => return None,
    }))
}

fn told(answer: &impl Serialize) -> Result<String, Failure> {
    Ok(json::write(answer))
}

fn post(post: PostId) -> QuestionId {
    match post {
        PostId::Question(id) | PostId::Answer(id, _) => id,
    }
}

fn hosts() -> Vec<HostRule> {
    vec![
        data::rule(HostAccess::Watched, false),
        HostRule { host: "wiki.fernwick.test".to_owned(), ..data::rule(HostAccess::Watched, true) },
        HostRule { host: "mail.fernwick.test".to_owned(), ..data::rule(HostAccess::Denied, false) },
        HostRule { host: "payroll.fernwick.test".to_owned(), ..data::rule(HostAccess::Denied, true) },
    ]
}

fn rules() -> TagRules {
    let rules = |lines: &[&str]| lines.iter().filter_map(|line| line.parse().ok()).collect();
    TagRules {
        managed: rules(&["docs.fernwick.test documentation"]),
        own: rules(&["docs.fernwick.test/trellis trellis # What I did # What I expected"]),
    }
}

fn tags() -> Vec<Tag> {
    [
        ("trellis", 812, false, false),
        ("trellis-cli", 64, false, false),
        ("support", 31, true, false),
        ("triage", 5, false, true),
    ]
    .map(|(name, count, required, reserved)| Tag { name: name.to_owned(), count, required, reserved })
    .into()
}

fn synonyms() -> Vec<Synonym> {
    vec![Synonym { from: "trls".to_owned(), to: "trellis".to_owned() }]
}

fn comments() -> Vec<Comment> {
    let comment = |id, body: &str, score, days: i64| Comment {
        id: CommentId(id),
        body: body.to_owned(),
        score,
        created: data::ago(days * data::DAY),
        owner: data::author("Wei Zhang"),
    };
    vec![
        comment(1, "Which version? <code>trellis version</code> tells.", 3, 20),
        Comment { owner: None, ..comment(2, "4.2, and 4.3 does the same.", 0, 19) },
    ]
}

fn thread(id: QuestionId) -> Thread {
    let body = "<p>The pods are the old ones, and <code>trellis-config</code> is the new one.</p>";
    let asked = data::asked(data::question(id.0, data::TITLE), body);
    let best = crate::model::Answer {
        accepted: true,
        ..data::answer(
            20,
            "Ines Duarte",
            "<p>No: it is its own object. Roll it back with <code>--with-config</code>.</p>",
        )
    };
    Thread { asked, answers: Ok(Answers { list: vec![best], next: None }), kept: None }
}

fn similar() -> Similar {
    let ranked = |id, title: &str, answers, accepted| {
        let question = crate::model::Question { answers, accepted, ..data::question(id, title) };
        data::hit(question, Vec::new(), Group::Related)
    };
    let hits = vec![
        ranked(41, data::TITLE, 2, true),
        ranked(42, data::LONG, 1, false),
        ranked(43, "Who may roll back in production?", 0, false),
    ];
    Similar(hits, vec![Sent(Ask::Similar("rollback config map".to_owned()), Some(3))])
}

fn more() -> Searched {
    let hit = Hit {
        post: Found::Answer(AnswerId(77), QuestionId(12), false),
        title: "What a rollback leaves behind".to_owned(),
        excerpt: "…the jobs that the rollback did not stop…".to_owned(),
        tags: Vec::new(),
        answered: true,
        score: 0,
        created: data::ago(data::HOUR),
        owner: None,
        link: "https://stack.fernwick.test/a/77".to_owned(),
    };
    Searched { hits: vec![hit], next: None, sent: vec![("v2.3: rollback, page 2".to_owned(), 1)], notes: Vec::new() }
}
