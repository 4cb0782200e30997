#!/usr/bin/env bash
# Makes target/tenure/, the program as it is shipped: a Java runtime that has only what Tenure needs, the jar, and an AOT
# cache that a real run has trained. mvn package calls it; it needs target/tenure.jar, a JDK 25 and an etcd.
set -u

home=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P) || exit 1
. "$home/bin/lib/common.sh"
. "$home/bin/lib/java.sh"
. "$home/bin/lib/etcd.sh"

# What jdeps finds, less what libraries ask for only where it is there (AWT, SQL, the compiler).
MODULES=java.base,java.logging,java.management,java.naming,jdk.management,jdk.unsupported

image=$home/target/tenure
cache=$image/lib/tenure.aot
run_dir=$home/target/training
agent_pid=''
etcd_pid=''
clean_up() {
    [ -z "$agent_pid" ] || end_process "$agent_pid"
    [ -z "$etcd_pid" ] || end_process "$etcd_pid"
    rm -rf "$run_dir"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

[ -r "$home/target/tenure.jar" ] || die "there is no target/tenure.jar to make an image of; mvn package makes it first."
rm -rf "$image" "$run_dir"
if ! find_java jlink || [ "$TENURE_JAVA_MAJOR" -lt 25 ]; then
    fact image "not made: that takes a JDK 25 with jlink; target/tenure.jar runs without it"
    exit 0
fi
mkdir -p "$image/bin/lib" "$image/lib" "$run_dir" || die "cannot make the folder $image."

phase runtime "jlink of Java $TENURE_JAVA_MAJOR into target/tenure/runtime"
"$TENURE_JAVA_HOME/bin/jlink" --add-modules "$MODULES" --strip-debug --no-header-files --no-man-pages \
    --output "$image/runtime" >"$run_dir/jlink.log" 2>&1 || {
    show_log "$run_dir/jlink.log"
    die "jlink could not make the runtime."
}
phase_done
cp -p "$home/bin/tenure" "$image/bin/" && cp -p "$home/bin/lib/java.sh" "$image/bin/lib/" &&
    cp -pR "$home/conf" "$home/LICENSE" "$home/README.md" "$home/target/man" "$image/" && cp -p "$home/target/tenure.jar" "$image/lib/" ||
    die "could not copy the program to $image."

# ---- a run like those that are to be fast

# Only what is here already: a build installs nothing.
if [ -z "${ETCD:-}" ] && ! command -v etcd >/dev/null && [ ! -x "$home/.run/tools/usr/bin/etcd" ]; then
    fact cache "none, since there is no etcd to train with: starts are slow and take more memory. Let ETCD name one"
    exit 0
fi
export ETCD=${ETCD:-$(command -v etcd || echo "$home/.run/tools/usr/bin/etcd")}
need_etcd
start_etcd
lease() {
    put_if_absent "/training/subnets/10.5.$1.0-24" "{\"PublicIP\":\"192.0.2.$1\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\",\
\"BackendData\":{\"VNI\":1,\"VtepMAC\":\"ce:17:3c:be:ef:$1\"}}" >/dev/null || die "etcd did not take a lease to train with."
}
put_if_absent /training/config '{"Network":"10.5.0.0/16","Backend":{"Type":"vxlan"}}' >/dev/null ||
    die "etcd did not take the network config to train with."
for host in {10..29}; do lease "$host"; done

# Like one that comes back with the subnet of its last life.
printf 'FLANNEL_NETWORK=10.5.0.0/16\nFLANNEL_SUBNET=10.5.77.1/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=false\n' >"$run_dir/subnet.env"
port=$(free_port 9500) || die "no port from 9500 to 9599 is free on loopback."
phase cache "training a run on etcd, into target/tenure/lib/tenure.aot"
# Profiles are for the large compiler, which is not used: without them the cache is 1 MB smaller, and so is every agent.
TENURE_JAVA_OPTS="-XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining -XX:AOTCacheOutput=$cache" "$image/bin/tenure" agent --etcd-endpoints="http://127.0.0.1:$etcd_port" \
    --etcd-prefix=/training --iface=lo --public-ip=192.0.2.7 --subnet-lease-ttl=5s --subnet-file="$run_dir/subnet.env" \
    --healthz-ip=127.0.0.1 --healthz-port="$port" >"$run_dir/agent.log" 2>&1 </dev/null &
agent_pid=$!
await_ready() {
    until http GET "$port" /readyz >/dev/null; do
        if ! kill -0 "$agent_pid" 2>/dev/null || [ $((SECONDS - phase_start)) -ge 60 ]; then
            show_log "$run_dir/agent.log"
            die "the agent that trains the cache did not become ready."
        fi
        sleep 0.1
    done
}
await_ready
ETCDCTL_API=3 "$ETCDCTL" --endpoints="http://127.0.0.1:$etcd_port" del /training/subnets/10.5.77.0-24 >/dev/null ||
    die "etcd did not delete the lease of the agent that trains the cache."
await_ready
for host in {30..49}; do lease "$host"; done
for path in /livez /readyz?verbose /metrics /v1/lease /v1/network /v1/peers /metrics; do
    http GET "$port" "$path" >/dev/null || die "the agent that trains the cache did not answer $path."
done
# so long that leases are renewed, too
sleep 4
kill -TERM "$agent_pid"
wait "$agent_pid"
agent_pid=''
TENURE_JAVA_OPTS=-XX:AOTMode=on "$image/bin/tenure" --version >"$run_dir/check.log" 2>&1 || {
    show_log "$run_dir/agent.log"
    show_log "$run_dir/check.log"
    die "the cache that was trained can't be used."
}
phase_done
fact image "target/tenure: $(du -sm "$image/runtime" | cut -f1) MiB runtime, $(du -sm "$image/lib/tenure.jar" | cut -f1) MiB jar, $(du -sm "$cache" | cut -f1) MiB cache"
