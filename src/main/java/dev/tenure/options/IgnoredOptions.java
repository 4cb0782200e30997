package dev.tenure.options;

import java.util.HashMap;
import java.util.Map;

/**
 * What flanneld knows and we accept without effect, so that a unit file or a pod that starts flanneld starts us: its data
 * plane, its Kubernetes mode and klog's flags, of v0.28 and before. Their values are not looked at.
 */
public final class IgnoredOptions {
    private static final Map<String, Option.Shape> SHAPES = shapes();

    private IgnoredOptions() {}

    /** Names, each with whether it needs a value ({@code VALUE}) or not ({@code SWITCH}). */
    public static Map<String, Option.Shape> all() {
        return SHAPES;
    }

    private static Map<String, Option.Shape> shapes() {
        Map<String, Option.Shape> shapes = new HashMap<>();
        for (String name : new String[] {
            "kube-subnet-mgr",
            "ip-masq-fully-random-disable",
            "iptables-forward-rules",
            "ip-blackhole-route",
            "set-node-network-unavailable",
            "use-multi-cluster-cidr",
            // klog
            "logtostderr",
            "alsologtostderr",
            "add_dir_header",
            "skip_headers",
            "skip_log_headers",
            "one_output",
            "legacy_stderr_threshold_behavior",
        }) {
            shapes.put(name, Option.Shape.SWITCH);
        }
        for (String name : new String[] {
            "kube-api-url",
            "kube-annotation-prefix",
            "kubeconfig-file",
            "net-config-path",
            "iptables-resync",
            // klog
            "log_backtrace_at",
            "log_dir",
            "log_file",
            "log_file_max_size",
            "stderrthreshold",
            "vmodule",
        }) {
            shapes.put(name, Option.Shape.VALUE);
        }
        return Map.copyOf(shapes);
    }
}
