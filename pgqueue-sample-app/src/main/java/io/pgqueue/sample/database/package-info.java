/** The embedded PostgreSQL on which the sample runs when no other database is configured. */
@NullMarked
package io.pgqueue.sample.database;

import org.jspecify.annotations.NullMarked;
