# shellcheck shell=sh
# What scripts/install makes and scripts/uninstall takes away. Sourced.

# The second line of each launcher: what has it may be replaced and removed.
LAUNCHER_MARK='# Made by scripts/install of kubectl-kubia; scripts/uninstall removes it.'
# shellcheck disable=SC2034 # read by the scripts
LAUNCHERS='bin/kubectl-kubia bin/kubectl_complete-kubia'

# Where the program is below the prefix, and the file in it that says so: the mark, and the folders that were made for
# the installation, a line each.
PROGRAM=lib/kubectl-kubia
INSTALLED=.installed

# is_program FOLDER: whether scripts/install put the program there.
is_program() { [ -f "$1/$INSTALLED" ] && [ ! -L "$1" ] && [ "$(sed -n 1p "$1/$INSTALLED")" = "$LAUNCHER_MARK" ]; }

# folders_made FOLDER: the folders that were made for the program in this folder.
folders_made() { if is_program "$1"; then sed 1d "$1/$INSTALLED"; fi; }

# missing_folders FOLDER…: those that are not there, and the folders above them that are not.
missing_folders() {
  for missing_folder; do
    while [ ! -e "$missing_folder" ]; do
      printf '%s\n' "$missing_folder"
      missing_folder=$(dirname "$missing_folder")
    done
  done
}

# remove_empty: removes the folders that it reads, a line each, where nothing is in them.
remove_empty() {
  LC_ALL=C sort -ru | while IFS= read -r empty_folder; do
    # One in which something is has become somebody's.
    rmdir "$empty_folder" 2>/dev/null || :
  done
}

# copy_program ROOT NODE TARGET MADE: what runs, and what takes it away again. A Node.js of the repository or of an
# archive comes along. MADE are the folders that are made for it. What is the same already stays as it is.
copy_program() {
  rm -rf "$3.new"
  fill_program "$@" || {
    rm -rf "$3.new"
    fail 3 "the program cannot be written to $3"
  }
  if diff -r "$3.new" "$3" >/dev/null 2>&1; then
    rm -rf "$3.new"
  else
    rm -rf "$3"
    mv "$3.new" "$3"
  fi
}

# fill_program: as copy_program, into TARGET.new; fails where a part of it cannot be written.
fill_program() {
  mkdir "$3.new" "$3.new/scripts" &&
    cp -R "$1/bin" "$1/dist" "$1/completions" "$1/package.json" "$1/LICENSE" "$3.new" &&
    cp -R "$1/scripts/uninstall" "$1/scripts/lib" "$3.new/scripts" || return
  case $2 in
    "$1"/* | "$(own_node "$1")")
      mkdir -p "$3.new/node/bin" &&
        cp "$2" "$3.new/node/bin/node" &&
        cp "$(dirname "$2")/../LICENSE" "$3.new/node" || return
      ;;
  esac
  {
    printf '%s\n' "$LAUNCHER_MARK"
    { folders_made "$3"; printf '%s' "$4"; } | grep . | LC_ALL=C sort -u
  } >"$3.new/$INSTALLED"
}

# is_ours FILE: whether there is nothing, or a launcher that scripts/install made.
is_ours() {
  [ ! -e "$1" ] && [ ! -L "$1" ] && return 0
  [ -f "$1" ] && [ ! -L "$1" ] && [ "$(sed -n 2p "$1")" = "$LAUNCHER_MARK" ]
}

# is_launcher FILE: whether there is a launcher that scripts/install made.
is_launcher() { [ -e "$1" ] && is_ours "$1"; }

# absolute_prefix DIR: the folder as an absolute path; `~` is what the shell did not read, as in --prefix=~/x.
absolute_prefix() {
  # shellcheck disable=SC2088 # the literal ~ is what is looked for
  case $1 in
    '') fail 2 'flag needs an argument: --prefix' ;;
    '~' | '~/'*) printf '%s' "$HOME${1#'~'}" ;;
    '~'*) fail 2 "--prefix: only ~/ is known, not $1" ;;
    /*) printf '%s' "$1" ;;
    *) printf '%s' "$PWD/$1" ;;
  esac
}

# replace_file NEW FILE: a file that is right already stays as it is.
replace_file() {
  if [ -x "$1" ] && [ ! -x "$2" ] || ! cmp -s "$1" "$2"; then mv -f "$1" "$2"; else rm -f "$1"; fi
}

# The completions as SOURCE:TARGET below the repository and the prefix, where each shell looks for them.
COMPLETIONS='completions/_kubectl-kubia:share/zsh/site-functions/_kubectl-kubia
completions/kubectl-kubia.bash:share/bash-completion/completions/kubectl-kubia
completions/kubectl-kubia.fish:share/fish/vendor_completions.d/kubectl-kubia.fish'

# Each generated file says what it is; what does not is somebody else's.
is_our_completion() { [ -f "$1" ] && grep -q 'Completes .kubectl-kubia.\. Made by' "$1"; }

# is_plugins FILE: whether `alias install` or `completion install` made it: it is theirs to change and to remove.
is_plugins() {
  [ -f "$1" ] && ! is_our_completion "$1" && sed -n 1p "$1" | grep -q '^# Made by kubectl-kubia: '
}

# copy_completions ROOT PREFIX: a file of the plugin's own, or of somebody else's, stays.
copy_completions() {
  for pair in $COMPLETIONS; do
    target=$2/${pair#*:}
    if is_plugins "$target"; then continue; fi
    if [ -e "$target" ] && ! is_our_completion "$target"; then
      say "warning: $target exists and was not made by kubectl-kubia; it stays"
      continue
    fi
    mkdir -p "$(dirname "$target")"
    cp "$1/${pair%%:*}" "$target.new"
    replace_file "$target.new" "$target"
  done
}

# remove_completions PREFIX
remove_completions() {
  for pair in $COMPLETIONS; do
    if is_our_completion "$1/${pair#*:}"; then rm -f "$1/${pair#*:}"; fi
  done
}

# Where man looks for pages, below the prefix.
MAN_PAGES=share/man/man1

# Each page says what it is in its first line; what does not is somebody else's.
is_our_page() { [ -f "$1" ] && IFS= read -r page_head <"$1" && [ "$page_head" = '.\" A page of kubectl-kubia.' ]; }

# copy_pages ROOT PREFIX: somebody else's page stays.
copy_pages() {
  mkdir -p "$2/$MAN_PAGES"
  for page in "$1"/dist/man/*; do
    target=$2/$MAN_PAGES/${page##*/}
    if [ -e "$target" ] && ! is_our_page "$target"; then
      say "warning: $target exists and was not made by kubectl-kubia; it stays"
      continue
    fi
    if [ -e "$target" ] && cmp -s "$page" "$target"; then continue; fi
    cp "$page" "$target.new"
    mv -f "$target.new" "$target"
  done
}

# remove_pages PREFIX [ROOT]: our pages, but for those that ROOT has too.
remove_pages() {
  for page in "$1/$MAN_PAGES"/kubectl-kubia*.1; do
    if is_our_page "$page" && [ ! -e "${2-}/dist/man/${page##*/}" ]; then rm -f "$page"; fi
  done
}

# is_installed PREFIX: whether anything is there that scripts/install made.
is_installed() {
  if is_program "$1/$PROGRAM"; then return 0; fi
  for path in $LAUNCHERS; do
    if is_launcher "$1/$path"; then return 0; fi
  done
  for pair in $COMPLETIONS; do
    if is_our_completion "$1/${pair#*:}"; then return 0; fi
  done
  return 1
}

# xdg_folder VALUE DEFAULT: a base directory; one that is not absolute does not count.
xdg_folder() {
  case $1 in
    /*) printf '%s' "$1" ;;
    *) printf '%s' "$2" ;;
  esac
}

# shell_traces: what there is of the plugin in the shells, a file a line: its own files, and start-up files with its block.
shell_traces() {
  traces_fish=$(xdg_folder "${XDG_DATA_HOME-}" "$HOME/.local/share")/fish
  for file in "$(xdg_folder "${XDG_CONFIG_HOME-}" "$HOME/.config")"/kubectl-kubia/shell/kubia.* \
    "$traces_fish"/vendor_functions.d/*.fish "$traces_fish"/vendor_completions.d/kubectl-kubia.fish "$traces_fish"/vendor_conf.d/kubectl-kubia.fish; do
    if is_plugins "$file"; then printf '%s\n' "$file"; fi
  done
  for file in "${ZDOTDIR:-$HOME}/.zshrc" "$HOME/.bashrc" "$HOME/.bash_profile" "$HOME/.bash_login" "$HOME/.profile"; do
    if grep -qs '^# >>> kubectl-kubia >>>' "$file"; then printf '%s\n' "$file"; fi
  done
}

# shell_path: the folder that the plugin's files put on PATH in the shells; nothing where they put none.
shell_path() {
  shell_traces | while IFS= read -r file; do
    if is_plugins "$file"; then sed -n '2,3s/^# Puts on PATH: //p' "$file"; fi
  done | sed -n 1p
}
