package dev.tenure.golden;

import dev.tenure.envfile.SubnetEnv;
import dev.tenure.envfile.SubnetEnvReading;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.SubnetKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** subnet.env: exactly what is written, and what is read in the files of others. */
class SubnetEnvGoldenTest {
    /** The input is the network config, the lease's key, and words: a number (the MTU), "override", "masquerade". */
    @TestFactory
    Stream<DynamicTest> subnet_env_as_it_is_written() {
        return GoldenFile.tests("subnet-env-written.txt", input -> {
            String[] lines = input.split("\n", -1);
            List<String> words = Arrays.asList(lines[2].split(" ", -1));
            return SubnetEnv.of(
                            SubnetKey.parse(lines[1]).orElseThrow().subnet(),
                            (NetworkConfig) NetworkConfig.parse(lines[0]),
                            Integer.parseInt(words.getFirst()),
                            words.contains("override"),
                            words.contains("masquerade"))
                    .text()
                    .stripTrailing();
        });
    }

    @TestFactory
    Stream<DynamicTest> subnet_env_as_it_is_read() {
        return GoldenFile.tests(
                "subnet-env-read.txt", text -> switch (SubnetEnv.parse(text.getBytes(StandardCharsets.UTF_8))) {
                    case SubnetEnvReading.Found found ->
                        "found " + found.previous() + " in " + found.network() + " and " + found.ipv6Network();
                    case SubnetEnvReading.Unusable unusable -> "unusable: " + unusable.reason();
                    case SubnetEnvReading.Absent absent -> "absent";
                });
    }
}
