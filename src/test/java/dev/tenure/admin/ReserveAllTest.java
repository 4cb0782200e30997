package dev.tenure.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenure.lease.SubnetLease;
import dev.tenure.operator.BulkReport;
import dev.tenure.operator.BulkReport.Result;
import dev.tenure.operator.HostsFile;
import dev.tenure.registry.InMemoryRegistry.Call;
import dev.tenure.registry.InMemoryRegistry.When;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A file of reservations: all judged first, then written, and gone on with where it stopped. */
class ReserveAllTest extends Desk {
    private final List<BulkReport> heard = new ArrayList<>();

    private static HostsFile file(int hosts) {
        return HostsFile.parse(IntStream.rangeClosed(1, hosts)
                .mapToObj(i -> "192.168.65." + i + "," + (i % 2 == 0 ? "10.5." + i + ".0/24" : ""))
                .collect(Collectors.joining("\n")));
    }

    private BulkReport reserve(Operations by, HostsFile file) {
        return await(by.reserveAll(new BulkRequest(file, false, false, false), heard::add));
    }

    private static List<String> results(BulkReport report) {
        return report.rows().stream()
                .map(row ->
                        row.line() + " " + row.result().label() + (row.code().isEmpty() ? "" : " " + row.code()))
                .toList();
    }

    private List<SubnetLease> reservations() {
        return await(etcd.snapshot()).leases().leases().stream()
                .filter(SubnetLease::isReservation)
                .toList();
    }

    @Test
    void every_line_is_written_and_told_of() {
        long grant = lease("10.5.100.0-24", "192.168.65.1");
        lease("10.5.101.0-24", "192.168.65.3");
        reservation("10.5.2.0-24", "192.168.65.2");
        BulkReport report = reserve(operations, file(30));
        assertThat(etcd.count(Call.SNAPSHOT))
                .as("before the first write and after the last")
                .isEqualTo(2);
        assertThat(report.counts()).isEqualTo(Map.of(Result.DONE, 29L, Result.ALREADY, 1L));
        assertThat(reservations()).hasSize(30);
        assertThat(at("10.5.100.0-24").orElseThrow().isReservation()).isTrue();
        assertThat(store.hasGrant(grant)).isFalse();
        assertThat(heard).hasSize(30);
        assertThat(heard.getFirst().counts()).isEqualTo(Map.of(Result.NOT_TRIED, 29L, Result.ALREADY, 1L));
    }

    @Test
    void nothing_is_written_if_one_line_may_not_be() {
        lease("10.5.2.0-24", OTHER);
        BulkReport report = reserve(operations, file(4));
        assertThat(results(report)).containsExactly("1 not-tried", "2 refused overlaps", "3 not-tried", "4 not-tried");
        assertThat(etcd.count(Call.WRITE)).isZero();
    }

    @Test
    void nothing_is_written_if_one_line_is_not_understood() {
        assertThat(reserve(operations, HostsFile.parse("192.168.65.1,10.5.1.0/24\nwhat\n"))
                        .counts())
                .isEqualTo(Map.of(Result.NOT_TRIED, 1L));
        assertThat(etcd.count(Call.WRITE)).isZero();
    }

    @Test
    void the_other_lines_are_written_if_that_is_asked() {
        lease("10.5.2.0-24", OTHER);
        BulkReport report = await(operations.reserveAll(new BulkRequest(file(4), false, true, false), heard::add));
        assertThat(results(report)).containsExactly("1 done", "2 refused overlaps", "3 done", "4 done");
        assertThat(reservations()).hasSize(3);
    }

    @Test
    void a_dry_run_tells_the_plan_and_writes_nothing() {
        BulkReport report = await(operations.reserveAll(new BulkRequest(file(4), false, false, true), heard::add));
        assertThat(report.counts()).isEqualTo(Map.of(Result.NOT_TRIED, 4L));
        assertThat(etcd.count(Call.WRITE)).isZero();
    }

    @Test
    void a_key_that_is_made_meanwhile_costs_one_more_look_and_no_line() {
        Operations by = meddled(write -> {
            if (write % 7 == 3) {
                lease("10.5." + (150 + write) + ".0-24", "192.168.66." + write);
            }
        });
        BulkReport report = reserve(by, file(30));
        assertThat(report.counts()).isEqualTo(Map.of(Result.DONE, 30L));
        assertThat(reservations()).hasSize(30).map(SubnetLease::subnet).doesNotHaveDuplicates();
    }

    @Test
    void a_line_that_may_not_be_written_by_now_is_refused_and_the_others_go_on() {
        BulkReport report = reserve(
                meddled(write -> {
                    if (write == 1) {
                        lease("10.5.4.0-24", OTHER);
                    }
                }),
                file(6));
        assertThat(results(report))
                .containsExactly("1 done", "2 done", "3 done", "4 refused overlaps", "5 done", "6 done");
    }

    @Test
    void what_another_operator_has_reserved_meanwhile_counts_as_done() {
        BulkReport report = reserve(
                meddled(write -> {
                    if (write == 1) {
                        reservation("10.5.4.0-24", "192.168.65.4");
                    }
                }),
                file(6));
        assertThat(report.counts()).isEqualTo(Map.of(Result.DONE, 6L));
        assertThat(reservations()).hasSize(6);
    }

    @Test
    void it_ends_where_somebody_is_faster_every_time() {
        BulkReport report =
                reserve(meddled(write -> lease("10.5." + (150 + write) + ".0-24", "192.168.66." + write)), file(3));
        assertThat(results(report))
                .containsExactly("1 refused overtaken", "2 refused overtaken", "3 refused overtaken");
        assertThat(etcd.count(Call.WRITE)).isEqualTo(Tries.MOST);
    }

    @Test
    void where_etcd_goes_away_the_report_says_so_and_a_second_run_goes_on_with_it() {
        BulkReport report = reserve(
                meddled(write -> {
                    if (write == 4) {
                        etcd.failNext(1, Call.WRITE, AWAY, When.AFTER_APPLYING);
                        etcd.failNext(2, Call.SNAPSHOT, AWAY, When.BEFORE_APPLYING);
                    }
                }),
                file(6));
        assertThat(results(report))
                .containsExactly("1 done", "2 done", "3 done", "4 failed unreachable", "5 not-tried", "6 not-tried");
        assertThat(report.rows().get(3).sentence()).startsWith("it may have been done or not");
        assertThat(reservations()).hasSize(4);

        BulkReport second = reserve(operations, HostsFile.parse(report.toCsv()));
        assertThat(results(second)).containsExactly("2 done", "3 done", "4 done", "5 already", "6 done", "7 done");
        assertThat(reservations()).hasSize(6).map(SubnetLease::subnet).doesNotHaveDuplicates();
    }

    @Test
    void leases_are_reserved_together_and_what_is_under_way_is_told_when_etcd_goes_away() {
        for (int i = 1; i <= 20; i++) {
            lease("10.5." + i + ".0-24", "192.168.65." + i);
        }
        BulkReport report = reserve(
                meddled(write -> {
                    if (write == 11) {
                        etcd.goUnreachable(AWAY);
                    }
                }),
                file(20));
        etcd.comeBack();
        long done = report.counts().getOrDefault(Result.DONE, 0L);
        assertThat(reservations()).hasSize((int) done);
        long failed = report.counts().getOrDefault(Result.FAILED, 0L);
        assertThat(failed).isBetween(1L, 8L);
        assertThat(report.counts().getOrDefault(Result.NOT_TRIED, 0L)).isEqualTo(20 - done - failed);
        assertThat(reserve(operations, HostsFile.parse(report.toJson())).counts())
                .isEqualTo(Map.of(Result.DONE, 20L));
    }

    @Test
    void a_line_without_an_answer_that_was_not_written_is_told_so_and_the_others_go_on() {
        BulkReport report = reserve(
                meddled(write -> {
                    if (write == 2) {
                        etcd.failNext(1, Call.WRITE, AWAY, When.BEFORE_APPLYING);
                    }
                }),
                file(4));
        assertThat(results(report)).containsExactly("1 done", "2 failed unreachable", "3 done", "4 done");
        assertThat(report.rows().get(1).sentence()).startsWith("it was not done");
    }

    @Test
    void where_etcd_does_not_answer_a_second_look_the_next_line_says_why() {
        BulkReport report = reserve(
                meddled(write -> {
                    if (write == 2) {
                        lease("10.5.200.0-24", OTHER);
                        etcd.failNext(1, Call.SNAPSHOT, AWAY, When.BEFORE_APPLYING);
                    }
                }),
                file(4));
        assertThat(results(report)).containsExactly("1 done", "2 failed unreachable", "3 not-tried", "4 not-tried");
    }

    @Test
    void what_etcd_refuses_ends_it() {
        etcd.failNext(1, Call.WRITE, DENIED, When.BEFORE_APPLYING);
        assertThat(results(reserve(operations, file(3))))
                .containsExactly("1 failed permission-denied", "2 not-tried", "3 not-tried");
        etcd.goUnreachable(AWAY);
        assertThat(failureOf(operations.reserveAll(new BulkRequest(file(3), false, false, false), heard::add)))
                .isEqualTo(AWAY);
    }

    @Test
    void a_second_subnet_that_another_operator_reserves_for_a_host_at_that_moment_is_told() {
        lease("10.5.100.0-24", "192.168.65.1");
        lease("10.5.101.0-24", "192.168.65.3");
        BulkReport report = reserve(
                meddled(write -> {
                    if (write == 2) {
                        reservation("10.5.200.0-24", "192.168.65.3");
                    }
                }),
                file(4));
        assertThat(results(report)).containsExactly("1 done", "2 done", "3 failed second-subnet", "4 done");
        assertThat(report.rows().get(2).sentence())
                .isEqualTo(
                        "192.168.65.3 has 2 keys: the reservation 10.5.101.0-24, the reservation 10.5.200.0-24; keep one"
                                + " reservation, and remove the others (tenure unreserve 10.5.200.0/24 --delete)");
    }

    @Test
    void a_host_that_moves_has_its_lease_beside_the_reservation_and_that_is_no_second_subnet() {
        lease("10.5.100.0-24", "192.168.65.2");
        BulkReport report = await(operations.reserveAll(new BulkRequest(file(2), true, false, false), heard::add));
        assertThat(results(report)).containsExactly("1 done", "2 done");
        assertThat(at("10.5.100.0-24")).isPresent();
    }
}
