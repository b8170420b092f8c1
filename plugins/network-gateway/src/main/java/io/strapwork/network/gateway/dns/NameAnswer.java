package io.strapwork.network.gateway.dns;

import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.util.List;

/** @param records all for the name that was asked */
record NameAnswer(DnsResponseCode code, List<Data> records) {
    /** What a record holds, in wire format. */
    record Data(DnsRecordType type, byte[] bytes) {}

    NameAnswer {
        records = List.copyOf(records);
    }

    static NameAnswer of(DnsResponseCode code) {
        return new NameAnswer(code, List.of());
    }
}
