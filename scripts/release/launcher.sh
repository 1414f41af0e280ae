#!/bin/sh
# Runs the program with the Node.js that came with it, wherever the archive was unpacked and whatever link leads here.
self=$0
while [ -L "$self" ]; do
  target=$(readlink "$self")
  case $target in
    /*) self=$target ;;
    *) self=${self%/*}/$target ;;
  esac
done
root=${self%/*}/..
exec "$root/node/bin/node" "$root/program/bin/${self##*/}" "$@"
