/** Tests of the package of the same name. */
@NullMarked
package io.pgqueue.autoconfigure.dashboard;

import org.jspecify.annotations.NullMarked;
