package io.strapwork.handoff.openfirmware;

import io.strapwork.api.machine.CallingCpu;
import io.strapwork.handoff.openfirmware.ClientMemory.Refused;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The methods that {@code call-method} finds. Those that are not there answer as a Forth word that failed: a catch result that is not zero. */
final class MethodServices {
    private static final int NAME_LIMIT = 64;
    /** QEMU's own: destination, source, element size as a power of two, count, 0 to copy. Unknown to others, which answer so. */
    private static final long H_LOGICAL_MEMOP = 0xf001;
    private static final int COPIED_SHIFT = 3;
    private static final List<String> RTAS_METHODS = List.of("instantiate-rtas");
    private static final List<String> ROOT_METHODS = List.of("ibm,client-architecture-support");
    private final Firmware firmware;
    private final ArchitectureSupport support;
    /** Where the machine keeps its run-time services, if it has some. */
    private final Optional<Long> rtasBase;

    MethodServices(Firmware firmware, ArchitectureSupport support, Optional<Long> rtasBase) {
        this.firmware = firmware;
        this.support = support;
        this.rtasBase = rtasBase;
    }

    void into(Map<String, Service> services) {
        services.put("call-method", this::callMethod);
        services.put("test-method", (call, _) -> {
            String method = call.text(1, NAME_LIMIT);
            call.result(0, firmware.tree().get(call.argument(0)).filter(node -> methods(node).contains(method)).isPresent()
                    ? 0
                    : Firmware.NONE);
        });
    }

    private static List<String> methods(Package node) {
        return switch (node.path()) {
            case "/" -> ROOT_METHODS;
            case "/rtas" -> RTAS_METHODS;
            default -> List.of();
        };
    }

    private void callMethod(CallFrame call, CallingCpu cpu) throws Refused {
        String method = call.text(0, NAME_LIMIT);
        Optional<Package> node = firmware.instances().get(call.argument(1)).flatMap(instance -> firmware.tree().find(instance.path()));
        if (node.isEmpty() || !methods(node.get()).contains(method)) {
            for (int i = 0; i < call.returns(); i++) {
                call.result(i, i == 0 ? Firmware.NONE : 0);
            }
            return;
        }
        if (method.equals("instantiate-rtas")) {
            instantiate(call, cpu, node.get());
        } else {
            int status = support.negotiate(cpu, call.address(2));
            call.result(0, 0);
            call.result(1, status);
        }
    }

    /** Copies the run-time services, which are position independent, to where the client wants them; answers with their entry. */
    private void instantiate(CallFrame call, CallingCpu cpu, Package rtas) throws Refused {
        Optional<Integer> bytes = rtas.cell("rtas-size");
        if (rtasBase.isEmpty() || bytes.isEmpty()) {
            call.result(0, Firmware.NONE);
            call.result(1, 0);
            return;
        }
        long to = call.address(2);
        call.memory().copy(rtasBase.get(), to, CallFrame.unsigned(bytes.get()));
        // once more by the hypervisor: a translator of instructions would not see that the code there is new
        cpu.hypercall(H_LOGICAL_MEMOP, to, rtasBase.get(), COPIED_SHIFT, CallFrame.unsigned(bytes.get()) >>> COPIED_SHIFT, 0);
        call.result(0, 0);
        call.result(1, call.argument(2));
    }
}
