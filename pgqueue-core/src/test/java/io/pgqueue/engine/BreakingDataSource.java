package io.pgqueue.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Loses the answer to the commit of a statement: the database has committed, and the caller does not know. */
final class BreakingDataSource extends DelegatingDataSource {

    private final String tag;
    private final AtomicInteger left;
    private final AtomicInteger lost = new AtomicInteger();

    /**
     * A source that is to break.
     *
     * @param tag part of the statement's text
     * @param times how often its answer is lost
     */
    BreakingDataSource(DataSource target, String tag, int times) {
        super(target);
        this.tag = tag;
        this.left = new AtomicInteger(times);
    }

    int lost() {
        return lost.get();
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection target = super.getConnection();
        boolean[] tagged = {false};
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement") && ((String) arguments[0]).contains(tag)) {
                        tagged[0] = true;
                    }
                    Object result;
                    try {
                        result = method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (method.getName().equals("commit") && tagged[0] && left.getAndDecrement() > 0) {
                        lost.incrementAndGet();
                        throw new SQLException("the answer was lost", "08006");
                    }
                    return result;
                });
    }
}
