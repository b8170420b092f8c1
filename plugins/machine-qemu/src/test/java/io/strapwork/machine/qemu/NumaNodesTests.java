package io.strapwork.machine.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.PowerOn;
import io.strapwork.api.plugin.ByteSize;
import io.strapwork.api.plugin.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people write below {@code arguments} that concerns memory. */
class NumaNodesTests {
    private final List<Problem> problems = new ArrayList<>();

    private NumaNodes nodes(Architecture architecture, String... arguments) {
        return NumaNodes.of(new PowerOn("numa", architecture, ByteSize.parse("1GiB"), "pci", Optional.empty()), List.of(arguments),
                problems);
    }

    private String told(String... arguments) {
        problems.clear();
        nodes(Architecture.X86_64, arguments);
        assertEquals(1, problems.size(), problems.toString());
        assertEquals("SW-M224", problems.getFirst().code());
        return problems.getFirst().what();
    }

    @Test
    void nodesGetFilesInTheOrderOfTheirNumbers() {
        NumaNodes numa = nodes(Architecture.PPC64, "-smp", "2", "-object", "memory-backend-ram,id=b,size=256M,host-nodes=0,policy=bind",
                "-numa", "node,nodeid=1,memdev=b",
                "--object", "memory-backend-memfd,id=a,size=0768M,hugetlb=on,share=off", "-numa", "node,nodeid=0,cpus=0-1,memdev=a",
                "-numa", "node,nodeid=2", "-no-hpet",
                "-numa", "dist,src=0,dst=1,val=20");
        assertEquals(List.of(), problems);
        assertEquals(List.of(new NumaNodes.Node(0, "a", 768 << 20), new NumaNodes.Node(1, "b", 256 << 20)), numa.nodes());
        assertEquals(
                List.of("-smp", "2", "-object", "memory-backend-file,id=b,size=256M,host-nodes=0,policy=bind,share=on,mem-path=/ram1",
                        "-numa",
                        "node,nodeid=1,memdev=b", "--object", "memory-backend-file,id=a,size=0768M,share=on,mem-path=/ram0", "-numa",
                        "node,nodeid=0,cpus=0-1,memdev=a", "-numa",
                        "node,nodeid=2", "-no-hpet", "-numa", "dist,src=0,dst=1,val=20"),
                numa.arguments(node -> Path.of("/ram" + node.id())));
    }

    @Test
    void otherArgumentsStayAsTheyAre() {
        List<String> given = List.of("-device", "usb-ehci,id=a,,b", "-no-hpet", "-object", "memory-backend-ram,id=nv,size=1M", "-m", "");
        NumaNodes numa = nodes(Architecture.X86_64, given.subList(0, 5).toArray(String[]::new));
        assertEquals(List.of(), problems);
        assertEquals(true, numa.isEmpty());
        assertEquals(given.subList(0, 5), numa.arguments(node -> Path.of("/")));
    }

    @Test
    void whatCantBeIsTold() {
        String object = "memory-backend-ram,id=m0,size=1G";
        assertEquals("Strapwork and QEMU share the machine's memory, but -m 2G replaces it", told("-m", "2G"));
        assertEquals("Strapwork and QEMU share the machine's memory, but -machine memory-backend=m0 replaces it",
                told("-object", object, "-machine", "memory-backend=m0"));
        assertEquals("Strapwork and QEMU share the machine's memory, but -mem-path /dev/hugepages replaces it",
                told("-mem-path", "/dev/hugepages"));
        assertEquals("the NUMA nodes have 0 of memory, but the machine has 1GiB", told("-numa", "node", "-numa", "node"));
        assertEquals("the NUMA nodes have 512MiB of memory, but the machine has 1GiB",
                told("-numa", "node,memdev=m0", "-object", "memory-backend-ram,id=m0,size=512M"));
        assertEquals("QEMU doesn't support NUMA node memory set with mem=512M", told("-numa", "node,mem=512M"));
        assertEquals("a NUMA node needs the memory \"m1\", which no -object creates", told("-numa", "node,memdev=m1", "-object", object));
        assertEquals("the memory \"m0\" of a NUMA node has a file of its own, mem-path=/x",
                told("-numa", "node,memdev=m0", "-object", "memory-backend-file,id=m0,size=1G,mem-path=/x"));
        assertEquals("the memory \"m0\" of a NUMA node has the size \"much\"",
                told("-numa", "node,memdev=m0", "-object", "memory-backend-ram,id=m0,size=much"));
        problems.clear();
        nodes(Architecture.S390X, "-numa", "node,memdev=m0", "-object", object);
        assertEquals("a machine of s390x has no NUMA nodes", problems.getFirst().what());
    }
}
