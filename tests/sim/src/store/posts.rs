//! What questions, answers and articles have in common: one sequence of ids, an owner, a last edit, an end.

use rusqlite::{OptionalExtension as _, params};

use super::{Id, Result, Store};

/// What an id stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Question,
    Answer,
    Article,
}

impl Kind {
    /// The name in the API, which is also that of the table.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Answer => "answer",
            Self::Article => "article",
        }
    }

    pub(super) fn named(name: &str) -> Self {
        match name {
            "answer" => Self::Answer,
            "article" => Self::Article,
            _ => Self::Question,
        }
    }
}

/// The little that is needed to decide who may do what to a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Post {
    pub(crate) id: Id,
    pub(crate) kind: Kind,
    pub(crate) owner: Option<Id>,
    /// Of an answer, the title of its question.
    pub(crate) title: String,
    /// The question itself, or that of an answer.
    pub(crate) question: Option<Id>,
}

impl Store {
    /// A post that is there.
    pub(crate) fn post(&self, id: Id) -> Result<Option<Post>> {
        let found = self
            .db
            .prepare_cached(
                "SELECT post.kind, coalesce(q.owner, a.owner, r.owner), coalesce(q.title, thread.title, r.title),
                    coalesce(q.id, a.question)
                 FROM post LEFT JOIN question q ON q.id = post.id
                 LEFT JOIN answer a ON a.id = post.id LEFT JOIN question thread ON thread.id = a.question
                 LEFT JOIN article r ON r.id = post.id
                 WHERE post.id = ?",
            )?
            .query_row([id], |row| {
                let kind: String = row.get(0)?;
                let kind = Kind::named(&kind);
                Ok(Post { id, kind, owner: row.get(1)?, title: row.get(2)?, question: row.get(3)? })
            })
            .optional()?;
        Ok(found)
    }

    /// The kind of a post that was there once.
    pub(crate) fn was_deleted(&self, id: Id) -> Result<Option<Kind>> {
        let kind = self
            .db
            .prepare_cached("SELECT kind FROM deleted WHERE id = ?")?
            .query_row([id], |row| row.get::<_, String>(0))
            .optional()?;
        Ok(kind.map(|kind| Kind::named(&kind)))
    }

    /// The question of this title.
    pub(crate) fn titled(&self, title: &str) -> Result<Option<Id>> {
        let mut row = self.db.prepare_cached("SELECT id FROM question WHERE lower(title) = lower(?)")?;
        Ok(row.query_row([title], |row| row.get(0)).optional()?)
    }

    /// Whether another question or article has exactly this title, but for letter case.
    pub(crate) fn title_taken(&self, kind: Kind, title: &str, but: Option<Id>) -> Result<bool> {
        let table = kind.name();
        let mut row =
            self.db.prepare_cached(&format!("SELECT 1 FROM {table} WHERE lower(title) = lower(?) AND id IS NOT ?"))?;
        Ok(row.exists(params![title, but])?)
    }

    /// Whether another post of this kind, or with `thread` another answer to that question, has exactly this text.
    pub(crate) fn body_taken(&self, kind: Kind, body: &str, thread: Option<Id>, but: Option<Id>) -> Result<bool> {
        let thread_is = if thread.is_some() { "question = ?3" } else { "?3 IS NULL" };
        let mut row = self.db.prepare_cached(&format!(
            "SELECT 1 FROM {} WHERE length(body) = length(?1) AND body = ?1 AND id IS NOT ?2 AND {thread_is}",
            kind.name()
        ))?;
        Ok(row.exists(params![body, but, thread])?)
    }

    /// The next number of all.
    pub(super) fn next_post(&self, kind: Kind) -> Result<Id> {
        let mut row = self.db.prepare_cached("INSERT INTO post (kind) VALUES (?) RETURNING id")?;
        Ok(row.query_row([kind.name()], |row| row.get(0))?)
    }

    /// Takes a post out of every list and search, with everything that hangs on it. Its number stays used.
    pub(crate) fn delete_post(&self, post: &Post, now: i64) -> Result<()> {
        let mut owners = vec![post.owner];
        match post.kind {
            Kind::Question => {
                let mut answers = self.db.prepare_cached("SELECT id, owner FROM answer WHERE question = ?")?;
                let rows = answers.query_map([post.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
                for (answer, owner) in rows.collect::<rusqlite::Result<Vec<(Id, Option<Id>)>>>()? {
                    self.bury(answer, Kind::Answer, now)?;
                    owners.push(owner);
                }
                self.bury(post.id, post.kind, now)?;
            }
            Kind::Answer => {
                self.bury(post.id, post.kind, now)?;
                if let Some(question) = post.question {
                    self.db
                        .prepare_cached(
                            "UPDATE question SET answers = max(0, answers - 1), has_accepted = has_accepted AND \
                             accepted IS NOT ?2, accepted = nullif(accepted, ?2) WHERE id = ?1",
                        )?
                        .execute([question, post.id])?;
                    self.settle(question)?;
                    self.relink(question)?;
                }
            }
            Kind::Article => self.bury(post.id, post.kind, now)?,
        }
        owners.into_iter().flatten().try_for_each(|owner| self.recount_reputation(owner))
    }

    fn bury(&self, id: Id, kind: Kind, now: i64) -> Result<()> {
        let indexes: &[&str] = match kind {
            Kind::Question => &["words", "headline"],
            Kind::Answer | Kind::Article => &["prose"],
        };
        for index in indexes {
            self.db.prepare_cached(&format!("DELETE FROM {index} WHERE rowid = ?"))?.execute([id])?;
        }
        self.db.prepare_cached("INSERT INTO deleted VALUES (?, ?, ?)")?.execute(params![id, kind.name(), now])?;
        self.db.prepare_cached("DELETE FROM post WHERE id = ?")?.execute([id])?;
        Ok(())
    }

    /// Whether a question counts as answered, seen anew.
    pub(super) fn settle(&self, question: Id) -> Result<()> {
        self.db
            .prepare_cached(
                "UPDATE question SET is_answered = has_accepted OR EXISTS
                    (SELECT 1 FROM answer WHERE question = ?1 AND score > 0) WHERE id = ?1",
            )?
            .execute([question])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Remark, Reply, Submission};
    use crate::store::{Comments, Match, Selection, Vote, words};

    fn found(store: &Store, word: &str) -> Vec<Id> {
        let matching = words::Text::of(word).all().map_or(Match::Nothing, Match::Words);
        let wanted = Selection { matching, limit: 9, ..Selection::default() };
        store.questions(&wanted).unwrap().into_iter().map(|question| question.id).collect()
    }

    #[test]
    fn what_is_deleted_is_gone_with_all_that_hung_on_it() {
        let store = Store::new().unwrap();
        let mira = store.person_called("mira", 0).unwrap();
        let reply = || Reply { owner: Some(mira), body: "reply".into(), ..Reply::default() };
        let asked = Submission {
            title: "zebra".into(),
            tags: vec!["go".into()],
            answers: vec![reply(), reply()],
            answer_count: 2,
            ..Submission::default()
        };
        let (first, second) = (store.add_question(&asked).unwrap(), store.add_question(&asked).unwrap());
        let answer = store.post(second + 1).unwrap().unwrap();
        assert_eq!((answer.kind, answer.question, answer.owner), (Kind::Answer, Some(second), Some(mira)));
        store.add_comment(answer.id, &Remark::default()).unwrap();
        store.vote(mira, Kind::Answer, answer.id, Vote::Up, 1).unwrap();
        store.accept(answer.id, second, 1).unwrap();
        assert_eq!(store.person(mira).unwrap().unwrap().reputation, 26);
        store.delete_post(&answer, 2).unwrap();
        let question = store.question(second).unwrap().unwrap();
        assert_eq!((question.answers, question.accepted, question.is_answered), (1, None, false));
        assert_eq!(store.count_comments(&Comments::default()).unwrap(), 0);
        assert_eq!(store.person(mira).unwrap().unwrap().reputation, 1);

        assert_eq!(found(&store, "zebra"), [second, first]);
        store.delete_post(&store.post(first).unwrap().unwrap(), 3).unwrap();
        assert_eq!(found(&store, "zebra"), [second]);
        for id in [first, first + 1, first + 2] {
            assert!(store.post(id).unwrap().is_none() && store.was_deleted(id).unwrap().is_some());
        }
        store.delete_post(&store.post(second).unwrap().unwrap(), 3).unwrap();
        assert!(store.add_question(&asked).unwrap() > second + 2, "no number is given twice");
    }
}
