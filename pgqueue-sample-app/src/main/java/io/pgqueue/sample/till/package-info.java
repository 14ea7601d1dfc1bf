/** A till that is no Java program: it adds tasks by a trigger, with a role that may do no more than that. */
@NullMarked
package io.pgqueue.sample.till;

import org.jspecify.annotations.NullMarked;
