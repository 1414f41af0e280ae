# shellcheck shell=sh
# Sourced by the scripts of this repository, in its root: installs what package-lock.json names, once for each lock
# file, and puts a Node that is new enough, the tools and the plugin in front of PATH.
# Needs npm and any Node that runs it. Prints to standard error only.

say() { printf '%s\n' "$*" >&2; }

# The repository's own Node, where the platform has one in the lock file; else the one on PATH, if it runs .ts files.
node_is_new_enough() {
  "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 18) ? 0 : 1)' 2>/dev/null
}

setup_repository() {
  if ! command -v npm >/dev/null; then
    say "error: npm is not on PATH; install Node.js (any version that has npm): sudo apt-get install npm"
    return 3
  fi
  stamp=node_modules/.lock-installed
  if ! cmp -s package-lock.json "$stamp"; then
    say "setup: npm ci (what package-lock.json names, this repository's Node included)"
    npm ci --no-audit --no-fund --no-update-notifier --loglevel=error >&2 || return 1
    cp package-lock.json "$stamp"
  fi
  PATH=$PWD/node_modules/.bin:$PWD/bin:$PATH
  export PATH
  if ! node_is_new_enough node; then
    say "error: Node.js 22.18 or newer is needed to build, and the registry has none for this platform; this is $(node -v)"
    return 3
  fi
}

# Builds dist/ where a source is newer than it.
build_plugin() {
  if [ ! -e dist/main.cjs ] || [ -n "$(find bin src commands scripts/build.ts package.json -newer dist/main.cjs -print -quit)" ]; then
    say "setup: npm run build"
    npm run --silent build >&2 || return 1
  fi
}
