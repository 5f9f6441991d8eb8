//! Every call there is, on a site that answers both versions, and on one that answers only v2.3.

use super::{Desk, applications};
use crate::world::writing;
use askside::{
    api::{ApiError, Request, Route, Sort, Version, Why, Wire, calls},
    model::{
        AnswerId, ArticleKind, CommentId, Draft, DraftId, Found, QuestionId, Review, Secret, SourcePage, UserAction,
    },
};
use askside_sim::{Config, Fault, FaultKind};
use futures_util::{StreamExt, TryStreamExt, pin_mut};
use std::{collections::HashSet, fmt::Debug};

/// Whether the site has v3.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Site {
    Both,
    OldOnly,
}

impl Site {
    const ALL: [Self; 2] = [Self::Both, Self::OldOnly];

    fn desk(self) -> Desk {
        let desk = Desk::signed_in();
        if self == Self::OldOnly {
            desk.sim.fault(Fault::new(FaultKind::Html).at("/api/v3"));
        }
        desk
    }
}

/// What a list says, without what only one version says: v3 does not tell of votes for answers.
fn shown<T: Debug>(items: &[T]) -> Vec<String> {
    items.iter().map(|item| format!("{item:?}").replace("upvoted: Some(false)", "upvoted: None")).collect()
}

/// Asks both sites the same, expects the same of both, and returns it.
async fn same<T: Wire + Debug>(request: Request<T>) -> Vec<T> {
    let both = Site::Both.desk().list(&request).await;
    let old = Site::OldOnly.desk().list(&request).await;
    assert!(!both.is_empty(), "{request:?} found nothing");
    assert_eq!(shown(&both), shown(&old), "{request:?}");
    both
}

/// v2.3 and v3 become the same domain types, so that the rest never asks which it was.
#[tokio::test]
async fn both_versions_say_the_same() {
    let desk = Desk::signed_in();
    let rollback = desk.question("trellis rollback says TRL-112").await;
    let answer = desk.list(&calls::answers_of(rollback)).await[0].id;
    // v3 does not say in lists which question has an accepted answer.
    let lists = same(calls::similar("rolling back a deploy").sized(15)).await;
    assert!(lists.iter().any(|question| question.id == rollback));
    same(calls::answers_of(rollback).sorted(Sort::Votes).sized(15)).await;
    same(calls::answer(rollback, answer)).await;
    same(calls::users_by_id(&[3])).await;
    same(calls::article(desk.list(&calls::articles()).await[0].id)).await;
    same(calls::tags().sorted(Sort::Popular).sized(30)).await;
    let alike = |desk: Desk, request: Request<askside::model::Question>| async move {
        let mut all = desk.list(&request).await;
        for question in &mut all {
            question.accepted = false;
            // Nor what people were called whose account is gone.
            question.owner.take_if(|owner| owner.1.is_none());
        }
        all
    };
    for request in [
        calls::questions().sorted(Sort::Creation).sized(15),
        calls::questions().sorted(Sort::Votes).sized(15).page(2),
        calls::questions().sorted(Sort::Activity).ascending().sized(15),
        calls::questions_by_id(&[rollback]),
        calls::linked(rollback),
    ] {
        let (both, old) =
            (alike(Site::Both.desk(), request.clone()).await, alike(Site::OldOnly.desk(), request.clone()).await);
        for (both, old) in both.iter().zip(&old) {
            assert_eq!(both, old, "{request:?}");
        }
        assert_eq!(both.len(), old.len(), "{request:?}");
    }
}

#[tokio::test]
async fn a_search_finds_questions_answers_and_articles_in_either_version() {
    for site in Site::ALL {
        let desk = site.desk();
        let hits = desk.list(&calls::search_all("rollback").sized(100)).await;
        let kinds: HashSet<_> = hits.iter().map(|hit| std::mem::discriminant(&hit.post)).collect();
        assert!(kinds.len() >= 2, "{site:?}: {hits:?}");
        for hit in &hits {
            assert!(!hit.title.is_empty() && !hit.excerpt.contains('<'), "{hit:?}");
            if let Found::Answer(_, question, _) = hit.post {
                assert_ne!(question.0, 0, "{hit:?}");
            }
        }
        let last = desk.paths().pop().unwrap();
        assert_eq!(last, if site == Site::Both { "GET /api/v3/search" } else { "GET /api/2.3/search/excerpts" });
    }
}

/// Reads of v2.3 alone, each with what has to be in its answer.
#[tokio::test]
async fn what_only_the_older_version_has() {
    let desk = Desk::signed_in();
    let rollback = desk.question("trellis rollback says TRL-112").await;
    assert!(
        desk.list(&calls::search("rollback").tagged(&["trellis"]))
            .await
            .iter()
            .all(|q| q.tags.contains(&"trellis".into()))
    );
    assert!(
        desk.list(&calls::search("rollback").not_tagged(&["trellis"]).accepted(true)).await.iter().all(|q| q.accepted)
    );
    let linking = desk.list(&calls::linking_to("docs.fernwick.test/trellis/rolling-back")).await;
    assert!(linking.iter().any(|question| question.id == rollback), "its answer links there");
    assert!(desk.list(&calls::titled("rollback")).await.iter().all(|q| q.title.contains("ollback")));
    assert!(desk.list(&calls::unanswered()).await.iter().all(|q| !q.accepted));
    assert!(desk.list(&calls::without_answers()).await.iter().all(|q| q.answers == 0));
    assert_eq!(desk.list(&calls::featured()).await, []);
    assert!(!desk.list(&calls::related_to(rollback)).await.is_empty());
    assert!(desk.list(&calls::tags_like("kaf")).await.iter().any(|tag| tag.name == "kafka"));
    let [tag] = &desk.list(&calls::tags_named(&["kafka"])).await[..] else { panic!("one tag") };
    assert!(tag.count > 0 && !tag.required && !tag.reserved);
    assert!(!desk.list(&calls::synonyms()).await.is_empty());
    let synonym = desk.list(&calls::synonyms()).await.remove(0);
    assert!(desk.list(&calls::synonyms_of(&[&synonym.to])).await.contains(&synonym));
    assert!(!desk.list(&calls::tag_faq(&["kafka"])).await.is_empty());
    assert!(!desk.list(&calls::tag_wikis(&["trellis"])).await[0].excerpt.is_empty());
    assert_eq!(desk.list(&calls::required_tags()).await, []);
    assert!(desk.list(&calls::reserved_tags()).await.iter().all(|tag| tag.reserved));
    assert!(desk.list(&calls::top_answerers("kafka")).await[0].posts > 0);
    assert_eq!(desk.client().one(&calls::me()).await.unwrap().name, "Amal Haddad");
    assert!(!desk.list(&calls::my_questions()).await.is_empty());
    drop(desk.list(&calls::my_answers()).await);
    drop(desk.list(&calls::my_favorites()).await);
    assert!(!desk.list(&calls::my_tags()).await.is_empty());
    assert!(!desk.list(&calls::my_timeline()).await[0].kind.is_empty());
    assert!(desk.list(&calls::write_permissions()).await.iter().any(|may| may.kind == "question" && may.add));
    assert!(!desk.list(&calls::inbox()).await[0].title.is_empty());
    assert!(desk.list(&calls::unread_inbox()).await.iter().all(|news| news.unread));
    drop(desk.list(&calls::notifications()).await);
    drop(desk.list(&calls::unread_notifications()).await);
    assert!(desk.client().one(&calls::info()).await.unwrap().questions > 100);
    assert!(desk.list(&calls::errors()).await.iter().any(|error| error.id == 502));
    assert!(!desk.list(&calls::users()).await.is_empty());
    assert!(
        desk.list(&calls::filters(&["default", "!nobodys"])).await[0].fields.contains(&"question.title".to_owned())
    );
    let called: HashSet<String> = desk.calls().into_iter().map(|call| call.path).collect();
    assert!(called.len() >= 30, "{called:?}");
}

#[tokio::test]
async fn every_error_of_the_site_can_be_told_apart() {
    for (id, why) in [
        (400, Why::Parameter),
        (401, Why::SignIn),
        (402, Why::SignIn),
        (403, Why::Denied),
        (404, Why::NoMethod),
        (405, Why::Key),
        (406, Why::SignIn),
        (407, Why::Rule),
        (409, Why::Repeated),
        (500, Why::Broken),
    ] {
        let desk = Desk::enterprise().settled().await;
        let error = desk.client().list(&calls::simulated_error(id)).await.unwrap_err();
        assert_eq!(error.why(), Some(why), "{id}: {error:?}");
    }
    for id in [502, 503] {
        let desk = Desk::enterprise().settled().await;
        let error = desk.client().list(&calls::simulated_error(id)).await.unwrap_err();
        assert!(matches!(error, ApiError::Throttled(_)), "{id}: {error:?}");
    }
}

/// Everything that a person may do to a post, there and back, in either version.
#[tokio::test]
async fn deeds() {
    for site in Site::ALL {
        let desk = site.desk().settled().await;
        let by = UserAction::pressed;
        let other = desk.list(&calls::questions().sorted(Sort::Votes).sized(15)).await.remove(0);
        let count = async || desk.client().one(&calls::questions_by_id(&[other.id]).fresh()).await.unwrap().score;
        let before = count().await;
        desk.list(&calls::upvote(other.id, &by())).await;
        assert_eq!(count().await, before + 1, "{site:?}");
        desk.list(&calls::undo_upvote(other.id, &by())).await;
        desk.list(&calls::downvote(other.id, &by())).await;
        assert_eq!(count().await, before - 1, "{site:?}");
        desk.list(&calls::undo_downvote(other.id, &by())).await;
        desk.list(&calls::favorite(other.id, &by())).await;
        assert!(desk.list(&calls::my_favorites().fresh()).await.iter().any(|kept| kept.id == other.id), "{site:?}");
        desk.list(&calls::undo_favorite(other.id, &by())).await;
        assert!(!desk.list(&calls::my_favorites().fresh()).await.iter().any(|kept| kept.id == other.id), "{site:?}");

        let body = "Have you looked at the release notes of **trellis** 4? It is all in there, with an example.";
        let posted = desk.client().one(&calls::add_answer(other.id, body, "deed-1", &by())).await.unwrap();
        let edited = calls::edit_answer(other.id, posted.id, &format!("{body} And more."), &by());
        assert!(desk.client().one(&edited).await.unwrap().id == posted.id);
        let read = desk.client().one(&calls::answer(other.id, posted.id).fresh()).await.unwrap();
        assert!(read.body.contains("<strong>trellis</strong>") && read.body.contains("And more"), "{read:?}");
        let comment = calls::add_comment(posted.id.0, "Which of the examples do you mean?", "deed-2", &by());
        let comment = desk.client().one(&comment).await.unwrap();
        desk.list(&calls::edit_comment(comment.id, "Which of the two examples do you mean?", &by())).await;
        for request in [
            calls::comments_of_answer(other.id, posted.id).fresh(),
            calls::comments_of_posts(&[posted.id.0]).fresh(),
            calls::comments(&[comment.id]).fresh(),
        ] {
            let all = desk.list(&request).await;
            assert!(all.iter().any(|c| c.body.contains("two examples")), "{site:?} {all:?}");
        }
        desk.list(&calls::delete_comment(comment.id, &by())).await;
        desk.list(&calls::delete_answer(other.id, posted.id, &by())).await;
        assert!(!desk.list(&calls::answers_of(other.id).fresh()).await.iter().any(|answer| answer.id == posted.id));

        let used: HashSet<bool> = desk
            .calls()
            .iter()
            .filter(|call| call.method != "GET" && call.path.contains("vote"))
            .map(|call| call.path.starts_with("/api/v3"))
            .collect();
        assert_eq!(used, HashSet::from([site == Site::Both]), "votes go through the version that the site has");
    }
}

#[tokio::test]
async fn own_answers_are_accepted_and_others_comments_liked() {
    for site in Site::ALL {
        let desk = site.desk().settled().await;
        let by = UserAction::pressed;
        let own = desk.list(&calls::my_questions()).await;
        let (mut accepted, mut liked) = (0, 0);
        for question in own {
            for answer in desk.list(&calls::answers_of(question.id)).await {
                if accepted == 0 && !answer.accepted {
                    desk.list(&calls::accept(question.id, answer.id, &by())).await;
                    assert!(desk.client().one(&calls::answer(question.id, answer.id).fresh()).await.unwrap().accepted);
                    desk.list(&calls::undo_accept(question.id, answer.id, &by())).await;
                    desk.list(&calls::upvote_answer(question.id, answer.id, &by())).await;
                    desk.list(&calls::undo_upvote_answer(question.id, answer.id, &by())).await;
                    desk.list(&calls::downvote_answer(question.id, answer.id, &by())).await;
                    desk.list(&calls::undo_downvote_answer(question.id, answer.id, &by())).await;
                    accepted += 1;
                }
            }
        }
        for question in desk.list(&calls::questions().sized(100)).await {
            for comment in desk.list(&calls::comments_of_question(question.id)).await {
                if liked == 0 && comment.owner.as_ref().is_some_and(|owner| owner.0 != "Amal Haddad") {
                    desk.list(&calls::upvote_comment(comment.id, &by())).await;
                    desk.list(&calls::undo_upvote_comment(comment.id, &by())).await;
                    liked += 1;
                }
            }
            if liked > 0 {
                break;
            }
        }
        assert_eq!((accepted, liked), (1, 1), "{site:?}");
    }
}

#[tokio::test]
async fn questions_and_articles_are_written_changed_and_deleted() {
    for site in Site::ALL {
        let desk = site.desk().settled().await;
        let by = UserAction::pressed;
        let source = SourcePage { title: "Rolling back".into(), url: "https://docs.fernwick.test/a".into() };
        let text = writing("How do I return to the release before the last one?");
        let draft = Draft::new(DraftId("d-1".into()), desk.connection.site.clone(), source, text);
        let me = desk.client().one(&calls::me()).await.unwrap();
        let review = Review::new(&draft, me);
        let seen = review.digest.clone();
        let html = desk.client().one(&calls::preview(&review)).await.unwrap().0;
        assert!(html.contains("<strong>once</strong>"), "{html}");
        let confirmed = review.confirm(&seen).unwrap();
        let posted = desk.client().one(&calls::add_question(&confirmed)).await.unwrap();
        assert!(desk.paths().contains(&"POST /api/2.3/questions/add".to_owned()), "only v2.3 does one request once");
        let again = desk.client().one(&calls::add_question(&confirmed)).await.unwrap_err();
        assert_eq!(again.why(), Some(Why::Repeated), "{again:?}");
        assert!(!again.outcome_is_known());
        let mut changed = writing("How do I return to the release before the last but one?");
        changed.body.push_str("\n\nThere are two of them.");
        desk.list(&calls::edit_question(posted.id, &changed, "two of them", &by())).await;
        let read = desk.client().one(&calls::questions_by_id(&[posted.id]).fresh()).await.unwrap();
        assert_eq!((read.title.as_str(), read.tags.as_slice()), (changed.title.as_str(), changed.tags.as_slice()));
        desk.list(&calls::delete_question(posted.id, &by())).await;
        let gone = desk.client().list(&calls::questions_by_id(&[posted.id]).fresh()).await;
        assert!(matches!(&gone, Ok(none) if none.is_empty()) || gone.unwrap_err().why() == Some(Why::NotFound));

        let mut writing = writing("How we name releases");
        writing.tags.truncate(1);
        let article = desk.client().one(&calls::add_article(ArticleKind::Policy, &writing, &by())).await.unwrap();
        assert_eq!((article.kind, article.title.as_str()), (ArticleKind::Policy, "How we name releases"));
        if site == Site::Both {
            let edit = calls::edit_article(article.id, ArticleKind::HowTo, &writing, &by());
            assert_eq!(desk.client().one(&edit).await.unwrap().kind, ArticleKind::HowTo);
            assert!(desk.list(&calls::comments_of_article(article.id)).await.is_empty());
            desk.list(&calls::delete_article(article.id, &by())).await;
        } else {
            let error = desk.client().list(&calls::delete_article(article.id, &by())).await.unwrap_err();
            assert!(!error.outcome_is_known() || matches!(error, ApiError::Unavailable(_)), "{error:?}");
        }
    }
}

#[tokio::test]
async fn the_sites_own_words_come_back() {
    let desk = Desk::signed_in().settled().await;
    let short = calls::add_answer(QuestionId(1), "Too short.", "deed", &UserAction::pressed());
    let error = desk.client().list(&short).await.unwrap_err();
    assert!(error.outcome_is_known(), "{error:?}");
    assert!(matches!(error.why(), Some(Why::Rule | Why::NotFound | Why::Parameter)), "{error:?}");
    let config = Config { apps: applications(false), ..Config::default() };
    let reader = Desk::enterprise_with(config).with_token("amal").settled().await;
    let vote = calls::upvote(reader.question("").await, &UserAction::pressed());
    assert_eq!(reader.client().list(&vote).await.unwrap_err().why(), Some(Why::Denied));
}

#[tokio::test]
async fn tokens_are_ended() {
    let mut desk = Desk::signed_in();
    desk.token = Some(Secret::new(desk.sim.issue_token("amal", &["write_access"])));
    let ended = desk.client().one(&calls::invalidate()).await.unwrap();
    assert!(ended.account_id > 0 && ended.scope.contains(&"write_access".to_owned()), "{ended:?}");
    assert_eq!(desk.client().list(&calls::me()).await.unwrap_err().why(), Some(Why::SignIn));
    let desk = Desk::signed_in();
    desk.list(&calls::deauthenticate()).await;
    assert_eq!(desk.client().list(&calls::me()).await.unwrap_err().why(), Some(Why::SignIn));
    let shown = format!("{:?} {}", desk.entries(), desk.dump());
    assert!(
        shown.contains("/apps/{}/de-authenticate") && !shown.contains(&desk.sim.issue_token("x", &[])[..4].repeat(9))
    );
}

/// Page after page, without a gap or a double, in either version.
#[tokio::test]
async fn paging_is_a_stream() {
    for site in Site::ALL {
        let desk = site.desk();
        let client = desk.client();
        let pages: Vec<Vec<_>> =
            client.pages(calls::questions().sorted(Sort::Creation).sized(50)).try_collect().await.unwrap();
        let total = usize::try_from(client.one(&calls::info()).await.unwrap().questions).unwrap();
        let ids: HashSet<u64> = pages.iter().flatten().map(|question| question.id.0).collect();
        assert_eq!((ids.len(), pages.iter().map(Vec::len).sum::<usize>()), (total, total), "{site:?}");
        // Only as far as somebody asks.
        desk.calls();
        let stream = client.pages(calls::questions().sorted(Sort::Votes).sized(15));
        pin_mut!(stream);
        drop(stream.next().await);
        assert_eq!(desk.calls().len(), 1);
    }
}

#[tokio::test]
async fn a_list_without_end_ends() {
    for site in Site::ALL {
        let desk = site.desk();
        desk.sim.fault(Fault::new(FaultKind::MoreForEver).at("/api"));
        let client = desk.client();
        let pages: Vec<Vec<_>> = client.pages(calls::articles().sized(100)).try_collect().await.unwrap();
        assert!(pages.len() <= 2, "{site:?}: an empty page is the last");
    }
}

/// The table of routes and the functions that make calls are one set.
#[test]
fn every_route_has_a_call() {
    let source =
        include_str!("../../../src/core/api/calls.rs").to_owned() + include_str!("../../../src/core/api/mod.rs");
    for route in Route::ALL {
        let name = format!("{route:?}");
        let used = [format!("Route::{name})"), format!("Route::{name},"), format!("= {name};")];
        assert!(used.iter().any(|form| source.contains(form)), "{name}");
    }
    assert!(Route::ALL.iter().all(|route| route.versions(askside::model::Kind::Enterprise).count() > 0));
    let _: (AnswerId, CommentId, Version) = (AnswerId(1), CommentId(1), Version::V2);
}
