//! The protocol between the pages and the background: every call, what it takes and what it answers.
//!
//! One table. Pages send a [`Request`] and get the call's answer or a [`Failure`]; nothing else crosses.
//! Both travel as JSON text: one format for storage, API and messages keeps the module a third smaller
//! than one serializer for each.

use super::{ConnectForm, Failure, Focus, Overview, Posted, Related, Remedy, ReviewScreen};
use crate::{
    auth::Scope,
    json,
    model::{Account, Digest, Draft, DraftId, TabId, Writing},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// A call: something a page may ask of the background.
pub trait Call: Into<Request> {
    /// What it answers.
    type Answer: Serialize + DeserializeOwned;
}

/// What marks a reply as a failure: no JSON begins with it.
const FAILED: char = '!';

/// A reply as it travels: the answer's JSON, or the failure's behind a mark.
#[must_use]
pub fn encode_reply(reply: Result<String, Failure>) -> String {
    reply.unwrap_or_else(|failure| format!("{FAILED}{}", json::write(&failure)))
}

/// The answer's JSON of a reply.
///
/// # Errors
/// The failure it holds, or the text itself if it is neither, in words for the person.
pub fn decode_reply(reply: &str) -> Result<&str, Failure> {
    let Some(failed) = reply.strip_prefix(FAILED) else { return Ok(reply) };
    Err(json::read(failed).unwrap_or_else(|_| Failure { message: failed.to_owned(), remedy: Remedy::Retry }))
}

macro_rules! calls {
    ($($(#[$doc:meta])+ $name:ident $(($($type:ty),+))? -> $answer:ty;)+) => {
        /// Any call, as it travels.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub enum Request {
            $($(#[$doc])+ $name($name),)+
        }

        $(
            $(#[$doc])+
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            pub struct $name $(($(pub $type),+))?;

            impl From<$name> for Request {
                fn from(call: $name) -> Self {
                    Self::$name(call)
                }
            }

            impl Call for $name {
                type Answer = $answer;
            }
        )+
    };
}

calls! {
    /// Where things stand: connection, account, drafts.
    GetOverview -> Overview;
    /// What the surface that just opened should show.
    GetFocus -> Focus;
    /// Checks that there is such a site and that it knows the key, then keeps the connection.
    Connect(ConnectForm) -> ();
    /// Signs in through the browser's window, for a token that allows this much.
    SignIn(Scope) -> Account;
    /// Forgets the token.
    SignOut -> ();
    /// Reads the page in a tab and finds the questions related to it.
    FindRelated(TabId) -> Related;
    /// Starts a draft from the page in a tab and its selection.
    StartDraft(TabId) -> Draft;
    /// A draft as it was last saved.
    GetDraft(DraftId) -> Draft;
    /// Keeps what was written. The number counts edits: older ones than the kept one change nothing.
    SaveDraft(DraftId, u32, Writing) -> ();
    /// Throws a draft away.
    DiscardDraft(DraftId) -> ();
    /// Checks a draft, has the site render it, and names destination and author. Posts nothing.
    ReviewDraft(DraftId) -> ReviewScreen;
    /// Posts a draft, if the digest is that of the review the person read. Only the review screen's button
    /// sends this.
    PostDraft(DraftId, Digest) -> Posted;
    /// Asks the site whether a draft whose answer was lost has been posted.
    LookUpPost(DraftId) -> Posted;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_survive_the_way() {
        let failure = Failure { message: "No.".into(), remedy: Remedy::Wait(crate::model::Timestamp(7)) };
        assert_eq!(decode_reply(&encode_reply(Ok("[1]".into()))), Ok("[1]"));
        assert_eq!(decode_reply(&encode_reply(Err(failure.clone()))), Err(failure));
        assert_eq!(decode_reply("!Askside could not start").unwrap_err().message, "Askside could not start");
    }

    #[test]
    fn the_protocol_as_it_travels() {
        let id = || DraftId("d1".into());
        let writing = Writing { title: "T".into(), body: "B".into(), tags: vec!["a".into()] };
        let form = ConnectForm { site: "s".into(), client_id: "1".into(), key: "k".into() };
        let all: [Request; 12] = [
            GetOverview.into(),
            GetFocus.into(),
            Connect(form).into(),
            SignIn(Scope::Read).into(),
            SignOut.into(),
            FindRelated(TabId(1)).into(),
            StartDraft(TabId(1)).into(),
            GetDraft(id()).into(),
            SaveDraft(id(), 2, writing).into(),
            DiscardDraft(id()).into(),
            ReviewDraft(id()).into(),
            LookUpPost(id()).into(),
        ];
        let travel = |request: &Request| {
            let text = json::write(request);
            assert_eq!(&json::read::<Request>(&text).unwrap(), request);
            text
        };
        insta::assert_snapshot!(all.iter().map(travel).collect::<Vec<_>>().join("\n"));
    }
}
