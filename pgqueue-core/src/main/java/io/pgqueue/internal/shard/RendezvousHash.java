package io.pgqueue.internal.shard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Rendezvous hashing, or highest random weight (Thaler and Ravishankar, 'Using name-based mappings to increase hit
 * rates', IEEE/ACM Transactions on Networking, 1998): of all shards a key is that one's whose weight for it is greatest.
 * So one more shard takes over those keys alone for which its own weight is greatest, and no key moves between others.
 *
 * <p>The weight is the SHA-256 of {@code name/key} in UTF-8, compared as unsigned bytes, because other programs can
 * compute it; the documentation has the SQL. It must never change: keys would move. Immutable and thread-safe.
 */
final class RendezvousHash<T> {

    private final List<T> candidates;
    private final List<byte[]> prefixes = new ArrayList<>();

    /**
     * @param candidates at least one
     * @param name of a candidate; no name may be another's followed by a slash
     */
    RendezvousHash(Collection<T> candidates, Function<T, String> name) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("no shards to choose from");
        }
        this.candidates = List.copyOf(candidates);
        this.candidates.forEach(candidate -> prefixes.add(bytes(name.apply(candidate) + "/")));
    }

    T pick(String key) {
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        MessageDigest digest = sha256();
        byte[] bytes = bytes(key);
        int best = 0;
        byte[] greatest = weight(digest, prefixes.get(0), bytes);
        for (int i = 1; i < prefixes.size(); i++) {
            byte[] weight = weight(digest, prefixes.get(i), bytes);
            if (Arrays.compareUnsigned(weight, greatest) > 0) {
                best = i;
                greatest = weight;
            }
        }
        return candidates.get(best);
    }

    private static byte[] weight(MessageDigest digest, byte[] prefix, byte[] key) {
        digest.update(prefix);
        return digest.digest(key);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
