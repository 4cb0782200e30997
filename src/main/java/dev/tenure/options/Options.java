package dev.tenure.options;

import static dev.tenure.options.OptionGroup.ETCD;
import static dev.tenure.options.OptionGroup.HOST;
import static dev.tenure.options.OptionGroup.LEASE;
import static dev.tenure.options.OptionGroup.OUTPUT;
import static dev.tenure.options.OptionGroup.RUNNING;
import static dev.tenure.options.Parsers.one;
import static dev.tenure.options.Parsers.optional;

import dev.tenure.subnet.IpAddress;
import dev.tenure.subnet.IpFamily;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Every option that has an effect. Names, defaults and meaning are flanneld's where flanneld has the option. */
public final class Options {
    public static final Option<List<Endpoint>> ETCD_ENDPOINTS = Option.of(
                    "etcd-endpoints",
                    ETCD,
                    "url,...",
                    "http://127.0.0.1:4001,http://127.0.0.1:2379",
                    one(Parsers::endpoints),
                    "client URLs such as https://10.0.0.1:2379, separated by commas, 64 at most",
                    "Client URLs of etcd's members, separated by commas.")
            .takingEffectNow();

    public static final Option<String> ETCD_PREFIX = Option.of(
            "etcd-prefix",
            ETCD,
            "key",
            "/coreos.com/network",
            one(Parsers::prefix),
            "a key such as /coreos.com/network, printable, without spaces and without . or .. between slashes",
            "What every key of this network begins with; the same on every host.");

    public static final Option<Optional<Path>> ETCD_KEYFILE =
            file("etcd-keyfile", "PEM key of the client certificate.");

    public static final Option<Optional<Path>> ETCD_CERTFILE =
            file("etcd-certfile", "PEM client certificate shown to etcd; needs --etcd-keyfile too.");

    public static final Option<Optional<Path>> ETCD_CAFILE =
            file("etcd-cafile", "PEM certificates that sign etcd's; without it those that Java trusts.");

    public static final Option<Optional<String>> ETCD_USERNAME = Option.of(
                    "etcd-username", ETCD, "name", "", optional(Parsers::anyText), "a user name", "User name in etcd.")
            .takingEffectNow();

    public static final Option<Optional<Secret>> ETCD_PASSWORD = Option.of(
                    "etcd-password",
                    ETCD,
                    "password",
                    "",
                    optional(Secret::new),
                    "a password",
                    "Password in etcd. Every user of this host can read a command line: better use a file.")
            .takingEffectNow()
            .asSecret();

    public static final Option<Optional<Path>> ETCD_PASSWORD_FILE = file(
                    "etcd-password-file", "File with the password in its first line; read again when it changes.")
            .takingEffectNow();

    public static final Option<List<String>> IFACE = Option.of(
                    "iface",
                    HOST,
                    "name|ip",
                    "",
                    Parsers::ifaces,
                    "the name or an address of an interface",
                    "Interface that other hosts reach, by name or address. May be repeated (or hold a comma list): the"
                            + " first that is there counts. Without any --iface option: that of the default route.")
            .repeatable();

    public static final Option<List<String>> IFACE_REGEX = Option.of(
                    "iface-regex",
                    HOST,
                    "regex",
                    "",
                    Parsers::regexes,
                    "a regular expression",
                    "Regular expression found in an address or in the name of an interface; looked at after --iface."
                            + " May be repeated.")
            .repeatable();

    public static final Option<Optional<IpAddress>> IFACE_CAN_REACH = Option.of(
            "iface-can-reach",
            HOST,
            "ip",
            "",
            optional(Parsers::anyAddress),
            "an IP address",
            "Interface from which a packet to this address would leave; looked at after --iface-regex.");

    public static final Option<Optional<IpAddress>> PUBLIC_IP = Option.of(
            "public-ip",
            HOST,
            "ipv4",
            "",
            optional(Parsers.address(IpFamily.IPV4)),
            "an IPv4 address such as 192.0.2.7",
            "IPv4 address under which other hosts reach this one. It is the host's identity: a new one means a new"
                    + " subnet. Without it: the interface's first.");

    public static final Option<Optional<IpAddress>> PUBLIC_IPV6 = Option.of(
            "public-ipv6",
            HOST,
            "ipv6",
            "",
            optional(Parsers.address(IpFamily.IPV6)),
            "an IPv6 address such as 2001:db8::7",
            "IPv6 address under which other hosts reach this one. Without it: the interface's first.");

    public static final Option<Optional<Integer>> MTU = Option.of(
            "mtu",
            HOST,
            "bytes",
            "",
            optional(Parsers.wholeNumber(576, 65_535)),
            "a whole number of bytes from 576 to 65535",
            "FLANNEL_MTU as it shall stand in subnet.env; without it: the interface's less the backend's overhead.");

    public static final Option<LeaseMode> MODE = Option.of(
            "mode",
            LEASE,
            "lease|reserved-only",
            "lease",
            one(Parsers.oneOf(LeaseMode.class)),
            "lease or reserved-only",
            "Claim a lease where there is no reservation for this host, or take a reservation only and wait, not"
                    + " ready, until an operator makes one.");

    public static final Option<Duration> SUBNET_LEASE_TTL = Option.of(
            "subnet-lease-ttl",
            LEASE,
            "duration",
            "24h",
            one(Parsers.duration(Duration.ofSeconds(5), Duration.ofDays(365))),
            "a duration from 5s to 8760h, such as 90s, 15m or 24h",
            "How long the lease outlives its last renewal.");

    public static final Option<Integer> RENEW_MARGIN = Option.of(
            "subnet-lease-renew-margin",
            LEASE,
            "minutes",
            "60",
            one(Parsers.wholeNumber(1, 1439)),
            "a whole number of minutes from 1 to 1439",
            "How long before its end the lease is renewed at the latest; less than the TTL. Without it, half of a"
                    + " TTL that is too short for the default.");

    public static final Option<WhenUnfit> RENUMBER = Option.of(
            "renumber",
            LEASE,
            "move|hold",
            "move",
            one(Parsers.oneOf(WhenUnfit.class)),
            "move or hold",
            "When the network config changes so that our subnet no longer fits: move to one that does, or hold and"
                    + " report.");

    public static final Option<WhenInConflict> CONFLICT = Option.of(
            "conflict",
            LEASE,
            "age|hold|move",
            "age",
            one(Parsers.oneOf(WhenInConflict.class)),
            "age, hold or move",
            "When a younger claim overlaps ours and its host does not yield: hold, move, or move only if we have"
                    + " held for less than ten minutes (age).");

    public static final Option<FollowPeers> PEERS = Option.of(
            "peers",
            LEASE,
            "on|off",
            "on",
            one(Parsers.oneOf(FollowPeers.class)),
            "on or off",
            "Follow every other host's lease, or (off) the network config and our own lease alone, so that etcd has less"
                    + " to send where many hosts start and nobody asks this agent about its peers.");

    public static final Option<Boolean> RELEASE_ON_STOP =
            Option.toggle("release-on-stop", LEASE, "Give the lease back at a regular stop instead of keeping it.");

    public static final Option<Path> SUBNET_FILE = Option.of(
            "subnet-file",
            OUTPUT,
            "path",
            "/run/flannel/subnet.env",
            one(Parsers::path),
            "the path of a file",
            "Where subnet.env is written; its directory is made if missing.");

    public static final Option<Boolean> IP_MASQ = Option.toggle(
            "ip-masq", OUTPUT, "Written to subnet.env as FLANNEL_IPMASQ; the rules themselves are not ours to set.");

    public static final Option<Optional<IpAddress>> HEALTHZ_IP = Option.of(
            "healthz-ip",
            OUTPUT,
            "ip",
            "",
            optional(Parsers::anyAddress),
            "an IP address",
            "Address to serve health, metrics and API on. Without it: 0.0.0.0 if --healthz-port is given, else"
                    + " 127.0.0.1.");

    public static final Option<Optional<Integer>> HEALTHZ_PORT = Option.of(
            "healthz-port",
            OUTPUT,
            "port",
            "",
            optional(Parsers.wholeNumber(0, 65_535)),
            "a port from 1 to 65535, or 0 for none",
            "Port to serve health, metrics and API on; 0 serves nothing. Without it: 9475.");

    public static final Option<String> BUS_PREFIX = Option.of(
            "bus-prefix",
            RUNNING,
            "name",
            "tenure",
            one(Parsers::busPrefix),
            "letters, digits, dashes and underscores, with single dots between",
            "What every event bus address begins with.");

    public static final Option<Optional<Path>> CONFIG = Option.of(
            "config",
            RUNNING,
            "path",
            "",
            optional(Parsers::path),
            "the path of a readable file with name=value lines",
            "File with any of these options, as name=value lines; it is watched. Without it:"
                    + " $TENURE_HOME/conf/tenure.properties, if that is there.");

    public static final Option<Optional<LogLevel>> LOG_LEVEL = Option.of(
                    "log-level",
                    RUNNING,
                    "error|warn|info|debug|trace",
                    "",
                    optional(Parsers.oneOf(LogLevel.class)),
                    "error, warn, info, debug or trace",
                    "How much is logged. Without it, --v says.")
            .takingEffectNow();

    public static final Option<Integer> VERBOSITY = Option.of(
                    "v",
                    RUNNING,
                    "number",
                    "0",
                    one(Parsers.wholeNumber(0, 999)),
                    "a whole number from 0 to 999",
                    "How much is logged, as in flanneld: 0 is info, 1 debug, 2 and more trace.")
            .takingEffectNow();

    /** All of them, in the order of the help. */
    public static final List<Option<?>> ALL = List.of(
            ETCD_ENDPOINTS,
            ETCD_PREFIX,
            ETCD_KEYFILE,
            ETCD_CERTFILE,
            ETCD_CAFILE,
            ETCD_USERNAME,
            ETCD_PASSWORD,
            ETCD_PASSWORD_FILE,
            IFACE,
            IFACE_REGEX,
            IFACE_CAN_REACH,
            PUBLIC_IP,
            PUBLIC_IPV6,
            MTU,
            MODE,
            SUBNET_LEASE_TTL,
            RENEW_MARGIN,
            RENUMBER,
            CONFLICT,
            PEERS,
            RELEASE_ON_STOP,
            SUBNET_FILE,
            IP_MASQ,
            HEALTHZ_IP,
            HEALTHZ_PORT,
            ApiOptions.TOKEN_FILE,
            ApiOptions.SOCKET,
            HookOptions.DIRECTORY,
            HookOptions.TIMEOUT,
            BUS_PREFIX,
            CONFIG,
            LOG_LEVEL,
            VERBOSITY);

    private Options() {}

    private static Option<Optional<Path>> file(String name, String description) {
        return Option.of(name, ETCD, "path", "", optional(Parsers::path), "the path of a readable file", description);
    }
}
