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

fetch_etcd() {
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null ||
        die "etcd is missing. Install etcd 3.4 or newer so that it is in PATH, or set ETCD=/path/to/etcd."
    phase etcd "fetching the distribution's etcd-server and etcd-client"
    # The client is only for people who look into etcd; nothing here hangs on it.
    if ! { unpack_packages etcd-server etcd-client || unpack_packages etcd-server; } ||
        [ ! -x "$run_dir/tools/usr/bin/etcd" ]; then
        die "etcd is missing, and apt-get could not fetch it (see .run/apt.log). Install it (Debian: apt install etcd-server etcd-client), or set ETCD=/path/to/etcd."
    fi
    phase_done
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
