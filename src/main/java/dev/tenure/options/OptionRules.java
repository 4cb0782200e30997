package dev.tenure.options;

import dev.tenure.subnet.IpAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From single values to {@link AgentOptions}: the rules that hold between options stand here. */
final class OptionRules {
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1").orElseThrow();
    private static final int HEALTH_PORT = 9475;

    private final OptionValues values;
    private final List<String> warnings;

    OptionRules(OptionValues values, List<String> warnings) {
        this.values = values;
        this.warnings = warnings;
    }

    AgentOptions options() throws UsageException {
        return new AgentOptions(
                etcd(),
                host(),
                lease(),
                health(),
                new ApiOptions(orNull(values.get(ApiOptions.TOKEN_FILE)), orNull(values.get(ApiOptions.SOCKET))),
                values.get(Options.SUBNET_FILE),
                values.get(Options.IP_MASQ),
                hooks(),
                values.get(Options.BUS_PREFIX),
                logLevel());
    }

    private EtcdOptions etcd() throws UsageException {
        requireTogether(Options.ETCD_KEYFILE, Options.ETCD_CERTFILE);
        requireTogether(Options.ETCD_CERTFILE, Options.ETCD_KEYFILE);
        requireOneScheme();
        requireHttps(Options.ETCD_CERTFILE);
        requireHttps(Options.ETCD_CAFILE);
        boolean fromFile = passwordIsInFile();
        String username = orNull(values.get(Options.ETCD_USERNAME));
        Secret password = fromFile ? null : orNull(values.get(Options.ETCD_PASSWORD));
        boolean hasPassword = fromFile || password != null;
        if (hasPassword && username == null) {
            warnings.add("a password for etcd has no effect without --etcd-username");
        } else if (!hasPassword && username != null) {
            warnings.add("--etcd-username has no effect without --etcd-password-file or --etcd-password");
        }
        // as etcd's own client: no authentication unless both are there
        boolean authenticates = hasPassword && username != null;
        return new EtcdOptions(
                values.get(Options.ETCD_ENDPOINTS),
                values.get(Options.ETCD_PREFIX),
                orNull(values.get(Options.ETCD_KEYFILE)),
                orNull(values.get(Options.ETCD_CERTFILE)),
                orNull(values.get(Options.ETCD_CAFILE)),
                authenticates ? username : null,
                authenticates ? password : null,
                authenticates && fromFile ? orNull(values.get(Options.ETCD_PASSWORD_FILE)) : null);
    }

    private void requireTogether(Option<Optional<Path>> one, Option<Optional<Path>> other) throws UsageException {
        if (values.get(one).isPresent() && values.get(other).isEmpty()) {
            throw values.refuse(one, other.flag() + " to be given too");
        }
    }

    private void requireOneScheme() throws UsageException {
        if (values.get(Options.ETCD_ENDPOINTS).stream()
                        .map(Endpoint::tls)
                        .distinct()
                        .count()
                > 1) {
            throw values.refuse(Options.ETCD_ENDPOINTS, "https:// in every URL or in none");
        }
    }

    private void requireHttps(Option<Optional<Path>> tlsFile) throws UsageException {
        if (values.get(tlsFile).isPresent()
                && !values.get(Options.ETCD_ENDPOINTS).stream().allMatch(Endpoint::tls)) {
            throw values.refuse(Options.ETCD_ENDPOINTS, "https:// in every URL, since " + tlsFile.flag() + " is given");
        }
    }

    private boolean passwordIsInFile() throws UsageException {
        Option<?> plain = Options.ETCD_PASSWORD;
        Option<?> file = Options.ETCD_PASSWORD_FILE;
        boolean hasPlain = values.get(Options.ETCD_PASSWORD).isPresent();
        boolean hasFile = values.get(Options.ETCD_PASSWORD_FILE).isPresent();
        if (hasPlain && hasFile && !values.outranks(plain, file) && !values.outranks(file, plain)) {
            throw values.refuse(file, "no " + plain.flag() + " beside it (" + values.origin(plain) + ")");
        }
        return hasFile && (!hasPlain || values.outranks(file, plain));
    }

    private HostOptions host() {
        return new HostOptions(
                values.get(Options.IFACE),
                values.get(Options.IFACE_REGEX),
                orNull(values.get(Options.IFACE_CAN_REACH)),
                orNull(values.get(Options.PUBLIC_IP)),
                orNull(values.get(Options.PUBLIC_IPV6)),
                orNull(values.get(Options.MTU)));
    }

    private LeaseOptions lease() throws UsageException {
        Duration ttl = values.get(Options.SUBNET_LEASE_TTL);
        Duration margin = Duration.ofMinutes(values.get(Options.RENEW_MARGIN));
        if (margin.compareTo(ttl) >= 0) {
            if (values.isGiven(Options.RENEW_MARGIN)) {
                throw values.refuse(
                        Options.RENEW_MARGIN,
                        "less than " + Options.SUBNET_LEASE_TTL.flag() + ", which is " + ttl.toSeconds() + "s");
            }
            margin = ttl.dividedBy(2);
        }
        return new LeaseOptions(
                values.get(Options.MODE),
                ttl,
                margin,
                values.get(Options.RENUMBER),
                values.get(Options.CONFLICT),
                values.get(Options.PEERS),
                values.get(Options.RELEASE_ON_STOP));
    }

    /** 0 is off, as in flanneld; where flanneld would serve nothing because no port is given, we serve the host itself. */
    private @Nullable HealthAddress health() {
        Optional<Integer> port = values.get(Options.HEALTHZ_PORT);
        Optional<IpAddress> address = values.get(Options.HEALTHZ_IP);
        if (port.isPresent()) {
            return port.get() == 0 ? null : new HealthAddress(address.orElse(IpAddress.ANY_IPV4), port.get());
        }
        return new HealthAddress(address.orElse(LOOPBACK), HEALTH_PORT);
    }

    private @Nullable HookOptions hooks() {
        Optional<Path> directory = values.get(HookOptions.DIRECTORY);
        if (directory.isEmpty() && values.isGiven(HookOptions.TIMEOUT)) {
            warnings.add(HookOptions.TIMEOUT.flag() + " has no effect without " + HookOptions.DIRECTORY.flag());
        }
        return directory
                .map(path -> new HookOptions(path, values.get(HookOptions.TIMEOUT)))
                .orElse(null);
    }

    private LogLevel logLevel() {
        Optional<LogLevel> named = values.get(Options.LOG_LEVEL);
        boolean byName = named.isPresent() && !values.outranks(Options.VERBOSITY, Options.LOG_LEVEL);
        return byName ? named.get() : LogLevel.ofVerbosity(values.get(Options.VERBOSITY));
    }

    private static <T> @Nullable T orNull(Optional<T> value) {
        return value.orElse(null);
    }
}
