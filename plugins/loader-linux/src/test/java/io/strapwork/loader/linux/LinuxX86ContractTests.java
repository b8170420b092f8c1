package io.strapwork.loader.linux;

import io.strapwork.api.load.ImageLoader;
import io.strapwork.api.machine.Architecture;
import io.strapwork.testkit.contract.ImageLoaderContract;
import java.util.List;

class LinuxX86ContractTests extends ImageLoaderContract {
    @Override
    protected ImageLoader loader() {
        return new LinuxX86Loader(new LinuxX86Options(LinuxX86Options.Unpack.AUTO), (name, value) -> {});
    }

    @Override
    protected Architecture architecture() {
        return Architecture.X86_64;
    }

    @Override
    protected List<byte[]> images() {
        byte[] vmlinux = PackedImage.vmlinux().array();
        return List.of(PackedImage.of(PackedImage.xz(vmlinux)).array(), PackedImage.of(PackedImage.gzip(vmlinux)).array(),
                PackedImage.of(new byte[100]).array());
    }
}
