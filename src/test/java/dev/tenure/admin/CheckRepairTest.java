package dev.tenure.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.json.MalformedJson;
import dev.tenure.lease.GrantId;
import dev.tenure.operator.CheckReport;
import dev.tenure.operator.Finding;
import dev.tenure.operator.FindingCode;
import dev.tenure.operator.HostsFile;
import dev.tenure.operator.Repair;
import dev.tenure.registry.InMemoryRegistry.Call;
import dev.tenure.registry.InMemoryRegistry.When;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is wrong is found and reported; what is still so is removed, and nothing else. */
class CheckRepairTest extends Desk {
    private static final CheckScope EVERYTHING = new CheckScope(true, true, List.of());

    private final List<String> heard = new ArrayList<>();

    private CheckReport check(CheckScope scope) {
        return await(operations.check(scope, (done, total) -> heard.add(done + "/" + total)));
    }

    private RepairReport repair(Operations by, CheckReport report) {
        try {
            return await(by.repair(CheckReport.parse(report.toJson()), false, Progress.NONE));
        } catch (MalformedJson e) {
            throw new AssertionError(e);
        }
    }

    private static List<FindingCode> codes(CheckReport report) {
        return report.findings().stream().map(Finding::code).toList();
    }

    private static List<String> rows(RepairReport report) {
        return report.rows().stream()
                .map(row -> row.result().label() + " " + row.sentence())
                .toList();
    }

    @Test
    void a_check_asks_no_more_than_its_scope_says() {
        lease("10.5.52.0-24", IP);
        assertThat(check(CheckScope.USUAL).isClean()).isTrue();
        assertThat(etcd.count(Call.GRANT_STATE) + etcd.count(Call.GRANTS) + etcd.count(Call.STRANGE_ENTRIES))
                .isZero();
        check(new CheckScope(true, false, List.of()));
        assertThat(etcd.count(Call.GRANT_STATE)).isEqualTo(1);
        assertThat(etcd.count(Call.GRANTS)).isZero();
        assertThat(heard).containsExactly("1/1");
        assertThat(check(new CheckScope(
                                false,
                                false,
                                HostsFile.parse(OTHER + ",10.5.9.0/24").lines()))
                        .findings())
                .extracting(Finding::code)
                .containsExactly(FindingCode.MISSING_RESERVATION);
    }

    @Test
    void a_key_that_is_no_lease_is_removed_exactly_as_it_was_reported() {
        store.put("subnets/strange one", "x", 0);
        store.put("subnets/\\x00", "x", 0);
        CheckReport report = check(CheckScope.USUAL);
        assertThat(report.findings())
                .extracting(Finding::sentence)
                .containsExactly(
                        "\"\\x5cx00\" below subnets/ is not the key of a lease",
                        "\"strange\\x20one\" below subnets/ is not the key of a lease");
        store.put("subnets/\\x00", "changed", 0);
        RepairReport done = repair(operations, report);
        assertThat(rows(done))
                .containsExactly(
                        "skipped a check finds it no longer as it was reported", "done strange\\x20one is removed");
        assertThat(await(etcd.strangeEntries())).hasSize(1);
        assertThat(done.isGood()).isTrue();
    }

    @Test
    void a_strange_key_that_changes_at_that_moment_stays() {
        store.put("subnets/strange", "x", 0);
        CheckReport report = check(CheckScope.USUAL);
        RepairReport done = repair(meddled(write -> store.put("subnets/strange", "y", 0)), report);
        assertThat(rows(done)).containsExactly("skipped strange was changed just now");
        assertThat(await(etcd.strangeEntries())).hasSize(1);
    }

    @Test
    void a_removal_of_a_strange_key_without_an_answer_is_looked_up() {
        store.put("subnets/strange", "x", 0);
        CheckReport report = check(CheckScope.USUAL);
        etcd.failNext(1, Call.DELETE_STRANGE, AWAY, When.BEFORE_APPLYING);
        assertThat(rows(repair(operations, report)))
                .containsExactly("failed it was not done: strange is still there; repair again (no answer in 2 s)");
        etcd.failNext(1, Call.DELETE_STRANGE, AWAY, When.AFTER_APPLYING);
        assertThat(rows(repair(operations, report))).containsExactly("done strange is removed");
        assertThat(await(etcd.strangeEntries())).isEmpty();
    }

    @Test
    void what_lies_over_anothers_subnet_goes_with_its_grant_and_only_as_it_was_reported() {
        lease("10.5.9.0-24", OTHER);
        long grant = lease("10.5.9.7-24", IP);
        CheckReport report = check(CheckScope.USUAL).only(Set.of(FindingCode.OVERLAP));
        assertThat(rows(await(operations.repair(report, true, Progress.NONE))))
                .containsExactly("planned 10.5.9.7-24 would be removed");
        assertThat(at("10.5.9.7-24")).isPresent();

        RepairReport late = repair(meddled(write -> put("10.5.9.7-24", IP, grant)), report);
        assertThat(rows(late)).containsExactly("skipped 10.5.9.7-24 was changed just now");
        assertThat(at("10.5.9.7-24")).isPresent();

        CheckReport again = check(CheckScope.USUAL).only(Set.of(FindingCode.OVERLAP));
        assertThat(rows(repair(operations, again))).containsExactly("done 10.5.9.7-24 is removed");
        assertThat(store.hasGrant(grant)).isFalse();
        assertThat(at("10.5.9.0-24")).isPresent();
    }

    @Test
    void a_report_of_another_store_removes_nothing() {
        lease("10.5.9.0-24", OTHER);
        lease("10.5.9.7-24", IP);
        CheckReport report = check(CheckScope.USUAL);
        CheckReport foreign = new CheckReport(report.storeId() + 1, report.revision(), report.findings());
        RepairReport done = repair(operations, foreign);
        assertThat(done.refusal().map(why -> why.code().label())).contains("other-store");
        assertThat(done.rows()).isEmpty();
        assertThat(done.isGood()).isFalse();
        assertThat(keys()).isEqualTo(2);
    }

    @Test
    void where_etcd_goes_away_the_rest_is_not_tried() {
        lease("10.5.9.0-24", OTHER);
        lease("10.5.9.7-24", IP);
        store.put("subnets/strange", "x", 0);
        CheckReport report = check(CheckScope.USUAL).only(Set.of(FindingCode.OVERLAP, FindingCode.STRANGE_KEY));
        RepairReport done = repair(
                meddled(write -> {
                    etcd.goUnreachable(AWAY);
                }),
                report);
        assertThat(done.rows())
                .extracting(RepairReport.Row::result)
                .containsExactly(RepairReport.Result.UNKNOWN, RepairReport.Result.NOT_TRIED);
        assertThat(done.isGood()).isFalse();
    }

    @Test
    void what_may_not_be_removed_does_not_keep_the_rest() {
        lease("10.5.9.0-24", OTHER);
        lease("10.5.9.7-24", IP);
        store.put("subnets/strange", "x", 0);
        CheckReport report = check(CheckScope.USUAL).only(Set.of(FindingCode.OVERLAP, FindingCode.STRANGE_KEY));
        etcd.failNext(1, Call.WRITE, DENIED, When.BEFORE_APPLYING);
        assertThat(rows(repair(operations, report))).containsExactly("failed etcd said no", "done strange is removed");
    }

    @Test
    void a_grant_without_a_key_is_told_of_only_where_that_is_asked_and_it_is_as_long_as_ours() {
        lease("10.5.52.0-24", IP);
        long left = store.grant(Duration.ofDays(1));
        long lock = store.grant(Duration.ofHours(1));
        long used = lease("elsewhere", OTHER);
        store.advance(Duration.ofMinutes(2));
        long young = store.grant(Duration.ofDays(1));
        assertThat(codes(check(new CheckScope(true, false, List.of())))).doesNotContain(FindingCode.ORPHAN_GRANT);
        CheckReport report = check(EVERYTHING).only(Set.of(FindingCode.ORPHAN_GRANT));
        assertThat(report.findings().getFirst().repairs()).containsExactly(new Repair.RevokeGrant(new GrantId(left)));
        assertThat(rows(repair(operations, report)))
                .containsExactly("done the grant " + new GrantId(left) + " is removed");
        assertThat(store.grants()).contains(lock, used, young).doesNotContain(left);
        assertThat(keys()).isEqualTo(1);
    }

    @Test
    void a_grant_that_carries_a_key_by_now_stays() {
        lease("10.5.52.0-24", IP);
        long left = store.grant(Duration.ofDays(1));
        store.advance(Duration.ofMinutes(2));
        CheckReport report = check(EVERYTHING).only(Set.of(FindingCode.ORPHAN_GRANT));
        put("10.5.60.0-24", OTHER, left);
        assertThat(repair(operations, report).rows())
                .extracting(RepairReport.Row::result)
                .containsExactly(RepairReport.Result.SKIPPED);
        assertThat(store.hasGrant(left)).isTrue();
    }

    @Test
    void what_a_host_has_left_behind_is_found_by_the_times_of_its_grants() {
        long old = lease("10.5.52.0-24", IP);
        store.advance(Duration.ofHours(3));
        lease("10.5.53.0-24", IP);
        assertThat(check(CheckScope.USUAL).findings().getFirst().repairs()).isEmpty();
        CheckReport report = check(new CheckScope(true, false, List.of()));
        assertThat(rows(repair(operations, report))).containsExactly("done 10.5.52.0-24 is removed");
        assertThat(store.hasGrant(old)).isFalse();
    }

    @Test
    void times_left_are_asked_together_and_what_cannot_be_said_is_left_out() {
        Map<GrantId, Duration> expected = new HashMap<>();
        for (int i = 1; i <= 40; i++) {
            expected.put(new GrantId(store.grant(Duration.ofMinutes(i))), Duration.ofMinutes(i));
        }
        List<GrantId> asked = new ArrayList<>(expected.keySet());
        asked.add(new GrantId(0x7777));
        asked.add(asked.getFirst());
        assertThat(await(operations.timesLeft(asked, 16, (done, total) -> heard.add(done + "/" + total))))
                .isEqualTo(expected);
        assertThat(heard).hasSize(41).endsWith("41/41");
        etcd.failNext(1, Call.GRANT_STATE, DENIED, When.BEFORE_APPLYING);
        assertThat(await(operations.timesLeft(asked, 16, Progress.NONE))).hasSize(39);
        etcd.failNext(1, Call.GRANT_STATE, AWAY, When.BEFORE_APPLYING);
        assertThat(failureOf(operations.timesLeft(asked, 16, Progress.NONE))).isEqualTo(AWAY);
    }
}
