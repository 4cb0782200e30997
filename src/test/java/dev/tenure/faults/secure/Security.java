package dev.tenure.faults.secure;

import dev.tenure.support.Command;
import dev.tenure.support.TestTls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a cluster and its clients know each other. */
enum Security {
    CA_ONLY("CA only", false, false),
    MUTUAL("mutual TLS", true, false),
    SIMPLE_TOKEN("mutual TLS + 5 s token", true, true),
    JWT("mutual TLS + 5 s JWT", true, true),
    /** Whose tokens are refused only because rights have changed since. */
    LASTING_JWT("mutual TLS + JWT", true, true);

    private final String label;
    private final boolean asksForCertificate;
    private final boolean asksForLogin;

    Security(String label, boolean asksForCertificate, boolean asksForLogin) {
        this.label = label;
        this.asksForCertificate = asksForCertificate;
        this.asksForLogin = asksForLogin;
    }

    boolean asksForCertificate() {
        return asksForCertificate;
    }

    boolean asksForLogin() {
        return asksForLogin;
    }

    /** etcd's flags; {@code folder} gets the keys that sign tokens. */
    String[] flags(TestTls tls, Path folder) {
        List<String> flags = new ArrayList<>();
        if (asksForCertificate) {
            flags.addAll(List.of("--client-cert-auth", "--trusted-ca-file=" + tls.ca()));
        }
        switch (this) {
            case SIMPLE_TOKEN -> flags.addAll(List.of("--auth-token=simple", "--auth-token-ttl=5"));
            case JWT -> flags.add("--auth-token=" + jwt(folder, "5s"));
            case LASTING_JWT -> flags.add("--auth-token=" + jwt(folder, "1h"));
            case CA_ONLY, MUTUAL -> {}
        }
        return flags.toArray(String[]::new);
    }

    private static String jwt(Path folder, String ttl) {
        String key = folder.resolve("jwt.key").toString();
        String publicKey = folder.resolve("jwt.pub").toString();
        Command.run("openssl", "genrsa", "-out", key, "2048");
        Command.run("openssl", "rsa", "-in", key, "-pubout", "-out", publicKey);
        return "jwt,pub-key=" + publicKey + ",priv-key=" + key + ",sign-method=RS256,ttl=" + ttl;
    }

    @Override
    public String toString() {
        return label;
    }
}
