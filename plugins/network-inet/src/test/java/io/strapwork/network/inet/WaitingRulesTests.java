package io.strapwork.network.inet;

import io.strapwork.rules.WaitingRules;
import java.util.Map;

class WaitingRulesTests extends WaitingRules {
    @Override
    protected Map<String, String> exceptions() {
        return Map.ofEntries(
                Map.entry("Goodput", "measures real time"),
                Map.entry("InetDatagramChannelTests", "channels of a loop that the test turns itself: done at once"),
                Map.entry("LinuxInteropTests", "the other end is Linux"),
                Map.entry("TapPort", "the other end is Linux"),
                Map.entry("TcpAgainstLinuxTests", "the other end is Linux"));
    }
}
