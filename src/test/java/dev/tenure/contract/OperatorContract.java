package dev.tenure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.registry.GrantState;
import dev.tenure.registry.NetworkOutcome;
import dev.tenure.registry.NetworkText;
import dev.tenure.registry.StrangeEntry;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.subnet.NetworkReading;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every registry does for operators alone. */
abstract class OperatorContract extends ReserveContract {
    private static final String NEXT = "{\"Network\":\"10.9.0.0/16\"}";

    private List<StrangeEntry> strange() {
        return await(registry.strangeEntries());
    }

    // ---- network config

    @Test
    void the_text_of_a_network_config_is_told_to_the_letter_whatever_it_is() {
        for (String text : List.of("{ \"Network\" : \"10.5.0.0/16\",\n  \"Mine\": 1 }", "no JSON \u00e9\u2028", "")) {
            long revision = other.put("config", text, 0);

            assertThat(await(registry.networkText())).contains(new NetworkText(text, revision));
        }
        other.delete("config");
        assertThat(await(registry.networkText())).isEmpty();
    }

    @Test
    void a_network_config_is_put_where_the_one_that_was_seen_still_is() {
        other.put("config", CONFIG, grant().id());

        NetworkOutcome outcome = await(registry.putNetwork(NEXT, networkRevision()));

        OtherWriter.Raw now = other.get("config").orElseThrow();
        assertThat(outcome).isEqualTo(new NetworkOutcome.Applied(now.modRevision()));
        assertThat(now.value()).isEqualTo(NEXT);
        assertThat(now.grant()).isZero();
        assertThat(await(registry.snapshot()).network().modRevision()).isEqualTo(now.modRevision());
    }

    @Test
    void a_network_config_is_not_put_over_one_that_nobody_saw() {
        long seen = networkRevision();
        long changed = other.put("config", NEXT, 0);

        NetworkOutcome outcome = await(registry.putNetwork(CONFIG, seen));

        assertThat(outcome)
                .isEqualTo(new NetworkOutcome.Refused(await(registry.snapshot()).network()));
        assertThat(networkRevision()).isEqualTo(changed);
        assertThat(await(registry.putNetwork(CONFIG, 0))).isInstanceOf(NetworkOutcome.Refused.class);
        assertThat(other.get("config").orElseThrow().value()).isEqualTo(NEXT);
    }

    @Test
    void a_first_network_config_is_bound_to_there_being_none() {
        long seen = networkRevision();
        other.delete("config");

        assertThat(await(registry.putNetwork(NEXT, seen))).isEqualTo(new NetworkOutcome.Refused(NetworkEntry.NONE));
        assertThat(other.get("config")).isEmpty();
        assertThat(await(registry.putNetwork(NEXT, 0))).isEqualTo(new NetworkOutcome.Applied(networkRevision()));
        assertThat(other.get("config").orElseThrow().value()).isEqualTo(NEXT);
    }

    @Test
    void a_network_config_that_cannot_be_read_can_be_replaced() {
        long broken = other.put("config", "not JSON at all", 0);
        NetworkOutcome refused = await(registry.putNetwork(NEXT, broken - 1));
        assertThat(refused)
                .isInstanceOfSatisfying(
                        NetworkOutcome.Refused.class,
                        outcome ->
                                assertThat(outcome.current().reading()).isNotInstanceOf(NetworkReading.Absent.class));

        assertThat(await(registry.putNetwork(NEXT, broken))).isInstanceOf(NetworkOutcome.Applied.class);
    }

    @Test
    void of_many_who_put_a_network_config_at_once_one_does() {
        long seen = networkRevision();

        List<Future<NetworkOutcome>> all = IntStream.range(0, 16)
                .mapToObj(i -> registry.putNetwork("{\"Network\":\"10." + i + ".0.0/16\"}", seen))
                .toList();

        assertThat(all.stream().map(ContractFixture::await))
                .filteredOn(NetworkOutcome.Applied.class::isInstance)
                .containsExactly(new NetworkOutcome.Applied(networkRevision()));
    }

    // ---- strange keys

    @Test
    void every_strange_key_is_named_exactly_and_no_lease_is() {
        GrantId grant = grant();
        other.put("subnets/10.5.1.0-24", value("192.168.64.1"), 0);
        other.put("subnets/10.5.2.0-24", "no value of a lease", 0);
        other.put("config.bak", "{", 0);
        other.put("subnetsx", "", 0);
        long slash = other.put("subnets/10.5.1.0/24", value("192.168.64.1"), grant.id());
        long made = other.put("subnets/10.5.3.0-33", "x", 0);
        long changed = other.put("subnets/10.5.3.0-33", "y", 0);

        assertThat(strange())
                .containsExactly(
                        new StrangeEntry("10.5.1.0/24", new Term.Granted(grant), slash, slash),
                        new StrangeEntry("10.5.3.0-33", new Term.Reserved(), made, changed));
    }

    @Test
    void a_strange_name_can_be_shown_to_anybody_and_still_be_deleted() {
        other.putBinaryKey("\u001b[2J\n ü\\x41".getBytes(StandardCharsets.UTF_8), new byte[] {1});
        other.putBinaryKey(new byte[0], new byte[] {1});
        other.put("subnets/" + "long".repeat(100), "", 0);

        List<StrangeEntry> entries = strange();

        assertThat(entries)
                .extracting(StrangeEntry::name)
                .containsExactly("", "\\x1b[2J\\x0a\\x20\\xc3\\xbc\\x5cx41", "long".repeat(100));
        assertThat(entries).allMatch(entry -> await(registry.deleteStrange(entry)));
        assertThat(strange()).isEmpty();
    }

    @Test
    void a_strange_key_that_is_not_as_it_was_seen_stays() {
        other.put("subnets/strange", "1", 0);
        other.put("subnets/gone", "1", 0);
        StrangeEntry gone = strange().get(0);
        StrangeEntry seen = strange().get(1);
        long changed = other.put("subnets/strange", "2", 0);
        other.delete("subnets/gone");

        assertThat(await(registry.deleteStrange(seen))).isFalse();
        assertThat(await(registry.deleteStrange(gone))).isFalse();
        assertThat(other.get("subnets/strange").map(OtherWriter.Raw::modRevision))
                .contains(changed);

        assertThat(await(registry.deleteStrange(strange().getFirst()))).isTrue();
        assertThat(other.get("subnets/strange")).isEmpty();
    }

    @Test
    void deleting_a_strange_key_takes_no_other() {
        other.put("subnets/a", "", 0);
        other.put("subnets/ab", "", 0);
        other.put("subnets/a/", "", 0);
        other.put("subnets/a/b", "", 0);
        other.put("subnets/10.5.1.0-24", value("192.168.64.1"), 0);

        assertThat(await(registry.deleteStrange(strange().get(1)))).isTrue();
        assertThat(await(registry.deleteStrange(strange().getFirst()))).isTrue();

        assertThat(strange()).extracting(StrangeEntry::name).containsExactly("a/b", "ab");
        assertThat(other.get("subnets/10.5.1.0-24")).isPresent();
    }

    @Test
    void strange_keys_are_all_named_however_many_there_are() {
        Map<String, String> keys = new LinkedHashMap<>();
        for (int i = 0; i < 2500; i++) {
            keys.put("subnets/strange" + i, "");
        }
        keys.put("subnets/10.5.1.0-24", value("192.168.64.1"));
        other.putAll(keys);

        assertThat(strange())
                .hasSize(2500)
                .isSortedAccordingTo((a, b) -> a.name().compareTo(b.name()));
    }

    // ---- grants

    @Test
    void a_grant_tells_what_is_left_of_it_and_how_many_keys_hang_on_it() {
        long grant = other.grant(1000);
        assertThat(await(registry.grantState(new GrantId(grant)))).hasValueSatisfying(unused -> {
            assertThat(unused.isUnused()).isTrue();
            assertThat(unused.granted()).isEqualTo(Duration.ofSeconds(1000));
            assertThat(unused.left()).isBetween(Duration.ofSeconds(900), Duration.ofSeconds(1000));
        });

        other.put("subnets/10.5.1.0-24", value("192.168.64.1"), grant);
        other.put("elsewhere", "", grant);

        GrantState used = await(registry.grantState(new GrantId(grant))).orElseThrow();
        assertThat(used.keys()).isEqualTo(2);
        assertThat(used.isUnused()).isFalse();
    }

    @Test
    void a_grant_that_is_not_there_has_no_state() {
        GrantId gone = grant();
        other.endGrant(gone.id());

        assertThat(await(registry.grantState(gone))).isEmpty();
        assertThat(await(registry.grantState(new GrantId(0x1234)))).isEmpty();
    }

    @Test
    void grants_are_listed_with_and_without_a_key_and_not_once_they_are_gone() {
        SubnetLease lease = held("10.5.52.0-24", "192.168.64.3");
        GrantId used = lease.term().granted().orElseThrow();
        GrantId unused = grant();
        GrantId gone = grant();
        other.endGrant(gone.id());

        assertThat(await(registry.grants())).contains(used, unused).doesNotContain(gone);
    }

    @Test
    void many_grants_are_listed_once_each() {
        List<GrantId> made = IntStream.range(0, 300)
                .mapToObj(i -> registry.grant(DAY))
                .map(ContractFixture::await)
                .map(grant -> grant.id())
                .toList();

        List<GrantId> listed = await(registry.grants());

        assertThat(listed).containsAll(made).doesNotHaveDuplicates();
        made.forEach(grant -> other.endGrant(grant.id()));
    }

    @Test
    void grants_can_be_the_first_thing_that_is_asked() {
        long grant = other.grant(1000);

        assertThat(await(registry.grants())).contains(new GrantId(grant));
    }
}
