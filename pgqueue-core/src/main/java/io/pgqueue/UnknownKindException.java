package io.pgqueue;

import java.util.Collection;
import java.util.List;

/** A kind without handler, declaration in properties, or row in the table {@code kind}. */
public final class UnknownKindException extends InvalidTaskException {

    private static final long serialVersionUID = 1L;

    private final String kind;
    private final List<String> knownKinds;

    public UnknownKindException(String kind, Collection<String> knownKinds) {
        super(
                "kind",
                "kind '" + kind + "' is unknown: no handler here has it, no property pgqueue.kinds." + kind
                        + ".* declares it, and it is not in the table 'kind'. Known kinds: "
                        + (knownKinds.isEmpty() ? "none" : String.join(", ", knownKinds))
                        + ". If another application handles it, declare it by pgqueue.kinds." + kind
                        + ".worker-count=0 here");
        this.kind = kind;
        this.knownKinds = List.copyOf(knownKinds);
    }

    public String kind() {
        return kind;
    }

    public List<String> knownKinds() {
        return knownKinds;
    }
}
