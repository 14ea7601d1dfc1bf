/** Which DataSource and transaction manager the queue uses, and how many connections. Internal to the starter. */
@NullMarked
package io.pgqueue.autoconfigure.connection;

import org.jspecify.annotations.NullMarked;
