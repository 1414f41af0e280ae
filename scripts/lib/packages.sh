# shellcheck shell=sh
# Names, and on request runs, the commands that install what is missing: Debian and Ubuntu (apt-get), Fedora (dnf),
# macOS (brew). Sourced after say.sh. To use:
#   missing=$(missing_programs docker kind kubectl)
#   install_programs name $missing     # prints the commands, a line each
#   install_programs run $missing      # runs them, each one told first

# The kind that is downloaded where no package manager has it, from its own release page.
KIND_RELEASE=v0.33.0

# missing_programs PROGRAM…: those that are not on PATH, a line each.
missing_programs() {
  for program in "$@"; do has "$program" || printf '%s\n' "$program"; done
}

# The package manager that is there: apt-get, dnf, brew, or nothing.
package_manager() {
  if has brew && [ "$(uname -s)" = Darwin ]; then echo brew
  elif has apt-get; then echo apt-get
  elif has dnf; then echo dnf
  fi
}

# step COMMAND…: prints a command, or tells it and runs it, as install_programs was asked to.
step() {
  case $install_mode in
    run)
      say "\$ $(quote_all "$@")"
      "$@"
      ;;
    *)
      quote_all "$@"
      printf '\n'
      ;;
  esac
}

# step, as root: sudo where this user is not.
root_step() {
  if [ "$(id -u)" = 0 ]; then step "$@"; else step sudo "$@"; fi
}

# The name that release pages have for this machine's processor.
machine() {
  case $(uname -m) in
    aarch64 | arm64) echo arm64 ;;
    *) echo amd64 ;;
  esac
}

# Puts a program from a release page into /usr/local/bin. download PROGRAM URL
download() {
  download_file=${TMPDIR:-/tmp}/$1
  step curl -fsSLo "$download_file" "$2"
  root_step install -m 0755 "$download_file" "/usr/local/bin/$1"
}

kind_url() { printf 'https://kind.sigs.k8s.io/dl/%s/kind-linux-%s' "$KIND_RELEASE" "$(machine)"; }

# Debian's own kubectl is older than 1.26, which cannot ask plugins for completions; Kubernetes' is not.
kubectl_url() {
  case $install_mode in
    run) kubectl_release=$(curl -fsSL https://dl.k8s.io/release/stable.txt) || return 1 ;;
    *) kubectl_release=v1.36.0 ;;
  esac
  printf 'https://dl.k8s.io/release/%s/bin/linux/%s/kubectl' "$kubectl_release" "$(machine)"
}

# install_one MANAGER PROGRAM: the table. A new program or manager is a new row.
install_one() {
  case $1:$2 in
    apt-get:docker) root_step apt-get install -y docker.io && root_step systemctl start docker ;;
    apt-get:node | apt-get:npm) root_step apt-get install -y nodejs npm ;;
    apt-get:kind | dnf:kind) download kind "$(kind_url)" ;;
    apt-get:kubectl | dnf:kubectl) download kubectl "$(kubectl_url)" ;;
    dnf:docker) root_step dnf install -y moby-engine && root_step systemctl start docker ;;
    dnf:node | dnf:npm) root_step dnf install -y nodejs npm ;;
    apt-get:* | dnf:*) root_step "$1" install -y "$2" ;;
    brew:docker) step brew install --cask docker && step open -a Docker ;;
    brew:npm) step brew install node ;;
    brew:kubectl) step brew install kubernetes-cli ;;
    brew:*) step brew install "$2" ;;
    *) return 1 ;;
  esac
}

# install_programs name|run PROGRAM…: for each program the commands that install it.
# Fails with 3 where there is no package manager that is known, or where a command fails.
install_programs() {
  install_mode=$1
  shift
  install_manager=$(package_manager)
  [ -n "$install_manager" ] || fail 3 "no package manager that is known here (apt-get, dnf, brew) to install: $*"
  for install_program in "$@"; do
    if [ "$install_mode" = run ] && [ "$install_manager" = apt-get ] && [ -z "${install_updated-}" ]; then
      root_step apt-get update
      install_updated=1
    fi
    install_one "$install_manager" "$install_program" ||
      fail 3 "$install_program could not be installed" "install it by hand, and run this again"
  done
}

# require_programs YES PROGRAM…: installs what is missing where YES is 1; else names the commands, and fails with 3.
require_programs() {
  require_yes=$1
  shift
  # shellcheck disable=SC2046 # names of programs have no blanks
  set -- $(missing_programs "$@")
  [ $# -gt 0 ] || return 0
  if [ "$require_yes" = 1 ]; then
    install_programs run "$@"
    return
  fi
  say "error: not on PATH: $*"
  say 'These commands install what is missing (--yes runs them):'
  install_programs name "$@" | sed 's/^/  /' >&2
  return 3
}
