package io.strapwork.testkit;

import io.strapwork.rules.VirtualTimeRules;
import java.util.Map;

class TimeRulesTests extends VirtualTimeRules {
    @Override
    protected Map<String, String> exceptions() {
        return Map.ofEntries(
                Map.entry("AddressSourceContract", "has plugins wait as they may not; two boots at once"),
                Map.entry("Baton", "is the clock"),
                Map.entry("BootProtocolContract", "servers over real sockets"),
                Map.entry("BootServer", "a server over real sockets"),
                Map.entry("BootSession", "watches a boot in real time"),
                Map.entry("DiskDriverContract", "plain threads without a clock"),
                Map.entry("EchoServer", "a server over real sockets"),
                Map.entry("FileSystemContract", "plain threads without a clock"),
                Map.entry("VolumeProtocolContract", "plain threads without a clock"),
                Map.entry("HandoffShimContract", "plain threads without a clock"),
                Map.entry("HostSockets", "real sockets"),
                Map.entry("ImageLoaderContract", "plain threads without a clock"),
                Map.entry("ImageVerifierContract", "plain threads without a clock"),
                Map.entry("Limit", "a limit in real time"),
                Map.entry("LinkDriverContract", "plain threads without a clock"),
                Map.entry("MachineProviderContract", "a machine may be another process"),
                Map.entry("MenuReaderContract", "plain threads without a clock"),
                Map.entry("MuteServer", "a server over real sockets"),
                Map.entry("VirtualClock", "is the clock"));
    }

    @Override
    protected Map<String, String> realTime() {
        return Map.ofEntries(
                Map.entry("BatonWatch", "watches by the computer's clock"),
                Map.entry("BootServer", "real sockets"),
                Map.entry("BootTestExtension", "boots in real time, when asked to"),
                Map.entry("MachineProviderContract", "a machine may be another process"),
                Map.entry("SkippingClock", "is a clock"),
                Map.entry("TransportContract", "real sockets"));
    }
}
