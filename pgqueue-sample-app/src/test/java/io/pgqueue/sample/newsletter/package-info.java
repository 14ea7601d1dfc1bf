/** Tests of the newsletter. */
@NullMarked
package io.pgqueue.sample.newsletter;

import org.jspecify.annotations.NullMarked;
