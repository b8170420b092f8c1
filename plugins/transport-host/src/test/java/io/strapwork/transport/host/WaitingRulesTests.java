package io.strapwork.transport.host;

import io.strapwork.rules.WaitingRules;
import java.util.Map;

class WaitingRulesTests extends WaitingRules {
    @Override
    protected Map<String, String> exceptions() {
        return Map.ofEntries(
                Map.entry("HostLoop", "sockets of the computer have no virtual time"),
                Map.entry("HostTransportTests", "real sockets"));
    }
}
