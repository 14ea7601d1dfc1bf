package io.pgqueue.engine;

import io.pgqueue.KindLimits;
import io.pgqueue.KindOptions;
import io.pgqueue.TaskRegistration;
import io.pgqueue.internal.enqueue.TaskChecker;
import io.pgqueue.internal.store.KindCatalog;
import io.pgqueue.internal.store.KindOverride;
import io.pgqueue.internal.store.KindStore.Declaration;
import io.pgqueue.internal.work.KindSettings;
import io.pgqueue.internal.work.Overrides;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kinds of this instance: checked, made known to the database, and kept up to date there. */
final class KindBook {

    private static final Logger log = LoggerFactory.getLogger(KindBook.class);

    private final EngineSettings settings;
    private final KindCatalog catalog;
    private final Overrides overrides = new Overrides();

    // written once by register()
    private volatile Map<String, KindOptions> resolved = Map.of();
    private volatile Map<String, KindOptions> options = Map.of();
    private volatile List<KindSettings> kinds = List.of();
    private volatile List<Declaration> published = List.of();
    private volatile Map<String, KindOptions> declared = Map.of();

    KindBook(EngineSettings settings, KindCatalog catalog) {
        this.settings = settings;
        this.catalog = catalog;
    }

    /** Checks and makes known all kinds that are registered or declared. */
    synchronized void register(Collection<TaskRegistration> registrations) {
        if (!published.isEmpty()) {
            throw new IllegalStateException("handlers have been registered already");
        }
        Map<String, TaskRegistration> byKind = new LinkedHashMap<>();
        for (TaskRegistration registration : registrations) {
            checkName(registration.kind());
            if (byKind.putIfAbsent(registration.kind(), registration) != null) {
                throw new InvalidRegistrationException(
                        registration.kind(), "kind '" + registration.kind() + "' has two handlers; each kind has one");
            }
        }
        settings.kinds().keySet().forEach(KindBook::checkName);
        declared = spelled(byKind.keySet());
        checkLookAlikes(byKind.keySet());

        Map<String, KindOptions> own = new LinkedHashMap<>();
        byKind.forEach((kind, registration) -> {
            KindOptions checked = OptionsCheck.resolve(registration, declared, settings);
            OptionsCheck.check(0, registration, checked);
            own.put(kind, checked);
        });
        List<Declaration> declarations = declarations(own);
        catalog.register(declarations);
        published = declarations;
        resolved = own;
        Map<String, KindOptions> inForce = new LinkedHashMap<>();
        own.forEach((kind, checked) -> inForce.put(kind, overridable(catalog.idOf(kind), checked)));
        options = Collections.unmodifiableMap(inForce);
        kinds = byKind.values().stream()
                .map(registration -> OptionsCheck.check(
                        catalog.idOf(registration.kind()),
                        registration,
                        Objects.requireNonNull(inForce.get(registration.kind()))))
                .toList();
    }

    /** Tells the database of TTLs whose suppliers say something else now. */
    synchronized void publishChanges() {
        List<Declaration> now = declarations(resolved);
        if (!now.equals(published)) {
            catalog.register(now);
            published = now;
            log.info("terminal TTLs have changed, and were published: {}", now);
        }
    }

    /** Takes on what is set at run time for kinds by their ids; whether that is something else. */
    boolean overridden(Map<Integer, KindOverride> now) {
        boolean changed = overrides.replace(now);
        if (changed) {
            log.info("what is set for kinds at run time has changed: {}", now);
        }
        return changed;
    }

    /** In force: what is set at run time, while processing runs, and else what is registered and declared. */
    Map<String, KindOptions> options() {
        return options;
    }

    List<KindSettings> kinds() {
        return kinds;
    }

    /** How many attempts may have a transaction open at once. */
    int transactionalWorkers() {
        return kinds.stream()
                .filter(KindSettings::transactional)
                .mapToInt(kind -> kind.workerCount().getAsInt())
                .sum();
    }

    private KindOptions overridable(int kindId, KindOptions own) {
        return own.withWorkerCount(overrides.workerCount(kindId, Objects.requireNonNull(own.workerCount())))
                .withTerminalTtl(overrides.terminalTtl(kindId, Objects.requireNonNull(own.terminalTtl())));
    }

    private List<Declaration> declarations(Map<String, KindOptions> handled) {
        List<Declaration> all = new ArrayList<>();
        handled.forEach((kind, inForce) ->
                all.add(declaration(kind, inForce, Objects.requireNonNullElse(inForce.limits(), KindLimits.none()))));
        declared.forEach((kind, own) -> {
            if (!handled.containsKey(kind)) {
                all.add(declaration(kind, own, own.limits()));
            }
        });
        return all;
    }

    private static Declaration declaration(String kind, KindOptions options, @Nullable KindLimits limits) {
        return new Declaration(
                kind,
                options.maxAttempts(),
                terminalTtl(kind, options.terminalTtl()),
                OptionsCheck.checkLogTtl(kind, options.transitionLogTtl()),
                options.skipExhausted(),
                OptionsCheck.checkMaxDeaths(kind, options.maxDeaths()),
                limits);
    }

    /** What the supplier says now; null, which leaves the database's value alone, where that cannot be. */
    private static @Nullable Duration terminalTtl(String kind, @Nullable Supplier<Duration> supplier) {
        if (supplier == null) {
            return null;
        }
        try {
            return OptionsCheck.checkTerminalTtl(kind, supplier.get());
        } catch (RuntimeException e) {
            log.warn("the terminal TTL of kind {} stays as it is in the database", kind, e);
            return null;
        }
    }

    private static void checkName(String kind) {
        if (!TaskChecker.isKindName(kind)) {
            throw new InvalidRegistrationException(
                    kind, "kind '" + kind + "' must match " + TaskChecker.kindNameRule());
        }
    }

    /**
     * What the settings declare. A name without dashes may come from an environment variable, which cannot spell them:
     * it stands for the handler's kind, or else the existing one, that differs from it by dashes alone.
     */
    private Map<String, KindOptions> spelled(Collection<String> handled) {
        Map<String, KindOptions> spelled = new LinkedHashMap<>();
        settings.kinds().forEach((name, own) -> {
            String spelling = name;
            if (!name.contains("-") && !handled.contains(name)) {
                spelling = handled.stream()
                        .filter(kind -> kind.replace("-", "").equals(name))
                        .findFirst()
                        .orElseGet(() -> Objects.requireNonNullElse(catalog.lookAlike(name), name));
            }
            spelled.merge(spelling, own, (one, other) -> other.orElse(one));
        });
        return spelled;
    }

    private void checkLookAlikes(Collection<String> handled) {
        Map<String, String> bare = new HashMap<>();
        List<String> all = new ArrayList<>(handled);
        all.addAll(declared.keySet());
        for (String kind : all) {
            String other = bare.putIfAbsent(kind.replace("-", ""), kind);
            if (other == null || other.equals(kind)) {
                other = catalog.lookAlike(kind);
            }
            if (other != null) {
                throw new InvalidRegistrationException(
                        kind,
                        "kinds '" + kind + "' and '" + other + "' differ by dashes alone, which environment variables"
                                + " cannot tell apart; rename one of them");
            }
        }
    }
}
