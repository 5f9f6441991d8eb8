// Collects what a page shows, as JSON text, in the page's isolated world, at the person's request. Reads, never writes,
// and asks for no style and no layout. Which of it the page is about is decided in Rust (src/core/page); the caps bound it.
(() => {
  const MAX_TEXT = 500_000, MAX_NODES = 60_000, MAX_LINE = 20_000, MAX_NAMES = 300, MAX_DEPTH = 200;
  const SKIP = /^(script|style|noscript|template|svg|canvas|button|select|textarea|object|audio|video|head)$/;
  const INLINE = RegExp("^(a|abbr|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|input|ins|kbd|label|mark|q" +
    "|r[bpt]|ruby|s|samp|slot|small|span|strike|strong|su[bp]|time|tt|u|var|wbr)$");
  const NAMES = ["class", "id", "data-testid", "data-syntaxhighlighter-params"], HTML = "http://www.w3.org/1999/xhtml";
  // Elements with a name hide the document's and a form's properties, here too: ask the prototypes.
  const get = (type, name, of) => Reflect.get(type.prototype, name, of);
  const cut = (text, most = MAX_LINE) => (text ?? "").slice(0, most).toWellFormed(); // half a character is no JSON text
  const head = (selector, name) => cut(Document.prototype.querySelector.call(document, selector)?.[name]);
  // A block: the one around it, tag, role, names, text, letters in links, letters in links within the page.
  const blocks = [], documents = [document];
  let room = MAX_TEXT, last = null; // last: what the text said last belongs to, unless another block began since
  const entry = (block) => (block.at ??= blocks.push([block.up ? entry(block.up) : -1, ...block.own, "", 0, 0]) - 1);
  const say = ({ block, link, jump }, text) => {
    const at = entry(block), said = cut(text, room), letters = link && said.trim().length;
    if (last !== block && (at < blocks.length - 1 || blocks[at][4])) blocks.push([at, "", "", "", "", 0, 0]);
    [said, letters, jump && letters].forEach((more, part) => (blocks.at(-1)[4 + part] += more));
    [last, room] = [block, room - said.length];
  };
  const place = (el, tag, at) => { // where the text within an element belongs; null if it is not shown
    const own = (name) => Element.prototype.getAttribute.call(el, name), depth = (at.block?.depth ?? 0) + 1;
    const role = own("aria-hidden") === "true" ? "hidden" : cut(own("role"));
    const code = tag === "code" && (at.block.own[0] === "pre" || get(Node, "textContent", el).includes("\n"));
    const inline = tag ? INLINE.test(tag) && !code : at.block !== null;
    const hidden = !["until-found", null].includes(own("hidden")) || (inline && role === "hidden");
    if (hidden || SKIP.test(tag) || /display:\s*none/.test(own("style"))) return null;
    if (tag === "a") return { ...at, link: 1, jump: own("href")?.replace(location.pathname, "")[0] === "#" ? 1 : 0 };
    if (!inline) last = null;
    if (inline || depth > MAX_DEPTH) return at;
    return { ...at, block: { up: at.block, own: [tag, role, cut(NAMES.map(own).join(" "), MAX_NAMES)], depth } };
  };
  const inside = (el, tag) => {
    const frame = /^i?frame$/.test(tag) && el.contentDocument; // none of another origin's
    if (frame) documents.push(frame);
    const slotted = tag === "slot" ? HTMLSlotElement.prototype.assignedNodes.call(el, { flatten: true }) : [];
    return slotted.length ? slotted : get(Node, "childNodes", frame || (get(Element, "shadowRoot", el) ?? el));
  };
  const todo = Array.from(get(Node, "childNodes", document), (node) => [node, { block: null, link: 0, jump: 0 }]);
  for (let nodes = MAX_NODES; todo.length > 0 && nodes > 0 && room > 0; nodes--) {
    const [node, at] = todo.pop(), type = get(Node, "nodeType", node);
    const text = [Node.TEXT_NODE, Node.CDATA_SECTION_NODE].includes(type) ? get(CharacterData, "data", node) : "";
    if (text && (last === at.block || /\S/.test(text))) say(at, text);
    if (type !== Node.ELEMENT_NODE) continue;
    const name = get(Element, "localName", node), html = get(Element, "namespaceURI", node) === HTML;
    const tag = html || name === "svg" ? cut(name) : "", to = place(node, tag, at), list = to ? inside(node, tag) : [];
    for (let child = Math.min(list.length, nodes); child-- > 0; ) todo.push([list[child], to]);
  }
  return JSON.stringify({
    url: cut(location.href), contentType: get(Document, "contentType", document), blocks: blocks.flat(),
    title: cut(get(Document, "title", document)), canonical: head("link[rel=canonical]", "href") || null,
    description: head("meta[name=description]", "content"),
    site: head("meta[property='og:site_name'], meta[name=application-name]", "content"),
    ...selectionIn(documents, { get, cut, HTML }),
  });
})();
