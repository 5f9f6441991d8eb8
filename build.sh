#!/usr/bin/env bash
# Askside's one entry point: sets up, builds, runs, tests.   ./build.sh help
set -euo pipefail
cd "$(dirname "$0")"

tools=$PWD/target/tools # what setup installs for this project alone
export PATH="$tools/bin:$tools/node_modules/.bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
wasm_pack_version=0.15.1
binaryen_version=132.0.0
axe_version=4.14.1

help() {
  cat <<'HELP'
./build.sh setup                 installs what is missing; says what it does
./build.sh build                 the extension, ready to load unpacked, in dist/chrome
./build.sh run [--data DIR --page ID]
                                 the demo: a simulated site, its docs, and a browser with Askside
                                 (without a display: headless, with screenshots in target/demo)
./build.sh gallery [PART [LANG]] what every component looks like in every state: pictures in target/gallery
                                 (PART: of the states with that in their name; LANG: a folder of _locales)
./build.sh test [RING [FILTER]]  rings: unit, it, web, e2e; without one, checks and all of them
./build.sh interop               public clients of both APIs from PyPI, unchanged, against the simulated site
./build.sh clean                 removes everything built
HELP
}

say() { printf '\033[1m%s\033[0m\n' "askside: $*" >&2; }
fail() { say "$*"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# --- setup ---------------------------------------------------------------------------------------------

setup() {
  has cargo || fail "Rust is missing: install it from https://rustup.rs, then run this again"
  has npm || fail "Node.js is missing: install node and npm 20 or newer, then run this again"
  setup_target
  setup_bindgen
  setup_wasm_pack
  setup_npm
  setup_browser
}

setup_target() {
  rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null | xargs -I{} test -d {} && return
  has rustup || fail "the wasm32-unknown-unknown target is missing, and there is no rustup to add it"
  say "adding the wasm32-unknown-unknown target"
  rustup target add wasm32-unknown-unknown
}

setup_bindgen() { # its version must be the one in Cargo.lock
  local version
  version=$(sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)
  [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $version" ] && return
  say "installing wasm-bindgen-cli $version (about two minutes)"
  # Its own lock file asks for a crate version that not every registry mirror has: resolve afresh.
  cargo install --root "$tools" wasm-bindgen-cli --version "$version"
}

setup_wasm_pack() {
  [ "$(wasm-pack --version 2>/dev/null)" = "wasm-pack $wasm_pack_version" ] && return
  say "installing wasm-pack $wasm_pack_version (about two minutes)"
  cargo install --root "$tools" --locked wasm-pack --version "$wasm_pack_version"
}

setup_npm() { # in one go: npm takes away what it is not asked for
  local installed
  installed=$(sed -n 's/^  "version": "\(.*\)".*/\1/p' "$tools"/node_modules/{binaryen,axe-core}/package.json 2>/dev/null || true)
  [ "$installed" = "$binaryen_version"$'\n'"$axe_version" ] && return
  say "installing binaryen $binaryen_version for wasm-opt, and axe-core $axe_version for the tests"
  npm install --no-save --no-audit --no-fund --silent --prefix "$tools" "binaryen@$binaryen_version" "axe-core@$axe_version"
}

setup_browser() {
  has chromium && has chromedriver && return
  local get="apt-get install -y --no-install-recommends chromium chromium-driver"
  has apt-get || fail "Chromium and its driver are missing: install them so that chromium and chromedriver are on the PATH"
  local as=
  [ "$(id -u)" = 0 ] || { has sudo && as=sudo || fail "Chromium is missing and needs root to install; run: $get"; }
  say "installing Chromium and its driver: $get"
  $as apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $as $get >/dev/null
}

# --- build ---------------------------------------------------------------------------------------------

build() {
  setup
  cargo fetch --quiet # the sources must be there before their paths can be taken out
  RUSTFLAGS=$(remap)
  export RUSTFLAGS
  say "compiling"
  CARGO_TARGET_DIR=target/wasm wasm-pack --quiet build . --release --target web --no-pack --no-typescript --mode no-install \
    --out-dir target/pkg --out-name app
  unset RUSTFLAGS
  optimize
  no_sinks target/pkg/app.js
  pack dist/chrome
  budget "the wasm module" 850000 "$(gzip -9c dist/chrome/app_bg.wasm | wc -c)"
  budget "the package" 1000000 "$(tar -C dist -c chrome | gzip -9 | wc -c)"
}

# Nothing takes longer, so it is left where cargo made nothing anew.
optimize() {
  local from=target/pkg/app_bg.wasm to=target/pkg/app_opt.wasm
  [ "$to" -nt target/wasm/wasm32-unknown-unknown/release/askside.wasm ] && [ "$to" -nt build.sh ] && return
  say "optimising (about two minutes)"
  # Features are named one by one: --all-features writes what no browser reads yet. Low memory is the far end of
  # the stack. Merging what is similar, and flattening between two rounds, are worth three kilobytes.
  wasm-opt --enable-bulk-memory --enable-multivalue --enable-mutable-globals --enable-nontrapping-float-to-int \
    --enable-reference-types --enable-sign-ext --generate-global-effects --low-memory-unused \
    --merge-similar-functions -Oz --flatten --rereloop -Oz --converge --strip-producers --strip-target-features \
    "$from" -o "$to.part"
  mv "$to.part" "$to"
}

budget() {
  say "$1: $3 bytes compressed, of $2 allowed"
  [ "$3" -le "$2" ] || fail "$1 is over its budget: see “Sizes” in src/README.md"
}

# The policy of our pages lets nothing turn text into markup or code. Nor has the module a way to try.
no_sinks() {
  local sinks='innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|createContextualFragment|DOMParser|document\.write'
  ! grep -nE "$sinks|\beval\(|new Function|importScripts" "$1" ||
    fail "$1 holds a way to turn text into markup or code: see static_text_stands_in_braces in tests/it/tidy.rs"
}

# Flags that take the paths of this machine out of the module.
remap() {
  printf -- '--remap-path-prefix=%s= ' "$PWD/" "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/
}

# The extension from its parts, with its module out of $module. Further manifest overlays may follow the directory.
pack() {
  local to=$1 from=${module:-target/pkg}
  shift
  rm -rf "$to"
  mkdir -p "$to/icons"
  cp www/panel.html www/panel.css extension/background.js extension/panel.js extension/selection.js extension/extract.js extension/managed_schema.json "$to"
  cp extension/icons/*.png "$to/icons"
  cp -r extension/_locales "$to/_locales"
  cp "$from/app.js" "$to/app.js"
  cp "$from/app_opt.wasm" "$to/app_bg.wasm"
  node extension/manifest.mjs extension/manifest.json extension/manifest.chrome.json "$@" >"$to/manifest.json"
}

# For browsers that nobody sits at: the permission prompt cannot be clicked, so the demo's hosts are granted.
pack_headless() { pack target/e2e/chrome tests/e2e/manifest.json; }

# Every component in every state, in a page beside the panel: as it is compiled for tests, and in no other package.
pack_gallery() {
  say "compiling the gallery"
  cargo build --quiet --target wasm32-unknown-unknown --lib --features gallery
  local module=target/gallery/pkg
  wasm-bindgen --target web --no-typescript --out-dir "$module" --out-name app target/wasm32-unknown-unknown/debug/askside.wasm
  mv "$module/app_bg.wasm" "$module/app_opt.wasm"
  pack target/gallery/chrome
  cp www/panel.html target/gallery/chrome/gallery.html
}

# --- run and test ----------------------------------------------------------------------------------------

run() {
  build
  pack_headless
  cargo run --quiet -p askside-e2e --bin askside-demo -- "$@"
}

gallery() {
  setup
  pack_gallery
  cargo run --quiet -p askside-e2e --bin askside-gallery -- "$@"
}

test() {
  case "${1-all}" in
    unit | it | web | e2e) "test_$1" "${2-}" ;;
    all) # one after the other, never joined by &&: bash lets what fails inside such a list go on
      build
      check
      test_unit
      test_it
      test_web
      test_e2e
      ;;
    *) fail "no ring named $1: unit, it, web, e2e" ;;
  esac
}

check() {
  say "format and lints"
  cargo fmt --all --check
  cargo clippy --quiet --workspace --all-targets -- -D warnings
  cargo clippy --quiet --target wasm32-unknown-unknown --lib --test web -- -D warnings
  cargo clippy --quiet --target wasm32-unknown-unknown --lib --features gallery -- -D warnings
}

test_unit() { # in one go: what they share is compiled once
  cargo test -p askside-core -p askside-sim -p askside-bench -- ${1:+"$1"}
}

test_it() { cargo test -p askside --test it -- ${1:+"$1"}; }

test_web() {
  setup
  WASM_BINDGEN_TEST_TIMEOUT=120 CHROMEDRIVER=$(command -v chromedriver) cargo test --target wasm32-unknown-unknown --test web -- ${1:+"$1"}
}

test_e2e() {
  build
  pack_headless
  pack_gallery
  cargo test -p askside-e2e -- --test-threads 4 ${1:+"$1"} # some wait while others work
}

# Other people's clients. No ring of the tests: what they need is fetched, some 250 MB.
interop() {
  local venv=target/interop
  has python3 || fail "Python is missing: install python3 with its venv module, then run this again"
  if ! cmp -s tests/interop/requirements.txt "$venv/installed"; then
    say "installing the clients"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement tests/interop/requirements.txt
    cp tests/interop/requirements.txt "$venv/installed"
  fi
  cargo build --quiet -p askside-sim
  PYTHONDONTWRITEBYTECODE=1 "$venv/bin/python" tests/interop/run.py
}

clean() { rm -rf target dist; }

case "${1-help}" in
  setup | build | run | gallery | test | interop | clean | help) "$@" ;;
  *) help && fail "no command named $1" ;;
esac
