package dev.tenure.registry;

import dev.tenure.subnet.SubnetKey;
import java.util.Optional;

/** What a watch tells of. */
public sealed interface WatchScope {
    /** Everything below the prefix. */
    WatchScope EVERYTHING = new Everything();

    /** The network config. */
    WatchScope NETWORK = new Own(Optional.empty());

    /** The network config and this one lease: what etcd sends of them does not grow with the network. */
    static WatchScope own(SubnetKey lease) {
        return new Own(Optional.of(lease));
    }

    /** See {@link #EVERYTHING}. */
    record Everything() implements WatchScope {}

    /**
     * See {@link #own}.
     *
     * @param lease the key of the one lease, if one is held
     */
    record Own(Optional<SubnetKey> lease) implements WatchScope {}
}
