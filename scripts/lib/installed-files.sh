# shellcheck shell=sh
# What scripts/install makes and scripts/uninstall takes away. Sourced.

# The second line of each launcher: what has it may be replaced and removed.
LAUNCHER_MARK='# Made by scripts/install of kubectl-kubia; scripts/uninstall removes it.'
# shellcheck disable=SC2034 # read by the scripts
LAUNCHERS='bin/kubectl-kubia bin/kubectl_complete-kubia'

# is_ours FILE: whether there is nothing, or a launcher that scripts/install made.
is_ours() {
  [ ! -e "$1" ] && [ ! -L "$1" ] && return 0
  [ -f "$1" ] && [ ! -L "$1" ] && [ "$(sed -n 2p "$1")" = "$LAUNCHER_MARK" ]
}

# The completions as SOURCE:TARGET below the repository and the prefix, where each shell looks for them.
COMPLETIONS='completions/_kubectl-kubia:share/zsh/site-functions/_kubectl-kubia
completions/kubectl-kubia.bash:share/bash-completion/completions/kubectl-kubia
completions/kubectl-kubia.fish:share/fish/vendor_completions.d/kubectl-kubia.fish'

# Each generated file says what it is; what does not is somebody else's.
is_our_completion() { [ -f "$1" ] && grep -q -e 'Made by kubectl-kubia' -e 'Completes .kubectl-kubia.\. Made by' "$1"; }

# copy_completions ROOT PREFIX: a file of somebody else's stays.
copy_completions() {
  for pair in $COMPLETIONS; do
    target=$2/${pair#*:}
    if [ -e "$target" ] && ! is_our_completion "$target"; then
      say "warning: $target exists and was not made by kubectl-kubia; it stays"
      continue
    fi
    mkdir -p "$(dirname "$target")"
    cp "$1/${pair%%:*}" "$target.new"
    mv -f "$target.new" "$target"
  done
}

# remove_completions PREFIX
remove_completions() {
  for pair in $COMPLETIONS; do
    if is_our_completion "$1/${pair#*:}"; then rm -f "$1/${pair#*:}"; fi
  done
}
