import init, { panel } from "./app.js";

const { documentElement: page } = document;
[page.lang, page.dir] = ["language", "direction"].map((key) => browser.i18n.getMessage(key));
init().then(panel);
