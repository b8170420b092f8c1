package io.strapwork.api.time;

import io.strapwork.rules.WaitingRules;
import java.util.Map;

class WaitingRulesTests extends WaitingRules {
    @Override
    protected Map<String, String> exceptions() {
        return Map.ofEntries(
                Map.entry("BootClock", "is the clock"),
                Map.entry("BootLoop", "a thread that ends, and waits for nobody"),
                Map.entry("SystemBootClock", "is the clock"));
    }
}
