package dev.tenure.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.Seed;
import dev.tenure.json.JsonField;
import dev.tenure.subnet.IpAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseCodecTest {
    private static final String VALUE =
            "{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":\"fd00::3\",\"BackendType\":\"vxlan\","
                    + "\"BackendData\":{\"VNI\":1,\"VtepMAC\":\"c6:d2:32:6f:8f:44\"},\"Zone\":\"b\"}";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static IpAddress address(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    @Test
    void reads_every_field() {
        assertThat(LeaseCodec.decode(bytes(VALUE)))
                .isEqualTo(new HostAttributes(
                        address("192.168.64.3"),
                        address("fd00::3"),
                        "vxlan",
                        "{\"VNI\":1,\"VtepMAC\":\"c6:d2:32:6f:8f:44\"}",
                        null,
                        List.of(new JsonField("Zone", JsonField.Kind.STRING, "\"b\"", "b"))));
    }

    @Test
    void every_truncation_is_unreadable_and_no_exception() {
        byte[] whole = bytes(VALUE);
        for (int length = 0; length < whole.length; length++) {
            assertThat(LeaseCodec.decode(Arrays.copyOf(whole, length)))
                    .as("cut at %d", length)
                    .isInstanceOf(LeaseValue.Unreadable.class);
        }
    }

    @Test
    void every_flipped_bit_is_read_and_written_again_or_unreadable_and_no_exception() {
        byte[] whole = bytes(VALUE);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            if (LeaseCodec.decode(flipped) instanceof HostAttributes attributes) {
                assertThat(LeaseCodec.decode(LeaseCodec.encode(attributes)))
                        .as("bit %d", bit)
                        .isEqualTo(attributes);
            }
        }
    }

    @Test
    void random_bytes_are_unreadable_and_no_exception() {
        Seed seed = Seed.forTest("LeaseCodecTest.random_bytes_are_unreadable_and_no_exception");
        RandomGenerator random = seed.random();
        for (int round = 0; round < 2_000; round++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            assertThat(LeaseCodec.decode(noise)).as("%s", seed).isInstanceOf(LeaseValue.Unreadable.class);
        }
    }

    @Test
    void invalid_utf_8_in_a_foreign_text_is_read_as_go_reads_it() {
        byte[] value = bytes("{\"PublicIP\":\"10.0.0.1\",\"Zone\":\"x?y\"}");
        value[new String(value, StandardCharsets.US_ASCII).indexOf('?')] = (byte) 0xff;
        HostAttributes attributes = (HostAttributes) LeaseCodec.decode(value);
        assertThat(attributes.others().getFirst().text()).isEqualTo("x\ufffdy");
    }

    @Test
    void a_lone_surrogate_in_a_foreign_text_survives_our_update() {
        String value = "{\"PublicIP\":\"10.0.0.1\",\"PublicIPv6\":null,\"Zone\":\"\\ud800\"}";
        HostAttributes attributes = (HostAttributes) LeaseCodec.decode(bytes(value));
        assertThat(LeaseCodec.encode(attributes)).isEqualTo(bytes(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void a_nesting_bomb_is_unreadable_and_breaks_nothing(String opening) {
        String bomb = "{\"PublicIP\":\"10.0.0.1\",\"BackendData\":" + opening.repeat(10_000);
        assertThat(LeaseCodec.decode(bytes(bomb))).isEqualTo(new LeaseValue.Unreadable("the value is not JSON"));
    }

    @Test
    void a_value_of_64_kib_is_read_and_a_longer_one_is_not() {
        String head = "{\"PublicIP\":\"10.0.0.1\",\"PublicIPv6\":null,\"Zone\":\"";
        String limit = head + "x".repeat(64 * 1024 - head.length() - 2) + "\"}";
        HostAttributes attributes = (HostAttributes) LeaseCodec.decode(bytes(limit));
        assertThat(LeaseCodec.encode(attributes)).isEqualTo(bytes(limit));
        assertThat(LeaseCodec.decode(bytes(limit + " ")))
                .isEqualTo(new LeaseValue.Unreadable("its value is longer than 64 KiB"));
        assertThat(LeaseCodec.decode(new byte[1024 * 1024])).isInstanceOf(LeaseValue.Unreadable.class);
    }

    @Test
    void new_backend_data_leaves_the_rest_as_it_was() {
        HostAttributes attributes = (HostAttributes) LeaseCodec.decode(bytes(VALUE));
        byte[] written = LeaseCodec.encode(attributes.withBackendData(null, "{\"VNI\":2}"));
        assertThat(new String(written, StandardCharsets.UTF_8))
                .isEqualTo("{\"PublicIP\":\"192.168.64.3\",\"PublicIPv6\":\"fd00::3\",\"BackendType\":\"vxlan\","
                        + "\"BackendV6Data\":{\"VNI\":2},\"Zone\":\"b\"}");
    }
}
