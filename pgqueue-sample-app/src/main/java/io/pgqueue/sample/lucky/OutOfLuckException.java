package io.pgqueue.sample.lucky;

/** An attempt failed, as most do; nobody needs to see where. */
final class OutOfLuckException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutOfLuckException(String message) {
        super(message, null, false, false);
    }
}
