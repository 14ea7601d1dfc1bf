package io.pgqueue.autoconfigure.actuate;

import io.pgqueue.testsupport.Fuzzing;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilterReaderFuzzTest {

    @Test
    void readsOrRefuses(@TempDir Path directory) throws Exception {
        Fuzzing.run(
                FilterReaderFuzz.class,
                directory,
                "kind=mail,push&status=new&key=a%20b&group=7&minAge=2h",
                "createdFrom=2026-11-24T10:00:00Z&finishedTo=2026-11-25T10:00:00Z&errorText=x&payload=%7B%22a%22:1%7D",
                "keyPrefix=a&orderingKey=b&partitionKey=c&errorType=d&createdTo=&finishedFrom=");
    }
}
