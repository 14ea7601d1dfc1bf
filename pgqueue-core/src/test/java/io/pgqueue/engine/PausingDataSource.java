package io.pgqueue.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Holds a statement back until something is so, as a slow network or a busy server may. */
final class PausingDataSource extends DelegatingDataSource {

    private final String tag;
    private final Callable<Boolean> until;

    /**
     * A source that is to pause.
     *
     * @param tag part of the statement's text
     */
    PausingDataSource(DataSource target, String tag, Callable<Boolean> until) {
        super(target);
        this.tag = tag;
        this.until = until;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection target = super.getConnection();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement") && ((String) arguments[0]).contains(tag)) {
                        Eventually.holds(until);
                    }
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
