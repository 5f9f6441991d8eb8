//! The methods that write: what each is called, and how a write is tried, shown, paced and kept.
//!
//! All of them answer alike. A preview goes as far as it can and is then undone: it shows a new or edited post as it
//! would be, and a post that is voted on as it is. It neither waits for the last write nor makes the next one wait.

use serde_json::Value;

use super::params::Params;
use super::{ApiError, Call, List};
use crate::limits::WriteKind;
use crate::store::{ArticleKind, EditableBy, Id, Kind, Store, Vote};
use crate::writing::{Draft, Refusal, Writer};

/// Something that can be done, except to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    AddQuestion,
    AddAnswer,
    AddArticle,
    AddComment,
    EditQuestion,
    EditAnswer,
    EditComment,
    Delete(Kind),
    DeleteComment,
    Vote(Kind, Vote),
    UpvoteComment,
    Favorite,
    Accept,
}

/// Every method, by its path. Those that can be undone have a twin that ends in `/undo`.
const METHODS: &[(&str, Action)] = &[
    ("questions/add", Action::AddQuestion),
    ("questions/{id}/edit", Action::EditQuestion),
    ("questions/{id}/delete", Action::Delete(Kind::Question)),
    ("questions/{id}/upvote", Action::Vote(Kind::Question, Vote::Up)),
    ("questions/{id}/downvote", Action::Vote(Kind::Question, Vote::Down)),
    ("questions/{id}/favorite", Action::Favorite),
    ("questions/{id}/answers/add", Action::AddAnswer),
    ("answers/{id}/edit", Action::EditAnswer),
    ("answers/{id}/delete", Action::Delete(Kind::Answer)),
    ("answers/{id}/upvote", Action::Vote(Kind::Answer, Vote::Up)),
    ("answers/{id}/downvote", Action::Vote(Kind::Answer, Vote::Down)),
    ("answers/{id}/accept", Action::Accept),
    ("posts/{id}/comments/add", Action::AddComment),
    ("comments/{id}/edit", Action::EditComment),
    ("comments/{id}/delete", Action::DeleteComment),
    ("comments/{id}/upvote", Action::UpvoteComment),
    ("articles/add", Action::AddArticle),
];

/// One write, as its path has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Write {
    /// The path without its number.
    pub(crate) name: &'static str,
    pub(crate) action: Action,
    /// Of what it is done to; 0 where there is nothing yet.
    id: Id,
    undo: bool,
}

/// What an answer shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Post(Kind, Id),
    Comment(Id),
    Nothing,
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Missing => Self::parameter("id"),
            Refusal::Rule(rule) if rule.is_about_rights() => Self::Forbidden(rule.to_string().into()),
            Refusal::Rule(rule) => Self::WriteFailed(rule.to_string().into()),
            Refusal::Store(error) => Self::Internal(error),
        }
    }
}

impl Write {
    /// The method behind the parts of a path.
    pub(super) fn parse(parts: &[&str]) -> Option<Self> {
        let (undo, parts) = match parts {
            [parts @ .., "undo"] => (true, parts),
            parts => (false, parts),
        };
        METHODS.iter().filter(|(_, action)| !undo || action.can_be_undone()).find_map(|(name, action)| {
            let pattern: Vec<&str> = name.split('/').collect();
            let mut id = 0;
            let fits = pattern.len() == parts.len()
                && pattern.iter().zip(parts).all(|(expected, part)| match *expected {
                    "{id}" => part.parse().is_ok_and(|number| {
                        id = number;
                        true
                    }),
                    word => word == *part,
                });
            fits.then_some(Self { name, action: *action, id, undo })
        })
    }

    /// What it is done to, as far as there is something to show before and after.
    fn target(self) -> Shown {
        match self.action {
            Action::EditQuestion | Action::Favorite => Shown::Post(Kind::Question, self.id),
            Action::EditAnswer | Action::Accept => Shown::Post(Kind::Answer, self.id),
            Action::Vote(kind, _) => Shown::Post(kind, self.id),
            Action::EditComment | Action::UpvoteComment => Shown::Comment(self.id),
            Action::AddQuestion | Action::AddAnswer | Action::AddArticle | Action::AddComment => Shown::Nothing,
            Action::Delete(_) | Action::DeleteComment => Shown::Nothing,
        }
    }
}

impl Action {
    fn can_be_undone(self) -> bool {
        matches!(self, Self::Vote(..) | Self::UpvoteComment | Self::Favorite | Self::Accept)
    }

    fn kind(self) -> WriteKind {
        match self {
            Self::AddQuestion | Self::EditQuestion | Self::Delete(Kind::Question) => WriteKind::Question,
            Self::AddAnswer | Self::EditAnswer | Self::Delete(Kind::Answer) => WriteKind::Answer,
            Self::AddArticle | Self::Delete(Kind::Article) => WriteKind::Article,
            Self::AddComment | Self::EditComment | Self::DeleteComment => WriteKind::Comment,
            Self::Vote(..) | Self::UpvoteComment | Self::Favorite | Self::Accept => WriteKind::Vote,
        }
    }

    /// The type that it answers with.
    fn shows(self) -> &'static str {
        match self {
            Self::AddQuestion | Self::EditQuestion | Self::Favorite => Kind::Question.name(),
            Self::AddAnswer | Self::EditAnswer | Self::Accept => Kind::Answer.name(),
            Self::AddArticle => Kind::Article.name(),
            Self::AddComment | Self::EditComment | Self::DeleteComment | Self::UpvoteComment => "comment",
            Self::Delete(kind) | Self::Vote(kind, _) => kind.name(),
        }
    }

    /// An item as previews show it. Nothing has views and answers there, and what is new no number or address.
    fn preview(self, mut item: Value) -> Value {
        let is_new = matches!(self, Self::AddQuestion | Self::AddAnswer | Self::AddArticle | Self::AddComment);
        if let Value::Object(fields) = &mut item {
            fields.retain(|name, _| match name.as_str() {
                "view_count" | "answer_count" => false,
                "link" | "share_link" | "question_id" | "article_id" => {
                    !is_new || self == Self::AddAnswer && name == "question_id"
                }
                _ => true,
            });
            for (name, id) in fields.iter_mut() {
                if is_new && matches!(name.as_str(), "answer_id" | "comment_id") {
                    *id = 0.into();
                }
            }
        }
        item
    }
}

/// Does it, or with `preview` shows what it would do.
pub(super) fn write(call: &Call<'_>, write: Write) -> Result<List, ApiError> {
    let (sim, params, now) = (call.sim, call.params, call.now);
    let user = call.caller.signed_in()?.user;
    let preview = params.flag("preview")?.unwrap_or(false);
    let request_id = params.get("request_id").filter(|_| sim.config().knows_request_ids);
    // Held to the end: of two equal requests at once, the second sees what the first did.
    let store = sim.store();
    if request_id.is_some_and(|id| sim.pacing().has_done(user, id)) {
        return Err(ApiError::DuplicateRequest);
    }
    let attempt = |store: &Store| {
        let writer = Writer::new(store, &sim.config().limits, user, now)?.ok_or(ApiError::InvalidToken)?;
        let as_it_is = show(call, store, write.target())?;
        let shown = perform(&writer, store, params, write)?;
        if preview {
            let items = if write.action.can_be_undone() { as_it_is } else { show(call, store, shown)? };
            return Ok(items.into_iter().map(|item| write.action.preview(item)).collect());
        }
        let kind = write.action.kind();
        let mut pacing = sim.pacing();
        if let Some(wait) = pacing.wait_to_write(user, kind, sim.config().write_interval.of(kind), now) {
            return Err(ApiError::TooEarly(wait));
        }
        pacing.wrote(user, kind, request_id, now);
        show(call, store, shown)
    };
    let items = if preview { store.rehearse(attempt) } else { store.batch(attempt) }?;
    Ok(List::whole(write.action.shows(), items))
}

fn perform(writer: &Writer<'_>, store: &Store, params: &Params, write: Write) -> Result<Shown, ApiError> {
    let Write { action, id, undo, .. } = write;
    let done = match action {
        Action::AddQuestion => writer.ask(draft(params)?).map(|id| Shown::Post(Kind::Question, id)),
        Action::AddAnswer => writer.answer(id, params.required("body")?).map(|id| Shown::Post(Kind::Answer, id)),
        Action::AddComment => writer.comment(id, params.required("body")?).map(Shown::Comment),
        Action::AddArticle => {
            let kind = params.required("article_type").map(ArticleKind::named)?;
            let kind = kind.ok_or(ApiError::parameter("article_type"))?;
            writer.publish(draft(params)?, kind, EditableBy::default()).map(|id| Shown::Post(Kind::Article, id))
        }
        Action::EditQuestion => {
            let current = store.question(id)?.ok_or(Refusal::Missing)?;
            let draft = Draft {
                title: params.get("title").map_or(current.title, str::to_owned),
                body: params.get("body").map_or(current.body, str::to_owned),
                tags: if params.get("tags").is_some() { params.tags("tags") } else { current.tags },
            };
            writer.edit_question(id, draft).map(|()| write.target())
        }
        Action::EditAnswer => writer.edit_answer(id, params.required("body")?).map(|()| write.target()),
        Action::EditComment => writer.edit_comment(id, params.required("body")?).map(|()| write.target()),
        Action::Delete(kind) => writer.delete(kind, id).map(|()| Shown::Nothing),
        Action::DeleteComment => writer.delete_comment(id).map(|()| Shown::Nothing),
        Action::Vote(kind, vote) if undo => writer.unvote(kind, id, vote).map(|()| write.target()),
        Action::Vote(kind, vote) => writer.vote(kind, id, vote).map(|()| write.target()),
        Action::UpvoteComment => writer.upvote_comment(id, undo).map(|()| write.target()),
        Action::Favorite => writer.favorite(id, undo).map(|()| write.target()),
        Action::Accept if undo => writer.unaccept(id).map(|()| write.target()),
        Action::Accept => writer.accept(id).map(|()| write.target()),
    };
    Ok(done?)
}

fn draft(params: &Params) -> Result<Draft, ApiError> {
    let [title, body] = ["title", "body"].map(|name| params.required(name).map(str::to_owned));
    let (title, body) = (title?, body?);
    params.required("tags")?;
    Ok(Draft { title, body, tags: params.tags("tags") })
}

fn show(call: &Call<'_>, store: &Store, shown: Shown) -> Result<Vec<Value>, ApiError> {
    let posts = call.posts(store);
    let item = match shown {
        Shown::Post(Kind::Question, id) => store.question(id)?.map(|question| posts.question(&question)),
        Shown::Post(Kind::Answer, id) => store.answer(id)?.map(|answer| posts.answer(&answer)),
        Shown::Post(Kind::Article, id) => store.article(id)?.map(|article| posts.article(&article)),
        Shown::Comment(id) => store.comment(id)?.map(|comment| posts.comment(&comment)),
        Shown::Nothing => None,
    };
    item.into_iter().collect()
}
