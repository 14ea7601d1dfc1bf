/** What the tests of every module share: a PostgreSQL, and databases on it. */
@NullMarked
package io.pgqueue.testsupport;

import org.jspecify.annotations.NullMarked;
