package io.strapwork.machine.qemu;

import io.strapwork.rules.WaitingRules;
import java.util.Map;

class WaitingRulesTests extends WaitingRules {
    @Override
    protected Map<String, String> exceptions() {
        return Map.ofEntries(
                Map.entry("ClientTrap", "looks at memory that another process writes"),
                Map.entry("ClientTrapTests", "plays the other process"),
                Map.entry("GatewayCable", "a socket to another process"),
                Map.entry("GuestEventsTests", "plays the other process"),
                Map.entry("GuestFloodTests", "plays the other process"),
                Map.entry("GuestJournal", "output of another process"),
                Map.entry("GuestJournalTests", "plays the other process"),
                Map.entry("LostKickTests", "a real machine: another process"),
                Map.entry("Mailbox", "looks at memory that another process writes"),
                Map.entry("MailboxTests", "plays the other process"),
                Map.entry("Notifications", "a CPU of another process"),
                Map.entry("PendingGateway", "made beside a process that starts"),
                Map.entry("PendingGatewayTests", "decides when the thread goes on"),
                Map.entry("PseriesFirmware", "looks at memory that another process writes"),
                Map.entry("QemuProcess", "another process"),
                Map.entry("QemuProcessTests", "another process"),
                Map.entry("QemuReset", "another process"),
                Map.entry("Qmp", "answers of another process"),
                Map.entry("QmpTests", "plays the other process"),
                Map.entry("QtestDouble", "a socket"),
                Map.entry("QtestTests", "an answer that comes late on a real socket"),
                Map.entry("ResetShim", "looks at memory that another process writes"));
    }
}
