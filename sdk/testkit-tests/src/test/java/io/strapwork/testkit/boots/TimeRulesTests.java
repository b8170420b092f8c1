package io.strapwork.testkit.boots;

import io.strapwork.rules.VirtualTimeRules;
import java.util.Map;

class TimeRulesTests extends VirtualTimeRules {
    @Override
    protected Map<String, String> exceptions() {
        return Map.of("WaitingTests", "waits as it must not");
    }
}
