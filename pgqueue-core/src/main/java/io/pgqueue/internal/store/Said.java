package io.pgqueue.internal.store;

import io.pgqueue.TaskLogLine;
import java.util.List;

/**
 * What a handler said in an attempt whose outcome is being recorded.
 *
 * @param lines the oldest first
 */
public record Said(Claim claim, List<TaskLogLine> lines) {}
