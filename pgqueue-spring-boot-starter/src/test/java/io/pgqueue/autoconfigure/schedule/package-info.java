/** Tests of the package of the same name. */
@NullMarked
package io.pgqueue.autoconfigure.schedule;

import org.jspecify.annotations.NullMarked;
