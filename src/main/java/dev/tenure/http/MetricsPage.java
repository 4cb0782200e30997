package dev.tenure.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /metrics}. The text is made on a worker thread, since the registry of an embedding application can be large, and
 * whoever asks while one is being made gets the same one: any number of scrapers queues up one piece of work a format.
 */
final class MetricsPage {
    private final Vertx vertx;
    private final Optional<MetricsText> metrics;
    private final Map<MetricsText.Format, Future<String>> underWay = new EnumMap<>(MetricsText.Format.class);

    MetricsPage(Vertx vertx, Optional<MetricsText> metrics) {
        this.vertx = vertx;
        this.metrics = metrics;
    }

    void metrics(RoutingContext context) {
        if (metrics.isEmpty()) {
            Answer.problem(
                    context,
                    404,
                    "no-metrics",
                    "The metrics of this agent are in the registry of the application that it runs in; scrape that");
            return;
        }
        MetricsText.Format format =
                MetricsText.Format.accepted(context.request().getHeader("Accept"));
        scrape(metrics.get(), format)
                .onComplete(text -> Answer.end(context, 200, format.contentType(), text), context::fail);
    }

    private Future<String> scrape(MetricsText text, MetricsText.Format format) {
        Future<String> known = underWay.get(format);
        if (known != null) {
            return known;
        }
        Future<String> scrape = vertx.executeBlocking(() -> text.scrape(format), false);
        underWay.put(format, scrape);
        scrape.onComplete(done -> underWay.remove(format));
        return scrape;
    }
}
