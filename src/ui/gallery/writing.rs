//! A draft on its way: the editor, the review, what became of it; the drafts, and the person's own questions.

use super::{
    Act::{Press, See, Type},
    State,
    data::{self, BODY, LONG, TITLE, UNBROKEN},
    state,
};
use crate::{
    app::{AppError, Deletion, Mine, MyQuestions, Posted, ReviewScreen},
    model::{
        Digest, Doubles, Draft, DraftId, DraftStatus, NoPicture, Picture, Question, Review, SourcePage, Target,
        Timestamp, Writing,
    },
    ui::{
        draft::{deleted, editor, lost_answer, outcome, saved},
        drafts::drafts,
        failure::failure_note,
        go::Go,
        image::{Offer, question},
        mine::my_questions,
        panel::Panel,
        review::{deletion, review},
        screen::Posting,
        similar::answered,
    },
};
use leptos::prelude::*;

pub(super) fn states() -> Vec<State> {
    [editors(), pictures(), reviews(), outcomes(), lists()].into_iter().flatten().collect()
}

fn editors() -> Vec<State> {
    vec![
        state("editor/empty", |panel| editor(panel, data::draft(Writing::default()))),
        state("editor/filled", |panel| editor(panel, data::written())),
        state("editor/long", |panel| {
            let tags = ["kubernetes", "trellis-deployments", "memory-limits", "rolling-update", "production"];
            editor(panel, data::draft(data::writing(LONG, &format!("{UNBROKEN}\n\n{LONG}"), &tags)))
        }),
        state("editor/titles", |panel| {
            let titles = Some(vec![TITLE.to_owned(), "Rolling back a deployment".to_owned(), LONG.to_owned()]);
            editor(panel, Draft { titles, ..data::draft(Writing::default()) })
        }),
        state("editor/change", |panel| {
            let target = Some(Target { post: data::post(1), base: data::writing(TITLE, BODY, &["trellis"]) });
            editor(panel, Draft { target, ..data::written() })
        }),
        state("editor/problems", |panel| editor(panel, data::draft(data::writing("Help", "Why?", &["Not A Tag"]))))
            .after(&[Press("[type=submit]"), See("#title-problem:not(:empty)")]),
        state("editor/nothing-written", |panel| editor(panel, data::draft(Writing::default())))
            .after(&[Press("[type=submit]"), See("#title-problem:not(:empty)")]),
        state("editor/private", |panel| editor(panel, data::draft(data::writing(TITLE, PRIVATE, &["trellis"]))))
            .after(&[Press("[type=submit]"), See(".notice li")]),
        state("editor/tags-offered", |panel| editor(panel, data::draft(data::writing(TITLE, BODY, &[]))))
            .after(&[Type("[name=tags]", "tr"), See(".choices li")]),
        state("editor/tags-remarked", |panel| {
            editor(panel, data::draft(data::writing(TITLE, BODY, &["trls", "triage", "no-such-tag"])))
        })
        .after(&[See("#tags-remarks:not(:empty)")]),
        state("editor/similar", |panel| editor(panel, data::draft(data::writing("", BODY, &[]))))
            .after(&[Type("[name=title]", TITLE), See(".similar summary")]),
        state("editor/similar-open", |panel| editor(panel, data::draft(data::writing("", BODY, &[])))).after(&[
            Type("[name=title]", TITLE),
            Press(".similar summary"),
            See(".similar .prose"),
        ]),
        state("editor/preview", |panel| {
            panel.previewing().set(true);
            editor(panel, data::written())
        }),
        state("editor/preview-empty", |panel| {
            panel.previewing().set(true);
            editor(panel, data::draft(Writing::default()))
        }),
    ]
}

/// What nobody means to post.
const PRIVATE: &str = "I call it with\n\n    curl -H 'Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dBjftJeZ4CVP-mB92K27u'\n\n\
    and it answers nothing. Ask ines.duarte@fernwick.test or me.";

fn pictures() -> Vec<State> {
    vec![
        state("picture/asked", |panel| {
            let Ok(picture) = Picture::new(b"GIF89a".repeat(9_000)) else { return ().into_any() };
            offered(panel, Offer::Asked("screenshot of the whole desktop.gif".to_owned(), picture))
        }),
        state("picture/sending", |panel| offered(panel, Offer::Sending)),
        state("picture/refused", |panel| {
            offered(panel, Offer::Refused(AppError::NoPicture(NoPicture::Format).failure()))
        }),
    ]
}

fn offered(panel: Panel, offer: Offer) -> AnyView {
    question(panel, id(), &data::standing().site, RwSignal::new(Some(offer)))
}

fn id() -> DraftId {
    DraftId("d1".to_owned())
}

fn reviews() -> Vec<State> {
    vec![
        state("review/new", |panel| reviewed(panel, &data::written(), Posting::No)),
        state("review/without-the-sites-preview", |panel| {
            let screen = ReviewScreen(Review::new(&data::written(), data::account()), String::new(), data::page());
            review(panel, screen, Posting::No)
        }),
        state("review/change", |panel| {
            let base = data::writing("Does a rollback restore config maps?", &BODY.replace("41", "40"), &["trellis"]);
            let target = Some(Target { post: data::post(1), base });
            reviewed(panel, &Draft { target, ..data::written() }, Posting::No)
        }),
        state("review/long", |panel| {
            let written = data::writing(LONG, &format!("{UNBROKEN}\n\n{LONG}"), &["kubernetes", "trellis-deployments"]);
            reviewed(panel, &data::draft(written), Posting::No)
        }),
        state("review/posting", |panel| reviewed(panel, &data::written(), Posting::Yes)),
        state("review/failed", |panel| failure_note(panel, data::offline(), Go::Review(id()))),
        state("review/unfinished", |panel| lost_answer(panel, id())),
        state("deletion/no-answer", |panel| deletes(panel, 0, Posting::No)),
        state("deletion/one-answer", |panel| deletes(panel, 1, Posting::No)),
        state("deletion/answers", |panel| deletes(panel, 12, Posting::No)),
        state("deletion/deleting", |panel| deletes(panel, 0, Posting::Yes)),
    ]
}

fn reviewed(panel: Panel, draft: &Draft, posting: Posting) -> AnyView {
    let html = crate::draft::preview(&draft.writing.body);
    review(panel, ReviewScreen(Review::new(draft, data::account()), html, data::page()), posting)
}

fn deletes(panel: Panel, answers: u32, posting: Posting) -> AnyView {
    let standing = data::standing();
    let question = Question { answers, ..data::question(1, TITLE) };
    let shown = Deletion { site: standing.site, account: data::account(), question, digest: Digest::of_words(TITLE) };
    deletion(panel, shown, posting)
}

fn outcomes() -> Vec<State> {
    vec![
        state("outcome/posted", |panel| posted(panel, Doubles::Found(Vec::new()))),
        state("outcome/unchecked", |panel| posted(panel, Doubles::Unchecked(data::attempt()))),
        state("outcome/double", |panel| posted(panel, Doubles::Found(vec![data::post(2)]))),
        state("outcome/doubles", |panel| posted(panel, Doubles::Found(vec![data::post(2), data::post(3)]))),
        state("outcome/nowhere", |panel| outcome(panel, id(), Posted::Nowhere)),
        state("outcome/early", |panel| outcome(panel, id(), Posted::Early(data::now().plus(90)))),
        state("outcome/unclear", |panel| unclear(panel, Vec::new())),
        state("outcome/unclear-close", |panel| unclear(panel, vec![data::post(2), data::post(3)])),
        state("outcome/saved", |_| saved(data::post(1))),
        state("outcome/deleted", deleted),
        state("outcome/answered", |panel| answered(panel, id(), data::question(1, TITLE))),
        state("outcome/failed", |panel| {
            let lost = AppError::Unknown { id: id(), site: data::standing().site };
            failure_note(panel, lost.failure(), Go::LookUp(id()))
        }),
    ]
}

fn posted(panel: Panel, doubles: Doubles) -> AnyView {
    outcome(panel, id(), Posted::Here(data::post(1), doubles))
}

fn unclear(panel: Panel, close: Vec<crate::model::Post>) -> AnyView {
    outcome(panel, id(), Posted::Unclear(close, data::standing().site.questions_of(7)))
}

fn lists() -> Vec<State> {
    vec![
        state("drafts/none", |panel| drafts(panel, Vec::new(), None)),
        state("drafts/some", |panel| drafts(panel, every_draft(), None)),
        state("drafts/found", |panel| drafts(panel, every_draft(), None)).after(&[Type("[name=find]", "rollback")]),
        state("drafts/none-found", |panel| drafts(panel, every_draft(), None))
            .after(&[Type("[name=find]", "xylograph")]),
        state("drafts/discarded", |panel| {
            let gone = Draft { discarded: Some(data::now()), ..data::written() };
            let of = gone.id.clone();
            drafts(panel, vec![gone], Some(&of))
        }),
        state("mine/none", |panel| mine(panel, Vec::new())),
        state("mine/read", |panel| mine(panel, vec![(0, 0, data::question(1, TITLE))])),
        state("mine/news", |panel| {
            let answered = Question { accepted: true, answers: 3, ..data::question(3, "Who may roll back?") };
            mine(panel, vec![(1, 0, data::question(1, TITLE)), (2, 3, data::question(2, LONG)), (0, 1, answered)])
        }),
    ]
}

fn every_draft() -> Vec<Draft> {
    let of = |id: &str, title: &str, status| Draft {
        id: DraftId(id.to_owned()),
        status,
        ..data::draft(data::writing(title, BODY, &["trellis", "config"]))
    };
    let attempt = data::attempt;
    let source = SourcePage { title: LONG.to_owned(), ..data::page() };
    let target = Some(Target { post: data::post(1), base: data::writing(TITLE, BODY, &["trellis"]) });
    vec![
        of("d1", TITLE, DraftStatus::Editing),
        Draft { source, changed: None::<Timestamp>, ..of("d2", LONG, DraftStatus::Editing) },
        Draft { target, ..of("d3", "A change of a question", DraftStatus::Editing) },
        of("d4", "A question on its way", DraftStatus::Sending(attempt())),
        of("d5", "A question that is there", DraftStatus::Posted(data::post(5), Doubles::Unchecked(attempt()))),
        Draft { discarded: Some(data::ago(60)), ..of("d6", "A question nobody needs", DraftStatus::Editing) },
    ]
}

fn mine(panel: Panel, all: Vec<(u32, u32, Question)>) -> AnyView {
    let questions = all.into_iter().map(|(unseen, inbox, question)| Mine { question, unseen, inbox }).collect();
    my_questions(panel, MyQuestions { questions, all: data::standing().site.questions_of(7) })
}
