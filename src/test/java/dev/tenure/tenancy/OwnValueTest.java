package dev.tenure.tenancy;

import static dev.tenure.tenancy.HostAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.json.JsonField;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.LeaseCodec;
import dev.tenure.lease.Term;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What our key says: a data plane's data goes in, foreign fields stay, and nobody is written over twice. */
class OwnValueTest {
    private static final String KEY = "10.5.52.0-24";
    private static final TenancyFact.BackendDataGiven FIRST =
            new TenancyFact.BackendDataGiven("{\"VtepMAC\":\"1\"}", null);
    private static final TenancyFact.BackendDataGiven SECOND =
            new TenancyFact.BackendDataGiven("{\"VtepMAC\":\"2\"}", null);

    private final Registry registry = new Registry().network("10.5.0.0/16").lease(KEY, Host.IP);
    private final Host host = Host.in(registry).settles();

    private void somebodyWrites(String json) {
        registry.put(
                Registry.key(KEY),
                LeaseCodec.decode(json.getBytes(StandardCharsets.UTF_8)),
                registry.at(KEY).term());
    }

    @Test
    void data_of_a_data_plane_is_written_once_on_what_we_last_saw() {
        host.hears(FIRST);
        assertThat(host).updates(KEY);
        assertThat(host.update().seen()).isEqualTo(registry.at(KEY));
        host.hears(FIRST);
        assertThat(host).updates();
        host.hears(host.updated());
        assertThat(host).updates().keepsAlive(KEY);
        host.hears(FIRST).renews();
        assertThat(host).updates();
        assertThat(host.value().backendData()).isEqualTo("{\"VtepMAC\":\"1\"}");
    }

    @Test
    void data_that_came_before_the_claim_is_part_of_it() {
        Host late = Host.in(new Registry().network("10.5.0.0/16"));
        late.hears(FIRST).starts();
        assertThat(late.claim().attributes().backendData()).isEqualTo("{\"VtepMAC\":\"1\"}");
        late.wins();
        assertThat(late).updates();
    }

    @Test
    void foreign_fields_survive_our_update() {
        somebodyWrites("{\"PublicIP\":\"192.168.64.3\",\"BackendType\":\"vxlan\",\"Zone\":\"a\"}");
        host.sees().hears(FIRST);
        assertThat(host.update().attributes().others())
                .extracting(JsonField::name)
                .containsExactly("Zone");
    }

    @Test
    void data_that_another_agent_wrote_for_our_backend_stays() {
        somebodyWrites("{\"PublicIP\":\"192.168.64.3\",\"BackendType\":\"vxlan\",\"BackendData\":{\"VNI\":1}}");
        host.sees();
        assertThat(host).updates();
        host.hasAddresses("192.168.64.3,fd00::3");
        assertThat(host).updates();
    }

    @Test
    void another_agent_that_writes_over_our_value_is_not_fought() {
        host.hears(FIRST).hears(host.updated());
        somebodyWrites("{\"PublicIP\":\"192.168.64.3\",\"BackendType\":\"vxlan\",\"BackendData\":{\"VNI\":1}}");
        host.sees();
        assertThat(host).updates().keepsAlive(KEY);
        host.renews();
        assertThat(host).updates();
    }

    @Test
    void an_update_whose_answer_was_lost_does_not_write_over_a_later_value() {
        host.hears(FIRST);
        host.updated();
        host.sees().renews();
        assertThat(host).updates();
        somebodyWrites("{\"PublicIP\":\"192.168.64.3\",\"BackendType\":\"vxlan\",\"BackendData\":{\"VNI\":1}}");
        host.sees().renews();
        assertThat(host).updates();
    }

    @Test
    void an_update_that_was_not_carried_out_is_written_after_the_next_renewal() {
        host.hears(FIRST).failsToRenew();
        assertThat(host).updates();
        host.renews();
        assertThat(host).updates(KEY);
    }

    @Test
    void an_update_that_was_refused_follows_what_is_there_and_is_written_on_it() {
        host.hears(FIRST);
        somebodyWrites("{\"PublicIP\":\"192.168.64.3\",\"BackendType\":\"vxlan\",\"Zone\":\"a\"}");
        host.hears(host.updateRefused());
        assertThat(host).keepsAlive(KEY);
        host.renews();
        assertThat(host).updates(KEY);
        assertThat(host.update().seen()).isEqualTo(registry.at(KEY));
    }

    @Test
    void the_second_of_two_quick_updates_is_written_although_the_first_one_made_it_fail() {
        host.hears(FIRST);
        TenancyCommand.Update first = host.update();
        host.hears(SECOND);
        var refused = new TenancyFact.UpdateRefused(first.seen(), Optional.empty());
        var landed = registry.put(first.seen().key(), first.attributes(), first.term());
        host.hears(new TenancyFact.Updated(landed));
        host.hears(new TenancyFact.UpdateRefused(refused.seen(), Optional.of(landed)));
        assertThat(host).updates(KEY);
        assertThat(host.update().seen()).isEqualTo(landed);
        assertThat(host.update().attributes().backendData()).isEqualTo("{\"VtepMAC\":\"2\"}");
    }

    @Test
    void a_lease_that_is_to_become_a_reservation_is_put_without_a_grant() {
        var before = host.lease();
        host.hears(new TenancyFact.ReserveAsked());
        assertThat(host).updates(KEY);
        assertThat(host.update().term()).isEqualTo(new Term.Reserved());
        host.hears(host.updated());
        assertThat(host).revokes(before.term().granted().orElseThrow()).releases();
        assertThat(host.lease().isReservation()).isTrue();
        host.hears(new TenancyFact.ReserveAsked());
        assertThat(host).updates();
    }

    @Test
    void a_reservation_is_updated_as_one() {
        registry.reservation(KEY, Host.IP);
        host.sees().hears(FIRST);
        assertThat(host).updates(KEY);
        assertThat(host.update().term()).isEqualTo(new Term.Reserved());
        assertThat(host.update().attributes()).isInstanceOf(HostAttributes.class);
    }

    @Test
    void an_update_bound_to_a_lease_is_not_repeated_once_it_is_a_reservation_that_says_the_same() {
        host.hears(FIRST);
        var attributes = host.update().attributes();
        registry.put(Registry.key(KEY), attributes, new Term.Reserved());
        host.hears(host.updateRefused()).renews();
        assertThat(host).updates();
        assertThat(host.lease().isReservation()).isTrue();
    }

    @Test
    void a_new_ipv6_address_is_written_where_the_network_has_ipv6() {
        Registry dual = new Registry()
                .network("{\"Network\":\"10.5.0.0/16\",\"EnableIPv6\":true,\"IPv6Network\":\"fd01::/48\","
                        + "\"Backend\":{\"Type\":\"vxlan\"}}")
                .lease("10.5.9.0-24&fd01:0:0:9::-64", "192.168.64.3,fd00::3");
        Host other = Host.in(dual).starts("192.168.64.3,fd00::3", null).acquires();
        other.hasAddresses("192.168.64.3,fd00::4");
        assertThat(other).holds("10.5.9.0-24&fd01:0:0:9::-64").isNotMoving();
        assertThat(other.update().attributes().publicIpv6()).hasToString("fd00::4");
    }
}
