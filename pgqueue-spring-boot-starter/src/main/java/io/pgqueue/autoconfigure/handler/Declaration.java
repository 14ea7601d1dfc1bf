package io.pgqueue.autoconfigure.handler;

import io.pgqueue.autoconfigure.failure.SetupException;

/**
 * Where a handler is declared, for reports.
 *
 * @param place such as {@code method handle(Order) of bean 'orders' (com.acme.Orders)}
 */
record Declaration(String place) {

    static Declaration ofBean(String beanName, Class<?> type) {
        return new Declaration("bean '" + beanName + "' (" + type.getName() + ")");
    }

    static Declaration ofMethod(String beanName, Class<?> type, java.lang.reflect.Method method) {
        StringBuilder text =
                new StringBuilder("method ").append(method.getName()).append('(');
        for (Class<?> parameter : method.getParameterTypes()) {
            if (text.charAt(text.length() - 1) != '(') {
                text.append(", ");
            }
            text.append(parameter.getSimpleName());
        }
        return new Declaration(
                text.append(") of ").append(ofBean(beanName, type).place()).toString());
    }

    SetupException wrong(String problem, String action) {
        return new SetupException("The task handler declared by " + place + " cannot work: " + problem + ".", action);
    }
}
