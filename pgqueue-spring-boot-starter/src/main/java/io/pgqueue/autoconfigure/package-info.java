/** Auto-configuration of pgqueue for Spring Boot. */
@NullMarked
package io.pgqueue.autoconfigure;

import org.jspecify.annotations.NullMarked;
