package io.pgqueue.benchmarks.fire.stage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The line from a process to the database, which can be cut, made slow, and left half open. */
public final class Line implements AutoCloseable {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut; // written by whoever harms the line
    private volatile boolean mute; // likewise
    private volatile long delayNanos; // likewise

    /** A line to a port of this machine. */
    Line(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Ends all connections and refuses new ones. */
    public void cut() {
        cut = true;
        open.forEach(Line::closeQuietly);
    }

    /** Holds up whatever passes, in either direction, by so long. */
    public void delay(Duration time) {
        delayNanos = time.toNanos();
    }

    /** Lets nothing pass, and tells neither end. */
    public void mute() {
        mute = true;
    }

    /** As it was; what was open while it was mute breaks now. */
    public void restore() {
        if (mute) {
            open.forEach(Line::closeQuietly);
        }
        delayNanos = 0;
        mute = false;
        cut = false;
    }

    @Override
    public void close() throws IOException {
        cut();
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException e) {
                // the line was closed, or the database refuses: the client will see
            }
        }
    }

    private void connect(Socket client) throws IOException {
        open.add(client);
        if (cut) {
            drop(client);
            return;
        }
        Socket there;
        try {
            there = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
            drop(client);
            throw e;
        }
        open.add(there);
        client.setTcpNoDelay(true);
        there.setTcpNoDelay(true);
        daemon(() -> pump(client, there));
        daemon(() -> pump(there, client));
        if (cut) {
            cut();
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[8_192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                LockSupport.parkNanos(delayNanos);
                while (mute) {
                    LockSupport.parkNanos(LOOK_NANOS);
                }
                out.write(buffer, 0, count);
            }
            while (mute) {
                // nor does the end pass
                LockSupport.parkNanos(LOOK_NANOS);
            }
        } catch (IOException e) {
            // cut, or closed by one side: then by the other, too
        } finally {
            drop(from);
            drop(to);
        }
    }

    private void drop(Socket socket) {
        closeQuietly(socket);
        open.remove(socket);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "line");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more
        }
    }
}
