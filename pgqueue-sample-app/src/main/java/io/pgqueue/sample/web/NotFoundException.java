package io.pgqueue.sample.web;

/** Becomes a 404 with this message. */
public final class NotFoundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotFoundException(String message) {
        super(message);
    }
}
