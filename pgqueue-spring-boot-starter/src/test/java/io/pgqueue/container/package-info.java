/** The starter on a PostgreSQL in a container. */
@NullMarked
package io.pgqueue.container;

import org.jspecify.annotations.NullMarked;
