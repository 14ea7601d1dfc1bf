package io.pgqueue.autoconfigure.dashboard;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The dashboard's API reads a filter, or it says what is wrong with the request. */
final class TaskFilterReaderFuzz {

    private static final TaskFilterReader READER =
            new TaskFilterReader(new PayloadMask(new JsonText(), List.of(Pattern.compile("password"))));
    private static final List<String> NAMES =
            TaskFilterReader.NAMES.stream().sorted().toList();

    private TaskFilterReaderFuzz() {}

    public static void fuzzerTestOneInput(FuzzedDataProvider data) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        while (data.remainingBytes() > 0 && query.size() < 5) {
            String name = data.consumeBoolean() ? data.pickValue(NAMES) : data.consumeString(10);
            query.computeIfAbsent(name, first -> new ArrayList<>()).add(data.consumeString(40));
        }
        try {
            READER.ofQuery(query);
        } catch (Refusal | IllegalArgumentException e) {
            // which the API answers with 400
            if (e.getMessage().isBlank()) {
                throw new AssertionError("refused without a reason", e);
            }
        }
    }
}
