package io.pgqueue.autoconfigure.dashboard;

import io.pgqueue.testsupport.Fuzzing;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskFilterReaderFuzzTest {

    @Test
    void readsOrRefuses(@TempDir Path directory) throws Exception {
        Fuzzing.run(TaskFilterReaderFuzz.class, directory, "2026-03-29T01:00:00Z{\"password\":1}failed");
    }
}
