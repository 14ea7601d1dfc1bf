package io.pgqueue.autoconfigure.handler;

import io.pgqueue.BatchItem;
import io.pgqueue.TaskBatch;
import io.pgqueue.TaskContext;
import io.pgqueue.TaskHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ResolvableType;

/**
 * How the method of a batch handler is called.
 *
 * @param payloadType what payloads are read as; {@code Void} if the method takes none
 */
record BatchSignature(Takes takes, Type payloadType) {

    private static final String SHAPES = "A batch handler has one parameter: TaskBatch<Order>, List<BatchItem<Order>>,"
            + " List<TaskContext>, or with a batchSize List<Order>.";

    /** What the one parameter is. */
    enum Takes {
        BATCH,
        ITEMS,
        CONTEXTS,
        PAYLOADS
    }

    /**
     * Null if the method handles single tasks.
     *
     * @throws io.pgqueue.autoconfigure.failure.SetupException if it is neither the one nor the other
     */
    static @Nullable BatchSignature of(
            Method method, Class<?> beanType, TaskHandler annotation, Declaration declaration) {
        boolean told = annotation.batchSize() != -1 || !annotation.batchLinger().isEmpty();
        BatchSignature found = null;
        for (int i = 0; i < method.getParameterCount(); i++) {
            ResolvableType parameter = ResolvableType.forType(
                    GenericTypeResolver.resolveType(method.getGenericParameterTypes()[i], beanType));
            BatchSignature signature = of(parameter, told, declaration);
            found = found == null ? signature : found;
        }
        if (found == null) {
            if (told) {
                throw declaration.wrong(
                        "it has a batchSize or batchLinger and takes no list, so it would get one task at a time",
                        SHAPES);
            }
            return null;
        }
        if (method.getParameterCount() > 1) {
            throw declaration.wrong(
                    "it takes several tasks at once, and nothing can supply a second parameter", SHAPES);
        }
        found.checkResult(method, declaration);
        return found;
    }

    /** What a parameter makes of its method; null if nothing. */
    private static @Nullable BatchSignature of(ResolvableType parameter, boolean told, Declaration declaration) {
        Class<?> type = parameter.resolve(Object.class);
        if (type == TaskBatch.class) {
            return new BatchSignature(Takes.BATCH, payload(parameter, declaration));
        }
        if (type != List.class) {
            return null;
        }
        ResolvableType element = parameter.getGeneric(0);
        Class<?> elementType = element.resolve(Object.class);
        if (elementType == BatchItem.class) {
            return new BatchSignature(Takes.ITEMS, payload(element, declaration));
        }
        if (elementType == TaskContext.class) {
            return new BatchSignature(Takes.CONTEXTS, Void.class);
        }
        return told ? new BatchSignature(Takes.PAYLOADS, payload(parameter, declaration)) : null;
    }

    private static Type payload(ResolvableType generic, Declaration declaration) {
        ResolvableType payload = generic.getGeneric(0);
        if (payload.resolve() == null) {
            throw declaration.wrong("its parameter does not say which payload a task has", SHAPES);
        }
        return payload.getType();
    }

    private void checkResult(Method method, Declaration declaration) {
        Class<?> result = method.getReturnType();
        boolean answersItself = takes == Takes.BATCH || takes == Takes.ITEMS;
        if (result == void.class || (result == List.class && !answersItself)) {
            return;
        }
        throw declaration.wrong(
                "it returns a " + result.getSimpleName() + ", and each of its tasks has a result of its own",
                answersItself
                        ? "Return nothing, and give the result of a task to its BatchItem: item.done(result)."
                        : "Return nothing, or a List with one result for each task, in their order.");
    }

    @Nullable
    Object argument(TaskBatch<@Nullable Object> batch) {
        return switch (takes) {
            case BATCH -> batch;
            case ITEMS -> batch.items();
            case CONTEXTS -> batch.contexts();
            case PAYLOADS -> batch.payloads();
        };
    }
}
