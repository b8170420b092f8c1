package io.strapwork.driver.virtio;

import io.strapwork.rules.WaitingRules;
import java.util.Map;

class WaitingRulesTests extends WaitingRules {
    @Override
    protected Map<String, String> exceptions() {
        return Map.ofEntries(
                Map.entry("Arp", "a real machine: another process"),
                Map.entry("EchoCable", "a cable with a plain thread of its own"),
                Map.entry("EmbeddedMachineTests", "notified by a plain thread"));
    }
}
