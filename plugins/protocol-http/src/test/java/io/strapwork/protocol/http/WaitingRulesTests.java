package io.strapwork.protocol.http;

import io.strapwork.rules.WaitingRules;
import java.util.Map;

class WaitingRulesTests extends WaitingRules {
    @Override
    protected Map<String, String> exceptions() {
        return Map.ofEntries(
                Map.entry("HttpProtocolTests", "a server over real sockets"),
                Map.entry("ScriptedServer", "a server over real sockets"));
    }
}
