/** Tests of the package of the same name. */
@NullMarked
package io.pgqueue.autoconfigure.handler;

import org.jspecify.annotations.NullMarked;
