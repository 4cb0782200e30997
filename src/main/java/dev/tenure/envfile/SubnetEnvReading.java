package dev.tenure.envfile;

import dev.tenure.subnet.Cidr;
import dev.tenure.subnet.Subnet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a look at subnet.env showed. It is a hint for which subnet to ask for and never a claim (etcd decides), so
 * everything but {@link Found} means the same: no previous subnet.
 */
public sealed interface SubnetEnvReading {
    /**
     * The file names a subnet.
     *
     * @param previous the subnet that this host had
     * @param network FLANNEL_NETWORK, where the file has it; the subnet's IPv4 half lies inside
     * @param ipv6Network FLANNEL_IPV6_NETWORK, likewise
     */
    record Found(
            Subnet previous,
            @Nullable Cidr network,
            @Nullable Cidr ipv6Network) implements SubnetEnvReading {}

    /**
     * There is something, but it can't be trusted; worth one warning.
     *
     * @param reason half a sentence with "it" for the file, such as "it is longer than 4 KiB"
     */
    record Unusable(String reason) implements SubnetEnvReading {}

    /** There is no such file: the first start, or a reboot that emptied {@code /run}. */
    record Absent() implements SubnetEnvReading {}

    /** The subnet that this host had, if the file tells. */
    default Optional<Subnet> subnet() {
        return this instanceof Found found ? Optional.of(found.previous()) : Optional.empty();
    }
}
