package io.strapwork.testkit;

import io.strapwork.rules.VirtualTimeRules;
import java.util.Map;

class TimeRulesTests extends VirtualTimeRules {
    @Override
    protected Map<String, String> exceptions() {
        return Map.ofEntries(
                Map.entry("Blocking", "blocks on purpose"),
                Map.entry("BootProtocolContractTests", "a server over real sockets"),
                Map.entry("BootServerTests", "real sockets"),
                Map.entry("ToyDhcp", "blocks on purpose"),
                Map.entry("ToyMachines", "a toy of another process"),
                Map.entry("ToyProtocol", "waits for a socket"),
                Map.entry("VirtualClockTests", "waits as it must not"));
    }
}
