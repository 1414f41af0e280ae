# shellcheck shell=sh
# What the scripts say, and with which exit code they end. Sourced. Exit classes: 0 done or nothing to do, 2 usage,
# 3 the environment lacks something, 4 conflict, 7 done only in part.

# Narration goes to standard error; standard output is for answers.
say() { printf '%s\n' "$*" >&2; }

# fail CODE MESSAGE [FIX…]: ends the script; each further argument is a line that mends the cause.
fail() {
  fail_code=$1
  say "error: $2"
  shift 2
  for fail_line in "$@"; do say "  fix: $fail_line"; done
  exit "$fail_code"
}

has() { command -v "$1" >/dev/null 2>&1; }

# quote WORD: the word as a POSIX shell must read it.
quote() {
  case $1 in
    '' | *[!A-Za-z0-9_@%+=:,./-]*) printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")" ;;
    *) printf '%s' "$1" ;;
  esac
}

# quote_all WORD…: a command on one line, ready to paste.
quote_all() {
  quote_gap=
  for quote_word in "$@"; do
    printf '%s' "$quote_gap"
    quote "$quote_word"
    quote_gap=' '
  done
}
