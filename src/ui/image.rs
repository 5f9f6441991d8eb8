//! A picture on its way into a draft: what was pasted or dropped is asked about, and goes to the site when its button is
//! pressed, and not before.

use super::{
    bus::ask,
    controls::{Kind, button, progress},
    decision::decision,
    failure::failure_note,
    go::Go,
    markdown::{apply, selected},
    panel::Panel,
    preview,
};
use crate::{
    app::{AppError, Failure, UploadImage},
    draft::image,
    model::{DraftId, NoPicture, Picture, Site},
    words,
};
use js_sys::Uint8Array;
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;
use web_sys::DataTransfer;

/// A picture, and how far it got.
#[derive(Clone)]
pub(super) enum Offer {
    /// It could be uploaded: what the computer calls it, and the picture.
    Asked(String, Picture),
    /// It is on its way.
    Sending,
    /// It did not get there.
    Refused(Failure),
}

/// Takes a file out of what was pasted or dropped: whether there is one, and no text that is meant instead.
pub(super) fn take(offered: RwSignal<Option<Offer>>, data: Option<DataTransfer>) -> bool {
    let meant = data.filter(|data| data.get_data("text/plain").is_ok_and(|text| text.is_empty()));
    let Some(file) = meant.and_then(|data| data.files()).and_then(|files| files.get(0)) else { return false };
    spawn_local(async move {
        let picture = match file.size() {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size in bytes")]
            size if size > Picture::MOST as f64 => Err(NoPicture::TooLarge(size as usize)),
            _ => match JsFuture::from(file.array_buffer()).await {
                Ok(buffer) => Picture::new(Uint8Array::new(&buffer).to_vec()),
                Err(_) => Err(NoPicture::Format), // such as a folder
            },
        };
        let offer = match picture {
            Ok(picture) => Offer::Asked(file.name(), picture),
            Err(no) => Offer::Refused(AppError::NoPicture(no).failure()),
        };
        offered.try_set(Some(offer));
    });
    true
}

/// The question about the picture, and what came of it.
pub(super) fn question(panel: Panel, id: DraftId, site: &Site, offered: RwSignal<Option<Offer>>) -> AnyView {
    let host = site.host().to_owned();
    let view = move || {
        let leave = || button(Kind::Quiet, words::leave_out(), move |_| offered.set(None));
        match offered.get() {
            None => ().into_any(),
            Some(Offer::Sending) => {
                view! { <p role="status">{words::uploading()}</p>{progress(words::uploading())} }.into_any()
            }
            Some(Offer::Refused(failure)) => {
                view! { {failure_note(panel, failure, Go::Draft(id.clone()))}{leave()} }.into_any()
            }
            Some(Offer::Asked(name, picture)) => {
                let size = picture.bytes().len().div_ceil(1024);
                let asked = words::upload_question(&name, &size.to_string(), &host);
                let id = id.clone();
                let press = move || upload(panel, id.clone(), &picture, offered);
                let upload = decision(Kind::Plain, words::upload_to(&host), "", press);
                let actions = view! { <div class="actions">{upload}{leave()}</div> };
                view! { <div class="notice" role="group" aria-label=words::picture()><p role="status">{asked}</p>{actions}</div> }
                    .into_any()
            }
        }
    };
    view.into_any()
}

/// Sends the picture, and puts it where the caret is.
fn upload(panel: Panel, id: DraftId, picture: &Picture, offered: RwSignal<Option<Offer>>) {
    let call = UploadImage(id, picture.encoded());
    offered.set(Some(Offer::Sending));
    spawn_local(async move {
        let outcome = ask(call).await;
        // Gone with its draft: the field may be another's.
        if offered.try_get_untracked().is_none() {
            return;
        }
        let address = match outcome {
            Ok(address) => address,
            Err(failure) => return offered.set(Some(Offer::Refused(failure))),
        };
        offered.set(None);
        preview::write(panel.previewing(), move || {
            let edit = selected("body").and_then(|(_, at)| image(at, &address));
            edit.iter().for_each(|edit| apply("body", edit));
        });
    });
}
