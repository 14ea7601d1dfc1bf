package io.pgqueue.engine;

import io.pgqueue.PayloadCodec;
import io.pgqueue.Task;
import io.pgqueue.internal.enqueue.TaskChecker;
import io.pgqueue.internal.store.NewTask;
import io.pgqueue.internal.store.SqlTaskStore.SqlResult;
import io.pgqueue.internal.work.Encoding;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The codec and the checks of the caller's side, as the work needs them.
 *
 * @param followUpCheck throws for a follow-up that may not be added here
 * @param followUps says what to add in place of a follow-up
 */
record JsonEncoding(
        PayloadCodec codec, TaskChecker checker, Consumer<Task> followUpCheck, UnaryOperator<Task> followUps)
        implements Encoding {

    @Override
    public @Nullable Object payload(@Nullable String json, Type type) {
        return codec.read(json, type);
    }

    @Override
    public Map<String, String> headers(@Nullable String json) {
        if (json == null) {
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        if (codec.read(json, Map.class) instanceof Map<?, ?> read) {
            read.forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
        }
        return Collections.unmodifiableMap(headers);
    }

    @Override
    public String result(Object value) {
        return value instanceof SqlResult ready ? ready.json() : checker.json("result", value);
    }

    @Override
    public NewTask followUp(Task task) {
        followUpCheck.accept(task);
        return checker.check(followUps.apply(task));
    }
}
