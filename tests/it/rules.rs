//! What a rule for tags does to what is asked, shown and drafted.

use crate::world::{PAGE, World};
use askside::{
    app::{FindRelated, GetTagRules, ReviewDraft, SaveDraft, SaveTagRules, StartDraft},
    auth::Scope,
    model::Writing,
    related::Ask,
};

const RULES: &str =
    "\n docs.fernwick.test/trellis Trellis\nhttps://docs.fernwick.test/trellis/ on-call\n\nwiki.test wiki\n";

#[tokio::test]
async fn a_rule_gives_a_page_its_tags() {
    let world = World::signed_in(Scope::Write).await;
    world.done(SaveTagRules(RULES.to_owned())).await;
    world.policy(r#"{"tagRules":["*.fernwick.test fernwick"]}"#);
    let rules = world.done(GetTagRules).await;
    let lines = |rules: &[askside::model::TagRule]| rules.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(lines(&rules.managed), ["*.fernwick.test fernwick"]);
    let own = ["docs.fernwick.test/trellis trellis", "docs.fernwick.test/trellis on-call", "wiki.test wiki"];
    assert_eq!(lines(&rules.own), own);

    let draft = world.done(StartDraft(world.open_doc(PAGE).await)).await;
    assert_eq!(draft.writing.tags, ["fernwick", "trellis", "on-call"]);

    world.policy("{}");
    let mut page = world.doc(PAGE).await;
    page.selection = "no previous revision".to_owned();
    let related = world.done(FindRelated(world.open(Ok(page)))).await;
    let Ask::Search(terms) = &related.sent[2].0 else { panic!("{:?}", related.sent) };
    assert_eq!((terms.len(), terms[1].as_str()), (2, "trellis"), "{:?}", related.sent);
    assert!(related.sent[2].1 > Some(0), "{:?}", related.sent);
    assert!(related.hits[0].question.tags.contains(&"trellis".to_owned()), "{:?}", related.hits[0]);
}

#[tokio::test]
async fn a_rule_gives_a_question_its_headings_and_no_words() {
    let world = World::signed_in(Scope::Write).await;
    world.done(SaveTagRules("docs.fernwick.test/trellis # Mine".to_owned())).await;
    world.policy(r##"{"tagRules":["*.fernwick.test fernwick # What I did # What I expected"]}"##);
    let draft = world.done(StartDraft(world.open_doc(PAGE).await)).await;
    assert!(draft.writing.body.starts_with("## What I did\n\n\n\n## What I expected\n"), "{}", draft.writing.body);
    let title = "Why is there nothing to return to?".to_owned();
    let unfilled = Writing { title, ..draft.writing };
    world.done(SaveDraft(draft.id.clone(), 1, unfilled.clone(), Vec::new())).await;
    let failure = world.ask(ReviewDraft(draft.id.clone())).await.unwrap_err();
    assert!(failure.message.contains("holds only the headings, the quote and the link"), "{failure:?}");
    let body = unfilled.body.replacen("did\n", "did\nI rolled back once, and it says there is nothing.\n", 1);
    world.done(SaveDraft(draft.id.clone(), 2, Writing { body, ..unfilled }, Vec::new())).await;
    world.done(ReviewDraft(draft.id)).await;
}

#[tokio::test]
async fn a_line_that_is_no_rule_changes_nothing() {
    let world = World::new();
    world.done(SaveTagRules(RULES.to_owned())).await;
    let failure = world.ask(SaveTagRules("wiki.test wiki\nwiki.test/x".to_owned())).await.unwrap_err();
    assert!(failure.message.starts_with("“wiki.test/x” has no tag"), "{failure:?}");
    assert_eq!(world.done(GetTagRules).await.own.len(), 3);
    world.policy(r#"{"tagRules":["wiki.test"]}"#);
    let failure = world.ask(GetTagRules).await.unwrap_err();
    assert!(failure.message.contains("tagRules"), "{failure:?}");
    world.policy("{}");
    world.done(SaveTagRules(" \n".to_owned())).await;
    assert_eq!(world.done(GetTagRules).await.own, []);
}
