package io.pgqueue.internal.enqueue;

import io.pgqueue.testsupport.Fuzzing;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonbTextFuzzTest {

    @Test
    void agreesWithTheReader(@TempDir Path directory) throws Exception {
        Fuzzing.run(
                JsonbTextFuzz.class,
                directory,
                "{\"a\":[1,-2.5e+3,true,false,null,\"\\u00e4\\n\"]}",
                "\"\\ud83d\\ude00\"",
                "[1e999]");
    }
}
