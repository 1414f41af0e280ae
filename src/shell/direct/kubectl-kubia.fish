# Made by kubectl-kubia: completion
# Completes `kubectl-kubia`. Made by `npm run completions` from the commands; do not edit.
# The commands' names are here; for all else `kubectl-kubia __complete` is asked, as kubectl asks its plugins:
# a value and its description a line, `:N` last (N & 4: no file names, N & 32: keep the order).
function __kubectl_kubia_fixed
    switch "$argv"
@ANSWERS@
        case '*'
            return 1
    end
end

# Keeps what may stand next. Fails where file names may, so that fish offers them.
function __kubectl_kubia_ask
    set -l before (commandline -opc)[2..-1]
    set -l typed (commandline -ct)
    set -g __kubectl_kubia_lines
    if not string match -q -- '-*' "$typed"
        set __kubectl_kubia_lines (__kubectl_kubia_fixed $before)
    end
    if not count $__kubectl_kubia_lines >/dev/null
        set __kubectl_kubia_lines (command kubectl-kubia __complete $before "$typed" 2>/dev/null)
    end
    set -l directive (string replace -r '^:' '' -- $__kubectl_kubia_lines[-1])
    set -e __kubectl_kubia_lines[-1]
    if set -l prefix (string match -r -- '^--[^=]+=' "$typed")
        set __kubectl_kubia_lines $prefix$__kubectl_kubia_lines
    end
    count $__kubectl_kubia_lines >/dev/null; or test "$directive" != 0
end
complete -c kubectl-kubia -e
complete -c kubectl-kubia -n __kubectl_kubia_ask -f -a '$__kubectl_kubia_lines'
