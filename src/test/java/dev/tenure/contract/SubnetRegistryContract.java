package dev.tenure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.GrantId;
import dev.tenure.lease.HostAttributes;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.registry.Renewal;
import dev.tenure.registry.StrangeEntry;
import dev.tenure.registry.SubnetWrite;
import dev.tenure.registry.WriteOutcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every registry does with writes, and after it was closed. With its parents: the whole contract of the port. */
abstract class SubnetRegistryContract extends OperatorContract {
    // ---- create

    @Test
    void a_create_writes_the_key_with_its_grant_and_says_how_it_stands() {
        SubnetWrite.Create create = create("10.5.52.0-24", "192.168.64.3");

        WriteOutcome.Applied applied = applied(await(registry.write(create)));

        SubnetLease lease = applied.lease().orElseThrow();
        assertThat(lease.createRevision()).isEqualTo(applied.revision());
        assertThat(lease.modRevision()).isEqualTo(applied.revision());
        assertThat(lease.term()).isEqualTo(new Term.Granted(create.grant()));
        assertThat(lease.value()).isEqualTo(create.attributes());
        assertThat(applied.overlaps()).isEmpty();
        assertThat(await(registry.snapshot()).leases().find(lease.key())).contains(lease);
        assertThat(other.get("subnets/10.5.52.0-24").orElseThrow().value()).isEqualTo(value("192.168.64.3"));
    }

    @Test
    void a_create_is_refused_where_the_key_is_taken_and_shows_by_whom() {
        long taken = other.put("subnets/10.5.52.0-24", value("192.168.64.9"), 0);

        WriteOutcome.Refused refused = refused(await(registry.write(create("10.5.52.0-24", "192.168.64.3"))));

        assertThat(refused.current().map(SubnetLease::modRevision)).contains(taken);
        assertThat(refused.networkRevision()).isEqualTo(networkRevision());
        assertThat(other.get("subnets/10.5.52.0-24").orElseThrow().value()).isEqualTo(value("192.168.64.9"));
    }

    @Test
    void a_create_is_refused_once_the_network_config_is_another_one() {
        SubnetWrite.Create create = create("10.5.52.0-24", "192.168.64.3");
        long changed = other.put("config", CONFIG, 0);

        WriteOutcome.Refused refused = refused(await(registry.write(create)));

        assertThat(refused).isEqualTo(new WriteOutcome.Refused(Optional.empty(), changed));
        assertThat(other.get("subnets/10.5.52.0-24")).isEmpty();
    }

    @Test
    void a_create_without_a_network_config_is_bound_to_its_absence() {
        other.delete("config");
        assertThat(await(registry.write(create("10.5.52.0-24", "192.168.64.3"))))
                .isInstanceOf(WriteOutcome.Applied.class);

        SubnetWrite.Create next = create("10.5.53.0-24", "192.168.64.3");
        other.put("config", CONFIG, 0);
        assertThat(await(registry.write(next))).isInstanceOf(WriteOutcome.Refused.class);
    }

    @Test
    void a_create_reads_back_every_older_key_that_shares_an_address() {
        long longer = other.put("subnets/10.5.52.128-25", value("192.168.64.4"), 0);
        long shorter = other.put("subnets/10.5.52.0-22", "not a lease at all", 0);
        long pair = other.put("subnets/10.5.52.0-24&fd00::-64", value("192.168.64.5"), 0);
        other.put("subnets/10.5.53.0-24", value("192.168.64.6"), 0);
        other.put("subnets/0.0.0.0-0&fd00:0:0:9::-64", value("192.168.64.7"), 0);
        other.put("subnets/strange", value("192.168.64.8"), 0);

        WriteOutcome.Applied applied = applied(await(registry.write(create("10.5.52.0-24", "192.168.64.3"))));

        assertThat(applied.overlaps())
                .containsExactlyInAnyOrder(
                        new WriteOutcome.Claimed(key("10.5.52.128-25"), longer),
                        new WriteOutcome.Claimed(key("10.5.52.0-22"), shorter),
                        new WriteOutcome.Claimed(key("10.5.52.0-24&fd00::-64"), pair));
    }

    @Test
    void a_create_reads_back_the_other_pairing_of_its_ipv6_half() {
        long pair = other.put("subnets/10.5.99.0-24&fd00:0:0:1::-64", value("192.168.64.5"), 0);

        WriteOutcome.Applied applied =
                applied(await(registry.write(create("10.5.52.0-24&fd00:0:0:1::-64", "192.168.64.3"))));

        assertThat(applied.overlaps())
                .containsExactly(new WriteOutcome.Claimed(key("10.5.99.0-24&fd00:0:0:1::-64"), pair));
    }

    @Test
    void a_create_with_a_grant_that_is_gone_fails_and_writes_nothing() {
        GrantId gone = grant();
        other.endGrant(gone.id());
        SubnetWrite create = new SubnetWrite.Create(key("10.5.52.0-24"), host("192.168.64.3"), gone, networkRevision());

        assertThat(failureOf(registry.write(create))).isInstanceOf(RegistryFailure.GrantNotFound.class);
        assertThat(other.get("subnets/10.5.52.0-24")).isEmpty();
    }

    // ---- update and delete

    @Test
    void an_update_writes_over_what_was_seen_and_keeps_the_create_revision() {
        SubnetLease seen = held("10.5.52.0-24", "192.168.64.3");
        HostAttributes attributes = host("192.168.64.3").withBackendData("{\"VNI\":1}", null);

        SubnetLease updated = applied(await(registry.write(new SubnetWrite.Update(seen, attributes, seen.term()))))
                .lease()
                .orElseThrow();

        assertThat(updated.value()).isEqualTo(attributes);
        assertThat(updated.createRevision()).isEqualTo(seen.createRevision());
        assertThat(updated.modRevision()).isGreaterThan(seen.modRevision());
        assertThat(updated.term()).isEqualTo(seen.term());
        assertThat(await(registry.snapshot()).leases().find(seen.key())).contains(updated);
    }

    /** As after a restore: revisions count anew, so another host's key can come to stand at the one that we know. */
    @Test
    void a_key_on_another_grant_is_not_the_one_that_was_seen_even_at_the_same_revision() {
        SubnetLease theirs = held("10.5.52.0-24", "192.168.64.9");
        SubnetLease seen = new SubnetLease(
                theirs.key(),
                host("192.168.64.3"),
                new Term.Granted(grant()),
                theirs.createRevision(),
                theirs.modRevision());

        assertThat(refused(await(registry.write(
                                new SubnetWrite.Update(seen, host("192.168.64.3"), new Term.Reserved()))))
                        .current())
                .contains(theirs);
        assertThat(refused(await(registry.write(new SubnetWrite.Delete(seen)))).current())
                .contains(theirs);
        // no key is kept that is not ours: our own grant is asked for, and is the one that is gone in such a store
        other.endGrant(seen.term().granted().orElseThrow().id());
        assertThat(await(registry.renew(seen))).isInstanceOf(Renewal.GrantGone.class);
        assertThat(await(registry.snapshot()).leases().find(theirs.key())).contains(theirs);
    }

    @Test
    void an_update_can_take_the_grant_away_and_bind_to_another_one() {
        SubnetLease seen = held("10.5.52.0-24", "192.168.64.3");
        SubnetLease reserved = applied(
                        await(registry.write(new SubnetWrite.Update(seen, host("192.168.64.3"), new Term.Reserved()))))
                .lease()
                .orElseThrow();
        assertThat(reserved.isReservation()).isTrue();
        assertThat(other.get("subnets/10.5.52.0-24").orElseThrow().grant()).isZero();

        GrantId another = grant();
        Term term = new Term.Granted(another);
        SubnetLease leased = applied(
                        await(registry.write(new SubnetWrite.Update(reserved, host("192.168.64.3"), term))))
                .lease()
                .orElseThrow();
        assertThat(leased.term()).isEqualTo(term);
        assertThat(other.get("subnets/10.5.52.0-24").orElseThrow().grant()).isEqualTo(another.id());
    }

    @Test
    void an_update_keeps_the_fields_that_others_wrote() {
        String foreign = "{\"publicip\":\"192.168.64.3\",\"PublicIPv6\":null,\"BackendType\":\"vxlan\","
                + "\"BackendData\":{\"VNI\": 7},\"Rack\":\"b-12\",\"Tags\":[1,{\"a\":null}]}";
        other.put("subnets/10.5.52.0-24", foreign, grant().id());
        SubnetLease seen =
                await(registry.snapshot()).leases().find(key("10.5.52.0-24")).orElseThrow();
        HostAttributes attributes = (HostAttributes) seen.value();

        applied(await(registry.write(
                new SubnetWrite.Update(seen, attributes.withBackendData("{\"VNI\":8}", null), seen.term()))));

        assertThat(other.get("subnets/10.5.52.0-24").orElseThrow().value())
                .contains("\"Rack\":\"b-12\"", "\"Tags\":[1,{\"a\":null}]", "\"BackendData\":{\"VNI\":8}");
    }

    @Test
    void an_update_is_refused_when_somebody_else_has_written_since() {
        SubnetLease seen = held("10.5.52.0-24", "192.168.64.3");
        long stolen = other.put("subnets/10.5.52.0-24", value("192.168.64.9"), 0);

        WriteOutcome.Refused refused =
                refused(await(registry.write(new SubnetWrite.Update(seen, host("192.168.64.3"), seen.term()))));

        assertThat(refused.current().map(SubnetLease::modRevision)).contains(stolen);
        assertThat(other.get("subnets/10.5.52.0-24").orElseThrow().value()).isEqualTo(value("192.168.64.9"));
    }

    @Test
    void an_update_is_refused_when_the_key_is_gone() {
        SubnetLease seen = held("10.5.52.0-24", "192.168.64.3");
        other.delete("subnets/10.5.52.0-24");

        WriteOutcome.Refused refused =
                refused(await(registry.write(new SubnetWrite.Update(seen, host("192.168.64.3"), seen.term()))));

        assertThat(refused.current()).isEmpty();
        assertThat(other.get("subnets/10.5.52.0-24")).isEmpty();
    }

    @Test
    void a_delete_removes_what_was_seen() {
        SubnetLease seen = held("10.5.52.0-24", "192.168.64.3");

        WriteOutcome.Applied applied = applied(await(registry.write(new SubnetWrite.Delete(seen))));

        assertThat(applied.lease()).isEmpty();
        assertThat(applied.revision()).isGreaterThan(seen.modRevision());
        assertThat(other.get("subnets/10.5.52.0-24")).isEmpty();
    }

    @Test
    void a_delete_is_refused_when_the_key_is_not_as_it_was_seen() {
        SubnetLease seen = held("10.5.52.0-24", "192.168.64.3");
        other.put("subnets/10.5.52.0-24", value("192.168.64.3"), 0);

        WriteOutcome.Refused refused = refused(await(registry.write(new SubnetWrite.Delete(seen))));

        assertThat(refused.current().map(SubnetLease::isReservation)).contains(true);
        assertThat(other.get("subnets/10.5.52.0-24")).isPresent();
    }

    @Test
    void a_key_written_in_another_spelling_is_updated_where_it_stands() {
        other.put("subnets/10.5.52.7-24", value("192.168.64.3"), 0);
        SubnetLease seen =
                await(registry.snapshot()).leases().find(key("10.5.52.7-24")).orElseThrow();

        applied(await(registry.write(new SubnetWrite.Update(seen, host("192.168.64.3"), seen.term()))));

        assertThat(other.get("subnets/10.5.52.7-24").orElseThrow().createRevision())
                .isEqualTo(seen.createRevision());
        assertThat(other.get("subnets/10.5.52.0-24")).isEmpty();
    }

    // ---- closing

    @Test
    void after_close_every_call_fails_and_none_throws() {
        SubnetLease lease = held("10.5.52.0-24", "192.168.64.3");
        GrantId grant = lease.term().granted().orElseThrow();
        await(close(registry));

        assertThat(List.of(
                        failureOf(registry.snapshot()),
                        failureOf(registry.digest()),
                        failureOf(registry.grant(DAY)),
                        failureOf(registry.write(new SubnetWrite.Delete(lease))),
                        failureOf(registry.renew(lease)),
                        failureOf(registry.revokeUnused(grant)),
                        failureOf(registry.putNetwork(CONFIG, 0)),
                        failureOf(registry.strangeEntries()),
                        failureOf(registry.deleteStrange(new StrangeEntry("x", new Term.Reserved(), 1, 1))),
                        failureOf(registry.grantState(grant)),
                        failureOf(registry.grants())))
                .allMatch(RegistryFailure.Unreachable.class::isInstance);
        assertThat(other.get("subnets/10.5.52.0-24")).isPresent();
    }

    @Test
    void a_snapshot_after_a_write_shows_that_write() {
        long revision = 0;
        for (int i = 0; i < 20; i++) {
            WriteOutcome.Applied applied =
                    applied(await(registry.write(create("10.5." + i + ".0-24", "192.168.64.3"))));
            RegistrySnapshot snapshot = await(registry.snapshot());
            assertThat(applied.revision()).isGreaterThan(revision);
            assertThat(snapshot.revision()).isGreaterThanOrEqualTo(applied.revision());
            assertThat(snapshot.leases().size()).isEqualTo(i + 1);
            revision = applied.revision();
        }
    }
}
