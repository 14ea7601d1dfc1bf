/** Test kit: runs an application's tasks in the test's own thread and transaction, and asserts what was enqueued. */
@NullMarked
package io.pgqueue.test;

import org.jspecify.annotations.NullMarked;
