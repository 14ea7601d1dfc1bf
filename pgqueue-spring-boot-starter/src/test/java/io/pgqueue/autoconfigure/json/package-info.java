/** Tests of the package of the same name. */
@NullMarked
package io.pgqueue.autoconfigure.json;

import org.jspecify.annotations.NullMarked;
