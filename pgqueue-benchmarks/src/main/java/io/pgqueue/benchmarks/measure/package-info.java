/** What is measured, one class a question. */
@NullMarked
package io.pgqueue.benchmarks.measure;

import org.jspecify.annotations.NullMarked;
