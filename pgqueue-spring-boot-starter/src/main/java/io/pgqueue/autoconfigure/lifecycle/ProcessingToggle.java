package io.pgqueue.autoconfigure.lifecycle;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Switches processing when {@value #PROPERTY} has another value after the environment changed. The event is Spring
 * Cloud's and is recognised by its name, so that Spring Cloud need not be there.
 */
public final class ProcessingToggle implements ApplicationListener<ApplicationEvent> {

    static final String PROPERTY = "pgqueue.processing.enabled";

    private static final Logger log = LoggerFactory.getLogger(ProcessingToggle.class);
    private static final String EVENT = "org.springframework.cloud.context.environment.EnvironmentChangeEvent";

    private final ProcessingLifecycle lifecycle;
    private final Environment environment;
    private boolean enabled;

    /**
     * @param enabled the value that the lifecycle began with
     */
    public ProcessingToggle(ProcessingLifecycle lifecycle, Environment environment, boolean enabled) {
        this.lifecycle = lifecycle;
        this.environment = environment;
        this.enabled = enabled;
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        if (event.getClass().getName().equals(EVENT)) {
            readAgain();
        }
    }

    /** A value that stays leaves processing as it is: somebody may have stopped it by hand. */
    private synchronized void readAgain() {
        boolean now = Binder.get(environment).bind(PROPERTY, Boolean.class).orElse(true);
        if (now == enabled) {
            return;
        }
        enabled = now;
        log.info("{} is {} now: {} processing", PROPERTY, now, now ? "starting" : "stopping");
        if (now) {
            lifecycle.enable();
        } else {
            lifecycle.disable();
        }
    }
}
