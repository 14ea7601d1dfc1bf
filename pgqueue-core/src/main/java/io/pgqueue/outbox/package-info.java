/** Events that are published in a business transaction, and sent from it to elsewhere: the transactional outbox. */
@NullMarked
package io.pgqueue.outbox;

import org.jspecify.annotations.NullMarked;
