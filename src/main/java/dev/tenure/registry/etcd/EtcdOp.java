package dev.tenure.registry.etcd;

import io.grpc.MethodDescriptor;
import java.util.Locale;
import java.util.Map;

/** The kinds of RPC that we tell apart in metrics. */
enum EtcdOp {
    RANGE,
    TXN,
    GRANT,
    KEEPALIVE,
    REVOKE,
    TTL,
    LEASES,
    WATCH,
    LOGIN,
    OTHER;

    private static final Map<String, EtcdOp> BY_METHOD = Map.of(
            "Range", RANGE,
            "Txn", TXN,
            "LeaseGrant", GRANT,
            "LeaseKeepAlive", KEEPALIVE,
            "LeaseRevoke", REVOKE,
            "LeaseTimeToLive", TTL,
            "LeaseLeases", LEASES,
            "Watch", WATCH,
            "Authenticate", LOGIN);

    static EtcdOp of(MethodDescriptor<?, ?> method) {
        String name = method.getBareMethodName();
        return name == null ? OTHER : BY_METHOD.getOrDefault(name, OTHER);
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
