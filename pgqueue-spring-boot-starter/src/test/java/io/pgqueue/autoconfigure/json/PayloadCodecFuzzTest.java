package io.pgqueue.autoconfigure.json;

import io.pgqueue.testsupport.Fuzzing;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadCodecFuzzTest {

    @Test
    void readsOrRefuses(@TempDir Path directory) throws Exception {
        Fuzzing.run(
                PayloadCodecFuzz.class,
                directory,
                "{\"id\":1,\"at\":\"2026-03-29T01:00:00Z\",\"items\":[\"a\"]}",
                "{\"@class\":\"java.lang.ProcessBuilder\"}");
    }
}
