package io.strapwork.address.auto;

import io.strapwork.api.address.Lease;
import io.strapwork.api.stack.IpConfiguration;
import java.util.Comparator;
import java.util.List;

/** One lease of several. */
final class Leases {
    private Leases() {}

    /** Who knows a boot file says what to boot, and from where; else whoever is first. @param all what each family has assigned */
    static Lease together(List<Lease> leases, List<IpConfiguration> all) {
        Lease first = leases.stream().min(Comparator.comparing((Lease lease) -> lease.bootFile().isEmpty())).orElseThrow();
        Lease telling = leases.stream().filter(lease -> !lease.options().isEmpty()).findFirst().orElse(first);
        return new Lease(IpConfiguration.union(all), first.server(), first.nextServer(),
                first.bootFile(), first.length(), telling.options(), first.bootParameters(),
                leases.stream().flatMap(lease -> lease.offers().stream()).toList());
    }
}
