// Makes ready to read the document, ours and the peers', and answers with a function that does all of it once and
// says how many milliseconds each step took, and how many bytes of memory the module has by then.
// A function of the extractor's source, the module and the answer of a site as base64, and the peers, if any.
async (source, module64, answer64, { Readability, Rake, stopWords }) => {
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const module = await WebAssembly.compile(bytes(module64));
  // The rest of the extension is in the module, too, and imports a browser. What is timed calls none of it.
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = () => { throw new Error(`reading called ${name}`); };
  }
  const { exports } = await WebAssembly.instantiate(module, imports);
  const give = (data) => {
    const at = exports.room(data.length); // may grow the memory, which is another buffer then
    new Uint8Array(exports.memory.buffer, at, data.length).set(data);
  };
  give(bytes(answer64));
  if (exports.candidates() === 0) throw new Error("no candidates");
  const encoder = new TextEncoder();

  return () => {
    const taken = {};
    const timed = (name, work) => {
      const start = performance.now();
      const done = work();
      taken[name] = performance.now() - start;
      return done;
    };
    const collected = timed("walk", () => (0, eval)(source));
    const letters = timed("read", () => (give(encoder.encode(collected)), exports.read()));
    const asked = timed("plan", () => exports.plan());
    timed("ranked", () => exports.rank());
    // What answers add: they are read, ranked, and planned with. A clock under load may say that it is nothing.
    taken.rank = Math.max(0, taken.ranked - taken.plan);
    taken.memory = exports.memory.buffer.byteLength;
    if (!(letters > 1_000 && asked > 0)) throw new Error(`${letters} letters, ${asked} asked`);
    if (Readability) {
      const article = timed("readability", () => new Readability(document.cloneNode(true)).parse());
      const words = article.textContent.replace(/[^\w.!?]+/g, " "); // it fails on phrases without a word
      timed("rake", () => new Rake(words, stopWords).generate().slice(0, 10));
    }
    return taken;
  };
}
