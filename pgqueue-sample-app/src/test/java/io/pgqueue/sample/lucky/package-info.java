/** Tests of the lucky kind. */
@NullMarked
package io.pgqueue.sample.lucky;

import org.jspecify.annotations.NullMarked;
