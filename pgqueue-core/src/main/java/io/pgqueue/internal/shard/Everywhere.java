package io.pgqueue.internal.shard;

import io.pgqueue.UnknownKindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * Asks or tells several shards. One that does not answer keeps nobody from asking the others, but is not passed over:
 * what it failed of is thrown in the end, unless the answer was found elsewhere. A shard that does not know a kind has
 * nothing of it; only if none knows it is it unknown.
 */
final class Everywhere {

    private Everywhere() {}

    /** The first answer that is there. */
    static <T> Optional<T> first(List<Shard> order, Function<Shard, Optional<T>> question) {
        Failures failures = new Failures();
        for (Shard shard : order) {
            Optional<T> answer = failures.guard(() -> question.apply(shard)).flatMap(Function.identity());
            if (answer.isPresent()) {
                return answer;
            }
        }
        failures.rethrow(order.size());
        return Optional.empty();
    }

    /** What each shard answers. */
    static <T> List<T> each(List<Shard> shards, Function<Shard, T> action) {
        Failures failures = new Failures();
        List<T> answers = new ArrayList<>();
        for (Shard shard : shards) {
            failures.guard(() -> action.apply(shard)).ifPresent(answers::add);
        }
        failures.rethrow(shards.size());
        return answers;
    }

    /** Whether any shard says so; all are asked. */
    static boolean any(List<Shard> shards, Predicate<Shard> action) {
        return each(shards, action::test).contains(true);
    }

    private static final class Failures {
        private @Nullable DataAccessException unreachable;
        private @Nullable UnknownKindException unknown;
        private int unknownTo;

        <T> Optional<T> guard(Supplier<T> step) {
            try {
                return Optional.of(step.get());
            } catch (UnknownKindException e) {
                unknown = e;
                unknownTo++;
            } catch (DataAccessException e) {
                if (unreachable == null) {
                    unreachable = e;
                } else {
                    unreachable.addSuppressed(e);
                }
            }
            return Optional.empty();
        }

        void rethrow(int asked) {
            if (unreachable != null) {
                throw unreachable;
            }
            if (unknown != null && unknownTo == asked) {
                throw unknown;
            }
        }
    }
}
