package io.pgqueue.autoconfigure.actuate;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between an application and its database, which is away for the application while the proxy is cut. */
final class DatabaseProxy implements Closeable {

    private final InetSocketAddress server;
    private final String path;
    private final int port;
    private final List<Closeable> open = new CopyOnWriteArrayList<>();

    DatabaseProxy(String jdbcUrl) {
        URI target = URI.create(jdbcUrl.substring("jdbc:".length()));
        this.server = new InetSocketAddress(target.getHost(), target.getPort());
        this.path = target.getPath();
        this.port = listen(0);
    }

    String jdbcUrl() {
        return "jdbc:postgresql://localhost:" + port + path;
    }

    /** Ends all connections and refuses new ones. */
    void cut() {
        for (Closeable closeable : open) {
            close(closeable);
        }
        open.clear();
    }

    void restore() {
        listen(port);
    }

    @Override
    public void close() {
        cut();
    }

    private int listen(int wanted) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            open.add(listener);
            inThread(() -> accept(listener));
            return listener.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket listener) throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket upstream = new Socket(server.getAddress(), server.getPort());
            open.add(client);
            open.add(upstream);
            if (listener.isClosed()) {
                cut();
            }
            inThread(() -> pump(client, upstream));
            inThread(() -> pump(upstream, client));
        }
    }

    private static void pump(Socket from, Socket to) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        }
    }

    private static void inThread(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // cut, or closed by either side: both ends are closed by now
                    }
                },
                "database-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }
}
