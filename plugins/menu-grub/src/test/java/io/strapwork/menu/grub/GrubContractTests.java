package io.strapwork.menu.grub;

import io.strapwork.api.fetch.MenuReader;
import io.strapwork.testkit.contract.MenuReaderContract;
import java.nio.charset.StandardCharsets;

class GrubContractTests extends MenuReaderContract {
    @Override
    protected MenuReader reader() {
        return new GrubMenuReader();
    }

    @Override
    protected byte[] config() {
        return """
                set default=b
                if [ "$grub_platform" = x ]; then set timeout=5; fi
                menuentry "A" --id a { linux /k x=y; initrd /i; }
                submenu "S" { menuentry B --id b { linux /k2; } }
                menuentry B --id b { linux /k2 "two words"; }
                """.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    protected String name() {
        return "/grub/grub.cfg";
    }
}
