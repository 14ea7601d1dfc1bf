/** Tests of the package of the same name. */
@NullMarked
package io.pgqueue.autoconfigure.connection;

import org.jspecify.annotations.NullMarked;
