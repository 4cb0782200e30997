package dev.tenure.options;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Looks at the files that options name. Blocking: never call it on an event loop. */
final class FileChecks {
    private static final int PASSWORD_BYTES_MAX = 4096;
    /** A file of options is a page or two; what is much longer is another file. */
    private static final int CONFIG_BYTES_MAX = 256 * 1024;

    private FileChecks() {}

    /** The same options with the password from its file; a usage error for the first file that can't be used. */
    static OptionsResult.Good check(OptionsResult.Good good) throws UsageException {
        OptionValues values = good.values();
        for (Option<Optional<Path>> option :
                List.of(Options.ETCD_KEYFILE, Options.ETCD_CERTFILE, Options.ETCD_CAFILE)) {
            Optional<Path> path = values.get(option);
            if (path.isPresent()) {
                Optional<String> fault = fault(path.get());
                if (fault.isPresent()) {
                    throw refuse(values, option, fault.get());
                }
            }
        }
        Path tokenFile = good.options().api().tokenFile();
        if (tokenFile != null) {
            checkToken(values, tokenFile);
        }
        Path passwordFile = good.options().etcd().passwordFile();
        if (passwordFile == null) {
            return good;
        }
        EtcdOptions etcd = good.options().etcd().withPassword(password(values, passwordFile));
        return new OptionsResult.Good(good.options().withEtcd(etcd), good.warnings(), values, good.file());
    }

    private static UsageException refuse(OptionValues values, Option<?> option, String fault) {
        return values.refuse(option, option.expected() + " (" + fault + ")");
    }

    private static void checkToken(OptionValues values, Path file) throws UsageException {
        try {
            new TokenFile(file).read();
        } catch (TokenFile.Fault e) {
            throw refuse(values, ApiOptions.TOKEN_FILE, e.sentence());
        }
    }

    private static Secret password(OptionValues values, Path file) throws UsageException {
        Option<?> option = Options.ETCD_PASSWORD_FILE;
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(PASSWORD_BYTES_MAX), StandardCharsets.UTF_8);
            String line = text.lines().findFirst().orElse("");
            if (line.isEmpty()) {
                throw refuse(values, option, "its first line is empty");
            }
            return new Secret(line);
        } catch (IOException e) {
            throw refuse(values, option, reason(file, e));
        }
    }

    /** Why this file can't hold what the option asks for; empty if it can. */
    private static Optional<String> fault(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() < 0 ? Optional.of("it is empty") : Optional.empty();
        } catch (IOException e) {
            return Optional.of(reason(file, e));
        }
    }

    /** Why this can't be the file of options; empty if it can, as an empty file can. */
    static Optional<String> configFault(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(CONFIG_BYTES_MAX + 1).length > CONFIG_BYTES_MAX
                    ? Optional.of("it is longer than " + CONFIG_BYTES_MAX / 1024 + " KiB")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(reason(file, e));
        }
    }

    /** {@code failure} in the words of an operator. */
    static String reason(Path file, IOException failure) {
        if (Files.isDirectory(file)) {
            return "it is a directory";
        }
        return switch (failure) {
            case NoSuchFileException e -> "no such file";
            case AccessDeniedException e -> "permission denied";
            default -> "reading it fails: " + Shown.quoted(String.valueOf(failure.getMessage()));
        };
    }
}
