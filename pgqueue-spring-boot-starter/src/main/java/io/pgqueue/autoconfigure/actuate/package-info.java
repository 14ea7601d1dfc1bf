/** Health and the endpoint {@code pgqueue}, for applications with Actuator. */
@NullMarked
package io.pgqueue.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
