import init, { panel } from "./app.js";

init().then(panel);
