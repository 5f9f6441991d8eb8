//! The person's own questions on the site in use, and which of their answers are new to them.
//!
//! Only reads the site. Of the questions, no more is kept than numbers: which, and how many answers were seen.

use super::{App, AppError};
use crate::{
    api::{ApiError, Client, Page, Request, Sort, Why, calls},
    auth::{Scope, Session},
    model::{Account, Connection, ConnectionId, Question, QuestionId, Timestamp, Way},
    ports::{Area, Clock, Locks, Ports},
};
use serde::{Deserialize, Serialize};

/// Questions asked for: the most that one call gives.
const MANY: u32 = 100;

/// The lock of whoever reads, changes and writes what was seen.
const SEEING: &str = "mine";

/// A question of the person's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mine {
    /// The question.
    pub question: Question,
    /// Its answers that came since the person looked.
    pub unseen: u32,
    /// Lines of the person's inbox about it that they have not read on the site; 0 where the token does not show it.
    pub inbox: u32,
}

/// The person's own questions, the latest activity first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MyQuestions {
    /// The questions.
    pub questions: Vec<Mine>,
    /// Where the site lists all of them.
    pub all: String,
}

/// What is known of the own questions of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    account_id: u64,
    /// When they were first listed. What was asked before, and is not known, has long been read.
    since: Timestamp,
    /// Each question, its answers when it was last listed, and how many of them were seen.
    counts: Vec<(QuestionId, u32, u32)>,
}

impl Known {
    fn of(account: &Account, since: Timestamp) -> Self {
        Self { account_id: account.account_id, since, counts: Vec::new() }
    }

    /// How many answers of `question` are new, as it is now. It is known from here on.
    fn note(&mut self, question: &Question) -> u32 {
        let answers = question.answers;
        let Some((_, listed, seen)) = self.counts.iter_mut().find(|(id, ..)| *id == question.id) else {
            let seen = if question.created < self.since { answers } else { 0 };
            self.counts.push((question.id, answers, seen));
            return answers - seen;
        };
        // Answers may be deleted, too.
        (*listed, *seen) = (answers, answers.min(*seen));
        answers - *seen
    }

    /// The person looked at one, or at all.
    fn see(&mut self, which: Option<QuestionId>) {
        let looked = self.counts.iter_mut().filter(|(id, ..)| which.is_none_or(|which| which == *id));
        looked.for_each(|(_, listed, seen)| *seen = *listed);
    }

    fn unseen(&self) -> u32 {
        self.counts.iter().map(|(_, listed, seen)| listed.saturating_sub(*seen)).sum()
    }
}

/// Seconds until somebody who looked at the list so many times should look again: a minute, two, four, eight, and
/// from then on a quarter of an hour; later if the site wants a `pause` of so many seconds.
#[must_use]
pub fn next_look(looks: u32, pause: i64) -> i64 {
    (60 << looks.min(4)).min(900).max(pause)
}

impl<P: Ports> App<P> {
    /// Lists the questions of whoever is signed in.
    pub(super) async fn my_questions(&self) -> Result<MyQuestions, AppError> {
        let (connection, session) = self.me().await?;
        let client = self.client(&connection, Some(&session.token));
        let listed = mine(&client, &session.account, |list| list.sorted(Sort::Activity).sized(MANY)).await;
        let page = self.noted(&connection, Scope::Read, listed).await?;
        let unread = self.unread(&connection, &client).await;
        let _turn = self.ports.locks().hold(SEEING).await;
        let mut known = self.known(&connection.id, &session.account).await?;
        let mine = |question: Question| {
            let inbox = unread.iter().filter(|about| **about == question.id).count();
            Mine { unseen: known.note(&question), inbox: u32::try_from(inbox).unwrap_or(u32::MAX), question }
        };
        let questions = page.items.into_iter().map(mine).collect();
        self.keep(Area::Local, &mine_of(&connection.id), &known).await?;
        let all = connection.site.questions_of(session.account.user_id);
        Ok(MyQuestions { questions, all })
    }

    /// The person looked at the answers of one of their questions, or of all.
    pub(super) async fn see_answers(&self, which: Option<QuestionId>) -> Result<(), AppError> {
        let (connection, session) = self.me().await?;
        let _turn = self.ports.locks().hold(SEEING).await;
        let mut known = self.known(&connection.id, &session.account).await?;
        known.see(which);
        self.keep(Area::Local, &mine_of(&connection.id), &known).await
    }

    /// How many answers were new when the list was last read; nothing is sent.
    pub(super) async fn unseen_answers(&self, id: &ConnectionId, account: &Account) -> Result<u32, AppError> {
        Ok(self.known(id, account).await?.unseen())
    }

    /// A question is gone from the site, and with it what was known of it.
    pub(super) async fn forget_question(
        &self,
        connection: &Connection,
        account: &Account,
        id: QuestionId,
    ) -> Result<(), AppError> {
        let _turn = self.ports.locks().hold(SEEING).await;
        let mut known = self.known(&connection.id, account).await?;
        known.counts.retain(|(known, ..)| *known != id);
        self.keep(Area::Local, &mine_of(&connection.id), &known).await
    }

    async fn known(&self, id: &ConnectionId, account: &Account) -> Result<Known, AppError> {
        let known: Option<Known> = self.load(Area::Local, &mine_of(id)).await?;
        let own = known.filter(|known| known.account_id == account.account_id);
        Ok(own.unwrap_or_else(|| Known::of(account, self.ports.clock().now())))
    }

    /// Whoever is signed in.
    pub(super) async fn me(&self) -> Result<(Connection, Session), AppError> {
        let connection = self.connection().await?;
        match connection.way {
            Way::SignIn(..) | Way::Token => {
                let session = self.session_for(&connection, Scope::Read).await?;
                Ok((connection, session))
            }
            way => Err(AppError::ReadOnly(connection.site, way)),
        }
    }

    /// The questions that unread lines of the inbox are about. A sign-in of ours never asks for the inbox; a token that
    /// the person made may show it, and is asked until it does not.
    async fn unread(&self, connection: &Connection, client: &Client<'_, P>) -> Vec<QuestionId> {
        let barred = format!("inbox {}", connection.id.0);
        let is_barred: Option<bool> = self.load(Area::Session, &barred).await.ok().flatten();
        if connection.way != Way::Token || is_barred.is_some() {
            return Vec::new();
        }
        match client.list(&calls::unread_inbox()).await {
            Ok(news) => news.into_iter().filter_map(|news| news.question).collect(),
            Err(error) => {
                if let Some(Why::Denied | Why::NoMethod) = error.why() {
                    // Losing it costs another refusal.
                    drop(self.keep(Area::Session, &barred, &true).await);
                }
                Vec::new()
            }
        }
    }
}

/// A list of the person's own questions, by whichever call the site has for it.
pub(super) async fn mine<P: Ports>(
    client: &Client<'_, P>,
    account: &Account,
    as_asked: impl Fn(Request<Question>) -> Request<Question>,
) -> Result<Page<Question>, ApiError> {
    let own = as_asked(calls::my_questions());
    if client.offers(&own).await {
        let listed = client.send(&own).await;
        // That it does not have this one, a site may only tell when it is asked.
        if listed.is_ok() || client.offers(&own).await {
            return listed;
        }
    }
    client.send(&as_asked(calls::questions().by(account.user_id))).await
}

/// What was seen under a connection.
pub(super) fn mine_of(id: &ConnectionId) -> String {
    format!("mine {}", id.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn question(id: u64, answers: u32, created: i64) -> Question {
        Question {
            id: QuestionId(id),
            title: String::new(),
            body: String::new(),
            tags: Vec::new(),
            score: 0,
            answers,
            accepted: false,
            closed: false,
            created: Timestamp(created),
            owner: None,
            link: String::new(),
        }
    }

    fn known() -> Known {
        Known::of(&Account { user_id: 1, account_id: 2, name: "A".into() }, Timestamp(100))
    }

    #[test]
    fn looks_grow_rarer_and_respect_the_site() {
        let looks: Vec<i64> = (0..7).map(|looks| next_look(looks, 0)).collect();
        assert_eq!(looks, [60, 120, 240, 480, 900, 900, 900]);
        assert_eq!((next_look(0, 59), next_look(0, 3_600), next_look(u32::MAX, 0)), (60, 3_600, 900));
    }

    #[test]
    fn what_was_there_before_is_not_new() {
        let mut known = known();
        assert_eq!((known.note(&question(1, 3, 99)), known.note(&question(2, 1, 100))), (0, 1));
        assert_eq!((known.note(&question(1, 5, 99)), known.unseen()), (2, 3));
        known.see(Some(QuestionId(1)));
        assert_eq!((known.note(&question(1, 5, 99)), known.unseen()), (0, 1));
        assert_eq!(known.note(&question(1, 4, 99)), 0, "one was deleted");
        assert_eq!(known.note(&question(1, 5, 99)), 1, "and another written");
    }

    proptest! {
        /// However answers come and go: never more new ones than there are, and none after a look.
        #[test]
        fn counts_stay_true(steps in prop::collection::vec((0u64..4, 0u32..9, any::<bool>()), 1..40)) {
            let mut known = known();
            for (id, answers, looks) in steps {
                prop_assert!(known.note(&question(id, answers, 150)) <= answers);
                if looks {
                    known.see(None);
                    prop_assert_eq!(known.unseen(), 0);
                    prop_assert_eq!(known.note(&question(id, answers, 150)), 0);
                }
            }
        }
    }
}
