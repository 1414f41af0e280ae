# shellcheck shell=sh
# Reads what kubia remembers of the clusters that it made (src/cluster/state.ts): one JSON file for each, with one
# string a line. Sourced.

records_folder() {
  case ${XDG_STATE_HOME-} in
    /*) printf '%s/kubectl-kubia/clusters' "$XDG_STATE_HOME" ;;
    *) printf '%s/.local/state/kubectl-kubia/clusters' "$HOME" ;;
  esac
}

record_file() { printf '%s/%s.json' "$(records_folder)" "$1"; }

# recorded_names: the clusters on record, a line each.
recorded_names() {
  for record in "$(records_folder)"/*.json; do
    [ -f "$record" ] && basename "$record" .json
  done
  return 0
}

# record_field NAME FIELD: a string of a cluster's record; empty where there is none.
record_field() {
  [ -f "$(record_file "$1")" ] || return 0
  sed -n "s/^ *\"$2\": \"\\(.*\\)\",\\{0,1\\}\$/\\1/p" "$(record_file "$1")" | sed 's/\\\(["\\/]\)/\1/g'
}

# is_recorded ENGINE NAME ID…: whether kubia made the cluster whose nodes' containers these are. A record without an id is of
# a run that was killed while kind worked: all containers must then be younger than that run.
is_recorded() {
  recorded_engine=$1
  recorded_name=$2
  shift 2
  [ -f "$(record_file "$recorded_name")" ] || return 1
  recorded_id=$(record_field "$recorded_name" controlPlaneId)
  if [ -n "$recorded_id" ]; then
    for id in "$@"; do [ "$id" != "$recorded_id" ] || return 0; done
    return 1
  fi
  # Both are RFC 3339 in UTC, which sorts as text up to the second.
  recorded_start=$(record_field "$recorded_name" startedAt | cut -c1-19)
  for id in "$@"; do
    created=$("$recorded_engine" inspect --type container -f '{{.Created}}' "$id" | tr ' ' T | cut -c1-19)
    [ "$(printf '%s\n%s\n' "$recorded_start" "$created" | LC_ALL=C sort | head -n 1)" = "$recorded_start" ] || return 1
  done
}
