# shellcheck shell=sh
# Edits the kubeconfig. kubectl config reads before it locks, and so loses what kind, kubectl and kubia write in between
# (client-go, ModifyConfig). Here it works on copies, which take the files' places under the lock that all of them take
# (FILE.lock, made exclusively) where nobody has changed the files meanwhile; else it works on new copies. The lock is
# held for milliseconds: kind and kubectl do not wait for it. Sourced, after say.sh.

# How often a lock is tried for, a second apart, and how often an edit where others edit at the same time.
lock_tries=10
edit_tries=20
line_end='
'
# What is held, a line each: locks, and folders with copies.
held_locks=
held_folders=

# kubeconfig_files FILE: the files that kubectl reads, a line each: FILE, else those of KUBECONFIG, else its own.
kubeconfig_files() {
  if [ -n "$1" ]; then printf '%s\n' "$1"
  elif [ -n "${KUBECONFIG-}" ]; then printf '%s\n' "$KUBECONFIG" | tr ':' '\n' | sed '/^$/d'
  else printf '%s\n' "$HOME/.kube/config"
  fi
}

# take_lock FILE: says whose it is as kubia's locks do (src/process/kubeconfig/lock.ts), which clears those of the dead.
take_lock() {
  tries=0
  until (set -C && printf '{"pid":%s,"startTime":"","command":"kubeconfig","since":"%s"}' "$$" "$(uname -n)" >"$1.lock") 2>/dev/null; do
    if [ ! -e "$1.lock" ]; then
      say "error: $1 cannot be edited: no lock can be made beside it"
      return 1
    fi
    tries=$((tries + 1))
    if [ "$tries" -ge "$lock_tries" ]; then
      say "error: $1.lock exists: another program edits the kubeconfig, or one died while it did"
      say "  fix: rm $(quote "$1.lock")"
      return 1
    fi
    sleep 1
  done
  held_locks="$held_locks$1.lock$line_end"
}

# release_kubeconfig: gives up what is held.
release_kubeconfig() {
  printf '%s' "$held_folders" | while IFS= read -r one; do rm -rf "$one"; done
  printf '%s' "$held_locks" | while IFS= read -r one; do rm -f "$one"; done
  held_folders=
  held_locks=
}

# each_file FUNCTION: calls it with each file of the kubeconfig that is there, until it fails.
each_file() {
  while IFS= read -r each; do
    [ ! -f "$each" ] || "$1" "$each" || return 1
  done <<FILES
$files
FILES
}

# shellcheck disable=SC2317 # called by each_file, as those below
copy_file() {
  held_folders="$held_folders$1.kubia-$$$line_end"
  mkdir -m 700 "$1.kubia-$$" && cp -p "$1" "$1.kubia-$$/before" && cp -p "$1" "$1.kubia-$$/config" || return 1
  copies="${copies:+$copies:}$1.kubia-$$/config"
}

# shellcheck disable=SC2317
is_as_before() { cmp -s "$1" "$1.kubia-$$/before"; }

# A link stays, and leads to what is new.
# shellcheck disable=SC2317
put_copy() {
  if [ -h "$1" ]; then cat "$1.kubia-$$/config" >"$1"
  else mv -f "$1.kubia-$$/config" "$1"
  fi
}

# try_edit COMMAND…: ends with 0 for done, 1 for a failure, and 2 where others have changed the files meanwhile.
try_edit() {
  copies=
  each_file copy_file || return 1
  [ -n "$copies" ] || return 0
  (KUBECONFIG=$copies && export KUBECONFIG && "$@") || return 1
  each_file take_lock || return 1
  each_file is_as_before || return 2
  each_file put_copy
}

# edit_kubeconfig FILE COMMAND…: runs a command for which KUBECONFIG names copies of the files that kubectl would read.
edit_kubeconfig() {
  files=$(kubeconfig_files "$1")
  shift
  edits=0
  edited=2
  while [ "$edited" = 2 ] && [ "$edits" -lt "$edit_tries" ]; do
    edited=0
    try_edit "$@" || edited=$?
    release_kubeconfig
    edits=$((edits + 1))
  done
  [ "$edited" != 2 ] || say 'error: others change the kubeconfig again and again'
  return "$edited"
}
