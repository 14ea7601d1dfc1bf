package io.pgqueue.benchmarks.fire.fault;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All that there are. */
public final class Faults {

    private Faults() {}

    public static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        all.addAll(Arrays.asList(ProcessFault.values()));
        all.add(new FreezeFault());
        all.addAll(Arrays.asList(SessionFault.values()));
        all.addAll(Arrays.asList(ServerFault.values()));
        all.addAll(Arrays.asList(LineFault.values()));
        all.add(new SerializationFault());
        all.addAll(Arrays.asList(HandlerFault.values()));
        return List.copyOf(all);
    }
}
