package dev.tenure.faults.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.live.Operator;
import dev.tenure.live.Patience;
import dev.tenure.support.EtcdServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The neighbour behaves as badly as flanneld does, so that living beside it proves something. */
class FlanneldLikeTest {
    private static final Duration TTL = Duration.ofSeconds(8);
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final String NETWORK = "{\"Network\":\"10.5.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}";
    private static final Pattern DUAL = Pattern.compile("subnets/10\\.5\\.(\\d+)\\.0-24&fd01:0:0:([0-9a-f]+)::-64");
    private static final String OTHER = "{\"PublicIP\":\"192.0.2.99\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\"}";

    private final EtcdServer etcd = EtcdServer.start();
    private final Operator operator = new Operator(etcd, "/flannel");
    private final FlanneldLike flanneld;

    FlanneldLikeTest(@TempDir Path disk) {
        flanneld = new FlanneldLike(
                operator,
                new FleetHost(7, disk, Map.of()),
                TTL,
                Seed.forTest("FlanneldLikeTest").random());
    }

    @BeforeEach
    void begin() {
        operator.network(NETWORK);
    }

    private void until(String what, BooleanSupplier holds) {
        Patience.until(what, WITHIN, holds, () -> flanneld + "\n" + operator.leases());
    }

    private String startsAndHolds() {
        flanneld.start();
        until("a subnet", () -> !flanneld.key().isEmpty());
        return "subnets/" + flanneld.key();
    }

    @Test
    void renews_by_putting_its_key_under_a_new_grant_and_leaves_the_old_one_behind() {
        String path = startsAndHolds();
        Operator.Stored before = operator.get(path);
        until("a renewal", () -> operator.get(path).version() > before.version());

        assertThat(operator.get(path).grant()).isNotEqualTo(before.grant());
        assertThat(operator.newGrants()).contains(Operator.printed(before.grant()));
    }

    @Test
    void makes_a_lease_of_its_own_reservation() {
        String path = startsAndHolds();
        flanneld.stop();
        operator.put(path, operator.get(path).value());
        flanneld.start();
        until("the reservation to be a lease", () -> operator.get(path).grant() != 0);

        assertThat(flanneld.ends()).isEmpty();
    }

    @Test
    void deletes_its_own_lease_if_that_does_not_fit_and_takes_another_one() {
        String path = startsAndHolds();
        flanneld.stop();
        operator.network("{\"Network\":\"10.6.0.0/16\",\"Backend\":{\"Type\":\"vxlan\"}}");
        assertThat(startsAndHolds()).startsWith("subnets/10.6.");
        assertThat(operator.find(path)).isEmpty();
    }

    @Test
    void ends_when_its_key_is_deleted_and_takes_the_same_subnet_when_it_is_started_again() {
        String path = startsAndHolds();
        operator.delete(path);
        until("its end", () -> !flanneld.ends().isEmpty());
        until("its subnet", () -> !flanneld.key().isEmpty());

        assertThat(flanneld.ends()).isEqualTo(List.of("the lease has been revoked"));
        assertThat("subnets/" + flanneld.key()).isEqualTo(path);
    }

    @Test
    void puts_its_key_over_that_of_another_host_without_a_look() {
        String path = startsAndHolds();
        operator.put(path, OTHER, operator.get(path).grant());
        until("its key again", () -> !operator.get(path).value().equals(OTHER));

        assertThat(flanneld.overwritten()).isEqualTo(1);
        assertThat(flanneld.ends()).isEmpty();
    }

    @Test
    void in_dual_stack_takes_halves_that_are_no_pair() {
        operator.network("{\"Network\":\"10.5.0.0/16\",\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\"}");
        Matcher key = DUAL.matcher(startsAndHolds());

        assertThat(key.matches()).isTrue();
        assertThat(Integer.parseInt(key.group(2), 16)).isNotEqualTo(Integer.parseInt(key.group(1)));
    }

    @AfterEach
    void end() {
        flanneld.close();
        operator.close();
        etcd.close();
    }
}
