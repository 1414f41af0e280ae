#!/bin/sh
# Installs kubectl-kubia from the archives of a release:
#   curl -fsSL URL/install.sh | sh
#   curl -fsSL URL/install.sh | sh -s -- --prefix DIR
# Everything is in functions that the last line calls: a download that is cut short runs nothing.
set -eu

VERSION='@VERSION@'
# Where the archives, SHA256SUMS and this script are.
RELEASE='@RELEASE@'

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "error: $1"
  shift
  for line; do say "  fix: $line"; done
  exit 3
}
has() { command -v "$1" >/dev/null 2>&1; }

usage() {
  cat <<'USAGE'
Usage: install.sh [--prefix DIR] [--no-shell]

  --prefix DIR   where bin/, lib/ and share/ are; default is ~/.local
  --no-shell     leave the shells' start-up files alone (no alias, no completion set-up)
USAGE
}

# The platform as the archives name it.
platform() {
  case $(uname -s) in
    Linux) system=linux ;;
    Darwin) system=darwin ;;
    *) fail "there is no archive for $(uname -s)" 'npm install --global kubectl-kubia' ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) processor=x64 ;;
    aarch64 | arm64) processor=arm64 ;;
    *) fail "there is no archive for processors of $(uname -m)" 'npm install --global kubectl-kubia' ;;
  esac
  printf '%s' "$system-$processor"
}

# download URL FILE
download() {
  if has curl; then
    curl --fail --silent --show-error --location --output "$2" "$1"
  else
    wget --quiet --output-document="$2" "$1"
  fi || fail "$1 cannot be downloaded"
}

# sum_of FILE: its SHA-256.
sum_of() {
  if has sha256sum; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

# prefix_of ARGUMENT…: where the arguments have it installed.
prefix_of() {
  prefix=${HOME-}/.local
  while [ $# -gt 0 ]; do
    case $1 in
      --prefix) prefix=${2-} ;;
      --prefix=*) prefix=${1#*=} ;;
    esac
    shift
  done
  printf '%s' "$prefix"
}

main() {
  case " $* " in
    *' -h '* | *' --help '*)
      usage
      exit 0
      ;;
  esac
  has curl || has wget || fail 'neither curl nor wget is there to download with' 'install curl'
  has sha256sum || has shasum || fail 'neither sha256sum nor shasum is there to verify the download with' 'install coreutils'
  name=kubectl-kubia-$VERSION-$(platform)
  folder=$(mktemp -d) || fail 'no folder for temporary files can be made'
  trap 'rm -rf "$folder"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  download "$RELEASE/SHA256SUMS" "$folder/SHA256SUMS"
  expected=$(sed -n "s/  $name\.tar\.gz\$//p" "$folder/SHA256SUMS")
  [ -n "$expected" ] || fail "SHA256SUMS of the release does not name $name.tar.gz"
  download "$RELEASE/$name.tar.gz" "$folder/$name.tar.gz"
  [ "$(sum_of "$folder/$name.tar.gz")" = "$expected" ] ||
    fail "$name.tar.gz is not what SHA256SUMS says, so nothing was installed" 'the same command once more'
  tar -xzf "$folder/$name.tar.gz" -C "$folder" || fail "$name.tar.gz cannot be unpacked in $folder"
  "$folder/$name/program/scripts/install" "$@"
  say 'To take it away again:'
  say "  '$(prefix_of "$@")/lib/kubectl-kubia/scripts/uninstall'"
}

main "$@"
