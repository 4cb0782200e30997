# Several hosts on this machine that share a network, for ./run --hosts N. Sourced by ./run, whose functions it uses; bash.
# Host 3 is index 3 of each array: its process is agent_pids[3], which is unset once that has ended.

HOSTS_MAX=9

host_port=()    # where its agent answers
host_log=()     # file descriptor of its log, read up to what has been told
host_partial=() # the begin of a line that the agent has not ended yet
host_left=()    # the subnet that etcd still has for a host that is gone

public_ip_of() {
    printf '192.0.2.%d\n' $((10 + $1))
}

public_ipv6_of() {
    printf '2001:db8::%d\n' $((10 + $1))
}

# Each of these belongs to one host, so ./run --hosts gives its own to each.
refuse_what_hosts_cannot_share() {
    local name why variable
    while read -r name why; do
        variable=FLANNELD_${name^^}
        variable=${variable//-/_}
        ! given "$name" || usage_error "--$name cannot go to several hosts on one machine: $why"
        [ -z "${!variable:-}" ] || usage_error "$variable cannot go to several hosts on one machine: $why"
    done <<'END'
public-ip a host is known by it, so each gets its own, from 192.0.2.11 on
public-ipv6 a host is known by it, so each gets its own, from 2001:db8::11 on
subnet-file each host has its own, .run/host-1/subnet.env and so on
healthz-port each agent needs its own, so each gets one that is free
api-socket only one agent can listen on it
END
}

start_hosts() {
    local host port=9475 folder options=() ttl=()
    add_options_for_all
    # Short, so that people see the lease of a host end that went away.
    given subnet-lease-ttl || [ -n "${FLANNELD_SUBNET_LEASE_TTL:-}" ] || options+=(--subnet-lease-ttl=1m)
    given healthz-ip || options+=(--healthz-ip=127.0.0.1)
    fact agents "bin/tenure agent ${options[*]} …, $hosts times"
    for ((host = 1; host <= hosts; host++)); do
        port=$(free_port "$port") || die "no port from 9475 on is free on loopback for the HTTP server of host-$host."
        folder=$run_dir/host-$host
        mkdir -p "$folder" || die "cannot make the folder $folder."
        start_agent "$host" "$folder" "${options[@]}" "--public-ip=$(public_ip_of "$host")" \
            "--public-ipv6=$(public_ipv6_of "$host")" "--subnet-file=$folder/subnet.env" "--healthz-port=$port" \
            >"$folder/agent.log" 2>&1
        host_port[host]=$port
        port=$((port + 1))
    done
    # Not before all are started, which would inherit them.
    for ((host = 1; host <= hosts; host++)); do
        exec {folder}<"$run_dir/host-$host/agent.log"
        host_log[host]=$folder
        host_partial[host]=''
    done
}

is_ready() {
    http GET "${host_port[$1]}" /readyz >/dev/null
}

is_running() {
    kill -0 "${agent_pids[$1]}" 2>/dev/null
}

# Until all hosts are ready or gone; what the ready ones have said so far is in the table that follows.
wait_until_hosts_are_ready() {
    local host until=$((SECONDS + 30 + 5 * hosts))
    phase hosts "waiting until all are ready (logs: .run/host-1/agent.log and so on)"
    for host in "${!agent_pids[@]}"; do
        until is_ready "$host"; do
            is_running "$host" && [ "$SECONDS" -lt "$until" ] || break
            sleep 0.2
        done
    done
    phase_done
    for host in "${!agent_pids[@]}"; do
        is_running "$host" || host_ended "$host"
    done
}

show_hosts() {
    local host subnets=() width=13 row='  %-7s %-11s %-*s  %-23s %-29s %s\n'
    for host in "${!agent_pids[@]}"; do
        subnets[host]=$(subnet_of "$(http GET "${host_port[host]}" /v1/lease)")
        [ "${#subnets[host]}" -le "$width" ] || width=${#subnets[host]} # of both families
    done
    printf "\n$row" HOST PUBLIC-IP "$width" SUBNET FILE HEALTH PROCESS
    for host in "${!agent_pids[@]}"; do
        printf "$row" "host-$host" "$(public_ip_of "$host")" "$width" "${subnets[host]:--}" ".run/host-$host/subnet.env" \
            "http://127.0.0.1:${host_port[host]}/readyz" "${agent_pids[host]}"
        ! is_ready "$host" || skip_news "$host"
    done
}

# identity_of HOST: the options by which commands know it; of a dual-stack host both addresses are given.
identity_of() {
    local lease
    lease=$(http GET "${host_port[$1]}" /v1/lease)
    printf -- '--public-ip=%s' "$(public_ip_of "$1")"
    [ -z "$(json_text "$lease" publicIpv6)" ] || printf ' --public-ipv6=%s' "$(public_ipv6_of "$1")"
}

# How commands reach the etcd of these hosts. No password: it would stand on the screen.
etcd_flags() {
    local name value
    [ -z "$etcd_port" ] || printf ' --etcd-endpoints=http://127.0.0.1:%s' "$etcd_port"
    for name in endpoints prefix cafile certfile keyfile username password-file; do
        ! value=$(option_of "etcd-$name") || printf ' --etcd-%s=%q' "$name" "$value"
    done
}

# suggest WHAT COMMAND: a command that works as it stands after the cd.
suggest() {
    printf '    %s:\n      %s\n' "$1" "$2"
}

show_what_to_try() {
    local running=("${!agent_pids[@]}") network=10.6.0.0/16 flags
    local first=${running[0]} second=${running[1]:-${running[0]}} last=${running[${#running[@]} - 1]}
    flags=$(etcd_flags)
    [[ $(http GET "${host_port[first]}" /v1/network) != *"$network"* ]] || network=10.5.0.0/16
    printf '\n  Try in another terminal\n    cd %q\n' "$home"
    suggest 'who holds what, and for how long without a renewal' "bin/tenure leases --ttl$flags"
    suggest "host-$first loses its lease, and claims the same subnet again" \
        "bin/tenure release $(identity_of "$first") --force$flags"
    suggest "the lease of host-$second becomes a reservation, which does not end" \
        "bin/tenure reserve $(identity_of "$second")$flags"
    suggest "host-$last goes away, and its lease when its grant ends" "kill -9 ${agent_pids[last]}"
    suggest 'all move to another network' \
        "echo '{\"Network\":\"$network\",\"Backend\":{\"Type\":\"vxlan\"}}' | bin/tenure network set - --force$flags"
    printf '\n  Ctrl-C stops everything. From here on, what happens:\n\n'
}

tell() {
    printf '  %(%T)T  host-%d  %s\n' -1 "$1" "$2"
}

# next_line HOST: sets line to the next that its log has; 1 while there is none.
next_line() {
    if IFS= read -r -u "${host_log[$1]}" line; then
        line=${host_partial[$1]}$line
        host_partial[$1]=''
    else
        host_partial[$1]+=$line
        return 1
    fi
}

skip_news() {
    local line
    while next_line "$1"; do :; done
}

# What the agents say, in their own words: its log has the moment and the part that says it as well.
tell_news() {
    local line
    while next_line "$1"; do
        if [[ $line =~ ^[0-9T:.-]+Z\ (INFO|WARN|ERROR)\ +[a-z-]+\ \ (.*) ]]; then
            line=${BASH_REMATCH[2]}
        elif [[ $line =~ ^[0-9T:.-]+Z\ (DEBUG|TRACE) ]]; then
            continue
        fi
        tell "$1" "${line//"$home/"/}"
    done
}

# What an agent that is left knows of the lease of a host that is gone; 1 if nobody answers.
lease_as_others_know_it() {
    local other
    for other in "${!agent_pids[@]}"; do
        http GET "${host_port[other]}" "/v1/leases?host=$(public_ip_of "$1")" && return 0
    done
    return 1
}

host_ended() {
    local pid=${agent_pids[$1]} status how lease
    unset "agent_pids[$1]"
    wait "$pid" 2>/dev/null
    status=$?
    how="with exit code $status"
    [ "$status" -le 128 ] || how="by SIG$(kill -l $((status - 128)))"
    tell_news "$1"
    rm -f "$run_dir/host-$1/agent.pid"
    tell "$1" "is gone: process $pid ended $how"
    lease=$(lease_as_others_know_it "$1") || return 0
    host_left[$1]=$(subnet_of "$lease")
    if [[ $lease == *'"kind":"reservation"'* ]]; then
        tell "$1" "its reservation of ${host_left[$1]} stays in etcd"
        unset "host_left[$1]"
    elif [ -n "${host_left[$1]}" ]; then
        tell "$1" "its lease of ${host_left[$1]} stays in etcd until its grant ends"
    else
        unset "host_left[$1]"
    fi
}

tell_lease_that_ended() {
    local lease
    lease=$(lease_as_others_know_it "$1") || return 0
    [[ $lease != *'"ipv'[46]'":"'* ]] || return 0
    tell "$1" "its lease has ended: ${host_left[$1]} is free for others"
    unset "host_left[$1]"
}

# Tells what happens until no agent is left.
follow_hosts() {
    local host
    while [ "${#agent_pids[@]}" -gt 0 ]; do
        for host in "${!agent_pids[@]}"; do
            tell_news "$host"
            is_running "$host" || host_ended "$host"
        done
        for host in "${!host_left[@]}"; do
            tell_lease_that_ended "$host"
        done
        sleep 0.3 9>&-
    done
}
