package io.pgqueue.benchmarks.fire.stage;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small file system of the server's own, in a file that is mounted: it can be filled without harm to others. */
public final class SmallDisk implements AutoCloseable {

    private static final long BYTES = 1L << 30;
    private static final int BLOCK = 4_096;

    private final Path image;
    private final Path root;
    private final Path filler;

    private SmallDisk(Path image, Path root) {
        this.image = image;
        this.root = root;
        this.filler = root.resolve("filler");
    }

    /**
     * Makes and mounts one.
     *
     * @throws IOException where that is not possible, as without the rights of root
     */
    public static SmallDisk mount(Path folder) throws IOException {
        if (!Commands.isRoot()) {
            throw new IOException("only root may mount a file system");
        }
        Path image = folder.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES); // with holes: it takes what is written
        }
        Path root = Files.createDirectories(folder.resolve("disk"));
        Commands.run(List.of("mkfs.ext4", "-q", "-m", "0", image.toString()));
        Commands.run(List.of("mount", "-o", "loop", image.toString(), root.toString()));
        return new SmallDisk(image, root);
    }

    public Path root() {
        return root;
    }

    /** Leaves not one block. */
    public void fill() throws IOException {
        long usable = Files.getFileStore(root).getUsableSpace();
        Commands.run(List.of("fallocate", "-l", Long.toString(Math.max(usable - (1 << 20), BLOCK)), filler.toString()));
        byte[] block = new byte[BLOCK];
        try (OutputStream rest = Files.newOutputStream(root.resolve("filler.rest"))) {
            while (true) {
                rest.write(block);
            }
        } catch (IOException full) {
            if (Files.getFileStore(root).getUsableSpace() > BLOCK * 16L) {
                throw full;
            }
        }
    }

    /** Gives the space back. */
    public void free() throws IOException {
        Files.deleteIfExists(filler);
        Files.deleteIfExists(root.resolve("filler.rest"));
    }

    /** Nothing of it is left. */
    @Override
    public void close() throws IOException {
        Commands.run(List.of("umount", root.toString()));
        Files.delete(image);
    }
}
