/** What all endpoints share: how a task looks in JSON, and how an error does. */
@NullMarked
package io.pgqueue.sample.web;

import org.jspecify.annotations.NullMarked;
