/** From annotations, beans and properties to the schedules that an application declares. Internal to the starter. */
@NullMarked
package io.pgqueue.autoconfigure.schedule;

import org.jspecify.annotations.NullMarked;
