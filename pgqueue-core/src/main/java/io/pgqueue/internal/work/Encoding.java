package io.pgqueue.internal.work;

import io.pgqueue.InvalidTaskException;
import io.pgqueue.PayloadException;
import io.pgqueue.Task;
import io.pgqueue.internal.store.NewTask;
import java.lang.reflect.Type;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How attempts turn what they take and give into JSON. */
public interface Encoding {

    /** Reads a payload; {@link PayloadException} if the type cannot be read from it. */
    @Nullable
    Object payload(@Nullable String json, Type type);

    Map<String, String> headers(@Nullable String json);

    /** Writes a result; {@link InvalidTaskException} if it cannot be written or stored. */
    String result(Object value);

    /** Checks a follow-up; {@link InvalidTaskException} as when it is enqueued. */
    NewTask followUp(Task task);
}
