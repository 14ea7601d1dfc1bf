package io.pgqueue.autoconfigure.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PromptSocketFactoryTest {

    private static final int DRIVERS_LOOK_MILLIS = 1;

    private ServerSocket server;
    private Socket socket;
    private Socket peer;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        socket = new PromptSocketFactory().createSocket();
        socket.connect(server.getLocalSocketAddress());
        peer = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        peer.close();
        server.close();
    }

    @Test
    void answersALookAtNothingAsIfItsTimeWereUp() throws IOException {
        InputStream input = socket.getInputStream();
        socket.setSoTimeout(DRIVERS_LOOK_MILLIS);

        assertThatThrownBy(input::read)
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("nothing is there");
        assertThatThrownBy(() -> input.read(new byte[8])).hasMessage("nothing is there");
    }

    @Test
    void waitsWhereTheDriverWaits() throws IOException {
        InputStream input = socket.getInputStream();
        socket.setSoTimeout(2);
        assertThatThrownBy(input::read)
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageNotContaining("nothing is there");

        peer.getOutputStream().write(42);
        socket.setSoTimeout(0);
        assertThat(input.read()).isEqualTo(42);
    }

    @Test
    void readsWhatIsThere() throws IOException {
        InputStream input = socket.getInputStream();
        peer.getOutputStream().write(new byte[] {1, 2});
        assertThat(input.read()).isEqualTo(1);

        socket.setSoTimeout(DRIVERS_LOOK_MILLIS);
        assertThat(input.read()).isEqualTo(2);
    }
}
