package dev.tenure.admin;

import dev.tenure.lease.SubnetLease;
import java.util.Optional;

/** What is known of a write in the end. */
sealed interface Written {
    /** It happened. */
    record Applied(Optional<SubnetLease> lease, long revision) implements Written {}

    /** It did not, since something was not as it had been seen. */
    record Overtaken() implements Written {}

    /** etcd gave no answer, and a look showed that it is not so. */
    record NotDone(String code, String sentence) implements Written {}

    /** etcd gave no answer, and none when it was asked again. */
    record Unknown(String code, String sentence) implements Written {}
}
