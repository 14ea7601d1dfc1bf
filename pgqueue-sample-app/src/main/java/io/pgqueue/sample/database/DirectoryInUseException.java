package io.pgqueue.sample.database;

import java.nio.file.Path;

/** Another sample that is alive uses the directory. */
final class DirectoryInUseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DirectoryInUseException(Path directory) {
        super("Another sample application is running on the data in " + directory);
    }
}
