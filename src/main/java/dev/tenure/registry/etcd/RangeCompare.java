package dev.tenure.registry.etcd;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.CompareOrBuilder;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;

/**
 * A comparison over every key that begins with a text. etcd has had them since 3.3; jetcd's {@link Cmp} knows single keys only
 * and can't be extended. So we write one of the key that is the text itself, which is widened on its way out: create_revisions
 * are compared for nothing else.
 */
final class RangeCompare {
    private RangeCompare() {}

    /** True of a store in which no key that begins with {@code start} was made after this revision. */
    static Cmp noneMadeAfter(ByteSequence start, long revision) {
        return new Cmp(start, Cmp.Op.LESS, CmpTarget.createRevision(revision + 1));
    }

    /** The message as etcd shall get it. */
    @SuppressWarnings("unchecked")
    static <Q> Q widened(Q message) {
        if (!(message instanceof TxnRequest txn)
                || txn.getCompareList().stream().noneMatch(RangeCompare::isOfRange)) {
            return message;
        }
        TxnRequest.Builder wide = txn.toBuilder();
        for (Compare.Builder compare : wide.getCompareBuilderList()) {
            if (isOfRange(compare)) {
                ByteSequence end = EtcdKeys.endOf(ByteSequence.from(compare.getKey()));
                compare.setRangeEnd(ByteString.copyFrom(end.getBytes()));
            }
        }
        return (Q) wide.build();
    }

    private static boolean isOfRange(CompareOrBuilder compare) {
        return compare.getTarget() == Compare.CompareTarget.CREATE;
    }
}
