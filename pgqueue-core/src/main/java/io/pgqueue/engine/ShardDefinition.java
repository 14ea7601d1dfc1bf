package io.pgqueue.engine;

import java.util.Objects;
import java.util.regex.Pattern;

/** A shard to build an engine for. Immutable; each value is checked when it is set. */
public final class ShardDefinition {

    /** The largest number that fits into the bits of an id. */
    public static final int MAX_NUMBER = 32_767;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private final String name;
    private final int number;
    private final EngineBuilder builder;
    private final boolean added;
    private final boolean numbering;
    private final Runnable migration;

    private ShardDefinition(
            String name, int number, EngineBuilder builder, boolean added, boolean numbering, Runnable migration) {
        this.name = name;
        this.number = number;
        this.builder = builder;
        this.added = added;
        this.numbering = numbering;
        this.migration = migration;
    }

    /**
     * A shard whose schema is there, and is given its number if it is new.
     *
     * @param name {@code [a-z0-9][a-z0-9-]{0,62}}; it decides which keys are the shard's, so it never changes
     * @param number 0 to {@value #MAX_NUMBER}, the top 15 bits of the ids of its tasks; it never changes either
     * @param builder of its engine, which is built by {@link ShardedEngine}
     */
    public static ShardDefinition of(String name, int number, EngineBuilder builder) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("the shard's name is '" + name + "', but must match " + NAME.pattern());
        }
        if (number < 0 || number > MAX_NUMBER) {
            throw new IllegalArgumentException(
                    "the number of shard '" + name + "' is " + number + ", but must be 0 to " + MAX_NUMBER);
        }
        return new ShardDefinition(name, number, Objects.requireNonNull(builder, "builder"), false, true, () -> {});
    }

    /**
     * Whether it was added lately: before a task with an external key is added there, the key is looked for in the
     * shard that had it before. By default not.
     */
    public ShardDefinition withAdded(boolean added) {
        return new ShardDefinition(name, number, builder, added, numbering, migration);
    }

    /** Whether to give a schema that has handed out no id the number, by default, or to insist that it has it. */
    public ShardDefinition withNumbering(boolean numbering) {
        return new ShardDefinition(name, number, builder, added, numbering, migration);
    }

    /** What makes sure that the schema is there; run before anything else, and again after it failed. */
    public ShardDefinition withMigration(Runnable migration) {
        return new ShardDefinition(name, number, builder, added, numbering, Objects.requireNonNull(migration));
    }

    public String name() {
        return name;
    }

    public int number() {
        return number;
    }

    EngineBuilder builder() {
        return builder;
    }

    boolean added() {
        return added;
    }

    boolean numbering() {
        return numbering;
    }

    Runnable migration() {
        return migration;
    }
}
