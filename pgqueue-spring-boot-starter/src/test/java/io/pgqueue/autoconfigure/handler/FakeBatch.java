package io.pgqueue.autoconfigure.handler;

import io.pgqueue.BatchItem;
import io.pgqueue.TaskBatch;
import io.pgqueue.TaskContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch of payloads that keeps what it is answered. */
final class FakeBatch implements TaskBatch<Object> {

    final List<Object> answers = new ArrayList<>();
    private final List<BatchItem<Object>> items;

    FakeBatch(Object... payloads) {
        this.items = Arrays.stream(payloads).<BatchItem<Object>>map(Item::new).toList();
    }

    @Override
    public List<BatchItem<Object>> items() {
        return items;
    }

    private final class Item implements BatchItem<Object> {
        private final Object payload;

        Item(Object payload) {
            this.payload = payload;
        }

        @Override
        public Object payload() {
            return payload;
        }

        @Override
        public TaskContext context() {
            return new FakeContext();
        }

        @Override
        public void done(@Nullable Object result) {
            answers.add(payload + " " + result);
        }

        @Override
        public void failed(Throwable error) {
            answers.add(error);
        }
    }
}
