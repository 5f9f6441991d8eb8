//! Every call there is, one function each: it takes what the call needs and returns it as data.
//!
//! Reads take ids and words. Writes also take the proof that a person asked for them: a [`ConfirmedDraft`] for a
//! question, a [`UserAction`] for anything else.

use super::{
    criteria::Criteria,
    request::{Arg, Request, Sort},
    route::Route,
    wire::{Filter, Preview, Source, Uploaded},
};
use crate::model::{
    Account, Answer, AnswerId, Article, ArticleId, ArticleKind, Asked, Comment, CommentId, ConfirmedDraft, Event, Hit,
    KnownError, Moderates, News, Picture, Question, QuestionId, Review, SiteInfo, Synonym, Tag, TagScore, TagWiki,
    TokenInfo, UserAction, WritePermission, Writing,
};

/// Questions.
pub fn questions() -> Request<Question> {
    Request::new(Route::Questions)
}

/// These questions; at most 100.
pub fn questions_by_id(ids: &[QuestionId]) -> Request<Question> {
    Request::new(Route::Question).at(joined(ids.iter().map(|id| id.0)))
}

/// A question as its author wrote it.
pub fn source(id: QuestionId) -> Request<Source> {
    questions_by_id(&[id]).fresh().answering()
}

/// A question as it is read.
pub fn asked(id: QuestionId) -> Request<Asked> {
    questions_by_id(&[id]).answering()
}

/// Questions without an answer that somebody voted for.
pub fn unanswered() -> Request<Question> {
    Request::new(Route::Unanswered)
}

/// Questions without any answer.
pub fn without_answers() -> Request<Question> {
    Request::new(Route::NoAnswers)
}

/// Questions with a bounty.
pub fn featured() -> Request<Question> {
    Request::new(Route::Featured)
}

/// Questions that this one links to, or that link to it.
pub fn linked(id: QuestionId) -> Request<Question> {
    Request::new(Route::Linked).at(id.0)
}

/// Questions that the site finds like this one.
pub fn related_to(id: QuestionId) -> Request<Question> {
    Request::new(Route::RelatedTo).at(id.0)
}

/// Questions like the one a person would ask under `title`.
pub fn similar(title: &str) -> Request<Question> {
    Request::new(Route::Similar).arg(Arg::Title(title.to_owned())).sorted(Sort::Relevance)
}

/// Questions with these words in the title.
pub fn titled(words: &str) -> Request<Question> {
    Request::new(Route::Search).arg(Arg::InTitle(words.to_owned()))
}

/// Questions that match, in the syntax of the site's search box.
pub fn search(query: &str) -> Request<Question> {
    Request::new(Route::SearchAdvanced).arg(Arg::Query(query.to_owned())).sorted(Sort::Relevance)
}

/// Questions that link to this address; `*` stands for anything.
pub fn linking_to(url: &str) -> Request<Question> {
    Request::new(Route::SearchAdvanced).arg(Arg::Url(url.to_owned())).sorted(Sort::Relevance)
}

/// Questions, answers and articles that match, in the syntax of the site's search box.
pub fn search_all(query: &str) -> Request<Hit> {
    Request::new(Route::SearchAll).arg(Arg::Query(query.to_owned())).sorted(Sort::Relevance)
}

/// The same, as only v3 takes it: with every operator of that syntax.
pub fn search_in_syntax(query: &str) -> Request<Hit> {
    Request::new(Route::SearchAll).arg(Arg::Syntax(query.to_owned()))
}

/// Questions and answers that meet these criteria, of v2.3.
pub fn meeting(criteria: &Criteria) -> Request<Hit> {
    Request::new(Route::SearchAll).meeting(criteria)
}

/// Questions alone that meet these criteria, of v2.3.
pub fn questions_meeting(criteria: &Criteria) -> Request<Question> {
    Request::new(Route::SearchAdvanced).meeting(criteria)
}

/// The answers of a question.
pub fn answers_of(id: QuestionId) -> Request<Answer> {
    Request::new(Route::AnswersOf).at(id.0)
}

/// One answer.
pub fn answer(question: QuestionId, id: AnswerId) -> Request<Answer> {
    Request::new(Route::Answer).at(question.0).at(id.0)
}

/// The comments of a question.
pub fn comments_of_question(id: QuestionId) -> Request<Comment> {
    Request::new(Route::QuestionComments).at(id.0)
}

/// The comments of an answer.
pub fn comments_of_answer(question: QuestionId, id: AnswerId) -> Request<Comment> {
    Request::new(Route::AnswerComments).at(question.0).at(id.0)
}

/// The comments of an article.
pub fn comments_of_article(id: ArticleId) -> Request<Comment> {
    Request::new(Route::ArticleComments).at(id.0)
}

/// The comments of any posts, by their numbers; at most 100.
pub fn comments_of_posts(ids: &[u64]) -> Request<Comment> {
    Request::new(Route::PostComments).at(joined(ids.iter().copied()))
}

/// These comments; at most 100.
pub fn comments(ids: &[CommentId]) -> Request<Comment> {
    Request::new(Route::Comments).at(joined(ids.iter().map(|id| id.0)))
}

/// Tags.
pub fn tags() -> Request<Tag> {
    Request::new(Route::Tags)
}

/// Tags with this in their name.
pub fn tags_like(part: &str) -> Request<Tag> {
    tags().arg(Arg::InName(part.to_owned()))
}

/// These tags; at most 100.
pub fn tags_named(names: &[&str]) -> Request<Tag> {
    Request::new(Route::TagsNamed).at(names.join(";"))
}

/// All synonyms of tags.
pub fn synonyms() -> Request<Synonym> {
    Request::new(Route::Synonyms)
}

/// The synonyms of these tags; at most 20.
pub fn synonyms_of(names: &[&str]) -> Request<Synonym> {
    Request::new(Route::SynonymsOf).at(names.join(";"))
}

/// The most asked questions under all of these tags; at most 5.
pub fn tag_faq(names: &[&str]) -> Request<Question> {
    Request::new(Route::TagFaq).at(names.join(";"))
}

/// What these tags are for; at most 20.
pub fn tag_wikis(names: &[&str]) -> Request<TagWiki> {
    Request::new(Route::TagWikis).at(names.join(";"))
}

/// The tags of which each question needs one.
pub fn required_tags() -> Request<Tag> {
    Request::new(Route::RequiredTags)
}

/// The tags that only moderators may use.
pub fn reserved_tags() -> Request<Tag> {
    Request::new(Route::ReservedTags)
}

/// Who answers most under a tag, ever.
pub fn top_answerers(tag: &str) -> Request<TagScore> {
    Request::new(Route::TopAnswerers).at(tag).at("all_time")
}

/// People.
pub fn users() -> Request<Account> {
    Request::new(Route::Users)
}

/// These people; at most 100.
pub fn users_by_id(ids: &[u64]) -> Request<Account> {
    Request::new(Route::User).at(joined(ids.iter().copied()))
}

/// Whose token this is.
pub fn me() -> Request<Account> {
    Request::new(Route::Me).fresh()
}

/// Whether whoever is signed in is a moderator.
pub fn moderates() -> Request<Moderates> {
    Request::new(Route::Me)
}

/// The questions of whoever is signed in.
pub fn my_questions() -> Request<Question> {
    Request::new(Route::MyQuestions)
}

/// The answers of whoever is signed in.
pub fn my_answers() -> Request<Answer> {
    Request::new(Route::MyAnswers)
}

/// The questions that whoever is signed in keeps.
pub fn my_favorites() -> Request<Question> {
    Request::new(Route::MyFavorites)
}

/// The tags that whoever is signed in posts under.
pub fn my_tags() -> Request<Tag> {
    Request::new(Route::MyTags)
}

/// What whoever is signed in did.
pub fn my_timeline() -> Request<Event> {
    Request::new(Route::MyTimeline)
}

/// What whoever is signed in may write.
pub fn write_permissions() -> Request<WritePermission> {
    Request::new(Route::WritePermissions)
}

/// The inbox.
pub fn inbox() -> Request<News> {
    Request::new(Route::Inbox)
}

/// What nobody has looked at in the inbox.
pub fn unread_inbox() -> Request<News> {
    Request::new(Route::UnreadInbox)
}

/// Notifications.
pub fn notifications() -> Request<News> {
    Request::new(Route::Notifications)
}

/// Notifications that nobody has looked at.
pub fn unread_notifications() -> Request<News> {
    Request::new(Route::UnreadNotifications)
}

/// Articles.
pub fn articles() -> Request<Article> {
    Request::new(Route::Articles)
}

/// One article.
pub fn article(id: ArticleId) -> Request<Article> {
    Request::new(Route::Article).at(id.0)
}

/// The site in numbers. The service asks for an hour between two.
pub fn info() -> Request<SiteInfo> {
    Request::new(Route::Info)
}

/// The errors that the API knows.
pub fn errors() -> Request<KnownError> {
    Request::new(Route::Errors)
}

/// An error, to see what comes of it.
pub fn simulated_error(id: u32) -> Request<KnownError> {
    Request::new(Route::SimulateError).at(id)
}

/// A filter with these fields, of unencoded text.
pub(super) fn create_filter(fields: &'static str) -> Request<Filter> {
    Request::new(Route::CreateFilter).arg(Arg::Include(fields)).arg(Arg::Unsafe).fresh()
}

/// The filters of these names, without those that nobody made; at most 20.
pub fn filters(names: &[&str]) -> Request<Filter> {
    Request::new(Route::Filters).at(names.join(";"))
}

/// Makes the token of whoever calls worthless: sign-out.
pub fn invalidate() -> Request<TokenInfo> {
    Request::new(Route::InvalidateTokens).fresh()
}

/// Takes the application back out of the account of whoever calls, with all its tokens.
pub fn deauthenticate() -> Request<TokenInfo> {
    Request::new(Route::Deauthenticate).fresh()
}

fn written(route: Route, writing: &Writing) -> Request<Question> {
    let post = Request::new(route).arg(Arg::Title(writing.title.clone())).arg(Arg::Body(writing.body.clone()));
    post.arg(Arg::Tagged(writing.tags.clone()))
}

/// The site's own dry run: judges and renders the post, and writes nothing (contract §2.2).
pub fn preview(review: &Review) -> Request<Preview> {
    let write = match &review.target {
        Some(target) => written(Route::EditQuestion, &review.writing).at(target.post.id.0),
        None => written(Route::AddQuestion, &review.writing),
    };
    write.arg(Arg::Preview).answering()
}

/// Posts a confirmed draft: the only request that creates a question.
pub fn add_question(draft: &ConfirmedDraft) -> Request<Question> {
    let review = draft.review();
    written(Route::AddQuestion, &review.writing).arg(Arg::RequestId(review.draft.0.clone()))
}

/// Changes a question, and says why, where there is something to say and the version has a place for it.
pub fn edit_question(id: QuestionId, writing: &Writing, why: &str, _: &UserAction) -> Request<Question> {
    let edit = written(Route::EditQuestion, writing).at(id.0);
    if why.is_empty() { edit } else { edit.arg(Arg::Comment(why.to_owned())) }
}

/// A write that only names what it is about.
macro_rules! deeds {
    ($($(#[$doc:meta])+ $name:ident($($id:ident: $kind:ty),+) -> $answer:ty = $route:ident;)+) => {$(
        $(#[$doc])+
        pub fn $name($($id: $kind,)+ _: &UserAction) -> Request<$answer> {
            Request::new(Route::$route)$(.at($id.0))+
        }
    )+};
}

deeds! {
    /// Deletes a question.
    delete_question(id: QuestionId) -> Question = DeleteQuestion;
    /// Votes a question up.
    upvote(id: QuestionId) -> Question = UpvoteQuestion;
    /// Takes that back.
    undo_upvote(id: QuestionId) -> Question = UndoUpvoteQuestion;
    /// Votes a question down.
    downvote(id: QuestionId) -> Question = DownvoteQuestion;
    /// Takes that back.
    undo_downvote(id: QuestionId) -> Question = UndoDownvoteQuestion;
    /// Keeps a question among the favourites.
    favorite(id: QuestionId) -> Question = Favorite;
    /// Takes that back.
    undo_favorite(id: QuestionId) -> Question = UndoFavorite;
    /// Deletes an answer.
    delete_answer(question: QuestionId, id: AnswerId) -> Answer = DeleteAnswer;
    /// Accepts an answer to one's own question.
    accept(question: QuestionId, id: AnswerId) -> Answer = AcceptAnswer;
    /// Takes that back.
    undo_accept(question: QuestionId, id: AnswerId) -> Answer = UndoAcceptAnswer;
    /// Votes an answer up.
    upvote_answer(question: QuestionId, id: AnswerId) -> Answer = UpvoteAnswer;
    /// Takes that back.
    undo_upvote_answer(question: QuestionId, id: AnswerId) -> Answer = UndoUpvoteAnswer;
    /// Votes an answer down.
    downvote_answer(question: QuestionId, id: AnswerId) -> Answer = DownvoteAnswer;
    /// Takes that back.
    undo_downvote_answer(question: QuestionId, id: AnswerId) -> Answer = UndoDownvoteAnswer;
    /// Deletes a comment.
    delete_comment(id: CommentId) -> Comment = DeleteComment;
    /// Votes a comment up.
    upvote_comment(id: CommentId) -> Comment = UpvoteComment;
    /// Takes that back.
    undo_upvote_comment(id: CommentId) -> Comment = UndoUpvoteComment;
    /// Deletes an article.
    delete_article(id: ArticleId) -> Article = DeleteArticle;
    /// Votes an article up.
    upvote_article(id: ArticleId) -> Article = UpvoteArticle;
    /// Takes that back.
    undo_upvote_article(id: ArticleId) -> Article = UndoUpvoteArticle;
}

/// Answers a question. `request_id` names this one deed, so that the site does it once.
pub fn add_answer(question: QuestionId, body: &str, request_id: &str, _: &UserAction) -> Request<Answer> {
    let post = Request::new(Route::AddAnswer).at(question.0).arg(Arg::Body(body.to_owned()));
    post.arg(Arg::RequestId(request_id.to_owned()))
}

/// Changes an answer.
pub fn edit_answer(question: QuestionId, id: AnswerId, body: &str, _: &UserAction) -> Request<Answer> {
    Request::new(Route::EditAnswer).at(question.0).at(id.0).arg(Arg::Body(body.to_owned()))
}

/// Comments on a post, by its number. `request_id` names this one deed, so that the site does it once.
pub fn add_comment(post: u64, body: &str, request_id: &str, _: &UserAction) -> Request<Comment> {
    let comment = Request::new(Route::AddComment).at(post).arg(Arg::Body(body.to_owned()));
    comment.arg(Arg::RequestId(request_id.to_owned()))
}

/// Changes a comment.
pub fn edit_comment(id: CommentId, body: &str, _: &UserAction) -> Request<Comment> {
    Request::new(Route::EditComment).at(id.0).arg(Arg::Body(body.to_owned()))
}

/// Writes an article, which only its author may edit.
pub fn add_article(kind: ArticleKind, writing: &Writing, _: &UserAction) -> Request<Article> {
    written(Route::AddArticle, writing).arg(Arg::Article(kind)).answering()
}

/// Keeps a picture on the site, for whoever has its address.
pub fn upload_image(picture: &Picture, _: &UserAction) -> Request<Uploaded> {
    Request::new(Route::UploadImage).arg(Arg::Image(picture.clone()))
}

/// Changes an article.
pub fn edit_article(id: ArticleId, kind: ArticleKind, writing: &Writing, _: &UserAction) -> Request<Article> {
    written(Route::EditArticle, writing).arg(Arg::Article(kind)).at(id.0).answering()
}

fn joined(ids: impl IntoIterator<Item = u64>) -> String {
    ids.into_iter().map(|id| id.to_string()).collect::<Vec<_>>().join(";")
}
