/** Tests of the auto-configuration. */
@NullMarked
package io.pgqueue.autoconfigure;

import org.jspecify.annotations.NullMarked;
