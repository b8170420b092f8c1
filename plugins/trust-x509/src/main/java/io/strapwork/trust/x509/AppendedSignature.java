package io.strapwork.trust.x509;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A signature behind a file (Linux: {@code include/linux/module_signature.h}, {@code scripts/sign-file.c}), as s390x and ppc64 kernels have it for kexec.
 *
 * @param content   what is signed
 * @param signature PKCS #7
 */
record AppendedSignature(MemorySegment content, byte[] signature) {
    private static final byte[] MAGIC = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    /** {@code struct module_signature}. */
    private static final int TRAILER_BYTES = 12;
    private static final int AT_TYPE = 2;
    private static final int AT_LENGTH = 8;
    private static final int PKCS_7 = 2;
    private static final long LONGEST = 1 << 20;

    /** Empty when nothing is appended. */
    static Optional<AppendedSignature> parse(MemorySegment file) throws MalformedException {
        long magic = file.byteSize() - MAGIC.length;
        if (magic < 0 || file.asSlice(magic).mismatch(MemorySegment.ofArray(MAGIC)) >= 0) {
            return Optional.empty();
        }
        long trailer = magic - TRAILER_BYTES;
        if (trailer < 0) {
            throw new MalformedException("the file is shorter than its signature");
        }
        if (file.get(ValueLayout.JAVA_BYTE, trailer + AT_TYPE) != PKCS_7) {
            throw new MalformedException("it is of type " + file.get(ValueLayout.JAVA_BYTE, trailer + AT_TYPE) + ", not PKCS #7");
        }
        for (int i = 0; i < AT_LENGTH; i++) {
            if (i != AT_TYPE && file.get(ValueLayout.JAVA_BYTE, trailer + i) != 0) {
                throw new MalformedException("fields of its trailer that have to be zero are not");
            }
        }
        long bytes = Integer.toUnsignedLong(file.get(U32, trailer + AT_LENGTH));
        if (bytes == 0 || bytes > LONGEST || bytes >= trailer) {
            throw new MalformedException("it says that it has " + bytes + " bytes");
        }
        return Optional.of(new AppendedSignature(file.asSlice(0, trailer - bytes),
                file.asSlice(trailer - bytes, bytes).toArray(ValueLayout.JAVA_BYTE)));
    }
}
