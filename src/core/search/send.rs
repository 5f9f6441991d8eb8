//! A query for v2.3, whose search has a parameter for some of it and none for the rest (contract §2.1).
//!
//! What has none is looked for in what the site answers, where the answer says it; else the person is told.

use super::{Measure, Moment, Order, Person, Place, Query, Span, State, Text, What, seconds};
use crate::{
    api::{Criteria, Sort},
    model::{Found, Hit, PostKind, Question, QuestionId, Timestamp, visible},
    text::{lower, to_text},
    words,
};

/// What to ask v2.3 for a query, and what to make of the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// What to ask.
    pub criteria: Criteria,
    /// Whether only questions are wanted.
    pub of_questions: bool,
    /// What the site cannot do of it, a sentence each.
    pub notes: Vec<String>,
    /// What every hit has to meet.
    conditions: Vec<What>,
    me: Option<u64>,
    now: Timestamp,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Relevance => Self::Relevance,
            Order::Newest => Self::Creation,
            Order::Votes => Self::Votes,
            Order::Activity => Self::Activity,
        }
    }
}

impl Query {
    /// What to ask v2.3 at `now`, for whoever has the account `me`.
    #[must_use]
    pub fn asked(&self, order: Order, me: Option<u64>, now: Timestamp) -> Asked {
        let criteria = Criteria { sort: Some(order.into()), ..Criteria::default() };
        let mut asked = Asked { criteria, of_questions: false, notes: Vec::new(), conditions: Vec::new(), me, now };
        for term in &self.terms {
            asked.wants(&term.what);
        }
        asked.bounds(order);
        asked.of_questions = asked.conditions.iter().any(names_questions)
            // Whether they were answered is said beside the place that was found only.
            && !asked.conditions.iter().any(|what| matches!(what, What::State(State::Answered, _)) || names_answers(what));
        asked
    }
}

/// Whether questions have it, and no other post.
fn names_questions(what: &What) -> bool {
    matches!(
        what,
        What::Kind(PostKind::Question)
            | What::State(State::HasAccepted | State::Closed, _)
            | What::Number(Measure::Answers | Measure::Views, _)
    )
}

fn names_answers(what: &What) -> bool {
    matches!(what, What::Kind(PostKind::Answer) | What::State(State::Accepted, _) | What::AnswersTo(_))
}

impl Asked {
    fn wants(&mut self, what: &What) {
        let Self { criteria, notes, me, now, .. } = self;
        let count = |least: i64| u32::try_from(least.max(0)).unwrap_or(u32::MAX);
        match what {
            What::Text(text) => {
                let place = match text.place {
                    Place::Title => &mut criteria.title,
                    Place::Body => &mut criteria.body,
                    Place::Anywhere | Place::Code => &mut criteria.words,
                };
                let quote = if text.phrase { "\"" } else { "" };
                let shown = Text { place: Place::Anywhere, ..text.clone() };
                push(place, &shown.to_string());
                if text.place == Place::Code {
                    let phrase = format!("{quote}{}{quote}", text.text);
                    notes.push(words::search_not_code(&visible(phrase)));
                }
                return;
            }
            What::Tagged(tags) if criteria.tagged.is_empty() => {
                criteria.tagged.clone_from(tags);
                return; // under whatever name the site knows it
            }
            What::Tagged(tags) if tags.len() == 1 => push(&mut criteria.words, &what.to_string()),
            What::NotTagged(tag) => criteria.not_tagged.push(tag.clone()),
            What::Kind(PostKind::Article) => {
                notes.push(words::search_without_articles());
            }
            What::State(State::HasAccepted, wanted) => criteria.accepted = Some(*wanted),
            What::State(State::Closed, wanted) => criteria.closed = Some(*wanted),
            What::State(State::HasCode, _) => {
                notes.push(words::search_not_hascode(&what.to_string()));
                return;
            }
            What::Number(Measure::Answers, Span { from, .. }) => {
                criteria.answers = from.map(count).max(criteria.answers);
            }
            What::Number(Measure::Views, Span { from, to }) => {
                criteria.views = from.map(count).max(criteria.views);
                if to.is_some() {
                    notes.push(words::search_not_most_views(&what.to_string()));
                }
            }
            What::Time(Moment::Created, span) => {
                let Span { from, to } = seconds(span, *now);
                criteria.from = from.map(Timestamp).max(criteria.from);
                let until = [to.map(Timestamp), criteria.until];
                criteria.until = until.into_iter().flatten().min();
            }
            What::By(person) => criteria.user = criteria.user.or(person.id(*me)),
            What::Url(_) if criteria.url.is_some() => {
                notes.push(words::search_one_address(&visible(what.to_string())));
            }
            What::Url(url) => criteria.url = Some(url.clone()),
            What::Kind(_)
            | What::State(..)
            | What::Tagged(_)
            | What::Number(..)
            | What::Time(..)
            | What::AnswersTo(_) => {}
        }
        self.conditions.push(what.clone());
    }

    /// Votes and activity are searched for by sorting by them.
    fn bounds(&mut self, order: Order) {
        let find = |pick: &dyn Fn(&What) -> Option<Span>| self.conditions.iter().find_map(pick);
        let active = find(&|what| match what {
            What::Time(Moment::Active, span) => Some(seconds(span, self.now)),
            _ => None,
        });
        let votes = find(&|what| if let What::Number(Measure::Score, span) = what { Some(*span) } else { None });
        let (sort, told, Span { from, to }): (_, fn() -> String, _) = match (active, votes) {
            (Some(span), _) => (Order::Activity, words::search_by_activity, span),
            // What is sorted otherwise is looked through as it comes.
            (None, Some(span)) if matches!(order, Order::Relevance | Order::Votes) => {
                (Order::Votes, words::search_by_votes, span)
            }
            _ => return,
        };
        (self.criteria.min, self.criteria.max, self.criteria.sort) = (from, to, Some(sort.into()));
        if order != sort {
            self.notes.push(told());
        }
    }

    /// Whether a hit is what was asked for, as far as it says.
    #[must_use]
    pub fn keeps(&self, hit: &Hit) -> bool {
        let is_question = hit.post.kind() == PostKind::Question;
        let has = |tag: &String| hit.tags.iter().any(|known| matches(tag, &lower(known)));
        self.conditions.iter().all(|what| match what {
            What::Kind(kind) => hit.post.kind() == *kind,
            What::State(State::Accepted, wanted) => matches!(hit.post, Found::Answer(.., is) if is == *wanted),
            What::State(State::HasAccepted, wanted) => matches!(hit.post, Found::Question(.., is) if is == *wanted),
            What::State(State::Answered, wanted) => is_question && hit.answered == *wanted,
            What::State(State::Closed, _) | What::Number(Measure::Views, _) => is_question,
            What::Number(Measure::Score, span) => span.contains(hit.score),
            What::Number(Measure::Answers, span) => {
                matches!(hit.post, Found::Question(_, answers, _) if span.contains(answers.into()))
            }
            What::Time(Moment::Created, span) => seconds(span, self.now).contains(hit.created.0),
            What::By(person) => {
                let id = hit.owner.as_ref().and_then(|owner| owner.1);
                id.is_some() && id == person.id(self.me)
            }
            What::Tagged(tags) => tags.iter().any(has),
            What::NotTagged(tag) => !has(tag),
            What::AnswersTo(id) => matches!(hit.post, Found::Answer(_, QuestionId(of), _) if of == *id),
            What::Text(_) | What::Url(_) | What::Time(Moment::Active, _) | What::State(State::HasCode, _) => true,
        })
    }
}

impl Person {
    fn id(self, me: Option<u64>) -> Option<u64> {
        match self {
            Self::Me => me,
            Self::User(id) => Some(id),
        }
    }
}

/// A question as a search shows it.
impl From<Question> for Hit {
    fn from(question: Question) -> Self {
        let Question { id, title, body, tags, score, answers, accepted, created, owner, link, .. } = question;
        let (post, excerpt) = (Found::Question(id, answers, accepted), to_text(&body));
        Self { post, title, excerpt, tags, answered: false, score, created, owner, link }
    }
}

fn push(words: &mut String, word: &str) {
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(word);
}

/// Whether a tag is what `pattern` says, in which `*` stands for anything.
fn matches(pattern: &str, tag: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == tag };
    let Some(mut left) = tag.strip_prefix(first) else { return false };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in middle.split('*') {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.len() >= last.len() && left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AnswerId, Author};
    use proptest::prelude::*;

    /// What v2.3 is asked, whether for questions only, and what the person is told.
    #[track_caller]
    fn asked(typed: &str, expect: &str) {
        let asked = Query::parse(typed).asked(Order::Relevance, Some(7), Timestamp(1_767_225_600));
        let of = if asked.of_questions { "questions | " } else { "" };
        let all = [vec![format!("{of}{}", asked.criteria.described())], asked.notes].concat();
        assert_eq!(all.join(" | "), expect, "{typed}");
    }

    #[test]
    fn what_v2_has_a_parameter_for() {
        asked("lag \"a b\" -x deplo*", "q: lag \"a b\" -x deplo*");
        asked("title:lag title:\"a b\" body:x", "title: lag \"a b\", body: x");
        asked("[a] or [b] [c] -[d] -[e]", "q: [c], tagged: a;b, nottagged: d;e");
        asked("-[d]", "nottagged: d, migrated: false");
        asked("hasaccepted:no", "questions | accepted: false");
        asked("lag closed:no answers:2 answers:1 views:7", "questions | q: lag, closed: false, answers: 2, views: 7");
        asked("answers:0 is:question", "questions | migrated: false");
        asked("user:me lag", "q: lag, user: 7");
        asked("url:*.a.test/x", "url: *.a.test/x");
        asked("created:2024-03-15", "fromdate: 1710460800, todate: 1710547199, migrated: false");
        asked("created:7d created:..1d", "fromdate: 1766620800, todate: 1767139200, migrated: false");
        asked("isaccepted:yes lag", "q: lag");
        asked("isanswered:yes is:question lag", "q: lag");
        asked(
            "lag score:3..9",
            "q: lag, min: 3, max: 9 | Sorted by votes: your site can search for it in no other order.",
        );
        asked(
            "lastactive:7d score:3",
            "min: 1766620800, migrated: false | Sorted by activity: your site can search for it in no other order.",
        );
        asked("hascode:yes x", "q: x | Your site cannot search by hascode: “hascode:yes” was left out.");
        asked(
            "code:\"x := 1\"",
            "q: \"x := 1\" | Your site cannot search code alone: \"x := 1\" was looked for in all of the text.",
        );
        asked("url:a url:b", "url: a | Your site searches for one address at a time: “url:b” was left out.");
        asked(
            "x views:..9",
            "questions | q: x | Your site cannot search for at most so many views: of “views:..9”, only the least counts.",
        );
        asked("x is:article", "q: x | Through this version of its API, your site searches questions and answers only.");
    }

    #[test]
    fn what_v2_has_no_parameter_for_is_looked_for_in_its_answer() {
        let question = |answers, accepted| Found::Question(QuestionId(1), answers, accepted);
        let answer = Found::Answer(AnswerId(2), QuestionId(1), true);
        let hit = |post| Hit {
            post,
            title: "Lag".into(),
            excerpt: "lag".into(),
            tags: vec!["Go".into(), "deploy-tools".into()],
            answered: false,
            score: 4,
            created: Timestamp(1_710_500_000),
            owner: Some(Author("Amal".into(), Some(7))),
            link: String::new(),
        };
        for (typed, post, expect) in [
            ("lag", answer, true),
            ("is:answer isaccepted:yes inquestion:1", answer, true),
            ("inquestion:2", answer, false),
            ("isaccepted:no", answer, false),
            ("isaccepted:no", question(1, false), false),
            ("is:question", answer, false),
            ("is:article", answer, false),
            ("isanswered:no", question(1, false), true),
            ("isanswered:yes", question(1, false), false),
            ("isanswered:no", answer, false),
            ("hasaccepted:yes", question(1, true), true),
            ("answers:0", question(0, false), true),
            ("answers:0", question(1, false), false),
            ("answers:..2 score:..4", question(2, false), true),
            ("score:5", question(2, false), false),
            ("created:2024-03-15", answer, true),
            ("created:2024-03-14", answer, false),
            ("user:me", answer, true),
            ("user:8", answer, false),
            ("user:me user:8", answer, false),
            ("[x] [go]", answer, true),
            ("[x] [rust]", answer, false),
            ("[x] [rust] or [dep*-t*s]", answer, true),
            ("[x] [dep*x]", answer, false),
            ("-[go]", answer, false),
            ("-[g*] ", answer, false),
            ("-[g]", answer, true),
        ] {
            let asked = Query::parse(typed).asked(Order::Newest, Some(7), Timestamp(1_767_225_600));
            assert_eq!(asked.keeps(&hit(post)), expect, "{typed} {post:?}");
        }
        let nobody = Query::parse("user:me").asked(Order::Newest, None, Timestamp(0));
        assert!(!nobody.keeps(&Hit { owner: None, ..hit(answer) }));
    }

    proptest! {
        #[test]
        fn anything_can_be_asked(typed in any::<String>(), me in any::<Option<u64>>(), now in 0i64..4_000_000_000) {
            let asked = Query::parse(&typed).asked(Order::Relevance, me, Timestamp(now));
            prop_assert!(!asked.criteria.described().is_empty());
        }
    }
}
