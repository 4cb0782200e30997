package dev.tenure.subnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SubnetTest {
    private static final Cidr IPV4 = block("10.5.52.0/24");
    private static final Cidr IPV6 = block("fd01:0:0:37::/64");

    private static Cidr block(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    @Test
    void has_an_ipv4_half_an_ipv6_half_or_both() {
        assertThat(new Subnet(IPV4, IPV6)).hasToString("10.5.52.0/24,fd01:0:0:37::/64");
        assertThat(Subnet.of(IPV4)).isEqualTo(new Subnet(IPV4, null)).hasToString("10.5.52.0/24");
        assertThat(Subnet.of(IPV6)).isEqualTo(new Subnet(null, IPV6)).hasToString("fd01:0:0:37::/64");
        assertThat(Subnet.of(IPV6).half(IpFamily.IPV4)).isEmpty();
        assertThat(Subnet.of(IPV6).half(IpFamily.IPV6)).contains(IPV6);
    }

    @Test
    void no_half_or_swapped_halves_are_a_bug_of_the_caller() {
        assertThatThrownBy(() -> new Subnet(null, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Subnet(IPV6, null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Subnet(IPV4, IPV4)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void overlaps_where_either_half_does() {
        Subnet dual = new Subnet(IPV4, IPV6);
        assertThat(dual.overlaps(new Subnet(IPV4, block("fd01:0:0:38::/64")))).isTrue();
        assertThat(dual.overlaps(new Subnet(block("10.5.53.0/24"), IPV6))).isTrue();
        assertThat(dual.overlaps(new Subnet(block("10.5.53.0/24"), block("fd01:0:0:38::/64"))))
                .isFalse();
        assertThat(dual.overlaps(Subnet.of(block("10.5.52.128/25")))).isTrue();
        assertThat(dual.overlaps(Subnet.of(block("10.5.0.0/16")))).isTrue();
    }

    @Test
    void an_ipv6_only_subnet_overlaps_no_ipv4() {
        assertThat(Subnet.of(IPV6).overlaps(Subnet.of(IPV4))).isFalse();
        assertThat(Subnet.of(IPV4).overlaps(Subnet.of(IPV6))).isFalse();
    }
}
