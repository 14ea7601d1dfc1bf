/** What the sample's tests share. */
@NullMarked
package io.pgqueue.sample.support;

import org.jspecify.annotations.NullMarked;
