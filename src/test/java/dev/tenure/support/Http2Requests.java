package dev.tenure.support;

/**
 * Finds the requests in what a client sends over HTTP/2 without TLS: each begins with one HEADERS frame. Reads frame headers
 * only, in pieces of any size.
 */
final class Http2Requests {
    private static final int PREFACE_BYTES = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length();
    private static final int FRAME_HEADER_BYTES = 9;
    private static final int LENGTH_BYTES = 3;
    private static final int TYPE_AT = 3;
    private static final int HEADERS = 1;

    private int toSkip = PREFACE_BYTES;
    private int headerBytes;
    private int length;
    private int type;

    /** How many requests begin in this piece. */
    int in(byte[] piece) {
        int requests = 0;
        int at = 0;
        while (at < piece.length) {
            if (toSkip > 0) {
                int skipped = Math.min(toSkip, piece.length - at);
                toSkip -= skipped;
                at += skipped;
            } else if (isEndOfHeader(piece[at++] & 0xff)) {
                requests += type == HEADERS ? 1 : 0;
            }
        }
        return requests;
    }

    private boolean isEndOfHeader(int next) {
        if (headerBytes < LENGTH_BYTES) {
            length = length << 8 | next;
        } else if (headerBytes == TYPE_AT) {
            type = next;
        }
        if (++headerBytes < FRAME_HEADER_BYTES) {
            return false;
        }
        toSkip = length;
        headerBytes = 0;
        length = 0;
        return true;
    }
}
