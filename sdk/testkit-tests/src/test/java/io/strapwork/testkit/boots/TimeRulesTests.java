package io.strapwork.testkit.boots;

import io.strapwork.rules.VirtualTimeRules;
import java.util.Map;

class TimeRulesTests extends VirtualTimeRules {
    @Override
    protected Map<String, String> exceptions() {
        return Map.of("HttpsBootTests", "boots by dates that a virtual clock can't have",
                "WaitingTests", "waits as it must not");
    }

    @Override
    protected Map<String, String> realTime() {
        return Map.of("HttpsBootTests", "boots by dates that a virtual clock can't have");
    }
}
