//! Posts and comments with all that hangs on them, as far as the filter asks for it.
//!
//! What a row of the database says is shown by [`View`]; here is what takes another look at the store: answers in
//! questions, comments, editors, and what the reader did to a post, which only a token with `private_info` sees.

use serde_json::{Value, json};

use super::{ApiError, List, Object, Paging, View};
use crate::Kind;
use crate::links;
use crate::store::{
    Answer, Answers, Article, Comment, Comments, Hit, Id, Order, Person, PostSort, Question, Store, Tag, Vote,
};

/// More than these hang on nothing.
const MOST: u32 = 1000;

/// Shows posts to a reader.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Posts<'a> {
    pub(super) view: View<'a>,
    pub(super) store: &'a Store,
    /// Who is signed in.
    pub(super) reader: Option<Id>,
    /// Whether they are told what they did themselves.
    pub(super) private: bool,
}

impl<'a> Posts<'a> {
    /// A page of rows, one more than shown where there are more.
    pub(super) fn page<T>(
        self,
        kind: &'static str,
        paging: Paging,
        rows: &[T],
        show: impl Fn(Self, &T) -> Result<Value, ApiError>,
    ) -> Result<List, ApiError> {
        let shown = usize::try_from(paging.size).unwrap_or(usize::MAX);
        let items = rows.iter().take(shown).map(|row| show(self, row)).collect::<Result<Vec<_>, _>>()?;
        Ok(List { items, ..List::page(kind, paging, rows, |_| Value::Null) })
    }

    pub(crate) fn question(self, question: &Question) -> Result<Value, ApiError> {
        let Posts { view, store, .. } = self;
        let mut object =
            self.common("question", view.question(question), question.up, question.down, question.editor)?;
        object = self.comments("question", object, question.id, question.comments)?;
        object = self.permissions("question", object, question.closed.is_none());
        if view.filter.has("question", "answers") && question.answers > 0 {
            let wanted = Answers {
                questions: Some(vec![question.id]),
                sort: PostSort::Votes,
                limit: MOST,
                ..Answers::default()
            };
            let answers =
                store.answers(&wanted)?.iter().map(|answer| self.answer(answer)).collect::<Result<Vec<_>, _>>()?;
            object = object.maybe("answers", (!answers.is_empty()).then_some(answers));
        }
        object = object.put("favorite_count", question.bookmarks);
        for votes in ["close_vote_count", "delete_vote_count", "reopen_vote_count"] {
            object = object.put(votes, 0);
        }
        if let Some(reason) =
            question.closed_reason.as_deref().filter(|_| view.filter.has("question", "closed_details"))
        {
            object = object.put("closed_details", self.closing(question.id, reason)?);
        }
        if let Some(reader) = self.reader.filter(|_| self.private && view.filter.has("question", "favorited")) {
            object = object.put("favorited", store.has_bookmarked(reader, question.id)?);
        }
        Ok(self.voted("question", object, question.id)?.done())
    }

    pub(crate) fn answer(self, answer: &Answer) -> Result<Value, ApiError> {
        let object = self.common("answer", self.view.answer(answer), answer.up, answer.down, answer.editor)?;
        let object = self.comments("answer", object, answer.id, answer.comments)?;
        let object = self.permissions("answer", object, true);
        Ok(self.voted("answer", object, answer.id)?.done())
    }

    pub(crate) fn article(self, article: &Article) -> Result<Value, ApiError> {
        let object = self.common("article", self.view.article(article), article.up, article.down, article.editor)?;
        Ok(self.comments("article", object, article.id, article.comments)?.done())
    }

    pub(crate) fn comment(self, comment: &Comment) -> Result<Value, ApiError> {
        let object = Object::resume(self.view.filter, "comment", self.view.comment(comment));
        let object = self.licensed(object).put("can_flag", false);
        match self.reader.filter(|_| self.private && self.view.filter.has("comment", "upvoted")) {
            Some(reader) => Ok(object.put("upvoted", self.store.has_upvoted_comment(reader, comment.id)?).done()),
            None => Ok(object.done()),
        }
    }

    /// What questions, answers and articles have in common.
    pub(crate) fn post(self, hit: &Hit) -> Result<Value, ApiError> {
        let (view, config) = (self.view, self.view.config);
        let (id, up, down, editor, edited, comments) = match hit {
            Hit::Question(q) => (q.id, q.up, q.down, q.editor, q.edited, q.comments),
            Hit::Answer(a) => (a.id, a.up, a.down, a.editor, a.edited, a.comments),
            Hit::Article(r) => (r.id, r.up, r.down, r.editor, r.edited, r.comments),
        };
        let (title, owner, link, share_link) = match hit {
            Hit::Question(q) => {
                (&q.title, &q.owner, links::question(config, id, &q.title), links::share_question(config, id))
            }
            Hit::Answer(a) => (&a.title, &a.owner, links::answer(config, a), links::share_answer(config, id)),
            Hit::Article(r) => {
                (&r.title, &r.owner, links::article(config, id, &r.title), links::share_article(config, id))
            }
        };
        let shown = view
            .object("post")
            .put_with("owner", || view.owner(owner.as_ref(), id))
            .put("score", hit.score())
            .put("last_activity_date", hit.active())
            .maybe("last_edit_date", edited)
            .put("creation_date", hit.written())
            .put("post_type", hit.kind().name())
            .put("post_id", id)
            .put("link", link)
            .put("share_link", share_link)
            .text("title", title)
            .markdown(hit.body())
            .put_with("body", || hit.html());
        let object = self.common("post", shown.done(), up, down, editor)?;
        let object = self.comments("post", object, id, comments)?;
        Ok(self.voted("post", object, id)?.done())
    }

    pub(crate) fn user(self, person: &Person, now: i64) -> Result<Value, ApiError> {
        let object = Object::resume(self.view.filter, "user", self.view.user(person, now)).put("view_count", 0);
        let counts = ["question_count", "answer_count", "up_vote_count", "down_vote_count"];
        if !counts.iter().any(|field| self.view.filter.has("user", field)) {
            return Ok(object.done());
        }
        let tally = self.store.tally_of(person.id)?;
        let counted = counts.into_iter().zip([tally.questions, tally.answers, tally.up, tally.down]);
        Ok(counted.fold(object, |object, (name, count)| object.put(name, count)).done())
    }

    pub(crate) fn tag(self, tag: &Tag) -> Result<Value, ApiError> {
        let object = Object::resume(self.view.filter, "tag", self.view.tag(tag));
        if !tag.has_synonyms || !self.view.filter.has("tag", "synonyms") {
            return Ok(object.done());
        }
        let synonyms = self.store.synonyms(Some(std::slice::from_ref(&tag.name)))?;
        let names: Vec<String> = synonyms.into_iter().map(|synonym| synonym.from).collect();
        Ok(object.put("synonyms", names).done())
    }

    fn common(
        self,
        kind: &'static str,
        shown: Value,
        up: i64,
        down: i64,
        editor: Option<Id>,
    ) -> Result<Object<'a>, ApiError> {
        let object = self.licensed(Object::resume(self.view.filter, kind, shown));
        let object = object.put("up_vote_count", up).put("down_vote_count", down);
        match editor.filter(|_| self.view.filter.has(kind, "last_editor")) {
            Some(editor) => {
                let editor = self.store.person(editor)?;
                Ok(object.maybe("last_editor", editor.map(|editor| self.view.shallow_user(&editor))))
            }
            None => Ok(object),
        }
    }

    /// What colleagues write belongs to the company; what the public writes is everybody's.
    fn licensed(self, object: Object<'a>) -> Object<'a> {
        object.maybe("content_license", (self.view.config.kind == Kind::Network).then_some("CC BY-SA 4.0"))
    }

    fn comments(self, kind: &'static str, object: Object<'a>, post: Id, count: u32) -> Result<Object<'a>, ApiError> {
        let object = object.put("comment_count", count);
        if count == 0 || !self.view.filter.has(kind, "comments") {
            return Ok(object);
        }
        let wanted = Comments { posts: Some(vec![post]), order: Order::Ascending, limit: MOST, ..Comments::default() };
        let comments = self.store.comments(&wanted)?;
        let comments = comments.iter().map(|comment| self.comment(comment)).collect::<Result<Vec<_>, _>>()?;
        Ok(object.put("comments", comments))
    }

    /// What somebody who is signed in may do.
    fn permissions(self, kind: &'static str, object: Object<'a>, open: bool) -> Object<'a> {
        let Some(_) = self.reader else { return object };
        let object = object.put("can_comment", true).put("can_edit", true).put("can_flag", false);
        let object = object.put("can_suggest_edit", false);
        if kind == "question" { object.put("can_answer", open).put("can_close", open) } else { object }
    }

    /// How the reader voted.
    fn voted(self, kind: &'static str, object: Object<'a>, post: Id) -> Result<Object<'a>, ApiError> {
        let asked = ["upvoted", "downvoted"].iter().any(|field| self.view.filter.has(kind, field));
        let Some(reader) = self.reader.filter(|_| self.private && asked) else { return Ok(object) };
        let vote = self.store.vote_of(reader, post)?;
        Ok(object.put("upvoted", vote == Some(Vote::Up)).put("downvoted", vote == Some(Vote::Down)))
    }

    fn closing(self, question: Id, reason: &str) -> Result<Value, ApiError> {
        let filter = self.view.filter;
        let mut originals = Vec::new();
        for id in self.store.originals_of(question)? {
            let Some(original) = self.store.question(id)? else { continue };
            let object = Object::new(filter, "original_question")
                .put("question_id", original.id)
                .put("answer_count", original.answers)
                .maybe("accepted_answer_id", original.accepted)
                .text("title", &original.title);
            originals.push(object.done());
        }
        Ok(Object::new(filter, "closed_details")
            .put("on_hold", false)
            .text("reason", reason)
            .text("description", reason)
            .put("by_users", json!([]))
            .maybe("original_questions", (!originals.is_empty()).then_some(originals))
            .done())
    }
}
