/** A kind whose work is an SQL function: the lucky one, without any Java that does it. */
@NullMarked
package io.pgqueue.sample.sql;

import org.jspecify.annotations.NullMarked;
