//! From a page in a tab to the questions beside it, and what may leave on the way.

use crate::world::{PAGE, SITE, World, form, pairs};
use askside::{
    app::{Connect, ConnectForm, Door, FindRelated, Related, Remedy},
    auth::Scope,
    model::{Heading, PageSnapshot, TabId, Typed},
    ports::TabError,
    related::{Ask, MAX_CALLS, Reason, Sent},
};
use askside_sim::{Config, FaultKind};

/// The page, the question, and the place that it has to reach.
#[tokio::test]
async fn the_question_that_belongs_to_the_page_comes_up() {
    let world = World::signed_in(Scope::Read).await;
    let mut missed = Vec::new();
    for (page, title, place) in [
        ("/trellis/memory-limits", "Go service OOMKilled although GOMEMLIMIT", 2),
        ("/latchkey/rotating-secrets", "LKY-411 secret version retired", 1),
        ("/burrow/failover", "cannot execute INSERT in a read-only transaction", 1),
        ("/switchback/feature-flags", "flag \"basket.express-slots\" not found", 2),
        ("/lantern/on-call-handbook", "Checkout alert was firing at 03:20", 1),
        ("/seedbed/flaky-builds", "SBD-23 flaky: passed on attempt 2 of 3", 1),
        ("/hedgerow/timeouts-and-retries", "HTTP 504 upstream_rq_timeout with \"tries 1\"", 1),
        ("/millrace/dead-letters", "Replaying basket.orders.v2.dlq", 1),
        ("/trellis/rolling-back", "trellis rollback says TRL-112", 2),
        ("/burrow/connection-pools", "FATAL: query_wait_timeout", 1),
        ("/burrow/schema-migrations", "BRW-203 gave up waiting", 1),
        ("/latchkey/service-tokens", "silo-export fails with LKY-407", 1),
        ("/millrace/consumer-lag", "MLR-11: one partition", 1),
        ("/lantern/writing-alerts", "Alert with for: 5m never fires", 1),
        ("/barrow/offline-sync", "Parcel is delivered three times", 2),
    ] {
        let related = world.done(FindRelated(world.open_doc(page).await)).await;
        let titles: Vec<&str> = related.hits.iter().map(|hit| hit.question.title.as_str()).collect();
        let found = titles.iter().position(|found| found.starts_with(title));
        if found.is_none_or(|at| at >= place) {
            missed.push(format!("{page}: {title:?} is not among the first {place} of {titles:#?}"));
        }
        for hit in &related.hits {
            assert!((1..=3).contains(&hit.reasons.len()), "{page}: {hit:?}");
            assert!(hit.question.link.starts_with("https://stack.fernwick.test/questions/"), "{hit:?}");
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[tokio::test]
async fn questions_that_link_to_the_page_come_first() {
    let world = World::signed_in(Scope::Read).await;
    for (page, linking) in [("/barrow/offline-sync", 3), ("/silo/late-data", 4), ("/hedgerow/timeouts-and-retries", 5)]
    {
        let mut doc = world.doc(page).await;
        doc.url = format!("http{}/?utm_source=mail&token=hunter2hunter2#top", doc.url.trim_start_matches("https"));
        let related = world.done(FindRelated(world.open(Ok(doc.clone())))).await;
        assert_eq!(related.sent[0], Sent(Ask::Linking(format!("*docs.fernwick.test{page}*")), Some(linking)), "{page}");
        let links: Vec<bool> = related.hits.iter().map(|hit| hit.reasons[0] == Reason::Link).collect();
        assert!(
            links.is_sorted_by(|a, b| a >= b) && links.iter().filter(|links| **links).count() == linking,
            "{links:?}"
        );
        // Who selects asks about that.
        doc.selection = "tunnel".to_owned();
        let related = world.done(FindRelated(world.open(Ok(doc)))).await;
        assert!(!related.sent.iter().any(|sent| matches!(sent.0, Ask::Linking(_))), "{:?}", related.sent);
    }
}

/// A company's site answers a token without a key in v3 only, which can be asked for words and for nothing else.
#[tokio::test]
async fn words_are_enough_where_there_is_no_key() {
    let world = World::with(Config::default());
    let (key, token) = (Typed(String::new()), Typed(world.sim.issue_token("amal", &[])));
    world.done(Connect(ConnectForm { door: Door::Token, key, token, ..form(SITE) })).await;
    for (page, title) in [
        ("/trellis/rolling-back", "trellis rollback says TRL-112"),
        ("/burrow/connection-pools", "FATAL: query_wait_timeout"),
        ("/millrace/dead-letters", "Replaying basket.orders.v2.dlq"),
    ] {
        let related = world.done(FindRelated(world.open_doc(page).await)).await;
        assert!(related.sent.iter().all(|Sent(ask, _)| matches!(ask, Ask::Search(_))), "{:?}", related.sent);
        let titles: Vec<&str> = related.hits.iter().map(|hit| hit.question.title.as_str()).collect();
        assert!(titles.iter().take(5).any(|found| found.starts_with(title)), "{page}: {titles:#?}");
    }
}

#[tokio::test]
async fn what_is_selected_is_what_is_looked_for() {
    let world = World::signed_in(Scope::Read).await;
    let mut page = world.doc(PAGE).await;
    page.selection = "error: TRL-118 rollback crosses a migration barrier".to_owned();
    let related = world.done(FindRelated(world.open(Ok(page)))).await;
    assert!(related.hits[0].question.title.starts_with("TRL-118"), "{:?}", related.hits[0]);
}

#[tokio::test]
async fn a_page_that_nobody_asked_about_has_no_questions() {
    let world = World::signed_in(Scope::Read).await;
    let page = PageSnapshot {
        url: "https://wool.test/scarf".to_owned(),
        title: "Zigzag crochet".to_owned(),
        text: "Yarn, needles, purl stitches, and a cosy armchair.".to_owned(),
        ..PageSnapshot::default()
    };
    let related = world.done(FindRelated(world.open(Ok(page)))).await;
    assert!(related.hits.is_empty(), "{:?}", related.hits);
    assert!(related.sent.iter().all(|sent| sent.1 == Some(0)), "{:?}", related.sent);
}

/// Every page shares words with some question.
#[tokio::test]
async fn words_that_any_page_has_bring_nothing_close() {
    let world = World::signed_in(Scope::Read).await;
    for (title, text) in [
        (
            "Sourdough bread for beginners",
            "Mix flour, water and salt, and let the dough rest for an hour at room temperature. Fold it four times, every \
             thirty minutes, then leave it in the fridge over night. Set the oven to the highest temperature it has, put a \
             pot inside, and wait until it is hot. Bake with the lid on for twenty minutes, then without it until the crust \
             is dark. The order of the steps matters; if the dough fails to rise, your starter is not active yet.",
        ),
        (
            "Roasting a chicken: time and temperature",
            "Take the chicken out of the fridge one hour before you start. Rub it with butter, salt and pepper, and check \
             the time: twenty minutes for each pound, and another twenty. Turn it once. A thermometer in the thigh should \
             read 74 degrees; retry after five minutes when it does not. Serve with potatoes and keep the stock.",
        ),
        (
            "Ten walks around the lake",
            "The first path begins at the station and follows the shore to the old mill. Buses run every hour on working \
             days, and there is no service on Sundays. In winter parts of the route are closed after heavy snow. A map and \
             the current state of all paths are at the tourist office.",
        ),
    ] {
        let url = "https://home.test/a-page".to_owned();
        let page = PageSnapshot { url, title: title.to_owned(), text: text.to_owned(), ..PageSnapshot::default() };
        let related = world.done(FindRelated(world.open(Ok(page)))).await;
        assert!(related.hits.is_empty(), "{:?}", related.hits);
        assert!(related.sent.iter().any(|sent| sent.1 > Some(0)), "{title} shares no word: {:?}", related.sent);
    }
}

#[tokio::test]
async fn what_is_shown_as_sent_is_what_was_sent() {
    let world = World::signed_in(Scope::Read).await;
    for (at, page) in ["/trellis/rolling-back", "/seedbed/flaky-builds", "/silo/late-data"].into_iter().enumerate() {
        let related = world.done(FindRelated(world.open_doc(page).await)).await;
        let mut received: Vec<(String, Vec<(String, String)>)> =
            world.calls().into_iter().map(|call| (call.path, pairs(&call.query.unwrap()))).collect();
        if at == 0 {
            // First, and without a word of the page: the site's filter.
            let (path, query) = received.remove(0);
            assert_eq!((path.as_str(), query[0].0.as_str(), query.len()), ("/api/2.3/filters/create", "include", 2));
        }
        received.iter_mut().for_each(|(_, query)| query.retain(|(name, _)| name != "filter"));
        let mut shown: Vec<_> = related.sent.iter().map(|sent| as_received(&sent.0)).collect();
        shown.sort_unstable();
        received.sort_unstable();
        assert_eq!(shown, received, "{page}");
        assert!((2..=MAX_CALLS).contains(&received.len()), "{page}");
    }
}

/// A question to the site as its log has it.
fn as_received(ask: &Ask) -> (String, Vec<(String, String)>) {
    let (path, mut fields) = match ask {
        Ask::Linking(address) => ("search/advanced", vec![("url", address.clone())]),
        Ask::Similar(title) => ("similar", vec![("title", title.clone())]),
        Ask::Search(terms) => ("search/advanced", vec![("q", terms.join(" "))]),
    };
    fields.extend([("sort", "relevance"), ("order", "desc"), ("pagesize", "30")].map(|(k, v)| (k, v.to_owned())));
    (format!("/api/2.3/{path}"), fields.into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
}

#[tokio::test]
async fn what_is_private_on_a_page_stays_on_the_device() {
    let secrets = ["hunter2hunter2", "mira.okafor@fernwick.test", "10.12.0.7", "4111 1111 1111 1111"];
    let line = format!("rollback password={} {} {} {}", secrets[0], secrets[1], secrets[2], secrets[3]);
    let page = PageSnapshot {
        url: format!("https://wiki.test/{}/{}", secrets[1], secrets[2]),
        title: line.clone(),
        headings: vec![Heading { level: 1, text: line.clone() }],
        text: line.clone(),
        code: vec![line.clone()],
        selection: line,
        ..PageSnapshot::default()
    };
    let world = World::signed_in(Scope::Read).await;
    let related = world.done(FindRelated(world.open(Ok(page)))).await;
    assert!(!related.sent.is_empty());
    let sent: Vec<String> =
        world.calls().into_iter().flat_map(|call| pairs(&call.query.unwrap())).map(|p| p.1).collect();
    for secret in secrets.iter().flat_map(|secret| secret.split(['@', ' '])) {
        assert!(!sent.iter().any(|value| value.contains(secret)), "{secret} was sent: {sent:?}");
    }
}

#[tokio::test]
async fn a_page_that_cannot_be_read_costs_no_call() {
    let world = World::signed_in(Scope::Read).await;
    let pdf = PageSnapshot {
        content_type: "application/pdf".to_owned(),
        title: "a.pdf".to_owned(),
        ..PageSnapshot::default()
    };
    let blank =
        PageSnapshot { url: "https://docs.test/".to_owned(), text: " \n".to_owned(), ..PageSnapshot::default() };
    for (page, remedy) in [
        (Ok(blank), Remedy::OtherPage),
        (Ok(pdf), Remedy::OtherPage),
        (Err(TabError::Pdf), Remedy::OtherPage),
        (Err(TabError::Forbidden), Remedy::OtherPage),
        (Err(TabError::Gone), Remedy::OtherPage),
        (Err(TabError::NotGranted), Remedy::Invoke),
    ] {
        let tab = world.open(page.clone());
        assert_eq!(world.remedy(FindRelated(tab)).await, remedy, "{page:?}");
    }
    assert_eq!(world.remedy(FindRelated(TabId(99))).await, Remedy::OtherPage);
    assert_eq!(world.paths(), [""; 0]);
}

#[tokio::test]
async fn one_call_that_fails_does_not_fail_the_others() {
    for kind in [FaultKind::Html, FaultKind::Truncated, FaultKind::WrongType, FaultKind::Error { error_id: 500 }] {
        let world = World::signed_in(Scope::Read).await;
        let tab = world.open_doc(PAGE).await;
        world.fault(kind.clone(), "/similar", 9);
        let related = world.done(FindRelated(tab)).await;
        let is_similar = |sent: &Sent| matches!(sent.0, Ask::Similar(_));
        assert!(related.sent.iter().all(|sent| sent.1.is_none() == is_similar(sent)), "{kind:?} {:?}", related.sent);
        assert!(related.hits.iter().any(|hit| hit.question.title.contains("TRL-112")), "{kind:?}");
    }
}

#[tokio::test]
async fn when_nothing_answers_that_is_said() {
    for (kind, remedy) in [
        (FaultKind::Down, Remedy::Retry),
        (FaultKind::CloseBeforeWork, Remedy::Retry),
        (FaultKind::Html, Remedy::SetUp),
        (FaultKind::Error { error_id: 403 }, Remedy::AskAdmin),
    ] {
        for tags_known in [false, true] {
            let world = World::signed_in(Scope::Read).await;
            let tab = world.open_doc(PAGE).await;
            if tags_known {
                // Of another page: what was found for one is there for when the site is not.
                world.done(FindRelated(world.open_doc("/burrow/failover").await)).await;
                world.pass(61);
            }
            world.fault(kind.clone(), "", 99);
            assert_eq!(world.remedy(FindRelated(tab)).await, remedy, "{kind:?} {tags_known}");
            world.sim.clear_faults();
            assert!(!world.done(FindRelated(tab)).await.hits.is_empty(), "{kind:?}: it is over");
        }
    }
}

#[tokio::test]
async fn a_pause_of_one_method_is_kept() {
    let world = World::signed_in(Scope::Read).await;
    let tab = world.open_doc(PAGE).await;
    world.fault(FaultKind::Throttle { backoff: 100 }, "/similar", 1);
    let similar = |related: &Related| related.sent.iter().find(|sent| matches!(sent.0, Ask::Similar(_))).unwrap().1;
    assert!(similar(&world.done(FindRelated(tab)).await).is_some(), "the answer that asks for the pause counts");
    world.calls();
    for pass in [61, 15, 15] {
        world.pass(pass);
        let related = world.done(FindRelated(tab)).await;
        assert_eq!(similar(&related), None);
        assert!(!related.hits.is_empty(), "the others go on");
        assert!(world.paths().iter().all(|path| path == "/search/advanced"));
    }
    world.pass(10);
    assert!(similar(&world.done(FindRelated(tab)).await).is_some());
}

/// The calls of a page go out together, so the pauses that they bring are learnt together.
#[tokio::test]
async fn pauses_that_come_together_are_all_kept() {
    let world = World::signed_in(Scope::Read).await;
    let tab = world.open_doc(PAGE).await;
    world.done(FindRelated(tab)).await;
    world.pass(61);
    world.fault(FaultKind::Throttle { backoff: 100 }, "/s", 9);
    world.ask(FindRelated(tab)).await.ok();
    world.sim.clear_faults();
    world.pass(61);
    world.calls();
    // What was found for this page is there meanwhile; for another nothing is.
    assert!(world.done(FindRelated(tab)).await.kept.is_some());
    let Remedy::Wait(until) = world.remedy(FindRelated(world.open_doc("/burrow/failover").await)).await else {
        panic!("not asked to wait: {:?}", world.paths())
    };
    assert_eq!(world.paths(), [""; 0]);
    world.pass(world.now().until(until) - 6);
    world.ask(FindRelated(tab)).await.ok();
    assert!(!world.paths().contains(&"/search/advanced".to_owned()), "seconds early");
    world.pass(6);
    let related = world.done(FindRelated(tab)).await;
    assert!(related.sent.iter().all(|sent| sent.1.is_some()), "{:?}", related.sent);
}

/// `backoff` binds a method, a violation the whole site.
#[tokio::test]
async fn a_spent_quota_closes_the_whole_site() {
    // One for the sign-in, two for filter and tags, none for the third of a page's calls.
    let world = World::signed_in_to(Config { quota: 5, ..Config::default() }, Scope::Read).await;
    let tab = world.open_doc(PAGE).await;
    let related = world.done(FindRelated(tab)).await;
    assert!(related.sent.iter().any(|sent| sent.1.is_none()), "{:?}", related.sent);
    world.pass(61);
    world.calls();
    assert!(world.done(FindRelated(tab)).await.kept.is_some());
    let other = world.open_doc("/burrow/failover").await;
    let Remedy::Wait(until) = world.remedy(FindRelated(other)).await else { panic!("not asked to wait") };
    assert!((1..=86_401).contains(&world.now().until(until)));
    assert_eq!(world.paths(), [""; 0], "there is nothing left to spend");
}

#[tokio::test]
async fn a_site_that_says_no_for_now_is_left_alone() {
    for error_id in [502, 503] {
        let world = World::signed_in(Scope::Read).await;
        let tab = world.open_doc(PAGE).await;
        world.fault(FaultKind::Error { error_id }, "", 1);
        // The filter is a call of the first page, too.
        let Remedy::Wait(until) = world.remedy(FindRelated(tab)).await else { panic!("{error_id}") };
        assert_eq!(world.paths().len(), 1);
        world.pass(world.now().until(until) - 6);
        assert_eq!(world.remedy(FindRelated(tab)).await, Remedy::Wait(until), "{error_id}");
        assert_eq!(world.paths(), [""; 0], "{error_id}");
        world.pass(6);
        assert!(!world.done(FindRelated(tab)).await.hits.is_empty(), "{error_id}");
    }
}

#[tokio::test]
async fn too_many_requests_by_http_is_a_pause_too() {
    let world = World::signed_in(Scope::Read).await;
    let tab = world.open_doc(PAGE).await;
    world.fault(FaultKind::TooMany { retry_after: 7 }, "", 9);
    let remedy = world.remedy(FindRelated(tab)).await;
    assert!(matches!(remedy, Remedy::Wait(_)), "{remedy:?}");
}
