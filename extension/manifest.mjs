// Merges manifest files, later ones over earlier ones: objects by key, lists by appending. The version is
// Cargo.toml's, so that it is written once.
import { readFileSync } from "node:fs";

const merge = (base, over) => {
  if (Array.isArray(base) && Array.isArray(over)) return [...base, ...over].sort();
  if (base?.constructor !== Object || over?.constructor !== Object) return over ?? base;
  return Object.fromEntries([...new Set([...Object.keys(base), ...Object.keys(over)])].map((key) => [key, merge(base[key], over[key])]));
};

const [version] = readFileSync("Cargo.toml", "utf8").match(/(?<=^version = ")[^"]+/m);
const manifest = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8"))).reduce(merge, { version });
process.stdout.write(JSON.stringify(manifest, null, 2) + "\n");
