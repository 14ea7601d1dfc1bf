/** Tests of the package of the same name. */
@NullMarked
package io.pgqueue.autoconfigure.lifecycle;

import org.jspecify.annotations.NullMarked;
