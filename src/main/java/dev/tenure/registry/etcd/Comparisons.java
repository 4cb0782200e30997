package dev.tenure.registry.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.CompareOrBuilder;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;

/**
 * What etcd has compared since 3.3 and jetcd's {@link Cmp}, which can't be extended, has no words for: every key that begins
 * with a text, and the grant that a key hangs on. We borrow words that we use for nothing else, and put the right ones in their
 * place when the message leaves: a create_revision stands for that of every key that begins with the text, and a version that is
 * not 0 for a grant.
 */
final class Comparisons {
    /** {@code Compare.CompareTarget.LEASE} and {@code Compare.lease} of etcd's rpc.proto. */
    private static final int TARGET_LEASE = 4;

    private static final int FIELD_LEASE = 8;

    private Comparisons() {}

    /** True of a store in which no key that begins with {@code start} was made after this revision. */
    static Cmp noneMadeAfter(ByteSequence start, long revision) {
        return new Cmp(start, Cmp.Op.LESS, CmpTarget.createRevision(revision + 1));
    }

    /** True if the key hangs on this grant, which is not 0. */
    static Cmp hangsOn(ByteSequence key, long grant) {
        return new Cmp(key, Cmp.Op.EQUAL, CmpTarget.version(grant));
    }

    /** The message as etcd shall get it. */
    @SuppressWarnings("unchecked")
    static <Q> Q translated(Q message) {
        if (!(message instanceof TxnRequest txn)
                || txn.getCompareList().stream().noneMatch(each -> isOfRange(each) || isOfGrant(each))) {
            return message;
        }
        TxnRequest.Builder meant = txn.toBuilder();
        for (Compare.Builder compare : meant.getCompareBuilderList()) {
            if (isOfRange(compare)) {
                ByteSequence end = EtcdKeys.endOf(ByteSequence.from(compare.getKey()));
                compare.setRangeEnd(ByteString.copyFrom(end.getBytes()));
            } else if (isOfGrant(compare)) {
                UnknownFieldSet.Field grant = UnknownFieldSet.Field.newBuilder()
                        .addVarint(compare.getVersion())
                        .build();
                compare.clearVersion()
                        .setTargetValue(TARGET_LEASE)
                        .setUnknownFields(UnknownFieldSet.newBuilder()
                                .addField(FIELD_LEASE, grant)
                                .build());
            }
        }
        return (Q) meant.build();
    }

    private static boolean isOfRange(CompareOrBuilder compare) {
        return compare.getTarget() == Compare.CompareTarget.CREATE;
    }

    private static boolean isOfGrant(CompareOrBuilder compare) {
        return compare.getTarget() == Compare.CompareTarget.VERSION && compare.getVersion() != 0;
    }
}
