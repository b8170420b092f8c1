# From where kexec jumps to (64-bit mode, memory mapped to itself, registers 0) to a CPU state. Position independent, in one page; the slots are at 0x800:
#   0 whether the state is of 32-bit protected mode without paging, 1 rip, 2 rax, 3 rbx, 4 rcx, 5 rdx, 6 rsi, 7 rdi, 8 rbp, 9 rsp, 10 r8 .. 17 r15
        .set    SLOTS, 0x800
        .text
start:  cli
        cld
        lea     stack(%rip), %rsp
        lea     gdt(%rip), %rax
        mov     %rax, gdtr + 2(%rip)
        lgdt    gdtr(%rip)
        mov     $0x18, %eax
        mov     %eax, %ds
        mov     %eax, %es
        mov     %eax, %ss
        mov     %eax, %fs
        mov     %eax, %gs
        lea     start(%rip), %rbp
        add     $SLOTS, %rbp
        cmpq    $0, (%rbp)
        jne     protected
        lea     long(%rip), %rax
        push    $0x10
        push    %rax
        lretq
long:   mov     2 * 8(%rbp), %rax
        mov     3 * 8(%rbp), %rbx
        mov     4 * 8(%rbp), %rcx
        mov     5 * 8(%rbp), %rdx
        mov     6 * 8(%rbp), %rsi
        mov     7 * 8(%rbp), %rdi
        mov     10 * 8(%rbp), %r8
        mov     11 * 8(%rbp), %r9
        mov     12 * 8(%rbp), %r10
        mov     13 * 8(%rbp), %r11
        mov     14 * 8(%rbp), %r12
        mov     15 * 8(%rbp), %r13
        mov     16 * 8(%rbp), %r14
        mov     17 * 8(%rbp), %r15
        mov     9 * 8(%rbp), %rsp
        mov     8 * 8(%rbp), %rbp
        jmp     *start + SLOTS + 8(%rip)
protected:
        mov     %ebp, %esp
        mov     6 * 8(%rbp), %esi
        mov     7 * 8(%rbp), %edi
        mov     3 * 8(%rbp), %ebx
        lea     out32(%rip), %eax
        lea     far32(%rip), %rdx
        mov     %eax, (%rdx)
        mov     8 * 8(%rbp), %ebp
        ljmpl   *(%rdx)
        .code32
out32:  mov     $0x11, %eax
        mov     %eax, %cr0
        mov     $0xc0000080, %ecx       # EFER.LME
        rdmsr
        and     $0xfffffeff, %eax
        wrmsr
        xor     %eax, %eax
        mov     %eax, %cr4
        mov     2 * 8(%esp), %eax
        mov     4 * 8(%esp), %ecx
        mov     5 * 8(%esp), %edx
        jmp     *8(%esp)
        .balign 8
gdt:    .quad   0, 0, 0x00af9b000000ffff, 0x00cf93000000ffff, 0x00cf9b000000ffff
gdtr:   .word   gdtr - gdt - 1
        .quad   0
far32:  .long   0
        .word   0x20
        .balign 8
        .quad   0, 0, 0
stack:
        .org    SLOTS
