package dev.tenure.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.Subnet;
import dev.tenure.subnet.SubnetKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HostIdentityTest {
    private static HostIdentity host(@Nullable String ipv4, @Nullable String ipv6) {
        return new HostIdentity(
                ipv4 == null ? null : IpAddress.parse(ipv4).orElseThrow(),
                ipv6 == null ? null : IpAddress.parse(ipv6).orElseThrow());
    }

    private static LeaseValue writtenBy(HostIdentity host) {
        return HostAttributes.of(host, "vxlan");
    }

    @Test
    void public_ip_tells_hosts_apart() {
        HostIdentity us = host("192.168.64.3", "fd00::3");
        assertThat(us.holds(writtenBy(us))).isTrue();
        assertThat(us.holds(writtenBy(host("192.168.64.3", null)))).isTrue();
        assertThat(us.holds(writtenBy(host("192.168.64.3", "fd00::9")))).isTrue();
        assertThat(us.holds(writtenBy(host("192.168.64.4", "fd00::3")))).isFalse();
    }

    @Test
    void public_ipv6_does_where_a_lease_has_no_public_ip() {
        HostIdentity us = host(null, "fd00::3");
        assertThat(us.holds(writtenBy(us))).isTrue();
        assertThat(us.holds(writtenBy(host(null, "fd00::4")))).isFalse();
        assertThat(us.holds(writtenBy(host("192.168.64.3", "fd00::3")))).isFalse();
        assertThat(host("192.168.64.3", "fd00::3").holds(writtenBy(us))).isTrue();
    }

    @Test
    void a_host_without_an_address_holds_nothing() {
        HostIdentity nobody = host(null, null);
        assertThat(nobody.isKnown()).isFalse();
        assertThat(nobody.holds(writtenBy(nobody))).isFalse();
        assertThat(nobody.holds(writtenBy(host("192.168.64.3", null)))).isFalse();
    }

    @Test
    void nobody_holds_what_cannot_be_read() {
        LeaseValue unreadable = new LeaseValue.Unreadable("the value is empty");
        assertThat(host("192.168.64.3", null).holds(unreadable)).isFalse();
        SubnetLease lease =
                new SubnetLease(SubnetKey.parse("10.5.52.0-24").orElseThrow(), unreadable, Term.ofEtcdLease(0), 5, 5);
        assertThat(lease.holder()).isEqualTo("unknown (the value is empty)");
        assertThat(lease.isReservation()).isTrue();
        assertThat(lease.subnet()).extracting(Subnet::toString).isEqualTo("10.5.52.0/24");
    }

    @Test
    void is_shown_as_its_addresses() {
        assertThat(host("192.168.64.3", "fd00::3")).hasToString("192.168.64.3,fd00::3");
        assertThat(host("192.168.64.3", null)).hasToString("192.168.64.3");
        assertThat(host(null, "fd00::3")).hasToString("fd00::3");
    }

    @Test
    void a_key_without_an_etcd_lease_is_a_reservation() {
        assertThat(Term.ofEtcdLease(0)).isEqualTo(new Term.Reserved());
        assertThat(Term.ofEtcdLease(0).isReserved()).isTrue();
        assertThat(Term.ofEtcdLease(0).granted()).isEmpty();
        assertThat(Term.ofEtcdLease(0x694d).granted()).contains(new GrantId(0x694d));
        assertThat(Term.ofEtcdLease(0x694d).isReserved()).isFalse();
        assertThat(new GrantId(0x694d71ddacfda227L)).hasToString("694d71ddacfda227");
        assertThatThrownBy(() -> new GrantId(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
