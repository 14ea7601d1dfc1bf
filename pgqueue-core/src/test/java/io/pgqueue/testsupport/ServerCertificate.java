package io.pgqueue.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A certificate that signs itself, and its key, in the form that PostgreSQL reads.
 *
 * @param file the certificate, which a client is to trust
 * @param key readable by its owner alone
 */
public record ServerCertificate(Path file, Path key) {

    private static final String PASSWORD = "changeit";

    /** Makes one for a host by the JDK's keytool. */
    public static ServerCertificate create(Path directory, String host) {
        try {
            Path store = Files.createDirectories(directory).resolve("server.p12");
            List<String> command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    "server",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + host,
                    "-ext",
                    "san=dns:" + host,
                    "-ext",
                    "bc=ca:true",
                    "-validity",
                    "2",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD);
            Process keytool =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.onExit().join().exitValue() != 0) {
                throw new IllegalStateException(said);
            }
            KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            Path file = directory.resolve("server.crt");
            Path key = directory.resolve("server.key");
            Files.writeString(
                    file, pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    key,
                    pem(
                            "PRIVATE KEY",
                            keys.getKey("server", PASSWORD.toCharArray()).getEncoded()));
            return new ServerCertificate(file, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + what + "-----\n";
    }
}
