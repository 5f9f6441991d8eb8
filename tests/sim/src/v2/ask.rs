//! `/questions/add`: the rules of a new question, its preview, and its posting.

use std::borrow::Cow;
use std::collections::HashSet;

use super::{ApiError, Call, List};
use crate::corpus::Submission;

/// The characters that no tag may have, besides spaces.
const FORBIDDEN_IN_TAGS: &str = "<>&\"'`()[]{}\\/_=~|^@$%*?!,;:";

/// Posts a question, or with `preview` shows what it would be and changes nothing: it neither waits for the last
/// write nor makes the next one wait.
pub(super) fn add(call: &Call<'_>) -> Result<List, ApiError> {
    let user = call.caller.signed_in()?.user;
    let preview = call.params.flag("preview")?.unwrap_or(false);
    let request_id = call.params.get("request_id");
    // Held to the end: of two equal requests at once, the second sees what the first did.
    let store = call.sim.store();
    if request_id.is_some_and(|id| call.sim.pacing().has_done(user, id)) {
        return Err(ApiError::DuplicateRequest);
    }
    let title = call.params.required("title")?.trim();
    let body = call.params.required("body")?;
    call.params.required("tags")?;
    let mut tags = call.params.tags("tags");
    let mut seen = HashSet::new();
    tags.retain(|tag| seen.insert(tag.clone()));
    check(title, body, &tags)?;
    if store.has_title(title)? {
        return Err(refused("A question with that title already exists; please be more specific."));
    }
    if preview {
        let Some(person) = store.person(user)? else { return Err(ApiError::InvalidToken) };
        return Ok(List::whole("question", vec![call.view().preview(title, body, &tags, &person, call.now)]));
    }
    let mut pacing = call.sim.pacing();
    if let Some(wait) = pacing.wait_to_write(user, call.sim.config().write_interval, call.now) {
        return Err(ApiError::TooEarly(wait));
    }
    let id = store.batch(|store| {
        store.add_question(&Submission {
            title: title.to_owned(),
            body: body.to_owned(),
            tags,
            owner: Some(user),
            asked: call.now,
            ..Submission::default()
        })
    })?;
    pacing.wrote(user, request_id, call.now);
    let posted = store.question(id)?;
    Ok(List::whole("question", posted.iter().map(|question| call.view().question(question)).collect()))
}

fn check(title: &str, body: &str, tags: &[String]) -> Result<(), ApiError> {
    let title_length = title.chars().count();
    let body_length = body.trim().chars().count();
    if title_length < 15 {
        return Err(refused("Title must be at least 15 characters."));
    }
    if title_length > 150 {
        return Err(refused("Title cannot be longer than 150 characters."));
    }
    if body_length < 30 {
        return Err(refused(format!("Body must be at least 30 characters; you entered {body_length}.")));
    }
    if body_length > 30_000 {
        return Err(refused(format!("Body is limited to 30000 characters; you entered {body_length}.")));
    }
    if tags.is_empty() {
        return Err(refused("Please enter at least one tag."));
    }
    if tags.len() > 5 {
        return Err(refused("Please enter no more than 5 tags."));
    }
    for tag in tags {
        if tag.chars().count() > 35 {
            return Err(refused(format!("The tag '{tag}' is too long; the maximum length is 35 characters.")));
        }
        if tag.chars().any(|c| c.is_whitespace() || c.is_control() || FORBIDDEN_IN_TAGS.contains(c)) {
            return Err(refused(format!("The tag '{tag}' contains characters that are not allowed.")));
        }
    }
    Ok(())
}

fn refused(why: impl Into<Cow<'static, str>>) -> ApiError {
    ApiError::WriteFailed(why.into())
}
