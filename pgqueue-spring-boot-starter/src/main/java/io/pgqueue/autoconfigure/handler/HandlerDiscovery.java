package io.pgqueue.autoconfigure.handler;

import io.pgqueue.BatchWork;
import io.pgqueue.TaskHandler;
import io.pgqueue.TaskRegistration;
import io.pgqueue.TaskWork;
import io.pgqueue.autoconfigure.failure.SetupException;
import io.pgqueue.schedule.RecurringTask;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Turns annotated beans and registration beans of one bean factory into registrations, each with its place. */
final class HandlerDiscovery {

    private final ConfigurableListableBeanFactory beanFactory;
    private final TaskHandlerOptions attributes;
    private final Map<String, Declared> byKind = new LinkedHashMap<>();

    HandlerDiscovery(ConfigurableListableBeanFactory beanFactory) {
        this.beanFactory = beanFactory;
        this.attributes = new TaskHandlerOptions(beanFactory);
    }

    /**
     * Handler beans are not created; registration beans are.
     *
     * @throws SetupException if a declaration cannot work, or two claim one kind
     */
    List<Declared> find() {
        for (HandlerBean bean : new HandlerScan(beanFactory).beans()) {
            TaskHandler ofType = HandlerScan.ofType(bean.type());
            if (ofType != null) {
                add(fromType(bean, ofType));
            } else if (HandlerScan.recurring(bean.type()) != null) {
                throw withoutHandler(Declaration.ofBean(bean.name(), bean.type()));
            }
            for (Method method : HandlerScan.methods(bean.type())) {
                add(fromMethod(bean, method));
            }
        }
        beanFactory
                .getBeansOfType(TaskRegistration.class)
                .forEach((name, registration) -> add(fromBean(name, registration)));
        return List.copyOf(byKind.values());
    }

    private void add(Declared declared) {
        String kind = declared.registration().kind();
        Declared other = byKind.putIfAbsent(KindNames.withoutDashes(kind), declared);
        if (other == null) {
            return;
        }
        String otherKind = other.registration().kind();
        String both =
                other.declaration().place() + " and " + declared.declaration().place();
        if (kind.equals(otherKind)) {
            throw new SetupException(
                    "The task kind '" + kind + "' has two handlers: " + both + ".",
                    "Remove one of them, or give it a kind of its own.");
        }
        throw new SetupException(
                "The task kinds '" + otherKind + "' and '" + kind + "' differ by dashes only, which environment"
                        + " variables cannot tell apart: " + both + ".",
                "Rename one of them.");
    }

    private Declared fromType(HandlerBean bean, TaskHandler annotation) {
        Declaration declaration = Declaration.ofBean(bean.name(), bean.type());
        Class<?> work = Stream.of(TaskWork.class, BatchWork.class)
                .filter(type -> type.isAssignableFrom(bean.type()))
                .findFirst()
                .orElseThrow(
                        () -> declaration.wrong(
                                "@TaskHandler stands on the class, which does not implement " + TaskWork.class.getName()
                                        + " or " + BatchWork.class.getName(),
                                "Implement TaskWork<payload type>, or put the annotation on the method that handles the task."));
        HandlerRules.checkScope(bean, declaration);
        HandlerRules.checkRun(runMethod(work, bean.type()), bean, declaration);
        ResolvableType payload = ResolvableType.forClass(bean.type()).as(work).getGeneric(0);
        if (payload.resolve() == null) {
            String name = work.getSimpleName();
            throw declaration.wrong(
                    "the class does not say which payload it takes",
                    "Implement " + name + " with a type, such as " + name + "<Order>, or " + name + "<Void> for none.");
        }
        if (work == BatchWork.class) {
            BatchWork<Object> batchWork =
                    batch -> asBatchWork(bean.reference().get()).run(batch);
            return declaredBatch(
                    annotation, declaration, payload.getType(), batchWork, HandlerScan.recurring(bean.type()));
        }
        TaskWork<Object> taskWork =
                (value, context) -> asWork(bean.reference().get()).run(value, context);
        return declared(annotation, declaration, payload.getType(), taskWork, HandlerScan.recurring(bean.type()));
    }

    private Declared fromMethod(HandlerBean bean, Method method) {
        Declaration declaration = Declaration.ofMethod(bean.name(), bean.type(), method);
        if (!AnnotatedElementUtils.hasAnnotation(method, TaskHandler.class)) {
            throw withoutHandler(declaration);
        }
        HandlerRules.checkScope(bean, declaration);
        HandlerRules.checkMethod(method, bean, declaration);
        TaskHandler annotation = annotation(method);
        BatchSignature batch = BatchSignature.of(method, bean.type(), annotation, declaration);
        if (batch != null) {
            return declaredBatch(
                    annotation,
                    declaration,
                    batch.payloadType(),
                    new BatchMethodWork(bean.reference(), method, batch),
                    HandlerScan.recurring(method));
        }
        HandlerSignature signature = HandlerSignature.of(method, bean.type(), declaration);
        return declared(
                annotation,
                declaration,
                signature.payloadType(),
                new MethodWork(bean.reference(), method, signature),
                HandlerScan.recurring(method));
    }

    private static SetupException withoutHandler(Declaration declaration) {
        return declaration.wrong(
                "@RecurringTask stands where no @TaskHandler does, so there is no kind whose tasks it could add",
                "Add @TaskHandler(\"<kind>\") beside it.");
    }

    private Declared declared(
            TaskHandler annotation,
            Declaration declaration,
            Type payloadType,
            TaskWork<?> work,
            @Nullable RecurringTask recurring) {
        String kind = attributes.kind(annotation, declaration);
        return new Declared(
                TaskRegistration.of(kind, payloadType, attributes.options(annotation, declaration), work),
                declaration,
                recurring);
    }

    private Declared declaredBatch(
            TaskHandler annotation,
            Declaration declaration,
            Type payloadType,
            BatchWork<?> work,
            @Nullable RecurringTask recurring) {
        String kind = attributes.kind(annotation, declaration);
        return new Declared(
                TaskRegistration.ofBatch(kind, payloadType, attributes.options(annotation, declaration), work),
                declaration,
                recurring);
    }

    private static Declared fromBean(String name, TaskRegistration registration) {
        Declaration declaration = Declaration.ofBean(name, TaskRegistration.class);
        if (!KindNames.isValid(registration.kind())) {
            throw declaration.wrong(
                    "its kind is '" + registration.kind() + "', but a kind " + KindNames.RULE, "Rename the kind.");
        }
        return new Declared(registration, declaration, null);
    }

    private static TaskHandler annotation(Method method) {
        return HandlerScan.annotation(method);
    }

    /** The method that the class declares, and not the bridge to it. */
    private static Method runMethod(Class<?> work, Class<?> type) {
        Method ofInterface = Stream.of(work.getMethods())
                .filter(method -> method.getName().equals("run"))
                .findFirst()
                .orElseThrow();
        return AopUtils.getMostSpecificMethod(ofInterface, type);
    }

    @SuppressWarnings("unchecked") // the payload was read as the type that the class names
    private static TaskWork<Object> asWork(Object bean) {
        return (TaskWork<Object>) bean;
    }

    @SuppressWarnings("unchecked") // payloads were read as the type that the class names
    private static BatchWork<Object> asBatchWork(Object bean) {
        return (BatchWork<Object>) bean;
    }

    /** A registration, where it comes from, and the schedule that stands beside it. */
    record Declared(
            TaskRegistration registration,
            Declaration declaration,
            @Nullable RecurringTask recurring) {}
}
