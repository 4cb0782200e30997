# What ./run, ./test and .ci/run share: messages, phases, HTTP, ports, processes, packages. Sourced; bash.
# The caller sets home (the project) and then calls init_run_dir.

# Everything that these scripts write besides target/ is in .run/.
init_run_dir() {
    run_dir=$home/.run
    mkdir -p "$run_dir" || die "cannot make the folder $run_dir; Tenure's scripts keep their logs and data there."
}

die() {
    [ -z "${in_phase:-}" ] || printf 'failed\n'
    in_phase=''
    printf 'tenure: %s\n' "$*" >&2
    exit 1
}

# A phase is one line: its name, what happens, and the seconds it took.
phase() {
    printf '  %-9s %s … ' "$1" "$2"
    in_phase=$1
    phase_start=$SECONDS
}

phase_done() {
    printf '%d s\n' $((SECONDS - phase_start))
    in_phase=''
}

fact() {
    printf '  %-9s %s\n' "$1" "$2"
}

# show_log FILE: its last lines, for a failure.
show_log() {
    [ -z "${in_phase:-}" ] || printf 'failed\n'
    in_phase=''
    printf '\n--- the last lines of %s\n' "$1" >&2
    tail -n 25 "$1" >&2
    printf -- '---\n' >&2
}

# http METHOD PORT PATH [BODY]: asks 127.0.0.1 and prints the body; 0 for a 2xx answer. Without curl, bash itself asks.
http() {
    local method=$1 port=$2 path=$3 body=${4:-} answer code
    if command -v curl >/dev/null; then
        answer=$(curl -sS --max-time 5 --noproxy '*' -X "$method" ${body:+--data "$body"} -w '\n%{http_code}' \
            "http://127.0.0.1:$port$path" 2>/dev/null) || return 1
        code=${answer##*$'\n'}
        answer=${answer%$'\n'*}
    else
        answer=$(http_by_hand "$@" 2>/dev/null) || return 1
        code=${answer#* }
        code=${code%%[ $'\r']*}
        answer=${answer#*$'\r\n\r\n'}
    fi
    printf '%s\n' "$answer"
    [[ $code == 2?? ]]
}

http_by_hand() {
    local LC_ALL=C body=${4:-} # C: lengths in bytes
    exec 8<>"/dev/tcp/127.0.0.1/$2" || return 1
    # 1.0, since then the end of the answer is the end of the connection.
    printf '%s %s HTTP/1.0\r\nHost: 127.0.0.1:%s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' \
        "$1" "$3" "$2" "${#body}" "$body" >&8
    timeout 5 cat <&8
}

# free_port FIRST: the first port from FIRST on which nobody listens on loopback.
free_port() {
    local port=$1
    while (exec 8<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
        port=$((port + 1))
        [ "$port" -lt $(($1 + 100)) ] || return 1
    done
    printf '%s\n' "$port"
}

# command_line PID: what the process was started with, to be sure that a pid from a file is still ours.
command_line() {
    if [ -r "/proc/$1/cmdline" ]; then
        tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null
    else
        ps -o args= -p "$1" 2>/dev/null
    fi
}

# end_process PID: asks it to end, waits up to ten seconds, then insists.
end_process() {
    local pid=$1 tries=100
    kill -TERM "$pid" 2>/dev/null || return 0
    while kill -0 "$pid" 2>/dev/null; do
        tries=$((tries - 1))
        if [ "$tries" -eq 0 ]; then
            kill -KILL "$pid" 2>/dev/null
            break
        fi
        sleep 0.1
    done
}

# end_leftover FILE MARK: ends the process whose pid is in FILE if its command line holds MARK (a killed run left it).
end_leftover() {
    local pid
    [ -r "$1" ] || return 0
    read -r pid <"$1" || pid=
    rm -f "$1"
    case $pid in
        '' | *[!0-9]*) return 0 ;;
    esac
    case $(command_line "$pid") in
        *"$2"*)
            end_process "$pid"
            fact cleaned "the process $pid that an earlier run left behind"
            ;;
    esac
}

# as_root COMMAND…: runs it where we may without asking anybody.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

apt_update() {
    command -v apt-get >/dev/null && as_root apt-get -q -o DPkg::Lock::Timeout=120 update >>"$run_dir/apt.log" 2>&1
}

# apt_install PACKAGE…: 1 where there is no apt, no right, or no such package; the reason is in .run/apt.log.
apt_install() {
    command -v apt-get >/dev/null && as_root true || return 1
    apt_install_once "$@" || { apt_update && apt_install_once "$@"; }
}

apt_install_once() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 \
        install --no-install-recommends "$@" >>"$run_dir/apt.log" 2>&1
}

# apt_offers PACKAGE: whether apt could install it.
apt_offers() {
    command -v apt-cache >/dev/null && apt-cache policy "$1" 2>/dev/null | grep -q 'Candidate: [0-9]'
}

# unpack_packages PACKAGE…: the distribution's packages, unpacked into .run/tools and not installed: that needs no root, and
# nothing that a package would start is left on the host. 1 where one can't be had.
unpack_packages() {
    unpack_packages_once "$@" || { apt_update && unpack_packages_once "$@"; }
}

unpack_packages_once() {
    mkdir -p "$run_dir/tools/packages" || return 1
    (
        cd "$run_dir/tools/packages" || exit 1
        rm -f ./*.deb
        apt-get -q download "$@" || exit 1
        for package in ./*.deb; do
            dpkg-deb -x "$package" .. || exit 1
        done
        rm -f ./*.deb
    ) >>"$run_dir/apt.log" 2>&1
}
