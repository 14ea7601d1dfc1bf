package io.pgqueue.autoconfigure;

import io.pgqueue.KindOptions;
import io.pgqueue.autoconfigure.handler.KindNames;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Reads {@code pgqueue.kinds.*}. An environment variable has no dashes, so {@code PGQUEUE_KINDS_SENDMAIL_WORKERCOUNT}
 * arrives as the kind {@code sendmail}; it is given to the kind that is spelled like it but for the dashes: a handler's,
 * or else one of another property source.
 */
final class KindsReader {

    private final KindOptionsReader options;

    KindsReader(KindOptionsReader options) {
        this.options = options;
    }

    /**
     * @param handled names of kinds with a handler here, valid or not
     * @throws InvalidConfigurationPropertyValueException for a name or value that breaks a rule
     */
    Map<String, KindOptions> read(Map<String, KindProperties> properties, Collection<String> handled) {
        Map<String, String> spellings = spellings(properties.keySet(), handled);
        Map<String, KindOptions> kinds = new LinkedHashMap<>();
        properties.forEach((key, values) -> {
            String property = "pgqueue.kinds." + key;
            if (!KindNames.isValid(key)) {
                throw new InvalidConfigurationPropertyValueException(property, key, "the kind " + KindNames.RULE);
            }
            String kind = spellings.getOrDefault(KindNames.withoutDashes(key), key);
            // the binder has bound the same values to both spellings: to it, names that differ by dashes are equal
            kinds.merge(kind, options.read(property, values), KindOptions::orElse);
        });
        return kinds;
    }

    private static Map<String, String> spellings(Collection<String> keys, Collection<String> handled) {
        Map<String, String> spellings = new LinkedHashMap<>();
        handled.forEach(kind -> spellings.putIfAbsent(KindNames.withoutDashes(kind), kind));
        keys.stream()
                .filter(key -> key.contains("-"))
                .forEach(key -> spellings.putIfAbsent(KindNames.withoutDashes(key), key));
        return spellings;
    }
}
