package dev.tenure.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A host that does not follow its peers: it chooses from what it has just read, and hears of its own key by itself. */
class WithoutPeersTest {
    private static final TenancyCommand READ = new TenancyCommand.ReadSnapshot();

    private final Registry registry = new Registry().network("10.5.0.0/16");

    private Host host() {
        return Host.in(registry, Host.settings().withoutPeers());
    }

    private static RegistryView known(Host host) {
        return Objects.requireNonNull(host.tenancy.known().view());
    }

    /** The watch of our own key tells what is there now. */
    private Host seesItsKey(Host host) {
        SubnetLease held = host.lease();
        return host.hears(new TenancyFact.OwnKeySeen(
                held.key(), registry.find(held.key().text()), registry.table().revision()));
    }

    @Test
    void a_start_needs_no_second_reading() {
        Host host = host().starts();

        assertThat(host.said).hasOnlyElementsOfType(TenancyCommand.Claim.class);
    }

    @Test
    void nothing_is_chosen_from_an_old_view() {
        Host host = host();
        host.hears(new TenancyFact.SubnetEnvRead(Optional.empty()));
        host.reads();
        registry.lease("10.5.7.0-24", "192.168.64.9");
        host.hasAddresses(Host.IP);

        assertThat(host.said).containsExactly(READ);
        assertThat(host.reads().said).hasOnlyElementsOfType(TenancyCommand.Claim.class);
    }

    @Test
    void a_network_config_that_comes_at_last_is_no_reason_to_choose_from_an_old_view() {
        registry.networkDeleted();
        Host host = host().starts();
        registry.network("10.6.0.0/16");
        RegistryView old = host.viewOfNow();
        host.hears(new TenancyFact.RegistryChanged(old, List.of(), old.revision()))
                .waits();

        assertThat(host.said).containsExactly(READ);
        assertThat(host.acquires().lease().subnet().toString()).startsWith("10.6.");
    }

    @Test
    void a_key_that_is_deleted_is_lost_at_once_and_claimed_again_after_a_reading() {
        Host host = host().settles();
        String key = host.lease().key().text();
        registry.deletes(key);
        seesItsKey(host);

        assertThat(host.tenancy.state()).isInstanceOf(TenancyState.Lost.class);
        assertThat(host.looksAgain().acquires().lease().key().text()).isEqualTo(key);
    }

    @Test
    void a_key_that_another_has_now_is_yielded() {
        Host host = host().settles();
        String key = host.lease().key().text();
        registry.lease(key, "192.168.64.9");
        seesItsKey(host);

        assertThat(host.tenancy.state()).isInstanceOf(TenancyState.Lost.class);
        assertThat(host.looksAgain().acquires().lease().key().text()).isNotEqualTo(key);
    }

    @Test
    void a_key_that_an_operator_makes_a_reservation_is_one_from_then_on() {
        Host host = host().settles();
        registry.put(host.lease().key(), host.value(), new Term.Reserved());
        seesItsKey(host);

        assertThat(host.lease().isReservation()).isTrue();
        assertThat(host.tenancy.state()).isInstanceOf(TenancyState.Holding.class);
    }

    @Test
    void what_was_told_of_our_key_before_we_wrote_it_is_no_news() {
        Host host = host().settles();
        SubnetLease lease = host.lease();
        host.hears(new TenancyFact.OwnKeySeen(lease.key(), Optional.empty(), lease.modRevision() - 1));
        host.hears(new TenancyFact.OwnKeySeen(lease.key(), Optional.of(lease), lease.modRevision()));

        assertThat(host.lease()).isEqualTo(lease);
        assertThat(host.said).isEmpty();
    }

    @Test
    void a_view_from_before_our_claim_does_not_count_as_a_look_for_rivals() {
        Host host = host().settles();
        RegistryView before = known(host);
        registry.reservation("10.5.0.0-16", "192.168.64.9");
        host.hears(new TenancyFact.RegistryChanged(
                before.withNetwork(registry.network("10.5.0.0/16").networkEntry()), List.of(), before.revision()));
        assertThat(host.tenancy.state()).isInstanceOf(TenancyState.Holding.class);

        assertThat(host.reads().tenancy.state()).isInstanceOf(TenancyState.Lost.class);
    }

    @Test
    void another_store_that_has_not_come_as_far_as_our_claim_is_known_though_nobody_heard_that_it_is_one() {
        Host host = host().settles();
        registry.wiped();
        long claimed = host.lease().modRevision();
        while (registry.table().revision() < claimed - 1) {
            registry.goesOn();
        }
        host.beginsToReadAnew().reads();

        assertThat(host.tenancy.state()).isInstanceOf(TenancyState.Lost.class);
    }

    @Test
    void it_needs_its_peers_while_it_waits_for_one_of_them() {
        registry.network("{\"Network\":\"10.6.0.0/28\",\"SubnetLen\":30}")
                .lease("10.6.0.4-30", "192.168.64.7")
                .lease("10.6.0.8-30", "192.168.64.8")
                .lease("10.6.0.12-30", "192.168.64.9");
        Host host = host();
        assertThat(host.tenancy.status().needsPeers()).isFalse();
        host.starts();
        assertThat(host.tenancy.status().needsPeers()).isTrue();
        registry.deletes("10.6.0.8-30");
        host.sees().waits();
        assertThat(host.said).containsExactly(READ);
        assertThat(host.acquires().tenancy.status().needsPeers()).isFalse();
    }

    @Test
    void it_needs_its_peers_while_it_is_in_conflict_with_one_of_them() {
        Host host = host().settles();
        registry.lease(host.lease().key().text().replace("-24", "-25"), "192.168.64.9");
        host.reads();
        assertThat(host.tenancy.status().needsPeers()).isTrue();
        registry.deletes(host.lease().key().text().replace("-24", "-25"));
        assertThat(host.sees().tenancy.status().needsPeers()).isFalse();
    }

    @Test
    void a_subnet_that_no_longer_fits_is_left_after_a_reading() {
        Host host = host().settles();
        registry.network("10.6.0.0/16");
        RegistryView known = known(host);
        host.hears(new TenancyFact.RegistryChanged(
                known.withNetwork(registry.networkEntry()), List.of(), known.revision()));
        host.after(Duration.ofSeconds(5));

        assertThat(host.said).containsExactly(READ);
        assertThat(host.reads().acquires().lease().subnet().toString()).startsWith("10.6.");
    }
}
