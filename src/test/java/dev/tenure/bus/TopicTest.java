package dev.tenure.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class TopicTest {
    private static final Topic<Weather> WEATHER = new Topic<>("tenure.weather", Weather.class);
    private static final Weather SUNNY = new Weather.Sunny(25);
    private static final Weather RAINY = new Weather.Rainy("here");

    private final BlockingQueue<Weather> heard = new LinkedBlockingQueue<>();
    private Vertx vertx;
    private EventBus bus;

    @BeforeEach
    void take_a_bus(Vertx vertx) {
        this.vertx = vertx;
        this.bus = vertx.eventBus();
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("something within 10 s").isNotNull();
        return next;
    }

    /** What is said after this is heard after it, so an empty queue then means that nothing came. */
    private void assertNothingElseHeard() throws InterruptedException {
        Weather last = new Weather.Rainy("the end");
        WEATHER.publish(bus, last);
        assertThat(next(heard)).isSameAs(last);
        assertThat(heard).isEmpty();
    }

    @Test
    void every_record_of_a_sealed_interface_arrives_as_the_very_same_object() throws InterruptedException {
        WEATHER.consumer(bus, heard::add);
        WEATHER.publish(bus, SUNNY);
        WEATHER.publish(bus, RAINY);
        assertThat(next(heard)).isSameAs(SUNNY);
        assertThat(next(heard)).isSameAs(RAINY);
    }

    @Test
    void publish_reaches_every_consumer_and_send_one_of_them() throws InterruptedException {
        BlockingQueue<Weather> alsoHeard = new LinkedBlockingQueue<>();
        WEATHER.consumer(bus, heard::add);
        WEATHER.consumer(bus, alsoHeard::add);
        WEATHER.publish(bus, SUNNY);
        assertThat(next(heard)).isSameAs(SUNNY);
        assertThat(next(alsoHeard)).isSameAs(SUNNY);

        WEATHER.send(bus, RAINY);
        WEATHER.publish(bus, SUNNY);
        List<Weather> first = List.of(next(heard), next(alsoHeard));
        Weather second = first.getFirst().equals(RAINY) ? next(heard) : next(alsoHeard);
        assertThat(first).containsExactlyInAnyOrder(RAINY, SUNNY);
        assertThat(second).isSameAs(SUNNY);
        assertNothingElseHeard();
    }

    @Test
    void two_agents_with_different_prefixes_share_one_vertx() throws InterruptedException {
        Topic<Weather> ours = new Topic<>("one.weather", Weather.class);
        Topic<Weather> theirs = new Topic<>("two.weather", Weather.class);
        BlockingQueue<Weather> heardByThem = new LinkedBlockingQueue<>();
        ours.consumer(bus, heard::add);
        theirs.consumer(bus, heardByThem::add);
        ours.publish(bus, SUNNY);
        theirs.publish(bus, RAINY);
        assertThat(next(heard)).isSameAs(SUNNY);
        assertThat(next(heardByThem)).isSameAs(RAINY);
        assertThat(heard).isEmpty();
        assertThat(heardByThem).isEmpty();
    }

    @Test
    void registering_the_codec_again_is_no_error() throws InterruptedException {
        for (int times = 0; times < 3; times++) {
            assertThat(LocalCodec.options(bus).getCodecName()).isEqualTo(LocalCodec.NAME);
        }
        WEATHER.consumer(bus, heard::add);
        WEATHER.publish(bus, SUNNY);
        assertThat(next(heard)).isSameAs(SUNNY);
    }

    @Test
    void a_codec_that_another_copy_of_this_library_registered_will_do() throws InterruptedException {
        bus.registerCodec(new ForeignCodec());
        WEATHER.consumer(bus, heard::add);
        WEATHER.publish(bus, SUNNY);
        assertThat(next(heard)).isSameAs(SUNNY);
    }

    private static final class ForeignCodec implements MessageCodec<Object, Object> {
        @Override
        public void encodeToWire(Buffer buffer, Object message) {}

        @Override
        public Object decodeFromWire(int position, Buffer buffer) {
            return buffer;
        }

        @Override
        public Object transform(Object message) {
            return message;
        }

        @Override
        public String name() {
            return LocalCodec.NAME;
        }

        @Override
        public byte systemCodecID() {
            return -1;
        }
    }

    @Test
    void each_vertx_has_its_own_bus_and_codec() throws Exception {
        Vertx other = Vertx.vertx();
        try {
            WEATHER.consumer(other.eventBus(), heard::add);
            WEATHER.publish(bus, RAINY);
            WEATHER.publish(other.eventBus(), SUNNY);
            assertThat(next(heard)).isSameAs(SUNNY);
        } finally {
            other.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_consumer_that_throws_hurts_neither_the_publisher_nor_the_others() throws InterruptedException {
        BlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
        Context context = vertx.getOrCreateContext();
        context.exceptionHandler(reported::add);
        RuntimeException bug = new IllegalStateException("a bug in a consumer");
        context.runOnContext(ready -> {
            WEATHER.consumer(bus, weather -> {
                throw bug;
            });
            WEATHER.consumer(bus, heard::add);
            // from the very context on which the bug happens
            WEATHER.publish(bus, SUNNY);
            WEATHER.publish(bus, RAINY);
        });
        assertThat(next(heard)).isSameAs(SUNNY);
        assertThat(next(heard)).isSameAs(RAINY);
        assertThat(next(reported)).isSameAs(bug);
        assertThat(next(reported)).isSameAs(bug);
    }

    @Test
    void what_nobody_listens_to_is_gone() throws InterruptedException {
        WEATHER.publish(bus, SUNNY);
        WEATHER.send(bus, SUNNY);
        WEATHER.consumer(bus, heard::add);
        assertNothingElseHeard();
    }

    @Test
    void a_message_of_another_type_is_dropped() throws InterruptedException {
        BlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
        Context context = vertx.getOrCreateContext();
        context.exceptionHandler(reported::add);
        context.runOnContext(ready -> {
            WEATHER.consumer(bus, heard::add);
            bus.publish(WEATHER.address(), "sunny");
            bus.publish(WEATHER.address(), null);
            bus.publish(WEATHER.address(), 25, new DeliveryOptions());
            WEATHER.publish(bus, SUNNY);
        });
        assertThat(next(heard)).isSameAs(SUNNY);
        assertThat(heard).isEmpty();
        assertThat(reported).isEmpty();
    }

    @Test
    void one_sender_s_messages_arrive_in_their_order() throws InterruptedException {
        BlockingQueue<Integer> degrees = new LinkedBlockingQueue<>();
        Topic<Weather.Sunny> topic = new Topic<>("tenure.sunny", Weather.Sunny.class);
        topic.consumer(bus, sunny -> degrees.add(sunny.degrees()));
        for (int count = 0; count < 5_000; count++) {
            topic.publish(bus, new Weather.Sunny(count));
        }
        for (int count = 0; count < 5_000; count++) {
            assertThat(next(degrees)).isEqualTo(count);
        }
    }

    @Test
    void a_consumer_hears_nothing_after_it_was_unregistered() throws Exception {
        BlockingQueue<Weather> unheard = new LinkedBlockingQueue<>();
        var registration = WEATHER.consumer(bus, unheard::add);
        WEATHER.consumer(bus, heard::add);
        registration.unregister().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        WEATHER.publish(bus, SUNNY);
        assertThat(next(heard)).isSameAs(SUNNY);
        assertNothingElseHeard();
        assertThat(unheard).isEmpty();
    }

    @Test
    void typed_messages_refuse_to_leave_the_process() {
        assertThat(LocalCodec.options(bus).isLocalOnly()).isTrue();
        LocalCodec codec = new LocalCodec();
        assertThatThrownBy(() -> codec.encodeToWire(Buffer.buffer(), SUNNY))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("dev.tenure.bus.Weather$Sunny stays in its process; readers elsewhere take the JSON on the "
                        + "address with .json behind");
        assertThatThrownBy(() -> codec.decodeFromWire(0, Buffer.buffer()))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void a_topic_without_an_address_is_a_bug_of_the_caller() {
        assertThatThrownBy(() -> new Topic<>(" ", Weather.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Query<>("", Weather.Ask.class, Weather.class))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
