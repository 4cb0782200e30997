# What the benches share: clocks, summaries, and starts of an agent on an etcd of its own. Sourced after bin/lib/*.sh; bash.
# The caller sets run_dir and etcd_port.

# show_machine: the lines without which no number below them means anything.
show_machine() {
    echo "Machine"
    fact cpus "$(nproc) × $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)"
    fact memory "$(awk '/^MemTotal/ { printf "%d MiB", $2 / 1024 }' /proc/meminfo), load $(cut -d' ' -f1-3 /proc/loadavg)"
    fact kernel "$(uname -sr)"
    fact java "$("$JAVA_HOME/bin/java" -version 2>&1 | sed -n 2p)"
}

now_us() {
    printf '%s' "${EPOCHREALTIME/[.,]/}"
}

# summary NUMBER…: the median, and the smallest and largest.
summary() {
    printf '%s\n' "$@" | sort -n | awk '{ v[NR] = $1 }
        END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; printf "%s (%s … %s)", m, v[1], v[NR] }'
}

# is_ready PORT: asked by bash itself, since starting a client would disturb what is measured.
is_ready() {
    local status=''
    exec 8<>"/dev/tcp/127.0.0.1/$1" || return 1
    printf 'GET /readyz HTTP/1.0\r\n\r\n' >&8
    IFS= read -r -t 2 status <&8
    exec 8>&-
    [[ $status == *' 200 '* ]]
}

# start_agent PREFIX PORT COMMAND…: starts one and waits until it is ready. Sets agent_pid and took_ms.
start_agent() {
    local began tries=6000 prefix=$1 agent_port=$2
    shift 2
    began=$(now_us)
    "$@" agent --etcd-endpoints="http://127.0.0.1:$etcd_port" --etcd-prefix="$prefix" --iface=lo \
        --public-ip=192.0.2.7 --subnet-file="$run_dir/agent/subnet.env" --healthz-ip=127.0.0.1 --healthz-port="$agent_port" \
        >"$run_dir/agent.log" 2>&1 </dev/null &
    agent_pid=$!
    until is_ready "$agent_port" 2>/dev/null; do
        tries=$((tries - 1))
        if [ "$tries" -eq 0 ] || ! kill -0 "$agent_pid" 2>/dev/null; then
            show_log "$run_dir/agent.log"
            die "the agent did not become ready."
        fi
        sleep 0.005
    done
    took_ms=$((($(now_us) - began) / 1000))
}

stop_agent() {
    end_process "$agent_pid"
    wait "$agent_pid" 2>/dev/null
    agent_pid=''
    rm -rf "$run_dir/agent"
}

# requests PORT: how many RPCs to etcd were begun so far, and of which kinds.
requests() {
    http GET "$1" /metrics | awk '/^tenure_etcd_requests_total/ {
            sum += $2; op = $1; sub(/.*op="/, "", op); sub(/".*/, "", op); kinds = kinds " " op ":" $2 + 0 }
        END { printf "%d (%s)", sum, substr(kinds, 2) }'
}

# put_leases PREFIX COUNT: that many leases of other hosts, with what vxlan writes into them.
put_leases() {
    local n batch=''
    for ((n = 0; n < $2; n++)); do
        batch+="put $1/subnets/10.$((n / 250 + 1)).$((n % 250)).0-24 "
        batch+="'{\"PublicIP\":\"198.18.$((n / 250)).$((n % 250))\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\","
        batch+="\"BackendData\":{\"VNI\":1,\"VtepMAC\":\"ce:17:3c:be:$(((n / 100) % 90 + 10)):$((n % 90 + 10))\"}}'"$'\n'
        if [ $((n % 100)) -eq 99 ] || [ $((n + 1)) -eq "$2" ]; then
            printf '\n%s\n\n' "$batch" |
                ETCDCTL_API=3 "$ETCDCTL" --endpoints="http://127.0.0.1:$etcd_port" txn >/dev/null ||
                die "etcdctl could not put the leases of other hosts."
            batch=''
        fi
    done
}

network() {
    put_if_absent "$1/config" '{"Network":"10.0.0.0/8","SubnetLen":24}' >/dev/null || die "etcd did not take $1/config."
}
