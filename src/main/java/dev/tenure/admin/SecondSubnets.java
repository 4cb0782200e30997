package dev.tenure.admin;

import dev.tenure.operator.CheckFacts;
import dev.tenure.operator.Finding;
import dev.tenure.operator.FindingCode;
import dev.tenure.operator.RegistryCheck;
import dev.tenure.registry.RegistrySnapshot;
import dev.tenure.subnet.SubnetKey;
import java.util.HashMap;
import java.util.Map;

/** The reservations of hosts that have several, each with a sentence that names them all; it costs O(leases). */
final class SecondSubnets {
    private SecondSubnets() {}

    /** By the text of the key. */
    static Map<String, String> in(RegistrySnapshot now) {
        Map<String, String> sentences = new HashMap<>();
        for (Finding finding : RegistryCheck.of(now, CheckFacts.NONE).findings()) {
            if (finding.code() == FindingCode.IP_TWICE && reservations(finding, now) > 1) {
                finding.keys().forEach(key -> sentences.put(key.key(), finding.sentence() + "; " + finding.cure()));
            }
        }
        return sentences;
    }

    private static long reservations(Finding finding, RegistrySnapshot now) {
        return finding.keys().stream()
                .flatMap(key -> SubnetKey.parse(key.key()).stream())
                .flatMap(key -> now.leases().find(key).stream())
                .filter(lease -> lease.isReservation())
                .count();
    }
}
