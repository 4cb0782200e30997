package dev.tenure.options;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.subnet.IpAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Short ways of reading options in tests. */
final class Reading {
    static final Path FILE = Path.of("/etc/tenure.properties");

    private Reading() {}

    static AgentOptions with(String name, String text) {
        return AgentOptions.of(Map.of(name, text));
    }

    static IpAddress ip(String text) {
        return IpAddress.parse(text).orElseThrow();
    }

    static OptionsResult.Good good(
            Map<String, List<String>> flags, Map<String, String> environment, Map<String, String> inFile) {
        OptionsResult result = OptionsReader.read(new GivenOptions(flags, environment, new ConfigFile(FILE, inFile)));
        assertThat(result).isInstanceOf(OptionsResult.Good.class);
        return (OptionsResult.Good) result;
    }

    static String bad(Map<String, List<String>> flags, Map<String, String> environment, Map<String, String> inFile) {
        OptionsResult result = OptionsReader.read(new GivenOptions(flags, environment, new ConfigFile(FILE, inFile)));
        assertThat(result).isInstanceOf(OptionsResult.Bad.class);
        return ((OptionsResult.Bad) result).sentence();
    }
}
