package dev.tenure.faults.secure;

import dev.tenure.support.TestTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What can be wrong with new files. */
enum Mishap {
    EXPIRED {
        @Override
        void happenTo(Identity identity, TestTls tls) {
            tls.issue("expired", "DNS:client", 0);
            write(identity.key(), read(tls.directory().resolve("expired.key")));
            write(identity.cert(), read(tls.directory().resolve("expired.pem")));
        }
    },
    HALF_WRITTEN_KEY {
        @Override
        void happenTo(Identity identity, TestTls tls) {
            write(identity.key(), half(read(tls.clientKey())));
        }
    },
    KEY_OF_ANOTHER {
        @Override
        void happenTo(Identity identity, TestTls tls) {
            write(identity.key(), read(tls.serverKey()));
        }
    },
    HALF_WRITTEN_CA {
        @Override
        void happenTo(Identity identity, TestTls tls) {
            write(identity.ca(), half(read(tls.ca())));
        }
    };

    abstract void happenTo(Identity identity, TestTls tls);

    private static byte[] half(byte[] all) {
        return Arrays.copyOf(all, all.length / 2);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
