# Entries of the shim for x86_64: a bzImage (Linux: Documentation/arch/x86/boot.rst, protocol 2.12) with the real-mode, the 32-bit and the 64-bit entry.
# The first 4 KiB of its real-mode part are the boot parameters where the loader brings none. Linked at 0; the protected-mode part, from image on, runs anywhere.
        .set    E820_COUNT, 0x1e8
        .set    E820, 0x2d0
        .set    SMAP, 0x534d4150
        .section .head, "awx"
        .org    0x1f1
        .byte   15                      # setup_sects: 8 KiB with the boot sector
        .word   0
        .long   syssize
        .word   0, 0, 0
        .word   0xaa55
        .byte   0xeb, 0x66              # to 0x268
        .ascii  "HdrS"
        .word   0x020c
        .org    0x210
        .byte   0, 1                    # loadflags: LOADED_HIGH
        .org    0x214
code32_start:
        .long   0x100000
        .org    0x22c
        .long   0x7fffffff              # initrd_addr_max
        .long   0x1000                  # kernel_alignment
        .byte   1, 12                   # relocatable, min_alignment
        .word   3                       # xloadflags: 64-bit entry, may be above 4 GiB
        .long   2047                    # cmdline_size
        .org    0x258
        .quad   0x1000000               # pref_address
        .long   initsize
        .org    0x268
        .code16
        jmp     setup
        .org    0x1000
setup:  cld
        push    %ds
        pop     %es
        xor     %ebx, %ebx
        mov     $E820, %di
1:      mov     $0xe820, %eax
        mov     $20, %ecx
        mov     $SMAP, %edx
        int     $0x15
        jc      2f
        cmp     $SMAP, %eax
        jne     2f
        incb    E820_COUNT
        add     $20, %di
        cmpb    $127, E820_COUNT
        jae     2f
        test    %ebx, %ebx
        jnz     1b
2:      mov     $0x2401, %ax            # A20
        int     $0x15
        cli
        in      $0x92, %al
        or      $2, %al
        and     $0xfe, %al
        out     %al, $0x92
        xor     %esi, %esi
        mov     %ds, %si
        shl     $4, %esi
        lea     gdt16(%esi), %eax
        mov     %eax, gdtr16 + 2
        lgdtl   gdtr16
        mov     code32_start, %eax
        mov     %eax, far32
        mov     %cr0, %eax
        or      $1, %al
        mov     %eax, %cr0
        ljmpl   *far32
        .balign 8
gdt16:  .quad   0, 0, 0x00cf9b000000ffff, 0x00cf93000000ffff
gdtr16: .word   gdtr16 - gdt16 - 1
        .long   0
far32:  .long   0
        .word   0x10

        .org    0x2000
        .code32
entry32:
        cli
        cld
        mov     $0x18, %eax
        mov     %eax, %ds
        mov     %eax, %es
        mov     %eax, %ss
        lea     E820_COUNT(%esi), %esp  # 4 bytes of scratch are in front of it
        call    1f
1:      pop     %ebp
        sub     $(1b - entry32), %ebp
        lea     early_at(%ebp), %edi
        mov     %edi, %ebx
        xor     %eax, %eax
        mov     $0x2000 / 4, %ecx
        rep stosl
        lea     0x1003(%ebx), %eax
        mov     %eax, (%ebx)
        mov     $4, %ecx
        lea     0x1000(%ebx), %edi
2:      add     $0x1000, %eax
        mov     %eax, (%edi)
        add     $8, %edi
        loop    2b
        lea     0x2000(%ebx), %edi
        mov     $0x83, %eax
        mov     $2048, %ecx
3:      mov     %eax, (%edi)
        movl    $0, 4(%edi)
        add     $8, %edi
        add     $0x200000, %eax
        loop    3b
        lea     gdt_at(%ebp), %eax
        mov     %eax, gdtr_at + 2(%ebp)
        movl    $0, gdtr_at + 6(%ebp)
        lgdt    gdtr_at(%ebp)
        mov     %cr4, %eax
        or      $0x20, %eax             # PAE
        mov     %eax, %cr4
        mov     %ebx, %cr3
        mov     $0xc0000080, %ecx       # EFER.LME
        rdmsr
        or      $0x100, %eax
        wrmsr
        lea     stack_at(%ebp), %esp
        lea     0x200(%ebp), %eax
        push    $0x10
        push    %eax
        mov     %cr0, %eax
        or      $0x80000000, %eax
        mov     %eax, %cr0
        lret
        .org    0x2200
        .code64
entry64:
        cli
        cld
        lea     stacktop(%rip), %rsp
        mov     %rsi, %rdi
        lea     image(%rip), %rsi
        lea     imageend(%rip), %rdx
        call    begin
        .code64
        .text
        .globl  arch_resume
arch_resume:                            # rdi = where this program was copied to
        lea     image(%rip), %rax
        lea     resumed(%rip), %rdx
        sub     %rax, %rdx
        add     %rdi, %rdx
        jmp     *%rdx
resumed:
        lea     stacktop(%rip), %rsp
        lea     image(%rip), %rdi
        call    resume
        .globl  load_tables
load_tables:                            # load_tables(page tables): own descriptors, too
        lea     gdt(%rip), %rax
        mov     %rax, gdtr + 2(%rip)
        lgdt    gdtr(%rip)
        mov     %rdi, %cr3
        mov     $0x18, %eax
        mov     %eax, %ds
        mov     %eax, %es
        mov     %eax, %ss
        pop     %rdx
        push    $0x10
        push    %rdx
        lretq
        .globl  enter64
enter64:                                # enter64(entry, zero page)
        mov     %rdi, %rax
        xor     %ebx, %ebx
        xor     %ecx, %ecx
        xor     %edx, %edx
        xor     %edi, %edi
        xor     %ebp, %ebp
        jmp     *%rax
        .globl  enter32
enter32:                                # enter32(entry, ebx, eax): 32-bit protected mode without paging
        mov     %esi, %ebx
        mov     %edi, %esi
        mov     %edx, %edi
        lea     out32(%rip), %rax
        push    $0x20
        push    %rax
        lretq
        .code32
out32:  mov     $0x11, %eax
        mov     %eax, %cr0
        mov     $0xc0000080, %ecx
        rdmsr
        and     $0xfffffeff, %eax
        wrmsr
        xor     %eax, %eax
        mov     %eax, %cr4
        mov     %edi, %eax
        xor     %ecx, %ecx
        xor     %edx, %edx
        xor     %edi, %edi
        xor     %ebp, %ebp
        jmp     *%esi
        .data
        .balign 8
        .globl  gdt
gdt:    .quad   0, 0, 0x00af9b000000ffff, 0x00cf93000000ffff, 0x00cf9b000000ffff
gdtr:   .word   gdtr - gdt - 1
        .quad   0
        .globl  gdtr
        .section .note.GNU-stack, "", @progbits
