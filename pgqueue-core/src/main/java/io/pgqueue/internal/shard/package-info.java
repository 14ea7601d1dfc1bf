/** One queue over several shards: which shard a task, a schedule or a question belongs to, and who is asked then. */
@NullMarked
package io.pgqueue.internal.shard;

import org.jspecify.annotations.NullMarked;
