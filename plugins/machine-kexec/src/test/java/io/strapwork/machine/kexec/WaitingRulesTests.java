package io.strapwork.machine.kexec;

import io.strapwork.rules.WaitingRules;
import java.util.Map;

class WaitingRulesTests extends WaitingRules {
    @Override
    protected Map<String, String> exceptions() {
        return Map.of();
    }
}
