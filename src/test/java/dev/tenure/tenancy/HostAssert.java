package dev.tenure.tenancy;

import dev.tenure.lease.GrantId;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** What a story says about a host: where it stands, and what it asked for with its last commands. */
final class HostAssert extends AbstractAssert<HostAssert, Host> {
    private HostAssert(Host actual) {
        super(actual, HostAssert.class);
    }

    static HostAssert assertThat(Host host) {
        return new HostAssert(host);
    }

    private <T extends TenancyCommand> Stream<T> said(Class<T> type) {
        return actual.said.stream().filter(type::isInstance).map(type::cast);
    }

    private void check(String what, List<String> found, List<String> expected) {
        Assertions.assertThat(found)
                .as("%s; state %s; said %s", what, actual.tenancy.state(), actual.said)
                .containsExactlyElementsOf(expected);
    }

    HostAssert holds(String key) {
        check(
                "held",
                actual.tenancy.state().heldNow().stream()
                        .map(held -> held.lease().key().text())
                        .toList(),
                List.of(key));
        return this;
    }

    HostAssert is(String state) {
        Assertions.assertThat(actual.tenancy.state().label())
                .as("%s; said %s", actual.tenancy.state(), actual.said)
                .isEqualTo(state);
        return this;
    }

    HostAssert isLostBy(LossReason reason) {
        Assertions.assertThat(actual.tenancy.state()).isInstanceOf(TenancyState.Lost.class);
        Assertions.assertThat(((TenancyState.Lost) actual.tenancy.state()).reason())
                .isEqualTo(reason);
        return this;
    }

    HostAssert waitsFor(WaitReason.Code code) {
        Assertions.assertThat(actual.tenancy.status().blocked().map(WaitReason::code))
                .as("%s", actual.tenancy.state())
                .contains(code);
        return this;
    }

    HostAssert isMoving() {
        Assertions.assertThat(actual.tenancy.state().heldNow()).as("held").isPresent();
        Assertions.assertThat(actual.tenancy.state().attemptNow()).as("move").isPresent();
        return this;
    }

    HostAssert isNotMoving() {
        Assertions.assertThat(actual.tenancy.state().heldNow()).as("held").isPresent();
        Assertions.assertThat(actual.tenancy.state().attemptNow()).as("move").isEmpty();
        return this;
    }

    HostAssert claims(String... keys) {
        check(
                "claims",
                said(TenancyCommand.Claim.class)
                        .map(claim -> claim.key().text())
                        .toList(),
                List.of(keys));
        return this;
    }

    HostAssert releases(String... keys) {
        check(
                "releases",
                said(TenancyCommand.Release.class)
                        .map(release -> release.lease().key().text())
                        .toList(),
                List.of(keys));
        return this;
    }

    HostAssert revokes(GrantId... grants) {
        check(
                "revokes",
                said(TenancyCommand.Revoke.class)
                        .map(revoke -> revoke.grant().toString())
                        .toList(),
                Stream.of(grants).map(GrantId::toString).toList());
        return this;
    }

    HostAssert updates(String... keys) {
        check(
                "updates",
                said(TenancyCommand.Update.class)
                        .map(update -> update.seen().key().text())
                        .toList(),
                List.of(keys));
        return this;
    }

    HostAssert keepsAlive(String... keys) {
        check(
                "keeps alive",
                said(TenancyCommand.KeepAlive.class)
                        .map(keep -> keep.lease().key().text())
                        .toList(),
                List.of(keys));
        return this;
    }

    HostAssert orders(String... subnets) {
        check(
                "orders for subnet.env",
                said(TenancyCommand.WriteSubnetEnv.class)
                        .map(write -> write.subnet().toString())
                        .toList(),
                List.of(subnets));
        return this;
    }

    HostAssert readsTheRegistry() {
        Assertions.assertThat(actual.said).contains(new TenancyCommand.ReadSnapshot());
        return this;
    }

    /** Nothing that etcd would notice: no write and no grant ended. */
    HostAssert writesNothing() {
        return claims().releases().updates().revokes();
    }

    HostAssert saysNothing() {
        Assertions.assertThat(actual.said).isEmpty();
        return this;
    }

    HostAssert saysNothingBad() {
        Assertions.assertThat(said(TenancyCommand.Tell.class)).noneMatch(TenancyCommand.Tell::isWarning);
        return this;
    }

    HostAssert warns(String part) {
        Assertions.assertThat(said(TenancyCommand.Tell.class)
                        .filter(TenancyCommand.Tell::isWarning)
                        .map(TenancyCommand.Tell::sentence))
                .anyMatch(sentence -> sentence.contains(part));
        return this;
    }
}
