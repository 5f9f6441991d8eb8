// Collects what a page says, as JSON text. Runs in the page's isolated world, at the person's request,
// reads and never writes. What it means is decided in Rust; the caps here bound the message.
(() => {
  const MAX_TEXT = 200_000, MAX_ITEMS = 200, MAX_CODE = 4_000;
  const AWAY = "nav, footer, aside, [hidden], [aria-hidden=true], [role=navigation], [role=banner], [role=contentinfo]";
  const SKIP = `pre, script, style, noscript, template, svg, header, button, select, textarea, ${AWAY}`;
  // Elements with a name hide the document's and a form's properties, here too: ask the prototypes.
  const own = (name) => Reflect.get(Document.prototype, name, document);
  const all = (selector) => [...own("querySelectorAll").call(document, selector)];
  const line = (text) => (text ?? "").replace(/\s+/g, " ").trim().slice(0, 2_000);
  const meta = (selector, name) => all(selector)[0]?.[name] || null;
  const mains = all("main, [role=main], article").filter((el) => !el.closest(AWAY));
  const root = mains.find((el) => el.textContent.trim().length > 200) ?? own("body") ?? own("documentElement");

  let text = "";
  const walker = own("createTreeWalker").call(document, root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    if (node instanceof Text) return NodeFilter.FILTER_ACCEPT;
    return Element.prototype.matches.call(node, SKIP) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
  });
  while (text.length < MAX_TEXT && walker.nextNode()) text += walker.currentNode.data.slice(0, MAX_TEXT) + " ";

  const pick = (selector) => [...root.querySelectorAll(selector)].slice(0, MAX_ITEMS);
  const selection = getSelection();
  const anchor = selection?.anchorNode;
  const around = anchor instanceof Text ? anchor.parentElement : anchor;
  const page = {
    url: location.href,
    contentType: own("contentType"),
    canonical: meta("link[rel=canonical]", "href"),
    title: line(own("title")),
    description: line(meta("meta[name=description]", "content")),
    headings: pick("h1, h2, h3, h4").map((h) => ({ level: Number(h.tagName[1]), text: line(h.textContent) })),
    text: text.replace(/\s+/g, " ").slice(0, MAX_TEXT),
    code: pick("pre").map((pre) => pre.textContent.slice(0, MAX_CODE)),
    selection: String(selection ?? "").slice(0, 20_000),
    selectionIsCode: around instanceof Element && Element.prototype.closest.call(around, "pre, code") !== null,
  };
  // Half of a two-unit character, left by a cut or by the page, is no JSON text to Rust.
  return JSON.stringify(page, (_, value) => (typeof value === "string" ? value.toWellFormed() : value));
})();
