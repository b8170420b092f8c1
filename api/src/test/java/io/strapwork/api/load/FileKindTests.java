package io.strapwork.api.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.provider.MethodSource;

/** What people give for a kernel, and how it is called. */
class FileKindTests {
    private static Optional<String> name(byte[] file) {
        return FileKind.of(MemorySegment.ofArray(file).asReadOnly()).map(FileKind::name);
    }

    /** Random bytes with those characters at some place. */
    private static byte[] at(int place, String characters) {
        var file = new byte[Math.max(1024, place + characters.length() + 64)];
        new Random(place).nextBytes(file);
        file[0] = 1;
        return put(file, place, characters);
    }

    private static byte[] put(byte[] file, int place, String characters) {
        System.arraycopy(characters.getBytes(StandardCharsets.ISO_8859_1), 0, file, place, characters.length());
        return file;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] elf(int bits, ByteOrder order, int machine) {
        var file = ByteBuffer.allocate(128).order(order).put(text("\177ELF")).put((byte) (bits / 32))
                .put((byte) (order == ByteOrder.BIG_ENDIAN ? 2 : 1));
        return file.putShort(18, (short) machine).array();
    }

    private static byte[] bzImage(int version, int loadFlags) {
        byte[] file = put(new byte[2048], 0x202, "HdrS");
        file[0x206] = (byte) version;
        file[0x207] = (byte) (version >> 8);
        file[0x211] = (byte) loadFlags;
        return put(put(file, 0x1fe, "U\u00aa"), 0, "MZ");
    }

    /** A PE file with sections, each with its content. */
    private static byte[] pe(int machine, int subsystem, String... sections) {
        var file = ByteBuffer.allocate(0x4000).order(ByteOrder.LITTLE_ENDIAN);
        file.put(text("MZ")).putInt(0x3c, 0x80).put(0x80, text("PE\0\0")).putShort(0x84, (short) machine);
        file.putShort(0x86, (short) (sections.length / 2)).putShort(0x94, (short) 0xf0).putShort(0x98 + 68, (short) subsystem);
        for (int i = 0; i < sections.length / 2; i++) {
            int header = 0x98 + 0xf0 + 40 * i;
            byte[] content = text(sections[2 * i + 1]);
            file.put(header, text(sections[2 * i])).putInt(header + 16, content.length).putInt(header + 20, 0x1000 + 0x400 * i);
            file.put(0x1000 + 0x400 * i, content);
        }
        return file.array();
    }

    private static byte[] gzip(byte[] content, int flags) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        byte[] plain = out.toByteArray();
        plain[3] = (byte) flags;
        var with = new ByteArrayOutputStream();
        with.writeBytes(Arrays.copyOf(plain, 10));
        with.writeBytes((flags & 4) == 0 ? new byte[0] : new byte[]{3, 0, 9, 9, 9});
        with.writeBytes((flags & 8) == 0 ? new byte[0] : text("vmlinux\0"));
        with.writeBytes((flags & 16) == 0 ? new byte[0] : text("comment\0"));
        with.writeBytes((flags & 2) == 0 ? new byte[0] : new byte[2]);
        with.writeBytes(Arrays.copyOfRange(plain, 10, plain.length));
        return with.toByteArray();
    }

    private static Map<String, byte[]> files() {
        var files = new LinkedHashMap<String, byte[]>();
        files.put("an empty file", new byte[0]);
        files.put("a file that begins with zeros", new byte[1 << 20]);
        kernels(files);
        programs(files);
        compressed(files);
        magics(files);
        texts(files);
        return files;
    }

    private static void kernels(Map<String, byte[]> files) {
        files.put("an ELF file for 64-bit big-endian S/390", elf(64, ByteOrder.BIG_ENDIAN, 22));
        files.put("an ELF file for 64-bit little-endian AArch64", elf(64, ByteOrder.LITTLE_ENDIAN, 183));
        files.put("an ELF file for 32-bit big-endian PowerPC", elf(32, ByteOrder.BIG_ENDIAN, 20));
        files.put("an ELF file for 64-bit little-endian machine 4711", elf(64, ByteOrder.LITTLE_ENDIAN, 4711));
        files.put("a Linux image for x86 (bzImage, boot protocol 2.15)", bzImage(0x20f, 1));
        files.put("a Linux image for x86 (zImage, boot protocol 2.03)", bzImage(0x203, 0));
        files.put("a boot sector or disk image for BIOS, or an x86 kernel older than Linux 1.3.73", at(0x1fe, "U\u00aa"));
        files.put("a Linux image for s390x", at(0x10008, "S390EP"));
        files.put("a program or boot record for s390x, or a truncated Linux image for s390x", at(0, "\0\b\0\0\u0080\0\2\0"));
        files.put("a Linux image for arm64", put(at(56, "ARMd"), 0, "MZ"));
        files.put("a Linux image for RISC-V", put(at(48, "RISCV\0\0\0"), 0, "MZ"));
        byte[] loong = pe(0x6264, 10);
        files.put("a Linux image for LoongArch", put(loong, 56, "\u00cd#\u0082\u0081"));
        files.put("a Linux image for EFI that unpacks itself (zboot, gzip-compressed)", put(put(pe(0xaa64, 10), 4, "zimg"), 24, "gzip\0"));
        files.put("a Linux image for 32-bit ARM (zImage)", at(0x24, "\030(o\001"));
        files.put("a U-Boot image (uImage) for PowerPC, \"Linux-6.1.0\"",
                put(put(new byte[128], 0, "'\5\031V"), 28, "\5\7\2\1Linux-6.1.0"));
        files.put("an Android boot image", at(0, "ANDROID!"));
        files.put("a flattened device tree, or a U-Boot FIT image", at(0, "\u00d0\r\u00fe\u00ed"));
        var multiboot = ByteBuffer.wrap(at(0, "")).order(ByteOrder.LITTLE_ENDIAN);
        files.put("a Multiboot kernel", multiboot.putInt(64, 0x1badb002).putInt(68, 3).putInt(72, -(0x1badb002 + 3)).array());
    }

    private static void programs(Map<String, byte[]> files) {
        files.put("an EFI program for x86-64", pe(0x8664, 10, ".text", "x"));
        files.put("an EFI program for arm64 (systemd-boot)",
                pe(0xaa64, 10, ".text", "x", ".sdmagic", "#### LoaderInfo: systemd-boot 252 ####"));
        files.put("an EFI program for x86-64 (GRUB)", pe(0x8664, 10, "mods", "x"));
        files.put("an EFI program for x86-64 (shim)", pe(0x8664, 10, ".vendor_cert", "x", ".sbat", "sbat,1,S\nshim,4,U\n"));
        files.put("an EFI program for x86-64 (memtest86)", pe(0x8664, 10, ".sbat", "sbat,1,SBAT Version,sbat\nmemtest86.debian,1,x\n"));
        files.put("an EFI program for i386 (iPXE)", pe(0x14c, 10, ".data", "http iPXE/1.21"));
        files.put("a unified kernel image for x86-64 (an EFI program with kernel, initrd and command line in it)",
                pe(0x8664, 10, ".sdmagic", "#### LoaderInfo: systemd-stub 252 ####", ".linux", "MZ"));
        files.put("a Windows program for x86-64", pe(0x8664, 3));
        files.put("a DOS program", at(0, "MZ"));
        files.put("a network boot program for BIOS", at(0x100, "PXENV+"));
        files.put("a network boot program for BIOS (PXELINUX)", put(at(0x100, "PXENV+"), 300, "PXELINUX 6.04"));
    }

    private static void compressed(Map<String, byte[]> files) {
        for (int flags : new int[]{0, 4, 8, 16, 2, 30}) {
            files.put("a gzip-compressed ELF file for 64-bit little-endian " + FileKind.elfMachine(200 + flags),
                    gzip(elf(64, ByteOrder.LITTLE_ENDIAN, 200 + flags), flags));
        }
        files.put("a gzip-compressed Linux image for s390x", gzip(at(0x10008, "S390EP"), 0));
        files.put("a gzip-compressed initrd (cpio archive)", gzip(text("070701 and so on"), 8));
        files.put("a gzip-compressed tar archive", gzip(at(257, "ustar"), 0));
        files.put("a gzip-compressed file", gzip(at(0, "\1\2\3"), 0));
        files.put("an xz-compressed file", at(0, "\u00fd7zXZ\0"));
        files.put("a zstd-compressed file", at(0, "(\u00b5/\u00fd"));
        files.put("a bzip2-compressed file", at(0, "BZh9"));
        files.put("an lz4-compressed file", at(0, "\2!L\030"));
        files.put("an lzop-compressed file", at(0, "\u0089LZO\0\r\n\032\n"));
        files.put("an lzma-compressed file", at(0, "]\0\0\u0080"));
    }

    private static void magics(Map<String, byte[]> files) {
        files.put("an initrd (cpio archive)", at(0, "070701"));
        files.put("a SquashFS file system", at(0, "hsqs"));
        files.put("a CD or DVD image (ISO 9660)", put(at(0x8001, "CD001"), 0x1fe, "U\u00aa"));
        files.put("a disk image (GPT)", put(at(0x200, "EFI PART"), 0x1fe, "U\u00aa"));
        files.put("a disk image (qcow2)", at(0, "QFI\u00fb"));
        files.put("a file system (ext4)", at(0x438, "S\u00ef"));
        files.put("a ZIP archive", at(0, "PK\3\4"));
        files.put("an ar archive, such as a Debian package", at(0, "!<arch>\n"));
        files.put("a tar archive", at(257, "ustar"));
    }

    private static void texts(Map<String, byte[]> files) {
        files.put("an HTML page (\"404 Not Found\")",
                text("\ufeff \r\n<!DOCTYPE HTML PUBLIC>\n<html><head>\n<title>404\n Not Found</title></head>"));
        files.put("an HTML page (\"Sign in\")", text("<html lang=de><TITLE lang=en> Sign in\u0007now </TITLE>"));
        files.put("an HTML page", text("<html><h1>Forbidden</h1></html>"));
        files.put("an XML document", text("<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>"));
        files.put("a JSON document", text("{\"error\": \"not found\"}"));
        files.put("an iPXE script", text("#!ipxe\nkernel vmlinuz\nboot\n"));
        files.put("a script", text("#!/bin/sh\n"));
        files.put("a GRUB configuration", text("# menu\nset default=0\nmenuentry 'Linux' {\n linux /vmlinuz\n}\n"));
        files.put("a PXELINUX configuration (syslinux)", text("DEFAULT linux\nLABEL linux\n  KERNEL vmlinuz\n  APPEND quiet\n"));
        files.put("a boot loader entry (BLS)", text("title Fedora\nversion 6.1\nlinux /vmlinuz\ninitrd /initrd\noptions ro\n"));
        files.put("a .ins file of s390x", text("* Debian\nkernel.debian 0x00000000\ninitrd.debian 0x01000000\n"));
        files.put("a Git LFS pointer", text("version https://git-lfs.github.com/spec/v1\noid sha256:12\n"));
        files.put("a list of digests", text("0123456789abcdef0123456789abcdef  vmlinuz\n"));
        files.put("text that begins with \"404 page not found\"", text("404 page not found\n"));
        files.put("text that begins with \"" + "x".repeat(60) + "…\"", text("x".repeat(5000)));
        files.put("text that begins with \"File not found\"", ("\ufeffFile not found\r\n").getBytes(StandardCharsets.UTF_16LE));
    }

    @TestFactory
    Stream<DynamicTest> isCalledByItsName() {
        return files().entrySet().stream().map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
            FileKind kind = FileKind.of(MemorySegment.ofArray(one.getValue()).asReadOnly()).orElseThrow();
            assertEquals(one.getKey(), kind.name());
            assertTrue(kind.advice().matches("[\\x20-\\x7e]{10,250}"), kind.advice());
        }));
    }

    @Test
    void othersHaveNoName() {
        assertEquals(Optional.empty(), name(at(0, "\1\2\3")));
        assertEquals(Optional.empty(), name(new byte[]{0x7f}));
        assertEquals(Optional.empty(), name(new byte[]{0x7f, 'E', 'L'}));
    }

    /** Whatever is cut or changed, there is an answer, and it is fit for a terminal. */
    @Test
    void everyFileHasAnAnswer() {
        var random = new Random(31);
        for (byte[] whole : files().values().stream().filter(file -> file.length < 1 << 19).toList()) {
            for (int run = 0; run < 40; run++) {
                byte[] file = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
                for (int i = random.nextInt(8); i > 0 && file.length > 0; i--) {
                    file[random.nextInt(Math.min(file.length, random.nextBoolean() ? 0x200 : file.length))] = (byte) random.nextInt();
                }
                anyFile(file);
            }
        }
    }

    static Stream<byte[]> smallFiles() {
        return files().values().stream().filter(file -> file.length < 1 << 12);
    }

    @MethodSource("smallFiles")
    @FuzzTest
    void anyFile(byte[] file) {
        name(file).ifPresent(name -> assertTrue(name.matches("[\\x20-\\x7e…]{5,150}"), name));
    }
}
