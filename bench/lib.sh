# What the benches share: clocks, summaries, and starts of an agent on an etcd of its own. Sourced after bin/lib/*.sh; bash.
# The caller sets home, run_dir and etcd_port.

# read_runs BENCH USAGE [RUNS…]: sets runs, 7 unless given; shows USAGE, or refuses what is no number, and ends.
read_runs() {
    runs=${3:-7}
    case $runs in
        -h | --help)
            echo "$1 [RUNS]: $2 See bench/README.md."
            exit 0
            ;;
        *[!0-9]* | 0)
            echo "$1: RUNS is '$runs': expected a whole number from 1 up" >&2
            exit 2
            ;;
    esac
}

# show_machine: the lines without which no number below them means anything.
show_machine() {
    echo "Machine"
    fact cpus "$(nproc) × $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)"
    fact memory "$(awk '/^MemTotal/ { printf "%d MiB", $2 / 1024 }' /proc/meminfo), load $(cut -d' ' -f1-3 /proc/loadavg)"
    fact kernel "$(uname -sr)"
    fact java "$("$JAVA_HOME/bin/java" -version 2>&1 | sed -n 2p)"
}

# shipped_flags: the flags that bin/tenure takes from conf/jvm.options.
shipped_flags() {
    awk -v java="$TENURE_JAVA_MAJOR" '/^-/ { print } /^[0-9]+-:-/ { at = index($0, ":");
        if (java >= substr($0, 1, at - 2) + 0) print substr($0, at + 1) }' "$home/conf/jvm.options" | tr '\n' ' '
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

# memory_of PID NAME: MiB with one decimal, from the kernel's own sum over all mappings.
memory_of() {
    awk -v name="$2:" '$1 == name { printf "%.1f", $2 / 1024 }' "/proc/$1/smaps_rollup"
}

# cpu_ticks PID: what the process has used so far, in hundredths of a second.
cpu_ticks() {
    sed 's/^.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'
}

# requests PORT: how many RPCs to etcd were begun so far, and of which kinds.
requests() {
    http GET "$1" /metrics | awk '/^tenure_etcd_requests_total/ {
            sum += $2; op = $1; sub(/.*op="/, "", op); sub(/".*/, "", op); kinds = kinds " " op ":" $2 + 0 }
        END { printf "%d (%s)", sum, substr(kinds, 2) }'
}

# peer PREFIX NUMBER VNI: sets put to what etcdctl's txn reads, which puts the lease of another host as vxlan writes it.
peer() {
    local value="{\"PublicIP\":\"198.18.$(($2 / 250)).$(($2 % 250))\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\","
    value+="\"BackendData\":{\"VNI\":$3,\"VtepMAC\":\"ce:17:3c:be:$(($2 / 100 % 90 + 10)):$(($2 % 90 + 10))\"}}"
    # it takes a value in double quotes only, as Go writes them: in single ones it cuts it at the first double one
    put="put $1/subnets/10.$(($2 / 250 + 1)).$(($2 % 250)).0-24 \"${value//\"/\\\"}\""
}

# commit TEXT: what txn reads, as one transaction.
commit() {
    printf '\n%s\n\n' "$1" | ETCDCTL_API=3 "$ETCDCTL" --endpoints="http://127.0.0.1:$etcd_port" txn >/dev/null ||
        die "etcdctl could not put the leases of other hosts."
}

# put_leases PREFIX COUNT: that many leases of other hosts.
put_leases() {
    local n put batch=''
    for ((n = 0; n < $2; n++)); do
        peer "$1" "$n" 1
        batch+=$put$'\n'
        if [ $((n % 100)) -eq 99 ] || [ $((n + 1)) -eq "$2" ]; then
            commit "$batch"
            batch=''
        fi
    done
}

network() {
    put_if_absent "$1/config" '{"Network":"10.0.0.0/8","SubnetLen":24}' >/dev/null || die "etcd did not take $1/config."
}
