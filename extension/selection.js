// What the person selected, node by node, in the page's isolated world: extract.js calls it there. Reads, never writes.
// What becomes of it is decided in Rust (src/core/page/selection.rs, src/core/draft/markdown.rs); the caps bound it.
function selectionIn(documents, { get, cut, HTML }) {
  const MAX_TEXT = 20_000, MAX_NODES = 5_000, MAX_NAMES = 200, MAX_TARGET = 1_000;
  const SKIP = /^(script|style|noscript|template|svg|canvas|button|select|textarea|object|audio|video|head|i?frame)$/;
  const own = (el, name) => Element.prototype.getAttribute.call(el, name);
  const parent = (node) => node && get(Node, "parentElement", node);
  const selection = documents.map((of) => Document.prototype.getSelection.call(of)).find((one) => one?.toString());
  const nodes = [], range = selection?.rangeCount ? selection.getRangeAt(0) : null;
  const from = range?.commonAncestorContainer, el = from && (get(Node, "nodeType", from) === 1 ? from : parent(from));
  // A word of a link is still that link, and a line of code is code.
  const around = (tags) => Element.prototype.closest.call(el, tags);
  const root = el && (around("pre") ?? around("a[href]") ?? around("code, kbd, samp, b, strong, em, i") ?? el);
  const todo = root ? [[root, -1]] : [];
  for (let room = MAX_TEXT; todo.length > 0 && nodes.length < MAX_NODES && room > 0; ) {
    const [node, within] = todo.pop(), type = get(Node, "nodeType", node);
    if (!range.intersectsNode(node)) continue;
    if ([Node.TEXT_NODE, Node.CDATA_SECTION_NODE].includes(type)) {
      const end = node === range.endContainer ? range.endOffset : undefined;
      const said = get(CharacterData, "data", node).slice(node === range.startContainer ? range.startOffset : 0, end);
      nodes.push([within, "", "", "", cut(said, room)]);
      room -= said.length;
    }
    if (type !== Node.ELEMENT_NODE) continue;
    const name = get(Element, "localName", node), style = getComputedStyle(node);
    if (SKIP.test(name) || style.display === "none" || style.visibility !== "visible") continue;
    if (style.userSelect === "none") continue; // line numbers, a button that copies
    const tag = get(Element, "namespaceURI", node) === HTML ? cut(name, MAX_NAMES) : "x";
    const attribute = { a: "href", img: "src" }[tag], link = attribute && own(node, attribute);
    const target = (link && URL.parse(link, get(Node, "baseURI", node))?.href) || "";
    const named = tag === "pre" ? [node, parent(node), parent(parent(node))].filter(Boolean) : [node];
    const names = cut(named.map((one) => own(one, "class") ?? "").join(" "), MAX_NAMES);
    const alternative = tag === "img" ? cut(own(node, "alt"), MAX_NAMES) : "";
    const entry = [within, tag, names, target.length > MAX_TARGET ? "" : target, alternative];
    const at = tag === "span" ? within : nodes.push(entry) - 1;
    const list = get(Node, "childNodes", node);
    for (let child = Math.min(list.length, MAX_NODES); child-- > 0; ) todo.push([list[child], at]);
  }
  const home = el && get(Node, "ownerDocument", el);
  const headings = el ? Document.prototype.querySelectorAll.call(home, "h1, h2, h3, h4, h5, h6") : [];
  const above = Array.from(headings).findLast((heading) => range.comparePoint(heading, 0) < 0);
  const selectionHeading = above ? cut(get(Node, "textContent", above), MAX_NAMES) : "";
  return { selectionHeading, selection: cut(selection?.toString(), MAX_TEXT), selected: nodes };
}
