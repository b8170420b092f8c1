package io.strapwork.api.stack;

import io.strapwork.api.link.Link;
import io.strapwork.api.time.BootLoop;
import org.apiguardian.api.API;

/** Internet Protocol over a link. Called on the boot's own thread. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface IpStack {
    /** Takes the link over, registers with the loop, and answers ARP and ICMP from the time an address is assigned. */
    IpNetwork attach(Link link, BootLoop loop);
}
