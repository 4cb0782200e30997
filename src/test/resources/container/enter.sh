# enter.sh ROOT USER FROM:TO… -- COMMAND…: the first process of a container, in namespaces that its caller made for it.
# Does to the unpacked image at ROOT what an engine does with --read-only, --cap-drop=ALL, no-new-privileges and -v FROM:TO.
set -eu
root=$1 user=$2
shift 2

mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in null zero full random urandom; do
    : >"$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mount -o remount,ro "$root/dev"
while [ "$1" != -- ]; do
    from=${1%%:*} to=$root${1#*:}
    if [ -d "$from" ]; then
        mkdir -p "$to"
    elif [ ! -e "$to" ]; then
        mkdir -p "${to%/*}"
        : >"$to"
    fi
    mount --bind "$from" "$to"
    shift
done
shift
mount -o remount,bind,ro "$root"
exec /usr/bin/setpriv --no-new-privs /usr/sbin/chroot --groups="${user#*:}" --userspec="$user" "$root" "$@"
