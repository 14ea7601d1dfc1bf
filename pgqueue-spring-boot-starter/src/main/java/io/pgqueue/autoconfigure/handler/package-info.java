/** From annotated beans to registrations: what is declared where, and whether it can work. Internal to the starter. */
@NullMarked
package io.pgqueue.autoconfigure.handler;

import org.jspecify.annotations.NullMarked;
