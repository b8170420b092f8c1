package io.strapwork.benchmarks.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;

/** A copy of OVMF's variable store (EDK2 MdeModulePkg, AuthenticatedVariableFormat.h) with a boot entry for a URI, and a list of trusted certificates. */
final class OvmfVariables {
    private static final byte[] STORE = guid("782cf3aa7b949a43a1802e144ec37792");
    private static final byte[] GLOBAL = guid("61dfe48bca93d211aa0d00e098032b8c");
    private static final byte[] X509 = guid("a159c0a5e494a74a87b5ab155c2bf072");
    private static final int NON_VOLATILE_BOOT_RUNTIME = 7;

    private OvmfVariables() {}

    private static byte[] guid(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    static void write(Path from, String uri, Path to) throws IOException {
        byte[] bytes = Files.readAllBytes(from);
        var store = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int at = find(bytes, STORE) + 28;
        while (store.getShort(at) == 0x55aa) {
            at = at + 60 + store.getInt(at + 36) + store.getInt(at + 40) + 3 & ~3;
        }
        store.position(at);
        variable(store, "Boot0099", entry(path(uri)));
        byte[] number = {(byte) 0x99, 0};
        variable(store, "BootNext", number);
        variable(store, "BootOrder", number);
        Files.write(to, bytes);
    }

    private static int find(byte[] bytes, byte[] what) {
        for (int at = 0; at + what.length <= bytes.length; at++) {
            if (java.util.Arrays.equals(bytes, at, at + what.length, what, 0, what.length)) {
                return at;
            }
        }
        throw new IllegalArgumentException("this is no store of OVMF's variables");
    }

    private static void variable(ByteBuffer store, String name, byte[] data) {
        byte[] text = (name + "\0").getBytes(StandardCharsets.UTF_16LE);
        store.putShort((short) 0x55aa).put((byte) 0x3f).put((byte) 0).putInt(NON_VOLATILE_BOOT_RUNTIME).putLong(0).put(new byte[16])
                .putInt(0)
                .putInt(text.length).putInt(data.length).put(GLOBAL).put(text).put(data);
        while (store.position() % 4 != 0) {
            store.put((byte) 0xff);
        }
    }

    private static byte[] entry(byte[] path) {
        byte[] title = "uri\0".getBytes(StandardCharsets.UTF_16LE);
        return ByteBuffer.allocate(6 + title.length + path.length).order(ByteOrder.LITTLE_ENDIAN).putInt(1).putShort((short) path.length)
                .put(title)
                .put(path).array();
    }

    /** PciRoot(0)/Pci(5,0)/MAC/IPv4(DHCP)/Uri: by the short form, OVMF fetches all of it twice. */
    private static byte[] path(String uri) {
        byte[] text = uri.getBytes(StandardCharsets.US_ASCII);
        var path = ByteBuffer.allocate(12 + 6 + 37 + 27 + 4 + text.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        path.put((byte) 2).put((byte) 1).putShort((short) 12).putInt(0x0a0341d0).putInt(0);
        path.put((byte) 1).put((byte) 1).putShort((short) 6).put((byte) 0).put((byte) 5);
        path.put((byte) 3).put((byte) 11).putShort((short) 37).put(java.util.Arrays.copyOf(guid("525400123456"), 32)).put((byte) 1);
        path.put((byte) 3).put((byte) 12).putShort((short) 27).put(new byte[23]);
        path.put((byte) 3).put((byte) 24).putShort((short) (4 + text.length)).put(text);
        path.put((byte) 0x7f).put((byte) 0xff).putShort((short) 4);
        return path.array();
    }

    /** EFI_SIGNATURE_LIST of one certificate (UEFI 2.10, 32.4.1). */
    static void writeCertificates(Path pem, Path to) throws IOException {
        byte[] der;
        try (var in = Files.newInputStream(pem)) {
            der = CertificateFactory.getInstance("X.509").generateCertificate(in).getEncoded();
        } catch (CertificateException e) {
            throw new IOException(e);
        }
        var list = ByteBuffer.allocate(44 + der.length).order(ByteOrder.LITTLE_ENDIAN).put(X509).putInt(44 + der.length).putInt(0)
                .putInt(16 + der.length).put(new byte[16]).put(der);
        Files.write(to, list.array());
    }
}
