package io.strapwork.machine.embedded;

import io.strapwork.rules.WaitingRules;
import java.util.Map;

class WaitingRulesTests extends WaitingRules {
    @Override
    protected Map<String, String> exceptions() {
        return Map.ofEntries(
                Map.entry("GatewayTest", "frames come from the gateway's thread, in real time"),
                Map.entry("FakeLinux", "stands for a kernel, which wakes who waits in real time"),
                Map.entry("LanTests", "frames come from the network's thread, in real time"),
                Map.entry("ThreadsTest", "races two plain threads on purpose"));
    }
}
