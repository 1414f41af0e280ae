# What zsh reads at its start. It starts no process: kubectl's own completion is loaded at the first TAB. Completion is
# registered before the first prompt, when all of the user's set-up has run, so that a late compinit loses nothing.
# Where nobody ran compinit, the first TAB does (KUBIA_NO_COMPINIT=1 in .zshrc leaves it out).
# Set above: kubia_alias, the name that stands for kubectl, or empty; kubia_direct, 1 to complete kubectl-kubia too.
# `alias status` sets KUBIA_NO_ALIAS to see what the name is without kubia.
# This file is rewritten by `kubectl kubia alias install`; settings of your own belong into .zshrc.
[[ -o interactive ]] && () {
  emulate -L zsh
  (( $+commands[kubectl] )) || return 0
  typeset -g _kubia_alias=$1 _kubia_direct=$2

  [[ -z $1 || -n ${KUBIA_NO_ALIAS-} ]] || (( $+aliases[$1] || $+galiases[$1] || $+functions[$1] || $+builtins[$1] || $+reswords[(re)$1] || $+commands[$1] )) ||
    alias $1=kubectl

  # Each is replaced by the real completion, at the first TAB.
  _kubia_kubectl() {
    local source
    source="$(command kubectl completion zsh 2>/dev/null)" && eval "$source" && _kubectl "$@"
  }
  _kubia_plugin() {
    local source
    source="$(command kubectl-kubia completion zsh 2>/dev/null)" && eval "$source" && _kubectl-kubia "$@"
  }
  _kubia_alias() { words[1]=kubectl; _normal }

  # Whether a name is kubectl and nothing else: `kubectl -n x`, or kubecolor, have answers of their own.
  _kubia_is_kubectl() {
    local -a is
    is=(${=aliases[$1]-${functions[$1]-}})
    [[ $is[1] == command ]] && shift is
    [[ $is[1]:t == kubectl && ( $#is == 1 || "$is[2,-1]" == '"$@"' ) ]]
  }
  _kubia_register() {
    (( $+_comps[kubectl] )) || compdef _kubia_kubectl kubectl
    [[ $_kubia_direct != 1 ]] || (( $+_comps[kubectl-kubia] )) || compdef _kubia_plugin kubectl-kubia
    [[ -z $_kubia_alias ]] || (( $+_comps[$_kubia_alias] )) || ! _kubia_is_kubectl $_kubia_alias ||
      compdef _kubia_alias $_kubia_alias
    unfunction _kubia_register _kubia_is_kubectl
    unset _kubia_alias _kubia_direct
  }

  # Without compinit, TAB is zsh's old completion. These widgets are what compinit itself redefines.
  typeset -ga _kubia_widgets
  _kubia_widgets=(expand-or-complete complete-word menu-complete list-choices expand-or-complete-prefix)
  _kubia_first_tab() {
    () {
      emulate -L zsh
      local widget
      for widget in $_kubia_widgets; do zle -A .$widget $widget; done
      unset _kubia_widgets
      autoload -Uz compinit && compinit -i && _kubia_register
    }
    # Outside of emulate: the user's own options count for what is shown.
    zle $WIDGET
  }
  _kubia_first_prompt() {
    emulate -L zsh
    local widget
    add-zsh-hook -d precmd _kubia_first_prompt
    unfunction _kubia_first_prompt
    if (( $+functions[compdef] )); then
      _kubia_register
      unfunction _kubia_first_tab
      unset _kubia_widgets
    elif [[ -z ${KUBIA_NO_COMPINIT-} ]]; then
      _kubia_widgets=(${(M)_kubia_widgets:#${(~j:|:)${(k)widgets[(R)(builtin|user:_kubia_first_tab)]}}})
      for widget in $_kubia_widgets; do zle -N $widget _kubia_first_tab; done
    fi
  }
  autoload -Uz add-zsh-hook && add-zsh-hook precmd _kubia_first_prompt
} "$kubia_alias" "$kubia_direct"
unset kubia_alias kubia_direct
