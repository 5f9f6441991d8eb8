//! What has to hold whatever people do: counts match rows, scores match votes, and search finds what is there.

use proptest::prelude::*;

use super::{ArticleKind, EditableBy, Hit, Id, Kind, Order, Search, Sort, Store, Vote};
use crate::limits::Limits;
use crate::search::{Query, Searcher};
use crate::writing::{Draft, Refusal, Writer};

/// Each statement counts what breaks the law.
const LAWS: &[(&str, &str)] = &[
    (
        "questions have the votes that were cast",
        "SELECT count(*) FROM question q WHERE
        up <> (SELECT count(*) FROM vote v WHERE v.post = q.id AND v.up)
        OR down <> (SELECT count(*) FROM vote v WHERE v.post = q.id AND NOT v.up) OR score <> up - down",
    ),
    (
        "answers have the votes that were cast",
        "SELECT count(*) FROM answer a WHERE
        up <> (SELECT count(*) FROM vote v WHERE v.post = a.id AND v.up)
        OR down <> (SELECT count(*) FROM vote v WHERE v.post = a.id AND NOT v.up) OR score <> up - down",
    ),
    (
        "comments have the votes that were cast",
        "SELECT count(*) FROM comment c WHERE
        score <> (SELECT count(*) FROM comment_vote WHERE comment = c.id)",
    ),
    (
        "answers are counted",
        "SELECT count(*) FROM question q WHERE
        answers <> (SELECT count(*) FROM answer WHERE question = q.id)",
    ),
    (
        "the accepted answer is there and says so",
        "SELECT count(*) FROM question q WHERE
        has_accepted <> (accepted IS NOT NULL)
        OR (SELECT count(*) FROM answer WHERE question = q.id AND accepted) <> has_accepted
        OR accepted IS NOT NULL AND accepted NOT IN (SELECT id FROM answer WHERE question = q.id AND accepted)",
    ),
    (
        "questions know whether they are answered",
        "SELECT count(*) FROM question q WHERE is_answered <>
        (has_accepted OR EXISTS (SELECT 1 FROM answer WHERE question = q.id AND score > 0))",
    ),
    (
        "nothing is newer than its question's activity",
        "SELECT count(*) FROM question q WHERE
        active < (SELECT max(active) FROM answer WHERE question = q.id) OR active < edited OR active < asked",
    ),
    (
        "every post is in one table",
        "SELECT (SELECT count(*) FROM post) <> (SELECT count(*) FROM question)
        + (SELECT count(*) FROM answer) + (SELECT count(*) FROM article)",
    ),
    ("a number is alive or used up, not both", "SELECT count(*) FROM deleted WHERE id IN (SELECT id FROM post)"),
    (
        "tags are carried as listed",
        "SELECT count(*) FROM question q WHERE (SELECT count(*) FROM question_tag
        WHERE question = q.id AND instr(' ' || q.tags || ' ', ' ' || tag || ' '))
        <> length(q.tags) - length(replace(q.tags, ' ', '')) + 1",
    ),
    (
        "questions are searched, and nothing else",
        "SELECT (SELECT count(*) FROM question)
        <> (SELECT count(*) FROM words_docsize JOIN headline_docsize USING (id) JOIN question USING (id))
        OR (SELECT count(*) FROM question) <> (SELECT count(*) FROM words_docsize)",
    ),
    (
        "so are answers and articles",
        "SELECT count(*) FROM prose_docsize
        WHERE (SELECT kind FROM post WHERE post.id = prose_docsize.id) NOT IN ('answer', 'article')",
    ),
];

#[derive(Debug, Clone, Copy)]
enum Step {
    Ask,
    Answer,
    Publish,
    Comment,
    Edit,
    Delete,
    Vote(Vote),
    Unvote(Vote),
    UpvoteComment(bool),
    Accept(bool),
    Favorite(bool),
}

fn steps() -> impl Strategy<Value = Vec<(Step, u32, usize)>> {
    let step = prop_oneof![
        3 => Just(Step::Ask),
        4 => Just(Step::Answer),
        1 => Just(Step::Publish),
        2 => Just(Step::Comment),
        3 => Just(Step::Edit),
        2 => Just(Step::Delete),
        3 => Just(Step::Vote(Vote::Up)),
        2 => Just(Step::Vote(Vote::Down)),
        2 => prop_oneof![Just(Step::Unvote(Vote::Up)), Just(Step::Unvote(Vote::Down))],
        1 => any::<bool>().prop_map(Step::UpvoteComment),
        3 => any::<bool>().prop_map(Step::Accept),
        1 => any::<bool>().prop_map(Step::Favorite),
    ];
    prop::collection::vec((step, 1..4_u32, any::<prop::sample::Index>().prop_map(|at| at.index(64))), 1..60)
}

/// The site under test, and the one word that each post can be found by.
struct World {
    store: Store,
    limits: Limits,
    words: u32,
    posts: Vec<(Id, Kind, String)>,
}

impl World {
    fn new() -> Self {
        let store = Store::new().unwrap();
        for name in ["mira", "amal", "ruth"] {
            store.person_called(name, 0).unwrap();
        }
        store.appoint(3).unwrap();
        Self { store, limits: Limits::default(), words: 0, posts: Vec::new() }
    }

    fn word(&mut self) -> String {
        self.words += 1;
        format!("zq{}x", self.words)
    }

    /// Does it if it is allowed; what is refused must change nothing.
    fn take(&mut self, step: Step, who: Id, at: usize, now: i64) {
        let word = self.word();
        let draft =
            || Draft { title: format!("How do I {word} this"), body: body(&word), tags: vec![format!("t{}", at % 3)] };
        let target = (!self.posts.is_empty()).then(|| self.posts[at % self.posts.len()].clone());
        let (id, kind) = target.map_or((0, Kind::Question), |(id, kind, _)| (id, kind));
        let done: Result<Option<(Id, Kind)>, Refusal> = self.store.batch(|store| {
            let writer = Writer::new(store, &self.limits, who, now)?.unwrap();
            let nothing = |()| None;
            let changed = |()| Some((id, kind));
            match step {
                Step::Ask => writer.ask(draft()).map(|id| Some((id, Kind::Question))),
                Step::Answer => writer.answer(id, &body(&word)).map(|id| Some((id, Kind::Answer))),
                Step::Publish => writer
                    .publish(draft(), ArticleKind::Policy, EditableBy::Everyone)
                    .map(|id| Some((id, Kind::Article))),
                Step::Comment => writer.comment(id, &body(&word)).map(|_| None),
                Step::Edit => match kind {
                    Kind::Question => writer.edit_question(id, draft()).map(changed),
                    Kind::Answer => writer.edit_answer(id, &body(&word)).map(changed),
                    Kind::Article => writer.edit_article(id, draft()).map(changed),
                },
                Step::Delete => writer.delete(kind, id).map(nothing),
                Step::Vote(vote) => writer.vote(kind, id, vote).map(nothing),
                Step::Unvote(vote) => writer.unvote(kind, id, vote).map(nothing),
                Step::UpvoteComment(undo) => writer.upvote_comment(id, undo).map(nothing),
                Step::Accept(false) => writer.accept(id).map(nothing),
                Step::Accept(true) => writer.unaccept(id).map(nothing),
                Step::Favorite(undo) => writer.favorite(id, undo).map(nothing),
            }
        });
        match done {
            Ok(Some((id, kind))) => {
                self.posts.retain(|(known, ..)| *known != id);
                self.posts.push((id, kind, word));
            }
            Ok(None) => self.posts.retain(|(id, ..)| self.store.post(*id).unwrap().is_some()),
            Err(Refusal::Store(error)) => panic!("{step:?}: {error}"),
            Err(_) => {}
        }
    }

    fn found(&self, word: &str) -> Vec<Id> {
        let wanted = Search {
            query: Query::parse(word, Searcher { user: None, now: 0 }),
            kinds: vec![Kind::Question, Kind::Answer, Kind::Article],
            sort: Sort::Creation,
            order: Order::Ascending,
            limit: 9,
            ..Search::default()
        };
        let hits = self.store.hits(&wanted).unwrap();
        hits.iter()
            .map(|hit| match hit {
                Hit::Question(question) => question.id,
                Hit::Answer(answer) => answer.id,
                Hit::Article(article) => article.id,
            })
            .collect()
    }
}

fn body(word: &str) -> String {
    format!("It was all right before, then {word} happened and it stopped.")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn hold_after_any_steps(steps in steps()) {
        let mut world = World::new();
        for (now, (step, who, at)) in (100..).zip(steps) {
            world.take(step, who, at, now);
            for (law, broken) in LAWS {
                let count: u32 = world.store.db.query_row(broken, [], |row| row.get(0)).unwrap();
                prop_assert_eq!(count, 0, "{:?}: {}", step, law);
            }
        }
        let before: Vec<i64> = (1..=3).map(|id| world.store.person(id).unwrap().unwrap().reputation).collect();
        world.store.count_reputation().unwrap();
        let after: Vec<i64> = (1..=3).map(|id| world.store.person(id).unwrap().unwrap().reputation).collect();
        prop_assert_eq!(before, after, "reputation is kept up to date");
        for number in 1..=world.words {
            let word = format!("zq{number}x");
            let live: Vec<Id> =
                world.posts.iter().filter(|(.., known)| *known == word).map(|(id, ..)| *id).collect();
            prop_assert_eq!(world.found(&word), live, "{}", word);
        }
    }
}
