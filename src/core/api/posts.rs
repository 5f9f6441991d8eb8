//! The fields of posts, in both versions: questions, answers, comments, articles, and what a search finds of them.
//!
//! What is read of a post decides what our filter asks for (`features.rs`).

use super::wire::{Encoding, Wire};
use crate::{
    json::{Misfit, Object},
    model::{
        Answer, AnswerId, Article, ArticleId, ArticleKind, Asked, Author, Comment, CommentId, Details, Found, Hit,
        Question, QuestionId, as_html, visible,
    },
};
use std::{borrow::Cow, mem::take};

impl Object<'_> {
    /// What readers want to know. Only a token that may see what its owner did is told of votes (contract §1.6).
    fn v2_details(&mut self) -> Result<Details, Misfit> {
        Ok(Details {
            comments: self.get("comment_count")?,
            licence: self.get("content_license")?.map(visible),
            upvoted: self.get("upvoted")?,
            bookmarked: self.get("favorited")?,
        })
    }

    /// The same; v3 tells of votes on a question only, and of licences nowhere.
    fn v3_details(&mut self) -> Result<Details, Misfit> {
        Ok(Details {
            comments: self.get("commentCount")?,
            licence: None,
            upvoted: self.get("userHasUpvoted")?,
            bookmarked: self.get("userHasBookmarked")?,
        })
    }
}

impl Wire for Question {
    fn v2(q: &mut Object<'_>, text: Encoding) -> Result<Option<Self>, Misfit> {
        let Some(id) = q.get("question_id")? else { return Ok(None) };
        Ok(Some(Self {
            id: QuestionId(id),
            title: q.plain("title", text)?,
            body: q.or_default("body")?,
            tags: q.tags()?,
            score: q.or_default("score")?,
            answers: q.or_default("answer_count")?,
            accepted: q.get::<u64>("accepted_answer_id")?.is_some(),
            closed: q.get::<i64>("closed_date")?.is_some(),
            created: q.seconds("creation_date")?,
            owner: q.v2_owner(text)?,
            link: q.or_default("link")?,
        }))
    }

    fn v3(q: &mut Object<'_>) -> Result<Option<Self>, Misfit> {
        if q.or_default("isDeleted")? {
            return Ok(None);
        }
        Ok(Some(Self {
            id: QuestionId(q.need("id")?),
            title: q.plain("title", Encoding::Raw)?,
            body: q.or_default("body")?,
            tags: q.tag_names()?,
            score: q.or_default("score")?,
            answers: q.or_default("answerCount")?,
            accepted: q.or_default("hasAcceptedAnswer")?,
            closed: q.or_default("isClosed")?,
            created: q.iso("creationDate")?,
            owner: q.v3_owner()?,
            link: q.or_default("webUrl")?,
        }))
    }
}

impl Wire for Answer {
    fn v2(a: &mut Object<'_>, text: Encoding) -> Result<Option<Self>, Misfit> {
        Ok(Some(Self {
            id: AnswerId(a.need("answer_id")?),
            question: QuestionId(a.or_default("question_id")?),
            body: a.or_default("body")?,
            score: a.or_default("score")?,
            accepted: a.or_default("is_accepted")?,
            created: a.seconds("creation_date")?,
            owner: a.v2_owner(text)?,
            link: a.or_default("link")?,
            details: a.v2_details()?,
        }))
    }

    fn v3(a: &mut Object<'_>) -> Result<Option<Self>, Misfit> {
        if a.or_default("isDeleted")? {
            return Ok(None);
        }
        Ok(Some(Self {
            id: AnswerId(a.need("id")?),
            question: QuestionId(a.or_default("questionId")?),
            body: a.or_default("body")?,
            score: a.or_default("score")?,
            accepted: a.or_default("isAccepted")?,
            created: a.iso("creationDate")?,
            owner: a.v3_owner()?,
            link: a.or_default("webUrl")?,
            details: a.v3_details()?,
        }))
    }
}

impl Wire for Asked {
    fn v2(q: &mut Object<'_>, text: Encoding) -> Result<Option<Self>, Misfit> {
        let accepted: Option<u64> = q.get("accepted_answer_id")?;
        let details = q.v2_details()?;
        let Some(mut question) = Question::v2(q, text)? else { return Ok(None) };
        question.accepted = accepted.is_some();
        Ok(Some(Self { body: take(&mut question.body), question, accepted: accepted.map(AnswerId), details }))
    }

    fn v3(q: &mut Object<'_>) -> Result<Option<Self>, Misfit> {
        let details = q.v3_details()?;
        let Some(mut question) = Question::v3(q)? else { return Ok(None) };
        Ok(Some(Self { body: take(&mut question.body), question, accepted: None, details }))
    }
}

impl Wire for Comment {
    fn v2(c: &mut Object<'_>, text: Encoding) -> Result<Option<Self>, Misfit> {
        Ok(Some(Self {
            id: CommentId(c.need("comment_id")?),
            body: c.or_default("body")?,
            score: c.or_default("score")?,
            created: c.seconds("creation_date")?,
            owner: c.v2_owner(text)?,
        }))
    }

    fn v3(c: &mut Object<'_>) -> Result<Option<Self>, Misfit> {
        let (name, id) = (c.plain("ownerDisplayName", Encoding::Raw)?, c.id("ownerUserId")?);
        // Markdown here: as text it is shown as it was written, and loses nothing.
        let body = as_html(&c.or_default::<Cow<'_, str>>("body")?);
        Ok(Some(Self {
            id: CommentId(c.need("id")?),
            body,
            score: c.or_default("score")?,
            created: c.iso("creationDate")?,
            owner: Some(Author(name, id)).filter(|author| !author.0.is_empty()),
        }))
    }
}

impl Wire for Article {
    fn v2(a: &mut Object<'_>, text: Encoding) -> Result<Option<Self>, Misfit> {
        Ok(Some(Self {
            id: ArticleId(a.need("article_id")?),
            kind: ArticleKind::named(&a.or_default::<Cow<'_, str>>("article_type")?),
            title: a.plain("title", text)?,
            body: a.or_default("body")?,
            tags: a.tags()?,
            score: a.or_default("score")?,
            created: a.seconds("creation_date")?,
            owner: a.v2_owner(text)?,
            link: a.or_default("link")?,
        }))
    }

    fn v3(a: &mut Object<'_>) -> Result<Option<Self>, Misfit> {
        if a.or_default("isDeleted")? {
            return Ok(None);
        }
        Ok(Some(Self {
            id: ArticleId(a.need("id")?),
            kind: ArticleKind::named(&a.or_default::<Cow<'_, str>>("type")?),
            title: a.plain("title", Encoding::Raw)?,
            body: a.or_default("body")?,
            tags: a.tag_names()?,
            score: a.or_default("score")?,
            created: a.iso("creationDate")?,
            owner: a.v3_owner()?,
            link: a.or_default("webUrl")?,
        }))
    }
}

impl Wire for Hit {
    fn v2(h: &mut Object<'_>, text: Encoding) -> Result<Option<Self>, Misfit> {
        let question = QuestionId(h.or_default("question_id")?);
        let post = match h.or_default::<Cow<'_, str>>("item_type")?.as_ref() {
            "question" => {
                Found::Question(question, h.or_default("answer_count")?, h.or_default("has_accepted_answer")?)
            }
            "answer" => Found::Answer(AnswerId(h.need("answer_id")?), question, h.or_default("is_accepted")?),
            "article" => Found::Article(ArticleId(h.need("article_id")?)),
            _ => return Ok(None), // a kind that is newer than this code
        };
        Ok(Some(Self {
            post,
            title: h.plain("title", text)?,
            // Marked up for the hits whatever the filter.
            excerpt: h.excerpt("excerpt")?,
            tags: h.tags()?,
            answered: h.or_default("is_answered")?,
            score: h.or_default("score")?,
            created: h.seconds("creation_date")?,
            owner: h.v2_owner(text)?,
            link: String::new(),
        }))
    }

    fn v3(h: &mut Object<'_>) -> Result<Option<Self>, Misfit> {
        let post = match h.or_default::<Cow<'_, str>>("type")?.as_ref() {
            "question" => {
                let (answers, accepted) = (h.or_default("answerCount")?, h.or_default("hasAcceptedAnswer")?);
                Found::Question(QuestionId(h.need("questionId")?), answers, accepted)
            }
            "answer" => {
                let question = QuestionId(h.or_default("parentQuestionId")?);
                Found::Answer(AnswerId(h.need("answerId")?), question, h.or_default("isAccepted")?)
            }
            "article" => Found::Article(ArticleId(h.need("articleId")?)),
            _ => return Ok(None),
        };
        Ok(Some(Self {
            post,
            title: h.plain("title", Encoding::Raw)?,
            excerpt: h.excerpt("snippet")?,
            tags: h.tag_names()?,
            answered: false,
            score: h.or_default("score")?,
            created: h.iso("creationDate")?,
            owner: h.v3_owner()?,
            link: h.or_default("webUrl")?,
        }))
    }
}
