//! A question read inside the panel: its text, its answers page by page, the comments and pictures that somebody opens.
//!
//! Only reads. What a reader does to a post is in [`super::marks`].

use super::{App, AppError, Failure};
use crate::{
    api::{ApiError, Client, PAGE_SIZE, Page, Sort, Why, calls},
    auth::Scope,
    model::{
        Answer, AnswerId, Asked, Comment, Connection, Details, NoPicture, Picture, PictureUrl, PostId, QuestionId,
        Timestamp,
    },
    ports::Ports,
};
use serde::{Deserialize, Serialize};

/// Comments read of a post; the site has the others.
const MOST_COMMENTS: u32 = 100;

/// A question and its first answers. Bodies are HTML, untrusted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Thread {
    /// The question.
    pub asked: Asked,
    /// Its answers; that they could not be read hides nothing of the question.
    pub answers: Result<Answers, Failure>,
    /// When this was read, if the site cannot be reached now.
    pub kept: Option<Timestamp>,
}

/// Some of a question's answers: the accepted one first, then by score.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Answers {
    /// The answers.
    pub list: Vec<Answer>,
    /// The page that follows, if there is one.
    pub next: Option<u32>,
}

impl Thread {
    /// The accepted answer, else the one with most votes.
    #[must_use]
    pub fn best(&self) -> Option<&Answer> {
        self.answers.as_ref().ok()?.list.first()
    }

    /// The score and details of a post in it.
    pub fn marks_of(&mut self, post: PostId) -> Option<(&mut i64, &mut Details)> {
        let Self { asked, answers, .. } = self;
        match post {
            PostId::Question(id) => {
                (asked.question.id == id).then_some((&mut asked.question.score, &mut asked.details))
            }
            PostId::Answer(_, id) => {
                let answer = answers.as_mut().ok()?.list.iter_mut().find(|answer| answer.id == id)?;
                Some((&mut answer.score, &mut answer.details))
            }
        }
    }
}

impl<P: Ports> App<P> {
    /// A question and its first answers.
    pub(super) async fn thread(&self, id: QuestionId) -> Result<Thread, AppError> {
        let connection = self.connection().await?;
        let what = format!("thread {}", id.0);
        let asked = match self.asked(&connection, id).await {
            Err(error) if error.is_out_of_reach() => {
                let kept: Option<(Timestamp, Thread)> = self.kept_answer(&connection.id, &what).await;
                let Some((since, thread)) = kept else { return Err(error) };
                return Ok(Thread { kept: Some(since), ..thread });
            }
            asked => asked?,
        };
        let answers = self.answers(id, 1, asked.accepted).await.map_err(|error| error.failure());
        let thread = Thread { asked, answers, kept: None };
        if thread.answers.is_ok() {
            self.keep_answer(&connection.id, &what, &thread).await;
        }
        Ok(thread)
    }

    async fn asked(&self, connection: &Connection, id: QuestionId) -> Result<Asked, AppError> {
        let session = self.reader(connection).await?;
        let client = self.client(connection, session.as_ref().map(|session| &session.token));
        // v2.3 lists nothing in place of a question that is not there, v3 refuses.
        let found = match client.list(&calls::asked(id)).await {
            Err(error) if error.why() == Some(Why::NotFound) => Ok(Vec::new()),
            found => found,
        };
        let found = self.noted(connection, Scope::Read, found).await?.into_iter().next();
        found.ok_or_else(|| AppError::QuestionGone(connection.site.clone()))
    }

    /// A page of a question's answers. `accepted` is the one that leads the first page, wherever the site has it.
    pub(super) async fn answers(
        &self,
        id: QuestionId,
        page: u32,
        accepted: Option<AnswerId>,
    ) -> Result<Answers, AppError> {
        let connection = self.connection().await?;
        let session = self.reader(&connection).await?;
        let client = self.client(&connection, session.as_ref().map(|session| &session.token));
        let found = page_of_answers(&client, id, page, accepted).await;
        let Page { items: mut list, has_more } = self.noted(&connection, Scope::Read, found).await?;
        list.sort_by_key(|answer| !answer.accepted); // of equals, the site's order
        Ok(Answers { list, next: has_more.then_some(page + 1) })
    }

    /// The comments of a post, the first first.
    pub(super) async fn comments(&self, post: PostId) -> Result<Vec<Comment>, AppError> {
        let connection = self.connection().await?;
        let session = self.reader(&connection).await?;
        let client = self.client(&connection, session.as_ref().map(|session| &session.token));
        let call = match post {
            PostId::Question(id) => calls::comments_of_question(id),
            PostId::Answer(question, id) => calls::comments_of_answer(question, id),
        };
        let found = client.list(&call.sized(MOST_COMMENTS)).await;
        let mut comments = self.noted(&connection, Scope::Read, found).await?;
        comments.sort_by_key(|comment| comment.created);
        Ok(comments)
    }
}

impl<P: Ports> App<P> {
    /// A picture of a post, as a page shows it without loading anything. Nobody learns who looks at it: it is fetched
    /// without cookies, referrer or key.
    pub(super) async fn picture(&self, url: &str) -> Result<String, AppError> {
        let url = PictureUrl::new(url).ok_or(NoPicture::Format)?;
        let connection = self.connection().await?;
        let found = self.client(&connection, None).picture(&url).await;
        let bytes = self.noted(&connection, Scope::Read, found).await?;
        Ok(Picture::new(bytes)?.data_url())
    }
}

async fn page_of_answers<P: Ports>(
    client: &Client<'_, P>,
    id: QuestionId,
    page: u32,
    accepted: Option<AnswerId>,
) -> Result<Page<Answer>, ApiError> {
    let mut found = client.send(&calls::answers_of(id).sorted(Sort::Votes).sized(PAGE_SIZE).page(page)).await?;
    let Some(accepted) = accepted else { return Ok(found) };
    if page > 1 {
        found.items.retain(|answer| answer.id != accepted);
    } else if found.has_more && !found.items.iter().any(|answer| answer.id == accepted) {
        found.items.extend(client.list(&calls::answer(id, accepted)).await?);
    }
    Ok(found)
}
