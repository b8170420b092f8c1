package io.strapwork.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A small initial RAM disk of our own: Debian's busybox, the modules of a virtio card, and an init that says what it finds. Words of the kernel's command line tell it what to do:
 * {@code guest.tell} says more into the kernel's log; {@code guest.lease} gets an address by DHCP and fetches {@code note} over HTTP, of {@code guest.server=} or who gave the lease; {@code guest.disks} reads each disk and writes to it, {@code guest.shut=} {@code reboot}, {@code poweroff} or {@code panic} comes last.
 */
final class GuestDisk {
    private static final Pattern SYSTEM = Pattern
            .compile("bin|bin/busybox|lib|lib64(/.*)?|lib/[^/]*-linux-gnu(/(ld[^/]*|libc\\.so\\.6|libresolv\\.so\\.2))?");
    static final Pattern MODULE = Pattern.compile(
            "lib/modules(/[^/]*){0,2}|.*/(drivers|drivers/(net|virtio|block)|net|net/core|failover\\.ko|net_failover\\.ko|virtio(_ring|_pci|_pci_legacy_dev|_pci_modern_dev|_net|_blk)?\\.ko)");
    private static final String INIT = """
            #!/bin/busybox sh
            b=/bin/busybox
            $b mount -t proc proc /proc
            $b mount -t devtmpfs dev /dev
            $b echo "guest: $($b cat /proc/version)"
            $b echo "guest: command line of $($b cat /proc/cmdline | $b wc -c) bytes, md5 $($b md5sum < /proc/cmdline)"
            $b echo "guest: processors $($b grep -c '^processor' /proc/cpuinfo), $($b grep MemTotal /proc/meminfo)"
            read line < /proc/cmdline
            case "$line" in *guest.tell*)
                $b echo "guest: told $line" > /dev/kmsg
                $b echo "guest: told $($b grep -c '^processor' /proc/cpuinfo) processors, $($b grep 'System RAM' /proc/iomem | $b tr '\\n' ' ')" > /dev/kmsg
                $b echo "guest: told md5 of the initrd's files $($b cat /bin/busybox /init /lease | $b md5sum)" > /dev/kmsg
            esac
            case "$line" in *guest.lease*)
                for module in failover net_failover virtio virtio_ring virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_net; do
                    file=$($b find /lib/modules -name $module.ko)
                    [ -z "$file" ] || $b insmod $file || $b echo "guest: module $module failed"
                done
                $b ip link set eth0 up || $b echo "guest: no card"
                $b udhcpc -i eth0 -n -q -f -t 20 -T 3 -s /lease
                for word in $line; do case $word in guest.server=*) $b echo ${word#*=} > /server ;; esac; done
                $b wget -q -O /note http://$($b cat /server)/note
                $b echo "guest: fetched $($b wc -c < /note) bytes, md5 $($b md5sum < /note)"
            esac
            case "$line" in *guest.disks*)
                $b mount -t sysfs sys /sys
                for module in virtio virtio_ring virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_blk; do
                    file=$($b find /lib/modules -name $module.ko)
                    [ -z "$file" ] || $b insmod $file || $b echo "guest: module $module failed"
                done
                [ -n "$file" ] || $b echo "guest: no module virtio_blk"
                for turn in 1 2 3 4 5 6 7 8 9 10; do [ -b /dev/vdb ] || $b sleep 1; done
                for disk in /sys/block/vd*; do
                    name=${disk##*/}
                    $b echo "guest: $($b cat $disk/serial) $($b cat $disk/size) $($b cat $disk/queue/logical_block_size) md5 $($b md5sum < /dev/$name)"
                    $b echo "written by the guest" | $b dd of=/dev/$name bs=4096 conv=sync,fsync 2> /dev/null || $b echo "guest: $name refuses"
                done
            esac
            $b sync
            case "$line" in
                *guest.shut=reboot*) $b reboot -f ;;
                *guest.shut=poweroff*) $b poweroff -f ;;
                *guest.shut=panic*) $b echo c > /proc/sysrq-trigger ;;
                *guest.shut=crash*) $b printf '\\001' | $b dd of=/dev/port bs=1 seek=1285 ;;
            esac
            $b echo "guest: waits"
            $b sleep 1000
            """;
    private static final String LEASE = """
            #!/bin/busybox sh
            b=/bin/busybox
            [ "$1" = bound ] || exit 0
            $b ip addr add $ip/$mask dev eth0
            $b echo $serverid > /server
            $b echo "guest: lease of $ip from $serverid, router $router"
            """;

    private GuestDisk() {}

    /** @param initrd of {@code samples/kernels/fetch-kernels}; the driver that {@code fetch-disk-drivers} has put beside it goes in, too */
    static void write(Path initrd, Path to) throws IOException {
        Predicate<String> wanted = SYSTEM.asMatchPredicate().or(MODULE.asMatchPredicate());
        var archive = new CpioArchive().copy(initrd, wanted).folder("proc").folder("dev").folder("sys").program("init", INIT)
                .program("lease", LEASE);
        Path driver = initrd.resolveSibling("virtio_blk.ko");
        if (Files.isRegularFile(driver)) {
            archive.file("lib/modules/virtio_blk.ko", Files.readAllBytes(driver));
        }
        archive.write(to);
    }
}
