package dev.tenure.subnet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers and names are those of flannel v0.28.9's pkg/backend. */
class BackendTest {
    @ParameterizedTest(name = "{0} takes {1} bytes and is written as \"{2}\"")
    @CsvSource({
        "alloc, 0, ''",
        "host-gw, 0, host-gw",
        "extension, 0, extension",
        "tencent-vpc, 0, ''",
        "vxlan, 50, vxlan",
        "VXLAN, 50, vxlan",
        "ipip, 20, ipip",
        "udp, 28, ''",
        "Udp, 28, ''",
        "wireguard, 80, wireguard",
        "WireGuard, 80, wireguard",
        "ipsec, 80, ipsec",
        "something-new, 0, something-new",
    })
    void a_backend_is_found_without_regard_to_case(String type, int overheadBytes, String leaseType) {
        Backend backend = new Backend(type, null);
        assertThat(backend.overheadBytes()).isEqualTo(overheadBytes);
        assertThat(backend.leaseType()).isEqualTo(leaseType);
    }
}
