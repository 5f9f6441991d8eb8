//! What an answer is before anyone reads its items: the API's or not, a yes or a no, and what it says of the calls
//! to come.
//!
//! Both versions end here in the same [`Verdict`].

use super::{ApiError, Refusal, Why, route::Version, throttle::Lesson};
use crate::{
    json::{self, Json, Misfit, Object, Take, each},
    ports::{Header, HttpResponse},
    text::decode_entities,
    words,
};
use std::borrow::Cow;

/// Seconds to wait where a site wants a pause and does not say how long.
const DEFAULT_PAUSE: i64 = 30;

/// What an answer says besides its items.
#[derive(Debug)]
pub(super) struct Verdict {
    /// Whether more items follow.
    pub(super) outcome: Result<bool, ApiError>,
    pub(super) lesson: Lesson,
    /// Calls left today (v2.3) or now (v3).
    pub(super) quota: Option<u32>,
}

/// Takes one item of an answer.
type Item<'i> = dyn FnMut(Object<'_>) -> Result<(), Misfit> + 'i;

/// Judges an answer, and hands out its items if the site said yes.
pub(super) fn judge(response: &HttpResponse, version: Version, item: &mut Item<'_>) -> Verdict {
    let mut lesson = counters(response);
    let quota = lesson.meters.iter().map(|(left, _)| *left).min();
    // Some answers begin with a byte order mark (contract §1.4).
    let text = response.body.trim_start_matches('\u{feff}').trim();
    let is_success = matches!(response.status, 200..300);
    let (outcome, quota) = match json::parse(text) {
        _ if text.is_empty() && is_success => (Ok(false), quota), // 204
        _ if !text.starts_with(['{', '[']) => (Err(no_json(response, version, text)), quota),
        Err(place) if is_success => (Err(ApiError::Decode(place)), quota),
        Err(_) => (Err(ApiError::NotApi(response.status)), quota),
        Ok(json) => match version {
            Version::V2 => v2(json, response.status, &mut lesson, item),
            Version::V3 => (v3(json, response.status, item), quota),
        },
    };
    let is_busy = response.status == 429 || outcome.as_ref().is_err_and(|error| error.why() == Some(Why::Busy));
    if is_busy && lesson.route.is_none() {
        let told =
            response.header(Header::RetryAfter).or(response.header(Header::Backoff)).and_then(|n| n.parse().ok());
        let prose = || match &outcome {
            Err(ApiError::Refused(refusal)) => refusal.message.split(' ').find_map(|word| word.parse().ok()),
            _ => None,
        };
        let counted = || lesson.meters.iter().map(|(_, seconds)| *seconds).max();
        lesson.site = Some(told.or_else(prose).or_else(counted).unwrap_or(DEFAULT_PAUSE));
    }
    Verdict { outcome, lesson, quota }
}

/// An answer in another form than JSON.
fn no_json(response: &HttpResponse, version: Version, text: &str) -> ApiError {
    // v3 tells who is not let in as plain text.
    let is_plain = response.header(Header::ContentType).is_some_and(|kind| kind.starts_with("text/plain"));
    if response.status == 401 && (is_plain || (version == Version::V3 && !text.starts_with('<'))) {
        return ApiError::Refused(Refusal::v3(401, text.chars().take(200).collect()));
    }
    ApiError::NotApi(response.status)
}

/// v2.3's wrapper (contract §1.5). Errors come first: a refused call has no items, and its status says nothing.
fn v2(json: Json<'_>, status: u16, lesson: &mut Lesson, item: &mut Item<'_>) -> (Result<bool, ApiError>, Option<u32>) {
    let facts = || -> Result<_, Misfit> {
        let mut wrapper = Object::take(json)?;
        lesson.route = wrapper.get("backoff")?;
        let quota = wrapper.get("quota_remaining")?;
        let Some(id) = wrapper.get("error_id")? else { return Ok((None, quota, wrapper)) };
        let mut text = |name| wrapper.get::<Cow<'_, str>>(name);
        let message = text("error_message")?.or(text("error_name")?).unwrap_or_default();
        Ok((Some(Refusal::v2(id, decode_entities(&message))), quota, wrapper))
    };
    match facts() {
        Err(Misfit(place)) => (Err(ApiError::Decode(place)), None),
        Ok((Some(refusal), quota, _)) => (Err(ApiError::Refused(refusal)), quota),
        Ok((None, quota, _)) if !matches!(status, 200..300) => (Err(ApiError::NotApi(status)), quota),
        Ok((None, quota, wrapper)) => {
            (items(Json::Object(wrapper), Version::V2, item).map_err(|Misfit(place)| ApiError::Decode(place)), quota)
        }
    }
}

/// v3 tells errors by the status, and explains them as ProblemDetails or by field (contract §4.2).
fn v3(json: Json<'_>, status: u16, item: &mut Item<'_>) -> Result<bool, ApiError> {
    if matches!(status, 200..300) {
        return items(json, Version::V3, item).map_err(|Misfit(place)| ApiError::Decode(place));
    }
    let explain = || -> Result<Option<String>, Misfit> {
        let mut problem = Object::take(json)?;
        if let Some(Object(fields)) = problem.get("errors")? {
            let all = fields.into_iter().map(|(_, texts)| Vec::<String>::take(texts));
            return Ok(Some(all.collect::<Result<Vec<_>, _>>()?.concat().join(" ")));
        }
        // `status` and `title` are what makes it one; anything else is some gateway's own JSON.
        let (detail, title) = (problem.get("detail")?, problem.get("title")?);
        Ok(detail.or(title).filter(|_| problem.get::<i64>("status").is_ok_and(|status| status.is_some())))
    };
    match explain() {
        Ok(Some(message)) => Err(ApiError::Refused(Refusal::v3(status, message))),
        _ if status == 429 => Err(ApiError::Refused(Refusal::v3(status, words::too_many_requests()))),
        _ => Err(ApiError::NotApi(status)),
    }
}

/// v3's counters: of its burst, of its bucket.
fn counters(response: &HttpResponse) -> Lesson {
    let number = |header| response.header(header).and_then(|text| text.trim().parse::<u32>().ok());
    let meter = |left, seconds| Some((number(left)?, i64::from(number(seconds)?)));
    let burst = meter(Header::BurstLeft, Header::BurstFull);
    let bucket = meter(Header::BucketLeft, Header::BucketRefill);
    Lesson { meters: burst.into_iter().chain(bucket).collect(), ..Lesson::default() }
}

/// Hands out the items of a v2.3 wrapper, a v3 page, a v3 list or a single v3 object. Whether there are more.
fn items(json: Json<'_>, version: Version, item: &mut Item<'_>) -> Result<bool, Misfit> {
    let mut object = match json {
        Json::List(list) => return each(list, item).map(|()| false),
        json => Object::take(json)?,
    };
    let has_more = match version {
        Version::V2 => object.or_default("has_more")?,
        Version::V3 if !object.has("items") => return item(object).map(|()| false),
        // An empty list has no pages at all.
        Version::V3 => object.or_default::<i64>("page")? < object.or_default::<i64>("totalPages")?,
    };
    object.each("items", item).map(|()| has_more)
}
