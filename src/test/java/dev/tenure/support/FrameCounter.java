package dev.tenure.support;

/**
 * Counts frames of one type in what a client sends: a header of fixed length says how long the rest is, and of what type. Reads
 * headers only, in pieces of any size.
 */
final class FrameCounter {
    private static final int PREFACE_BYTES = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length();

    private final int lengthAt;
    private final int lengthBytes;
    private final int typeAt;
    private final int counted;
    private final byte[] header;
    private int headerBytes;
    private int toSkip;

    private FrameCounter(int preface, int headerLength, int lengthAt, int lengthBytes, int typeAt, int counted) {
        toSkip = preface;
        header = new byte[headerLength];
        this.lengthAt = lengthAt;
        this.lengthBytes = lengthBytes;
        this.typeAt = typeAt;
        this.counted = counted;
    }

    /** The requests of HTTP/2 without TLS: each begins with one HEADERS frame (RFC 9113, sections 4.1 and 6.2). */
    static FrameCounter http2Requests() {
        return new FrameCounter(PREFACE_BYTES, 9, 0, 3, 3, 1);
    }

    /** The encrypted records of TLS 1.3 (RFC 8446, section 5.2). */
    static FrameCounter encryptedRecords() {
        return new FrameCounter(0, 5, 3, 2, 0, 23);
    }

    /** How many begin in this piece. */
    int in(byte[] piece) {
        int found = 0;
        int at = 0;
        while (at < piece.length) {
            if (toSkip > 0) {
                int skipped = Math.min(toSkip, piece.length - at);
                toSkip -= skipped;
                at += skipped;
            } else {
                found += isCounted(piece[at++]) ? 1 : 0;
            }
        }
        return found;
    }

    /** True if this byte is the last one of a header that counts. */
    private boolean isCounted(byte next) {
        header[headerBytes++] = next;
        if (headerBytes < header.length) {
            return false;
        }
        headerBytes = 0;
        for (int i = 0; i < lengthBytes; i++) {
            toSkip = toSkip << 8 | header[lengthAt + i] & 0xff;
        }
        return header[typeAt] == counted;
    }
}
