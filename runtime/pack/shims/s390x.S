# Entry of the shim for s390x. A flat file as a Linux kernel's: IPL from a list of files (.INS) starts by the PSW at 0, QEMU and kexec tools start at
# 0x10000 in 31-bit mode, with address and size of the initrd at 0x10408 and 0x10410. Linked at 0x0.
        .machine z196
        .section .head, "ax"
        .globl  start
        .long   0x00080000, 0x80010000  # PSW of the load normal: 31-bit mode
        .org    0x10000
start:  j       go
        .org    0x10008
        .ascii  "S390EP"
        .byte   0, 1
        .org    0x10010
        j       go
        .org    0x10400
        .quad   0
initrd: .quad   0, 0                    # address and size
        .quad   0, 0
        .quad   0
        .quad   0x1000                  # room for a command line, which nobody reads
        .org    0x11480
go:     slr     %r0,%r0
        lhi     %r1,2
        sigp    %r1,%r0,0x12            # set architecture: z/Architecture
        sam64
        larl    %r15,stacktop - 160
        larl    %r1,initrd
        lg      %r2,0(%r1)
        lg      %r3,8(%r1)
        larl    %r4,image
        larl    %r5,imageend
        brasl   %r14,begin
0:      j       0b

        .text
        .globl  arch_resume
arch_resume:                            # r2 = where this program was copied to
        larl    %r1,image
        larl    %r3,resumed
        sgr     %r3,%r1
        agr     %r3,%r2
        br      %r3
resumed:
        larl    %r15,stacktop - 160
        brasl   %r14,unpack
0:      j       0b

        .globl  servc                   # servc(command, sccb): condition code; waits for the answer
servc:  larl    %r1,saved
        mvc     0(16,%r1),0x1b0(%r0)
        stctg   %c0,%c0,16(%r1)
        .insn   rre,0xb2200000,%r2,%r3
        ipm     %r2
        srl     %r2,28
        llgfr   %r2,%r2
        clgijne %r2,0,9f
        larl    %r4,answered            # external new PSW
        larl    %r5,external
        stg     %r4,8(%r5)
        mvc     0x1b0(16,%r0),0(%r5)
        larl    %r4,mask
        lctlg   %c0,%c0,0(%r4)
        larl    %r4,waiting
        lpswe   0(%r4)
answered:
        lctlg   %c0,%c0,16(%r1)
        mvc     0x1b0(16,%r0),0(%r1)
9:      br      %r14

        .globl  probe                   # probe(address): whether there is storage
probe:  larl    %r1,saved
        mvc     0(16,%r1),0x1d0(%r0)
        larl    %r4,absent
        larl    %r5,external
        stg     %r4,8(%r5)
        mvc     0x1d0(16,%r0),0(%r5)
        lghi    %r3,0
        lg      %r4,0(%r2)
        lghi    %r3,1
absent: mvc     0x1d0(16,%r0),0(%r1)
        lgr     %r2,%r3
        br      %r14

        .globl  load                    # load(PSW and r0 to r15)
load:   mvc     0x200(16,%r0),0(%r2)    # storage that the architecture leaves to programs
        lgr     %r1,%r2
        lmg     %r0,%r15,16(%r1)
        lpswe   0x200(%r0)
        .globl  reset_and_load          # reset_and_load(values): load normal comes back here, with CPU and devices reset
reset_and_load:
        larl    %r1,saved
        stg     %r2,8(%r1)
        mvc     0(8,%r1),0(%r0)
        larl    %r3,again
        llilh   %r4,0x8000              # short PSW: 31-bit mode
        llihh   %r5,0x0008
        ogr     %r3,%r4
        ogr     %r3,%r5
        stg     %r3,0(%r0)
        lghi    %r3,1
        lghi    %r0,0
        diag    %r0,%r3,0x308
again:  slr     %r0,%r0
        lhi     %r1,2
        sigp    %r1,%r0,0x12
        sam64
        larl    %r1,saved
        mvc     0(8,%r0),0(%r1)
        lg      %r2,8(%r1)
        j       load
        .globl  halt                    # halt(code)
halt:   larl    %r1,saved
        llilh   %r3,0x8000
        llihh   %r4,0x0002
        ogr     %r3,%r4
        stg     %r3,0(%r1)
        stg     %r2,8(%r1)
        lpswe   0(%r1)

        .data
        .balign 16
external: .quad 0x0000000180000000, 0
waiting: .quad  0x0102000180000000, 0   # external interruptions, wait
saved:  .quad   0, 0, 0, 0
mask:   .quad   0x200                   # service signals

        .section .note.GNU-stack, "", @progbits
