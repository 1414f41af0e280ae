# shellcheck shell=sh
# Finds the Node.js that runs the plugin. Sourced.

# The oldest Node.js that will do, as major and minor.
NODE_MAJOR=22
NODE_MINOR=13

# is_new_enough NODE: whether this program is a Node.js of 22.13 or newer.
is_new_enough() {
  "$1" -e "var v = process.versions.node.split('.').map(Number); process.exit(v[0] > $NODE_MAJOR || v[0] === $NODE_MAJOR && v[1] >= $NODE_MINOR ? 0 : 1)" 2>/dev/null
}

# own_node ROOT: the Node.js that an archive brings beside the program.
own_node() { printf '%s' "${1%/*}/node/bin/node"; }

# find_node ROOT: the absolute path of PATH's Node.js where it is new enough, else of the repository's or the archive's
# own; fails where none is.
find_node() {
  for find_node_candidate in "$(command -v node)" "$1/node_modules/.bin/node" "$(own_node "$1")"; do
    if [ -n "$find_node_candidate" ] && is_new_enough "$find_node_candidate"; then
      "$find_node_candidate" -p process.execPath
      return
    fi
  done
  return 1
}
