# From where kexec jumps to (31-bit mode, CPU and devices reset) to a CPU state. Position independent, below 2 GiB, in one page; the slots are at 0x800:
#   PSW mask and address, r0 .. r15, first and last address of storage that is stored as it is: QEMU's TCG goes on with what it has translated of the system
#   before, since neither MVC nor MVCLE, by which the running kernel moves segments here and the next one unpacks itself, makes it forget that; STG does
        .machine z196
        .text
start:  slr     %r0,%r0
        lhi     %r1,2
        sigp    %r1,%r0,0x12            # set architecture: z/Architecture
        sam64
        larl    %r1,start + 0x800
        mvc     0x200(16,%r0),0(%r1)    # storage that the architecture leaves to programs
        lg      %r2,0x90(%r1)
        lg      %r3,0x98(%r1)
        j       2f
1:      lg      %r4,0(%r2)
        stg     %r4,0(%r2)
        la      %r2,8(%r2)
2:      clgr    %r2,%r3
        jl      1b
        lmg     %r0,%r15,16(%r1)
        lpswe   0x200(%r0)
        .org    0x800
