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

# record_field NAME FIELD: a string of a cluster's record, of its first level alone; empty where there is none.
record_field() {
  [ -f "$(record_file "$1")" ] || return 0
  sed -n "s/^  \"$2\": \"\\(.*\\)\",\\{0,1\\}\$/\\1/p" "$(record_file "$1")" | sed 's/\\\(["\\/]\)/\1/g'
}

# record_version NAME: the version of the form of a cluster's record (src/process/kept-record.ts); one without is 1.
record_version() {
  [ ! -f "$(record_file "$1")" ] ||
    recorded_version=$(sed -n 's/^\(  \|{ *\)"version": *\([0-9]\{1,9\}\).*/\2/p' "$(record_file "$1")" | head -n 1)
  printf '%s' "${recorded_version:-1}"
}

# is_newer NAME: whether a newer kubia wrote a cluster's record, which then may mean anything here.
is_newer() { [ "$(record_version "$1")" -gt 1 ]; }

# is_time TEXT: whether it is a time as kubia writes it, RFC 3339 in UTC. Such times sort as text.
is_time() {
  printf '%s\n' "$1" | grep -Eqx '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?Z' || return 1
  case $1 in
    ????-02-3* | ????-0[469]-31* | ????-11-31*) return 1 ;;
    ????-02-29*)
      is_time_year=${1%%-*}
      is_time_year=${is_time_year#"${is_time_year%%[!0]*}"}
      is_time_year=${is_time_year:-0}
      [ $((is_time_year % 4)) -eq 0 ] && { [ $((is_time_year % 100)) -ne 0 ] || [ $((is_time_year % 400)) -eq 0 ]; }
      ;;
  esac
}

# is_not_later TEXT TEXT: whether the first of two times in UTC is not after the second, to the second.
is_not_later() {
  [ "$(printf '%s\n%s\n' "$(printf '%s' "$1" | cut -c1-19)" "$(printf '%s' "$2" | cut -c1-19)" | LC_ALL=C sort | head -n 1)" = "$(printf '%s' "$1" | cut -c1-19)" ]
}

# recorded_ids NAME: the ids by which a cluster of kubia's is known, a line each: that of the first control plane, and
# those of all nodes once its deletion has begun.
recorded_ids() {
  record_field "$1" controlPlaneId
  grep -q '^  "deleting": true,\{0,1\}$' "$(record_file "$1")" || return 0
  sed -n '/^  "nodeIds": \[$/,/^  \]/s/^ *"\(.*\)",\{0,1\}$/\1/p' "$(record_file "$1")"
}

# can_prove NAME: whether a record can prove anything: it is of that name, and has an id or says when the run began that
# was cut off. One that is empty or damaged, or of a time to come, proves nothing.
can_prove() {
  [ -f "$(record_file "$1")" ] && ! is_newer "$1" && [ "$(record_field "$1" name)" = "$1" ] || return 1
  [ -z "$(record_field "$1" controlPlaneId)" ] || return 0
  grep -q '^  "controlPlaneId": "",\{0,1\}$' "$(record_file "$1")" || return 1
  recorded_start=$(record_field "$1" startedAt)
  is_time "$recorded_start" && is_not_later "$recorded_start" "$(date -u +%Y-%m-%dT%H:%M:%S)"
}

# is_recorded ENGINE NAME ID…: whether kubia made the cluster whose nodes' containers these are. Two things prove it: an
# id on record is one of theirs, or, where the record has no id because the run was killed while kind worked, they are
# all younger than that run.
is_recorded() {
  recorded_engine=$1
  recorded_name=$2
  shift 2
  can_prove "$recorded_name" || return 1
  if [ -n "$(record_field "$recorded_name" controlPlaneId)" ]; then
    for recorded_id in $(recorded_ids "$recorded_name"); do
      for id in "$@"; do [ "$id" != "$recorded_id" ] || return 0; done
    done
    return 1
  fi
  for id in "$@"; do
    # podman tells times of this machine's zone.
    created=$(TZ=UTC "$recorded_engine" inspect --type container -f '{{.Created}}' "$id" | sed 's/ /T/; s/ +0000.*/Z/')
    is_time "$created" && is_not_later "$(record_field "$recorded_name" startedAt)" "$created" || return 1
  done
}
