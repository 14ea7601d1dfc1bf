package io.pgqueue.autoconfigure.actuate;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/** The endpoint reads a filter, or it says what is wrong with the request. */
final class FilterReaderFuzz {

    private FilterReaderFuzz() {}

    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        try {
            FilterReader.readQuery(data.consumeRemainingAsString());
        } catch (InvalidEndpointRequestException e) {
            if (e.getReason().isBlank()) {
                throw new AssertionError("refused without a reason", e);
            }
        }
    }
}
