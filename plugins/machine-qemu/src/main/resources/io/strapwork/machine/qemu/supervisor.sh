# Runs QEMU for a JVM whose end, however it comes, closes the pipe at standard input: then QEMU is killed and the folder removed.
# $1 is the folder, the rest QEMU's command. One line at standard input starts it.
trap '' INT HUP TERM
exec 3<&0 </dev/null
folder=$1
shift
if ! read -r start <&3; then
    rm -rf -- "$folder"
    exit 0
fi
# For -chardev pipe, and one to wake who reads it.
if ! mkfifo -m 600 "$folder/console.in" "$folder/console.out" "$folder/console.alarm"; then
    rm -rf -- "$folder"
    exit 1
fi
"$@" 3<&- &
qemu=$!
{
    read -r end <&3
    kill -9 "$qemu"
    rm -rf -- "$folder"
} 2>/dev/null &
watch=$!
exec 3<&-
wait "$qemu"
status=$?
rm -rf -- "$folder"
kill -9 "$watch" 2>/dev/null
exit "$status"
