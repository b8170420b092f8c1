package io.strapwork.runtime.report;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What one side of a TLS connection says in the clear: its hello, and alerts before the keys are there (RFC 8446, 5246). */
final class TlsReader {
    private static final int HEADER = 5;
    private static final int LONGEST = 16 << 10;
    private static final int HANDSHAKE = 22;
    private static final int ALERT = 21;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;
    private static final int SERVER_NAME = 0;
    private static final int ALPN = 16;
    private static final int VERSIONS = 43;
    private static final Map<Integer, String> SUITES = Map.of(0x1301, "TLS_AES_128_GCM_SHA256", 0x1302, "TLS_AES_256_GCM_SHA384", 0x1303,
            "TLS_CHACHA20_POLY1305_SHA256", 0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", 0xc030,
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", 0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", 0xc02c,
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
    private static final Map<Integer, String> ALERTS = Map.ofEntries(Map.entry(0, "close_notify"), Map.entry(10, "unexpected_message"),
            Map.entry(20, "bad_record_mac"), Map.entry(40, "handshake_failure"), Map.entry(42, "bad_certificate"),
            Map.entry(43, "unsupported_certificate"), Map.entry(44, "certificate_revoked"), Map.entry(45, "certificate_expired"),
            Map.entry(46, "certificate_unknown"), Map.entry(47, "illegal_parameter"), Map.entry(48, "unknown_ca"),
            Map.entry(49, "access_denied"), Map.entry(50, "decode_error"), Map.entry(51, "decrypt_error"),
            Map.entry(70, "protocol_version"), Map.entry(71, "insufficient_security"), Map.entry(80, "internal_error"),
            Map.entry(86, "inappropriate_fallback"), Map.entry(112, "unrecognized_name"), Map.entry(116, "certificate_required"),
            Map.entry(120, "no_application_protocol"));

    private final boolean fromClient;
    private final OpenConversation said;
    private final KeptBytes kept;
    /** What has come until now, while there are hellos in it. */
    private ByteBuf begun = Unpooled.buffer(0);
    private boolean over;

    TlsReader(boolean fromClient, OpenConversation said, KeptBytes kept) {
        this.fromClient = fromClient;
        this.said = said;
        this.kept = kept;
    }

    /** What follows a gap can't be read. */
    void skip() {
        over = true;
        forget();
    }

    private void forget() {
        kept.giveBack(begun.writerIndex());
        begun = Unpooled.EMPTY_BUFFER;
    }

    void read(ByteBuf payload, long now) {
        if (over) {
            return;
        }
        int more = Math.min(payload.readableBytes(), LONGEST - begun.writerIndex());
        if (!kept.take(more)) {
            skip();
            return;
        }
        begun.writeBytes(payload, more);
        records(now);
        if (over) {
            forget();
        }
    }

    private void records(long now) {
        while (!over && begun.readableBytes() >= HEADER) {
            int type = begun.getUnsignedByte(begun.readerIndex());
            int length = begun.getUnsignedShort(begun.readerIndex() + 3);
            if (begun.readableBytes() < HEADER + length) {
                over = begun.writerIndex() >= LONGEST;
                return;
            }
            ByteBuf fragment = begun.slice(begun.readerIndex() + HEADER, length);
            begun.skipBytes(HEADER + length);
            record(type, fragment, now);
        }
    }

    private void record(int type, ByteBuf fragment, long now) {
        if (type == HANDSHAKE && fragment.readableBytes() >= 4) {
            int kind = fragment.readUnsignedByte();
            int length = fragment.readUnsignedMedium();
            if ((kind == CLIENT_HELLO || kind == SERVER_HELLO) && length <= fragment.readableBytes()) {
                hello(kind, fragment.readSlice(length), now);
            }
        } else if (type == ALERT && fragment.readableBytes() == 2) {
            int number = fragment.getUnsignedByte(fragment.readerIndex() + 1);
            said.say(now, fromClient, "alert: " + ALERTS.getOrDefault(number, Integer.toString(number)));
        } else {
            // encrypted from here on
            over = true;
        }
    }

    private void hello(int kind, ByteBuf hello, long now) {
        var details = new ArrayList<String>();
        int version = hello.readUnsignedShort();
        hello.skipBytes(32);
        hello.skipBytes(hello.readUnsignedByte());
        if (kind == CLIENT_HELLO) {
            hello.skipBytes(hello.readUnsignedShort());
            hello.skipBytes(hello.readUnsignedByte());
        } else {
            int suite = hello.readUnsignedShort();
            details.add("cipher suite: " + SUITES.getOrDefault(suite, HexFormat.of().toHexDigits((short) suite)));
            hello.skipBytes(1);
        }
        String versions = version(version);
        if (hello.readableBytes() >= 2) {
            ByteBuf extensions = hello.readSlice(hello.readUnsignedShort());
            while (extensions.readableBytes() >= 4) {
                int number = extensions.readUnsignedShort();
                ByteBuf value = extensions.readSlice(extensions.readUnsignedShort());
                if (number == VERSIONS) {
                    versions = versions(kind, value);
                } else if (number == SERVER_NAME && value.readableBytes() > 5) {
                    details.add("server name: " + value.toString(value.readerIndex() + 5, value.readableBytes() - 5,
                            StandardCharsets.ISO_8859_1));
                } else if (number == ALPN && value.readableBytes() > 3) {
                    details.add("application protocols: " + value.toString(value.readerIndex() + 3, value.readableBytes() - 3,
                            StandardCharsets.ISO_8859_1));
                }
            }
        }
        details.add("version: " + versions);
        said.say(now, fromClient, kind == CLIENT_HELLO ? "ClientHello" : "ServerHello", details, false);
    }

    private static String versions(int kind, ByteBuf value) {
        if (kind == SERVER_HELLO) {
            return version(value.readUnsignedShort());
        }
        var names = new ArrayList<String>();
        ByteBuf list = value.readSlice(value.readUnsignedByte());
        while (list.readableBytes() >= 2 && names.size() < 8) {
            names.add(version(list.readUnsignedShort()));
        }
        return String.join(", ", List.copyOf(names));
    }

    private static String version(int number) {
        return switch (number) {
            case 0x0301 -> "TLS 1.0";
            case 0x0302 -> "TLS 1.1";
            case 0x0303 -> "TLS 1.2";
            case 0x0304 -> "TLS 1.3";
            default -> HexFormat.of().toHexDigits((short) number);
        };
    }
}
