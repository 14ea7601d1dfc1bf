/** Payloads as JSON, by Jackson. Internal to the starter. */
@NullMarked
package io.pgqueue.autoconfigure.json;

import org.jspecify.annotations.NullMarked;
