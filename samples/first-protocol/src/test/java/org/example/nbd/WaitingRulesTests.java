package org.example.nbd;

import io.strapwork.rules.WaitingRules;
import java.util.Map;

class WaitingRulesTests extends WaitingRules {
    @Override
    protected Map<String, String> exceptions() {
        return Map.ofEntries(
            Map.entry("NbdRealServerTests", "servers that are other processes"));
    }
}
