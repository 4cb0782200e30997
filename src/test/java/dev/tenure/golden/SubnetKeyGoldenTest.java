package dev.tenure.golden;

import dev.tenure.subnet.SubnetKey;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The key of a lease below {@code <prefix>/subnets/}: what it means, and how flanneld writes that subnet. */
class SubnetKeyGoldenTest {
    @TestFactory
    Stream<DynamicTest> subnet_keys() {
        return GoldenFile.tests(
                "subnet-keys.txt",
                text -> SubnetKey.parse(text)
                        .map(key -> "is " + key.subnet() + "\nwritten " + SubnetKey.of(key.subnet()))
                        .orElse("not a lease"));
    }
}
