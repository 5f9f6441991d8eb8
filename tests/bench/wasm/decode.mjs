// Decodes one answer over and over, each way in turn, and prints the milliseconds that each took.
//   node decode.mjs MODULE VERSION ROUNDS < ANSWER
import { readFileSync } from "node:fs";

const [path, version, rounds] = process.argv.slice(2);
const text = readFileSync(0, "utf8");
const bytes = Buffer.byteLength(text);
const module = new WebAssembly.Module(readFileSync(path));

// The rest of the extension is in the module, too, and imports a browser. Decoding calls none of it.
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) {
  imports[from] ??= {};
  imports[from][name] = () => {
    throw new Error(`decoding called ${name}`);
  };
}
const { memory, room, decode } = new WebAssembly.Instance(module, imports).exports;

const encoder = new TextEncoder();
const copy = () => {
  const at = room(bytes); // may grow the memory, which is another buffer then
  encoder.encodeInto(text, new Uint8Array(memory.buffer, at, bytes));
};
const read = () => decode(Number(version));
const items = JSON.parse(text).items.length;
copy();

const sides = { decode: read, copied: () => (copy(), read()), parse: () => JSON.parse(text).items.length };
const taken = { decode: [], copied: [], parse: [] };
for (let round = 0; round < Number(rounds); round++) {
  for (const [name, side] of Object.entries(sides)) {
    const start = performance.now();
    const found = side();
    taken[name].push(performance.now() - start);
    if (found !== items) throw new Error(`${name} found ${found} of ${items} questions`);
  }
}
process.stdout.write(JSON.stringify(taken));
