package dev.tenure.http;

import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * {@code /metrics}. The text is made on a worker thread, since the registry of an embedding application can be large, and
 * whoever asks while one is being made gets the same one: any number of scrapers queues up one piece of work a format.
 */
final class MetricsPage {
    private final Optional<MetricsText> metrics;
    private final SharedWork<MetricsText.Format, String> scrapes;

    MetricsPage(Vertx vertx, Optional<MetricsText> metrics) {
        this.metrics = metrics;
        this.scrapes = new SharedWork<>(vertx);
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
        MetricsText text = metrics.get();
        scrapes.get(format, () -> text.scrape(format))
                .onComplete(scraped -> Answer.end(context, 200, format.contentType(), scraped), context::fail);
    }
}
