package io.pgqueue.benchmarks.contestant.peer;

import com.github.kagkarlsson.scheduler.serializer.Serializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** db-scheduler's task data as JSON, by the Jackson that all contestants use; its own serializer wants Jackson 2. */
final class JsonTaskData implements Serializer {

    private final JsonMapper json = new JsonMapper();

    @Override
    public byte @Nullable [] serialize(@Nullable Object data) {
        return data == null ? null : json.writeValueAsBytes(data);
    }

    @Override
    public <T> @Nullable T deserialize(Class<T> type, byte @Nullable [] serialized) {
        return serialized == null ? null : json.readValue(serialized, type);
    }
}
