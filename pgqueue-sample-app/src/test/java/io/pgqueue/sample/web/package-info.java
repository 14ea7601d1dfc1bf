/** Tests of the page in a browser. */
@NullMarked
package io.pgqueue.sample.web;

import org.jspecify.annotations.NullMarked;
