package io.strapwork.trust.openpgp;

import io.strapwork.api.fetch.FetchedPart;
import io.strapwork.api.time.BootClock;
import io.strapwork.api.trust.ImageVerifier;
import io.strapwork.testkit.contract.ImageVerifierContract;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.io.TempDir;

class OpenPgpContractTests extends ImageVerifierContract {
    @TempDir
    Path folder;
    private static final TestSigner SIGNER = new TestSigner("Test <test@example.org>", TestKey.FIRST);
    /** What was signed by the signer before: the contract asks hundreds of times for the same. */
    private final Map<ByteBuffer, byte[]> signatures = new ConcurrentHashMap<>();

    @Override
    protected ImageVerifier trusting(List<FetchedPart> parts) {
        try {
            Path key = Files.write(folder.resolve("key.gpg"), SIGNER.publicKey());
            return new OpenPgpVerifier(new OpenPgpOptions(List.of(key), List.of(), 1, List.of()), BootClock.system());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected Optional<byte[]> beside(FetchedPart trusted, String name) {
        byte[] content = trusted.content().toArray(ValueLayout.JAVA_BYTE);
        return name.endsWith(".sig")
                ? Optional.of(signatures.computeIfAbsent(ByteBuffer.wrap(content), any -> SIGNER.sign(content)).clone())
                : Optional.empty();
    }
}
