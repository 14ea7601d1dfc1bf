package io.pgqueue.autoconfigure.handler;

import io.pgqueue.autoconfigure.failure.SetupException;
import io.pgqueue.autoconfigure.handler.HandlerDiscovery.Declared;
import io.pgqueue.engine.InvalidRegistrationException;
import io.pgqueue.engine.QueueEngine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Registers the handlers of a context with its engine, once, when all its singletons are there. */
public final class HandlerRegistrar implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(HandlerRegistrar.class);

    private final ConfigurableListableBeanFactory beanFactory;
    private final QueueEngine engine;
    private final Collection<String> declaredKinds;
    private final Runnable requireTransactionManager;
    private final Recurring.Declarations schedules;

    /**
     * @param declaredKinds the kinds that properties name
     * @param requireTransactionManager throws if there is none; run if a handler is transactional
     * @param schedules takes the handlers with schedules
     */
    public HandlerRegistrar(
            ConfigurableListableBeanFactory beanFactory,
            QueueEngine engine,
            Collection<String> declaredKinds,
            Runnable requireTransactionManager,
            Recurring.Declarations schedules) {
        this.beanFactory = beanFactory;
        this.engine = engine;
        this.declaredKinds = List.copyOf(declaredKinds);
        this.requireTransactionManager = requireTransactionManager;
        this.schedules = schedules;
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<Declared> found = new HandlerDiscovery(beanFactory).find();
        try {
            engine.register(found.stream().map(Declared::registration).toList());
        } catch (InvalidRegistrationException e) {
            throw withPlace(e, found);
        }
        List<String> handled =
                found.stream().map(declared -> declared.registration().kind()).toList();
        log.debug("Handlers of kinds {} are registered", handled);
        warnOfSlips(handled);
        if (engine.options().values().stream().anyMatch(options -> Boolean.TRUE.equals(options.transactional()))) {
            requireTransactionManager.run();
        }
        schedules.declare(recurring(found));
    }

    private static List<Recurring> recurring(List<Declared> found) {
        List<Recurring> recurring = new ArrayList<>();
        for (Declared declared : found) {
            if (declared.recurring() != null) {
                recurring.add(new Recurring(
                        declared.recurring(),
                        declared.registration().kind(),
                        declared.declaration().place()));
            }
        }
        return recurring;
    }

    private static RuntimeException withPlace(InvalidRegistrationException e, List<Declared> found) {
        return found.stream()
                .filter(declared -> declared.registration().kind().equals(e.kind()))
                .findFirst()
                .<RuntimeException>map(declared -> new SetupException(
                        "The task handler of kind '" + e.kind() + "' declared by "
                                + declared.declaration().place() + " cannot work: " + e.getMessage(),
                        "Correct it there, or in the properties pgqueue.kinds." + e.kind() + ".* or pgqueue.defaults.*"
                                + " if the value comes from there.",
                        e))
                .orElse(e);
    }

    /** A kind without a handler here is handled by others, unless its name is a slip. */
    private void warnOfSlips(List<String> handled) {
        for (String declared : declaredKinds) {
            if (handled.contains(declared)) {
                continue;
            }
            handled.stream()
                    .filter(kind -> KindNames.resemble(declared, kind))
                    .findFirst()
                    .ifPresent(kind -> log.warn(
                            "The properties pgqueue.kinds.{}.* name a kind without a handler here. Is '{}' meant, which"
                                    + " has one?",
                            declared,
                            kind));
        }
    }
}
