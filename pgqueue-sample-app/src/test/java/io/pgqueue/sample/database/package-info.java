/** Tests of the embedded PostgreSQL. */
@NullMarked
package io.pgqueue.sample.database;

import org.jspecify.annotations.NullMarked;
