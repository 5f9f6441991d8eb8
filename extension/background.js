// Registers every listener at once: a worker that is woken for an event must already have them, and the
// wasm module is not there yet (wasm-bindgen#1976). What to do about an event is decided in Rust.
import init, { background_call, background_event, background_suggestions } from "./app.js";

let ready;
const core = () => (ready ??= init().catch((error) => { ready = undefined; throw error; }));
const tell = (kind, tab, target = "") => core().then(() => background_event(kind, tab?.id ?? -1, target));
// Only inside the gesture, before any await; where the browser will not, what was asked for waits for the person.
const show = (tab) => browser.sidePanel?.open({ windowId: tab.windowId }).catch(() => {});

// Before anything else runs: what is kept, and what a policy says, is not for scripts in other people's pages.
for (const area of ["local", "managed", "session", "sync"]) {
  browser.storage[area].setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" }).catch(() => {});
}
browser.runtime.onMessage.addListener((message, sender, respond) => {
  const { id = "", origin = "", url = "", frameId = 0 } = sender;
  core().then(() => background_call(message, id, origin, url, frameId, browser.runtime.id)).then(respond, (error) => {
    respond(`!${browser.i18n.getMessage("cannot_start", String(error))}`);
  });
  return true;
});
browser.runtime.onInstalled.addListener(() => tell("installed"));
browser.commands.onCommand.addListener((command, tab) => { show(tab); tell(command, tab); });
browser.contextMenus.onClicked.addListener((info, tab) => {
  show(tab);
  tell(info.menuItemId, tab, info.selectionText ? "" : (info.linkUrl ?? info.srcUrl));
});
browser.omnibox.setDefaultSuggestion({ description: browser.i18n.getMessage("address_bar_searches", "%s") });
browser.omnibox.onInputChanged.addListener((text, suggest) => {
  core().then(() => background_suggestions(text)).then((found) => suggest(JSON.parse(found)), () => {});
});
browser.omnibox.onInputEntered.addListener((text, disposition) => tell(disposition, undefined, text));
