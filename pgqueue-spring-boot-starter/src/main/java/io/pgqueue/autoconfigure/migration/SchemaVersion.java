package io.pgqueue.autoconfigure.migration;

/** The version of the schema that this release works with. */
public final class SchemaVersion {

    /** What the function {@code schema_version()} answers once this release's changelog has run. */
    public static final int CURRENT = 2;

    private SchemaVersion() {}
}
