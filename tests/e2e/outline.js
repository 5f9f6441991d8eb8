// What a state of the gallery is made of, without how it looks: each element with what names it and says its state, and
// all text. What depends on the width of a font is left out.
(state) => {
  const lines = [`# ${state}`];
  const quoted = (text) => `“${text.replace(/\s+/g, " ")}”`;
  const attributes = (e) => [...e.attributes]
    .filter(({ name }) => !["id", "class", "style", "d", "viewBox"].includes(name))
    .filter(({ name }) => !(e.hasAttribute("data-wide") && ["role", "tabindex", "aria-label"].includes(name)))
    .map(({ name, value }) => (value ? `${name}=${quoted(value)}` : name))
    .concat(e.checked ? ["checked"] : [], e.value && e.matches("input:not([type=checkbox], [type=radio]), textarea") ? [`value=${quoted(e.value)}`] : []);
  const walk = (e, indent) => {
    const all = [...e.childNodes].filter((node) => node.nodeType === Node.ELEMENT_NODE || node.nodeType === Node.TEXT_NODE && node.data.trim());
    const is_text = all.length > 0 && all.every((node) => node.nodeType === Node.TEXT_NODE);
    const name = [e.localName, e.id && `#${e.id}`, ...[...e.classList].map((name) => `.${name}`)].join("");
    lines.push(indent + [name, ...attributes(e), ...(is_text ? [quoted(e.textContent)] : [])].join(" "));
    if (is_text || e.localName === "svg") return;
    for (const node of all) node.nodeType === Node.TEXT_NODE ? lines.push(`${indent}  ${quoted(node.data)}`) : walk(node, indent + "  ");
  };
  const section = document.querySelector(`[data-state="${state}"]`);
  [...section.children].slice(1).forEach((e) => walk(e, ""));
  return lines.join("\n");
}
