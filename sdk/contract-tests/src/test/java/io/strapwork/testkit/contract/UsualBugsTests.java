package io.strapwork.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A plugin with a bug of each usual kind is told so in words that name the bug, each in {@code usual-bugs.txt}. Numbers in messages are left out. */
class UsualBugsTests {
    private record Bug(Class<?> contract, Enum<?> fault, String test) {}

    private static final List<Bug> BUGS = List.of(
            new Bug(BootProtocolContractTests.Contract.class, ToyProtocol.Fault.LEAKS_BUFFER, "fetchesAgain"),
            new Bug(BootProtocolContractTests.Contract.class, ToyProtocol.Fault.BLOCKS_LOOP, "leavesTheEventLoopFree"),
            new Bug(BootProtocolContractTests.Contract.class, ToyProtocol.Fault.LEAVES_TIMER, "fetchesAgain"),
            new Bug(BootProtocolContractTests.Contract.class, ToyProtocol.Fault.SWALLOWS_INTERRUPT, "endsWhenItIsInterrupted"),
            new Bug(BootProtocolContractTests.Contract.class, ToyProtocol.Fault.WRITES_LATE, "fetchesAgain"),
            new Bug(BootProtocolContractTests.Contract.class, ToyProtocol.Fault.READS_PAST, "survivesNoise"),
            new Bug(BootProtocolContractTests.Contract.class, ToyProtocol.Fault.MUTABLE_STATIC, "keepsNothingStatic"),
            new Bug(LinkDriverContractTests.Toy.class, MailboxDriver.Fault.LEAKS_BUFFER, "sendsFramesWhole"),
            new Bug(LinkDriverContractTests.Toy.class, MailboxDriver.Fault.BLOCKS_LOOP, "neverBlocksTheLoop"),
            new Bug(LinkDriverContractTests.Toy.class, MailboxDriver.Fault.IGNORES_CLOSE, "isSilentAfterQuiesce"),
            new Bug(LinkDriverContractTests.Toy.class, MailboxDriver.Fault.SWALLOWS_INTERRUPT, "keepsInterruptsOfItsThread"),
            new Bug(LinkDriverContractTests.Toy.class, MailboxDriver.Fault.WRITES_AFTER_QUIESCE, "isSilentAfterQuiesce"),
            new Bug(LinkDriverContractTests.Toy.class, MailboxDriver.Fault.READS_PAST, "doesNotTrustTheDevicesLengths"),
            new Bug(LinkDriverContractTests.Toy.class, MailboxDriver.Fault.MUTABLE_STATIC, "keepsNothingStatic"),
            new Bug(IpStackContractTests.Toy.class, ToyStack.Fault.LEAKS_BUFFER, "answersArp"),
            new Bug(IpStackContractTests.Toy.class, ToyStack.Fault.BLOCKS_LOOP, "answersArp"),
            new Bug(IpStackContractTests.Toy.class, ToyStack.Fault.IGNORES_CLOSE, "endsWithTheLoop"),
            new Bug(IpStackContractTests.Toy.class, ToyStack.Fault.READS_PAST, "handsPacketsToListeners"),
            new Bug(AddressSourceContractTests.Toy.class, ToyDhcp.Fault.LEAKS_BUFFER, "configuresTheNetwork"),
            new Bug(AddressSourceContractTests.Toy.class, ToyDhcp.Fault.BLOCKS_LOOP, "leavesTheEventLoopFree"),
            new Bug(AddressSourceContractTests.Toy.class, ToyDhcp.Fault.LEAVES_PORT, "configuresTheNetwork"),
            new Bug(AddressSourceContractTests.Toy.class, ToyDhcp.Fault.SWALLOWS_INTERRUPT, "endsWhenItIsInterrupted"),
            new Bug(AddressSourceContractTests.Toy.class, ToyDhcp.Fault.READS_PAST, "survivesHostileAnswers"),
            new Bug(TransportContractTests.Stream.class, ToyTransport.Fault.LEAKS_LATE_WRITES, "closes"),
            new Bug(TransportContractTests.Stream.class, ToyTransport.Fault.BLOCKS_LOOP, "leavesTheEventLoopFree"),
            new Bug(TransportContractTests.Stream.class, ToyTransport.Fault.IGNORES_CLOSE, "closes"),
            new Bug(TransportContractTests.Datagrams.class, ToyTransport.Fault.READS_PAST, "carriesDatagramsWhole"),
            new Bug(ImageVerifierContractTests.Contract.class, ImageVerifierContractTests.Fault.READS_PAST, "refusesMoreAndFewerBytes"),
            new Bug(ImageLoaderContractTests.Contract.class, ImageLoaderContractTests.Fault.READS_PAST, "survivesTruncation"),
            new Bug(ImageLoaderContractTests.Contract.class, ImageLoaderContractTests.Fault.MUTABLE_STATIC, "keepsNothingStatic"),
            new Bug(HandoffShimContractTests.Contract.class, HandoffShimContractTests.Fault.SWALLOWS_INTERRUPT,
                    "keepsInterruptsOfItsThread"),
            new Bug(MachineProviderContractTests.Toy.class, ToyMachines.Fault.IGNORES_CLOSE, "closesForGood"),
            new Bug(MachineProviderContractTests.Toy.class, ToyMachines.Fault.READS_PAST, "guardsItsMemory"));

    @TestFactory
    List<DynamicTest> eachIsNamed() throws IOException {
        List<String> golden;
        try (InputStream in = Objects.requireNonNull(UsualBugsTests.class.getResourceAsStream("usual-bugs.txt"))) {
            golden = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
        var tests = new ArrayList<DynamicTest>();
        for (int i = 0; i < BUGS.size(); i++) {
            Bug bug = BUGS.get(i);
            String expected = i < golden.size() ? golden.get(i) : "";
            tests.add(DynamicTest.dynamicTest(bug.fault.getDeclaringClass().getSimpleName() + " " + bug,
                    () -> assertEquals(expected, line(bug))));
        }
        return tests;
    }

    private static String line(Bug bug) {
        String kind = bug.contract.getSuperclass().getSimpleName().equals("Toy")
                ? bug.contract.getSuperclass().getSuperclass().getSimpleName()
                : bug.contract.getSuperclass().getSimpleName();
        String told = Verdicts.message(bug.contract, bug.fault, bug.test).lines().findFirst().orElse("");
        return kind.replace("Contract", "") + " " + bug.fault + ": " + told.replaceAll("0x[0-9a-f]+", "0x…").replaceAll("[0-9]+", "…");
    }
}
