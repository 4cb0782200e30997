package dev.tenure.agent;

import static dev.tenure.health.Tenancies.NOW;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenure.bus.RegistryStatus;
import dev.tenure.envfile.EnvFileFailure;
import dev.tenure.health.HealthReport;
import dev.tenure.health.Tenancies;
import dev.tenure.http.MetricsText;
import dev.tenure.lease.GrantId;
import dev.tenure.lease.LeaseTable;
import dev.tenure.lease.SubnetLease;
import dev.tenure.lease.Term;
import dev.tenure.registry.RegistryFailure;
import dev.tenure.registry.Renewal;
import dev.tenure.subnet.NetworkConfig;
import dev.tenure.subnet.NetworkEntry;
import dev.tenure.subnet.NetworkReading;
import dev.tenure.tenancy.Held;
import dev.tenure.tenancy.LossReason;
import dev.tenure.tenancy.Moment;
import dev.tenure.tenancy.RegistryView;
import dev.tenure.tenancy.TenancyState;
import dev.tenure.tenancy.WaitReason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.reflect.Constructor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final Instant WALL_NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private Moment now = NOW;
    private final Metrics metrics = new Metrics(registry, "1.2.3", () -> now, () -> WALL_NOW);

    private Map<String, PrometheusText.Family> scrape() {
        return PrometheusText.parse(registry.scrape());
    }

    private double value(String series) {
        String name = series.replaceFirst("\\{.*", "");
        String family = name.replaceFirst("_(bucket|count|sum)$", "");
        return samples(family).entrySet().stream()
                .filter(sample -> sample.getKey().equals(series))
                .findAny()
                .orElseThrow(() -> new AssertionError("no " + series))
                .getValue();
    }

    private Map<String, Double> samples(String family) {
        PrometheusText.Family found = scrape().get(family);
        return found == null ? Map.of() : found.samples();
    }

    /** The same with every kind of event behind it. */
    private void everythingHappens() {
        metrics.viewIs(view(Tenancies.NETWORK, List.of(Tenancies.lease())));
        metrics.claimWon(Duration.ofMillis(40));
        metrics.partRestarted("watch");
    }

    @Test
    void shows_exactly_these_metrics_with_these_types() {
        everythingHappens();
        assertThat(scrape().entrySet().stream()
                        .map(family -> entry(family.getKey(), family.getValue().type())))
                .containsExactlyInAnyOrder(
                        entry("tenure_build_info", "gauge"),
                        entry("tenure_clock_jumps_total", "counter"),
                        entry("tenure_etcd_up", "gauge"),
                        entry("tenure_etcd_watch_restarts_total", "counter"),
                        entry("tenure_lease_claim_duration_seconds", "histogram"),
                        entry("tenure_lease_claim_duration_seconds_max", "gauge"),
                        entry("tenure_lease_claims_total", "counter"),
                        entry("tenure_lease_conflicts", "gauge"),
                        entry("tenure_lease_expires_timestamp_seconds", "gauge"),
                        entry("tenure_lease_losses_total", "counter"),
                        entry("tenure_lease_renewals_total", "counter"),
                        entry("tenure_lease_state", "gauge"),
                        entry("tenure_malformed_total", "counter"),
                        entry("tenure_network_config_valid", "gauge"),
                        entry("tenure_part_restarts_total", "counter"),
                        entry("tenure_peers", "gauge"),
                        entry("tenure_pool_subnets", "gauge"),
                        entry("tenure_ready", "gauge"),
                        entry("tenure_resync_checks_total", "counter"),
                        entry("tenure_resync_diff_total", "counter"),
                        entry("tenure_lease_renewed_timestamp_seconds", "gauge"),
                        entry("tenure_store_replaced_total", "counter"),
                        entry("tenure_store_revision", "gauge"),
                        entry("tenure_watch_revision", "gauge"),
                        entry("tenure_subnet_env_in_step", "gauge"),
                        entry("tenure_subnet_env_invalid_total", "counter"),
                        entry("tenure_subnet_env_write_errors_total", "counter"));
        assertThat(value("tenure_build_info{version=\"1.2.3\"}")).isEqualTo(1);
    }

    @Test
    void knows_every_value_from_the_start_but_when_a_lease_ends_that_nobody_holds() {
        scrape().forEach((name, family) -> family.samples().forEach((series, value) -> {
            if (name.matches("tenure_lease_(expires|renewed)_timestamp_seconds")) {
                assertThat(value).as(series).isNaN();
            } else {
                assertThat(value).as(series).isFinite();
            }
        }));
    }

    @Test
    void counts_each_event_in_its_own_series() {
        List<Map.Entry<Runnable, String>> events = List.of(
                entry(metrics::claimRefused, "tenure_lease_claims_total{outcome=\"refused\"}"),
                entry(metrics::claimFailed, "tenure_lease_claims_total{outcome=\"failed\"}"),
                entry(metrics::claimGrantGone, "tenure_lease_claims_total{outcome=\"grant-gone\"}"),
                entry(() -> metrics.claimWon(HOUR), "tenure_lease_claims_total{outcome=\"won\"}"),
                entry(
                        () -> metrics.renewed(new Renewal.KeptAlive(HOUR)),
                        "tenure_lease_renewals_total{outcome=\"kept-alive\"}"),
                entry(
                        () -> metrics.renewed(new Renewal.StillReserved()),
                        "tenure_lease_renewals_total{outcome=\"still-reserved\"}"),
                entry(
                        () -> metrics.renewed(new Renewal.Changed(Optional.empty(), 7)),
                        "tenure_lease_renewals_total{outcome=\"changed\"}"),
                entry(
                        () -> metrics.renewed(new Renewal.GrantGone()),
                        "tenure_lease_renewals_total{outcome=\"grant-gone\"}"),
                entry(metrics::renewalFailed, "tenure_lease_renewals_total{outcome=\"failed\"}"),
                entry(
                        () -> metrics.watchRestarted("compacted"),
                        "tenure_etcd_watch_restarts_total{reason=\"compacted\"}"),
                entry(
                        () -> metrics.malformed(Metrics.Malformed.LEASE_VALUE),
                        "tenure_malformed_total{kind=\"lease-value\"}"),
                entry(
                        () -> metrics.subnetEnvWriteFailed(new EnvFileFailure.NoSpace("full")),
                        "tenure_subnet_env_write_errors_total{code=\"no-space\"}"),
                entry(metrics::subnetEnvInvalid, "tenure_subnet_env_invalid_total"),
                entry(metrics::clockJumped, "tenure_clock_jumps_total"),
                entry(
                        () -> metrics.viewWasChecked(ViewCheck.Verdict.SAME),
                        "tenure_resync_checks_total{outcome=\"same\"}"),
                entry(metrics::storeWasReplaced, "tenure_store_replaced_total"),
                entry(metrics::viewDiffered, "tenure_resync_diff_total"));
        events.forEach(event -> {
            double before = value(event.getValue());
            event.getKey().run();
            assertThat(value(event.getValue())).as(event.getValue()).isEqualTo(before + 1);
        });
        for (LossReason reason : LossReason.values()) {
            metrics.lost(reason);
            assertThat(value("tenure_lease_losses_total{reason=\"" + reason.label() + "\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void has_a_series_at_zero_for_every_failure_that_the_program_knows() {
        codes(EnvFileFailure.class, EnvFileFailure::code)
                .forEach(code -> assertThat(samples("tenure_subnet_env_write_errors_total"))
                        .containsEntry("tenure_subnet_env_write_errors_total{code=\"" + code + "\"}", 0.0));
        codes(RegistryFailure.class, RegistryFailure::code)
                // a watch needs no grant and no space
                .filter(code -> !code.equals("grant-not-found") && !code.equals("out-of-space"))
                .forEach(code -> assertThat(samples("tenure_etcd_watch_restarts_total"))
                        .containsEntry("tenure_etcd_watch_restarts_total{reason=\"" + code + "\"}", 0.0));
    }

    private static <T> Stream<String> codes(Class<T> sealed, java.util.function.Function<T, String> code) {
        return Stream.of(sealed.getPermittedSubclasses()).map(type -> code.apply(sealed.cast(make(type))));
    }

    /** Any instance; its fields don't matter. */
    private static Object make(Class<?> type) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructors()[0];
            return constructor.getParameterCount() == 1
                    ? constructor.newInstance("a sentence")
                    : constructor.newInstance("a sentence", 7L);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type + " needs other fields", e);
        }
    }

    @Test
    void a_label_never_has_more_than_so_many_values() {
        for (int i = 0; i < 10_000; i++) {
            metrics.partRestarted("part " + i);
        }
        Map<String, Double> series = samples("tenure_part_restarts_total");
        assertThat(series).hasSize(LabelledCounter.VALUES_MAX + 1);
        assertThat(series.values().stream().mapToDouble(Double::doubleValue).sum())
                .isEqualTo(10_000);
        assertThat(series).containsKey("tenure_part_restarts_total{part=\"" + LabelledCounter.OTHER + "\"}");
    }

    @Test
    void shows_one_state_at_a_time() {
        List<TenancyState> states = List.of(
                Tenancies.waiting(WaitReason.Code.STARTING),
                Tenancies.claiming(),
                Tenancies.holding(Tenancies.held(Tenancies.lease(), HOUR)),
                Tenancies.doubtful(Tenancies.held(Tenancies.lease(), HOUR)),
                Tenancies.lost(LossReason.KEY_DELETED),
                new TenancyState.Stopped("told so"));
        for (TenancyState state : states) {
            metrics.tenancyIs(Tenancies.status(state));
            Map<String, Double> samples = samples("tenure_lease_state");
            assertThat(samples).hasSize(states.size());
            samples.forEach((series, value) -> assertThat(value)
                    .as("%s in %s", series, state.label())
                    .isEqualTo(series.contains("\"" + state.label() + "\"") ? 1 : 0));
        }
    }

    @Test
    void tells_when_the_lease_ends_on_the_wall_clock() {
        String expires = "tenure_lease_expires_timestamp_seconds";
        metrics.tenancyIs(Tenancies.status(Tenancies.holding(Tenancies.held(Tenancies.lease(), HOUR))));
        assertThat(value(expires)).isEqualTo((double) WALL_NOW.plus(HOUR).getEpochSecond());
        metrics.tenancyIs(Tenancies.status(Tenancies.holding(Tenancies.held(Tenancies.reservation(), HOUR))));
        assertThat(value(expires)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void tells_when_the_lease_was_last_kept_alive_on_the_wall_clock() {
        String renewed = "tenure_lease_renewed_timestamp_seconds";
        metrics.tenancyIs(Tenancies.status(Tenancies.holding(Tenancies.held(Tenancies.lease(), HOUR))));
        now = NOW.plus(Duration.ofMinutes(3));
        assertThat(value(renewed))
                .isEqualTo((double) WALL_NOW.minus(Duration.ofMinutes(3)).getEpochSecond());
        metrics.tenancyIs(Tenancies.status(Tenancies.holding(Tenancies.held(Tenancies.reservation(), HOUR))));
        assertThat(value(renewed)).isNaN();
    }

    @Test
    void tells_how_far_the_watch_has_come_and_the_store_is() {
        metrics.storeIsAt(70);
        metrics.watchIsAt(60);
        assertThat(value("tenure_watch_revision")).isEqualTo(60);
        assertThat(value("tenure_store_revision")).isEqualTo(70);
        metrics.watchIsAt(80);
        assertThat(value("tenure_store_revision")).isEqualTo(80);
        metrics.storeIsAt(5);
        assertThat(value("tenure_store_revision")).isEqualTo(5);
    }

    @Test
    void tells_a_conflict_that_may_pass_from_one_that_stands() {
        Held held = Tenancies.held(Tenancies.lease(), HOUR);
        for (boolean isSettled : List.of(false, true)) {
            metrics.tenancyIs(Tenancies.status(Tenancies.holding(Tenancies.withRival(held, isSettled))));
            assertThat(value("tenure_lease_conflicts{kind=\"pending\"}")).isEqualTo(isSettled ? 0 : 1);
            assertThat(value("tenure_lease_conflicts{kind=\"standing\"}")).isEqualTo(isSettled ? 1 : 0);
        }
    }

    @Test
    void is_ready_until_the_deadline_though_nobody_says_that_it_has_passed() {
        assertThat(value("tenure_ready")).isZero();
        metrics.healthIs(new HealthReport(true, true, List.of(), Optional.of(Duration.ofSeconds(5))));
        assertThat(value("tenure_ready")).isEqualTo(1);
        now = NOW.plus(Duration.ofMillis(4_999));
        assertThat(value("tenure_ready")).isEqualTo(1);
        now = NOW.plus(Duration.ofSeconds(5));
        assertThat(value("tenure_ready")).isZero();
        metrics.healthIs(new HealthReport(true, true, List.of(), Optional.empty()));
        assertThat(value("tenure_ready")).isEqualTo(1);
        metrics.healthIs(new HealthReport(true, false, List.of(), Optional.empty()));
        assertThat(value("tenure_ready")).isZero();
    }

    @Test
    void shows_how_things_stand() {
        metrics.registryIs(new RegistryStatus(true, "", "", 7));
        metrics.subnetEnvIsInStep(true);
        metrics.peersAre(41);
        metrics.viewIs(view(Tenancies.NETWORK, List.of()));
        assertThat(value("tenure_etcd_up")).isEqualTo(1);
        assertThat(value("tenure_subnet_env_in_step")).isEqualTo(1);
        assertThat(value("tenure_peers")).isEqualTo(41);
        assertThat(value("tenure_network_config_valid")).isEqualTo(1);
        metrics.registryIs(RegistryStatus.UNKNOWN);
        metrics.subnetEnvIsInStep(false);
        metrics.viewIs(view(Tenancies.NETWORK, List.of())
                .withNetwork(new NetworkEntry(new NetworkReading.Broken("it is empty"), 9)));
        assertThat(value("tenure_etcd_up")).isZero();
        assertThat(value("tenure_subnet_env_in_step")).isZero();
        assertThat(value("tenure_network_config_valid")).isZero();
    }

    @Test
    void puts_claims_into_buckets_of_seconds() {
        metrics.claimWon(Duration.ofMillis(40));
        metrics.claimWon(Duration.ofSeconds(2));
        assertThat(value("tenure_lease_claim_duration_seconds_bucket{le=\"0.03\"}"))
                .isZero();
        assertThat(value("tenure_lease_claim_duration_seconds_bucket{le=\"0.1\"}"))
                .isEqualTo(1);
        assertThat(value("tenure_lease_claim_duration_seconds_bucket{le=\"3.0\"}"))
                .isEqualTo(2);
        assertThat(value("tenure_lease_claim_duration_seconds_sum")).isEqualTo(2.04);
    }

    private static RegistryView view(NetworkConfig network, List<SubnetLease> leases) {
        return RegistryView.EMPTY.withNetwork(new NetworkEntry(network, 3)).withLeases(LeaseTable.of(leases, 100));
    }

    private static SubnetLease of(String key, boolean isReserved) {
        Term term = isReserved ? new Term.Reserved() : new Term.Granted(new GrantId(key.hashCode()));
        return Tenancies.lease(key, term, 5, "{\"PublicIP\":\"192.168.64.9\"}");
    }

    private void poolIs(String family, double leased, double reserved, double free) {
        Map<String, Double> samples = samples("tenure_pool_subnets");
        String labels = "tenure_pool_subnets{family=\"" + family + "\",state=\"";
        assertThat(samples).containsEntry(labels + "leased\"}", leased);
        assertThat(samples).containsEntry(labels + "reserved\"}", reserved);
        assertThat(samples).containsEntry(labels + "free\"}", free);
    }

    @Test
    void counts_the_pool_by_what_its_subnets_are() {
        metrics.viewIs(view(
                Tenancies.NETWORK,
                List.of(
                        of("10.5.52.0-24", false),
                        of("10.5.53.0-24", true),
                        // of another length: takes sixteen of ours, one of which is counted already
                        of("10.5.48.0-20", false),
                        // outside the pool
                        of("10.5.0.0-24", false),
                        of("10.6.1.0-24", true))));
        poolIs("ipv4", 15, 1, 239);
        assertThat(samples("tenure_pool_subnets")).hasSize(3);
    }

    @Test
    void shows_the_families_that_are_on_and_no_others() {
        NetworkConfig dual = Tenancies.network("""
                {"Network":"10.5.0.0/16","EnableIPv6":true,"IPv6Network":"fd01::/48"}""");
        metrics.viewIs(view(dual, List.of(of("10.5.52.0-24&fd01:0:0:33::-64", false))));
        poolIs("ipv4", 1, 0, 254);
        poolIs("ipv6", 1, 0, 65_534);
        metrics.viewIs(view(Tenancies.NETWORK, List.of()));
        assertThat(samples("tenure_pool_subnets")).hasSize(3);
        poolIs("ipv4", 0, 0, 255);
    }

    @Test
    void leaves_nothing_behind_in_a_registry_that_is_not_its_own() {
        SimpleMeterRegistry foreign = new SimpleMeterRegistry();
        for (int deployments = 0; deployments < 3; deployments++) {
            try (Metrics theirs = new Metrics(foreign, "1.2.3", () -> now, () -> WALL_NOW)) {
                theirs.viewIs(view(Tenancies.NETWORK, List.of()));
                theirs.partRestarted("watch");
                theirs.peersAre(deployments);
                assertThat(foreign.get("tenure.peers").gauge().value()).isEqualTo(deployments);
            }
            assertThat(foreign.getMeters()).isEmpty();
        }
    }

    @Test
    void is_written_in_both_formats_for_the_page() {
        everythingHappens();
        MetricsText text = MetricsText.of(registry);
        assertThat(PrometheusText.parse(text.scrape(MetricsText.Format.PROMETHEUS)))
                .isEqualTo(scrape());
        assertThat(text.scrape(MetricsText.Format.OPEN_METRICS))
                .contains("# TYPE tenure_lease_claims counter\n", "# TYPE tenure_build info\n")
                .contains("tenure_lease_claims_total{outcome=\"won\"} 1.0")
                .endsWith("\n# EOF\n");
    }

    @Test
    void the_parser_of_this_test_refuses_what_a_scraper_would() {
        List.of(
                        "# HELP a b\n# TYPE a gauge\na 1",
                        "a 1\n",
                        "# HELP a b\n# TYPE a gauge\na 1\na 2\n",
                        "# HELP a b\n# TYPE a counter\na 1\n",
                        "# HELP a b\n# TYPE a gauge\na{x=y} 1\n",
                        "# HELP a b\n# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n",
                        "# HELP a b\n# TYPE a gauge\na one\n",
                        "# HELP a b\n# TYPE b gauge\nb 1\n",
                        "# HELP a b\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_count 1\na_sum 1\n")
                .forEach(text -> assertThatThrownBy(() -> PrometheusText.parse(text))
                        .as(text)
                        .isInstanceOf(AssertionError.class));
    }
}
