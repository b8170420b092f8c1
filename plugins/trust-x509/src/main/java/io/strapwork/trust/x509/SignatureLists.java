package io.strapwork.trust.x509;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Lists of certificates and digests as UEFI keeps them in db and dbx (UEFI 2.10, section 32.4.1), with or without the header of an authenticated variable (section 8.2.2), as dbxupdate.bin has it.
 *
 * @param certificates in DER
 * @param images       SHA-256 digests of PE images, in lower-case hexadecimal
 * @param signers      SHA-256 digests of the signed parts of certificates that were revoked
 */
record SignatureLists(List<byte[]> certificates, List<String> images, List<String> signers) {
    private static final String X509 = "a5c059a1-94e4-4aa7-87b5-ab155c2bf072";
    private static final String SHA256 = "c1c41626-504c-4092-aca9-41f936934328";
    private static final String X509_SHA256 = "3bd2a492-96c0-4079-b420-fcf98ef103ed";
    private static final int GUID_BYTES = 16;
    private static final int HEADER_BYTES = GUID_BYTES + 12;
    private static final int TIME_BYTES = 16;
    private static final int DIGEST_BYTES = 32;
    private static final int MOST = 20_000;
    /** {@code WIN_CERT_TYPE_EFI_GUID}. */
    private static final int GUID_CERTIFICATE = 0x0ef1;

    static SignatureLists parse(byte[] file) throws MalformedException {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        skipHeader(in);
        var lists = new SignatureLists(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        if (!in.hasRemaining()) {
            throw new MalformedException("it has no signature list");
        }
        while (in.hasRemaining()) {
            lists.read(in);
        }
        return lists;
    }

    private static void skipHeader(ByteBuffer in) throws MalformedException {
        if (in.remaining() >= TIME_BYTES + 8 && Short.toUnsignedInt(in.getShort(TIME_BYTES + 6)) == GUID_CERTIFICATE
                && in.getShort(TIME_BYTES + 4) == 0x0200) {
            long length = Integer.toUnsignedLong(in.getInt(TIME_BYTES));
            if (length < 8 || length > in.remaining() - TIME_BYTES) {
                throw new MalformedException("the signature of its variable is longer than the file");
            }
            in.position(TIME_BYTES + (int) length);
        }
    }

    private void read(ByteBuffer in) throws MalformedException {
        if (in.remaining() < HEADER_BYTES) {
            throw new MalformedException("it ends within the header of a signature list");
        }
        int begin = in.position();
        String type = guid(in);
        long bytes = Integer.toUnsignedLong(in.getInt());
        long header = Integer.toUnsignedLong(in.getInt());
        long each = Integer.toUnsignedLong(in.getInt());
        if (bytes < HEADER_BYTES || bytes > in.limit() - begin || header > bytes - HEADER_BYTES || each <= GUID_BYTES
                || (bytes - HEADER_BYTES - header) % each != 0) {
            throw new MalformedException("the lengths of a signature list contradict each other");
        }
        int at = begin + HEADER_BYTES + (int) header;
        int end = begin + (int) bytes;
        for (; at < end; at += (int) each) {
            add(type, Arrays.copyOfRange(in.array(), at + GUID_BYTES, at + (int) each));
        }
        in.position(end);
    }

    private void add(String type, byte[] data) throws MalformedException {
        if (certificates.size() + images.size() + signers.size() >= MOST) {
            throw new MalformedException("it has more than " + MOST + " entries");
        }
        switch (type) {
            case X509 -> certificates.add(data);
            case SHA256 -> images.add(hex(data));
            case X509_SHA256 -> signers.add(hex(data));
            default -> throw new MalformedException("it has entries of type " + type + ", which are not supported");
        }
    }

    private static String hex(byte[] data) throws MalformedException {
        if (data.length < DIGEST_BYTES) {
            throw new MalformedException("a digest in it has " + data.length + " bytes");
        }
        return HexFormat.of().formatHex(data, 0, DIGEST_BYTES);
    }

    private static String guid(ByteBuffer in) {
        String first = String.format(java.util.Locale.ROOT, "%08x-%04x-%04x-", in.getInt(), in.getShort() & 0xffff, in.getShort() & 0xffff);
        byte[] rest = new byte[8];
        in.get(rest);
        String hex = HexFormat.of().formatHex(rest);
        return first + hex.substring(0, 4) + "-" + hex.substring(4);
    }
}
