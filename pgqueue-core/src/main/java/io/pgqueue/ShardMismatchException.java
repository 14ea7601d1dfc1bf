package io.pgqueue;

/** A task belongs to another shard than the surrounding transaction, so they would not commit together. */
public final class ShardMismatchException extends TransactionMismatchException {

    private static final long serialVersionUID = 1L;

    private final String taskShard;
    private final String transactionShard;

    /**
     * @param taskShard name of the shard to which the task belongs
     * @param transactionShard name of the shard that the transaction is on
     */
    public ShardMismatchException(String message, String taskShard, String transactionShard) {
        super(message);
        this.taskShard = taskShard;
        this.transactionShard = transactionShard;
    }

    public String taskShard() {
        return taskShard;
    }

    public String transactionShard() {
        return transactionShard;
    }
}
