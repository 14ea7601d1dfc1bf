/** Tests of the migration. */
@NullMarked
package io.pgqueue.autoconfigure.migration;

import org.jspecify.annotations.NullMarked;
