/** The PostgreSQL on which all are measured. */
@NullMarked
package io.pgqueue.benchmarks.server;

import org.jspecify.annotations.NullMarked;
