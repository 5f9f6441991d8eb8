// Collects what a page shows, as JSON text. Runs in the page's isolated world, at the person's request: reads, never
// writes, and asks for no style and no layout, so that the browser computes nothing anew. Which of it the page is
// about is decided in Rust (src/page); the caps here bound the message and the work.
(() => {
  const MAX_TEXT = 1_000_000, MAX_NODES = 300_000, MAX_DEPTH = 200, XHTML = "http://www.w3.org/1999/xhtml";
  const SKIP = /^(script|style|noscript|template|svg|canvas|button|select|textarea|object|audio|video|head)$/;
  const INLINE = RegExp("^(a|abbr|b|bdi|bdo|big|br|cite|code|data|del|dfn|em|font|i|img|input|ins|kbd|label|mark|q" +
    "|r[bpt]|ruby|s|samp|slot|small|span|strike|strong|su[bp]|time|tt|u|var|wbr)$");
  const NAMES = ["class", "id", "data-testid", "data-syntaxhighlighter-params"];
  // Elements with a name hide the document's and a form's properties, here too: ask the prototypes.
  const get = (type, name, of) => Reflect.get(type.prototype, name, of);
  const attribute = (el, name) => Element.prototype.getAttribute.call(el, name);
  const top = get(Document, "documentElement", document);
  const head = (selector, name) => (top && Element.prototype.querySelector.call(top, selector)?.[name]) || null;
  const line = (text) => (text ?? "").slice(0, 100_000).replace(/\s+/g, " ").trim().slice(0, 2_000);

  // A block: the one around it, tag, role, names, text, letters in links, letters in links within the page.
  const blocks = [], documents = [document], todo = top ? [[top, { block: null, link: 0 }]] : [];
  let room = MAX_TEXT, last = null; // last: what the text said last belongs to, unless another block began since
  const entry = (block) =>
    (block.at ??= blocks.push([block.up ? entry(block.up) : -1, block.tag, block.role, block.names, "", 0, 0]) - 1);
  const say = ({ block, link }, text) => {
    const at = entry(block);
    if (last !== block && (at < blocks.length - 1 || blocks[at][4])) blocks.push([at, "", "", "", "", 0, 0]);
    const into = blocks.at(-1), said = text.slice(0, room);
    [last, room, into[4]] = [block, room - said.length, into[4] + said];
    for (let kind = 1; kind <= link; kind++) into[4 + kind] += said.trim().length;
  };
  // Where the text within an element belongs; nowhere if it is not shown.
  const place = (el, tag, at) => {
    const role = attribute(el, "aria-hidden") === "true" ? "hidden" : (attribute(el, "role") ?? "");
    const code = tag === "code" && (at.block.tag === "pre" || get(Node, "textContent", el).includes("\n"));
    const inline = tag ? INLINE.test(tag) && !code : at.block !== null;
    const hidden = !["until-found", null].includes(attribute(el, "hidden")) || (inline && role === "hidden");
    if (hidden || SKIP.test(tag) || /display:\s*none/.test(attribute(el, "style"))) return null;
    if (tag === "br" && last === at.block) say(at, "\n");
    const href = tag === "a" && (attribute(el, "href") ?? "").replace(location.pathname, "");
    if (tag === "a") return { ...at, link: href.startsWith("#") ? 2 : 1 };
    if (!inline) last = null;
    if (inline || at.block?.depth === MAX_DEPTH) return at;
    const names = NAMES.map((name) => attribute(el, name)).join(" ").slice(0, 300);
    return { ...at, block: { up: at.block, tag, role, names, depth: (at.block?.depth ?? 0) + 1 } };
  };
  const inside = (el, tag) => {
    const frame = /^i?frame$/.test(tag) && el.contentDocument; // none of another origin's
    if (frame) documents.push(frame);
    const slotted = tag === "slot" ? HTMLSlotElement.prototype.assignedNodes.call(el, { flatten: true }) : [];
    return slotted.length ? slotted : get(Node, "childNodes", frame || (get(Element, "shadowRoot", el) ?? el));
  };
  for (let nodes = MAX_NODES; todo.length > 0 && nodes > 0 && room > 0; nodes--) {
    const [node, at] = todo.pop(), type = get(Node, "nodeType", node);
    const data = type === Node.TEXT_NODE || type === Node.CDATA_SECTION_NODE ? get(CharacterData, "data", node) : "";
    if (data && (last === at.block || /\S/.test(data))) say(at, data);
    if (type !== Node.ELEMENT_NODE) continue;
    const name = get(Element, "localName", node), html = get(Element, "namespaceURI", node) === XHTML;
    const tag = html || name === "svg" ? name : "", to = place(node, tag, at);
    if (to) for (const child of [...inside(node, tag)].reverse()) todo.push([child, to]);
  }

  const selection = documents.map((of) => Document.prototype.getSelection.call(of)).find((one) => String(one ?? ""));
  const anchor = selection?.anchorNode ?? document, text = get(Node, "nodeType", anchor) === Node.TEXT_NODE;
  const around = text ? get(Node, "parentElement", anchor) : anchor;
  const page = {
    url: location.href, contentType: get(Document, "contentType", document),
    canonical: head("link[rel=canonical]", "href"), title: line(get(Document, "title", document)),
    description: line(head("meta[name=description]", "content")),
    site: line(head("meta[property='og:site_name'], meta[name=application-name]", "content")), blocks,
    selection: String(selection ?? "").slice(0, 20_000),
    selectionIsCode: around !== document && Element.prototype.closest.call(around, "pre, code") !== null,
  };
  // Half of a two-unit character, left by a cut or by the page, is no JSON text to Rust.
  return JSON.stringify(page, (_, value) => (typeof value === "string" ? value.toWellFormed() : value));
})();
