package dev.tenure.support;

/** Counts the encrypted records in what one side of a TLS connection sends. Reads record headers only, in pieces of any size. */
final class TlsRecords {
    private static final int HEADER_BYTES = 5;
    private static final int LENGTH_AT = 3;
    private static final int ENCRYPTED = 23;

    private int toSkip;
    private int headerBytes;
    private int length;
    private int type;
    private int encrypted;

    /** How many have begun up to the end of this piece. */
    int upTo(byte[] piece) {
        int at = 0;
        while (at < piece.length) {
            if (toSkip > 0) {
                int skipped = Math.min(toSkip, piece.length - at);
                toSkip -= skipped;
                at += skipped;
            } else {
                header(piece[at++] & 0xff);
            }
        }
        return encrypted;
    }

    private void header(int next) {
        if (headerBytes == 0) {
            type = next;
        } else if (headerBytes >= LENGTH_AT) {
            length = length << 8 | next;
        }
        if (++headerBytes == HEADER_BYTES) {
            encrypted += type == ENCRYPTED ? 1 : 0;
            toSkip = length;
            headerBytes = 0;
            length = 0;
        }
    }
}
