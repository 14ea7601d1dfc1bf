package io.pgqueue.autoconfigure.connection;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.SocketFactory;

/**
 * Makes sockets that answer at once when the driver asks whether more is there. pgjdbc asks so after each notification,
 * by a read of one millisecond, which always passes in full: a third of the time from enqueueing to the start of a
 * handler on an idle queue. Public because the driver instantiates it.
 */
public final class PromptSocketFactory extends SocketFactory {

    /** The driver's timeout when it asks; no other is so short. */
    private static final int LOOK_MILLIS = 1;

    @Override
    public Socket createSocket() {
        return new PromptSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return getDefault().createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return getDefault().createSocket(host, port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return getDefault().createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return getDefault().createSocket(host, port, local, localPort);
    }

    private static final class PromptSocket extends Socket {
        @Override
        public InputStream getInputStream() throws IOException {
            return new PromptInput(this, super.getInputStream());
        }
    }

    private static final class PromptInput extends FilterInputStream {
        private final Socket socket;

        PromptInput(Socket socket, InputStream in) {
            super(in);
            this.socket = socket;
        }

        @Override
        public int read() throws IOException {
            throwIfOnlyLooking();
            return super.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            throwIfOnlyLooking();
            return super.read(bytes, offset, length);
        }

        private void throwIfOnlyLooking() throws IOException {
            if (socket.getSoTimeout() == LOOK_MILLIS && in.available() == 0) {
                throw new SocketTimeoutException("nothing is there");
            }
        }
    }
}
