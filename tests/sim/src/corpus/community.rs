//! The demo besides questions and answers: tags that say what they are for, comments, articles, and full mailboxes.

use serde::Deserialize;

use super::demo::{Author, DAY, Day, HOUR, QUESTIONS, working_hour};
use super::{Essay, LoadError, Remark};
use crate::store::{ArticleKind, Id, Store, StoreError, Synonym, TagWiki};

/// The file, among those of [`QUESTIONS`].
pub(super) const FILE: &str = "community.toml";

/// When the site opened and its first tags were described: 9 January 2023.
const OPENED: i64 = 1_673_254_800;

/// What came in the last days of the demo's story has not been read yet.
const UNREAD: i64 = 120 * DAY;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Community {
    tag: Vec<Tag>,
    synonym: Vec<Rename>,
    duplicate: Vec<Duplicate>,
    comment: Vec<Comment>,
    article: Vec<Article>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tag {
    name: String,
    excerpt: String,
    #[serde(default)]
    wiki: String,
    #[serde(default)]
    moderator_only: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rename {
    from: String,
    to: String,
    since: Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Duplicate {
    question: Title,
    of: Title,
}

/// The title of a question, which the other files have.
type Title = String;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Comment {
    /// Not below an article.
    #[serde(default)]
    on: Title,
    /// On the question's accepted answer rather than on itself.
    #[serde(default)]
    answer: bool,
    by: Author,
    /// After what it is about.
    days: i64,
    score: i64,
    body: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Article {
    title: String,
    r#type: Kind,
    tags: Vec<String>,
    by: Author,
    published: Day,
    edited: Option<Day>,
    score: i64,
    views: u32,
    body: String,
    #[serde(default)]
    comment: Vec<Comment>,
}

/// The API's name for what an article is for.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Kind(ArticleKind);

impl TryFrom<String> for Kind {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        ArticleKind::named(&name).map(Self).ok_or_else(|| format!("there are no articles of type {name:?}"))
    }
}

/// Brings a site with the demo's questions to life.
pub(crate) fn enliven(store: &Store) -> Result<(), LoadError> {
    let text = QUESTIONS.iter().find(|(file, _)| *file == FILE).map_or("", |(_, text)| text);
    let community: Community =
        toml::from_str(text).map_err(|source| LoadError::Demo { file: FILE.to_owned(), source })?;
    for tag in community.tag {
        store.describe_tag(&TagWiki {
            name: tag.name,
            excerpt: tag.excerpt,
            body: tag.wiki,
            is_moderator_only: tag.moderator_only,
            described: OPENED,
        })?;
    }
    for Rename { from, to, since } in community.synonym {
        let created = since.0 + 9 * HOUR;
        store.add_synonym(&Synonym { from, to, created, applied: 0, last: None })?;
    }
    for Duplicate { question, of } in &community.duplicate {
        let (question, original) = (titled(store, question)?, titled(store, of)?);
        let closed = store.question(question)?.and_then(|question| question.closed).unwrap_or_default();
        store.close(question, "Duplicate", Some(original), closed)?;
    }
    for comment in community.comment {
        let id = titled(store, &comment.on)?;
        let question = store.question(id)?;
        let accepted = question.as_ref().and_then(|question| question.accepted).filter(|_| comment.answer);
        let (post, from) = match accepted {
            Some(answer) => (answer, store.answer(answer)?.map(|answer| answer.answered)),
            None => (id, question.map(|question| question.asked)),
        };
        store.add_comment(post, &comment.remark(store, post, from.unwrap_or_default())?)?;
    }
    for article in community.article {
        add_article(store, article)?;
    }
    Ok(store.fill_mailboxes(UNREAD)?)
}

fn add_article(store: &Store, article: Article) -> Result<(), LoadError> {
    let published = article.published.0 + working_hour(&article.title);
    let id = store.add_article(&Essay {
        kind: article.r#type.0,
        title: article.title,
        body: article.body,
        tags: article.tags,
        owner: Some(article.by.0),
        published,
        edited: article.edited.map(|day| day.0 + 12 * HOUR),
        score: article.score,
        views: article.views,
        ..Essay::default()
    })?;
    for said in article.comment {
        store.add_comment(id, &said.remark(store, id, published)?)?;
    }
    Ok(())
}

impl Comment {
    /// Comments follow each other by at least a few minutes.
    fn remark(self, store: &Store, post: Id, from: i64) -> Result<Remark, StoreError> {
        let latest = store.latest_comment(post)?.unwrap_or(from);
        let made = (from + self.days * DAY + i64::from(self.days == 0) * HOUR / 3).max(latest + HOUR / 10);
        let reply_to = store.addressed(post, self.by.0, &self.body)?;
        Ok(Remark { owner: Some(self.by.0), reply_to, made, score: self.score, body: self.body })
    }
}

fn titled(store: &Store, title: &str) -> Result<Id, LoadError> {
    let missing = || LoadError::NoSuchQuestion { file: FILE.to_owned(), title: title.to_owned() };
    store.titled(title)?.ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use crate::Sim;
    use crate::store::{Articles, Comments, Mailbox, Messages, Tags};

    #[test]
    fn the_demo_is_alive() {
        let sim = Sim::demo().unwrap();
        let store = sim.store();
        assert!(store.count_comments(&Comments::default()).unwrap() >= 12);
        assert!((6..=8).contains(&store.count_articles(&Articles::default()).unwrap()));
        assert_eq!(store.synonyms(None).unwrap().len(), 6);
        for synonym in store.synonyms(None).unwrap() {
            assert!(store.tag(&synonym.to).unwrap().is_some_and(|tag| tag.count > 0), "{synonym:?}");
        }
        let described = store.tags(&Tags { moderator_only: Some(false), limit: 100, ..Tags::default() }).unwrap();
        assert!(described.iter().filter(|tag| !tag.excerpt.is_empty()).count() >= 13);
        let replies = store.comments(&Comments { limit: 100, ..Comments::default() }).unwrap();
        assert!(replies.iter().filter(|comment| comment.reply_to.is_some()).count() >= 3);

        let amal = store.person_called("amal", 0).unwrap();
        let unread = |only_unread| {
            let wanted =
                Messages { mailbox: Mailbox::Inbox, person: amal, only_unread, since: None, limit: 1, offset: 0 };
            store.count_messages(&wanted).unwrap()
        };
        assert!(unread(true) > 0 && unread(false) > unread(true), "{} of {}", unread(true), unread(false));
    }
}
