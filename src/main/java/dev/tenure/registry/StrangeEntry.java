package dev.tenure.registry;

import dev.tenure.lease.Term;
import dev.tenure.subnet.SubnetKey;
import java.io.ByteArrayOutputStream;
import java.util.regex.Pattern;

/**
 * A key below {@code subnets/} that is not the key of a lease, exactly: its name can be shown to anybody and still says which
 * bytes it stands for. The key of a lease can't be one, so no repair of strange keys can delete a lease.
 *
 * @param name its last part; what is not a visible character of ASCII, and the backslash, is written {@code \x00}
 * @param term the grant that it hangs on, if any
 * @param createRevision etcd's create_revision
 * @param modRevision etcd's mod_revision, to which its removal is bound
 */
public record StrangeEntry(String name, Term term, long createRevision, long modRevision) {
    private static final Pattern NAME = Pattern.compile("(?:[!-\\[\\]-~]|\\\\x[0-9a-f]{2})*");

    private static final int HEX_DIGITS = 2;

    /** @throws IllegalArgumentException if the name is not written as said, or that of a lease */
    public StrangeEntry {
        if (!NAME.matcher(name).matches() || !name.equals(name(bytes(name)))) {
            throw new IllegalArgumentException(name + " is not how the name of a strange key is written");
        }
        if (SubnetKey.parse(name).isPresent()) {
            throw new IllegalArgumentException(name + " is the key of a lease");
        }
    }

    /** The name of these bytes. */
    public static String name(byte[] lastPart) {
        StringBuilder name = new StringBuilder();
        for (byte part : lastPart) {
            if (part > ' ' && part < 0x7f && part != '\\') {
                name.append((char) part);
            } else {
                name.append(String.format("\\x%02x", part));
            }
        }
        return name.toString();
    }

    /** The bytes that the name stands for. */
    public byte[] lastPart() {
        return bytes(name);
    }

    private static byte[] bytes(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '\\') {
                int digits = i + HEX_DIGITS;
                bytes.write(Integer.parseInt(name, digits, digits + HEX_DIGITS, 16));
                i = digits + HEX_DIGITS - 1;
            } else {
                bytes.write(name.charAt(i));
            }
        }
        return bytes.toByteArray();
    }
}
