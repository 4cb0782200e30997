/** The HTTP surface: health, metrics, the API. */
@NullMarked
package dev.tenure.http;

import org.jspecify.annotations.NullMarked;
