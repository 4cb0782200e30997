package dev.tenure.cli;

import dev.tenure.admin.Done;
import dev.tenure.bus.JsonForms;
import java.util.List;

/** What has become of one request, for people and for programs. Pure. */
final class DoneAnswer {
    private DoneAnswer() {}

    /**
     * A sentence, on stderr where it was not done; or one document:
     *
     * <pre>
     * {"version": 1,
     *  "outcome": "done",                  or nothing (it was so before), planned (a dry run), refused, failed, unknown
     *  "code": "reserved", "sentence": "…",
     *  "subnet": {"ipv4": "…", "ipv6": null},         null where there is none
     *  "before": [{…as in JsonForms.lease…}…], "after": […],
     *  "revision": 4711}
     * </pre>
     */
    static Answer of(Output output, Done done) {
        ExitCode code = code(done);
        if (output == Output.JSON) {
            return new Answer(code, json(done), List.of());
        }
        return code == ExitCode.GOOD
                ? Answer.good(PlainText.of(done.sentence()) + "\n")
                : new Answer(code, "", List.of(done.sentence()));
    }

    private static ExitCode code(Done done) {
        return switch (done.result()) {
            case DONE, NOTHING, PLANNED -> ExitCode.GOOD;
            case REFUSED -> ExitCode.FOUND_OR_FAILED;
            case FAILED, UNKNOWN -> ExitCode.ETCD_UNREACHABLE;
        };
    }

    private static String json(Done done) {
        return Answer.document()
                        .put("outcome", done.result().label())
                        .put("code", done.code())
                        .put("sentence", done.sentence())
                        .putJson(
                                "subnet",
                                done.subnet()
                                        .map(subnet -> JsonForms.subnet(subnet).encode())
                                        .orElse("null"))
                        .putJson("before", JsonForms.leases(done.before()).encode())
                        .putJson("after", JsonForms.leases(done.after()).encode())
                        .put("revision", done.revision())
                + "\n";
    }
}
