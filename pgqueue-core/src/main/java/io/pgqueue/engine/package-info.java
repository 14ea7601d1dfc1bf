/** Builds, starts and stops an engine from settings: what the starter, or an application without Boot, works with. */
@NullMarked
package io.pgqueue.engine;

import org.jspecify.annotations.NullMarked;
