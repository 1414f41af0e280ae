# shellcheck shell=bash
# What bash reads at its start. It starts no process: kubectl's own completion is loaded at the first TAB, with eval
# (bash 3.2 cannot `source <(…)`), and what it needs of bash-completion is made where that is not installed.
# Set above: kubia_alias, the name that stands for kubectl, or empty; kubia_direct, 1 to complete kubectl-kubia too.
# `alias status` sets KUBIA_NO_ALIAS to see what the name is without kubia.
# This file is rewritten by `kubectl kubia alias install`; settings of your own belong into .bashrc.
if [[ $- == *i* ]] && type -P kubectl >/dev/null; then
  # Sets cur, prev, words and cword of the caller, as bash-completion does for kubectl's script: words that bash broke
  # at = and : are whole again, and the word under the cursor ends at the cursor.
  __kubia_words() {
    local line=$COMP_LINE after=${COMP_LINE:COMP_POINT} word separate i last=-1
    words=() cword=0
    for ((i = 0; i < ${#COMP_WORDS[@]}; i++)); do
      word=${COMP_WORDS[i]}
      separate=1
      if [[ -n $word && $line != [[:space:]]* ]] && ((last > 0)) &&
        [[ $word == [=:]* || ${COMP_WORDS[i - 1]} == *[=:] ]]; then separate=0; fi
      line=${line#*"$word"}
      if ((i == COMP_CWORD)) && ((${#after} > ${#line})); then word=${word:0:${#word}+${#line}-${#after}}; fi
      if ((separate)); then words[++last]=$word; else words[last]+=$word; fi
      if ((i == COMP_CWORD)); then cword=$last; fi
    done
    # shellcheck disable=SC2034 # read by kubectl's script
    cur=${words[cword]}
    # shellcheck disable=SC2034
    if ((cword > 0)); then prev=${words[cword - 1]}; else prev=; fi
  }
  # shellcheck disable=SC2317 # what is made here is called by kubectl's script
  __kubia_helpers() {
    declare -F _init_completion >/dev/null || declare -F _get_comp_words_by_ref >/dev/null ||
      _get_comp_words_by_ref() { __kubia_words; }
    declare -F _filedir >/dev/null || _filedir() {
      local IFS=$'\n' kind=-f
      if [[ ${1-} == -d ]]; then kind=-d; fi
      # shellcheck disable=SC2207,SC2154 # one name a line; bash 3.2 has no mapfile; cur is the caller's
      COMPREPLY=($(compgen "$kind" -- "$cur"))
    }
  }
  __kubia_kubectl() {
    if ! declare -F __start_kubectl >/dev/null; then eval "$(command kubectl completion bash 2>/dev/null)"; fi
    if declare -F __start_kubectl >/dev/null; then __kubia_helpers && __start_kubectl "$@"; fi
  }
  __kubia_plugin() {
    if ! declare -F _kubectl_kubia >/dev/null; then eval "$(command kubectl-kubia completion bash 2>/dev/null)"; fi
    if declare -F _kubectl_kubia >/dev/null; then _kubectl_kubia "$@"; fi
  }
  __kubia_register() { complete -p "$1" >/dev/null 2>&1 || complete -o default -F "$2" "$1"; }

  # Whether a name is kubectl and nothing else: `kubectl -n x`, or kubecolor, have answers of their own.
  __kubia_is_kubectl() {
    local is
    if is=$(alias "$1" 2>/dev/null); then
      is=${is#*=}
      is=${is//\'/}
    else
      is=$(declare -f "$1")
      is=${is#*\{}
      is=${is%\}*}
    fi
    is=${is//[[:space:];]/}
    is=${is#command}
    [[ $is == kubectl || $is == /*/kubectl || $is == 'kubectl"$@"' ]]
  }

  __kubia_register kubectl __kubia_kubectl
  if [[ ${kubia_direct-} == 1 ]]; then __kubia_register kubectl-kubia __kubia_plugin; fi
  if [[ -n ${kubia_alias-} ]]; then
    if [[ -z ${KUBIA_NO_ALIAS-} ]] && ! type "$kubia_alias" >/dev/null 2>&1; then
      # shellcheck disable=SC2139 # the name is known now, and must be
      alias "$kubia_alias=kubectl"
      __kubia_register "$kubia_alias" __kubia_kubectl
    elif ! complete -p "$kubia_alias" >/dev/null 2>&1 && __kubia_is_kubectl "$kubia_alias"; then
      __kubia_register "$kubia_alias" __kubia_kubectl
    fi
  fi
fi
unset kubia_alias kubia_direct
