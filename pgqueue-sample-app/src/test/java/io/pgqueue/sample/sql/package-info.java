/** Tests of the SQL kind. */
@NullMarked
package io.pgqueue.sample.sql;

import org.jspecify.annotations.NullMarked;
