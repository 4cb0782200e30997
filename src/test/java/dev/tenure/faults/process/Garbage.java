package dev.tenure.faults.process;

import dev.tenure.support.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** What can stand where a host left its subnet.env. */
enum Garbage {
    TRUNCATED {
        @Override
        void put(Path file, byte[] whole, RandomGenerator random) throws IOException {
            Files.write(file, Arrays.copyOf(whole, random.nextInt(whole.length)));
        }
    },
    ONE_BIT_FLIPPED {
        @Override
        void put(Path file, byte[] whole, RandomGenerator random) throws IOException {
            byte[] flipped = whole.clone();
            int bit = random.nextInt(whole.length * 8);
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
        }
    },
    NOISE {
        @Override
        void put(Path file, byte[] whole, RandomGenerator random) throws IOException {
            byte[] noise = new byte[random.nextInt(1, 4096)];
            random.nextBytes(noise);
            Files.write(file, noise);
        }
    },
    A_MEGABYTE {
        @Override
        void put(Path file, byte[] whole, RandomGenerator random) throws IOException {
            byte[] large = Arrays.copyOf(whole, 1 << 20);
            Arrays.fill(large, whole.length, large.length, (byte) '\n');
            Files.write(file, large);
        }
    },
    EMPTY {
        @Override
        void put(Path file, byte[] whole, RandomGenerator random) throws IOException {
            Files.createFile(file);
        }
    },
    WITH_ANOTHER_SUBNET {
        @Override
        void put(Path file, byte[] whole, RandomGenerator random) throws IOException {
            Files.writeString(file, other(whole, "10.5.255.1/24"));
        }
    },
    WITH_A_SUBNET_OF_ANOTHER_NETWORK {
        @Override
        void put(Path file, byte[] whole, RandomGenerator random) throws IOException {
            Files.writeString(file, other(whole, "10.99.1.1/24"));
        }
    },
    LINK_TO_ANOTHER_FILE {
        @Override
        void put(Path file, byte[] whole, RandomGenerator random) throws IOException {
            Path target = file.resolveSibling("elsewhere");
            Files.writeString(target, other(whole, "10.5.254.1/24"));
            Files.createSymbolicLink(file, target);
        }
    },
    LINK_TO_NOTHING {
        @Override
        void put(Path file, byte[] whole, RandomGenerator random) throws IOException {
            Files.createSymbolicLink(file, file.resolveSibling("nowhere"));
        }
    },
    LINK_TO_ITSELF {
        @Override
        void put(Path file, byte[] whole, RandomGenerator random) throws IOException {
            Files.createSymbolicLink(file, file);
        }
    },
    PIPE {
        @Override
        void put(Path file, byte[] whole, RandomGenerator random) {
            Command.run("mkfifo", file.toString());
        }
    };

    private static String other(byte[] whole, String subnet) {
        return new String(whole, StandardCharsets.US_ASCII)
                .replaceFirst("FLANNEL_SUBNET=\\S+", "FLANNEL_SUBNET=" + subnet);
    }

    /** Puts it where nothing is, in the place of {@code whole}. */
    abstract void put(Path file, byte[] whole, RandomGenerator random) throws IOException;
}
