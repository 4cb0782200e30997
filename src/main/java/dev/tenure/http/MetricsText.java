package dev.tenure.http;

import com.google.common.base.Ascii;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;

/** The metrics as text. Called on a worker thread, one call for each format at a time. */
@FunctionalInterface
public interface MetricsText {
    /** How it is written. */
    enum Format {
        /** What every Prometheus understands. */
        PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
        /** OpenMetrics, for whoever asks for it. */
        OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        /** The media type with which it is sent. */
        public String contentType() {
            return contentType;
        }

        /** The format that a client with this Accept header gets: Prometheus unless it names OpenMetrics. */
        static Format accepted(@Nullable String accept) {
            return accept != null && Ascii.toLowerCase(accept).contains("application/openmetrics-text")
                    ? OPEN_METRICS
                    : PROMETHEUS;
        }
    }

    /** Everything in the registry, now. */
    String scrape(Format format);

    /** The text of a Prometheus registry. */
    static MetricsText of(PrometheusMeterRegistry registry) {
        return format -> registry.scrape(format.contentType());
    }
}
