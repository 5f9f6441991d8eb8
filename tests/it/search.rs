//! The search box: the site's own syntax in both versions of the API, what is sent, and what is remembered of it.

use crate::world::{KEY, SITE, World, form, pairs};
use askside::{
    app::{
        Connect, ConnectForm, Disconnect, Door, Focus, ForgetSearches, GetDraft, GetFocus, GetOverview, GetSearches,
        GetTags, Remedy, Search, Searched, StartDraftOf, Switch,
    },
    auth::Scope,
    model::{Found, Hit, PostKind, Typed},
    ports::Area,
    search::Order,
};
use askside_sim::{Config, Fault, FaultKind, Kind};

/// Each operator, and how many questions, answers and articles of the demo site it finds.
const OPERATORS: [(&str, [usize; 3]); 37] = [
    ("rollback", [6, 8, 0]),
    ("\"no previous revision\"", [1, 0, 0]),
    ("rollb*", [6, 8, 0]),
    ("rollback -TRL-112", [5, 7, 0]),
    ("[trellis]", [18, 27, 1]),
    ("[trellis] rollback", [5, 7, 0]),
    ("[trellis] or [burrow]", [41, 63, 2]),
    ("[trellis] [rollback]", [5, 8, 0]),
    ("[trellis] [roll*]", [5, 8, 0]),
    ("[trel*]", [18, 27, 1]),
    ("[trellis] -[rollback]", [13, 19, 1]),
    ("title:rollback", [2, 0, 0]),
    ("title:\"rollback says\"", [1, 0, 0]),
    ("body:rollback", [6, 8, 0]),
    ("rollback is:question", [6, 0, 0]),
    ("rollback is:answer", [0, 8, 0]),
    ("rollback isaccepted:yes", [0, 6, 0]),
    ("rollback hasaccepted:no", [2, 0, 0]),
    ("[trellis] is:answered", [16, 0, 0]),
    ("[trellis] isanswered:no", [2, 0, 0]),
    ("answers:0", [23, 0, 0]),
    ("[trellis] answers:2", [11, 0, 0]),
    ("[trellis] answers:1..1", [5, 0, 0]),
    ("score:9", [123, 162, 7]),
    ("score:9..20 [trellis]", [8, 11, 0]),
    ("score:..-1", [1, 6, 0]),
    ("views:900 is:question", [26, 0, 0]),
    ("user:me", [26, 2, 0]),
    ("user:1", [1, 15, 0]),
    ("closed:yes", [3, 0, 0]),
    ("created:2024", [26, 40, 2]),
    ("created:2025-03..2025-05", [11, 16, 1]),
    ("lastactive:30d", [2, 2, 0]),
    ("url:docs.fernwick.test*", [57, 58, 3]),
    ("hasaccepted:yes score:9 [burrow]", [16, 0, 0]),
    ("score:3 created:2y lastactive:1y [burrow]", [11, 15, 0]),
    ("rollback deploy score:1 -[burrow] is:question", [3, 0, 0]),
];

/// The number of a post, which no other has.
fn number(hit: &Hit) -> u64 {
    match hit.post {
        Found::Question(id, ..) => id.0,
        Found::Answer(id, ..) => id.0,
        Found::Article(id) => id.0,
    }
}

/// All pages of a search.
async fn all(world: &World, typed: &str, order: Order) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut next = Some(1);
    while let Some(page) = next {
        let found = world.done(Search(typed.to_owned(), order, page)).await;
        hits.extend(found.hits);
        next = found.next;
    }
    hits
}

fn counts(hits: &[Hit]) -> [usize; 3] {
    let of = |kind: PostKind| hits.iter().filter(|hit| hit.post.kind() == kind).count();
    [of(PostKind::Question), of(PostKind::Answer), of(PostKind::Article)]
}

fn numbers(hits: &[Hit]) -> Vec<u64> {
    let mut all: Vec<u64> = hits.iter().map(number).collect();
    all.sort_unstable();
    all
}

/// A site that only v2.3 can be asked of.
async fn without_v3() -> World {
    let world = World::signed_in(Scope::Read).await;
    world.sim.fault(Fault::new(FaultKind::Status { status: 404 }).at("/api/v3/search").times(9_999));
    world
}

async fn first(world: &World, typed: &str) -> Searched {
    world.done(Search(typed.to_owned(), Order::Relevance, 1)).await
}

/// A public site, which nobody signs in to.
async fn public() -> World {
    let site = "https://superuser.com";
    let world = World::with(Config {
        kind: Kind::Network,
        slug: "superuser".to_owned(),
        site_url: site.to_owned(),
        ..Config::default()
    });
    world.grant("https://api.stackexchange.com");
    world.done(Connect(ConnectForm { key: Typed::default(), client_id: String::new(), ..form(site) })).await;
    world
}

#[tokio::test]
async fn each_operator_finds_what_it_should_in_both_versions() {
    let (v3, v2, public) = (World::signed_in(Scope::Read).await, without_v3().await, public().await);
    for (typed, expect) in OPERATORS {
        let found = all(&v3, typed, Order::Relevance).await;
        assert_eq!(counts(&found), expect, "{typed}");
        // v2.3 finds no articles.
        let posts: Vec<Hit> = found.into_iter().filter(|hit| hit.post.kind() != PostKind::Article).collect();
        let same = all(&v2, typed, Order::Relevance).await;
        assert_eq!(numbers(&same), numbers(&posts), "{typed} in v2.3");
        if typed != "user:me" {
            let same = all(&public, typed, Order::Newest).await;
            assert_eq!(numbers(&same), numbers(&posts), "{typed} on a public site");
        }
    }
    let paths = v2.paths();
    assert!(paths.iter().any(|path| path == "/search/advanced") && paths.iter().any(|path| path == "/search/excerpts"));
    assert_eq!(
        paths.iter().filter(|path| path.contains("v3/search")).count(),
        1,
        "what is not there is asked for once"
    );
}

#[tokio::test]
async fn answers_of_one_question_and_code_are_found() {
    let (v3, v2) = (World::signed_in(Scope::Read).await, without_v3().await);
    let answers = all(&v3, "rollback is:answer", Order::Relevance).await;
    let Found::Answer(_, question, _) = answers[0].post else { panic!("{answers:?}") };
    let typed = format!("inquestion:{} rollback", question.0);
    let of = |hit: &&Hit| matches!(hit.post, Found::Answer(_, of, _) if of == question);
    assert_eq!(all(&v3, &typed, Order::Relevance).await.len(), answers.iter().filter(of).count());
    assert_eq!(all(&v2, &typed, Order::Relevance).await.len(), answers.iter().filter(of).count());

    // What v2.3 cannot search by is told, and what is left is searched for.
    let found = first(&v2, "rollback hascode:no").await;
    assert_eq!(found.notes, ["Your site cannot search by hascode: “hascode:no” was left out."]);
    assert_eq!(found.sent.len(), 1);
    assert_eq!((found.sent[0].0.as_str(), found.hits.len()), ("q: rollback", 14));
    let found = first(&v3, "rollback hascode:no").await;
    assert_eq!((found.notes.len(), found.sent[0].0.as_str()), (0, "rollback hascode:no"));
    assert_eq!(found.hits, []);
    assert_eq!(first(&v2, "rollback is:article").await.hits, []);
}

/// The query as the person wrote it, and nothing else of theirs.
#[tokio::test]
async fn v3_gets_the_syntax_and_v2_its_parameters() {
    let (v3, v2) = (World::signed_in(Scope::Read).await, without_v3().await);
    let typed = "[Trellis] \"rollback\" user:me score:2 created:2024..";
    let sent = async |world: &World, path: &str| {
        first(world, typed).await;
        let calls = world.calls();
        let call = calls.iter().find(|call| call.path.ends_with(path)).unwrap_or_else(|| panic!("{calls:?}"));
        let mut pairs = pairs(call.query.as_deref().unwrap());
        pairs.retain(|(name, _)| name != "filter");
        pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
    };
    let words = "[trellis] \"rollback\" user:me score:2 created:2024..";
    assert_eq!(sent(&v3, "/v3/search").await, format!("query={words} sort=relevance pageSize=30"));
    let me = v2.done(GetOverview).await.active.unwrap().account.unwrap().user_id;
    assert_eq!(
        sent(&v2, "/2.3/search/excerpts").await,
        format!("q=\"rollback\" tagged=trellis user={me} fromdate=1704067200 min=2 sort=votes order=desc pagesize=30")
    );
    let ledger = v2.app().ledger();
    assert!(ledger.iter().any(|entry| entry.carried.contains(&"\"rollback\"".to_owned())), "{ledger:?}");
}

#[tokio::test]
async fn results_come_in_the_order_asked_for_and_can_be_opened() {
    for world in [World::signed_in(Scope::Read).await, without_v3().await] {
        let newest = all(&world, "[trellis]", Order::Newest).await;
        assert!(newest.is_sorted_by(|a, b| a.created >= b.created) && newest.len() > 30);
        let votes = all(&world, "[trellis]", Order::Votes).await;
        assert!(votes.is_sorted_by(|a, b| a.score >= b.score));
        let active = all(&world, "[trellis]", Order::Activity).await;
        assert_eq!((numbers(&active), numbers(&votes)), (numbers(&newest), numbers(&newest)));
        for hit in newest {
            let path = match hit.post {
                Found::Question(id, ..) => format!("/questions/{}", id.0),
                Found::Answer(id, ..) => format!("/{}", id.0),
                Found::Article(id) => format!("/articles/{}", id.0),
            };
            assert!(hit.link.starts_with(SITE) && hit.link.contains(&path), "{hit:?}");
            assert!(!hit.title.is_empty() && hit.excerpt.chars().count() < 250, "{hit:?}");
        }
    }
}

#[tokio::test]
async fn a_site_without_a_search_of_answers_finds_questions() {
    let world = without_v3().await;
    world.fault(FaultKind::Error { error_id: 404 }, "/search/excerpts", 9);
    let found = first(&world, "rollback").await;
    assert_eq!(counts(&found.hits), [6, 0, 0]);
    assert_eq!(found.notes, ["Your site's API searches questions only."]);
    assert!(found.hits.iter().all(|hit| hit.excerpt.to_lowercase().contains("roll")), "{:?}", found.hits);
}

#[tokio::test]
async fn nothing_is_sent_that_cannot_be_meant() {
    let world = World::new();
    world.done(Connect(ConnectForm { door: Door::Key, client_id: String::new(), ..form(SITE) })).await;
    world.calls();
    for (typed, says) in [
        ("", None),
        ("  \t", None),
        ("user:me x", Some("“user:me” needs a sign-in")),
        (&"x ".repeat(501), Some("shorten it")),
    ] {
        let found = first(&world, typed).await;
        assert_eq!((found.hits.len(), found.sent.len(), found.next), (0, 0, None));
        assert_eq!(found.notes.len(), usize::from(says.is_some()));
        assert!(found.notes.iter().all(|note| note.contains(says.unwrap_or_default())), "{:?}", found.notes);
    }
    assert_eq!(world.paths(), [""; 0]);
    assert_eq!(world.done(GetSearches).await, [""; 0]);
    let found = first(&world, "score:many rollback").await;
    assert!(found.notes[0].starts_with("“score:many” was searched for as words."), "{:?}", found.notes);
}

#[tokio::test]
async fn odd_texts_are_searched_for_as_they_are() {
    let (v3, v2) = (World::signed_in(Scope::Read).await, without_v3().await);
    for typed in [
        "a\u{0}b\u{1b}[2J\u{202e}c",
        &"[".repeat(900),
        &"[a".repeat(300),
        &"\"".repeat(901),
        "]] or [[ -[ -\" title:\" \u{feff}",
        "q=1&key=2#x%00",
        "title:(a OR b) AND NOT *",
        "' OR 1=1; --",
        "is: score: -- - ::",
    ] {
        for world in [&v3, &v2] {
            first(world, typed).await;
        }
    }
    assert!(!v3.sim.log().iter().any(|call| call.path.contains("key=2")), "{KEY}");
}

#[tokio::test]
async fn searches_are_remembered_on_the_device_and_forgotten_when_asked() {
    let world = World::signed_in(Scope::Read).await;
    for n in 0..22 {
        first(&world, &format!("word{n}")).await;
    }
    first(&world, " word7 ").await;
    let kept = world.done(GetSearches).await;
    assert_eq!((kept.len(), &kept[..3]), (20, &["word7", "word21", "word20"].map(str::to_owned)[..]));
    // More of the same is no other search, and a secret is none to keep.
    world.done(Search("word5".to_owned(), Order::Newest, 2)).await;
    let secret = "AKIAIOSFODNN7EXAMPLE";
    first(&world, &format!("why {secret}")).await;
    assert_eq!(world.done(GetSearches).await, kept);
    assert!(!world.dump(Area::Local).contains(secret));
    let left = world.done(ForgetSearches(Some("word21".to_owned()))).await;
    assert_eq!((left.len(), left.contains(&"word21".to_owned())), (19, false));

    // Another connection has its own, and what is disconnected leaves none.
    let here = world.done(GetOverview).await.active.unwrap().id;
    world.grant(crate::world::ELSEWHERE);
    world
        .done(Connect(ConnectForm { door: Door::Key, client_id: String::new(), ..form(crate::world::ELSEWHERE) }))
        .await;
    assert_eq!(world.done(GetSearches).await, [""; 0]);
    world.done(Switch(here.clone())).await;
    assert_eq!(world.done(GetSearches).await, left);
    world.done(Disconnect(here)).await;
    assert!(!world.dump(Area::Local).contains("word7"));

    let world = World::signed_in(Scope::Read).await;
    first(&world, "word").await;
    assert_eq!(world.done(ForgetSearches(None)).await, [""; 0]);
    assert!(!world.dump(Area::Local).contains("word\\\""));
}

/// That a site has v3 does not say that it has all of it.
#[tokio::test]
async fn a_site_with_v3_may_have_no_search_there() {
    let world = World::signed_in(Scope::Read).await;
    first(&world, "rollback").await;
    for fault in [FaultKind::Status { status: 404 }, FaultKind::Html] {
        world.sim.clear_faults();
        world.sim.fault(Fault::new(fault).at("/api/v3/search").times(1));
        world.pass(60);
        assert_eq!(counts(&first(&world, "rollback").await.hits), [6, 8, 0]);
        assert_eq!(world.paths().last().map(String::as_str), Some("/search/excerpts"));
    }
    // What is down for a while is no reason to ask otherwise.
    world.sim.fault(Fault::new(FaultKind::Down).at("/api/v3/search").times(9));
    world.pass(60);
    let remedy = world.remedy(Search("rollback".to_owned(), Order::Relevance, 1)).await;
    assert!(matches!(remedy, Remedy::Wait(_)), "{remedy:?}");
    assert!(world.paths().iter().all(|path| path == "/api/v3/search"));
}

/// The address bar knows what is on the device, and asks nobody.
#[tokio::test]
async fn an_address_bar_is_told_what_is_known_here() {
    let world = World::signed_in(Scope::Read).await;
    assert_eq!(world.app().suggestions("[tre").await, []);
    world.done(GetTags).await;
    first(&world, "rollback <b> \"&\"").await;
    world.calls();
    let shown = async |typed: &str| {
        let all = world.app().suggestions(typed).await;
        all.into_iter().map(|it| [it.content, it.description]).collect::<Vec<_>>()
    };
    assert_eq!(
        shown("roll").await,
        [["rollback <b> \"&\"", "<match>rollback &lt;b&gt; &quot;&amp;&quot;</match> <dim>searched before</dim>"]]
    );
    let tags = shown("lag [tre").await;
    assert_eq!(tags[0][0], "lag [trellis]");
    assert!(tags[0][1].starts_with("<match>lag [trellis]</match> <dim>"), "{tags:?}");
    assert_eq!(shown("rollback <b> \"&\"").await.len() + shown("nothing").await.len(), 0);
    assert_eq!(world.paths(), [""; 0]);
}

#[tokio::test]
async fn what_nobody_asked_becomes_a_question() {
    let world = World::signed_in(Scope::Read).await;
    let draft = world.done(StartDraftOf("[trellis] why \"at night\" score:3 -lag".to_owned())).await;
    assert_eq!((draft.writing.title.as_str(), draft.writing.tags), ("why at night", vec!["trellis".to_owned()]));
    assert_eq!(world.done(GetDraft(draft.id.clone())).await.source.url, "");
    assert_eq!(world.done(GetFocus).await, Focus::Draft(draft.id));
    let nobody = World::new();
    nobody.done(Connect(ConnectForm { door: Door::Key, client_id: String::new(), ..form(SITE) })).await;
    assert_eq!(nobody.remedy(StartDraftOf("lag".to_owned())).await, Remedy::SetUp);
}

#[tokio::test]
async fn what_fails_says_what_to_do() {
    let world = without_v3().await;
    first(&world, "rollback").await;
    world.fault(FaultKind::Throttle { backoff: 60 }, "/search/excerpts", 1);
    first(&world, "deploy").await;
    let remedy = world.remedy(Search("lag".to_owned(), Order::Relevance, 1)).await;
    assert!(matches!(remedy, Remedy::Wait(_)), "{remedy:?}");
    assert_eq!(world.done(GetSearches).await, ["deploy", "rollback"]);
    let nobody = World::new();
    nobody.done(Connect(form(SITE))).await;
    assert_eq!(nobody.remedy(Search("lag".to_owned(), Order::Relevance, 1)).await, Remedy::SignIn(Scope::Read));
}
