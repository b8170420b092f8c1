package io.strapwork.menu.bls;

import io.strapwork.api.fetch.MenuReader;
import io.strapwork.testkit.contract.MenuReaderContract;

/** Of an image with profiles. */
class UnifiedKernelContractTests extends MenuReaderContract {
    @Override
    protected MenuReader reader() {
        return new BlsReader();
    }

    @Override
    protected byte[] config() {
        return new PeFile().with(".osrel", "PRETTY_NAME=\"Lab\"\nID=lab\n").with(".linux", "KERNEL").with(".initrd", "INITRD")
                .with(".cmdline", "root=/dev/sda1").with(".profile", "ID=main\nTITLE=Main\n").with(".profile", "ID=reset\n")
                .with(".cmdline", "reset").bytes();
    }

    @Override
    protected String name() {
        return "/EFI/Linux/lab.efi";
    }
}
