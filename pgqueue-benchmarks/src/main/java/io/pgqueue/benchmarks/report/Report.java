package io.pgqueue.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run has found so far. Not thread-safe. */
public final class Report {

    private final List<Figure> figures = new ArrayList<>();
    private final List<Goal> goals = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final Map<String, String> configurations = new LinkedHashMap<>();

    /** Adds a figure; one that is there already, such as what several others are compared with, is not shown twice. */
    public void add(Figure figure) {
        if (!figures.contains(figure)) {
            figures.add(figure);
        }
    }

    public void add(Goal goal) {
        goals.add(goal);
    }

    /** What did not go as planned: a contestant that failed, a measure that was left out. */
    public void remark(String remark) {
        remarks.add(remark);
    }

    /** How a contestant was set up. */
    public void configuration(String contestant, String configuration) {
        configurations.put(contestant, configuration);
    }

    public List<Figure> figures() {
        return List.copyOf(figures);
    }

    public List<Goal> goals() {
        return List.copyOf(goals);
    }

    public List<String> remarks() {
        return List.copyOf(remarks);
    }

    public Map<String, String> configurations() {
        return new LinkedHashMap<>(configurations);
    }
}
