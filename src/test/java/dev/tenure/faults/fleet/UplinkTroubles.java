package dev.tenure.faults.fleet;

import dev.tenure.support.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What happens to the network between a host and etcd, and now and then to that of all hosts. */
final class UplinkTroubles implements TroubleMaker.Source {
    private final List<Uplink> uplinks;

    UplinkTroubles(List<Uplink> uplinks) {
        this.uplinks = uplinks;
    }

    @Override
    public Optional<Trouble> next(RandomGenerator random, Set<String> busy) {
        if (random.nextInt(8) == 0) {
            boolean isFree = busy.stream().noneMatch(target -> target.startsWith("uplink"));
            return isFree ? Optional.of(ofAll(random)) : Optional.empty();
        }
        int number = random.nextInt(uplinks.size());
        String target = "uplink " + number;
        return busy.contains(target) ? Optional.empty() : Optional.of(ofOne(random, uplinks.get(number), target));
    }

    private static Trouble ofOne(RandomGenerator random, Uplink uplink, String target) {
        return switch (random.nextInt(7)) {
            case 0 -> mended("silence on " + target, target, Chance.between(random, 500, 12_000), uplink, TcpProxy::hold);
            case 1 -> noAnswers(random, uplink, target);
            case 2 ->
                mended("refusal on " + target, target, Chance.between(random, 500, 12_000), uplink, TcpProxy::refuse);
            case 3 -> Trouble.atOnce("a cut of " + target, () -> uplink.each(TcpProxy::cut));
            case 4 -> flapping(random, uplink, target);
            case 5 -> slow(random, uplink, target);
            default -> byteLimit(random, uplink, target);
        };
    }

    private static Trouble mended(
            String name, String target, Duration lasts, Uplink uplink, Consumer<TcpProxy> fault) {
        return new Trouble(
                name, Set.of(target), lasts, () -> uplink.each(fault), () -> uplink.each(TcpProxy::forward));
    }

    private static Trouble noAnswers(RandomGenerator random, Uplink uplink, String target) {
        return new Trouble(
                "no answers on " + target,
                Set.of(target),
                Chance.between(random, 500, 8_000),
                () -> uplink.each(TcpProxy::holdAnswers),
                // what was answered meanwhile is lost for good
                () -> uplink.each(proxy -> {
                    proxy.cut();
                    proxy.forward();
                }));
    }

    private static Trouble flapping(RandomGenerator random, Uplink uplink, String target) {
        Duration every = Chance.between(random, 200, 1_000);
        Flapping flapping = new Flapping(uplink, every);
        return new Trouble(
                "a cut every " + every.toMillis() + " ms of " + target,
                Set.of(target),
                Chance.between(random, 1_000, 6_000),
                flapping::begin,
                flapping::end);
    }

    private static Trouble slow(RandomGenerator random, Uplink uplink, String target) {
        Duration latency = Chance.between(random, 20, 400);
        return new Trouble(
                "latency of " + latency.toMillis() + " ms on " + target,
                Set.of(target),
                Chance.between(random, 1_000, 8_000),
                () -> uplink.each(proxy -> proxy.latency(latency)),
                () -> uplink.each(proxy -> proxy.latency(Duration.ZERO)));
    }

    private static Trouble byteLimit(RandomGenerator random, Uplink uplink, String target) {
        long bytes = random.nextLong(200, 20_000);
        return new Trouble(
                "a cut after every " + bytes + " bytes of answers on " + target,
                Set.of(target),
                Chance.between(random, 1_000, 6_000),
                () -> limit(uplink, bytes),
                () -> limit(uplink, Long.MAX_VALUE));
    }

    private static void limit(Uplink uplink, long bytes) {
        uplink.each(proxy -> {
            proxy.cutAfterAnswerBytes(bytes);
            proxy.cut();
        });
    }

    private Trouble ofAll(RandomGenerator random) {
        return new Trouble(
                "refusal on every uplink",
                IntStream.range(0, uplinks.size())
                        .mapToObj(number -> "uplink " + number)
                        .collect(Collectors.toSet()),
                Chance.between(random, 500, 5_000),
                () -> uplinks.forEach(uplink -> uplink.each(TcpProxy::refuse)),
                () -> uplinks.forEach(uplink -> uplink.each(TcpProxy::forward)));
    }
}
