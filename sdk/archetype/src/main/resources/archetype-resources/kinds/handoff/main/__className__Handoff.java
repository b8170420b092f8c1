package ${package};

import io.strapwork.api.handoff.Handoff;
import io.strapwork.api.handoff.HandoffPlugin;
import io.strapwork.api.handoff.HandoffRequest;
import io.strapwork.api.handoff.HandoffShim;
import io.strapwork.api.load.LoadPlan;
import io.strapwork.api.load.Segment;
import io.strapwork.api.machine.Architecture;
import io.strapwork.api.machine.CpuState;
import io.strapwork.api.machine.EntryContract;
import io.strapwork.api.machine.EntryContract.RegisterIs;
import io.strapwork.api.machine.EntryContract.RegisterPointsTo;
import io.strapwork.api.machine.GuestAddress;
import io.strapwork.api.machine.GuestRange;
import io.strapwork.api.plugin.Blame;
import io.strapwork.api.plugin.Problem;
import io.strapwork.api.plugin.StrapworkException;
import io.strapwork.api.trust.VerifiedPart;
import jakarta.inject.Inject;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds what an image finds when it starts; put what yours expects here. This one is made up: r3 points to a block of the plan's byte order with "INFO", the length of the command line, address
 * and length of the initrd (8 bytes each), and the command line. Nothing is written here: a handoff returns values.
 */
@HandoffPlugin(id = "${id}", architecture = "ppc64", contract = "${id}", formats = {})
public final class ${className}Handoff implements HandoffShim {
    private static final long PAGE = 4096;
    private static final List<Byte> MAGIC = List.of((byte) 'I', (byte) 'N', (byte) 'F', (byte) 'O');
    private final ${className}Options options;

    @Inject
    public ${className}Handoff(${className}Options options) {
        this.options = options;
    }

    @Override
    public Handoff prepare(LoadPlan plan, HandoffRequest request) {
        List<GuestRange> free = GuestRange.minus(request.layout().free(), plan.segments().stream().map(Segment::range).toList());
        var segments = new ArrayList<Segment>();
        Optional<Segment> initrd = request.image().part("initrd").map(VerifiedPart::content).map(bytes -> place("initrd", bytes, free));
        initrd.ifPresent(segments::add);
        List<GuestRange> left = GuestRange.minus(free, segments.stream().map(Segment::range).toList());
        Segment info = place("info", info(plan, initrd), left);
        segments.add(info);
        long at = info.at().value();
        var cpu = new CpuState(Architecture.PPC64, plan.entry(), Map.of("nip", plan.entry().value(), "r3", at));
        var contract = new EntryContract("${id}", List.of(new RegisterIs("nip", -1, plan.entry().value(), "the image's entry"),
                new RegisterPointsTo("r3", PAGE, MAGIC, "the information block")));
        return new Handoff(segments, List.of(), cpu, contract);
    }

    private MemorySegment info(LoadPlan plan, Optional<Segment> initrd) {
        byte[] line = options.cmdline().getBytes(StandardCharsets.UTF_8);
        ByteBuffer block = ByteBuffer.allocate(24 + line.length).order(plan.byteOrder());
        MAGIC.forEach(block::put);
        block.putInt(line.length);
        block.putLong(initrd.map(segment -> segment.at().value()).orElse(0L)).putLong(initrd.map(Segment::memoryBytes).orElse(0L))
                .put(line);
        return MemorySegment.ofArray(block.array());
    }

    private static Segment place(String name, MemorySegment bytes, List<GuestRange> free) {
        Optional<GuestAddress> at = GuestRange.findSpace(free, bytes.byteSize(), PAGE, GuestAddress.of(PAGE));
        return new Segment(name, at.orElseThrow(() -> noRoom(name, bytes.byteSize())), bytes);
    }

    private static StrapworkException noRoom(String name, long bytes) {
        return new Problem("SW-H900", Blame.USER, name, "there is no room for " + bytes + " bytes",
                "give the machine more memory (machine.memory)")
                .asException();
    }
}
