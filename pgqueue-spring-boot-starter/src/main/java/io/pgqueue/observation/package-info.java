/** What is observed of a queue by Micrometer, and how its names and tags are changed. */
@NullMarked
package io.pgqueue.observation;

import org.jspecify.annotations.NullMarked;
