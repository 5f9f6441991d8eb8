// What is timed in the panel, and in a page that does no more than show the same: an expression for each is below.
() => {
  /** When what was just changed is on the screen. */
  const painted = () =>
    new Promise((done) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now());
        port2.postMessage(0);
      }));
  const until = (holds) =>
    new Promise((done) => {
      const look = () => holds() && (watch.disconnect(), done());
      const watch = new MutationObserver(look);
      watch.observe(document.body, { childList: true, subtree: true, characterData: true });
      look();
    });
  const find = (selector) => document.querySelector(selector);
  const press = (name) => [...document.querySelectorAll("button")].find((one) => one.innerText.trim().startsWith(name)).click();

  // When the background answered what it was asked.
  const answered = {};
  const send = globalThis.browser?.runtime?.sendMessage;
  if (send) {
    browser.runtime.sendMessage = async (request) => {
      const answer = await send.call(browser.runtime, request);
      answered[/\w+/.exec(request)[0]] = performance.now();
      return answer;
    };
  }

  /** From the answer to the list. */
  const related = async () => {
    press("Drafts");
    await until(() => find("main h2")?.innerText === "Drafts");
    const pressed = performance.now();
    press("Related");
    await until(() => find(".hits li"));
    return await painted() - Math.max(pressed, answered.findRelated ?? 0);
  };
  /** From the press on a question to its text and answers, the site's time included. */
  const question = async () => {
    const pressed = performance.now();
    find(".hits h3 a").click();
    await until(() => find(".thread .prose"));
    const shown = await painted();
    press("←");
    await until(() => find(".hits li"));
    return shown - pressed;
  };
  /** From keys, pressed from outside, to what they write. */
  const keys = (field) => {
    const taken = [];
    find(field).focus();
    find(field).addEventListener("keydown", async (event) => taken.push((await painted()) - event.timeStamp));
    return taken;
  };
  /** The rows of the list, to be shown by others. */
  const rows = () => [...document.querySelectorAll(".hits li")].map((row) => row.innerText.split("\n"));
  /** The same rows as plain as can be. */
  const plain = async (rows) => {
    find("ol")?.remove();
    const start = performance.now();
    const list = document.createElement("ol");
    for (const lines of rows) {
      const row = document.createElement("li");
      row.append(...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
      list.append(row);
    }
    document.body.append(list);
    return await painted() - start;
  };
  /** When the page was first seen. */
  const seen = () => new Promise((resolve) => {
    // It may be told of after it happened, or not have happened yet.
    const told = (list) => list.getEntriesByName("first-contentful-paint").forEach((paint) => resolve(paint.startTime));
    new PerformanceObserver(told).observe({ type: "paint", buffered: true });
  });
  /** Bytes that the module has taken. */
  const memory = async () => (await (await import("./app.js")).default()).memory.buffer.byteLength;
  globalThis.timed = { memory, related, question, keys, rows, plain, seen };
}
