//! The methods that show what somebody was told, which nobody else may read.

use serde_json::Value;

use super::{ApiError, Call, List, Posts};
use crate::accounts::Scope;
use crate::links;
use crate::store::{Id, Kind, Mailbox, Message, Messages};

/// `/inbox`, `/notifications`, and both below `me` and `users/{id}`, of all messages or only the unread ones.
pub(super) fn list(
    call: &Call<'_>,
    of: Option<Vec<Id>>,
    mailbox: Mailbox,
    only_unread: bool,
) -> Result<List, ApiError> {
    let grant = call.caller.signed_in()?;
    if !grant.scope.contains(&Scope::ReadInbox) {
        return Err(ApiError::Forbidden("`access_token` lacks the scope read_inbox".into()));
    }
    if of.is_some_and(|of| of != [grant.user]) {
        return Err(ApiError::Forbidden("messages are shown to nobody else".into()));
    }
    let paging = call.params.paging()?;
    let (limit, offset) = (paging.limit(), paging.offset());
    let wanted = Messages { mailbox, person: grant.user, only_unread, since: None, limit, offset };
    let store = call.sim.store();
    let rows = store.messages(&wanted)?;
    let total = call.total(|| store.count_messages(&wanted))?;
    let posts = call.posts(&store);
    let list = match mailbox {
        Mailbox::Inbox => posts.page("inbox_item", paging, &rows, Posts::inbox_item),
        Mailbox::Notifications => posts.page("notification", paging, &rows, Posts::notification),
    };
    Ok(list?.of(total))
}

impl Posts<'_> {
    fn inbox_item(self, message: &Message) -> Result<Value, ApiError> {
        let config = self.view.config;
        let post = message.post.map(|id| self.store.post(id)).transpose()?.flatten();
        let object = self.view.object("inbox_item");
        let object = match &post {
            Some(post) => object
                .maybe("question_id", post.question)
                .maybe("answer_id", (post.kind == Kind::Answer).then_some(post.id))
                .text("title", &post.title)
                .put_with("link", || match post.kind {
                    Kind::Question => links::share_question(config, post.id),
                    Kind::Answer => links::share_answer(config, post.id),
                    Kind::Article => links::share_article(config, post.id),
                }),
            None => object.put("title", "").put("link", config.site_url.as_str()),
        };
        let shown = object
            .put("item_type", message.kind.as_str())
            .maybe("comment_id", message.comment)
            .put_with("site", || self.view.site())
            .put("is_unread", message.is_unread)
            .put("creation_date", message.at)
            .text("body", &message.body);
        Ok(shown.done())
    }

    fn notification(self, message: &Message) -> Result<Value, ApiError> {
        let object = self.view.object("notification");
        let shown = object
            .put("notification_type", message.kind.as_str())
            .maybe("post_id", message.post)
            .put_with("site", || self.view.site())
            .put("is_unread", message.is_unread)
            .put("creation_date", message.at)
            .text("body", &message.body);
        Ok(shown.done())
    }
}
