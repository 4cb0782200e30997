package dev.tenure.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.process.Program.Ended;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Somebody at the command line, who reaches etcd as the agents of a network do. */
record Operator(String endpoint, String prefix) {
    static Operator of(Host host) {
        return new Operator(host.endpoint(), host.prefix());
    }

    /** Runs a command to its end. */
    Ended run(String... arguments) {
        Map<String, String> environment = Map.of("FLANNELD_ETCD_ENDPOINTS", endpoint, "FLANNELD_ETCD_PREFIX", prefix);
        return Program.run(environment, arguments);
    }

    /** What a command that goes well prints. */
    String out(String... arguments) {
        Ended ended = run(arguments);
        assertThat(ended.code()).as("%s", ended).isZero();
        assertThat(ended.err()).isEmpty();
        return ended.out();
    }

    /** Likewise as JSON, which says of which version it is. */
    JsonObject json(String... arguments) {
        JsonObject json = new JsonObject(out(withJson(arguments)));
        assertThat(json.getInteger("version")).isEqualTo(1);
        return json;
    }

    static String[] withJson(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-o", "json"));
        return all.toArray(String[]::new);
    }

    /** The one line of a command that ends with this code and prints nothing else. */
    String complaint(int code, String... arguments) {
        return complaint(code, run(arguments));
    }

    static String complaint(int code, Ended ended) {
        assertThat(ended.code()).as("%s", ended).isEqualTo(code);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.errLines()).as("%s", ended).hasSize(1);
        assertThat(ended.err()).startsWith("tenure: ").doesNotContain("\tat ", "Exception");
        return ended.err().strip();
    }

    /** The rows of a table without its headings, each as its words. */
    static List<List<String>> rows(String table) {
        return table.lines()
                .skip(1)
                .map(line -> Stream.of(line.strip().split(" {2,}", -1)).toList())
                .toList();
    }
}
