// Whether all that a screen shows can be reached and read in the window's size; answers what cannot, in words. `spaced`
// lays the text out as WCAG 2.2, 1.4.12 says it must be able to be.
(spaced) => {
  const sheet = new CSSStyleSheet();
  if (spaced) {
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }");
  }
  document.adoptedStyleSheets = [sheet];
  const faults = [];
  const name = (e) => `<${e.localName}${e.className ? "." + e.className : ""}> “${(e.innerText ?? "").trim().slice(0, 40)}”`;
  const is_seen = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".sr-only, header:has(.host) h1 span, header .kind");
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push(`scrolls sideways: ${root.scrollWidth} of ${root.clientWidth}`);
  const seen = [...document.body.querySelectorAll("*")].filter(is_seen);

  // What may scroll may hold more than it shows; what is cut says so with an ellipsis, and all of it in its title or once
  // it is opened.
  const scrolls = (e) => /auto|scroll/.test(getComputedStyle(e).overflowX);
  const is_cut = (e) => getComputedStyle(e).textOverflow === "ellipsis" && (e.title || e.closest("summary"));
  for (const e of seen) {
    const style = getComputedStyle(e);
    if (style.display === "inline" || e.matches("input, textarea, svg, svg *") || scrolls(e) || is_cut(e)) continue;
    if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && !e.closest("pre, table, .preview")) faults.push(`${name(e)} is ${e.scrollWidth} wide in ${e.clientWidth}`);
    if (style.overflowY === "hidden" && e.scrollHeight > e.clientHeight + 1) faults.push(`${name(e)} is ${e.scrollHeight} high in ${e.clientHeight}`);
  }

  // 2.5.8: 24 by 24, or so far from others that a circle of 24 around each touches none; links in a sentence may be less.
  const targets = seen.filter((e) => e.matches("a[href], button, input, textarea, summary, [role=option], label.check"))
    .filter((e) => !e.matches("label.check input"));
  const boxes = targets.map((e) => e.getBoundingClientRect());
  const is_line = (e) => e.localName === "a" && getComputedStyle(e).display === "inline";
  targets.forEach((e, at) => {
    const box = boxes[at];
    if (box.width >= 24 && box.height >= 24 || e.closest(".prose, p, li > a")) return;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const near = boxes.findIndex((other, index) => index !== at && !targets[index].contains(e) && !e.contains(targets[index]) &&
      Math.hypot(x - Math.min(Math.max(x, other.left), other.right), y - Math.min(Math.max(y, other.top), other.bottom)) < 12);
    if (near >= 0 || !is_line(e) && box.height < 16) faults.push(`${name(e)} is ${box.width} by ${box.height}, beside ${near < 0 ? "none" : name(targets[near])}`);
  });

  // No two targets lie over each other, apart from a list that is open.
  targets.forEach((one, at) => targets.slice(at + 1).forEach((other, later) => {
    const [a, b] = [boxes[at], boxes[at + 1 + later]];
    const over = Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
    const is_apart = one.contains(other) || other.contains(one) || [one, other].some((e) => e.closest(".choices, .bar"));
    if (over && !is_apart) faults.push(`${name(one)} and ${name(other)} overlap`);
  }));

  // 2.4.11: what gets the focus is in sight, and nothing lies over the middle of what is seen of it.
  const before = document.activeElement;
  scrollTo(0, 0); // what has the focus already does not come into sight by getting it
  for (const e of targets.filter((e) => e.matches("a, button, input, textarea, summary") && !e.disabled)) {
    e.focus();
    const box = e.getBoundingClientRect();
    const at = [box.x + box.width / 2, (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2];
    const hit = document.elementFromPoint(...at);
    const own = hit && (e.contains(hit) || hit.contains(e) && hit.localName !== "body" || [...e.labels ?? []].some((l) => l.contains(hit)));
    if (!own && !hit?.closest(".choices")) faults.push(`${name(e)} has the focus at ${at.map(Math.round)}, under ${hit ? name(hit) : "nothing"}`);
  }
  if (before && before !== document.body) before.focus(); else document.activeElement.blur();
  document.adoptedStyleSheets = [];
  scrollTo(0, 0);
  return faults;
}
