package io.pgqueue.autoconfigure.connection;

import java.util.List;

/** The names of the shards, known before there is an engine. */
public record ShardNames(List<String> all) {}
