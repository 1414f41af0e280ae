# shellcheck shell=bash disable=SC2016
# Completes `kubectl-kubia`. Made by `npm run completions` from the commands; do not edit.
# The commands' names are here; for all else `kubectl-kubia __complete` is asked, as kubectl asks its plugins:
# a value and its description a line, `:N` last (N & 4: no file names, N & 32: keep the order).
_kubectl_kubia_fixed() {
  case $1 in
    '') printf '%s\n' 'alias	let `k` stand for kubectl, take it away, or tell what it is' 'clusters	list the local clusters: nodes, version, age, and which one is current' 'completion	print the completion of `kubectl-kubia` itself for zsh, bash or fish' 'config	keep defaults, and print and check the kind config that up would use' 'deploy	create or update a Deployment, or what manifests describe, and wait for the rollout' 'doctor	check this machine for whatever keeps a cluster from coming up, each with its fix' 'down	delete clusters, and show that nothing of them is left' 'events	show what happened to an app or a service, in order, a sentence each' 'expose	give pods a Service, wait for its endpoints, and show the URL that answers' 'hit	send requests to a service or an ingress, and show who answers' 'load	put images of this machine, or archives of images, on all nodes of a local cluster' 'logs	print the logs of all pods of an app, each line with its pod' 'open	open the URL of a service or an ingress that answers from this machine' 'restart	replace the pods of an app, a few at a time, and wait for the rollout' 'run	run one bare Pod, as kubectl run does, and wait until it is ready' 'scale	set the number of replicas and wait until they run' 'shell-init	print what a shell reads at its start: the alias and the completion' 'start	start a cluster that is stopped, or one node of it, and wait until it is Ready' 'status	show the cluster, its nodes, workloads, pods and services in one view' 'stop	stop a cluster, or one node of it; what runs there comes back with start' 'tunnel	give LoadBalancer services addresses that work from this machine, until Ctrl-C' 'undo	go back to an earlier version of an app, and wait for the rollout' 'up	create a multi-node cluster and wait until every node is Ready' 'version	print the version of kubia' 'help	how a command is used' :4 ;;
    alias) printf '%s\n' 'install	let `k` stand for kubectl, completed as kubectl is, in zsh, bash and fish' 'status	show what `k` is in each shell' 'uninstall	take the alias away, and give the start-up files back as they were' :4 ;;
    completion) printf '%s\n' 'install	set up completion of `kubectl kubia`, `kubectl` and `kubectl-kubia` in zsh, bash and fish' 'uninstall	take the completion away, and give the start-up files back as they were' zsh bash fish :4 ;;
    config) printf '%s\n' 'get	print a default: of the environment, else what was set, else what is meant without' 'list	list all defaults, and what says so: the environment, config set, or nobody' 'print	print the kind config that `up` would use' 'set	keep a default for later runs, such as what makes clusters' 'unset	forget a default that was set' 'validate	find everything that is wrong with a kind config, without running kind' :4 ;;
    *) return 1 ;;
  esac
}
# The words up to the cursor, as they were typed: bash breaks them at = and : too.
_kubectl_kubia_words() {
  local line=$COMP_LINE after=${COMP_LINE:COMP_POINT} word separate i last=-1
  words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]} separate=1
    if [[ -n $word && $line != [[:space:]]* ]] && ((last > 0)) &&
      [[ $word == [=:]* || ${COMP_WORDS[i - 1]} == *[=:] ]]; then separate=0; fi
    line=${line#*"$word"}
    if ((i == COMP_CWORD && ${#after} > ${#line})); then word=${word:0:${#word}+${#line}-${#after}}; fi
    if ((separate)); then words[++last]=$word; else words[last]+=$word; fi
  done
}
_kubectl_kubia() {
  local words word text directive line broken
  _kubectl_kubia_words
  word=${words[${#words[@]}-1]}
  local before=("${words[@]:1:${#words[@]}-2}")
  if [[ $word == -* ]] || ! text=$(_kubectl_kubia_fixed "${before[*]-}"); then
    text=$(command kubectl-kubia __complete ${before[@]+"${before[@]}"} "$word" 2>/dev/null)
  fi
  directive=${text##*:}
  text=${text%:*}
  COMPREPLY=()
  if [[ $word == --*=* ]]; then word=${word#*=}; fi
  # What bash has broken off at a : stays on the line.
  broken=
  if [[ $word == *:* && $COMP_WORDBREAKS == *:* ]]; then broken=${word%"${word##*:}"}; fi
  while IFS= read -r line; do
    line=${line%%$'\t'*}
    if [[ -n $line && $line == "$word"* ]]; then COMPREPLY+=("${line#"$broken"}"); fi
  done <<<"$text"
  if [[ $(type -t compopt) == builtin ]]; then
    if ((directive & 4)); then compopt +o default; fi
    if ((directive & 32)); then compopt -o nosort 2>/dev/null; fi
  fi
  return 0
}
complete -o default -F _kubectl_kubia kubectl-kubia
