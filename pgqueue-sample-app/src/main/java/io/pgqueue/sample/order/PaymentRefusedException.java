package io.pgqueue.sample.order;

/** An order was saved and its task enqueued, and then both were rolled back because nobody pays. */
public final class PaymentRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long orderId;
    private final long taskId;

    PaymentRefusedException(long orderId, long taskId, Throwable cause) {
        super("The payment of order " + orderId + " was refused", cause);
        this.orderId = orderId;
        this.taskId = taskId;
    }

    /** The id that the order had until it was rolled back. */
    public long orderId() {
        return orderId;
    }

    /** The id that its task had until then. */
    public long taskId() {
        return taskId;
    }
}
