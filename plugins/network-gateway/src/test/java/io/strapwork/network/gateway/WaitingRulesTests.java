package io.strapwork.network.gateway;

import io.strapwork.rules.WaitingRules;
import java.util.Map;

class WaitingRulesTests extends WaitingRules {
    @Override
    protected Map<String, String> exceptions() {
        return Map.ofEntries(
                Map.entry("DnsServerTests", "real sockets"),
                Map.entry("GatewayHttpTests", "the testkit and its virtual time stand on this module: real time"),
                Map.entry("GatewayIp6Tests", "the testkit and its virtual time stand on this module: real time"),
                Map.entry("GatewayRelayTests", "real sockets"),
                Map.entry("GatewayTests", "the testkit and its virtual time stand on this module: real time"),
                Map.entry("GatewayTftpTests", "the testkit and its virtual time stand on this module: real time"),
                Map.entry("TestGuest", "the testkit and its virtual time stand on this module: real time"),
                Map.entry("TlsIdentityTests", "many threads at one file, without a clock"));
    }
}
