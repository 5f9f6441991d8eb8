//! How a draft begins and grows: from a page, from what is selected or pointed at there, and from another page.

use crate::world::{ELSEWHERE, PAGE, SITE, World, form, writing};
use askside::{
    app::{AddToDraft, Connect, Focus, GetDraft, GetFocus, Remedy, ReviewDraft, SaveDraft, SignIn, StartDraft},
    auth::Scope,
    model::{DraftStatus, PageSnapshot, SelectedNode},
    ports::TabError,
};
use askside_sim::FaultKind;

#[tokio::test]
async fn starts_from_the_selection_and_says_where_it_was_read() {
    let world = World::signed_in(Scope::Read).await;
    let selection = "error: TRL-112 no previous revision\n  1 revision found".to_owned();
    let pre = SelectedNode { tag: "pre".to_owned(), ..SelectedNode::default() };
    let text = SelectedNode { within: Some(0), text: selection.clone(), ..SelectedNode::default() };
    let page = PageSnapshot { selection, selected: vec![pre, text], ..world.doc(PAGE).await };
    let draft = world.done(StartDraft(world.open(Ok(page)))).await;
    assert_eq!(draft.writing.title, "error: TRL-112 no previous revision (Rolling back a deploy)");
    assert!(draft.writing.body.starts_with("```\nerror: TRL-112 no previous revision\n  1 revision found\n```\n"));
    let read = "\nRead in [Rolling back a deploy](https://docs.fernwick.test/trellis/rolling-back#:~:text=error%3A%20TRL%2D112%20no%20previous%20revision,1%20revision%20found) on ";
    assert!(draft.writing.body.contains(read), "{}", draft.writing.body);
    assert!(draft.writing.tags.contains(&"rollback".to_owned()), "{:?}", draft.writing.tags);
    assert_eq!((draft.revision, draft.site.origin(), &draft.status), (0, SITE.to_owned(), &DraftStatus::Editing));
    assert_eq!(world.done(GetFocus).await, Focus::Draft(draft.id.clone()));
    assert_eq!(world.done(GetDraft(draft.id)).await.writing, draft.writing);
}

#[tokio::test]
async fn does_not_wait_on_the_site() {
    let world = World::signed_in(Scope::Read).await;
    world.fault(FaultKind::Down, "", 9);
    let draft = world.done(StartDraft(world.open_doc(PAGE).await)).await;
    assert_eq!(draft.writing.tags, [""; 0]);
}

#[tokio::test]
async fn the_menu_entry_shows_a_draft_or_why_there_is_none() {
    let world = World::signed_in(Scope::Read).await;
    for (target, quote) in [
        ("", "\n\nRead in "),
        ("https://d.test/a.png?utm_source=b#c", "> [d.test/a.png#c](https://d.test/a.png#c)\n\nRead in "),
        ("javascript:alert(1)", "\n\nRead in "),
    ] {
        world.app().focus_new_draft(world.open_doc(PAGE).await, target).await.unwrap();
        let Focus::Draft(id) = world.done(GetFocus).await else { panic!("no draft of {target}") };
        let body = world.done(GetDraft(id)).await.writing.body;
        assert!(body.starts_with(quote), "{body}");
    }
    world.app().focus_new_draft(world.open(Err(TabError::Forbidden)), "").await.unwrap();
    assert!(matches!(world.done(GetFocus).await, Focus::Failed(failure) if failure.remedy == Remedy::OtherPage));
    world.app().focus_related().await.unwrap();
    assert_eq!(world.done(GetFocus).await, Focus::Related);
}

#[tokio::test]
async fn grows_by_what_is_selected_on_another_page() {
    let world = World::signed_in(Scope::Read).await;
    let id = world.draft("Why is there nothing to return to?").await;
    let before = world.done(GetDraft(id.clone())).await;
    let page = |url: &str, selection: &str| {
        let (url, title, selection) = (url.to_owned(), "Revisions".to_owned(), selection.to_owned());
        world.open(Ok(PageSnapshot { url, title, selection, ..PageSnapshot::default() }))
    };
    let first = page("https://docs.test/revisions", "One revision is kept.");
    world.done(AddToDraft(id.clone(), first)).await;
    let after = world.done(AddToDraft(id.clone(), page("https://docs.test/adopt", "Adopt it."))).await;
    let added = after.writing.body.strip_prefix(&before.writing.body).unwrap();
    let read = |at: &str| format!("Read in [Revisions](https://docs.test/{at}) on ");
    let at = |text: &str| added.find(text).unwrap_or_else(|| panic!("no {text} in {added}"));
    let (one, two) = (read("revisions#:~:text=One%20revision%20is%20kept."), read("adopt#:~:text=Adopt%20it."));
    assert!(
        at("\n> One revision is kept.\n\n") < at(&one) && at(&one) < at("\n> Adopt it.\n") && at("Adopt it") < at(&two)
    );
    assert_eq!((&after.writing.title, &after.source), (&before.writing.title, &before.source));
    assert_eq!(world.done(GetDraft(id.clone())).await, after);
    assert_eq!(world.done(GetFocus).await, Focus::Draft(id.clone()));

    // What an editor saved before it heard of it comes too late.
    world.done(SaveDraft(id.clone(), before.revision + 1, writing("Too late"), Vec::new())).await;
    assert_eq!(world.done(GetDraft(id.clone())).await, after);
    // What was added is not what the person wrote.
    let bare = PageSnapshot { selection: "Quote.".to_owned(), ..world.doc(PAGE).await };
    let bare = world.done(StartDraft(world.open(Ok(bare)))).await.id;
    world.done(AddToDraft(bare.clone(), first)).await;
    assert_eq!(world.remedy(ReviewDraft(bare)).await, Remedy::Mend);

    assert_eq!(world.remedy(AddToDraft(id.clone(), world.open(Err(TabError::NotGranted)))).await, Remedy::Invoke);
    world.grant(ELSEWHERE);
    world.done(Connect(form(ELSEWHERE))).await;
    world.done(SignIn(Scope::Read)).await;
    assert_eq!(world.remedy(AddToDraft(id.clone(), first)).await, Remedy::SetUp, "it is for another site");
    assert_eq!(world.done(GetDraft(id)).await, after);
}
